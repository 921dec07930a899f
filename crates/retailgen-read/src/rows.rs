//! The rows of one file, whatever its format.

#[cfg(feature = "xlsx")]
use crate::workbook_rows::WorkbookRows;
use crate::{
    FileFormat, ReadError, Row, TableFile,
    parquet_rows::ParquetRows,
    text_rows::{TextForm, TextRows},
    undone::Undoing,
};

/// The rows of one file, one after the other.
///
/// The columns that a path or a Delta log spells out are not among them: they are the file's
/// [`partition`](TableFile::partition).
#[derive(Debug)]
pub struct Rows(Source);

#[derive(Debug)]
enum Source {
    Text(Box<TextRows>),
    Parquet(Box<ParquetRows>),
    #[cfg(feature = "xlsx")]
    Workbook(Box<WorkbookRows>),
}

impl Rows {
    /// Opens a file.
    ///
    /// # Errors
    /// [`ReadError`] where it is not there or not what its format asks for.
    pub fn open(file: &TableFile) -> Result<Self, ReadError> {
        Self::open_undone(file, Undoing::default())
    }

    /// Opens a file with the faults of its text undone. Rows and cells come from the undone text; lines and bytes count in the
    /// file as it is. A span whose text is not there is left alone. Parquet and workbooks, which have none, have the faults of their
    /// layout undone.
    ///
    /// # Errors
    /// As for [`open`](Self::open).
    pub fn open_undone(file: &TableFile, undoing: Undoing) -> Result<Self, ReadError> {
        Ok(Self(match file.format {
            FileFormat::Csv => Source::Text(Box::new(TextRows::open(&file.path, TextForm::Csv, undoing)?)),
            FileFormat::JsonLines => Source::Text(Box::new(TextRows::open(&file.path, TextForm::JsonLines, undoing)?)),
            FileFormat::Parquet => Source::Parquet(Box::new(ParquetRows::open(&file.path, undoing.parquet)?)),
            #[cfg(feature = "xlsx")]
            FileFormat::Xlsx => Source::Workbook(Box::new(WorkbookRows::open(&file.path, &undoing.sheet)?)),
        }))
    }

    /// The names of the columns; for JSON lines they are known when the rows are read.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        match &self.0 {
            Source::Text(rows) => rows.columns(),
            Source::Parquet(rows) => rows.columns(),
            #[cfg(feature = "xlsx")]
            Source::Workbook(rows) => rows.columns(),
        }
    }

    /// The next row; none at the end.
    ///
    /// # Errors
    /// [`ReadError`] where the file breaks off or cannot be read further.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, ReadError> {
        match &mut self.0 {
            Source::Text(rows) => rows.next_row(),
            Source::Parquet(rows) => rows.next_row(),
            #[cfg(feature = "xlsx")]
            Source::Workbook(rows) => Ok(rows.next_row()),
        }
    }
}
