//! The page of `report` knows every check of the verifier, though the crate that makes it does not know the verifier.

use std::fs;

use retailgen::{Check, ReportOptions, Scenario, Table, VerifyOptions, WriteOptions, report_page, verify};
use serde_json::{Value, json};

use crate::support::scale;

#[test]
fn a_page_counts_the_findings_of_each_check_under_a_law() {
    let parent = tempfile::tempdir().unwrap();
    let (folder, path) = (parent.path().join("data"), parent.path().join("verified.json"));
    let scenario = Scenario::new(7).with_scale(scale("0.0001")).with_tables([Table::Stores]).unwrap();
    scenario.dataset().write(&folder, &WriteOptions::default()).unwrap();
    let holds = verify(&folder, &VerifyOptions::default()).unwrap().to_json();
    let mut result: Value = serde_json::from_str(&holds).unwrap();
    let mut options = ReportOptions::default();
    options.verified = Some(&path);
    for check in Check::ALL {
        result["count"] = 1.into();
        result["findings"] = json!([{ "check": check, "side": "data", "file": "stores.csv", "what": "it is wrong" }]);
        fs::write(&path, result.to_string()).unwrap();
        let page = report_page(&folder, &options).unwrap();
        assert!(page.contains("<span class=\"n\">1 finding</span>") && !page.contains("Other checks"), "{check}");
    }
}
