//! Tables as `CREATE TABLE` statements, for `DuckDB`.

use std::fmt::Write as _;

use retailgen_schema::{Table, TableDefinition};

use crate::{
    layout, literal,
    loaded_table::LoadedTable,
    types::{DUCKDB, Types},
    wording,
};

/// Statements that make all tables in `DuckDB`, each after those it refers to.
pub fn render(tables: &[Table]) -> String {
    let statement = |table: &Table| create_table(&LoadedTable::new(*table, None), &DUCKDB, Some(tables));
    let statements: Vec<String> = in_order_of_reference(tables).iter().map(statement).collect();
    format!("-- For DuckDB; for PostgreSQL there is --format postgres.\n\n{}", statements.join("\n"))
}

/// The tables, each behind those among them that it refers to.
pub fn in_order_of_reference(tables: &[Table]) -> Vec<Table> {
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

/// The statements that make one table, with its primary key and the foreign keys that lead to `keys`; without `keys`, the rows
/// may break every rule but the types.
pub fn create_table(loaded: &LoadedTable, types: &Types, keys: Option<&[Table]>) -> String {
    let table = loaded.definition;
    let columns = loaded.columns().into_iter().map(|column| {
        let required = keys.is_some() && table.column(column.name).is_none_or(|column| column.required);
        let required = if required { " NOT NULL" } else { "" };
        format!("{} {}{required}", column.name, types.name(column.column_type))
    });
    let mut items: Vec<String> = columns.collect();
    if let Some(tables) = keys {
        if table.primary_key.iter().all(|key| table.column(key).is_some()) {
            items.push(format!("PRIMARY KEY ({})", table.primary_key.join(", ")));
        }
        for column in table.columns {
            if let Some(key) = column.references.filter(|key| tables.contains(&key.table)) {
                items.push(format!("FOREIGN KEY ({}) REFERENCES {} ({})", column.name, key.table, key.column));
            }
        }
    }
    let mut out = format!("CREATE TABLE {} (\n    {}\n);\n", table.name, items.join(",\n    "));
    // Writing to a String cannot fail.
    let _ = writeln!(out, "COMMENT ON TABLE {} IS {};", table.name, literal::sql(table.meaning));
    for column in table.columns {
        let meaning = match column.references.filter(|key| !keys.is_some_and(|tables| tables.contains(&key.table))) {
            Some(key) => format!("{} Refers to {}.", column.meaning, wording::target(key)),
            None => column.meaning.to_owned(),
        };
        comment(&mut out, table, column.name, &meaning);
    }
    for partition in layout::path_partitions(table) {
        comment(&mut out, table, partition.name, partition.meaning);
    }
    out
}

fn comment(out: &mut String, table: &TableDefinition, column: &str, meaning: &str) {
    let _ = writeln!(out, "COMMENT ON COLUMN {}.{column} IS {};", table.name, literal::sql(meaning));
}
