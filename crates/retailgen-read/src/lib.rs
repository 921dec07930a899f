//! Tables that anybody wrote, read as rows of text: CSV, JSON lines, Parquet, the latest version of a Delta table, and, with the
//! feature `xlsx`, workbooks.
//!
//! [`TableFiles`] finds the files of a table below a path, [`Rows`] reads one of them row by row. A [`Row`] knows its number in
//! the file, in text files its first line and its bytes too, and gives each cell as text, where null is not an empty text.
//! [`delta::live_files`] replays the log of a Delta table.
//!
//! ```
//! use retailgen_read::{Rows, TableFiles};
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("stores.csv"), "name,store_id\n\"Rundle, Mall\",1\n,2\n")?;
//! let stores = TableFiles::find(folder.path(), "stores")?.ok_or("there is such a table")?;
//! let mut rows = Rows::open(&stores.files[0])?;
//! let mut names = Vec::new();
//! while let Some(row) = rows.next_row()? {
//!     names.push((row.number(), row.get("name").map(str::to_owned)));
//! }
//! assert_eq!(names, [(0, Some("Rundle, Mall".to_owned())), (1, None)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A building block of the crate `retailgen`: its items may change in any release.

#[cfg(feature = "xlsx")]
mod addresses;
mod arrow_text;
mod cells;
mod column_change;
mod csv_text;
pub mod delta;
mod error;
mod files;
mod inflated;
mod parquet_fault;
mod parquet_rows;
mod parquet_undone;
mod percent;
mod rewriting;
mod rows;
#[cfg(feature = "xlsx")]
mod sheet;
#[cfg(feature = "xlsx")]
mod sheet_cell;
mod sheet_fault;
#[cfg(feature = "xlsx")]
mod sheet_undone;
mod text_rows;
mod undone;
mod untrusted_file;
mod untrusted_parquet;
#[cfg(feature = "xlsx")]
mod workbook_rows;

pub use self::{
    cells::Row,
    column_change::ColumnChange,
    csv_text::{after_quotes, csv_record},
    error::ReadError,
    files::{FileFormat, TableFile, TableFiles},
    inflated::Inflated,
    parquet_fault::ParquetFault,
    parquet_undone::ParquetUndoing,
    rewriting::{Rewriting, Rewritten},
    rows::Rows,
    sheet_fault::{SheetFault, SheetUndoing},
    undone::{Misfit, Shift, Span, Undoing, Undone},
    untrusted_file::UntrustedFile,
    untrusted_parquet::{UntrustedBatches, open_parquet, unless_it_panics},
};
#[cfg(feature = "xlsx")]
pub use self::{
    sheet::{SheetChoice, SheetRows},
    sheet_cell::SheetCell,
};
