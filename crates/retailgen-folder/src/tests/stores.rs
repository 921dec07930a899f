//! The folder protocol in an object store.

use retailgen_stores::Store;

use super::kills::killed_after;
use super::*;

/// A place in a bucket of its own, and the bucket.
fn bucket(name: &str) -> (PathBuf, Store) {
    let root = PathBuf::from(format!("memory://{name}/raw/out"));
    let store = Store::of(&Address::parse(&root).unwrap().unwrap()).unwrap();
    (root, store)
}

fn keys(store: &Store) -> Vec<String> {
    store.list("raw").unwrap().into_keys().collect()
}

const COMPLETE: [&str; 4] =
    ["out/_manifest.json", "out/orders/dt=1/part.csv", "out/orders/dt=2/part.csv", "out/stores.csv"];

#[test]
fn a_run_goes_from_nothing_to_finished() {
    let (root, store) = bucket("finished");
    assert_eq!(FolderState::inspect(&root).unwrap(), FolderState::Empty);
    assert!(!is_anything_at(&root));
    let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
    assert_eq!(folder.shortcomings().found(), [Shortcoming::Locks]);
    assert_eq!(keys(&store), ["out/_retailgen.inprogress"]);
    // Nothing is in the store before it is whole, and nothing stays of what never is.
    let mut half = folder.file(OLD[0]).unwrap();
    half.write_block(b"half").unwrap();
    drop(half);
    assert_eq!(keys(&store), ["out/_retailgen.inprogress"]);
    let files = OLD.iter().map(|path| write(&folder, path, "0a")).collect();
    assert!(matches!(FolderState::inspect(&root).unwrap(), FolderState::Unfinished { .. }));
    let manifest = folder.finish(files).unwrap();
    assert_eq!(keys(&store), COMPLETE);
    assert_eq!(Manifest::of_finished(&root).unwrap(), manifest);
    assert!(matches!(begin(&root, "0a", OLD, Overwrite::No).unwrap(), Begin::AlreadyDone(_)));

    // The bytes of a folder on the disk.
    let (_parent, disk) = place();
    complete(&disk, "0a", OLD, Overwrite::No);
    for path in list_files(&disk).unwrap().paths {
        let text = |root: &Path| std::io::read_to_string(open_plain(&place_below(root, &path)).unwrap()).unwrap();
        assert_eq!(text(&root), text(&disk), "{path}");
    }
    assert_eq!(list_files(&root).unwrap(), list_files(&disk).unwrap());
}

#[test]
fn what_is_not_ours_stays_and_is_refused() {
    let (root, store) = bucket("foreign");
    store.put_new("raw/out/notes.txt", b"mine").unwrap();
    for overwrite in [Overwrite::No, Overwrite::Yes] {
        let error = begin(&root, "0a", OLD, overwrite).unwrap_err();
        assert_eq!(
            error.to_string(),
            "memory://foreign/raw/out is not empty and was not written by retailgen (it holds \"notes.txt\"); choose an \
             empty or new folder"
        );
    }
    assert_eq!(keys(&store), ["out/notes.txt"]);
    // Beside it a run has its place, within one it has none.
    let beside = root.with_file_name("other");
    complete(&beside, "0a", OLD, Overwrite::No);
    let error = begin(&beside.join("more"), "0a", OLD, Overwrite::No).unwrap_err();
    assert!(matches!(error, FolderError::WithinRun { .. }), "{error}");
}

#[test]
fn another_run_is_replaced_when_that_is_wanted_and_nothing_else_is() {
    let (root, store) = bucket("another");
    complete(&root, "0a", OLD, Overwrite::No);
    let error = begin(&root, "0b", NEW, Overwrite::No).unwrap_err();
    assert!(matches!(error, FolderError::AnotherRun { .. }), "{error}");
    assert_eq!(keys(&store), COMPLETE);
    store.put_new("raw/out/orders/notes.txt", b"mine").unwrap();
    complete(&root, "0b", NEW, Overwrite::Yes);
    let found = ["out/_manifest.json", "out/events/dt=1/part.jsonl", "out/orders/notes.txt", "out/stores.csv"];
    assert_eq!(keys(&store), found);
    // What stands where a file of ours would go is in the way, as a file or as a folder.
    let error = begin(&root, "0a", &["orders/notes.txt"], Overwrite::Yes).unwrap_err();
    assert!(matches!(error, FolderError::InTheWay { .. }), "{error}");
    let error = begin(&root, "0a", &["orders/notes.txt/x"], Overwrite::Yes).unwrap_err();
    assert!(matches!(error, FolderError::InTheWay { .. }), "{error}");
}

#[test]
fn a_kill_at_any_step_leaves_a_place_that_knows_its_owner() {
    for kills in 0.. {
        let (root, store) = bucket(&format!("kill{kills}"));
        let old = complete(&root, "0a", OLD, Overwrite::No);
        let begun =
            OwnedFolder::begin_stepwise(&root, &run("0b"), &plan(NEW), Overwrite::Yes, &mut killed_after(kills));
        let whole = begun.is_ok();
        drop(begun);
        match FolderState::inspect(&root).unwrap() {
            FolderState::Finished { manifest } => {
                assert_eq!(manifest, old);
                assert!(old.first_damaged(&root).unwrap().is_none());
            }
            FolderState::Unfinished { run_id, planned } => {
                assert_eq!(run_id, "0b");
                assert!(OLD.iter().chain(NEW).all(|path| planned.iter().any(|planned| planned == path)));
            }
            state => panic!("after {kills} steps: {state:?}"),
        }
        complete(&root, "0b", NEW, Overwrite::Yes);
        assert_eq!(keys(&store), ["out/_manifest.json", "out/events/dt=1/part.jsonl", "out/stores.csv"]);
        if whole {
            // Place, lock, marker, manifest, three files.
            assert_eq!(kills, 7);
            break;
        }
    }
}

#[test]
fn a_claim_that_is_given_back_leaves_what_was_there() {
    let (root, store) = bucket("given-back");
    let stake = |run_id| match Claim::stake(&root, &run(run_id), &plan(NEW), Overwrite::Yes).unwrap() {
        Claimed::Ready(claim) => claim,
        Claimed::AlreadyDone(manifest) => panic!("already done: {manifest:?}"),
    };
    stake("0a").release();
    assert_eq!(keys(&store), [""; 0]);
    let manifest = complete(&root, "0a", OLD, Overwrite::No);
    stake("0b").release();
    assert_eq!(FolderState::inspect(&root).unwrap(), FolderState::Finished { manifest });
}

#[test]
fn a_manifest_replaces_none() {
    let (root, store) = bucket("raced");
    let folder = ready(begin(&root, "0a", OLD, Overwrite::No));
    let files = OLD.iter().map(|path| write(&folder, path, "0a")).collect();
    store.put_new("raw/out/_manifest.json", b"another's").unwrap();
    let error = folder.finish(files).unwrap_err();
    assert!(matches!(error, FolderError::InUse { .. }), "{error}");
}

#[test]
fn parts_need_folders() {
    let (root, _) = bucket("parts");
    let part = PartNumber::new(1, 2).unwrap();
    let paths = plan(OLD);
    let part_plan = PartPlan { run: &run("0a"), part, paths: &paths, merged: &[], own: &[0] };
    let error = PartClaim::stake(&root, &part_plan, Overwrite::No).unwrap_err();
    assert_eq!(
        error.to_string(),
        "memory://parts/raw/out is an address, and only a folder can be named here; name a folder"
    );
}
