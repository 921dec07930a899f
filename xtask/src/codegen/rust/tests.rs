//! Tests of the builders and readers, written by the generator so that a new table has them without further ado.

use super::super::definition::{ColumnDefinition, Table};
use super::{lines, pascal, preamble};

/// The text of the module.
pub fn module(tables: &[Table]) -> String {
    let preamble = preamble("What every builder and reader must do, table by table.", "schemas/*.toml");
    let tests = lines(tables, test);
    format!(
        r#"{preamble}use arrow_array::{{Array, RecordBatch}};

use crate::*;

/// A batch of a full row and one without its optional cells is what the definition says.
fn assert_batch(table: Table, batch: &RecordBatch) {{
    let definition = table.definition();
    assert_eq!(batch.schema(), definition.schema());
    assert_eq!(batch.num_rows(), 2);
    for (column, array) in definition.columns.iter().zip(batch.columns()) {{
        assert_eq!(array.data_type(), &column.column_type.data_type(), "{{}}", column.name);
        assert_eq!(array.null_count(), usize::from(!column.required), "{{}}", column.name);
    }}
}}

{tests}"#
    )
}

fn test(table: &Table) -> String {
    let optional: Vec<&ColumnDefinition> = table.columns.iter().filter(|column| !column.required).collect();
    let second = if optional.is_empty() {
        "full".to_owned()
    } else {
        let nulls = lines(optional, |column| format!("{}: None,", column.name));
        format!("{}Row {{ {nulls} ..full }}", pascal(&table.name))
    };
    format!(
        "\
#[test]
fn {name}_batches_have_the_schema_and_give_their_rows() {{
    use {name}::{{{pascal}Builder, {pascal}Row}};

    let mut builder = {pascal}Builder::with_capacity(2);
    assert!(builder.is_empty());
    let full = {pascal}Row::EXAMPLE;
    builder.push(&full);
    builder.push(&{second});
    assert_eq!(builder.len(), 2);
    let batch = builder.finish();
    assert_batch(Table::{pascal}, &batch);
    let rows: Vec<_> = rows::read::<{pascal}Row>(&batch).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows, [full, {second}]);
}}
",
        name = table.name,
        pascal = pascal(&table.name),
    )
}
