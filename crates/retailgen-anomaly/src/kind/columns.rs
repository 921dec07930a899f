//! Columns that a release of a source changes in all files: which may be dropped, renamed or retyped, and how.

use retailgen_schema::{ColumnDefinition, ColumnType, Format, Role, TableDefinition};
use retailgen_text::{ColumnForm, Retyping};

/// A column, or a key of the objects, with its place among them.
pub type Placed = (usize, &'static ColumnDefinition);

/// The columns of a table; of a table of documents the keys that its objects begin with.
pub fn columns(table: &TableDefinition) -> Vec<Placed> {
    let cells = match table.document {
        Some(_) => &table.cells[table.columns.len()..],
        None => table.columns,
    };
    cells.iter().enumerate().collect()
}

/// The columns that may be dropped: no key, and none in whose text a line may break, or rows would stand on other lines.
pub fn droppable(table: &TableDefinition) -> Vec<Placed> {
    let is_on_one_line = |column: &ColumnDefinition| {
        column.column_type != ColumnType::Utf8
            || !column.accepted.is_empty()
            || matches!(column.role, Some(Role::Channel | Role::Country | Role::Currency))
    };
    let may_go = |(_, column): &Placed| !is_key(table, column) && is_on_one_line(column);
    columns(table).into_iter().filter(may_go).collect()
}

/// The columns whose values may be written as of another type, with each way of that.
pub fn retypable(table: &TableDefinition) -> Vec<(Placed, Retyping)> {
    // Of a column of CSV that is mostly null a file may have nothing that could be written otherwise.
    let has_values = |column: &ColumnDefinition| column.required || table.format == Format::Jsonl;
    let others = columns(table).into_iter().filter(|(_, column)| !is_key(table, column) && has_values(column));
    let ways = |placed: Placed| ways(placed.1, table.format).iter().map(move |form| (placed, *form));
    others.flat_map(ways).collect()
}

fn ways(column: &ColumnDefinition, format: Format) -> &'static [Retyping] {
    match (format, column.column_type) {
        (Format::Jsonl, ColumnType::Int32 | ColumnType::Int64) => &[Retyping::NumberAsText],
        (Format::Jsonl, _) => &[],
        (_, ColumnType::Int32 | ColumnType::Int64) => &[Retyping::FloatingPoint],
        (_, ColumnType::Decimal128 { scale: 1.., .. }) => &[Retyping::DecimalComma],
        (_, ColumnType::TimestampMicros) => &[Retyping::DayFirst, Retyping::WithoutT],
        (_, ColumnType::Date32) => &[Retyping::DateDayFirst, Retyping::Compact],
        (_, ColumnType::Bool) => &[Retyping::YesNo],
        _ => &[],
    }
}

/// The columns that may be dropped and have a value in every row, so that each file would lose some.
pub fn with_values(table: &TableDefinition) -> Vec<&'static ColumnDefinition> {
    droppable(table).into_iter().map(|(_, column)| column).filter(|column| column.required).collect()
}

/// The columns that Parquet may hold in another type, with each type from which all their values can be had back.
pub fn castable(table: &TableDefinition) -> Vec<(&'static ColumnDefinition, ColumnForm)> {
    let others = table.columns.iter().filter(|column| !is_key(table, column) && column.required);
    others.flat_map(|column| forms(column.column_type).iter().map(move |form| (column, *form))).collect()
}

fn forms(column_type: ColumnType) -> &'static [ColumnForm] {
    match column_type {
        ColumnType::Int32 => &[ColumnForm::Long, ColumnForm::Double, ColumnForm::Text],
        // Decimals of up to 15 digits are the only ones of their scale near their float.
        ColumnType::Decimal128 { precision: ..=15, .. } => &[ColumnForm::Double, ColumnForm::Text],
        ColumnType::TimestampMicros => &[ColumnForm::Nanoseconds, ColumnForm::Text],
        ColumnType::Int64 | ColumnType::Decimal128 { .. } | ColumnType::Date32 | ColumnType::Bool => {
            &[ColumnForm::Text]
        }
        _ => &[],
    }
}

fn is_key(table: &TableDefinition, column: &ColumnDefinition) -> bool {
    table.primary_key.contains(&column.name)
}

/// A name in snake case as programs in other languages spell it.
pub fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| {
        let (initial, rest) = part.split_at(part.len().min(1));
        whole + &initial.to_ascii_uppercase() + rest
    })
}
