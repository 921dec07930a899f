//! `retailgen history`: what a slowly changing dimension must hold after a feed.

use std::{
    ffi::OsString,
    io::{self, BufWriter, ErrorKind},
    path::PathBuf,
};

use clap::ValueHint;
use retailgen::{DatasetError, Date, Feed, HistoryConvention, Table, parse_table};

use crate::{
    console,
    failure::Failure,
    values::{Named, known},
};

/// The arguments of `retailgen history`.
#[derive(Debug, clap::Args)]
pub struct HistoryArgs {
    /// Table: customers, products, stores or suppliers
    #[arg(value_name = "TABLE", value_parser = table())]
    table: Table,

    /// Folder with the truth of the feed
    #[arg(long, value_name = "FOLDER", default_value = "landing.truth", value_hint = ValueHint::DirPath)]
    truth: PathBuf,

    /// Last day that has arrived [default: the last that stands there]
    #[arg(long, value_name = "YYYY-MM-DD", allow_negative_numbers = true)]
    until: Option<Date>,

    #[arg(help = "Columns for the life of a version: plain, dbt, spark or tpc-di")]
    #[arg(long = "as", value_name = "CONVENTION", default_value_t = HistoryConvention::default(), value_parser = convention())]
    #[arg(hide_possible_values = true)]
    convention: HistoryConvention,
}

fn table() -> Named<Table> {
    Named::new(Feed::DIMENSIONS.map(Table::name), |text| {
        let table = parse_table(text).map_err(|error| error.to_string())?;
        let found = Feed::DIMENSIONS.contains(&table).then_some(table);
        found.ok_or_else(|| DatasetError::NoDimension(table).to_string())
    })
}

fn convention() -> Named<HistoryConvention> {
    Named::new(HistoryConvention::ALL.map(HistoryConvention::name), |text| {
        known(text, &HistoryConvention::ALL, HistoryConvention::name)
    })
}

/// Prints the history as CSV.
///
/// # Errors
/// [`Failure`].
pub fn history(args: &HistoryArgs, command_line: &[OsString]) -> Result<(), Failure> {
    let failed = |error: DatasetError| Failure::of_run(error.into(), command_line);
    let feed = Feed::from_truth(&args.truth);
    let feed = feed.and_then(|feed| args.until.map_or(Ok(feed.clone()), |day| feed.until(day))).map_err(failed)?;
    if console::stdout_was_closed() {
        return Err(Failure::Output(io::Error::other("it is closed")));
    }
    let mut out = BufWriter::new(io::stdout().lock());
    match feed.write_history(args.table, args.convention, &mut out) {
        Ok(_) => Ok(()),
        // The reader has seen enough.
        Err(DatasetError::Output { source, .. }) if source.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(DatasetError::Output { source, .. }) => Err(Failure::Output(source)),
        Err(error) => Err(failed(error)),
    }
}
