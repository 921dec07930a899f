//! Files of the forms other than CSV, each with labels and against a twin made by hand.

use std::{collections::BTreeMap, fs, fs::File, path::Path, sync::mpsc::sync_channel};

use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use retailgen_anomaly::Level;
use retailgen_folder::ManifestFile;
use retailgen_schema::{
    Table,
    shipments::{ShipmentsBuilder, ShipmentsRow},
};
use retailgen_sinks::csv::CsvEncoder;
use retailgen_truth::Label;

use super::{
    data_file::DataFile,
    twin::{Message, Twin},
    *,
};
use crate::{cells::RecordForm, read::digest};

fn label(row: u64, line: Option<u64>, column: &str, clean: Option<&str>, dirty: Option<&str>) -> StoredLabel {
    let owned = |text: Option<&str>| text.map(|text| text.to_owned().into());
    let mut label = Label::new(Table::Shipments, "", "null", Level::Cell);
    (label.row, label.line, label.column) = (Some(row), line, owned(Some(column)));
    (label.clean_value, label.dirty_value) = (owned(clean), owned(dirty));
    StoredLabel { label_id: Some(row), ..label.into() }
}

/// The same with a key.
fn keyed(key: String, mut label: StoredLabel) -> StoredLabel {
    label.label.key = Some(key.into());
    label
}

/// What is found in a file of `table` in `folder` by these labels and the text of the clean rows.
fn found(folder: &Path, name: &str, table: Table, labels: &[StoredLabel], clean: Vec<u8>, rows: u64) -> Vec<Finding> {
    let form = RecordForm::new(table.definition());
    let (out, blocks) = sync_channel(2);
    out.send(Message::Block(clean)).unwrap();
    out.send(Message::End).unwrap();
    let digest = digest(&folder.join(name)).unwrap();
    let entry = ManifestFile::new(name, table.name(), rows, digest);
    let places = BTreeMap::from([(name, 0)]);
    let file = DataFile {
        folder,
        entry: &entry,
        form,
        delta: None,
        labels: Some(labels),
        twin: Some(Twin::new(&blocks, form.layout())),
        deliveries: Deliveries { places: &places, twin: None },
        is_missing: false,
        progress: None,
    };
    let mut findings = Findings::default();
    assert_eq!(file.check(&mut findings).unwrap(), rows);
    findings.finish().0
}

fn shipments(order_ids: [i64; 3], carrier: &str) -> RecordBatch {
    let mut builder = ShipmentsBuilder::with_capacity(3);
    for (shipment_id, order_id) in order_ids.into_iter().enumerate() {
        builder.push(&ShipmentsRow { shipment_id: shipment_id as i64, order_id, carrier, ..ShipmentsRow::EXAMPLE });
    }
    builder.finish()
}

#[test]
fn parquet_files_are_compared_value_for_value() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shipments.parquet");
    let dirty = shipments([1, 99, 3], "Carrier, \"the\"");
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), dirty.schema(), None).unwrap();
    writer.write(&dirty).unwrap();
    writer.close().unwrap();
    let found = |labels: &[StoredLabel], clean: &RecordBatch| {
        let mut text = Vec::new();
        CsvEncoder::new(Table::Shipments.definition()).encode(clean, &mut text).unwrap();
        found(folder.path(), "shipments.parquet", Table::Shipments, labels, text, 3)
    };
    let clean = shipments([1, 2, 3], "Carrier, \"the\"");
    let mut orphan = keyed("{\"shipment_id\":1}".to_owned(), label(1, None, "order_id", Some("2"), Some("99")));
    assert_eq!(found(std::slice::from_ref(&orphan), &clean), []);
    let unlabelled = found(&[], &clean);
    assert_eq!((unlabelled.len(), unlabelled[0].check), (1, Check::Unlabelled));
    assert_eq!(
        (unlabelled[0].row, unlabelled[0].line, unlabelled[0].column.as_deref()),
        (Some(1), None, Some("order_id"))
    );
    orphan.label.line = Some(3);
    let on_a_line = found(&[orphan], &clean);
    assert_eq!((on_a_line.len(), on_a_line[0].check), (1, Check::LabelPlace));
}

#[test]
fn json_lines_are_compared_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let line = |id: &str, user: &str| {
        format!(
            r#"{{"event_id":"{id}","event_ts":"2024-03-01T04:15:09.120000Z","event_type":"search","user_id":{user},"session_id":"s","payload":{{"query":"x","results":1}}}}"#
        )
    };
    let clean = [line("a", "1"), line("b", "null"), line("c", "3"), line("d", "4")];
    let without_type = clean[1].replace("\"event_type\":\"search\",", "");
    let dirty = [line("a", "900"), without_type, clean[2][..50].to_owned(), clean[3].clone()];
    fs::write(folder.path().join("events.jsonl"), dirty.join("\n") + "\n").unwrap();
    let found = |labels: &[StoredLabel]| {
        let text = clean.join("\n") + "\n";
        found(folder.path(), "events.jsonl", Table::Events, labels, text.into_bytes(), 4)
    };
    let key = |id: &str, label| keyed(format!("{{\"event_id\":\"{id}\"}}"), label);
    let labels = [
        key("a", label(0, Some(1), "user_id", Some("1"), Some("900"))),
        key("b", label(1, Some(2), "event_type", Some("search"), None)),
        key("c", label(2, Some(3), "json", Some(&clean[2]), Some(&clean[2][..50]))),
    ];
    assert_eq!(found(&labels), []);
    let told = found(&labels[..1]);
    let told: Vec<_> = told.iter().map(|finding| (finding.check, finding.line, finding.column.as_deref())).collect();
    assert_eq!(told, [(Check::Unlabelled, Some(2), Some("event_type")), (Check::RowShape, Some(3), None)]);
    let mut wrong = labels.clone();
    wrong[2].label.clean_value = Some(line("c", "4").into());
    let told = found(&wrong);
    assert_eq!((told.len(), told[0].check, told[0].label_id), (1, Check::LabelCleanValue, Some(2)));
    assert_eq!(told[0].column.as_deref(), Some("user_id"));
    wrong[0].label.key = Some("{\"event_id\":\"b\"}".into());
    assert_eq!(found(&wrong)[0].check, Check::LabelKey);
}
