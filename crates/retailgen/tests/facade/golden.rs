//! Values are part of the interface: digests of every file for two seeds at two scales, and of faults with their truth.
//!
//! `cargo xtask renew` rewrites the stored digests (under `UPDATE_GOLDEN=1`) where the dataset version has risen;
//! `cargo xtask renew --golden-again` (`UPDATE_GOLDEN=again`) also for a version that no user has seen yet.

use std::{collections::BTreeMap, env, fmt::Write as _, fs, num::NonZeroUsize, path::Path};

use crate::support::scenario;
use retailgen::{DATASET_VERSION, Manifest, Policy, Window, WriteOptions};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a scenario comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Golden {
    dataset_version: String,
    tables: BTreeMap<String, TableDigest>,
}

/// A table's files in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct TableDigest {
    files: u64,
    rows: u64,
    bytes: u64,
    /// SHA-256 over a line "path sha256" for every file, in the order of the manifest.
    sha256: String,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn generated(seed: u64, scale: &str, policy: &str) -> Golden {
    let folder = tempfile::tempdir().unwrap();
    let [data, truth] = ["data", "truth"].map(|name| folder.path().join(name));
    let mut options = WriteOptions::default();
    options.threads = NonZeroUsize::new(2).unwrap();
    options.truth = (policy != "none").then_some(&truth);
    let scenario = scenario(seed, scale, Window::default()).with_anomalies(Policy::builtin(policy).unwrap());
    scenario.dataset().write(&data, &options).unwrap();
    let mut tables: BTreeMap<String, (TableDigest, Sha256)> = BTreeMap::new();
    for root in [Some(data.as_path()), options.truth].into_iter().flatten() {
        let manifest: Manifest = serde_json::from_slice(&fs::read(root.join("_manifest.json")).unwrap()).unwrap();
        // run.json names the version of the tool, which moves no value.
        for file in manifest.files.iter().filter(|file| file.path != "run.json") {
            // Read back from the disk: the manifest's own digests are not what is trusted here.
            let content = fs::read(root.join(&file.path)).unwrap();
            let (digest, lines) = tables
                .entry(file.table.clone())
                .or_insert_with(|| (TableDigest { files: 0, rows: 0, bytes: 0, sha256: String::new() }, Sha256::new()));
            digest.files += 1;
            digest.rows += file.rows;
            digest.bytes += content.len() as u64;
            lines.update(format!("{} {}\n", file.path, hex(&Sha256::digest(&content))));
        }
    }
    let finished = |(table, (digest, lines)): (String, (TableDigest, Sha256))| {
        (table, TableDigest { sha256: hex(&lines.finalize()), ..digest })
    };
    Golden { dataset_version: DATASET_VERSION.to_owned(), tables: tables.into_iter().map(finished).collect() }
}

/// What to do where digests are not renewed.
const UNRAISED: &str = "values moved, and the dataset version is still the one that the stored digests are of. Raise it in the heading of \
                        CHANGELOG.md, or if it was raised for this very change, run `cargo xtask renew --golden-again`";

/// Whether digests may take the place of those stored: not values that moved under a version that users may have.
fn may_renew(how: &str, stored: Option<&Golden>, generated: &Golden) -> bool {
    let is_unraised = |stored: &Golden| stored.dataset_version == generated.dataset_version && stored != generated;
    how == "again" || !stored.is_some_and(is_unraised)
}

fn assert_unmoved(seed: u64, scale: &str, policy: &str) {
    let name = format!("seed-{seed}-scale-{scale}-{policy}.json");
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(&name);
    let generated = generated(seed, scale, policy);
    if let Ok(how) = env::var("UPDATE_GOLDEN") {
        let stored = fs::read(&place).ok().map(|stored| serde_json::from_slice(&stored).unwrap());
        assert!(may_renew(&how, stored.as_ref(), &generated), "{name}: {UNRAISED}");
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(&place, serde_json::to_string_pretty(&generated).unwrap() + "\n").unwrap();
        return;
    }
    let update = "cargo xtask renew";
    let stored = fs::read_to_string(&place).unwrap_or_else(|error| panic!("{name}: {error}; to make it: {update}"));
    let stored: Golden = serde_json::from_str(&stored).unwrap();
    let moved: Vec<&String> = generated
        .tables
        .iter()
        .filter(|(table, digest)| stored.tables.get(*table) != Some(digest))
        .map(|(table, _)| table)
        .collect();
    let of_moved = |golden: &Golden| -> BTreeMap<String, Option<TableDigest>> {
        moved.iter().map(|&table| (table.clone(), golden.tables.get(table).cloned())).collect()
    };
    assert!(
        generated == stored,
        "values moved (seed {seed}, scale {scale}, anomalies {policy}: {moved:?}). Values are part of the interface: if this was meant, \
         raise the dataset version in the heading of CHANGELOG.md ({DATASET_VERSION}; the stored digests are of {}), say what moved below it, and run\n\
         {update}\nstored: {:#?}\ngenerated: {:#?}",
        stored.dataset_version,
        of_moved(&stored),
        of_moved(&generated)
    );
}

#[test]
fn seed_42_at_a_thousandth() {
    assert_unmoved(42, "0.001", "none");
}

#[test]
fn seed_42_at_a_hundredth() {
    assert_unmoved(42, "0.01", "none");
}

#[test]
fn seed_7_at_a_thousandth() {
    assert_unmoved(7, "0.001", "none");
}

#[test]
fn seed_7_at_a_hundredth() {
    assert_unmoved(7, "0.01", "none");
}

#[test]
fn seed_42_at_a_hundredth_with_its_faults_and_their_truth() {
    assert_unmoved(42, "0.01", "default");
}

#[test]
fn seed_42_at_a_hundredth_with_faults_of_every_kind_and_their_truth() {
    assert_unmoved(42, "0.01", "chaos");
}

#[test]
fn moved_values_are_not_stored_under_the_version_that_they_had() {
    let golden = |version: &str, bytes: u64| Golden {
        dataset_version: version.to_owned(),
        tables: BTreeMap::from([(
            "stores".to_owned(),
            TableDigest { files: 1, rows: 2, bytes, sha256: String::new() },
        )]),
    };
    let stored = golden("4", 10);
    assert!(!may_renew("1", Some(&stored), &golden("4", 11)));
    assert!(may_renew("1", Some(&stored), &golden("5", 11)));
    assert!(may_renew("1", Some(&stored), &stored));
    assert!(may_renew("1", None, &stored));
    assert!(may_renew("again", Some(&stored), &golden("4", 11)));
}
