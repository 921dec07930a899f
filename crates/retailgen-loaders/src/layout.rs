//! What loaders need to know of a table's files: where they are, and what only the path or the object says.

use std::path::MAIN_SEPARATOR;

use retailgen_schema::{ColumnType, FieldType, JsonDocument, PartitionColumn, TableDefinition};

use crate::loaded_column::LoadedColumn;

/// The folder of the data as loaders write it before a slash.
///
/// A relative name gets `./` before it if its beginning could be read as anything else: a home folder, a quote, an option.
pub fn folder_name(from: &str) -> String {
    // Where a backslash parts folders, a slash does so too, and no name can have it.
    let from = if MAIN_SEPARATOR == '\\' { from.replace('\\', "/") } else { from.to_owned() };
    match from.trim_end_matches('/') {
        "" if from.starts_with('/') => "/.".to_owned(),
        "" => ".".to_owned(),
        folder if folder.starts_with(['~', '-', '\'']) => format!("./{folder}"),
        folder => folder.to_owned(),
    }
}

/// The partition columns that the rows do not have themselves: the path alone says them.
pub fn path_columns(table: &TableDefinition) -> Vec<LoadedColumn> {
    path_partitions(table).map(LoadedColumn::from).collect()
}

/// The same as the contract has them.
pub fn path_partitions(table: &TableDefinition) -> impl Iterator<Item = &PartitionColumn> {
    table.partitions.iter().filter(|partition| table.column(partition.name).is_none())
}

/// The names of [`path_columns`], each put into words of its own, one behind the other.
pub fn path_names(table: &TableDefinition, words: impl Fn(&str) -> String) -> String {
    path_columns(table).iter().map(|column| words(column.name)).collect()
}

/// Whether a partition column is in the rows too. A reader that takes partition columns from the path would put the
/// path's value over the row's value, which is the one that counts.
pub fn rows_repeat_the_path(table: &TableDefinition) -> bool {
    path_columns(table).len() < table.partitions.len()
}

/// The file, or the folder above the partitions, below the data folder.
pub fn root(table: &TableDefinition) -> &'static str {
    if table.partitions.is_empty() {
        return table.path.trim_end_matches('/');
    }
    table.path.split('/').next().unwrap_or(table.path)
}

/// All files of the table below the data folder, as a pattern with `*`.
pub fn glob(table: &TableDefinition) -> String {
    if table.partitions.is_empty() {
        return root(table).to_owned();
    }
    let extension = table.path.rsplit('.').next().unwrap_or_default();
    format!("{}/{}*.{extension}", root(table), "*/".repeat(table.partitions.len()))
}

/// The regular expression that finds a file's path below the data folder. The last folder of the name counts: the ones above
/// the data may have any.
pub fn path_below(table: &TableDefinition) -> String {
    format!("(?s)^(?:.*/)?({}(?:/.*)?)$", root(table).replace('.', "[.]"))
}

/// The regular expression that finds the value of a partition column in a path, whichever way its slashes lean. The last one
/// counts: folders above the data may have any name.
pub fn path_value(column: &LoadedColumn) -> String {
    format!(r".*[/\\]{}=([^/\\]+)", column.name)
}

/// Whether readers of Delta tables lose their way to a folder: they take it for a part of a URL.
pub fn delta_readers_misread(folder: &str) -> bool {
    folder.contains(['%', '\\'])
}

/// The keys of the envelope with their types.
pub fn envelope_columns(document: &JsonDocument) -> Vec<LoadedColumn> {
    document
        .envelope
        .iter()
        .map(|field| LoadedColumn { name: field.name, column_type: column_type(field.field_type) })
        .collect()
}

/// The keys of all payloads with their types, each once.
pub fn payload_columns(document: &JsonDocument) -> Vec<LoadedColumn> {
    let mut columns: Vec<LoadedColumn> = Vec::new();
    for field in document.event_types.iter().flat_map(|event_type| event_type.payload) {
        if columns.iter().all(|column| column.name != field.name) {
            columns.push(LoadedColumn { name: field.name, column_type: column_type(field.field_type) });
        }
    }
    columns
}

/// The type that fits a JSON value.
fn column_type(field_type: FieldType) -> ColumnType {
    match field_type {
        FieldType::Integer => ColumnType::Int64,
        // Text, which takes any value of a type that is new here.
        _ => ColumnType::Utf8,
    }
}

/// The JSON type by its name.
pub fn json_type(field_type: FieldType) -> &'static str {
    match column_type(field_type) {
        ColumnType::Int64 => "integer",
        _ => "string",
    }
}

/// Name of the table with the parsed objects, which stands beside the table of the lines.
pub fn parsed_name(table: &TableDefinition) -> String {
    format!("{}_parsed", table.name)
}
