//! A folder in which somebody else moves things about, and files that are none.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::process::Command;

use super::*;
use crate::ErrorClass;

#[test]
fn links_inside_the_folder_are_not_followed() {
    let (parent, root) = place();
    complete(&root, "0a", OLD, Overwrite::No);
    let outside = parent.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("part.csv"), "mine").unwrap();
    fs::remove_dir_all(root.join("orders/dt=1")).unwrap();
    symlink(&outside, root.join("orders/dt=1")).unwrap();
    let before = listing(parent.path());
    for (run_id, paths) in [("0a", OLD), ("0b", NEW)] {
        let error = begin(&root, run_id, paths, Overwrite::Yes).unwrap_err();
        assert!(matches!(&error, FolderError::LinkedFolder { path } if path.ends_with("orders/dt=1")), "{error}");
        assert_eq!(listing(parent.path()), before);
    }
    // A link put there while the run goes on.
    let (_parent, root) = place();
    let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
    symlink(&outside, root.join("orders")).unwrap();
    assert!(matches!(folder.file(OLD[1]), Err(FolderError::LinkedFolder { .. })));
}

/// A folder of somebody else's with files of the same names as ours.
fn theirs(parent: &Path) -> PathBuf {
    let outside = parent.join("outside");
    for path in ["dt=1/part.csv", "dt=2/part.csv", "dt=1/.part.csv.partial"] {
        fs::create_dir_all(outside.join(path).parent().unwrap()).unwrap();
        fs::write(outside.join(path), "mine").unwrap();
    }
    outside
}

#[test]
fn a_folder_swapped_for_a_link_between_two_steps_leads_nowhere() {
    for swapped_after in 0.. {
        let (parent, root) = place();
        complete(&root, "0a", OLD, Overwrite::No);
        let outside = theirs(parent.path());
        let before = listing(&outside);
        let mut steps = 0;
        let mut swap = || {
            if steps == swapped_after && root.join("orders").exists() {
                fs::rename(root.join("orders"), parent.path().join("moved")).unwrap();
                symlink(&outside, root.join("orders")).unwrap();
            }
            steps += 1;
            Ok(())
        };
        let begun = OwnedFolder::begin_stepwise(&root, &run("0a"), &plan(OLD), Overwrite::Yes, &mut swap);
        assert_eq!(listing(&outside), before, "swapped after {swapped_after} steps");
        if root.join("orders").is_symlink() {
            match begun {
                Ok(Begin::Ready(folder)) => {
                    assert!(matches!(folder.file(OLD[1]), Err(FolderError::LinkedFolder { .. })));
                }
                begun => assert!(matches!(begun, Err(FolderError::LinkedFolder { .. })), "{begun:?}"),
            }
        }
        if steps <= swapped_after {
            assert!(swapped_after > 5, "the steps were not seen");
            break;
        }
    }
}

#[test]
fn a_folder_swapped_for_a_link_while_a_file_is_written_leads_nowhere() {
    for commits in [false, true] {
        let (parent, root) = place();
        let outside = theirs(parent.path());
        let before = listing(&outside);
        let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
        let mut file = folder.file(OLD[1]).unwrap();
        fs::rename(root.join("orders"), parent.path().join("moved")).unwrap();
        symlink(&outside, root.join("orders")).unwrap();
        file.write_block(b"ours").unwrap();
        if commits {
            assert!(matches!(file.commit(), Err(FolderError::LinkedFolder { .. })));
        } else {
            drop(file);
        }
        assert_eq!(listing(&outside), before);
    }
}

#[test]
fn a_file_swapped_for_a_link_is_not_finished() {
    let (parent, root) = place();
    let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
    let file = write(&folder, OLD[0], "ours");
    fs::rename(root.join(OLD[0]), parent.path().join("moved")).unwrap();
    symlink(parent.path().join("moved"), root.join(OLD[0])).unwrap();
    assert!(matches!(folder.finish(vec![file]), Err(FolderError::FileChanged { .. })));
}

#[test]
fn a_folder_where_a_file_was_is_refused_before_anything_goes() {
    for (path, overwrite) in
        [(OLD[0], Overwrite::Yes), (OLD[1], Overwrite::Yes), (".stores.csv.partial", Overwrite::Yes)]
    {
        let (_parent, root) = place();
        complete(&root, "0a", OLD, Overwrite::No);
        let _ = fs::remove_file(root.join(path));
        fs::create_dir(root.join(path)).unwrap();
        fs::write(root.join(path).join("x"), "mine").unwrap();
        let before = listing(&root);
        for run_id in ["0a", "0b"] {
            let error = begin(&root, run_id, OLD, overwrite).unwrap_err();
            assert!(matches!(&error, FolderError::InTheWay { path: found } if found.ends_with(path)), "{error}");
            assert_eq!(error.class(), ErrorClass::FolderTaken);
            assert_eq!(listing(&root), before);
        }
    }
}

/// Puts something that is no plain file, or far too long, at a place.
fn put(place: &Path, what: &str) {
    match what {
        "pipe" => assert!(Command::new("mkfifo").arg(place).status().unwrap().success()),
        "link" => symlink("/dev/zero", place).unwrap(),
        "folder" => fs::create_dir(place).unwrap(),
        "sparse" => fs::File::create(place).unwrap().set_len(3 << 30).unwrap(),
        _ => unreachable!(),
    }
}

#[test]
fn what_is_no_marker_or_manifest_is_not_waited_for_and_not_read_whole() {
    for name in [MANIFEST_NAME, MARKER_NAME] {
        for what in ["pipe", "link", "folder", "sparse"] {
            let (parent, root) = place();
            fs::create_dir(&root).unwrap();
            put(&root.join(name), what);
            for overwrite in [Overwrite::No, Overwrite::Yes] {
                let error = begin(&root, "0a", OLD, overwrite).unwrap_err();
                assert!(matches!(error, FolderError::Damaged { .. }), "{name}, {what}: {error}");
            }
            assert_eq!(fs::read_dir(&root).unwrap().count(), 1);
            // Somebody else's, above ours. A plain file of the marker's name is one.
            let within = begin(&root.join("within"), "0a", OLD, Overwrite::No);
            match within {
                Err(FolderError::WithinRun { .. }) => assert_eq!((name, what), (MARKER_NAME, "sparse")),
                within => drop(ready(within)),
            }
            drop(parent);
        }
    }
}

#[test]
fn folders_whose_path_is_no_plain_text_are_refused_early() {
    let (parent, _) = place();
    for name in [&b"a\nb"[..], b"data\r", b"a\xffb"] {
        let root = parent.path().join(OsStr::from_bytes(name));
        for path in [root.clone(), root.join("within")] {
            let error = begin(&path, "0a", OLD, Overwrite::No).unwrap_err();
            assert!(matches!(error, FolderError::BadName { .. }), "{error}");
            assert_eq!(error.class(), ErrorClass::FolderTaken);
            assert!(!error.to_string().contains('\n'), "{error}");
        }
        assert!(!root.exists());
    }
}
