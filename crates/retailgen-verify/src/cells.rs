//! The cells of a record: where each stands in its text, what it says, and how it is written otherwise.
//!
//! A record is the text of one row without its line end. The cells of a CSV record are its fields. The cells of a JSON line
//! are the keys of its object, which are the table's columns; where the table is of documents, they are the line itself,
//! under the name of the table's one column, and the keys of the document.

mod fields;
mod object;

use retailgen_schema::{ColumnType, Derivation, FieldType, Format, JsonDocument, TableDefinition};

use crate::{cast::Cast, read::Layout};

/// What a record says in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// The key is not in the JSON object.
    Absent,
    /// Nothing.
    Null,
    /// This.
    Text(String),
}

/// How the records of a table hold their cells.
#[derive(Debug, Clone, Copy)]
pub struct RecordForm {
    definition: &'static TableDefinition,
    document: Option<&'static JsonDocument>,
    /// Whether a record is a JSON object with a key for each column.
    is_object: bool,
}

/// The key of a JSON object behind the keys of the envelope.
const PAYLOAD: &str = "payload";

impl RecordForm {
    /// The form of a table's records, as [`Records`](crate::read::Records) hands them over.
    pub fn new(definition: &'static TableDefinition) -> Self {
        let document = definition.document.as_ref();
        Self { definition, document, is_object: document.is_none() && definition.format == Format::Jsonl }
    }

    /// The table.
    pub fn definition(self) -> &'static TableDefinition {
        self.definition
    }

    /// How a text of such records is cut.
    pub fn layout(self) -> Layout {
        if self.is_object || self.document.is_some() { Layout::Lines } else { Layout::Csv }
    }

    /// Whether a cell can be missing altogether, which is then what a label without a dirty value says.
    pub fn has_absent_cells(self) -> bool {
        self.document.is_some()
    }

    /// The names of the cells, by number. The whole line is number 0 of a JSON line.
    pub fn columns(self) -> impl Iterator<Item = &'static str> {
        let keys = self.document.map(|document| document.envelope).unwrap_or_default();
        let columns = self.definition.columns.iter().map(|column| column.name);
        columns.chain(keys.iter().map(|key| key.name)).chain(self.document.map(|_| PAYLOAD))
    }

    /// The number of a cell.
    pub fn column(self, name: &str) -> Option<usize> {
        self.columns().position(|column| column == name)
    }

    /// What values of a cell cast to.
    pub fn cast(self, column: usize) -> Cast {
        let Some(document) = self.document else {
            return Cast::Column(self.definition.columns[column].column_type);
        };
        let Some(key) = column.checked_sub(1).and_then(|key| document.envelope.get(key)) else { return Cast::Json };
        let is_instant = |source: &str, how| source == key.name && how != Derivation::Value;
        match key.field_type {
            FieldType::Integer => Cast::Column(ColumnType::Int64),
            // The schema calls it text; that a partition's day is taken from it makes it an instant.
            FieldType::String
                if self.definition.partitions.iter().any(|part| is_instant(part.source, part.derivation)) =>
            {
                Cast::Rfc3339
            }
            _ => Cast::Column(ColumnType::Utf8),
        }
    }

    /// What `record` says in a cell; none where the record has no such cell, being cut short or no JSON.
    pub fn cell(self, record: &[u8], column: usize) -> Option<Cell> {
        match (self.document, column) {
            (None, _) if self.is_object => object::cell(record, self.definition.columns.get(column)?.name),
            (None, _) => fields::cell(record, column),
            (Some(_), 0) => Some(Cell::Text(String::from_utf8_lossy(record).into_owned())),
            (Some(_), _) => object::cell(record, self.columns().nth(column)?),
        }
    }

    /// Appends `record` with another value in a cell; none is null. Says whether the record has such a cell.
    pub fn replace(self, record: &[u8], column: usize, value: Option<&str>, out: &mut Vec<u8>) -> bool {
        match (self.document, column) {
            (None, _) if self.is_object => {
                let Some(of) = self.definition.columns.get(column) else { return false };
                let is_text =
                    matches!(of.column_type, ColumnType::Utf8 | ColumnType::Date32 | ColumnType::TimestampMicros);
                let names: Vec<&str> = self.columns().collect();
                object::replace(record, &names, column, value, is_text, out)
            }
            (None, _) => fields::replace(record, column, value, out),
            (Some(_), 0) => {
                out.extend_from_slice(value.unwrap_or_default().as_bytes());
                true
            }
            (Some(document), _) => {
                let key = document.envelope.get(column - 1);
                let is_text = key.is_some_and(|key| key.field_type == FieldType::String);
                let names: Vec<&str> = self.columns().skip(1).collect();
                object::replace(record, &names, column - 1, value, is_text, out)
            }
        }
    }

    /// Why the record does not have the table's cells; nothing for one that has.
    pub fn problem(self, record: &[u8]) -> Option<String> {
        let columns = self.definition.columns.len();
        match self.document {
            None if !self.is_object => fields::count(record)
                .filter(|count| *count != columns)
                .map(|count| {
                    let plural = if count == 1 { "" } else { "s" };
                    format!("the row has {count} field{plural} instead of {columns}")
                })
                .or_else(|| {
                    fields::count(record).is_none().then(|| "a quote is not closed, or text follows it".to_owned())
                }),
            _ => (!object::is_one(record)).then(|| "the line is no JSON object".to_owned()),
        }
    }

    /// The cells in which two records differ, with what each says; the whole line where one is no JSON.
    pub fn differences(self, clean: &[u8], found: &[u8]) -> Vec<(&'static str, Option<Cell>, Option<Cell>)> {
        let pairs = |columns: &mut dyn Iterator<Item = (usize, &'static str)>| -> Vec<_> {
            columns
                .map(|(number, name)| (name, self.cell(clean, number), self.cell(found, number)))
                .filter(|(_, clean, found)| clean != found)
                .collect()
        };
        let mut all = self.columns().enumerate();
        if self.document.is_none() {
            return pairs(&mut all);
        }
        let whole = all.next().map(|whole| pairs(&mut std::iter::once(whole))).unwrap_or_default();
        let keys = if object::is_one(found) { pairs(&mut all) } else { Vec::new() };
        if keys.is_empty() { whole } else { keys }
    }

    /// The value that a partition of the record's own has in the path; none where it comes from another table.
    pub fn partition_value(self, record: &[u8], partition: usize) -> Option<String> {
        let partition = self.definition.partitions.get(partition)?;
        let Cell::Text(value) = self.cell(record, self.column(partition.source)?)? else { return None };
        let length = match partition.derivation {
            Derivation::Day => "2024-01-01".len(),
            Derivation::Month => "2024-01".len(),
            _ => value.len(),
        };
        value.get(..length).map(str::to_owned)
    }

    /// Whether `key` is the primary key of a record, as a JSON object.
    pub fn has_key(self, record: &[u8], key: Option<&str>) -> bool {
        let parsed = key.and_then(|key| serde_json::from_str::<serde_json::Map<_, _>>(key).ok());
        let Some(parsed) = parsed else { return false };
        let names = self.definition.primary_key;
        parsed.len() == names.len()
            && names.iter().all(|name| {
                let cell = self.column(name).and_then(|column| self.cell(record, column));
                match (cell, parsed.get(*name)) {
                    (Some(Cell::Text(text)), Some(serde_json::Value::String(value))) => text == *value,
                    (Some(Cell::Text(text)), Some(serde_json::Value::Number(value))) => text == value.to_string(),
                    (Some(Cell::Null), Some(serde_json::Value::Null)) => true,
                    _ => false,
                }
            })
    }

    /// The primary key of a record for people: `order_id 17, line_number 2`.
    pub fn key_in_words(self, record: &[u8]) -> String {
        let names = self.definition.primary_key.iter();
        let parts = names.map(|name| match self.column(name).and_then(|column| self.cell(record, column)) {
            Some(Cell::Text(text)) => format!("{name} {text}"),
            _ => format!("{name} null"),
        });
        parts.collect::<Vec<_>>().join(", ")
    }
}

impl Cell {
    /// Its text; none for null and for a key that is not there.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Absent | Self::Null => None,
        }
    }
}
