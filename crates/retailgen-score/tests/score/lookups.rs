//! Findings that only the data can place: by bytes, by the text of a record, by lines, by all cells of a row.

use std::path::{Path, PathBuf};

use retailgen_anomaly::Level;
use retailgen_folder::{Begin, ManifestFile, Overwrite, OwnedFolder, Run};
use retailgen_schema::Table;
use retailgen_score::{Finding, Findings, How, Ladder, Score, ScoreError, Truth};
use retailgen_truth::Label;
use tempfile::TempDir;

use crate::company::{changed, on};

/// Five suppliers, of which one has a line break in its name and one a negative number of days.
const SUPPLIERS: &str = "supplier_id,supplier_code,name,country_code,lead_time_days,preferred\n\
    1,SUP-A,\"Murray\nMills\",AU,4,true\n\
    2,SUP-B,Swan Foods,AU,-3,true\n\
    3,SUP-C,Swan Foods,AU,5,true\n\
    3,SUP-C,Swan Foods,AU,5,true\n\
    ,SUP-D,Ord Rice,AU,5,true\n";

/// Two events, of which one is cut short.
const EVENTS: &str = "{\"event_id\":\"a\",\"event_type\":\"search\"}\n{\"event_id\":\"b\",\"event_\n";
const EVENTS_PATH: &str = "events/event_dt=2024-01-01/events_00000.jsonl";

struct Place {
    _folder: TempDir,
    data: PathBuf,
    truth: Truth,
}

fn labels() -> Vec<Label<'static>> {
    let label = |table, file: &'static str, kind: &'static str, row| {
        changed(Label::new(table, file, kind, Level::Cell), |label| label.row = Some(row))
    };
    vec![
        changed(label(Table::Suppliers, "suppliers.csv", "number.negative", 1), |label| {
            (label.line, label.column) = (Some(4), Some("lead_time_days".into()));
            label.key = Some("{\"supplier_id\":2}".into());
        }),
        changed(label(Table::Suppliers, "suppliers.csv", "row.repeated", 3), |label| {
            (label.level, label.related_row) = (Level::Row, Some(2));
            label.related_file = Some("suppliers.csv".into());
            label.key = Some("{\"supplier_id\":3}".into());
        }),
        changed(label(Table::Suppliers, "suppliers.csv", "null", 4), |label| {
            label.column = Some("supplier_id".into());
            label.key = Some("{\"supplier_id\":4}".into());
        }),
        changed(label(Table::Events, EVENTS_PATH, "json.malformed", 1), |label| {
            label.column = Some("json".into());
            label.key = Some("{\"event_id\":\"b\"}".into());
        }),
    ]
}

/// The data with its manifest.
fn place() -> Place {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("data_raw");
    let run = Run { run_id: "07ab".into(), tool_version: "0".into(), dataset_version: "0".into() };
    let files = [("suppliers.csv", "suppliers", SUPPLIERS), (EVENTS_PATH, "events", EVENTS)];
    let planned = files.map(|(path, ..)| path.to_owned());
    let Begin::Ready(folder) = OwnedFolder::begin(&data, &run, &planned, Overwrite::No).unwrap() else {
        panic!("it is new")
    };
    let written = files.map(|(path, table, text)| {
        let mut file = folder.file(path).unwrap();
        file.write_block(text.as_bytes()).unwrap();
        ManifestFile::new(path, table, 5, file.commit().unwrap())
    });
    folder.finish(written.into()).unwrap();
    // The labels come from elsewhere: `Truth::open` is tried by the command's tests, where there is a truth folder.
    let mut truth = Truth::of(labels());
    truth.know_files(&data);
    Place { _folder: parent, data, truth }
}

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
    ];
    let scored = score(&place, findings.clone(), Some(&place.data)).unwrap();
    assert_eq!((scored.located.as_slice(), on(&scored, Ladder::Row).2), (&[(How::Key, 1, 0)][..], 1));
    let reasons: Vec<&str> = scored.not_understood.keys().map(String::as_str).collect();
    assert_eq!(
        reasons,
        [
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
