//! Addresses in the place of folders: a run in a store is the run in a folder, and reads the same.

use std::{io::Read as _, num::NonZeroUsize, path::Path};

use retailgen::{
    DatasetError, FolderError, HealOptions, Outcome, Overwrite, Policy, Scenario, VerifyOptions, WriteOptions,
    answers::{AnswerOptions, Answers},
    heal,
    score::Truth,
    verify,
};
use retailgen_folder::{list_files, open_plain, place_below};

use crate::support::{scale, tamper::Finished, window, written::files_below};

fn scenario(seed: u64) -> Scenario {
    let base = Scenario::new(seed).with_scale(scale("0.002")).with_window(window("2024-11-20", 12));
    base.with_anomalies(Policy::builtin("structural").unwrap())
}

fn write(scenario: &Scenario, data: &Path, overwrite: Overwrite) -> Result<Outcome, DatasetError> {
    let truth = data.with_file_name("truth");
    let mut options = WriteOptions::default();
    options.threads = NonZeroUsize::new(2).unwrap();
    options.truth = Some(&truth);
    options.overwrite = overwrite;
    scenario.dataset().write(data, &options)
}

/// Holds that all that is behind an address is what is in a folder.
fn assert_same(address: &Path, folder: &Path) {
    let files = files_below(folder);
    assert!(list_files(address).unwrap().paths.iter().eq(files.keys()));
    for (path, content) in files {
        let mut stored = Vec::new();
        open_plain(&place_below(address, &path)).unwrap().read_to_end(&mut stored).unwrap();
        assert!(stored == content, "{path}");
    }
}

#[test]
fn objects_are_the_files_of_a_folder() {
    let (data, truth) = (Path::new("memory://same/run/data"), Path::new("memory://same/run/truth"));
    let on_disk = Finished::new(&scenario(7));
    let written = write(&scenario(7), data, Overwrite::No).unwrap();
    assert!(matches!(written, Outcome::Written(_)));
    assert_same(data, &on_disk.data());
    assert_same(truth, &on_disk.truth());
    assert!(matches!(write(&scenario(7), data, Overwrite::No).unwrap(), Outcome::AlreadyDone(_)));
    assert!(matches!(write(&scenario(8), data, Overwrite::No), Err(DatasetError::OtherSettings { .. })));
    write(&scenario(8), data, Overwrite::Yes).unwrap();
    assert_same(data, &Finished::new(&scenario(8)).data());
}

#[test]
fn what_reads_a_folder_reads_a_store() {
    let (data, truth) = (Path::new("memory://read/data"), Path::new("memory://read/truth"));
    let on_disk = Finished::new(&scenario(7));
    write(&scenario(7), data, Overwrite::No).unwrap();
    let mut options = VerifyOptions::default();
    options.truth = Some(truth);
    let verification = verify(data, &options).unwrap();
    assert!(verification.holds());
    assert_eq!(verification.to_json(), on_disk.verify().to_json());

    let (local, stored) = (on_disk.path("healed"), Path::new("memory://read/healed"));
    heal(data, &HealOptions::new(truth, &local)).unwrap();
    heal(&on_disk.data(), &HealOptions::new(&on_disk.truth(), stored)).unwrap();
    assert_same(stored, &local);

    assert!(Truth::open(truth, Some(data)).is_ok());
    let answers = |folder: &Path, truth: &Path| {
        let mut options = AnswerOptions::default();
        options.truth = Some(truth);
        Answers::of(folder, &options).unwrap().to_json()
    };
    assert_eq!(answers(data, truth), answers(&on_disk.data(), &on_disk.truth()));
}

#[test]
fn what_is_spoiled_in_a_store_is_found() {
    let data = Path::new("memory://spoiled/data");
    write(&scenario(7), data, Overwrite::No).unwrap();
    let address = retailgen_folder::Address::parse(data).unwrap().unwrap();
    let store = retailgen_stores::Store::of(&address).unwrap();
    store.remove("data/stores.csv").unwrap();
    store.put_new("data/notes.txt", b"mine").unwrap();
    let mut options = VerifyOptions::default();
    let truth = data.with_file_name("truth");
    options.truth = Some(&truth);
    let verification = verify(data, &options).unwrap();
    let found: Vec<String> = verification.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().any(|finding| finding.contains("notes.txt")), "{found:?}");
    assert!(found.iter().any(|finding| finding.contains("stores.csv")), "{found:?}");
    // What is not a run's stays where the run is replaced.
    write(&scenario(8), data, Overwrite::Yes).unwrap();
    assert_eq!(store.size("data/notes.txt").unwrap(), Some(4));
}

#[test]
fn days_and_parts_are_for_folders() {
    let data = Path::new("memory://folders/data");
    let refused = |outcome: Result<Outcome, DatasetError>| {
        matches!(outcome, Err(DatasetError::Folder(FolderError::Address { .. }) | DatasetError::Parts(_)))
    };
    let clean = scenario(7).with_anomalies(Policy::none());
    clean.dataset().write(data, &WriteOptions::default()).unwrap();
    assert!(refused(clean.dataset().append(data, 2, &WriteOptions::default())));
    let mut options = WriteOptions::default();
    options.part = Some(retailgen::PartNumber::new(1, 2).unwrap());
    assert!(refused(clean.dataset().write(Path::new("memory://folders/parts"), &options)));
    assert!(refused(retailgen::merge(&[data], &retailgen::MergeOptions::default())));
}
