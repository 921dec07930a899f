//! The example row of a table, as the files show it: a constant, and its use in the documentation of the row struct.

use super::super::definition::{ColumnDefinition, Table};
use super::super::example::{self, Example};
use super::{lines, pascal, row_type};

/// The lines of documentation, each with `///` before it.
pub fn documentation(table: &Table) -> String {
    let (name, pascal) = (&table.name, pascal(&table.name));
    // Besides the whole row, the first column that does not name it.
    let shown = table.columns.iter().find(|column| !table.primary_key.contains(&column.name));
    let shown = shown.filter(|_| table.columns.len() > 1);
    let shown = shown.map_or_else(String::new, |column| format!("assert_eq!(read.{0}, row.{0});\n", column.name));
    let code = format!(
        "\
```
use retailgen_schema::{{rows::{{self, {pascal}Row}}, {name}::{pascal}Builder}};

let row = {pascal}Row::EXAMPLE;
let mut builder = {pascal}Builder::with_capacity(1);
builder.push(&row);
let batch = builder.finish();

let read = rows::read::<{pascal}Row>(&batch)?.next().ok_or(\"it has a row\")??;
assert_eq!(read, row);
{shown}# Ok::<(), Box<dyn std::error::Error>>(())
```"
    );
    lines(code.lines(), |line| if line.is_empty() { "///".to_owned() } else { format!("/// {line}") })
}

/// The row as a constant.
pub fn constant(table: &Table) -> String {
    let fields = lines(&table.columns, |column| {
        let Example { remark, .. } = example_of(column);
        let remark = remark.map_or_else(String::new, |remark| format!(" // {remark}"));
        format!("{}: {},{remark}", column.name, value(column))
    });
    format!(
        "\
impl {row} {{
    /// A row as the files show it. Take what does not matter from it: `{pascal}Row {{ {first}: 7, ..{pascal}Row::EXAMPLE }}`.
    pub const EXAMPLE: Self = Self {{
{fields}}};
}}

",
        row = row_type(table, "'static"),
        pascal = pascal(&table.name),
        first = table.columns[0].name,
    )
}

fn value(column: &ColumnDefinition) -> String {
    let Example { expression, .. } = example_of(column);
    if column.required { expression } else { format!("Some({expression})") }
}

fn example_of(column: &ColumnDefinition) -> Example {
    example::of(column).expect("validated: the example is a value of the column")
}
