//! The fixtures in the repository are what their page says: all tables, every rule's faults, and a truth that holds.
//!
//! That they are the bytes that today's code writes is checked by `cargo xtask gen-fixtures --check`.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::support::written::files_below;
use retailgen::{HealOptions, Policy, Table, VerifyOptions, heal, verify};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/fixtures")
}

#[test]
fn all_tables_are_there_in_both_halves() {
    let wanted: BTreeSet<_> = Table::ALL.iter().map(|table| table.name().to_owned()).collect();
    for half in ["clean", "dirty"] {
        let files = files_below(&fixtures().join(half));
        let tables: BTreeSet<_> = files
            .keys()
            .filter(|path| !path.starts_with('_'))
            .map(|path| path.split(['/', '.']).next().unwrap().to_owned())
            .collect();
        assert_eq!(tables, wanted, "{half}");
    }
}

#[test]
fn every_rule_of_the_default_policy_has_a_fault() {
    let run = fs::read_to_string(fixtures().join("dirty.truth/run.json")).unwrap();
    let run: serde_json::Value = serde_json::from_str(&run).unwrap();
    let hit: BTreeSet<&str> = run["rules"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|rule| rule["realised"].as_u64() > Some(0))
        .map(|rule| rule["rule_id"].as_str().unwrap())
        .collect();
    let policy = Policy::builtin("default").unwrap();
    assert_eq!(hit, policy.rules().iter().map(|rule| rule.id.as_ref()).collect());
}

#[test]
fn the_truth_holds_and_leads_to_the_clean_half() {
    let dirty = fixtures().join("dirty");
    let truth = fixtures().join("dirty.truth");
    let mut options = VerifyOptions::default();
    options.truth = Some(&truth);
    let verification = verify(&dirty, &options).unwrap();
    assert!(verification.holds(), "`cargo xtask gen-fixtures` renews them: {:?}", verification.findings.first());

    let folder = tempfile::tempdir().unwrap();
    let healed = folder.path().join("healed");
    heal(&dirty, &HealOptions::new(&truth, &healed)).unwrap();
    assert!(files_below(&healed) == files_below(&fixtures().join("clean")), "the healed files are not the clean ones");
}
