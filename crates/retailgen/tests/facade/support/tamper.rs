//! A finished run that tests spoil on purpose: its files, its labels as rows, and manifests signed anew.

use std::{
    collections::BTreeSet,
    fs,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow_array::{
    Array, ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, cast::AsArray, types::Int64Type,
};
use arrow_schema::{DataType, SchemaRef};
use parquet::arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder};
use retailgen::{
    Check, Scenario, Verification, VerifyOptions, WriteOptions,
    answers::{AnswerOptions, Answers},
    verify,
};
use retailgen_folder::Sha256Sum;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A run with its truth, in a temporary folder.
pub struct Finished {
    folder: TempDir,
}

impl Finished {
    /// Writes a scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let finished = Self { folder: tempfile::tempdir().unwrap() };
        let truth = finished.truth();
        let mut options = WriteOptions::default();
        options.threads = NonZeroUsize::new(2).unwrap();
        options.truth = Some(&truth);
        scenario.dataset().write(&finished.data(), &options).unwrap();
        finished
    }

    /// The same once more, to be spoiled.
    pub fn copy(&self) -> Self {
        let copy = Self { folder: tempfile::tempdir().unwrap() };
        copy_folder(self.folder.path(), copy.folder.path());
        copy
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn truth(&self) -> PathBuf {
        self.folder.path().join("truth")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Verifies it by its truth.
    pub fn verify(&self) -> Verification {
        let truth = self.truth();
        let mut options = VerifyOptions::default();
        options.truth = Some(&truth);
        verify(&self.data(), &options).unwrap()
    }

    /// The checks that find something once a copy of it has been spoiled.
    pub fn checks_of_spoiled(&self, spoil: impl FnOnce(&Self)) -> BTreeSet<Check> {
        let spoiled = self.copy();
        spoil(&spoiled);
        spoiled.verify().findings.iter().map(|finding| finding.check).collect()
    }

    /// Its answers by its truth.
    pub fn answers(&self) -> Answers {
        let truth = self.truth();
        let mut options = AnswerOptions::default();
        options.truth = Some(&truth);
        Answers::of(&self.data(), &options).unwrap()
    }

    /// The answers of whoever does not know its truth.
    pub fn answers_without_truth(&self) -> Answers {
        Answers::of(&self.data(), &AnswerOptions::default()).unwrap()
    }

    /// Writes a data file, in whatever folder.
    pub fn put(&self, file: &str, content: impl AsRef<[u8]>) {
        let path = self.data().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Rewrites a data file.
    pub fn edit(&self, file: &str, edit: impl FnOnce(String) -> String) {
        edit_text(&self.data().join(file), edit);
    }

    /// Rewrites a text file of the truth.
    pub fn edit_truth(&self, file: &str, edit: impl FnOnce(String) -> String) {
        edit_text(&self.truth().join(file), edit);
    }

    /// Rewrites a JSON file of the truth.
    pub fn edit_run(&self, edit: impl FnOnce(&mut Value)) {
        self.edit_truth("run.json", |text| {
            let mut run = serde_json::from_str(&text).unwrap();
            edit(&mut run);
            run.to_string()
        });
    }

    /// The labels as rows.
    pub fn labels(&self) -> Vec<Map<String, Value>> {
        read_labels(&self.truth().join("labels.parquet")).1
    }

    /// Rewrites the labels, each with what it drags along as a list under `collateral`.
    pub fn edit_labels(&self, edit: impl FnOnce(&mut Vec<Map<String, Value>>)) {
        let [labels, collateral] = ["labels.parquet", "collateral.parquet"].map(|name| self.truth().join(name));
        let (schema, mut rows) = read_labels(&labels);
        let (dragged_schema, dragged) = read_labels(&collateral);
        for label in &mut rows {
            let of_label = dragged.iter().filter(|one| one["label_id"] == label["label_id"]);
            label.insert("collateral".to_owned(), of_label.cloned().map(Value::Object).collect());
        }
        edit(&mut rows);
        let dragged = rows.iter().flat_map(|label| {
            let of_label = label["collateral"].as_array().unwrap().iter().map(|one| one.as_object().unwrap().clone());
            of_label.map(|mut one| {
                one.insert("label_id".to_owned(), label["label_id"].clone());
                one
            })
        });
        write_rows(&collateral, dragged_schema, &dragged.collect::<Vec<_>>());
        write_rows(&labels, schema, &rows);
    }

    /// Has both manifests say what is in the folders: files that are gone are dropped, the others signed anew.
    pub fn sign(&self) {
        for folder in [self.data(), self.truth()] {
            edit_manifest(&folder, |manifest| {
                let files = manifest["files"].as_array_mut().unwrap();
                files.retain(|file| folder.join(file["path"].as_str().unwrap()).exists());
                for file in files {
                    let path = folder.join(file["path"].as_str().unwrap());
                    let bytes = fs::read(&path).unwrap();
                    let sha256 = Sha256Sum(Sha256::digest(&bytes).into()).to_string();
                    // Of files with faults of text a reader counts other rows.
                    if file["sha256"] == sha256.as_str() {
                        continue;
                    }
                    file["sha256"] = sha256.into();
                    file["bytes"] = bytes.len().into();
                    match path.extension().and_then(|extension| extension.to_str()) {
                        Some("csv") => file["rows"] = csv_rows(&bytes).into(),
                        Some("parquet") => file["rows"] = parquet_rows(&path).into(),
                        _ => {}
                    }
                }
            });
        }
    }

    /// Adds an entry to the manifest of the data.
    pub fn list(&self, file: &str, table: &str) {
        let entry = json!({ "path": file, "table": table, "rows": 0, "bytes": 0, "sha256": "0".repeat(64) });
        edit_manifest(&self.data(), |manifest| manifest["files"].as_array_mut().unwrap().push(entry));
    }
}

/// Rewrites the manifest of a folder.
pub fn edit_manifest(folder: &Path, edit: impl FnOnce(&mut Value)) {
    let path = folder.join("_manifest.json");
    let mut manifest = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    edit(&mut manifest);
    fs::write(path, manifest.to_string()).unwrap();
}

fn edit_text(path: &Path, edit: impl FnOnce(String) -> String) {
    let text = fs::read_to_string(path).unwrap();
    let edited = edit(text.clone());
    assert_ne!(text, edited, "nothing was spoiled in {}", path.display());
    fs::write(path, edited).unwrap();
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// Line breaks outside of quotes, the header's apart; a last line without one counts.
fn csv_rows(text: &[u8]) -> usize {
    let mut quoted = false;
    let ends = text.iter().filter(|byte| {
        quoted ^= **byte == b'"';
        **byte == b'\n' && !quoted
    });
    let ends = ends.count() + usize::from(!text.ends_with(b"\n"));
    ends.saturating_sub(1)
}

fn parquet_rows(path: &Path) -> i64 {
    let builder = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(path).unwrap()).unwrap();
    builder.metadata().file_metadata().num_rows()
}

fn read_labels(path: &Path) -> (SchemaRef, Vec<Map<String, Value>>) {
    let builder = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(path).unwrap()).unwrap();
    let schema = builder.schema().clone();
    let mut rows = Vec::new();
    for batch in builder.build().unwrap() {
        let batch = batch.unwrap();
        for row in 0..batch.num_rows() {
            let cells = schema.fields().iter().zip(batch.columns());
            rows.push(cells.map(|(field, column)| (field.name().clone(), value(column, row))).collect());
        }
    }
    (schema, rows)
}

fn write_rows(path: &Path, schema: SchemaRef, rows: &[Map<String, Value>]) {
    let columns = schema.fields().iter().map(|field| array(field.data_type(), field.name(), rows));
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns.collect()).unwrap();
    let mut writer = ArrowWriter::try_new(fs::File::create(path).unwrap(), schema, None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn value(column: &ArrayRef, row: usize) -> Value {
    match column.data_type() {
        _ if column.is_null(row) => Value::Null,
        DataType::Utf8 => column.as_string::<i32>().value(row).into(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).into(),
        _ => column.as_boolean().value(row).into(),
    }
}

fn array(data_type: &DataType, name: &str, rows: &[Map<String, Value>]) -> ArrayRef {
    let cells = rows.iter().map(|row| &row[name]);
    match data_type {
        DataType::Utf8 => Arc::new(cells.map(|cell| cell.as_str()).collect::<StringArray>()),
        DataType::Int64 => Arc::new(cells.map(Value::as_i64).collect::<Int64Array>()),
        _ => Arc::new(cells.map(Value::as_bool).collect::<BooleanArray>()),
    }
}
