//! One table as text in a buffer: no file is written.
//!
//! `cargo run -p retailgen --example table`

use std::{
    collections::BTreeSet,
    error::Error,
    io::{self, Write},
};

use retailgen::{Policy, Scenario, Table};

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut io::stdout().lock())
}

/// Writes the suppliers twice, clean and with the faults of the default policy, and prints the lines that are wrong.
///
/// # Errors
/// Where `out` cannot be written, or the scenario's texts were not what they should be.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let scenario = Scenario::new(42).with_scale("0.02".parse()?);
    let policy = Policy::builtin("default").ok_or("the policy is built in")?;
    let [mut clean, mut dirty] = [Vec::new(), Vec::new()];
    let rows = scenario.dataset().write_table(Table::Suppliers, &mut clean)?;
    scenario.with_anomalies(policy).dataset().write_table(Table::Suppliers, &mut dirty)?;
    writeln!(out, "{rows} suppliers, {} bytes", clean.len())?;

    let [clean, dirty] = [String::from_utf8(clean)?, String::from_utf8(dirty)?];
    let right: BTreeSet<&str> = clean.lines().collect();
    for line in dirty.lines().filter(|line| !right.contains(line)) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
