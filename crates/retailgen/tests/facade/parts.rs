//! A run in parts: merged, its folders have the bytes of a single run, whatever the number, the order and the folders of the parts.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicBool, AtomicUsize},
    thread,
};

use crate::support::{
    few_entities,
    place::{Contents, KillAfter, Place},
    scenario, window,
};
use retailgen::{
    Dataset, DatasetError, DeltaOptions, ErrorClass, FolderError, Intensity, Outcome, Overwrite, PartNumber,
    PartsError, Policy, Scenario, Table, VerifyError, VerifyOptions, WriteOptions, verify,
};

const NUMBERS: [u32; 5] = [1, 2, 3, 7, 64];
/// Those tried in folders of their own, too: whose files are where is the same for all.
const OWN_FOLDERS: [u32; 2] = [1, 7];
/// The folder in which parts keep their books.
const BOOKS: &str = "_retailgen.parts";

fn overwriting(overwrite: Overwrite) -> WriteOptions<'static> {
    let mut options = WriteOptions::default();
    options.overwrite = overwrite;
    options
}

fn part(number: u32, of: u32) -> PartNumber {
    PartNumber::new(number, of).unwrap()
}

/// All numbers of parts, in an order of no meaning.
fn shuffled(of: u32) -> Vec<u32> {
    let mut numbers: Vec<u32> = (1..=of).collect();
    numbers.sort_by_key(|number| number.wrapping_mul(0x9E37_79B9));
    numbers
}

fn small(policy: Option<Policy>) -> Scenario {
    let scenario = scenario(12, "0.004", window("2024-11-20", 20));
    policy.map_or(scenario.clone(), |policy| scenario.with_anomalies(policy))
}

fn builtin(name: &str) -> Policy {
    Policy::builtin(name).unwrap()
}

/// Holds parts of every number, in one folder and in folders of their own, against the run in one.
fn assert_parts_are_the_run(scenario: &Scenario) {
    let dataset = scenario.dataset();
    let whole = Place::new();
    whole.write("data", &dataset, None).unwrap();
    let whole = whole.contents("data");
    for of in NUMBERS {
        let place = Place::new();
        for number in shuffled(of) {
            place.write("data", &dataset, Some(part(number, of))).unwrap();
        }
        let merged = place.merge(&["data"], None).unwrap();
        assert!(matches!(merged, Outcome::Written(_)));
        assert!(place.contents("data") == whole, "{of} parts in one folder");
        if OWN_FOLDERS.contains(&of) {
            let names: Vec<String> = shuffled(of).iter().map(|number| format!("part{number}")).collect();
            for number in 1..=of {
                place.write(&format!("part{number}"), &dataset, Some(part(number, of))).unwrap();
            }
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let before: Vec<Contents> = names.iter().map(|name| place.contents(name)).collect();
            place.merge(&names, Some("merged")).unwrap();
            assert!(place.contents("merged") == whole, "{of} parts in folders of their own");
            assert!(names.iter().map(|name| place.contents(name)).eq(before), "parts stay as they are");
        }
    }
}

#[test]
fn parts_of_clean_data_are_the_run() {
    assert_parts_are_the_run(&small(None));
}

#[test]
fn parts_under_the_default_policy_are_the_run() {
    let policy = builtin("default").with_intensity(Intensity::High);
    assert_parts_are_the_run(&small(Some(policy)));
}

#[test]
fn parts_with_broken_files_and_a_change_data_feed_are_the_run() {
    let delta = DeltaOptions::default().with_change_data_feed(true);
    assert_parts_are_the_run(&small(Some(builtin("chaos"))).with_delta(delta));
}

#[test]
fn parts_whose_faults_come_from_few_entities_are_the_run() {
    assert_parts_are_the_run(&small(Some(few_entities::policy())));
}

#[test]
fn parts_of_a_few_tables_are_the_run() {
    let tables = [Table::Customers, Table::OrdersHeader, Table::Returns];
    let scenario = small(Some(builtin("default"))).with_tables(tables).unwrap();
    assert_parts_are_the_run(&scenario);
}

#[test]
fn a_number_of_faults_is_looked_at_by_one_part() {
    let text = "[[rule]]\nid = \"few\"\ntable = \"stores\"\ncolumn = \"name\"\nkind = \"null\"\ncount = 2\n";
    let scenario = small(Some(Policy::parse(text, "few.toml").unwrap()));
    assert_parts_are_the_run(&scenario.with_tables([Table::OrdersLines, Table::Stores]).unwrap());
}

#[test]
fn processes_may_write_their_parts_into_one_folder_at_once() {
    let dataset = small(Some(builtin("default"))).dataset();
    let place = Place::new();
    place.write("whole", &dataset, None).unwrap();
    thread::scope(|scope| {
        for number in shuffled(8) {
            let (place, dataset) = (&place, &dataset);
            scope.spawn(move || place.write("data", dataset, Some(part(number, 8))).unwrap());
        }
    });
    place.merge(&["data"], None).unwrap();
    assert!(place.contents("data") == place.contents("whole"));
    let mut options = VerifyOptions::default();
    let truth = place.path("data.truth");
    options.truth = Some(&truth);
    let verification = verify(&place.path("data"), &options).unwrap();
    assert!(verification.findings.is_empty(), "{verification:?}");
}

#[test]
fn a_part_that_was_killed_is_told_and_replaces_what_it_wrote_itself() {
    let dataset = small(Some(builtin("default"))).dataset();
    let place = Place::new();
    place.write("whole", &dataset, None).unwrap();
    place.write("data", &dataset, Some(part(3, 3))).unwrap();
    let of_others = place.contents("data");

    let cancelled = AtomicBool::new(false);
    let progress = KillAfter(AtomicUsize::new(5), &cancelled);
    let mut options = WriteOptions::default();
    options.cancelled = Some(&cancelled);
    options.progress = &progress;
    let killed = place.write_as("data", &dataset, Some(part(1, 3)), options);
    assert!(matches!(killed, Err(DatasetError::Cancelled)));
    let error = place.merge(&["data"], None).unwrap_err();
    assert!(error.to_string().starts_with("part 2 of 3 is missing, part 1 of 3 is unfinished in "), "{error}");
    assert_eq!(error.class(), ErrorClass::Usage);
    let error = verify(&place.path("data"), &VerifyOptions::default()).unwrap_err();
    let VerifyError::Folder(FolderError::UnmergedParts { lack, .. }) = &error else { panic!("{error}") };
    assert_eq!(lack, "part 2 of 3 is missing, part 1 of 3 is unfinished");

    let after = place.contents("data");
    for (before, after) in of_others.iter().zip(&after) {
        assert!(before.iter().all(|(path, content)| after.get(path) == Some(content)), "nothing of part 3 is touched");
    }
    for number in [1, 2] {
        place.write("data", &dataset, Some(part(number, 3))).unwrap();
    }
    place.merge(&["data"], None).unwrap();
    assert!(place.contents("data") == place.contents("whole"));
}

#[test]
fn a_finished_part_is_not_written_again_unless_told_and_a_merged_one_never() {
    let dataset = small(Some(builtin("default"))).with_tables([Table::Stores, Table::Events]).unwrap().dataset();
    let place = Place::new();
    let again = |overwrite| place.write_as("data", &dataset, Some(part(1, 2)), overwriting(overwrite));
    let Outcome::Written(first) = again(Overwrite::No).unwrap() else { panic!("nothing was there") };
    place.write("data", &dataset, Some(part(2, 2))).unwrap();
    let before = place.contents("data");
    assert!(matches!(again(Overwrite::No).unwrap(), Outcome::AlreadyDone(found) if found == first));
    assert!(matches!(again(Overwrite::Yes).unwrap(), Outcome::Written(found) if found == first));
    assert!(place.contents("data") == before);

    // A file of it was lost, and one of the other part is somebody's now.
    fs::remove_file(place.path("data").join(&first.files[0].path)).unwrap();
    let error = again(Overwrite::No).unwrap_err();
    assert!(matches!(error, DatasetError::Folder(FolderError::FileChanged { .. })), "{error}");
    assert!(place.merge(&["data"], None).is_err());
    again(Overwrite::Yes).unwrap();
    assert!(place.contents("data") == before);

    place.merge(&["data"], None).unwrap();
    let merged = place.contents("data");
    assert!(matches!(place.merge(&["data"], None).unwrap(), Outcome::AlreadyDone(_)));
    assert!(matches!(again(Overwrite::No).unwrap(), Outcome::AlreadyDone(_)));
    let error = again(Overwrite::Yes).unwrap_err();
    assert!(matches!(error, DatasetError::Folder(FolderError::AlreadyMerged { .. })), "{error}");
    assert!(place.contents("data") == merged);
}

#[test]
fn parts_and_runs_leave_each_other_alone() {
    let scenario = small(None).with_tables([Table::Stores]).unwrap();
    let (dataset, other) = (scenario.dataset(), Scenario::new(13).with_scale("0.004".parse().unwrap()).dataset());
    let place = Place::new();
    place.write("data", &dataset, Some(part(1, 2))).unwrap();
    let before = place.contents("data");
    for (dataset, asked) in [(&dataset, None), (&other, None), (&other, Some(part(2, 2))), (&dataset, Some(part(2, 3)))]
    {
        let error = place.write("data", dataset, asked).unwrap_err();
        assert!(matches!(error.class(), ErrorClass::Usage | ErrorClass::FolderTaken), "{error}");
        assert!(!error.is_lifted_by_overwriting(), "{error}");
    }
    place.write("whole", &other, None).unwrap();
    let theirs = place.contents("whole");
    for overwrite in [Overwrite::No, Overwrite::Yes] {
        let error = place.write_as("whole", &dataset, Some(part(1, 2)), overwriting(overwrite));
        assert!(matches!(error, Err(DatasetError::Folder(FolderError::NotOfTheseParts { .. }))));
    }
    assert!(place.contents("whole") == theirs && place.contents("data") == before);
}

/// What is said when parts of a small run are merged that were changed.
fn refusal(change: impl FnOnce(&Place, &Dataset)) -> DatasetError {
    let dataset = small(Some(builtin("default"))).with_tables([Table::Customers, Table::Stores]).unwrap().dataset();
    let place = Place::new();
    for number in 1..=2 {
        place.write(&format!("part{number}"), &dataset, Some(part(number, 2))).unwrap();
    }
    change(&place, &dataset);
    let before = [place.contents("part1"), place.contents("part2")];
    let error = place.merge(&["part1", "part2"], Some("merged")).unwrap_err();
    assert!([place.contents("part1"), place.contents("part2")] == before);
    assert!(place.contents("merged") == Contents::default(), "nothing is written");
    assert_eq!(error.class(), ErrorClass::Usage, "it must not be tried again");
    error
}

/// Changes what a part says of itself.
fn edit(folder: &Path, number: u32, change: impl FnOnce(&mut serde_json::Value)) {
    let path = folder.join(BOOKS).join(format!("{number}-of-2.json"));
    let mut manifest = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut manifest);
    fs::write(path, serde_json::to_vec(&manifest).unwrap()).unwrap();
}

fn rewritten(place: &Place, number: u32, dataset: &Dataset, as_part: PartNumber) {
    for name in [format!("part{number}"), format!("part{number}.truth")] {
        fs::remove_dir_all(place.path(&name)).unwrap();
    }
    place.write(&format!("part{number}"), dataset, Some(as_part)).unwrap();
}

#[test]
fn parts_that_do_not_make_a_run_are_refused_with_what_is_wrong() {
    let twice = refusal(|place, dataset| rewritten(place, 2, dataset, part(1, 2)));
    assert!(matches!(&twice, DatasetError::Parts(PartsError::Twice { part: 1, .. })), "{twice}");
    let other_number = refusal(|place, dataset| rewritten(place, 2, dataset, part(2, 3)));
    assert!(
        matches!(&other_number, DatasetError::Parts(PartsError::OtherNumber { found: 3, of: 2, .. })),
        "{other_number}"
    );
    let other_run = refusal(|place, dataset| {
        let other = dataset.scenario().clone().with_scale("0.003".parse().unwrap());
        rewritten(place, 2, &other.dataset(), part(2, 2));
    });
    assert!(matches!(&other_run, DatasetError::Parts(PartsError::OtherRun { part: 2, other: 1, .. })), "{other_run}");
    let other_version = refusal(|place, _| edit(&place.path("part2"), 2, |part| part["dataset_version"] = "7".into()));
    assert!(other_version.to_string().contains("part 2 in "), "{other_version}");
    assert!(other_version.to_string().contains("(dataset version 7), and this is"), "{other_version}");
    let moved = |number| {
        let other = |place: &serde_json::Value| (1 - place.as_u64().unwrap()).into();
        refusal(|place, _| {
            edit(&place.path(&format!("part{number}")), number, |part| {
                part["files"][0]["place"] = other(&part["files"][0]["place"]);
            });
        })
    };
    for error in [moved(1), moved(2)] {
        assert!(matches!(&error, DatasetError::Parts(PartsError::Overlap { first: 1, second: 2, .. })), "{error}");
    }
    let uncovered = refusal(|place, _| edit(&place.path("part2"), 2, |part| part["files"] = serde_json::json!([])));
    assert!(matches!(&uncovered, DatasetError::Parts(PartsError::Uncovered { missing: 1, planned: 2 })), "{uncovered}");
    let half_a_truth = refusal(|place, dataset| {
        fs::remove_dir_all(place.path("part2.truth")).unwrap();
        fs::remove_dir_all(place.path("part2")).unwrap();
        let mut without_truth = WriteOptions::default();
        without_truth.part = Some(part(2, 2));
        dataset.write(&place.path("part2"), &without_truth).unwrap();
    });
    assert!(half_a_truth.to_string().contains("part 1 has a truth and part 2 has none"), "{half_a_truth}");
    let no_truth = refusal(|place, _| fs::remove_dir_all(place.path("part2.truth")).unwrap());
    assert!(no_truth.to_string().contains("part2.truth does not hold it"), "{no_truth}");
}

#[test]
fn a_merge_needs_parts_and_a_place_for_the_run() {
    let place = Place::new();
    let dataset = small(None).with_tables([Table::Stores]).unwrap().dataset();
    place.write("part1", &dataset, Some(part(1, 1))).unwrap();
    place.write("whole", &dataset, None).unwrap();
    assert!(matches!(place.merge(&[], None), Err(DatasetError::MergeWithoutParts)));
    assert!(matches!(place.merge(&["part1", "whole"], None), Err(DatasetError::MergeWithoutOut)));
    assert!(matches!(place.merge(&["part1", "part2"], Some("part1")), Err(DatasetError::MergeIntoPart(_))));
    for none in ["nothing", "whole"] {
        let error = place.merge(&["part1", none], Some("merged")).unwrap_err();
        assert!(matches!(&error, DatasetError::Parts(PartsError::NoParts(path)) if path.ends_with(none)), "{error}");
    }
    assert!(!place.path("merged").exists());
    place.merge(&["part1"], Some("merged")).unwrap();
    assert!(place.contents("merged") == place.contents("whole"));
}

#[test]
fn labels_of_a_part_that_were_changed_are_not_merged() {
    let place = Place::new();
    let dataset = small(Some(builtin("default"))).with_tables([Table::Customers]).unwrap().dataset();
    place.write("data", &dataset, Some(part(1, 1))).unwrap();
    let labels = place.path("data.truth").join(BOOKS).join("1-of-1.labels");
    let mut content = fs::read(&labels).unwrap();
    *content.last_mut().unwrap() ^= 1;
    fs::write(&labels, content).unwrap();
    let error = place.merge(&["data"], None).unwrap_err();
    assert!(error.to_string().ends_with("it is not what its part has written: run the part again"), "{error}");
    assert!(!place.path("data").join("_manifest.json").exists());
}
