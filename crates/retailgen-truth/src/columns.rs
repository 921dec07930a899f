//! The columns of `labels.parquet`, once for writing and for reading: name, type, and where a value comes from and goes.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::stored::StoredLabel;
use crate::{
    PlannedFile,
    label::{ACTIONS, DETECTABILITIES, LEVELS, Label, name},
};

/// A label in its place.
pub(super) struct Row<'l> {
    /// Its number.
    pub label_id: u64,
    /// The file that it is about.
    pub file: &'l PlannedFile,
    /// What it says.
    pub label: &'l Label<'l>,
}

/// The type of a column, how a row fills it, and what becomes of a value read back.
pub(super) enum Column {
    /// Text, or null.
    Text(for<'l> fn(&Row<'l>) -> Option<&'l str>, fn(&mut StoredLabel, Option<String>)),
    /// A count from 0, or null.
    Number(fn(&Row) -> Option<u64>, fn(&mut StoredLabel, Option<u64>)),
    /// Yes or no; never null.
    Flag(fn(&Row) -> bool, fn(&mut StoredLabel, bool)),
}

/// All of them, in the order of the file.
pub(super) const COLUMNS: [(&str, Column); 22] = [
    ("label_id", Column::Number(|row| Some(row.label_id), |label, id| label.label_id = id)),
    ("incident_id", Column::Text(|row| row.label.incident_id.as_deref(), |label, text| label.incident_id = text)),
    ("rule_id", Column::Text(|row| row.label.rule_id, |label, text| label.rule_id = text)),
    ("kind", Column::Text(|row| Some(row.label.kind), |label, text| label.kind = text.unwrap_or_default())),
    (
        "level",
        Column::Text(|row| Some(name(LEVELS, row.label.level)), |label, text| label.level = text.unwrap_or_default()),
    ),
    ("decoy", Column::Flag(|row| row.label.decoy, |label, flag| label.decoy = flag)),
    ("table", Column::Text(|row| Some(row.file.table().name()), |label, text| label.table = text.unwrap_or_default())),
    ("file", Column::Text(|row| Some(row.file.path()), |label, text| label.file = text.unwrap_or_default())),
    ("line", Column::Number(|row| row.label.line, |label, line| label.line = line)),
    ("row", Column::Number(|row| row.label.row, |label, row| label.row = row)),
    ("cell", Column::Text(|row| row.label.cell.as_deref(), |label, text| label.cell = text)),
    ("delta_version", Column::Number(|row| row.label.delta_version, |label, version| label.delta_version = version)),
    ("key", Column::Text(|row| row.label.key.as_deref(), |label, text| label.key = text)),
    ("column", Column::Text(|row| row.label.column, |label, text| label.column = text)),
    ("clean_value", Column::Text(|row| row.label.clean_value.as_deref(), |label, text| label.clean_value = text)),
    ("dirty_value", Column::Text(|row| row.label.dirty_value.as_deref(), |label, text| label.dirty_value = text)),
    ("related_file", Column::Text(|row| row.label.related_file.as_deref(), |label, text| label.related_file = text)),
    ("related_row", Column::Number(|row| row.label.related_row, |label, row| label.related_row = row)),
    ("related_key", Column::Text(|row| row.label.related_key.as_deref(), |label, text| label.related_key = text)),
    ("breaks_type", Column::Flag(|row| row.label.breaks_type, |label, flag| label.breaks_type = flag)),
    (
        "detectability",
        Column::Text(
            |row| Some(name(DETECTABILITIES, row.label.detectability)),
            |label, text| label.detectability = text.unwrap_or_default(),
        ),
    ),
    (
        "expected_action",
        Column::Text(
            |row| Some(name(ACTIONS, row.label.expected_action)),
            |label, text| label.expected_action = text.unwrap_or_default(),
        ),
    ),
];

/// The columns as Arrow has them, every one nullable, as in the data.
pub(super) fn schema() -> SchemaRef {
    let fields = COLUMNS.iter().map(|(name, column)| {
        let data_type = match column {
            Column::Text(..) => DataType::Utf8,
            Column::Number(..) => DataType::Int64,
            Column::Flag(..) => DataType::Boolean,
        };
        Field::new(*name, data_type, true)
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}
