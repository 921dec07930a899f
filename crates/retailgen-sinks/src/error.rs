//! The one error of this crate: what went wrong, where, and what to do about it.

use std::path::PathBuf;
#[cfg(feature = "delta")]
use std::{io, path::Path};

use arrow_schema::{Field, Schema};
use retailgen_folder::{ErrorClass, FolderError};

/// Everything that can go wrong between a batch and a finished file.
///
/// A message names the path, table or column and, where there is something to do, says it. The operating system's own
/// words are a [`source`](std::error::Error::source), not part of its message.
///
/// ```
/// use retailgen_folder::ErrorClass;
/// use retailgen_schema::Table;
/// use retailgen_sinks::{SinkError, csv::CsvEncoder};
///
/// let stores = arrow_array::RecordBatch::new_empty(Table::Stores.definition().schema());
/// let error = CsvEncoder::new(Table::Suppliers.definition()).encode(&stores, &mut Vec::new()).unwrap_err();
/// assert!(matches!(&error, SinkError::SchemaMismatch { table, .. } if table == "suppliers"));
/// assert_eq!(error.class(), ErrorClass::Failed);
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SinkError {
    /// The folder cannot be used, or a file in it not written.
    #[error(transparent)]
    Folder(#[from] FolderError),

    /// A batch does not have the columns of its table.
    #[error("a batch of table {table} does not have the table's columns: {difference}")]
    SchemaMismatch {
        /// The table.
        table: String,
        /// The first difference.
        difference: String,
    },

    /// A column has a type that no table has, and so no text form.
    #[error("column {table}.{column} has type {data_type}, which has no text form")]
    UnsupportedType {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Its Arrow type.
        data_type: String,
    },

    /// A date or timestamp lies outside the years 0001 to 9999, which ISO 8601 text can hold.
    #[error("column {table}.{column}, row {row} of the batch: {value} is outside the years 0001 to 9999")]
    DateOutOfRange {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The row within the batch, from 0.
        row: usize,
        /// The stored number: days or microseconds since 1970-01-01.
        value: i64,
    },

    /// A block was encoded for files of another format.
    #[error("a block of {found} was handed to a file that takes {expected}")]
    OtherEncoding {
        /// What the file takes.
        expected: &'static str,
        /// What the block is.
        found: &'static str,
    },

    /// A Parquet file that was written before cannot be read.
    #[cfg(feature = "parquet")]
    #[error("cannot read {} as Parquet: it is not as it was written", path.display())]
    ParquetRead {
        /// The file.
        path: PathBuf,
        /// The reader's own error.
        source: parquet::errors::ParquetError,
    },

    /// The Parquet writer cannot write what it was given.
    #[cfg(feature = "parquet")]
    #[error("cannot write {} as Parquet", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// The writer's own error.
        source: parquet::errors::ParquetError,
    },

    /// An edited cell's text is not the text form of any value of its column.
    #[error(
        "column {column}: {text:?} is not the text of a value of type {data_type}, so it can only stand in a text file"
    )]
    UncastableText {
        /// The column.
        column: String,
        /// The text.
        text: String,
        /// The column's Arrow type.
        data_type: String,
    },

    /// A table has more rows than an Excel sheet.
    #[error("{} cannot be written: an Excel sheet holds {most} rows besides its header; write fewer", path.display())]
    TooManyRows {
        /// The workbook.
        path: PathBuf,
        /// The most rows there can be.
        most: usize,
    },

    /// A value that an Excel cell cannot hold as it is.
    #[error("cell {cell} of {}, column {column}: {value} {problem}, so Excel cannot hold it", path.display())]
    BeyondExcel {
        /// The workbook.
        path: PathBuf,
        /// The column.
        column: String,
        /// The address of the cell, as "C17".
        cell: String,
        /// The value, or its beginning.
        value: String,
        /// What is the matter with it.
        problem: &'static str,
    },

    /// Names, or a number of columns, that an Excel sheet cannot have.
    #[error("cannot make the workbook {}: {problem}", path.display())]
    Workbook {
        /// The workbook.
        path: PathBuf,
        /// What is wrong, in the words of the library that writes workbooks.
        problem: String,
    },
}

impl SinkError {
    /// What kind of failure it is.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Folder(error) => error.class(),
            _ => ErrorClass::Failed,
        }
    }

    /// Turns the system's error into one that names what was tried on which path; made for `map_err`.
    #[cfg(feature = "delta")]
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| FolderError::io(action, path)(source).into()
    }

    /// The error of a batch of `table` whose columns are `found` where they should be `wanted`.
    pub(crate) fn schema_mismatch(table: &str, wanted: &Schema, found: &Schema) -> Self {
        Self::SchemaMismatch { table: table.to_owned(), difference: first_difference(wanted, found) }
    }
}

/// Says where two lists of columns part.
fn first_difference(wanted: &Schema, found: &Schema) -> String {
    let described = |field: &Field| {
        let never_null = if field.is_nullable() { "" } else { ", never null" };
        format!("{} ({}{never_null})", field.name(), field.data_type())
    };
    for (index, (wanted, found)) in wanted.fields().iter().zip(found.fields()).enumerate() {
        if wanted != found {
            return format!("column {} should be {} and is {}", index + 1, described(wanted), described(found));
        }
    }
    format!("it should have {} columns and has {}", wanted.fields().len(), found.fields().len())
}
