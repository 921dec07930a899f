//! A dataset written into a folder.
//!
//! `cargo run -p retailgen --example folder -- data_raw`, or without a folder to write into a temporary one.

use std::{
    env,
    error::Error,
    io::{self, Write},
    path::Path,
    thread,
};

use retailgen::{Outcome, Scenario, Table, Window, WriteOptions};

fn main() -> Result<(), Box<dyn Error>> {
    let out = &mut io::stdout().lock();
    match env::args_os().nth(1) {
        Some(folder) => write_into(Path::new(&folder), out),
        None => run(out),
    }
}

/// Writes into a folder that is gone afterwards.
///
/// # Errors
/// Where the folder or `out` cannot be written.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let temporary = tempfile::tempdir()?;
    write_into(&temporary.path().join("data_raw"), out)
}

/// Writes three days of orders and the stores into `folder` and prints what is there.
fn write_into(folder: &Path, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let dataset = Scenario::new(7)
        .with_scale("0.01".parse()?)
        .with_window(Window::new("2024-12-24".parse()?, 3)?)
        .with_tables([Table::Stores, Table::OrdersHeader, Table::OrdersLines])?
        .dataset();

    let mut options = WriteOptions::default();
    options.threads = thread::available_parallelism()?;
    let outcome = dataset.write(folder, &options)?;
    if let Outcome::AlreadyDone(_) = outcome {
        writeln!(out, "The folder holds this dataset already.")?;
    }
    for file in &outcome.manifest().files {
        writeln!(out, "{:>5} rows  {}", file.rows, file.path)?;
    }
    Ok(())
}
