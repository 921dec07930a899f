//! Healing: dirty files and their labels come to the clean files, byte for byte.

use std::{
    collections::BTreeMap,
    fs,
    sync::{Mutex, atomic::AtomicBool},
};

use crate::support::{
    self, scale,
    tamper::{Finished, edit_manifest},
    window,
    written::files_below,
};
use proptest::prelude::*;
use retailgen::{
    Check, FolderError, HealOptions, Manifest, ManifestFile, Outcome, Overwrite, PlannedFile, Policy, Progress,
    Scenario, Table, VerifyError, Window, WriteOptions, heal,
};

fn scenario(policy: &str) -> Scenario {
    let base = Scenario::new(5).with_scale(scale("0.005")).with_window(window("2024-11-20", 12));
    base.with_anomalies(Policy::builtin(policy).unwrap())
}

fn healed(run: &Finished) -> Result<Outcome, VerifyError> {
    heal(&run.data(), &HealOptions::new(&run.truth(), &run.path("healed")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn healed_files_are_the_clean_ones(
        seed: u64, size in prop::sample::select(vec!["0.0001", "0.001", "0.004"]), start in 0_i32..3_000, days in 1_u32..40,
        policy in prop::sample::select(vec!["default", "castable", "structural", "temporal", "drift", "chaos", "none"]),
        tables in prop::sample::subsequence(Table::ALL.to_vec(), 1..=Table::ALL.len()),
    ) {
        let days = Window::new(support::date("2016-01-01").plus_days(start), days).unwrap();
        let clean = Scenario::new(seed).with_scale(scale(size)).with_window(days).with_tables(tables).unwrap();
        let run = Finished::new(&clean.clone().with_anomalies(Policy::builtin(policy).unwrap()));
        let outcome = healed(&run).unwrap();
        let written = clean.dataset().write(&run.path("clean"), &WriteOptions::default()).unwrap();
        prop_assert_eq!(outcome.manifest(), written.manifest());
        let (healed, clean) = (files_below(&run.path("healed")), files_below(&run.path("clean")));
        prop_assert!(healed.keys().eq(clean.keys()));
        prop_assert!(healed.iter().all(|(path, text)| clean[path] == *text));
    }
}

#[test]
fn a_healed_folder_is_the_clean_runs_own() {
    let run = Finished::new(&scenario("default"));
    assert!(matches!(healed(&run).unwrap(), Outcome::Written(_)));
    assert!(matches!(healed(&run).unwrap(), Outcome::AlreadyDone(_)));
    let again = scenario("none").dataset().write(&run.path("healed"), &WriteOptions::default()).unwrap();
    assert!(matches!(again, Outcome::AlreadyDone(_)), "the clean run has nothing to do there");
}

/// Heals what has been spoiled; it must fail with one of `expected` and leave a folder that is not finished.
#[track_caller]
fn refused(run: &Finished, expected: &[Check]) {
    let error = healed(run).unwrap_err();
    let VerifyError::NotHealed(finding) = &error else { panic!("{error}") };
    assert!(expected.contains(&finding.check), "{error}");
    assert!(!run.path("healed/_manifest.json").exists());
}

#[test]
fn labels_that_do_not_fit_heal_nothing() {
    let fresh = Finished::new(&scenario("default"));
    for (column, value, expected) in [
        ("dirty_value", "nonsense".into(), Check::LabelDirtyValue),
        ("column", "nonsense".into(), Check::LabelPlace),
        ("row", 1_000_000.into(), Check::LabelPlace),
        ("row", serde_json::Value::Null, Check::LabelPlace),
        ("file", "nowhere.csv".into(), Check::LabelPlace),
    ] {
        let run = fresh.copy();
        run.edit_labels(|labels| labels[3][column] = value);
        refused(&run, &[Check::FileDigest]);
        run.sign();
        refused(&run, &[expected]);
        assert!(!run.path("healed").exists());
    }
}

#[test]
fn changed_files_heal_nothing() {
    let fresh = Finished::new(&scenario("default"));
    let run = fresh.copy();
    run.edit("suppliers.csv", |text| text.replacen("true", "false", 1));
    refused(&run, &[Check::FileDigest]);
    let run = fresh.copy();
    run.edit_run(|run| run["scenario"]["seed"] = "6".into());
    refused(&run, &[Check::FileDigest]);
    let run = fresh.copy();
    edit_manifest(&run.truth(), |manifest| manifest["run_id"] = "07ab".into());
    refused(&run, &[Check::RunIdentity]);
    let run = fresh.copy();
    edit_manifest(&run.data(), |manifest| manifest["dataset_version"] = "0".into());
    assert!(matches!(healed(&run).unwrap_err(), VerifyError::AnotherVersion { .. }));
}

#[test]
fn nothing_is_written_where_it_must_not_be() {
    let run = Finished::new(&scenario("default"));
    let before = (files_below(&run.data()), files_below(&run.truth()));
    fs::create_dir(run.path("notes")).unwrap();
    fs::write(run.path("notes/todo.txt"), "mine").unwrap();
    let truth = run.truth();
    for out in
        [run.data(), truth.clone(), run.data().join("healed"), run.path("notes/../data"), run.path("x/../truth/y")]
    {
        let mut options = HealOptions::new(&truth, &out);
        options.overwrite = Overwrite::Yes;
        let error = heal(&run.data(), &options).unwrap_err();
        assert!(matches!(error, VerifyError::HealedInData(_)), "{}: {error}", out.display());
    }
    let error = heal(&run.data(), &HealOptions::new(&truth, &run.path("notes"))).unwrap_err();
    assert!(matches!(error, VerifyError::Folder(FolderError::ForeignFolder { .. })), "{error}");
    assert_eq!((files_below(&run.data()), files_below(&run.truth())), before);
    assert_eq!(files_below(&run.path("notes")).len(), 1);
}

#[test]
fn another_runs_files_are_replaced_only_when_asked_to_and_a_stop_leaves_the_marker() {
    let run = Finished::new(&scenario("default"));
    let (truth, out) = (run.truth(), run.path("healed"));
    let other = Scenario::new(1).with_scale(scale("0.0001")).with_tables([Table::Stores]).unwrap();
    other.dataset().write(&out, &WriteOptions::default()).unwrap();
    let mut options = HealOptions::new(&truth, &out);
    let error = heal(&run.data(), &options).unwrap_err();
    assert!(matches!(error, VerifyError::Folder(FolderError::AnotherRun { .. })), "{error}");
    options.overwrite = Overwrite::Yes;
    let stop = AtomicBool::new(true);
    options.cancelled = Some(&stop);
    assert!(matches!(heal(&run.data(), &options).unwrap_err(), VerifyError::Cancelled));
    assert!(out.join("_retailgen.inprogress").exists() && !out.join("_manifest.json").exists());
    options.cancelled = None;
    heal(&run.data(), &options).unwrap();
    let mut check = retailgen::VerifyOptions::default();
    check.truth = None;
    assert!(retailgen::verify(&out, &check).unwrap().holds());
}

/// Rows and bytes of each file as a listener hears of them, and whether it is finished.
#[derive(Default)]
struct Heard(Mutex<BTreeMap<String, (u64, u64, bool)>>);

impl Progress for Heard {
    fn wrote(&self, file: &PlannedFile, rows: u64, bytes: u64) {
        let mut heard = self.0.lock().unwrap();
        let figures = heard.entry(file.path().to_owned()).or_default();
        *figures = (figures.0 + rows, figures.1 + bytes, false);
    }

    fn finished(&self, file: &PlannedFile) {
        self.0.lock().unwrap().get_mut(file.path()).unwrap().2 = true;
    }

    fn derived(&self, file: &ManifestFile) {
        self.0.lock().unwrap().insert(file.path.clone(), (file.rows, file.bytes, true));
    }
}

#[test]
fn a_listener_hears_of_every_file_written_and_healed() {
    let listed = |manifest: &Manifest| -> BTreeMap<String, (u64, u64, bool)> {
        manifest.files.iter().map(|file| (file.path.clone(), (file.rows, file.bytes, true))).collect()
    };
    let run = Finished::new(&scenario("default"));
    let (heard, truth, out) = (Heard::default(), run.truth(), run.path("healed"));
    let mut options = HealOptions::new(&truth, &out);
    options.progress = &heard;
    let outcome = heal(&run.data(), &options).unwrap();
    assert_eq!(heard.0.into_inner().unwrap(), listed(outcome.manifest()));

    let heard = Heard::default();
    let mut options = WriteOptions::default();
    options.progress = &heard;
    let outcome = scenario("default").dataset().write(&run.path("again"), &options).unwrap();
    assert_eq!(heard.0.into_inner().unwrap(), listed(outcome.manifest()));
}
