//! The Rust form: one module a table, the list of tables, and tests of the builders.

mod definition;
mod row_example;
mod rows;
mod table_list;
mod tests;

use std::collections::BTreeSet;

use super::COMMAND;
use super::column_type::ColumnType;
use super::definition::{ColumnDefinition, Table};

/// The generated files, by name, not yet laid out by rustfmt.
pub fn modules(tables: &[Table]) -> Vec<(String, String)> {
    let mut modules: Vec<(String, String)> =
        tables.iter().map(|table| (format!("{}.rs", table.name), table_module(table))).collect();
    modules.push(("mod.rs".to_owned(), table_list::module(tables)));
    modules.push(("tests.rs".to_owned(), tests::module(tables)));
    modules
}

fn table_module(table: &Table) -> String {
    let subject = format!("Rows, builder and definition of the table `{}`.", table.name);
    let source = format!("schemas/{}.toml", table.name);
    let definition = definition::items(table);
    [preamble(&subject, &source), imports(table, &definition), rows::items(table), definition].concat()
}

/// The row struct's name, with the lifetime of its text if it has any.
fn row_type(table: &Table, lifetime: &str) -> String {
    let name = pascal(&table.name);
    if table.borrows() { format!("{name}Row<{lifetime}>") } else { format!("{name}Row") }
}

/// How every generated file opens.
fn preamble(subject: &str, source: &str) -> String {
    format!("//! {subject}\n//!\n//! Generated from `{source}` by `{COMMAND}`: edit that and run this.\n\n")
}

fn imports(table: &Table, definition: &str) -> String {
    let listed = |module: &str, is_wanted: fn(&ColumnDefinition) -> bool, name: fn(ColumnType) -> String| {
        let wanted = table.columns.iter().filter(|column| is_wanted(column));
        let names: BTreeSet<String> = wanted.map(|column| name(column.column_type)).collect();
        let names: Vec<String> = names.into_iter().collect();
        if names.is_empty() { String::new() } else { format!("use {module}::{{{}}};\n", names.join(", ")) }
    };
    let builders = listed("arrow_array::builder", |column| !is_plain(column), |kind| format!("{}Builder", arrow(kind)));
    let types = listed("arrow_array::types", is_plain, |kind| format!("{}Type", arrow(kind)));
    let required = if types.is_empty() { "" } else { "use crate::required::Required;\n" };

    let mut names = vec!["ColumnDefinition", "ColumnType", "Format", "Table", "TableDefinition", "Volume"];
    let has = |wanted: fn(ColumnType) -> bool| table.columns.iter().any(|column| wanted(column.column_type));
    if has(|found| found == ColumnType::Date32) {
        names.push("Date32");
    }
    if has(|found| found == ColumnType::TimestampMicros) {
        names.push("TimestampMicros");
    }
    if has(|found| matches!(found, ColumnType::Decimal128 { .. })) {
        names.push("Decimal");
    }
    if !table.partitions.is_empty() {
        names.extend(["Derivation", "PartitionColumn"]);
    }
    if !table.envelope.is_empty() {
        names.extend(["EventType", "FieldType", "JsonDocument", "JsonField"]);
    }
    names.extend(
        [("ForeignKey {", "ForeignKey"), ("Role::", "Role")]
            .into_iter()
            .filter_map(|(used, name)| definition.contains(used).then_some(name)),
    );
    names.sort_unstable();

    format!(
        "\
use std::sync::{{Arc, LazyLock}};

use arrow_array::RecordBatch;
{builders}{types}use arrow_schema::SchemaRef;

use crate::definition::arrow_schema;
use crate::record_batch::record_batch;
{required}use crate::rows::{{Cells, RowError, TableRow}};
use crate::{{{}}};

",
        names.join(", ")
    )
}

/// Whether a column is of numbers, dates or times and never null.
fn is_plain(column: &ColumnDefinition) -> bool {
    column.required && !matches!(column.column_type, ColumnType::Utf8 | ColumnType::Bool)
}

/// What the names of Arrow's types and builders for a column type begin with.
fn arrow(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Int32 => "Int32",
        ColumnType::Int64 => "Int64",
        ColumnType::Float64 => "Float64",
        ColumnType::Utf8 => "String",
        ColumnType::Bool => "Boolean",
        ColumnType::Date32 => "Date32",
        ColumnType::TimestampMicros => "TimestampMicrosecond",
        ColumnType::Decimal128 { .. } => "Decimal128",
    }
}

/// The expression for a column type.
fn type_expression(column_type: ColumnType) -> String {
    // The variants and their fields have the same names in the generated crate.
    format!("ColumnType::{column_type:?}")
}

fn pattern_name(column: &str) -> String {
    format!("{}_PATTERN", column.to_uppercase())
}

fn accepted_name(column: &str) -> String {
    format!("{}_ACCEPTED", column.to_uppercase())
}

/// `orders_header` as `OrdersHeader`.
fn pascal(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_uppercase() + rest
        })
        .collect()
}

/// The text of each item, one after the other, each on lines of its own.
fn lines<T>(items: impl IntoIterator<Item = T>, text: impl Fn(T) -> String) -> String {
    let mut out = String::new();
    for item in items {
        out.push_str(&text(item));
        out.push('\n');
    }
    out
}
