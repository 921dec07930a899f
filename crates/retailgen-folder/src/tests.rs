//! The folder protocol as a user meets it: every state and every way on from it.

mod claims;
#[cfg(unix)]
mod hostile;
mod kills;
mod parts;
mod stores;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::*;

/// A place for an output folder that does not exist yet.
fn place() -> (TempDir, PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let root = parent.path().join("out");
    (parent, root)
}

fn run(run_id: &str) -> Run {
    Run { run_id: run_id.into(), tool_version: "0.1.0".into(), dataset_version: "1".into() }
}

fn plan(paths: &[&str]) -> Vec<String> {
    paths.iter().map(ToString::to_string).collect()
}

fn begin(root: &Path, run_id: &str, paths: &[&str], overwrite: Overwrite) -> Result<Begin, FolderError> {
    OwnedFolder::begin(root, &run(run_id), &plan(paths), overwrite)
}

fn ready(begin: Result<Begin, FolderError>) -> OwnedFolder {
    match begin.unwrap() {
        Begin::Ready(folder) => folder,
        Begin::AlreadyDone(manifest) => panic!("already done: {manifest:?}"),
    }
}

fn write(folder: &OwnedFolder, path: &str, text: &str) -> ManifestFile {
    let mut file = folder.file(path).unwrap();
    file.write_block(text.as_bytes()).unwrap();
    let digest = file.commit().unwrap();
    ManifestFile::new(path, "t", 1, digest)
}

/// Writes a whole run; each file holds the run's id.
fn complete(root: &Path, run_id: &str, paths: &[&str], overwrite: Overwrite) -> Manifest {
    let folder = ready(begin(root, run_id, paths, overwrite));
    let files = paths.iter().map(|path| write(&folder, path, run_id)).collect();
    folder.finish(files).unwrap()
}

/// Every file and folder below a place, with the content of the files.
fn listing(root: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_path_buf();
            if path.is_symlink() || path.is_file() {
                found.insert(name, Some(fs::read(&path).unwrap_or_default()));
            } else {
                found.insert(name, None);
                open.push(path);
            }
        }
    }
    found
}

fn names(root: &Path) -> Vec<String> {
    listing(root).into_keys().map(|path| path.to_str().unwrap().replace('\\', "/")).collect()
}

const OLD: &[&str] = &["stores.csv", "orders/dt=1/part.csv", "orders/dt=2/part.csv"];
const NEW: &[&str] = &["stores.csv", "events/dt=1/part.jsonl"];

#[test]
fn a_run_goes_from_nothing_to_finished() {
    let (_parent, root) = place();
    assert_eq!(FolderState::inspect(&root).unwrap(), FolderState::Absent);
    let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
    // In another order than planned, and one planned file does not come about.
    let files = vec![write(&folder, OLD[2], "three"), write(&folder, OLD[0], "one")];
    assert!(matches!(FolderState::inspect(&root).unwrap(), FolderState::Unfinished { run_id, planned }
        if run_id == "0a" && planned.len() == 3));
    let manifest = folder.finish(files).unwrap();
    assert_eq!(manifest.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), [OLD[0], OLD[2]]);
    assert_eq!(FolderState::inspect(&root).unwrap(), FolderState::Finished { manifest });
    assert_eq!(names(&root), ["_manifest.json", "orders", "orders/dt=2", "orders/dt=2/part.csv", "stores.csv"]);
    assert_eq!(
        fs::read_to_string(root.join(MANIFEST_NAME)).unwrap(),
        r#"{
  "tool": "retailgen",
  "tool_version": "0.1.0",
  "dataset_version": "1",
  "run_id": "0a",
  "files": [
    {
      "path": "stores.csv",
      "table": "t",
      "rows": 1,
      "bytes": 3,
      "sha256": "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
    },
    {
      "path": "orders/dt=2/part.csv",
      "table": "t",
      "rows": 1,
      "bytes": 5,
      "sha256": "8b5b9db0c13db24256c829aa364aa90c6d2eba318b9232a4ab9313b954d3555f"
    }
  ]
}
"#
    );
}

#[test]
fn an_empty_folder_is_taken() {
    let (_parent, root) = place();
    fs::create_dir(&root).unwrap();
    assert_eq!(FolderState::inspect(&root).unwrap(), FolderState::Empty);
    complete(&root, "0a", OLD, Overwrite::No);
}

#[test]
fn the_same_run_starts_over_after_a_kill() {
    let (_parent, root) = place();
    let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
    write(&folder, OLD[1], "half a run");
    // A stranger's file where one of our folders would be.
    fs::write(root.join("orders/dt=2"), "mine").unwrap();
    fs::write(root.join(".stores.csv.partial"), "half a file").unwrap();
    fs::write(root.join("stranger.txt"), "mine").unwrap();
    drop(folder);
    let before = listing(&root);
    let error = begin(&root, "0a", OLD, Overwrite::No).unwrap_err();
    assert!(matches!(&error, FolderError::InTheWay { path } if path.ends_with("orders/dt=2")), "{error}");
    assert_eq!(listing(&root), before);
    fs::remove_file(root.join("orders/dt=2")).unwrap();
    let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
    assert_eq!(names(&root), ["_retailgen.inprogress", "stranger.txt"]);
    drop(folder);
    complete(&root, "0a", OLD, Overwrite::No);
    assert_eq!(fs::read_to_string(root.join("stranger.txt")).unwrap(), "mine");
}

#[test]
fn a_finished_run_is_not_written_again_unless_told() {
    let (_parent, root) = place();
    let manifest = complete(&root, "0a", OLD, Overwrite::No);
    let before = listing(&root);
    match begin(&root, "0a", OLD, Overwrite::No).unwrap() {
        Begin::AlreadyDone(found) => assert_eq!(found, manifest),
        Begin::Ready(_) => panic!("began again"),
    }
    assert_eq!(listing(&root), before);
    let folder = ready(begin(&root, "0a", OLD, Overwrite::Yes));
    assert_eq!(names(&root), ["_retailgen.inprogress"]);
    drop(folder);
}

#[test]
fn a_discarded_run_leaves_what_is_not_its_own() {
    let (_parent, root) = place();
    let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
    write(&folder, OLD[1], "half a run");
    fs::write(root.join("stranger.txt"), "mine").unwrap();
    folder.discard().unwrap();
    assert_eq!(names(&root), ["stranger.txt"]);
}

#[test]
fn a_finished_folder_that_lost_a_file_is_told() {
    let (_parent, root) = place();
    complete(&root, "0a", OLD, Overwrite::No);
    fs::write(root.join(OLD[1]), "shortened, no: lengthened").unwrap();
    fs::remove_file(root.join(OLD[2])).unwrap();
    let error = begin(&root, "0a", OLD, Overwrite::No).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("orders/dt=1/part.csv has 25 bytes instead of 2"), "{message}");
    assert!(message.ends_with("allow overwriting to write it again"), "{message}");
    fs::remove_file(root.join(OLD[0])).unwrap();
    let error = begin(&root, "0a", OLD, Overwrite::No).unwrap_err();
    assert!(
        matches!(&error, FolderError::FileChanged { path, problem } if path.ends_with(OLD[0]) && problem == "is missing"),
        "{error}"
    );
    complete(&root, "0a", OLD, Overwrite::Yes);
}

#[test]
fn another_run_is_replaced_only_when_told_and_strangers_survive() {
    for finished in [false, true] {
        let (_parent, root) = place();
        if finished {
            complete(&root, "0a", OLD, Overwrite::No);
        } else {
            let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
            write(&folder, OLD[0], "0a");
            write(&folder, OLD[1], "0a");
            write(&folder, OLD[2], "0a");
        }
        fs::write(root.join("orders/dt=1/notes.txt"), "mine").unwrap();
        let before = listing(&root);
        let error = begin(&root, "0b", NEW, Overwrite::No).unwrap_err();
        assert!(
            matches!(&error, FolderError::AnotherRun { found, wanted, .. } if found == "0a" && wanted == "0b"),
            "{error}"
        );
        assert_eq!(listing(&root), before);
        complete(&root, "0b", NEW, Overwrite::Yes);
        assert_eq!(
            names(&root),
            [
                "_manifest.json",
                "events",
                "events/dt=1",
                "events/dt=1/part.jsonl",
                "orders",
                "orders/dt=1",
                "orders/dt=1/notes.txt",
                "stores.csv",
            ]
        );
        assert_eq!(fs::read_to_string(root.join("orders/dt=1/notes.txt")).unwrap(), "mine");
    }
}

#[test]
fn a_foreign_folder_is_never_touched() {
    let (_parent, root) = place();
    fs::create_dir_all(root.join("photos")).unwrap();
    fs::write(root.join("photos/a.jpg"), "jpg").unwrap();
    fs::write(root.join("stores.csv"), "theirs").unwrap();
    let before = listing(&root);
    assert_eq!(FolderState::inspect(&root).unwrap(), FolderState::Foreign { example: "photos".into() });
    for overwrite in [Overwrite::No, Overwrite::Yes] {
        let error = begin(&root, "0a", OLD, overwrite).unwrap_err();
        assert!(matches!(&error, FolderError::ForeignFolder { example, .. } if example == "photos"), "{error}");
        assert_eq!(listing(&root), before);
    }
}

#[test]
fn a_file_in_place_of_the_folder_is_told() {
    let (parent, root) = place();
    fs::write(&root, "").unwrap();
    assert!(matches!(begin(&root, "0a", OLD, Overwrite::Yes), Err(FolderError::NotAFolder { .. })));
    let below = parent.path().join("out/below");
    let error = begin(&below, "0a", OLD, Overwrite::Yes).unwrap_err();
    assert!(error.to_string().contains("a part of the path is a file"), "{error}");
}

#[test]
fn damaged_or_lying_markers_and_manifests_delete_nothing() {
    let (parent, root) = place();
    let outside = parent.path().join("precious.csv");
    fs::write(&outside, "mine").unwrap();
    for (name, text) in [
        (MARKER_NAME, "garbage\n"),
        (MARKER_NAME, "garbage without an end"),
        (MARKER_NAME, "{\"format\":1,\"run_id\":\"0a\",\"paths\":1}\n../precious.csv\n"),
        (MANIFEST_NAME, "{"),
        (MANIFEST_NAME, "{\"name\":\"an app\",\"icons\":[]}"),
        (MANIFEST_NAME, r#"{"tool":"other","tool_version":"","dataset_version":"","run_id":"0a","files":[]}"#),
        (
            MANIFEST_NAME,
            r#"{"tool":"retailgen","tool_version":"","dataset_version":"","run_id":"0a","files":[{"path":"../precious.csv","table":"t","rows":0,"bytes":4,
            "sha256":"7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"}]}"#,
        ),
    ] {
        fs::create_dir(&root).unwrap();
        fs::write(root.join(name), text).unwrap();
        fs::write(root.join("stores.csv"), "whose?").unwrap();
        let before = listing(parent.path());
        for overwrite in [Overwrite::No, Overwrite::Yes] {
            let error = begin(&root, "0a", OLD, overwrite).unwrap_err();
            assert!(matches!(error, FolderError::Damaged { .. }), "{text}: {error}");
        }
        assert_eq!(listing(parent.path()), before, "{text}");
        fs::remove_dir_all(&root).unwrap();
    }
}

#[test]
fn plans_that_leave_the_folder_or_repeat_are_refused() {
    let (_parent, root) = place();
    for paths in [&["../x.csv"][..], &["/x.csv"], &["a.csv", "a.csv"], &["_manifest.json"]] {
        assert!(matches!(begin(&root, "0a", paths, Overwrite::Yes), Err(FolderError::BadPath { .. })), "{paths:?}");
    }
    for run_id in ["", "0A", "../x", "0a\n"] {
        assert!(matches!(begin(&root, run_id, OLD, Overwrite::Yes), Err(FolderError::BadRunId { .. })), "{run_id:?}");
    }
    assert!(!root.exists());
}

#[test]
fn only_planned_and_present_files_can_be_finished() {
    let (_parent, root) = place();
    let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
    assert!(matches!(folder.file("other.csv"), Err(FolderError::NotPlanned { .. })));
    let file = write(&folder, OLD[0], "x");
    let unplanned = ManifestFile { path: "other.csv".into(), ..file.clone() };
    assert!(matches!(folder.finish(vec![unplanned]), Err(FolderError::NotPlanned { .. })));
    let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
    let file = ManifestFile { path: OLD[0].into(), ..file };
    assert!(matches!(folder.finish(vec![file]), Err(FolderError::FileChanged { .. })));
    let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
    let file = write(&folder, OLD[0], "x");
    assert!(matches!(folder.finish(vec![file.clone(), file]), Err(FolderError::BadPath { .. })));
    assert!(matches!(FolderState::inspect(&root).unwrap(), FolderState::Unfinished { .. }));
}

#[test]
fn a_second_process_is_told() {
    let (_parent, root) = place();
    let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
    write(&folder, OLD[0], "first");
    let before = listing(&root);
    // A lock belongs to an open file, so a second handle of this process meets it as another process would.
    for (run_id, overwrite) in [("0a", Overwrite::No), ("0b", Overwrite::Yes)] {
        assert!(matches!(begin(&root, run_id, OLD, overwrite), Err(FolderError::InUse { .. })));
        assert_eq!(listing(&root), before);
    }
    drop(folder);
    complete(&root, "0a", OLD, Overwrite::No);
}

#[test]
fn strangers_where_new_files_go_are_not_overwritten() {
    let (_parent, root) = place();
    complete(&root, "0a", OLD, Overwrite::No);
    fs::create_dir_all(root.join("events/dt=1")).unwrap();
    fs::write(root.join(NEW[1]), "mine").unwrap();
    let before = listing(&root);
    let error = begin(&root, "0b", NEW, Overwrite::Yes).unwrap_err();
    assert!(matches!(&error, FolderError::InTheWay { path } if path.ends_with(NEW[1])), "{error}");
    assert_eq!(listing(&root), before);
}
