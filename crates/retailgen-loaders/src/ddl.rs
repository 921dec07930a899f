//! Tables as `CREATE TABLE` statements.

use std::fmt::Write as _;

use retailgen_schema::{ColumnDefinition, ForeignKey, Table, TableDefinition};

use crate::{duckdb, layout, literal, wording};

/// Statements that make all tables, each after those it refers to.
pub fn render(tables: &[Table]) -> String {
    in_order_of_reference(tables)
        .iter()
        .map(|table| statements(table.definition(), tables))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The tables, each behind those among them that it refers to.
fn in_order_of_reference(tables: &[Table]) -> Vec<Table> {
    let mut ordered: Vec<Table> = Vec::new();
    let mut left = tables.to_vec();
    while !left.is_empty() {
        let is_ready = |table: &Table| {
            let others = table.definition().columns.iter().filter_map(|column| column.references);
            others.into_iter().all(|key| key.table == *table || !left.contains(&key.table))
        };
        // Tables that refer to each other in a circle would stay as they are; the schemas have none.
        let next = left.iter().position(is_ready).unwrap_or(0);
        ordered.push(left.remove(next));
    }
    ordered
}

fn statements(table: &TableDefinition, tables: &[Table]) -> String {
    let key_is_of_columns = table.primary_key.iter().all(|key| table.column(key).is_some());
    let mut items: Vec<String> = table.columns.iter().map(column).collect();
    for partition in layout::path_columns(table) {
        items.push(format!("{} {} NOT NULL", partition.name, duckdb::type_name(partition.column_type)));
    }
    if key_is_of_columns {
        items.push(format!("PRIMARY KEY ({})", table.primary_key.join(", ")));
    }
    for (column, key) in foreign_keys(table).filter(|(_, key)| tables.contains(&key.table)) {
        items.push(format!("FOREIGN KEY ({}) REFERENCES {} ({})", column.name, key.table, key.column));
    }
    let mut out = format!("CREATE TABLE {} (\n    {}\n);\n", table.name, items.join(",\n    "));
    let _ = writeln!(out, "COMMENT ON TABLE {} IS {};", table.name, literal::sql(table.meaning));
    for column in table.columns {
        let meaning = match column.references.filter(|key| !tables.contains(&key.table)) {
            Some(key) => format!("{} Refers to {}.", column.meaning, wording::target(key)),
            None => column.meaning.to_owned(),
        };
        comment(&mut out, table, column.name, &meaning);
    }
    for partition in layout::path_columns(table) {
        comment(&mut out, table, partition.name, partition.meaning);
    }
    out
}

fn column(column: &ColumnDefinition) -> String {
    let required = if column.required { " NOT NULL" } else { "" };
    format!("{} {}{required}", column.name, duckdb::type_name(column.column_type))
}

fn foreign_keys(table: &TableDefinition) -> impl Iterator<Item = (&'static ColumnDefinition, ForeignKey)> {
    table.columns.iter().filter_map(|column| Some((column, column.references?)))
}

fn comment(out: &mut String, table: &TableDefinition, column: &str, meaning: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "COMMENT ON COLUMN {}.{column} IS {};", table.name, literal::sql(meaning));
}
