//! Parts of a run in one folder, with a kill after every change on the disk.

use super::kills::killed_after;
use super::*;
use crate::dir::Dir;

const WHOLE: &[&str] = &["stores.csv", "orders/dt=1/part.csv", "orders/dt=2/part.csv"];

fn part(number: u32) -> PartNumber {
    PartNumber::new(number, 2).unwrap()
}

/// The places of the files of a part: the first has one, the second the others.
fn own(number: u32) -> &'static [usize] {
    if number == 1 { &[1] } else { &[0, 2] }
}

fn stake(root: &Path, number: u32, overwrite: Overwrite) -> Result<PartClaimed, FolderError> {
    let (run, paths) = (run("0a"), plan(WHOLE));
    let plan = PartPlan { run: &run, part: part(number), paths: &paths, merged: &[], own: own(number) };
    PartClaim::stake(root, &plan, overwrite)
}

fn claim(root: &Path, number: u32) -> PartClaim {
    match stake(root, number, Overwrite::No).unwrap() {
        PartClaimed::Ready(claim) => claim,
        PartClaimed::Merged(_) => panic!("merged"),
    }
}

fn fill(folder: &PartFolder, number: u32) -> Vec<ManifestFile> {
    own(number).iter().map(|place| write(folder.folder(), WHOLE[*place], "0a")).collect()
}

fn complete_part(root: &Path, number: u32) {
    let folder = claim(root, number).take().unwrap();
    let files = fill(&folder, number);
    folder.finish(files, &()).unwrap();
}

fn collected(root: &Path) -> Result<CollectedParts, PartsError> {
    match PartsClaim::stake(root)? {
        PartsClaimed::Ready(claim) => CollectedParts::collect(vec![claim], ("0.1.0", "1")),
        PartsClaimed::Merged(_) => panic!("merged"),
    }
}

fn merge(root: &Path) -> Manifest {
    let parts = collected(root).unwrap();
    let files = parts.files().cloned().collect();
    parts.in_place(&plan(WHOLE)).unwrap().finish(files).unwrap()
}

/// The folder of a single run.
fn whole() -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let (_parent, root) = place();
    complete(&root, "0a", WHOLE, Overwrite::No);
    listing(&root)
}

#[test]
fn merged_parts_are_the_folder_of_a_run_and_nothing_else_is_touched() {
    let (_parent, root) = place();
    complete_part(&root, 2);
    fs::write(root.join("notes.txt"), "mine").unwrap();
    assert!(matches!(FolderState::inspect(&root).unwrap(), FolderState::Unfinished { .. }));
    complete_part(&root, 1);
    merge(&root);
    assert_eq!(fs::read_to_string(root.join("notes.txt")).unwrap(), "mine");
    fs::remove_file(root.join("notes.txt")).unwrap();
    assert_eq!(listing(&root), whole());
}

#[test]
fn a_part_killed_at_any_step_is_unfinished_and_the_same_part_begins_again() {
    for finished_before in [false, true] {
        let mut kills = 0;
        loop {
            let (_parent, root) = place();
            complete_part(&root, 2);
            if finished_before {
                complete_part(&root, 1);
            }
            let before = listing(&root);
            let overwrite = if finished_before { Overwrite::Yes } else { Overwrite::No };
            let PartClaimed::Ready(claimed) = stake(&root, 1, overwrite).unwrap() else { panic!("merged") };
            let mut step = killed_after(kills);
            let ended = claimed.take_stepwise(&mut step).and_then(|folder| {
                let files = fill(&folder, 1);
                folder.finish_stepwise(files, &(), &mut step)
            });
            let is_done = ended.is_ok();
            let is_there =
                |path: &&PathBuf| !path.to_string_lossy().contains("1-of-2") && !path.ends_with("dt=1/part.csv");
            for path in before.keys().filter(is_there) {
                assert_eq!(listing(&root).get(path), before.get(path), "{path:?} is of another part");
            }
            match Manifest::of_finished(&root).unwrap_err() {
                FolderError::UnmergedParts { lack, .. } if lack == "part 1 of 2 is unfinished" => {
                    assert!(!is_done);
                    assert!(matches!(collected(&root), Err(PartsError::Lacking { .. })));
                }
                // Killed before anything was removed, or when the manifest was there.
                FolderError::UnmergedParts { lack, .. } => assert_eq!(lack, "all 2 are there"),
                error => panic!("{error}"),
            }
            complete_part_again(&root);
            merge(&root);
            assert_eq!(listing(&root), whole(), "after {kills} steps");
            if is_done {
                break;
            }
            kills += 1;
        }
        // Flushed, and the manifest written; before that, where the part had finished, its manifest and its file removed.
        assert_eq!(kills, if finished_before { 4 } else { 2 });
    }
}

fn complete_part_again(root: &Path) {
    let claimed = claim(root, 1);
    if claimed.done().is_some() {
        claimed.release();
    } else {
        let folder = claimed.take().unwrap();
        let files = fill(&folder, 1);
        folder.finish(files, &()).unwrap();
    }
}

#[test]
fn a_merge_killed_at_any_step_can_be_repeated() {
    let mut kills = 0;
    loop {
        let (_parent, root) = place();
        complete_part(&root, 1);
        complete_part(&root, 2);
        let parts = collected(&root).unwrap();
        let files: Vec<ManifestFile> = parts.files().cloned().collect();
        let ended = parts.in_place(&plan(WHOLE)).unwrap().finish_stepwise(files, &mut killed_after(kills));
        match FolderState::inspect(&root).unwrap() {
            FolderState::Unfinished { .. } => drop(merge(&root)),
            FolderState::Finished { .. } if kills % 2 == 0 => {
                assert!(matches!(PartsClaim::stake(&root).unwrap(), PartsClaimed::Merged(_)));
            }
            // A run of the same settings finds it done.
            FolderState::Finished { .. } => {
                assert!(matches!(begin(&root, "0a", WHOLE, Overwrite::No).unwrap(), Begin::AlreadyDone(_)));
            }
            state => panic!("{state:?}"),
        }
        assert_eq!(listing(&root), whole(), "after {kills} steps");
        if ended.is_ok() {
            break;
        }
        kills += 1;
    }
    // Flushed, the manifest, the marker renamed, two manifests of parts and their folder.
    assert_eq!(kills, 6);
}

#[test]
fn a_process_meets_another_one_as_that_stands() {
    let (_parent, root) = place();
    let first = claim(&root, 1).take().unwrap();
    assert!(matches!(stake(&root, 1, Overwrite::Yes), Err(FolderError::PartInUse { .. })));
    // A second part comes in while the first is written; a whole run and a merge have to wait.
    complete_part(&root, 2);
    assert!(matches!(begin(&root, "0b", WHOLE, Overwrite::Yes), Err(FolderError::InUse { .. })));
    assert!(matches!(PartsClaim::stake(&root), Err(PartsError::Folder(FolderError::InUse { .. }))));
    let files = fill(&first, 1);
    first.finish(files, &()).unwrap();
    let parts = PartsClaim::stake(&root).unwrap();
    assert!(matches!(begin(&root, "0b", WHOLE, Overwrite::Yes), Err(FolderError::InUse { .. })));
    drop(parts);
    // Who says so may replace parts as he may any run.
    complete(&root, "0b", NEW, Overwrite::Yes);
    assert!(!root.join("_retailgen.parts").exists());
}

#[test]
fn a_released_part_leaves_the_folder_as_it_was() {
    let (parent, root) = place();
    claim(&root, 1).release();
    assert_eq!(names(parent.path()), [""; 0]);
    complete_part(&root, 2);
    let before = listing(&root);
    claim(&root, 1).release();
    assert_eq!(listing(&root), before);
    // The first to come may leave while another one stays.
    let (_parent, root) = place();
    let first = claim(&root, 1);
    complete_part(&root, 2);
    first.release();
    complete_part(&root, 1);
    merge(&root);
    assert_eq!(listing(&root), whole());
}

#[test]
fn strangers_in_the_way_of_a_part_stop_it() {
    let (_parent, root) = place();
    complete_part(&root, 2);
    fs::write(root.join("orders/dt=1"), "mine").unwrap();
    assert!(matches!(stake(&root, 1, Overwrite::Yes), Err(FolderError::InTheWay { .. })));
    fs::remove_file(root.join("orders/dt=1")).unwrap();
    let (_parent, root) = place();
    fs::create_dir(&root).unwrap();
    fs::write(root.join("notes.txt"), "mine").unwrap();
    assert!(matches!(stake(&root, 1, Overwrite::Yes), Err(FolderError::ForeignFolder { .. })));
}

#[test]
fn files_of_parts_are_copied_where_they_cannot_have_a_second_name() {
    let (parent, root) = place();
    complete_part(&root, 1);
    complete_part(&root, 2);
    let parts = collected(&root).unwrap();
    let out = parent.path().join("merged");
    let folder = ready(begin(&out, "0a", WHOLE, Overwrite::No));
    // A file that stands there already cannot be one of two names.
    fs::write(out.join("stores.csv"), "old").unwrap();
    parts.bring(&folder).unwrap();
    folder.finish(parts.files().cloned().collect()).unwrap();
    assert_eq!(listing(&out), whole());
    let modified = |root: &Path| fs::metadata(root.join("stores.csv")).unwrap().modified().unwrap();
    assert_eq!(modified(&out), modified(&root));

    fs::write(root.join("stores.csv"), "0b").unwrap();
    let folder = ready(begin(&parent.path().join("again"), "0a", WHOLE, Overwrite::No));
    fs::write(parent.path().join("again/stores.csv"), "old").unwrap();
    let error = parts.bring(&folder).unwrap_err();
    assert!(
        matches!(&error, FolderError::FileChanged { problem, .. } if problem == "is not what its part has written"),
        "{error}"
    );
    let whole_root = Dir::open(&root).unwrap().unwrap();
    assert!(whole_root.kind("_retailgen.parts").unwrap().is_some(), "the parts stay");
}
