//! Tables in other formats than the schema names: the same rows, the same faults, and all that holds of a folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Read as _, Write as _},
};

use crate::support::{
    contents::{table_of, texts},
    scenario,
    tamper::Finished,
    truth::{Label, labels},
    window,
    written::files_below,
};
use arrow_array::RecordBatch;
use flate2::read::MultiGzDecoder;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use retailgen::{Check, Compression, Format, Formats, HealOptions, Policy, Scenario, Table, WriteOptions, heal};

/// All tables in each other format, and a mixture.
const FORMATS: [&str; 4] = ["parquet", "jsonl", "csv,events=native", "jsonl,returns=csv,stores=parquet,sensors=native"];

fn base() -> Scenario {
    scenario(5, "0.003", window("2024-11-20", 12))
}

fn with(formats: &str, policy: &str) -> Scenario {
    base().with_formats(formats.parse().unwrap()).with_anomalies(Policy::builtin(policy).unwrap())
}

/// The rows of a file, read strictly under the table's schema by Arrow's own readers.
fn read(table: Table, format: Format, bytes: &[u8]) -> Vec<RecordBatch> {
    let schema = table.definition().schema();
    let reader = std::io::Cursor::new(bytes.to_vec());
    match format {
        Format::Csv => {
            let reader = arrow_csv::ReaderBuilder::new(schema).with_header(true).build(reader).unwrap();
            reader.map(Result::unwrap).collect()
        }
        // Of a document the line is the row.
        Format::Jsonl if table.definition().document.is_some() => {
            let lines: arrow_array::StringArray = std::str::from_utf8(bytes).unwrap().lines().map(Some).collect();
            vec![RecordBatch::try_new(schema, vec![std::sync::Arc::new(lines)]).unwrap()]
        }
        Format::Jsonl => {
            let reader = arrow_json::ReaderBuilder::new(schema).with_strict_mode(true).build(reader).unwrap();
            reader.map(Result::unwrap).collect()
        }
        Format::Parquet => {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(bytes).unwrap();
            let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
            assert_eq!(*reader.schema(), schema);
            reader.build().unwrap().map(Result::unwrap).collect()
        }
        format => panic!("{format} is a native format"),
    }
}

#[test]
fn clean_files_hold_the_rows_of_the_batches() {
    let base = base().dataset();
    for formats in FORMATS {
        let formats: Formats = formats.parse().unwrap();
        let run = Finished::new(&base.scenario().clone().with_formats(formats.clone()));
        let files = files_below(&run.data());
        for table in Table::ALL.into_iter().filter(|&table| formats.of(table) != table.definition().format) {
            let of_table = files.iter().filter(|(path, _)| !path.starts_with('_') && table_of(path) == table);
            let read: Vec<_> = of_table.flat_map(|(_, bytes)| read(table, formats.of(table), bytes)).collect();
            let mut found: Vec<_> = read.iter().flat_map(texts).collect();
            let mut expected: Vec<_> = base.batches(table).flat_map(|batch| texts(&batch.unwrap())).collect();
            if !table.definition().partitions.is_empty() || table == Table::Returns {
                // Files by their paths are in another order than the table's.
                found.sort();
                expected.sort();
            }
            assert!(!expected.is_empty(), "{table} has rows");
            assert!(found == expected, "{table} as {}: {} rows, {}", formats.of(table), found.len(), expected.len());
        }
    }
}

#[test]
fn faults_that_every_format_holds_are_the_same_in_each() {
    let told = |label: &Label| {
        let Label { rule, key, column, kind, clean, dirty, .. } = label.clone();
        (rule, kind, key, column, clean, dirty)
    };
    let of = |formats: &str| -> Vec<_> {
        let run = Finished::new(&with(formats, "castable"));
        let mut all: Vec<_> = labels(&run.truth()).iter().map(told).collect();
        all.sort();
        all
    };
    let native = of("native");
    assert!(native.len() > 50, "{}", native.len());
    for formats in FORMATS {
        assert!(of(formats) == native, "{formats}");
    }
}

#[test]
fn folders_verify_and_heal_to_the_clean_files() {
    for formats in FORMATS {
        let clean = base().with_formats(formats.parse().unwrap());
        for policy in ["default", "structural", "temporal", "drift", "chaos"] {
            let run = Finished::new(&with(formats, policy));
            let verification = run.verify();
            assert!(verification.holds(), "{formats}, {policy}: {verification:?}");
            let outcome = heal(&run.data(), &HealOptions::new(&run.truth(), &run.path("healed"))).unwrap();
            let written = clean.dataset().write(&run.path("clean"), &WriteOptions::default()).unwrap();
            assert_eq!(outcome.manifest(), written.manifest(), "{formats}, {policy}");
            assert!(files_below(&run.path("healed")) == files_below(&run.path("clean")), "{formats}, {policy}");
        }
    }
}

#[test]
fn compressed_text_is_the_text_and_heals_to_the_clean_files() {
    for formats in ["native", "jsonl,returns=csv"] {
        for policy in ["default", "chaos"] {
            let plain = Finished::new(&with(formats, policy));
            let run = Finished::new(&with(formats, policy).with_compression(Compression::Gzip));
            let (plain_files, files) = (files_below(&plain.data()), files_below(&run.data()));
            let mut compressed = 0;
            for (path, bytes) in &files {
                let Some(plain) = path.strip_suffix(".gz") else { continue };
                let mut text = Vec::new();
                MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut text).unwrap();
                assert!(plain_files[plain] == text, "{formats}, {policy}: {path}");
                compressed += 1;
            }
            assert!(compressed > 20 && files.len() == plain_files.len(), "{compressed}");
            let verification = run.verify();
            assert!(verification.holds(), "{formats}, {policy}: {verification:?}");

            heal(&run.data(), &HealOptions::new(&run.truth(), &run.path("healed"))).unwrap();
            let clean = base().with_formats(formats.parse().unwrap()).with_compression(Compression::Gzip);
            clean.dataset().write(&run.path("clean"), &WriteOptions::default()).unwrap();
            assert!(files_below(&run.path("healed")) == files_below(&run.path("clean")), "{formats}, {policy}");
        }
    }
}

#[test]
fn damaged_compression_is_found() {
    let run = Finished::new(&base().with_compression(Compression::Gzip));
    let path = run.data().join("stores.csv.gz");
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 12]).unwrap();
    let verification = run.verify();
    let found = verification.findings.iter().map(|finding| (finding.check, finding.file.as_str()));
    assert_eq!(
        found.collect::<Vec<_>>(),
        [(Check::FileUnreadable, "stores.csv.gz"), (Check::FileSize, "stores.csv.gz")]
    );
}

#[test]
fn what_was_changed_in_a_line_of_json_is_found() {
    let run = Finished::new(&with("jsonl", "default"));
    run.edit("stores.jsonl", |text| text.replacen("\"store_id\":1,", "\"store_id\":100,", 1));
    let verification = run.verify();
    let found: BTreeSet<Check> = verification.findings.iter().map(|finding| finding.check).collect();
    assert!(found.contains(&Check::Unlabelled), "{verification:?}");
    run.edit("suppliers.jsonl", |text| text.replacen("}\n", "\n", 1));
    assert!(!run.verify().holds());
}

#[test]
fn rules_that_a_format_cannot_hold_are_left_out_and_recorded() {
    let scenario = with("customers=parquet,products=jsonl", "default");
    let run = Finished::new(&scenario);
    let rules: BTreeMap<&str, bool> = (Policy::builtin("default").unwrap().rules().iter())
        .filter(|rule| rule.table == Table::Customers)
        .map(|rule| (&*rule.id.clone().leak(), rule.kind.breaks_type))
        .collect();
    let expected: Vec<&str> = rules.iter().filter(|(_, breaks)| **breaks).map(|(id, _)| *id).collect();
    assert!(!expected.is_empty() && expected.len() < rules.len());
    assert_eq!(scenario.left_out(), expected);

    let document: serde_json::Value =
        serde_json::from_slice(&std::fs::read(run.truth().join("run.json")).unwrap()).unwrap();
    assert_eq!(document["policy"]["left_out"], serde_json::json!(expected));
    assert_eq!(document["scenario"]["formats"], "customers=parquet,products=jsonl");
    let again = Finished::new(&Scenario::from_truth(&run.truth()).unwrap());
    assert!(files_below(&again.truth()) == files_below(&run.truth()));
    assert!(scenario.clone().with_formats(Formats::default()).left_out().is_empty(), "the rules are back");

    assert!(labels(&run.truth()).iter().all(|label| !expected.contains(&label.rule.as_deref().unwrap_or_default())));
}

#[test]
fn files_in_memory_are_those_on_the_disk() {
    let scenario = with("csv,events=native", "default");
    let run = Finished::new(&scenario);
    let files = files_below(&run.data());
    for table in [Table::Shipments, Table::Returns, Table::ExchangeRates] {
        let dataset = scenario.dataset();
        let mut seen = 0;
        for file in dataset.dirty_files(table).unwrap() {
            let file = file.unwrap();
            assert!(files[&file.path] == file.text, "{}", file.path);
            seen += 1;
        }
        assert!(seen > 0, "{table}");
        let mut text = Vec::new();
        dataset.write_table(table, &mut text).unwrap();
        assert!(text.starts_with(table.definition().columns[0].name.as_bytes()), "{table}");
    }
}

#[test]
fn sizes_are_told_beforehand() {
    for (formats, compression) in [("parquet", Compression::Zstd), ("jsonl", Compression::Gzip)] {
        let scenario = base().with_formats(formats.parse().unwrap()).with_compression(compression);
        let run = Finished::new(&scenario);
        for estimate in scenario.dataset().estimate().unwrap() {
            let files = files_below(&run.data());
            let of_table = files.iter().filter(|(path, _)| !path.starts_with('_') && table_of(path) == estimate.table);
            let bytes: usize = of_table.map(|(_, bytes)| bytes.len()).sum();
            let ratio = estimate.bytes as f64 / bytes as f64;
            assert!((0.85..1.15).contains(&ratio), "{formats}, {}: {ratio}", estimate.table);
        }
    }
}
