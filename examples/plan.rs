//! What a scenario comes to, before anything is made: its tables, files and rows.
//!
//! `cargo run -p retailgen --example plan`

use std::{
    error::Error,
    io::{self, Write},
};

use retailgen::{Rows, Scenario, Window};

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut io::stdout().lock())
}

/// Prints the plan of one week of the sales at a tenth of the full volume.
///
/// # Errors
/// Where `out` cannot be written, or the scenario's texts were not what they should be.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let scenario = Scenario::new(42).with_scale("0.1".parse()?).with_window(Window::new("2024-11-25".parse()?, 7)?);
    let plan = scenario.dataset().plan();

    for totals in plan.by_table() {
        let rows = match totals.rows {
            Rows::Exact(rows) => format!("{rows}"),
            Rows::About(rows) => format!("about {rows}"),
        };
        writeln!(out, "{:<14}{:>3} file(s){rows:>14} rows", totals.table.name(), totals.files)?;
    }

    let busiest = plan.files().iter().filter(|file| file.table().name() == "orders_header");
    if let Some(file) = busiest.max_by_key(|file| file.rows().count()) {
        writeln!(out, "busiest day: {}", file.path())?;
    }
    Ok(())
}
