//! Claims that are given back, and what systems drop into folders.

use super::*;
use crate::Claim;

fn stake(root: &Path, run_id: &str, paths: &[&str], overwrite: Overwrite) -> Claim {
    match Claim::stake(root, &run(run_id), &plan(paths), overwrite).unwrap() {
        Claimed::Ready(claim) => claim,
        Claimed::AlreadyDone(manifest) => panic!("already done: {manifest:?}"),
    }
}

#[test]
fn a_claim_given_back_leaves_the_folder_as_it_was() {
    let (parent, root) = place();
    let deep = root.join("a/b");
    let before = listing(parent.path());
    stake(&deep, "0a", OLD, Overwrite::No).release();
    assert_eq!(listing(parent.path()), before);

    fs::create_dir(&root).unwrap();
    let unfinished = |root: &Path| drop(ready(begin(root, "0a", OLD, Overwrite::No)));
    let finished = |root: &Path| drop(complete(root, "0a", OLD, Overwrite::No));
    for make in [&(|_: &Path| ()) as &dyn Fn(&Path), &unfinished, &finished] {
        make(&root);
        let before = listing(&root);
        for run_id in ["0a", "0b"] {
            let claim = stake(&root, run_id, NEW, Overwrite::Yes);
            assert!(root.join(MARKER_NAME).exists());
            assert!(matches!(begin(&root, run_id, NEW, Overwrite::Yes), Err(FolderError::InUse { .. })));
            claim.release();
            assert_eq!(listing(&root), before);
        }
    }
}

#[test]
fn a_claim_that_is_lost_names_the_files_of_both_runs() {
    let (_parent, root) = place();
    complete(&root, "0a", OLD, Overwrite::No);
    drop(stake(&root, "0b", NEW, Overwrite::Yes));
    assert!(OLD.iter().all(|path| root.join(path).exists()));
    complete(&root, "0b", NEW, Overwrite::Yes);
    assert_eq!(names(&root), ["_manifest.json", "events", "events/dt=1", "events/dt=1/part.jsonl", "stores.csv"]);
}

#[test]
fn a_discarded_run_leaves_what_is_not_its_own() {
    let (parent, root) = place();
    for stranger in [None, Some("stranger.txt")] {
        let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
        write(&folder, OLD[1], "half a run");
        stranger.inspect(|name| fs::write(root.join(name), "mine").unwrap());
        folder.discard().unwrap();
        assert_eq!(names(parent.path()), stranger.map_or(vec![], |name| vec!["out".to_owned(), format!("out/{name}")]));
    }
}

#[test]
fn what_systems_drop_makes_no_folder_somebodys_and_stays() {
    let (_parent, root) = place();
    fs::create_dir_all(root.join("lost+found")).unwrap();
    for name in [".DS_Store", "._x", "Thumbs.db", "desktop.ini", ".nfs0012"] {
        fs::write(root.join(name), "theirs").unwrap();
    }
    assert_eq!(FolderState::inspect(&root).unwrap(), FolderState::Empty);
    complete(&root, "0a", OLD, Overwrite::No);
    fs::write(root.join("orders/.DS_Store"), "theirs").unwrap();
    complete(&root, "0b", NEW, Overwrite::Yes);
    assert!(root.join("orders/.DS_Store").exists() && root.join("lost+found").exists());
    assert!(!root.join("orders/dt=1").exists());
}
