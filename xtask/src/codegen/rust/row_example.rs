//! The example in the documentation of a row struct: a row as the files show it, written into a batch and read back.

use super::super::column_type::ColumnType;
use super::super::definition::{ColumnDefinition, Table};
use super::super::example::{self, Example};
use super::{lines, pascal};

/// The lines of documentation, each with `///` before it.
pub fn documentation(table: &Table) -> String {
    let (name, pascal) = (&table.name, pascal(&table.name));
    let fields = lines(&table.columns, |column| {
        let Example { remark, .. } = example_of(column);
        let remark = remark.map_or_else(String::new, |remark| format!(" // {remark}"));
        format!("    {}: {},{remark}", column.name, value(column))
    });
    // Besides the whole row, the first column that does not name it.
    let shown = table.columns.iter().find(|column| !table.primary_key.contains(&column.name));
    let shown = shown.filter(|_| table.columns.len() > 1);
    let shown =
        shown.map_or_else(String::new, |column| format!("assert_eq!(read.{}, {});\n", column.name, value(column)));
    let code = format!(
        "\
```
use retailgen_schema::{{{types}rows::{{self, {pascal}Row}}, {name}::{pascal}Builder}};

let row = {pascal}Row {{
{fields}}};
let mut builder = {pascal}Builder::with_capacity(1);
builder.push(&row);
let batch = builder.finish();

let read = rows::read::<{pascal}Row>(&batch)?.next().ok_or(\"it has a row\")??;
assert_eq!(read, row);
{shown}# Ok::<(), Box<dyn std::error::Error>>(())
```",
        types = types(table),
    );
    lines(code.lines(), |line| if line.is_empty() { "///".to_owned() } else { format!("/// {line}") })
}

/// The crate's own types among those of the columns, as a part of a list of imports.
fn types(table: &Table) -> String {
    let name = |column: &ColumnDefinition| match column.column_type {
        ColumnType::Date32 => Some("Date32, "),
        ColumnType::TimestampMicros => Some("TimestampMicros, "),
        ColumnType::Decimal128 { .. } => Some("Decimal, "),
        _ => None,
    };
    let mut names: Vec<&str> = table.columns.iter().filter_map(name).collect();
    names.sort_unstable();
    names.dedup();
    names.concat()
}

fn value(column: &ColumnDefinition) -> String {
    let Example { expression, .. } = example_of(column);
    if column.required { expression } else { format!("Some({expression})") }
}

fn example_of(column: &ColumnDefinition) -> Example {
    example::of(column).expect("validated: the example is a value of the column")
}
