//! A policy of one's own, and what the truth says of the faults that it makes.
//!
//! `cargo run -p retailgen --example policy`

use std::{
    error::Error,
    io::{self, Write},
};

use retailgen::{Policy, Scenario, Table};

/// A rule of the built-in policy turned off, one turned up, and one that is new.
const MINE: &str = r#"
extends = "castable"

[[rule]]
id = "suppliers.row.repeated"
disabled = true

[[rule]]
id = "suppliers.country_code.invalid"
rate = 0.1

[[rule]]
id = "suppliers.name.missing"
table = "suppliers"
column = "name"
kind = "null"
count = 2
"#;

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut io::stdout().lock())
}

/// Prints the rules for the suppliers and every fault among eighty of them.
///
/// # Errors
/// Where `out` cannot be written, or the policy or a text of the scenario was not what it should be.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let policy = Policy::parse(MINE, "mine.toml")?;
    for rule in policy.rules_for(Table::Suppliers) {
        writeln!(out, "{}: {}", rule.id, rule.amount)?;
    }

    let dataset = Scenario::new(42).with_scale("0.01".parse()?).with_anomalies(policy).dataset();
    for batch in dataset.dirty_batches(Table::Suppliers)? {
        let batch = batch?;
        writeln!(out, "{} faults in {} rows", batch.labels.faults().count(), batch.rows.num_rows())?;
        for label in batch.labels.faults() {
            let column = label.column.as_deref().unwrap_or("the row");
            let [clean, dirty] =
                [&label.clean_value, &label.dirty_value].map(|value| value.as_deref().unwrap_or("null"));
            writeln!(
                out,
                "row {:>2} {column}: {clean} became {dirty} ({})",
                label.row.unwrap_or_default(),
                label.kind
            )?;
        }
    }

    // What does not fit the schema is refused with its place.
    let wrong = MINE.replace("column = \"name\"", "column = \"nam\"");
    if let Err(error) = Policy::parse(wrong, "wrong.toml") {
        writeln!(out, "{error}")?;
    }
    Ok(())
}
