//! Memory: what a command takes for some rows, and for several times as many. No time is asserted.

use std::{fs, process::Command};

use super::{
    shim,
    workplace::{Ended, Workplace},
};

/// A month, the same seed, two threads: what memory hangs on besides the scale.
const MONTH: [&str; 8] = ["--seed", "42", "--days", "31", "--threads", "2", "--quiet", "--overwrite"];

/// What a command took.
#[derive(Debug, Clone, Copy)]
struct Taken {
    /// Peak resident memory in MB.
    peak: f64,
    /// MB in the files of the data.
    data: f64,
}

/// A folder with the program that measures.
struct Scales {
    place: Workplace,
    program: std::path::PathBuf,
}

impl Scales {
    fn new() -> Self {
        let place = Workplace::new();
        let program = shim::compiled_program(&place, "peak_memory");
        Self { place, program }
    }

    /// Runs a command on `data_raw`, which must succeed.
    fn measure(&self, flags: &[&str]) -> Taken {
        let told = self.place.path("peak");
        let mut command = Command::new(&self.program);
        command.arg(&told).arg(env!("CARGO_BIN_EXE_retailgen")).args(flags);
        self.place.prepare(&mut command);
        Ended::from(command.output().unwrap()).assert_code(0);
        let kilobytes: u32 = fs::read_to_string(told).unwrap().trim().parse().unwrap();
        let files = self.place.manifest("data_raw")["files"].clone();
        let bytes: u64 = files.as_array().unwrap().iter().map(|file| file["bytes"].as_u64().unwrap()).sum();
        Taken { peak: f64::from(kilobytes) * 1_024.0 / 1e6, data: bytes as f64 / 1e6 }
    }

    /// A month at a scale.
    fn month(&self, scale: &str, flags: &[&str]) -> Taken {
        self.measure(&[&MONTH[..], &["--scale", scale], flags].concat())
    }
}

/// The larger takes so many MB at most, and so many more than the smaller.
#[track_caller]
fn assert_bounded([small, large]: [Taken; 2], most: f64, growth: f64) {
    assert!(large.peak <= most, "{large:?} is more than {most} MB");
    assert!(large.peak - small.peak <= growth, "from {small:?} to {large:?} it grows by more than {growth} MB");
}

/// The same, and the data grows by so much more that whoever kept it would be found out.
#[track_caller]
fn assert_keeps_no_table(taken: [Taken; 2], most: f64, growth: f64) {
    assert_bounded(taken, most, growth);
    let [small, large] = taken;
    assert!(large.data - small.data > 1.5 * growth, "the data hardly grows from {small:?} to {large:?}");
}

/// What is kept of a run grows up to 200,000 orders. A verification reads the labels of several tables at a time.
#[test]
fn a_run_its_verification_and_healing_keep_a_few_days_of_orders() {
    let scales = Scales::new();
    let run = ["0.1", "1"].map(|scale| {
        let written = scales.month(scale, &[]);
        let verified = scales.measure(&["verify", "data_raw", "--quiet"]);
        let healed = scales.measure(&["heal", "data_raw", "--out", "healed", "--quiet", "--overwrite"]);
        [written, verified, healed]
    });
    let [small, large] = run;
    for (number, most, growth) in [(0, 90.0, 35.0), (1, 130.0, 55.0), (2, 90.0, 35.0)] {
        assert_keeps_no_table([small[number], large[number]], most, growth);
    }
}

#[test]
fn a_clean_run_keeps_a_few_days_of_orders() {
    let scales = Scales::new();
    let run = ["0.1", "1"].map(|scale| scales.month(scale, &["--anomalies", "none", "--no-truth"]));
    assert_keeps_no_table(run, 90.0, 30.0);
}

/// Blocks that wait for their turn are held; one of `events` is a day's.
#[test]
fn tables_that_keep_no_orders_hold_blocks_alone() {
    let scales = Scales::new();
    for (table, most, growth) in [("customers", 60.0, 10.0), ("sensors", 60.0, 10.0), ("events", 80.0, 25.0)] {
        for policy in ["default", "none"] {
            let run = ["1", "3"].map(|scale| scales.month(scale, &["--tables", table, "--anomalies", policy]));
            assert_keeps_no_table(run, most, growth);
        }
    }
}

/// A quarter has about as many orders as are kept. A year has larger days and more returns.
#[test]
fn a_year_takes_little_more_than_a_quarter() {
    let scales = Scales::new();
    let tables = ["--tables", "orders_header,orders_lines,shipments,returns", "--scale", "0.7"];
    let run =
        ["93", "366"].map(|days| scales.measure(&[&MONTH[..2], &MONTH[4..], &tables, &["--days", days]].concat()));
    assert_keeps_no_table(run, 110.0, 35.0);
}
