//! What became of faults, and of what was right, in the tables that a pipeline produced.

use std::fs;

use retailgen_schema::Table;
use retailgen_score::{Mapping, PipelineOutcome, ScoreError, TableOutcome};

use crate::data::{Place, SUPPLIERS, place};

/// What came of some files that a pipeline produced.
fn compare(place: &Place, files: &[(&str, &str)], mapping: &str) -> Result<PipelineOutcome, ScoreError> {
    let produced = place.folder.path().join("silver");
    for (path, content) in files {
        let path = produced.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let outcome = PipelineOutcome::of(&place.truth, &place.data, &produced, &mapping.parse::<Mapping>()?);
    fs::remove_dir_all(&produced).unwrap();
    outcome
}

fn suppliers(files: &[(&str, &str)], mapping: &str) -> TableOutcome {
    compare(&place(), files, mapping).unwrap().tables[&Table::Suppliers].clone()
}

/// Repaired, removed, nulled, quarantined, kept, changed; then rows kept, lost, altered, added.
fn told(table: &TableOutcome) -> ([u64; 6], [u64; 4]) {
    let (faults, right) = (table.faults, table.right);
    (
        [faults.repaired, faults.removed, faults.nulled, faults.quarantined, faults.kept, faults.changed],
        [right.kept, right.lost, right.altered, table.added],
    )
}

const HEADER: &str = "supplier_id,supplier_code,name,country_code,lead_time_days,preferred\n";
const FIRST: &str = "1,SUP-A,\"Murray\nMills\",AU,4,true\n";
const THIRD: &str = "3,SUP-C,Swan Foods,AU,5,true\n";

#[test]
fn every_fate_is_told_apart() {
    let with_days =
        |days: &str| format!("{HEADER}{FIRST}2,SUP-B,Swan Foods,AU,{days},true\n{THIRD}4,SUP-D,Ord Rice,AU,5,true\n");
    // The negative number, the repeated row, and the key that is null.
    let cases = [
        ("as it was", SUPPLIERS.to_owned(), [0, 0, 0, 0, 3, 0], [2, 0, 0, 0]),
        ("all repaired", with_days("3"), [2, 1, 0, 0, 0, 0], [2, 0, 0, 0]),
        ("nulled", with_days(""), [1, 1, 1, 0, 0, 0], [2, 0, 0, 0]),
        ("clipped to 0", with_days("0"), [1, 1, 0, 0, 0, 1], [2, 0, 0, 0]),
        ("nothing left", HEADER.to_owned(), [0, 3, 0, 0, 0, 0], [0, 2, 0, 0]),
        ("all but what is right", format!("{HEADER}{FIRST}{THIRD}"), [0, 3, 0, 0, 0, 0], [2, 0, 0, 0]),
        ("a right value lost", format!("{HEADER}1,SUP-A,,AU,4,true\n{THIRD}"), [0, 3, 0, 0, 0, 0], [1, 0, 1, 0]),
        ("a row made up", format!("{HEADER}{FIRST}{THIRD}9,SUP-E,x,AU,1,true\n"), [0, 3, 0, 0, 0, 0], [2, 0, 0, 1]),
    ];
    for (name, text, faults, rows) in cases {
        assert_eq!(told(&suppliers(&[("suppliers.csv", &text)], "")), (faults, rows), "{name}");
    }
}

#[test]
fn right_rows_that_stand_several_times_are_repeated() {
    let rows = SUPPLIERS.strip_prefix(HEADER).unwrap();
    let repeated = |text: &str| suppliers(&[("suppliers.csv", &format!("{HEADER}{text}"))], "").right;
    // The data has the third row twice: that is a fault, and no copy beyond.
    assert_eq!(repeated(rows).repeated, 0);
    // As after a bad join: each right row three times, and the copied one six times instead of twice.
    let right = repeated(&rows.repeat(3));
    assert_eq!((right.kept, right.lost, right.altered, right.repeated), (2, 0, 0, 2 + 4));
    // One of the copies is right, wherever it stands.
    for text in [format!("1,SUP-A,x,AU,4,true\n{FIRST}{THIRD}"), format!("{FIRST}1,SUP-A,x,AU,4,true\n{THIRD}")] {
        let right = repeated(&text);
        assert_eq!((right.kept, right.altered, right.repeated), (2, 0, 1), "{text}");
    }
    // Two copies, none of them right.
    let right = repeated(&format!("{}{THIRD}", "1,SUP-A,x,AU,4,true\n".repeat(2)));
    assert_eq!((right.kept, right.altered, right.repeated), (1, 1, 1));

    let outcome = compare(&place(), &[("suppliers.csv", &format!("{HEADER}{}", rows.repeat(3)))], "").unwrap();
    let text = outcome.to_string();
    assert!(
        text.contains("2 right rows: 2 (100.0 %) kept, 0 lost, 0 altered, 6 repeated; 0 decoys harmed\n"),
        "{text}"
    );
    let line = text.lines().find(|line| line.starts_with("suppliers")).unwrap();
    assert_eq!(line.split_whitespace().skip(7).collect::<Vec<_>>(), ["2", "0", "0", "6", "0"], "{line}");
    assert_eq!(outcome.to_json()["right_rows"]["repeated"], 6);
}

#[test]
fn rows_may_come_in_another_form_and_order_under_other_names_and_be_rejected() {
    let lines = r#"{"extra":1,"id":"3","supplier_code":"SUP-C","name":"Swan Foods","days":5.0,"preferred":"True"}
{"id":1,"supplier_code":"SUP-A","name":"Murray\nMills","days":"4","preferred":true}"#;
    let rejected = "lead_time_days,id,reason\n-3,2,negative\n,,no key\n";
    let mapping = r#"
        quarantine = "rejects"
        [tables.suppliers]
        name = "dim_supplier"
        columns = { supplier_id = "id", lead_time_days = "days" }"#;
    // The country stands in the path.
    let files = [("dim_supplier/country_code=AU/a.jsonl", lines), ("rejects/dim_supplier.csv", rejected)];
    let found = suppliers(&files, mapping);
    assert_eq!(told(&found), ([0, 2, 0, 1, 0, 0], [2, 0, 0, 0]));
    assert_eq!(found.columns, ["supplier_id", "supplier_code", "name", "country_code", "lead_time_days", "preferred"]);
}

#[test]
fn a_line_that_is_no_json_is_removed_or_kept() {
    let good = "{\"event_id\":\"a\",\"event_type\":\"search\"}\n";
    for (text, removed) in [(good.to_owned(), 1), (format!("{good}{{\"event_id\":\"b\",\"event_\n"), 0)] {
        let outcome = compare(&place(), &[("events/a.jsonl", &text)], "").unwrap();
        assert_eq!(told(&outcome.tables[&Table::Events]), ([0, removed, 0, 0, 1 - removed, 0], [1, 0, 0, 0]));
        assert_eq!(outcome.not_compared[&Table::Suppliers], "there is no suppliers in the folder");
    }
}

#[test]
fn tables_that_are_not_looked_at_are_not_compared() {
    let place = place();
    let truth = place.truth.only(&[Table::Events]);
    let outcome = PipelineOutcome::of(&truth, &place.data, &place.data, &Mapping::default()).unwrap();
    assert_eq!(outcome.tables.keys().collect::<Vec<_>>(), [&Table::Events]);
    assert_eq!((outcome.right().kept, outcome.right().lost, outcome.right().altered), (1, 0, 0));
    assert!(outcome.not_compared.is_empty(), "{outcome}");
}

#[test]
fn what_cannot_be_compared_is_told() {
    let outcome =
        compare(&place(), &[("suppliers.csv", "id\n1\n"), ("events/a.jsonl", "{\"event_id\":\"a\"}")], "").unwrap();
    assert_eq!(
        outcome.not_compared[&Table::Suppliers],
        "it has no column \"supplier_id\", which is of the key: name it in a mapping"
    );
    assert!(outcome.to_string().contains("\nnot compared: suppliers, it has no column"), "{outcome}");
    let error = compare(&place(), &[("notes.txt", "x")], "").unwrap_err().to_string();
    assert!(error.contains("silver holds none of the tables, such as customers.csv or customers/"), "{error}");
    for (text, wanted) in [
        ("", "suppliers, it is empty: neither a row nor the names of its columns are there"),
        ("supplier_id;name\n1;x\n", "suppliers, its columns are separated by semicolons: separate them by commas"),
        ("id\n1\n", "suppliers, it has no column \"supplier_id\", which is of the key: name it in a mapping"),
    ] {
        let error = compare(&place(), &[("suppliers.csv", text)], "").unwrap_err();
        assert!(matches!(error, ScoreError::NothingComparable { .. }), "{error}");
        assert!(error.to_string().ends_with(&format!("silver can be compared: {wanted}")), "{error}");
    }
    let error = compare(&place(), &[("suppliers.csv", SUPPLIERS)], "quarantine = \"nope\"").unwrap_err().to_string();
    assert!(error.starts_with("quarantine = \"nope\": there is no folder "), "{error}");
    for (mapping, wanted) in [
        ("[tables.suppliers.columns]\nid = \"x\"", "suppliers has no column \"id\""),
        ("[tables.supplier]", "there is no table \"supplier\""),
        ("[table.suppliers]", "unknown field `table`"),
    ] {
        let error = mapping.parse::<Mapping>().unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    }
}

#[test]
fn text_and_json_have_the_same_figures() {
    let outcome = compare(&place(), &[("suppliers.csv", SUPPLIERS)], "").unwrap();
    let text = outcome.to_string();
    assert!(
        text.starts_with(
            "3 faults, 0 (0.0 %) no longer there as they were; 0 (0.0 %) of 2 right rows lost\n2 right rows: 2 (100.0 %) kept"
        ),
        "{text}"
    );
    // Whoever throws everything away does not look perfect.
    let nothing = compare(&place(), &[("suppliers.csv", HEADER)], "").unwrap().to_string();
    let headline = "3 faults, 3 (100.0 %) no longer there as they were; 2 (100.0 %) of 2 right rows lost\n";
    assert!(nothing.starts_with(headline), "{nothing}");
    let json = outcome.to_json();
    assert_eq!((&json["faults"]["kept"], &json["right_rows"]["kept"]), (&3.into(), &2.into()));
    assert_eq!(json["kinds"].as_array().unwrap().len(), 3);
}
