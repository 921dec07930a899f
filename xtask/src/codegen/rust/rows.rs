//! A table's rows: its constants, its row struct with the reader, and its builder.

use super::super::column_type::ColumnType;
use super::super::definition::{ColumnDefinition, Table};
use super::super::pattern;
use super::row_example;
use super::{accepted_name, arrow, is_plain, lines, pascal, pattern_name, row_type, type_expression};

/// The text of these items.
pub fn items(table: &Table) -> String {
    [constants(table), row(table), row_example::constant(table), reader(table), builder(table)].concat()
}

fn constants(table: &Table) -> String {
    lines(&table.columns, |column| {
        let (name, mut text) = (&column.name, Vec::new());
        if let Some(pattern) = &column.pattern {
            text.push(format!("/// Pattern of `{name}`.\npub const {}: &str = {pattern:?};\n", pattern_name(name)));
        }
        if !column.accepted.is_empty() {
            let (constant, values) = (accepted_name(name), &column.accepted);
            text.push(format!("/// The clean values of `{name}`.\npub const {constant}: &[&str] = &{values:?};\n"));
        }
        text.concat()
    })
}

fn row(table: &Table) -> String {
    format!(
        "\
/// One row of `{name}`.
///
{example}#[derive(Debug, Clone, Copy, PartialEq)]
pub struct {row} {{
{fields}}}

",
        name = table.name,
        example = row_example::documentation(table),
        row = row_type(table, "'a"),
        fields = lines(&table.columns, |column| {
            format!("/// {}\npub {}: {},", column_doc(column), column.name, cell_type(column))
        }),
    )
}

fn reader(table: &Table) -> String {
    format!(
        "\
impl<'b> TableRow<'b> for {row} {{
    const TABLE: Table = Table::{pascal};

    fn from_cells(cells: Cells<'b>) -> Result<Self, RowError> {{
        Ok(Self {{
            {fields}
        }})
    }}
}}

",
        row = row_type(table, "'b"),
        pascal = pascal(&table.name),
        fields = lines(table.columns.iter().enumerate(), |(index, column)| {
            format!("{}: cells.{}({index})?,", column.name, if column.required { "required" } else { "optional" })
        }),
    )
}

fn column_doc(column: &ColumnDefinition) -> String {
    let mut sentences = vec![column.meaning.clone()];
    sentences.extend(column.pattern.as_ref().map(|pattern| format!("Matches `{pattern}`.")));
    sentences.extend(column.unit.as_ref().map(|unit| format!("Unit: {unit}.")));
    sentences.join(" ")
}

fn cell_type(column: &ColumnDefinition) -> String {
    let cell = match column.column_type {
        ColumnType::Int32 => "i32".to_owned(),
        ColumnType::Int64 => "i64".to_owned(),
        ColumnType::Float64 => "f64".to_owned(),
        ColumnType::Utf8 => "&'a str".to_owned(),
        ColumnType::Bool => "bool".to_owned(),
        ColumnType::Date32 => "Date32".to_owned(),
        ColumnType::TimestampMicros => "TimestampMicros".to_owned(),
        ColumnType::Decimal128 { precision, scale } => format!("Decimal<{precision}, {scale}>"),
    };
    if column.required { cell } else { format!("Option<{cell}>") }
}

fn builder(table: &Table) -> String {
    format!(
        "\
/// Columns of `{name}` that grow row by row.
///
/// A batch holds at most 2 GiB of text a column.
#[derive(Debug)]
pub struct {pascal}Builder {{
    rows: usize,
    {fields}
}}

impl {pascal}Builder {{
    /// No rows yet, and memory for this many.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {{
        Self {{
            rows: 0,
            {new}
        }}
    }}

    /// Appends one row.
    #[inline]
    pub fn push(&mut self, row: &{row}) {{
        self.rows += 1;
        {appends}
    }}

    /// Number of rows so far.
    #[must_use]
    pub const fn len(&self) -> usize {{
        self.rows
    }}

    /// Whether there is no row yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {{
        self.rows == 0
    }}

    /// The rows as a batch in the schema of the latest version.
    #[must_use]
    pub fn finish(mut self) -> RecordBatch {{
        record_batch(Arc::clone(&SCHEMA), vec![{arrays}])
    }}
}}

",
        name = table.name,
        pascal = pascal(&table.name),
        row = row_type(table, "'_"),
        fields = lines(&table.columns, |column| format!("{}: {},", column.name, column_builder(column))),
        new = lines(&table.columns, |column| format!("{}: {},", column.name, new_builder(column))),
        appends = lines(&table.columns, append),
        arrays = lines(&table.columns, |column| format!("Arc::new(self.{}.finish()),", column.name)),
    )
}

/// The type that a column grows in.
fn column_builder(column: &ColumnDefinition) -> String {
    let name = arrow(column.column_type);
    if is_plain(column) { format!("Required<{name}Type>") } else { format!("{name}Builder") }
}

fn new_builder(column: &ColumnDefinition) -> String {
    let builder = if is_plain(column) { "Required".to_owned() } else { column_builder(column) };
    match column.column_type {
        ColumnType::Utf8 => format!("{builder}::with_capacity(rows, rows.saturating_mul({}))", cell_bytes(column)),
        ColumnType::Decimal128 { .. } => format!(
            "{builder}::with_capacity(rows).with_data_type({}.data_type())",
            type_expression(column.column_type)
        ),
        _ => format!("{builder}::with_capacity(rows)"),
    }
}

/// Bytes to set aside for each cell of a text column.
fn cell_bytes(column: &ColumnDefinition) -> usize {
    let pattern = column.pattern.as_deref().and_then(|pattern| pattern::byte_length(pattern).ok());
    let accepted = column.accepted.iter().map(String::len).max();
    pattern.or(accepted).or(column.typical_bytes).expect("validated: text has one of the three")
}

fn append(column: &ColumnDefinition) -> String {
    let name = &column.name;
    let native = |cell: &str| match column.column_type {
        ColumnType::Date32 | ColumnType::TimestampMicros => format!("{cell}.0"),
        ColumnType::Decimal128 { .. } => format!("i128::from({cell}.0)"),
        _ => cell.to_owned(),
    };
    if column.required {
        return format!("self.{name}.append_value({});", native(&format!("row.{name}")));
    }
    match native("cell").as_str() {
        "cell" => format!("self.{name}.append_option(row.{name});"),
        mapped => format!("self.{name}.append_option(row.{name}.map(|cell| {mapped}));"),
    }
}
