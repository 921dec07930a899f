//! Files of findings.

use std::fs;

use retailgen_schema::Table;
use retailgen_score::{CellFindings, Findings, Ladder, Score, ScoreError};

use crate::company::{LINES, on, truth};

fn read(name: &str, content: &str) -> Result<Findings, ScoreError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    Findings::read(&[path])
}

#[test]
fn json_lines_and_csv_say_the_same() {
    let lines = r#"{"table":"main.\"customers\"","key":{"customer_id":4},"column":"phone","confidence":0.5}
{"table":"orders_lines","order_id":77,"line_number":1.0,"column":"order_id","kind":"key.orphan"}
{"_file":"/data/customers.csv","_row":7,"column":"email","value":"name7@@example.com","repair":"name7@example.com"}"#;
    let csv = format!(
        "column,table,key,order_id,line_number,file,row,kind,value,repair\n\
         phone,customers,\"{{\"\"customer_id\"\":4}}\",,,,,,,\n\
         order_id,orders_lines,,77,1,,,key.orphan,,\n\
         email,,,,,customers.csv,7.0,,name7@@example.com,name7@example.com\n\
         order_id,orders_lines,,,,{LINES},3,,,\n"
    );
    for (name, content) in [("a.jsonl", lines), ("a.csv", &csv)] {
        let findings = read(name, content).unwrap();
        assert!(findings.not_understood.is_empty(), "{findings:?}");
        assert_eq!((findings.list[2].table, findings.list[2].row), (Some(Table::Customers), Some(7)));
        let score = Score::of(&findings, &truth(), None).unwrap();
        assert_eq!((on(&score, Ladder::Cell).0, on(&score, Ladder::Cell).2, score.repairs.right), (3, 0, 1), "{name}");
    }
}

#[test]
fn what_is_no_finding_is_told_with_its_line() {
    let lines = "{\"table\":\"customer\",\"row\":3}\nnonsense\n{\"row\":3}\n{\"table\":\"customers\",\"row\":-3}\n{\"table\":\"customers\",\"row\":3,\"column\":\"phone\"}\n";
    let findings = read("a.jsonl", lines).unwrap();
    assert_eq!(findings.list.len(), 1);
    let told: Vec<String> = findings
        .not_understood
        .iter()
        .map(|(reason, lost)| {
            let line = lost.example.rsplit(", ").next().unwrap();
            format!("{reason}: {} at {line}", lost.count)
        })
        .collect();
    assert_eq!(
        told,
        [
            "it names neither table nor file: 1 at line 3",
            "the line is no JSON object: 1 at line 2",
            "the row is no whole number from 0: 1 at line 4",
            "there is no table \"customer\": did you mean customers?: 1 at line 1",
        ]
    );
    let score = Score::of(&findings, &truth(), None).unwrap();
    assert_eq!((score.submitted, on(&score, Ladder::Cell).0), (5, 1));
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let error = read("a.txt", "x").unwrap_err().to_string();
    assert!(error.contains("a.txt is no file of findings: name a .jsonl"), "{error}");
    let error = read("a.parquet", "x").unwrap_err().to_string();
    assert!(error.contains("a.parquet cannot be read: "), "{error}");
    assert!(matches!(Findings::read(&["nowhere.csv"]), Err(ScoreError::Read(_))));
}

#[test]
fn a_file_in_another_form_than_its_name_tells_is_refused_with_the_cause() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let cells = CellFindings::read(&[&path]).unwrap_err().to_string();
        assert_eq!(Findings::read(&[&path]).unwrap_err().to_string(), cells);
        cells
    };
    for (name, text, wanted) in [
        ("a.csv", "table;row;column\nstores;3;name\n", "separated by semicolons"),
        ("b.csv", "table\trow\nstores\t3\n", "separated by tabs"),
        ("c.json", "[{\"table\":\"stores\",\"row\":3}]", "one JSON array"),
        ("d.jsonl", "\n [\n{\"table\":\"stores\",\"row\":3}\n]\n", "one JSON array"),
    ] {
        let error = refused(name, text);
        assert!(error.contains(wanted), "{name}: {error}");
    }
}
