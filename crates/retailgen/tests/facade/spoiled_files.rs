//! Files that are spoiled anywhere, as a disk or somebody else does: whatever reads them ends with findings or an error.

use std::{fs, path::Path, sync::LazyLock};

use proptest::{collection::vec, prelude::*, sample::Index};
use retailgen::{HealOptions, Policy, Scenario, Table, VerifyOptions, WriteOptions, heal, verify};
use tempfile::TempDir;

use crate::support::{scale, tamper::Finished, window};

fn scenario() -> Scenario {
    let tables = [Table::Stores, Table::Events, Table::ExchangeRates, Table::Shipments, Table::Returns];
    let scenario = Scenario::new(5).with_scale(scale("0.001")).with_window(window("2024-11-20", 3));
    scenario.with_tables(tables).unwrap().with_anomalies(Policy::builtin("default").unwrap())
}

static RUN: LazyLock<Finished> = LazyLock::new(|| Finished::new(&scenario()));

/// What is done to a file: bytes are changed at places, and what is behind another place is cut off.
type Spoiling = (Vec<(Index, u8)>, Option<Index>);

fn spoiling() -> impl Strategy<Value = Spoiling> {
    (vec((any::<Index>(), any::<u8>()), 1..6), proptest::option::weighted(0.2, any::<Index>()))
}

fn spoil(path: &Path, (changes, cut): &Spoiling) {
    let mut bytes = fs::read(path).unwrap();
    for (place, byte) in changes {
        let place = place.index(bytes.len());
        bytes[place] = *byte;
    }
    if let Some(cut) = cut {
        bytes.truncate(cut.index(bytes.len()));
    }
    fs::write(path, bytes).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// The manifests, `run.json` with the policy, the labels, the audit, and a file of every format with the log of Delta.
    #[test]
    fn a_spoiled_file_is_no_reason_to_panic(file in any::<Index>(), spoiling in spoiling(), signed in any::<bool>()) {
        let run = RUN.copy();
        let mut files: Vec<_> = scenario().dataset().plan().paths().map(|path| run.data().join(path)).collect();
        files.push(run.data().join("_manifest.json"));
        // As often as all others: most of what is read of strangers is in them.
        for _ in 0..files.len() / 5 {
            files.extend(["_manifest.json", "run.json", "labels.parquet", "audit.csv"].map(|name| run.truth().join(name)));
            files.extend(["exchange_rates.xlsx"].map(|name| run.data().join(name)));
        }
        let path = &files[file.index(files.len())];
        let before = fs::read(path).unwrap();
        spoil(path, &spoiling);
        let is_other = fs::read(path).unwrap() != before;
        if signed && path.extension().is_some_and(|extension| extension != "json" && extension != "parquet") {
            run.sign();
        }
        let truth = run.truth();
        let mut options = VerifyOptions::default();
        options.truth = Some(&truth);
        let verified = verify(&run.data(), &options);
        prop_assert!(!is_other || signed || !verified.is_ok_and(|verification| verification.holds()) || path.ends_with("_manifest.json"));
        let out = run.path("healed");
        drop(heal(&run.data(), &HealOptions::new(&truth, &out)));
    }

    #[test]
    fn a_spoiled_marker_is_no_reason_to_panic(spoiling in spoiling()) {
        let folder = TempDir::new().unwrap();
        let marker = "{\n  \"run_id\": \"0a\",\n  \"files\": [\"stores.csv\", \"orders/part.csv\"]\n}\n";
        let path = folder.path().join("_retailgen.inprogress");
        fs::write(&path, marker).unwrap();
        spoil(&path, &spoiling);
        drop(verify(folder.path(), &VerifyOptions::default()));
        let small = Scenario::new(1).with_scale(scale("0.0001")).with_tables([Table::Stores]).unwrap();
        drop(small.dataset().write(folder.path(), &WriteOptions::default()));
    }

    #[test]
    fn a_spoiled_policy_is_no_reason_to_panic(spoiling in spoiling()) {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), Policy::builtin("default").unwrap().to_toml()).unwrap();
        spoil(file.path(), &spoiling);
        drop(Policy::load(file.path()));
    }
}
