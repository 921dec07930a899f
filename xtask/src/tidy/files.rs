//! How a file of Rust begins and what it is called, and how long the facade is.

use std::fs;
use std::path::{Path, PathBuf};

use super::TidyError;

/// Names that say nothing of a subject.
const NO_SUBJECT: [&str; 5] = ["common", "helpers", "manager", "misc", "utils"];

/// The facade, and the most lines of its own: it hands on what other crates do, and a subject belongs into one of those.
pub const FACADE: &str = "retailgen";
const FACADE_LINES: usize = 1_000;

/// A file of Rust.
#[derive(Debug)]
pub struct RustFile {
    /// Its path below the workspace, with `/`.
    pub path: String,
    pub text: String,
}

impl RustFile {
    /// What is wrong with the file alone.
    pub fn problems(&self) -> Vec<String> {
        let path = &self.path;
        let mut problems = Vec::new();
        if !self.text.starts_with("//! ") {
            problems.push(format!("{path}: open the file with a line `//! …` that names its subject"));
        }
        let parts = path.split('/').map(|part| part.trim_end_matches(".rs"));
        for name in parts.filter(|part| NO_SUBJECT.contains(part)) {
            problems.push(format!("{path}: `{name}` names no subject; call it after what is in it"));
        }
        problems
    }
}

/// The files of Rust in the folders of a crate's sources, tests, benches and examples, in order.
pub fn below(root: &Path, package: &Path) -> Result<Vec<RustFile>, TidyError> {
    let mut paths = Vec::new();
    for folder in ["benches", "examples", "src", "tests"] {
        collect(&package.join(folder), &mut paths)?;
    }
    let mut files = Vec::new();
    for path in paths {
        let text = super::read(&path)?;
        let parts = path.strip_prefix(root).unwrap_or(&path).components();
        let path = parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        files.push(RustFile { path, text });
    }
    Ok(files)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), TidyError> {
    if !folder.is_dir() {
        return Ok(());
    }
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(TidyError::io(folder))? {
        entries.push(entry.map_err(TidyError::io(folder))?.path());
    }
    entries.sort_unstable();
    for path in entries {
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
    Ok(())
}

/// Whether the facade has grown a subject of its own.
pub fn facade_problem(name: &str, files: &[RustFile]) -> Option<String> {
    if name != FACADE {
        return None;
    }
    let own = files.iter().filter(|file| file.path.starts_with("crates/retailgen/src/"));
    let lines: usize = own.map(|file| file.text.lines().count()).sum();
    (lines > FACADE_LINES).then(|| {
        format!("crates/retailgen/src has {lines} lines, and {FACADE_LINES} are the most: move a subject into a crate")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> RustFile {
        RustFile { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_file_opens_with_its_subject() {
        assert_eq!(file("a/src/lib.rs", "//! A subject.\n").problems(), [""; 0]);
        for text in ["", "use std::fs;\n", "\n//! Late.\n", "// A comment.\n"] {
            assert_eq!(file("a/src/lib.rs", text).problems().len(), 1, "{text:?}");
        }
    }

    #[test]
    fn names_say_a_subject() {
        for path in ["a/src/utils.rs", "a/src/common/table.rs", "a/tests/helpers/mod.rs"] {
            assert_eq!(file(path, "//! A subject.\n").problems().len(), 1, "{path}");
        }
        assert_eq!(file("a/src/commons.rs", "//! A subject.\n").problems(), [""; 0]);
    }

    #[test]
    fn the_facade_stays_short() {
        let files = |lines| {
            [file("crates/retailgen/src/lib.rs", &"//! It.\n".repeat(lines)), file("crates/retailgen/tests/a.rs", "\n")]
        };
        assert_eq!(facade_problem("retailgen", &files(1_000)), None);
        assert!(facade_problem("retailgen", &files(1_001)).is_some());
        assert_eq!(facade_problem("retailgen-cli", &files(1_001)), None);
    }
}
