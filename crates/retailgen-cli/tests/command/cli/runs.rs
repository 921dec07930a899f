//! Runs that go well: what is written, and what is said of it.

use std::fs;

use super::workplace::{SMALL, Workplace};

const ALL_FILES: [&str; 15] = [
    "_manifest.json",
    "customers.csv",
    "events/event_dt=2024-01-01/events_00000.jsonl",
    "events/event_dt=2024-01-02/events_00000.jsonl",
    "exchange_rates.xlsx",
    "orders_header/order_dt=2024-01-01/part-00000.csv",
    "orders_header/order_dt=2024-01-02/part-00000.csv",
    "orders_lines/order_dt=2024-01-01/part-00000.csv",
    "orders_lines/order_dt=2024-01-02/part-00000.csv",
    "products.csv",
    "returns/_delta_log/00000000000000000000.json",
    "returns/_delta_log/00000000000000000001.json",
    "shipments.parquet",
    "stores.csv",
    "suppliers.csv",
];

/// A number below a million with its thousands set apart.
fn grouped(number: u64) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", number / 1_000, number % 1_000) }
}

#[test]
fn all_files_appear_and_the_manifest_tells_the_truth() {
    let place = Workplace::new();
    let ended = place.run_small(&["--seed", "7", "-j", "2"]);
    assert_eq!(ended.stdout, "");
    ended.assert_says("seed 7, scale 0.001, 2024-01-01 to 2024-01-02 (2 days), all tables, anomalies default, 2 threads, into data_raw\n");

    let files = place.files("data_raw");
    assert_eq!(files.keys().collect::<Vec<_>>(), ALL_FILES);
    let manifest = place.manifest("data_raw");
    let entries = manifest["files"].as_array().unwrap();
    assert_eq!(entries.len() + 1, files.len());
    let (mut rows, mut bytes) = (0, 0);
    for entry in entries {
        let content = &files[entry["path"].as_str().unwrap()];
        assert_eq!(entry["bytes"], content.len(), "{entry}");
        rows += entry["rows"].as_u64().unwrap();
        bytes += content.len();
    }
    // The closing summary says the same: "total  14  1,234  45.67 kB".
    let total = ended.stderr.lines().find(|line| line.starts_with("total")).unwrap();
    let words: Vec<&str> = total.split_whitespace().collect();
    assert_eq!(words[1..3], ["14", &grouped(rows)]);
    assert_eq!(words[3], format!("{:.2}", bytes as f64 / 1_000.0));
    ended.assert_says("wrote 14 files, ");
    ended.assert_says(" into data_raw\n");
}

#[test]
fn the_default_is_seed_42() {
    let place = Workplace::new();
    place.run_small(&["-t", "stores", "-o", "default"]).assert_says("seed 42, ");
    place.run_small(&["-t", "stores", "-o", "named", "--seed", "42"]);
    assert_eq!(place.files("default"), place.files("named"));
}

#[test]
fn the_same_command_again_has_nothing_to_do() {
    let place = Workplace::new();
    place.run_small(&[]);
    let modified = || fs::metadata(place.path("data_raw/stores.csv")).unwrap().modified().unwrap();
    let before = (place.files("data_raw"), modified());
    let ended = place.run_small(&[]);
    ended.assert_says("nothing to do: data_raw already holds this run, 14 files, ");
    assert_eq!((place.files("data_raw"), modified()), before);
}

#[test]
fn threads_do_not_show_in_the_files() {
    let place = Workplace::new();
    place.run_small(&["-j", "1", "-o", "one"]);
    place.run_small(&["-j", "4", "-o", "four"]);
    assert_eq!(place.files("one"), place.files("four"));
}

#[test]
fn a_table_alone_is_the_same_as_among_all() {
    let place = Workplace::new();
    place.run_small(&["-o", "all"]);
    let ended = place.run_small(&["-t", "orders_lines, stores", "-t", "stores", "-o", "two"]);
    ended.assert_says(", stores and orders_lines, ");
    let (all, two) = (place.files("all"), place.files("two"));
    let data: Vec<_> = two.iter().filter(|(name, _)| *name != "_manifest.json").collect();
    assert_eq!(data.len(), 3);
    for (name, content) in data {
        assert_eq!(all[name], *content, "{name}");
    }
}

#[test]
fn quiet_says_nothing() {
    let place = Workplace::new();
    for _ in 0..2 {
        let ended = place.run_small(&["--quiet", "--progress", "always"]);
        assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
    }
    let ended = place.run(&[&SMALL[..], &["-q", "--seed", "1"]].concat());
    ended.assert_code(2);
    ended.assert_says("error: ");
}

#[test]
fn verbose_lists_each_file_with_its_rows_and_bytes() {
    let place = Workplace::new();
    let ended = place.run_small(&["-v"]);
    let manifest = place.manifest("data_raw");
    let files = manifest["files"].as_array().unwrap();
    // Files that follow from others are among them.
    assert!(files.iter().any(|entry| entry["path"] == "returns/_delta_log/00000000000000000000.json"));
    for entry in files {
        let bytes = entry["bytes"].as_u64().unwrap();
        let size = if bytes < 1_000 { format!("{bytes} B") } else { format!("{:.2} kB", bytes as f64 / 1_000.0) };
        let rows = entry["rows"].as_u64().unwrap();
        let noun = if rows == 1 { "row" } else { "rows" };
        let rows = grouped(rows);
        ended.assert_says(&format!("{}: {rows} {noun}, {size}\n", entry["path"].as_str().unwrap()));
    }
    assert!(!ended.stderr.contains("planned"), "{}", ended.stderr);
    place.run_small(&["-vv", "--overwrite"]).assert_says("planned ");
}

#[test]
fn progress_goes_to_a_log_only_when_asked_and_not_at_once() {
    let place = Workplace::new();
    let long = ["--scale", "0.2", "-t", "orders_lines,events", "-j", "1", "--overwrite"];
    let short = ["--scale", "0.001", "-t", "stores", "--overwrite"];
    for (run, when, shown) in
        [(&long[..], "auto", false), (&long, "never", false), (&long, "always", true), (&short, "always", false)]
    {
        let ended = place.run(&[run, &["--progress", when]].concat());
        assert_eq!(ended.stderr.contains(" of "), shown, "{when}: {}", ended.stderr);
        assert!(!ended.stderr.contains('\x1b'), "{when}: {}", ended.stderr);
    }
}

#[test]
fn flags_about_tables_that_are_not_written_change_nothing() {
    let place = Workplace::new();
    place.run_small(&["-t", "stores"]);
    let flags = ["--delta-cdf", "--delta-timestamps", "utc", "--compression", "snappy", "--currencies", "EUR"];
    place
        .run_small(&[&["-t", "stores"], &flags[..]].concat())
        .assert_says("nothing to do: data_raw already holds this run");
    place.run_small(&[&["-t", "stores", "--out", "other"], &flags[..]].concat());
    assert_eq!(
        (place.files("data_raw"), place.files("data_raw.truth")),
        (place.files("other"), place.files("other.truth"))
    );
}

#[test]
fn all_tables_have_a_name_together() {
    let place = Workplace::new();
    place.run_small(&[]);
    for tables in ["all", "all,stores"] {
        place.run_small(&["-t", tables]).assert_says("all tables");
    }
    assert_eq!(place.run(&["schema", "all"]).stdout, place.run(&["schema"]).stdout);
}

#[test]
fn a_refusal_names_the_settings_that_differ() {
    let place = Workplace::new();
    place.run_small(&["-t", "stores"]);
    fs::write(place.path("mine.toml"), "extends = \"default\"\n").unwrap();
    for (flags, differences) in [
        (&["--scale", "0.001", "--days", "2", "-t", "stores", "--seed", "7"][..], "seed 42 → 7"),
        (
            &["--scale", "0.002", "--days", "2", "-t", "stores", "--anomalies", "castable"],
            "scale 0.001 → 0.002, anomalies default → castable",
        ),
        (
            &["--scale", "0.001", "--start-date", "2024-02-01", "--days", "3", "--truth", "elsewhere"],
            "start date 2024-01-01 → 2024-02-01, days 2 → 3, tables stores → all",
        ),
    ] {
        let ended = place.run(flags);
        ended.assert_code(2);
        ended.assert_says(&format!("error: data_raw holds another run ({differences}); choose another folder"));
    }
    place.run_small(&["-t", "stores", "--anomalies", "mine.toml"]).assert_says("nothing to do");
}

#[test]
fn a_refusal_names_the_version_of_another_build() {
    let place = Workplace::new();
    place.run_small(&["-t", "stores", "--anomalies", "none"]);
    let path = place.path("data_raw/_manifest.json");
    let mut manifest = place.manifest("data_raw");
    manifest["dataset_version"] = "0".into();
    manifest["run_id"] = "07ab".into();
    fs::write(&path, manifest.to_string()).unwrap();
    let ended = place.run(&[&SMALL[..], &["-t", "stores", "--anomalies", "none"]].concat());
    ended.assert_code(2);
    ended.assert_says(&format!("data_raw holds another run (dataset version 0 → {})", retailgen::DATASET_VERSION));
}

#[test]
fn rules_of_deliveries_are_told_to_be_without_effect() {
    let place = Workplace::new();
    let told = "without effect, since only `retailgen feed` makes deliveries: 11 rules";
    let stores = ["-t", "stores", "--anomalies"];
    place.run_small(&[&stores[..], &["preset:late-arrivals"]].concat()).assert_says(told);
    let usual = place.run_small(&[&stores[..], &["castable", "--overwrite"]].concat());
    assert!(!usual.stdout.contains("without effect"), "{usual:?}");
}

#[test]
fn all_tables_can_be_parquet_and_what_that_cannot_hold_is_told() {
    let place = Workplace::new();
    let ended = place.run_small(&["--format", "parquet"]);
    ended.assert_code(0);
    ended.assert_says(", all tables as parquet, anomalies default, ");
    ended.assert_says("\nleft out ");
    ended.assert_says(", whose faults these formats cannot hold: customers.birth_date.malformed, ");
    let files = place.files("data_raw");
    assert!(files.keys().all(|name| name.starts_with('_') || name.ends_with(".parquet")), "{:?}", files.keys());
    place.run(&["verify", "data_raw"]).assert_code(0);
    place.run(&["heal", "data_raw", "--out", "healed"]).assert_code(0);

    // What reads the default formats only says so.
    let report = place.run(&["report", "data_raw"]);
    report.assert_code(2);
    report.assert_says("customers are parquet, and a page is made of the default formats only");
    let loader = place.run(&["schema", "--format", "duckdb"]);
    loader.assert_code(2);
    loader.assert_says(
        "--format duckdb reads files in the formats of the schema, and \"data_raw\" has customers as parquet: ",
    );
    place.run(&["schema", "--format", "ddl"]).assert_code(0);

    // The same rows in other files are another run.
    let again = place.run(&SMALL);
    again.assert_code(2);
    again.assert_says("data_raw holds another run (formats parquet → native); ");
}

#[test]
fn compressed_text_is_read_by_what_looks_at_a_folder_but_not_by_printed_code() {
    let place = Workplace::new();
    place.run_small(&["--compression", "gzip"]);
    let files = place.files("data_raw");
    assert!(files["customers.csv.gz"].starts_with(&[0x1f, 0x8b]), "{:?}", files.keys());
    place.run(&["verify", "data_raw"]).assert_code(0);
    place.run(&["report", "data_raw"]).assert_code(0);
    let loader = place.run(&["schema", "stores", "--format", "polars"]);
    loader.assert_code(2);
    loader.assert_says("--format polars reads text as it is, and \"data_raw\" has it compressed");
}
