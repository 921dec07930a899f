//! Findings that only the data can place: by bytes, by the text of a record, by lines, by all cells of a row.

use std::path::Path;

use retailgen_anomaly::Level;
use retailgen_schema::Table;
use retailgen_score::{Finding, Findings, How, Ladder, Score, ScoreError, Truth};
use retailgen_truth::Label;

use crate::{
    company::{changed, on},
    data::{Place, SUPPLIERS, place},
};

fn supplier(change: impl FnOnce(&mut Finding)) -> Finding {
    let mut finding = Finding::of(Table::Suppliers);
    finding.file = Some("suppliers.csv".into());
    change(&mut finding);
    finding
}

fn score(place: &Place, findings: Vec<Finding>, data: Option<&Path>) -> Result<Score, ScoreError> {
    Score::of(&Findings::from_iter(findings), &place.truth, data)
}

fn cells(text: &str) -> u64 {
    let cells: Vec<&str> = text.split(',').collect();
    let columns = Table::Suppliers.definition().columns;
    Finding::fingerprint(Table::Suppliers, |name| {
        let number = columns.iter().position(|column| column.name == name)?;
        cells.get(number).copied().filter(|cell| !cell.is_empty())
    })
}

#[test]
fn a_row_is_found_by_bytes_text_line_and_cells() {
    let place = place();
    let byte = SUPPLIERS.find("-3").unwrap() as u64;
    let days = |finding: &mut Finding| finding.column = Some("lead_time_days".into());
    let ways: Vec<(How, Finding)> = vec![
        (How::Byte, supplier(|finding| finding.byte = Some(byte))),
        (How::Record, supplier(|finding| finding.record = Some("2,SUP-B,Swan Foods,AU,-3,true\r\n".into()))),
        (How::Line, supplier(|finding| finding.line = Some(4))),
        (How::WholeRow, supplier(|finding| finding.fingerprint = Some(cells("2.0,SUP-B,Swan Foods,AU,-3,True")))),
    ];
    for (how, finding) in ways {
        let score = score(&place, vec![changed(finding, days)], Some(&place.data)).unwrap();
        assert_eq!((score.located.as_slice(), on(&score, Ladder::Cell)), (&[(how, 1, 0)][..], (1, 3, 0)), "{how:?}");
    }
    // The second line of the first supplier is his as well.
    let second = supplier(|finding| (finding.line, finding.column) = (Some(3), Some("name".into())));
    let first = supplier(|finding| (finding.line, finding.column) = (Some(2), Some("name".into())));
    let score = score(&place, vec![second, first], Some(&place.data)).unwrap();
    assert_eq!((on(&score, Ladder::Cell), score.repeated), ((0, 4, 1), 1));
}

#[test]
fn rows_that_are_alike_are_named_one_after_the_other() {
    let place = place();
    let twin = || supplier(|finding| finding.fingerprint = Some(cells("3,SUP-C,Swan Foods,AU,5,true")));
    let score = score(&place, vec![twin(), twin()], Some(&place.data)).unwrap();
    assert_eq!((on(&score, Ladder::Row), score.repeated), ((1, 3, 0), 0));
}

#[test]
fn a_row_that_comes_again_in_another_file_is_found_with_its_original() {
    let mut place = place();
    let mut label = Label::new(Table::Suppliers, "suppliers.csv", "row.redelivered", Level::Row);
    // The label knows the original by its key alone.
    (label.row, label.related_key) = (Some(3), Some("{\"supplier_id\":1}".into()));
    place.truth = Truth::of([label]);
    place.truth.know_files(&place.data);
    let row = |row| supplier(|finding| (finding.row, finding.column) = (Some(row), Some("supplier_id".into())));
    let scored = score(&place, vec![row(0)], Some(&place.data)).unwrap();
    assert_eq!((on(&scored, Ladder::Cell), scored.located.as_slice()), ((1, 0, 0), &[(How::Row, 1, 0)][..]));
    let scored = score(&place, vec![row(1)], Some(&place.data)).unwrap();
    assert_eq!(on(&scored, Ladder::Cell), (0, 1, 1));
}

#[test]
fn a_row_that_comes_again_is_found_by_the_line_of_its_original_as_by_its_row() {
    let mut place = place();
    let mut label = Label::new(Table::Suppliers, "suppliers.csv", "row.redelivered", Level::Row);
    (label.row, label.related_key) = (Some(3), Some("{\"supplier_id\":1}".into()));
    place.truth = Truth::of([label]);
    place.truth.know_files(&place.data);
    let line = |line| supplier(|finding| (finding.line, finding.column) = (Some(line), Some("supplier_id".into())));
    let scored = score(&place, vec![line(2), line(4)], Some(&place.data)).unwrap();
    assert_eq!((on(&scored, Ladder::Cell), scored.located.as_slice()), ((1, 0, 1), &[(How::Line, 2, 0)][..]));
}

#[test]
fn false_alarms_are_listed_with_the_rows_that_their_keys_mean() {
    let place = place();
    let named = |key: &str, column: &str| {
        let mut finding = Finding::of(Table::Suppliers);
        (finding.key, finding.column) = (Some(key.into()), Some(column.into()));
        finding
    };
    // The first row takes two lines; of the second a label tells the line; the third stands there twice.
    let mut whole_row = supplier(|finding| finding.fingerprint = Some(cells("2,SUP-B,Swan Foods,AU,-3,true")));
    whole_row.column = Some("country_code".into());
    let findings = Findings::from_iter([named("1", "name"), named("2", "name"), named("3", "name"), whole_row]);
    let list = |data: Option<&Path>| {
        let score = Score::of(&findings, &place.truth, data).unwrap();
        let path = place.folder.path().join("alarms.csv");
        score.write_false_alarms(&findings, &place.truth, &path).unwrap();
        std::fs::read_to_string(path).unwrap()
    };
    let head = "table,file,row,line,byte,key,column,value,kind,tool,check,decoy\n";
    assert_eq!(
        list(Some(&place.data)),
        format!(
            "{head}suppliers,suppliers.csv,0,2,,1,name,,,,,\nsuppliers,suppliers.csv,1,4,,2,name,,,,,\n\
             suppliers,suppliers.csv,3,,,3,name,,,,,\nsuppliers,suppliers.csv,1,4,,,country_code,,,,,\n"
        )
    );
    // Without the data only what labels tell is known.
    assert_eq!(list(None).lines().nth(1), Some("suppliers,,,,,1,name,,,,,"));
}

#[test]
fn a_line_that_is_no_json_is_found_by_its_text() {
    let place = place();
    let mut finding = Finding::of(Table::Events);
    finding.record = Some("{\"event_id\":\"b\",\"event_".into());
    let score = score(&place, vec![finding], Some(&place.data)).unwrap();
    assert_eq!(on(&score, Ladder::Cell), (1, 3, 0));
}

#[test]
fn what_is_not_in_the_data_is_no_finding() {
    let place = place();
    let key = |key: &str| supplier(|finding| finding.key = Some(key.into()));
    let findings = vec![
        key("1"),
        key("77"),
        supplier(|finding| finding.byte = Some(1_000_000)),
        supplier(|finding| finding.record = Some("2,SUP-B".into())),
        supplier(|finding| finding.fingerprint = Some(cells("1,2"))),
        supplier(|finding| (finding.file, finding.row) = (Some("orders.csv".into()), Some(3))),
        supplier(|finding| finding.row = Some(44_444)),
    ];
    let scored = score(&place, findings.clone(), Some(&place.data)).unwrap();
    assert_eq!((scored.located.as_slice(), on(&scored, Ladder::Row).2), (&[(How::Key, 1, 0)][..], 1));
    let reasons: Vec<&str> = scored.not_understood.keys().map(String::as_str).collect();
    assert_eq!(
        reasons,
        [
            "its file has no such row",
            "no record has its text (texts need the data)",
            "no record is at its byte (bytes need the data)",
            "no row has its cells (whole rows need the data)",
            "no row has its key",
            "there is no such file in the data",
        ]
    );
    // Without the data nobody knows whether a key is there.
    let scored = score(&place, findings, None).unwrap();
    assert_eq!(on(&scored, Ladder::Row).2, 2);
}
