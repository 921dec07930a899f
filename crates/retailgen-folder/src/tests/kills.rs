//! A kill after every change that the folder protocol makes.

use super::*;
use crate::dir::Dir;

/// Stands for a kill: the step after which nothing more happens.
pub(super) fn killed_after(steps: usize) -> impl FnMut() -> Result<(), FolderError> {
    let mut left = steps;
    move || match left.checked_sub(1) {
        Some(fewer) => {
            left = fewer;
            Ok(())
        }
        None => Err(FolderError::NotPlanned { path: "killed".into() }),
    }
}

#[test]
fn a_kill_while_overwriting_leaves_a_folder_that_knows_its_owner() {
    for (run_id, paths) in [("0b", NEW), ("0a", OLD)] {
        let mut kills = 0;
        loop {
            let (_parent, root) = place();
            let old = complete(&root, "0a", OLD, Overwrite::No);
            fs::write(root.join("orders/notes.txt"), "mine").unwrap();
            let begun = OwnedFolder::begin_stepwise(
                &root,
                &run(run_id),
                &plan(paths),
                Overwrite::Yes,
                &mut killed_after(kills),
            );
            let whole = begun.is_ok();
            drop(begun);
            match FolderState::inspect(&root).unwrap() {
                // Still the old run's: then it must be whole.
                FolderState::Finished { manifest } => {
                    assert_eq!(manifest, old);
                    old.check_sizes(&Dir::open(&root).unwrap().unwrap()).unwrap();
                }
                FolderState::Unfinished { run_id: found, planned } => {
                    assert_eq!(found, run_id);
                    for path in OLD.iter().chain(paths) {
                        assert!(planned.iter().any(|planned| planned == path), "{path} is not named");
                    }
                }
                state => panic!("after {kills} steps: {state:?}"),
            }
            // Nothing of the old run is left behind by the next one, and what is not ours stays.
            complete(&root, run_id, paths, Overwrite::Yes);
            let (_other, fresh) = place();
            complete(&fresh, run_id, paths, Overwrite::No);
            fs::create_dir_all(fresh.join("orders")).unwrap();
            fs::write(fresh.join("orders/notes.txt"), "mine").unwrap();
            assert_eq!(listing(&root), listing(&fresh), "after {kills} steps");
            if whole {
                break;
            }
            kills += 1;
        }
        // Folder, lock, marker, manifest, three files, two emptied folders.
        assert_eq!(kills, 9);
    }
}

#[test]
fn a_marker_cut_short_while_overwriting_leaves_the_old_run_finished() {
    let (_parent, root) = place();
    let old = complete(&root, "0a", OLD, Overwrite::No);
    drop(OwnedFolder::begin_stepwise(&root, &run("0b"), &plan(NEW), Overwrite::Yes, &mut killed_after(2)));
    let marker = fs::read(root.join(MARKER_NAME)).unwrap();
    assert!(matches!(FolderState::inspect(&root).unwrap(), FolderState::Unfinished { .. }));
    for length in 0..marker.len() {
        fs::write(root.join(MARKER_NAME), &marker[..length]).unwrap();
        assert_eq!(FolderState::inspect(&root).unwrap(), FolderState::Finished { manifest: old.clone() }, "{length}");
    }
    // The same run then needs no work, and the useless marker goes.
    assert!(matches!(begin(&root, "0a", OLD, Overwrite::No).unwrap(), Begin::AlreadyDone(_)));
    assert!(!root.join(MARKER_NAME).exists());
}

#[test]
fn a_kill_while_beginning_in_a_new_folder_can_be_repeated_by_any_run() {
    for kills in 0..3 {
        let (_parent, root) = place();
        assert!(
            OwnedFolder::begin_stepwise(&root, &run("0a"), &plan(OLD), Overwrite::No, &mut killed_after(kills))
                .is_err()
        );
        complete(&root, "0a", OLD, Overwrite::No);
    }
    let (_parent, root) = place();
    fs::create_dir(&root).unwrap();
    fs::write(root.join(MARKER_NAME), "{\"format\":1,\"run_").unwrap();
    assert_eq!(FolderState::inspect(&root).unwrap(), FolderState::Empty);
    drop(ready(begin(&root, "0b", NEW, Overwrite::No)));
    // A whole section with a torn one behind it.
    let mut marker = fs::read(root.join(MARKER_NAME)).unwrap();
    marker.extend(b"{\"format\":1,\"run_id\":\"0c\",\"paths\":9}\nsuppliers.csv\nsto");
    fs::write(root.join(MARKER_NAME), marker).unwrap();
    drop(ready(begin(&root, "0d", OLD, Overwrite::Yes)));
    match FolderState::inspect(&root).unwrap() {
        FolderState::Unfinished { run_id, planned } => {
            assert_eq!(run_id, "0d");
            assert_eq!(planned.len(), 4, "{planned:?}");
        }
        state => panic!("{state:?}"),
    }
    complete(&root, "0d", OLD, Overwrite::No);
}

#[test]
fn a_kill_while_finishing_leaves_the_folder_unfinished_or_finished() {
    for kills in 0..2 {
        let (_parent, root) = place();
        let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
        let files: Vec<_> = OLD.iter().map(|path| write(&folder, path, "0a")).collect();
        assert!(folder.finish_stepwise(files, &mut killed_after(kills)).is_err());
        assert!(root.join(MARKER_NAME).exists());
        let state = FolderState::inspect(&root).unwrap();
        let begun = begin(&root, "0a", OLD, Overwrite::No).unwrap();
        if kills == 0 {
            assert!(matches!(state, FolderState::Unfinished { .. }));
            assert!(matches!(begun, Begin::Ready(_)));
        } else {
            assert!(matches!(state, FolderState::Finished { .. }));
            assert!(matches!(begun, Begin::AlreadyDone(_)));
            assert!(!root.join(MARKER_NAME).exists());
        }
    }
}
