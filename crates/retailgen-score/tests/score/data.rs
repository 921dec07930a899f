//! A small folder of data with its manifest, and the truth about it.

use std::path::PathBuf;

use retailgen_anomaly::Level;
use retailgen_folder::{Begin, ManifestFile, Overwrite, OwnedFolder, Run};
use retailgen_schema::Table;
use retailgen_score::Truth;
use retailgen_truth::Label;
use tempfile::TempDir;

use crate::company::changed;

/// Five suppliers, of which one has a line break in its name and one a negative number of days.
pub const SUPPLIERS: &str = "supplier_id,supplier_code,name,country_code,lead_time_days,preferred\n\
    1,SUP-A,\"Murray\nMills\",AU,4,true\n\
    2,SUP-B,Swan Foods,AU,-3,true\n\
    3,SUP-C,Swan Foods,AU,5,true\n\
    3,SUP-C,Swan Foods,AU,5,true\n\
    ,SUP-D,Ord Rice,AU,5,true\n";

/// Two events, of which one is cut short.
const EVENTS: &str = "{\"event_id\":\"a\",\"event_type\":\"search\"}\n{\"event_id\":\"b\",\"event_\n";
const EVENTS_PATH: &str = "events/event_dt=2024-01-01/events_00000.jsonl";

pub struct Place {
    pub folder: TempDir,
    pub data: PathBuf,
    pub truth: Truth,
}

fn labels() -> Vec<Label<'static>> {
    let label = |table, file: &'static str, kind: &'static str, row| {
        changed(Label::new(table, file, kind, Level::Cell), |label| label.row = Some(row))
    };
    vec![
        changed(label(Table::Suppliers, "suppliers.csv", "number.negative", 1), |label| {
            (label.line, label.column) = (Some(4), Some("lead_time_days".into()));
            (label.clean_value, label.dirty_value) = (Some("3".into()), Some("-3".into()));
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
pub fn place() -> Place {
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
    Place { folder: parent, data, truth }
}
