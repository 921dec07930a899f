//! `--dry-run`: what would be written, and nothing written.

use std::fs;

use serde_json::Value;

use super::workplace::{SMALL, Workplace};

#[test]
fn a_dry_run_tells_files_rows_and_bytes_and_touches_nothing() {
    let place = Workplace::new();
    fs::create_dir(place.path("photos")).unwrap();
    fs::write(place.path("photos/holiday.jpg"), "mine").unwrap();
    let before = place.files("");
    let ended = place.run_small(&["--dry-run", "--out", "photos"]);
    assert_eq!(place.files(""), before);
    let planned: Vec<Vec<&str>> = ended.stdout.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(planned[0], ["table", "files", "rows", "bytes"]);

    let written = place.run_small(&["--out", "data"]);
    let of_run = |name: &str| -> Vec<&str> {
        let line = written.stderr.lines().find(|line| line.split_whitespace().next() == Some(name));
        line.unwrap().split_whitespace().collect()
    };
    for line in &planned[1..planned.len() - 1] {
        assert_eq!(line[1], of_run(line[0])[1], "{line:?}");
    }
    assert_eq!(planned.last().unwrap()[..2], of_run("total")[..2]);
    // The rows of this one are certain, and the faults of the policy add none.
    assert!(planned.iter().any(|line| line[..3] == ["suppliers", "1", "6"]), "{planned:?}");
}

#[test]
fn a_dry_run_as_json_is_one_object() {
    let place = Workplace::new();
    let ended = place.run(&[&SMALL[..], &["--dry-run", "--json", "-q", "-t", "stores,orders_lines"]].concat());
    ended.assert_code(0);
    assert_eq!(ended.stderr, "");
    let plan: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((&plan["outcome"], &plan["scenario"]["days"]), (&"planned".into(), &2.into()));
    let tables = plan["tables"].as_array().unwrap();
    assert_eq!(tables.len(), 2);
    assert_eq!((&tables[0]["rows"], &tables[0]["rows_are_exact"]), (&4.into(), &true.into()));
    assert_eq!((&tables[1]["files"], &tables[1]["rows_are_exact"]), (&2.into(), &false.into()));
    let sum: u64 = tables.iter().map(|table| table["bytes"].as_u64().unwrap()).sum();
    assert!(sum > 0 && plan["total"]["bytes"] == sum, "{plan}");
    assert_eq!(fs::read_dir(place.path("")).unwrap().count(), 0);
}
