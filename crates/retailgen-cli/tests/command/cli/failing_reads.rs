//! A disk that cannot be read: the system has failed, and nothing is said of the data.

use super::{
    shim,
    workplace::{Ended, Workplace},
};

#[test]
fn what_cannot_be_read_is_no_finding() {
    let place = Workplace::new();
    place.run(&["-q", "--scale", "0.01", "--start-date", "2024-11-01", "--days", "20"]).assert_code(0);
    place.run(&["verify"]).assert_code(0);
    let shim = shim::compiled(&place, "failing_reads");
    let data_file = place.files("data_raw").into_keys().find(|path| path.starts_with("returns/part-")).unwrap();
    let data = [
        "_manifest.json",
        "customers.csv",
        "events/event_dt=2024-11-03/events_00000.jsonl",
        "exchange_rates.xlsx",
        "shipments.parquet",
        "returns/_delta_log/00000000000000000000.json",
        &data_file,
    ];
    let truth = ["_manifest.json", "run.json", "labels.parquet", "collateral.parquet", "audit.csv"];
    let files = data.iter().map(|path| format!("data_raw/{path}"));
    for file in files.chain(truth.iter().map(|path| format!("data_raw.truth/{path}"))) {
        for flags in [&["verify", "-q"][..], &["heal", "-q", "--out", "healed"]] {
            // Counts and the Delta log are made anew from the healed rows.
            if flags[0] == "heal" && (file.ends_with("audit.csv") || file.contains("_delta_log")) {
                continue;
            }
            let mut command = place.command(flags);
            let ended = Ended::from(command.env("LD_PRELOAD", &shim).env("FAILING_READS", &file).output().unwrap());
            assert_eq!(ended.code, Some(1), "{flags:?} without {file}: {ended:?}");
            ended.assert_says("Input/output error");
            ended.assert_says(&file);
            assert!(!place.path("healed/_manifest.json").exists(), "{file}");
        }
    }
}
