//! Where the files go, or what comes instead of files.

use std::path::PathBuf;

use clap::ValueHint;

use crate::values::folder;

/// The flags for it.
#[derive(Debug, clap::Args)]
pub struct Destination {
    /// Folder to write into, created if it does not exist
    #[arg(short, long, value_name = "FOLDER", value_parser = folder(), default_value = "data_raw", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,

    /// Write one table of CSV or JSON lines to standard output, and no files [default: off]
    #[arg(long, conflicts_with_all = ["out", "truth", "no_truth", "overwrite", "json"])]
    pub stdout: bool,

    /// Print the files, rows and estimated bytes of each table, and write nothing [default: off]
    #[arg(long, conflicts_with_all = ["stdout", "overwrite"])]
    pub dry_run: bool,
}
