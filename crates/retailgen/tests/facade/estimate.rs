//! Estimates of sizes against what runs write, and tables as text against their files.

use std::{fs, path::Path};

use retailgen::{
    DatasetError, DeltaOptions, Format, Manifest, Policy, Scenario, Table, TableEstimate, Window, WriteOptions,
};

/// The share of its bytes that a table may be told off by. 15 % is promised; what is measured is within 3 %.
const CLOSE: f64 = 0.05;

fn dirty(scale: &str) -> Scenario {
    Scenario::new(7).with_scale(scale.parse().unwrap()).with_anomalies(Policy::builtin("default").unwrap())
}

fn write(scenario: &Scenario, folder: &Path) -> Manifest {
    let mut options = WriteOptions::default();
    options.threads = std::thread::available_parallelism().unwrap();
    scenario.dataset().write(folder, &options).unwrap().manifest().clone()
}

/// The files and bytes that a table has, and how far its estimate is off, as a share of the bytes.
fn compared(estimate: &TableEstimate, manifest: &Manifest) -> (usize, u64, f64) {
    let files: Vec<_> = manifest.files.iter().filter(|file| file.table == estimate.table.name()).collect();
    let bytes: u64 = files.iter().map(|file| file.bytes).sum();
    (files.len(), bytes, (estimate.bytes as f64 - bytes as f64) / bytes as f64)
}

/// Asserts that every table is told within `share` of its bytes.
fn assert_told(scenario: &Scenario, share: f64) {
    let place = tempfile::tempdir().unwrap();
    let manifest = write(scenario, &place.path().join("data"));
    let estimates = scenario.dataset().estimate().unwrap();
    assert!(estimates.iter().map(|estimate| estimate.table).eq(scenario.tables().iter().copied()));
    let mut far_off = Vec::new();
    for estimate in &estimates {
        let (files, bytes, error) = compared(estimate, &manifest);
        let line =
            format!("{:<14} {:>9} told, {bytes:>9} written: {:+.2} %", estimate.table, estimate.bytes, error * 1e2);
        assert_eq!(estimate.files, files, "{}", estimate.table);
        if error.abs() > share {
            far_off.push(line);
        }
    }
    assert!(far_off.is_empty(), "at scale {}:\n{}", scenario.scale(), far_off.join("\n"));
}

#[test]
fn a_hundredth_is_told_as_it_is_written() {
    assert_told(&dirty("0.01"), CLOSE);
}

#[test]
fn a_twentieth_is_told_as_it_is_written() {
    assert_told(&dirty("0.05"), CLOSE);
}

#[test]
fn change_data_is_told_too() {
    let delta = DeltaOptions::default().with_change_data_feed(true);
    assert_told(&dirty("0.02").with_tables([Table::Returns]).unwrap().with_delta(delta), CLOSE);
}

#[test]
fn a_large_delta_table_is_told_from_a_few_of_its_blocks() {
    assert_told(&dirty("0.3").with_tables([Table::Returns]).unwrap(), CLOSE);
}

#[test]
fn an_estimate_says_what_a_run_would_say() {
    let policy = Policy::parse(
        "[[rule]]\nid = \"x\"\ntable = \"stores\"\ncolumn = \"name\"\nkind = \"null\"\ncount = 99\n",
        "many.toml",
    );
    let scenario = Scenario::new(7).with_scale("0.001".parse().unwrap()).with_anomalies(policy.unwrap());
    let dataset = scenario.dataset();
    assert!(matches!(dataset.estimate(), Err(DatasetError::Policy(_))));
    assert!(matches!(dataset.write_table(Table::Stores, &mut Vec::new()), Err(DatasetError::Policy(_))));
}

#[test]
fn a_table_as_text_is_its_files_with_one_header() {
    let window = Window::new("2024-11-28".parse().unwrap(), 4).unwrap();
    let scenario = dirty("0.01").with_window(window);
    let place = tempfile::tempdir().unwrap();
    let manifest = write(&scenario, place.path().join("data").as_path());
    let dataset = scenario.dataset();
    let is_text = |table: &Table| matches!(table.definition().format, Format::Csv | Format::Jsonl);
    let tables: Vec<Table> = Table::ALL.into_iter().filter(is_text).collect();
    assert_eq!(tables.len(), 8);
    for table in tables {
        let (mut wanted, mut rows) = (Vec::new(), 0);
        for file in manifest.files.iter().filter(|file| file.table == table.name()) {
            let content = fs::read(place.path().join("data").join(&file.path)).unwrap();
            let has_header = table.definition().format == Format::Csv && !wanted.is_empty();
            let from = if has_header { content.iter().position(|byte| *byte == b'\n').unwrap() + 1 } else { 0 };
            wanted.extend_from_slice(&content[from..]);
            rows += file.rows;
        }
        let mut text = Vec::new();
        assert_eq!(dataset.write_table(table, &mut text).unwrap(), rows, "{table}");
        assert!(text == wanted, "{table}");
    }
}

#[test]
fn a_table_that_is_no_text_is_refused_with_those_that_are() {
    let dataset = Scenario::new(7).with_scale("0.001".parse().unwrap()).dataset();
    let mut out = Vec::new();
    for (table, format) in [(Table::Shipments, "parquet"), (Table::ExchangeRates, "xlsx"), (Table::Returns, "delta")] {
        let error = dataset.write_table(table, &mut out).unwrap_err().to_string();
        assert_eq!(
            error,
            format!(
                "the table {table} is no text but {format}: write it into a folder, give it a text format, or choose among customers, products, \
                 stores, suppliers, orders_header, orders_lines, events, sensors"
            )
        );
    }
    assert!(out.is_empty());
}

/// Takes a few bytes and no more.
struct Full(usize);

impl std::io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        if taken > 0 { Ok(taken) } else { Err(std::io::ErrorKind::StorageFull.into()) }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_that_takes_no_more_ends_it() {
    let dataset = Scenario::new(7).with_scale("0.01".parse().unwrap()).dataset();
    let error = dataset.write_table(Table::Customers, &mut Full(20_000)).unwrap_err();
    assert!(matches!(error, DatasetError::Output { table: Table::Customers, .. }), "{error}");
}
