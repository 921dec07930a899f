//! One table as text in a buffer, as its files would be written, with the places of its faults.
//!
//! `cargo run -p retailgen --example buffer`

use std::{
    error::Error,
    io::{self, Write},
};

use retailgen::{Policy, Scenario, Table, Window};

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut io::stdout().lock())
}

/// Prints the size of each day's orders under the default policy, and the first line that a typed reader cannot take.
///
/// # Errors
/// Where `out` cannot be written, or a text of the scenario was not what it should be.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let policy = Policy::builtin("default").ok_or("there is a default policy")?;
    let sales = Window::new("2024-11-25".parse()?, 7)?;
    let dataset = Scenario::new(42).with_scale("0.05".parse()?).with_window(sales).with_anomalies(policy).dataset();

    for file in dataset.dirty_files(Table::OrdersHeader)? {
        let file = file?;
        writeln!(out, "{}: {} bytes, faults: {}", file.path, file.text.len(), file.labels.faults().count())?;
        let text = String::from_utf8(file.text.clone())?;
        if let Some(label) = file.labels.faults().find(|label| label.breaks_type)
            && let Some(line) = label.line
        {
            // Lines count from 1; none of these has a line break within quotes.
            let shown = text.lines().nth(line as usize - 1).unwrap_or_default();
            writeln!(out, "    line {line}, {}: {shown}", label.kind)?;
        }
    }
    Ok(())
}
