//! The files of the repository that the tests look at.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::markdown::Page;

/// The folder of the book.
pub const BOOK: &str = "docs/";
/// Its table of contents.
pub const CONTENTS: &str = "docs/README.md";

/// The folder that everything is below.
pub fn root() -> PathBuf {
    fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).unwrap()
}

/// All pages, by their paths.
pub fn pages() -> Vec<Page> {
    let paths = files("", "md");
    paths.iter().map(|path| Page::parse(path, &fs::read_to_string(root().join(path)).unwrap())).collect()
}

/// The pages whose commands are run and whose snippets are looked for: the front page, the book, and the page of `interop`.
pub fn instructions() -> Vec<Page> {
    let is_one = |path: &str| path.starts_with(BOOK) || ["README.md", "interop/README.md"].contains(&path);
    let pages: Vec<Page> = pages().into_iter().filter(|page| is_one(&page.path)).collect();
    assert!(pages.len() > 10, "the pages have moved: {}", pages.len());
    pages
}

/// The paths of all files below a folder that end so, parted by `/` and in order. What a build, a tool or a run has
/// made is left out, as git leaves it out.
pub fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(&root(), folder.trim_end_matches('/'), ending, &mut found);
    found.sort();
    found
}

fn collect(root: &Path, folder: &str, ending: &str, found: &mut Vec<String>) {
    let place = root.join(folder);
    if place.join("CACHEDIR.TAG").exists() {
        return;
    }
    for entry in fs::read_dir(&place).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if name.starts_with('.') || path == "target" || path.starts_with("data_raw") {
            continue;
        }
        // A link is a page of another place, where its own links lead somewhere.
        if entry.file_type().unwrap().is_symlink() {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            collect(root, &path, ending, found);
        } else if Path::new(&name).extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
}
