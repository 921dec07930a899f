//! What is known about the tables: columns, types, keys and how tables hang together.
//!
//! `cargo run -p retailgen --example schema`

use std::{
    error::Error,
    io::{self, Write},
};

use retailgen::Table;

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut io::stdout().lock())
}

/// Prints every table with its key and references, and the columns of one of them.
///
/// # Errors
/// Where `out` cannot be written.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    for table in Table::ALL {
        let definition = table.definition();
        writeln!(out, "{table} ({}), by {}", definition.format, definition.primary_key.join(" and "))?;
        for column in definition.cells {
            if let Some(key) = column.references {
                writeln!(out, "    {} refers to {}.{}", column.name, key.table, key.column)?;
            }
        }
    }

    writeln!(out)?;
    let definition = Table::OrdersLines.definition();
    for (column, field) in definition.columns.iter().zip(definition.schema().fields()) {
        let range = match (column.minimum, column.maximum) {
            (Some(least), Some(most)) => format!(", {least} to {most}"),
            (Some(least), None) => format!(", at least {least}"),
            (None, Some(most)) => format!(", at most {most}"),
            (None, None) => String::new(),
        };
        let null = if column.required { "" } else { ", or null" };
        writeln!(out, "{}: {}{range}{null}", column.name, field.data_type())?;
    }
    Ok(())
}
