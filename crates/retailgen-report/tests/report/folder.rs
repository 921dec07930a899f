//! Folders to make pages of: the fixtures, copies of them, and small ones written here.

use std::{
    fs,
    path::{Path, PathBuf},
};

use retailgen_folder::{Begin, ManifestFile, Overwrite, OwnedFolder, Run};
use retailgen_report::{ReportError, ReportOptions, page};

/// A folder of the repository's fixtures.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/fixtures").join(name)
}

/// The page about a folder with its truth, or without one.
pub fn page_of(folder: &Path, truth: Option<&Path>) -> Result<String, ReportError> {
    let mut options = ReportOptions::default();
    options.truth = truth;
    options.decoys = &[("decoy.plus_tag", "A tag behind a plus sign.")];
    page(folder, &options)
}

/// The page about the fixtures with faults.
pub fn dirty() -> String {
    page_of(&fixture("dirty"), Some(&fixture("dirty.truth"))).unwrap()
}

/// Writes a finished folder of these files: path, table, text.
pub fn write(folder: &Path, files: &[(&str, &str, &str)]) {
    let run = Run { run_id: "07ab".into(), tool_version: "0.1.0".into(), dataset_version: "1".into() };
    let planned: Vec<String> = files.iter().map(|(path, ..)| (*path).to_owned()).collect();
    let Begin::Ready(owned) = OwnedFolder::begin(folder, &run, &planned, Overwrite::No).unwrap() else {
        panic!("{} is not new", folder.display())
    };
    let entries = files.iter().map(|(path, table, text)| {
        let mut file = owned.file(path).unwrap();
        file.write_block(text.as_bytes()).unwrap();
        let rows = text.lines().count().saturating_sub(1) as u64;
        ManifestFile::new(*path, *table, rows, file.commit().unwrap())
    });
    let entries = entries.collect();
    owned.finish(entries).unwrap();
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
