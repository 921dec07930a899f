//! Files of the dataset read back, record by record, each record as text.
//!
//! Text files are taken as they are, each record with its line end. Formats that hold values are shown as the CSV text
//! that the same values have, documents as their lines: then a null is not an empty text, a decimal has its scale, and
//! everything that follows knows two forms only, CSV records and JSON lines. A format is one [`Source`].

mod parquet;
mod split;
mod text_file;
#[cfg(feature = "xlsx")]
mod xlsx;

use std::{fmt::Display, fs::File, io, path::Path};

use retailgen_dataset::{PlannedFile, Scenario};
use retailgen_folder::{FileDigest, FolderError, open_plain};
use retailgen_read::{Misfit, Shift, Undoing};
use retailgen_schema::{Format, TableDefinition};
use retailgen_sinks::{csv::CsvEncoder, delta::DeltaTimestamps};

pub(crate) use self::split::body;
#[cfg(feature = "xlsx")]
use self::xlsx::XlsxRows;
use self::{parquet::ParquetRows, text_file::TextFile};
pub use self::{split::Layout, text_file::digest};

/// The longest record that is looked at. None of the dataset's comes near; a quote that is never closed goes beyond it.
const LONGEST: usize = 4 << 20;

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system refused.
    #[error(transparent)]
    System(FolderError),
    /// It has other columns than its table.
    #[error("its columns are {found:?}, the table has {expected:?}{}", reason_for(found))]
    Columns {
        /// The columns that it should have.
        expected: String,
        /// Those that it has.
        found: String,
    },
    /// It is not what its format asks for.
    #[error("{0}")]
    Broken(String),
    /// This build has no reader for the format.
    #[error("this build cannot read files of the form {0}: turn on the feature \"{0}\" of the crate retailgen")]
    NotBuilt(Format),
}

/// What a first line tells that is hard to see in it.
fn reason_for(columns: &str) -> &'static str {
    match columns {
        _ if columns.starts_with('\u{feff}') => "; it begins with a byte order mark",
        _ if columns.ends_with('\r') => "; its lines end with CRLF",
        _ => "",
    }
}

impl ReadError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::System(FolderError::io("read", path)(source))
    }

    /// Opens a file that may be anything.
    fn open(path: &Path) -> Result<File, Self> {
        open_plain(path).map_err(|error| match error {
            FolderError::NotPlain { .. } => Self::Broken("it is not a plain file".to_owned()),
            error => Self::System(error),
        })
    }

    /// That a file is not what its format asks for, unless the system cannot read it: libraries put that into words of their
    /// own.
    fn broken(path: &Path, error: &dyn Display) -> Self {
        match digest(path) {
            Err(error @ Self::System(_)) => error,
            _ => Self::Broken(error.to_string()),
        }
    }

    /// What the reader of workbooks says.
    #[cfg(feature = "xlsx")]
    fn of(path: &Path, error: retailgen_read::ReadError) -> Self {
        match error {
            retailgen_read::ReadError::Folder(FolderError::NotPlain { .. }) => {
                Self::Broken("it is not a plain file".to_owned())
            }
            retailgen_read::ReadError::Folder(error) => Self::System(error),
            retailgen_read::ReadError::Unreadable { reason, .. } => Self::broken(path, &reason),
            other => Self::Broken(other.to_string()),
        }
    }
}

/// Where the text of a file comes from.
trait Source {
    /// Appends more text; none at the end.
    fn fill(&mut self, text: &mut Vec<u8>) -> Result<(), ReadError>;

    /// How lines and bytes moved where faults of text were undone.
    fn shifts(&self) -> &[Shift] {
        &[]
    }

    /// The faults of text that did not fit, or that the file ended before, as far as it has been read.
    fn misfits(&self) -> Vec<Misfit> {
        Vec::new()
    }

    /// Bytes and SHA-256 of the file, which is read to its end for that.
    fn digest(self: Box<Self>) -> Result<FileDigest, ReadError>;
}

/// How a data file of a Delta table was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeltaForm {
    /// The version that brought it, which decides its columns.
    pub version: u32,
    /// The type of its instants.
    pub timestamps: DeltaTimestamps,
}

impl DeltaForm {
    /// The form of a planned file of a scenario; none for a file of another format.
    pub fn of(file: &PlannedFile, scenario: &Scenario) -> Option<Self> {
        Some(Self { version: file.delta_version()?, timestamps: scenario.delta().timestamps })
    }
}

/// One record of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'r> {
    /// Its text, with the line end if there is one.
    pub text: &'r [u8],
    /// Its number, from 0.
    pub row: u64,
    /// Its first physical line, from 1, a header counted; none where the format has no lines.
    pub line: Option<u64>,
}

/// A file being read.
pub struct Records {
    source: Box<dyn Source>,
    layout: Layout,
    /// Text that is not consumed yet, from `start` on.
    text: Vec<u8>,
    start: usize,
    at_end: bool,
    row: u64,
    line: Option<u64>,
    /// Where the next record begins in the text, and the number of shifts before it.
    byte: u64,
    shifted: usize,
}

impl Records {
    /// Opens a file of a table with faults of its text undone, and makes sure that it has the table's columns: for a data file
    /// of a Delta table, the columns of its form, or of any form where the form is not known.
    ///
    /// # Errors
    /// [`ReadError`].
    #[cfg_attr(not(feature = "delta"), expect(unused_variables, reason = "no file has a form of Delta's then"))]
    pub fn open(
        path: &Path,
        definition: &'static TableDefinition,
        delta: Option<DeltaForm>,
        undoing: Undoing,
    ) -> Result<Self, ReadError> {
        // Of a file that did not arrive there is text alone, whatever its format, and no line.
        let line = (!undoing.is_missing).then_some(1);
        let format = match definition.format {
            Format::Csv | Format::Jsonl => definition.format,
            format if !undoing.is_missing => format,
            _ if definition.document.is_some() => Format::Jsonl,
            _ => Format::Csv,
        };
        match format {
            Format::Csv => {
                let mut records = Self::new(Box::new(TextFile::open(path, undoing)?), Layout::Csv, line);
                let mut expected = Vec::new();
                CsvEncoder::new(definition).header(&mut expected);
                let found = records.next()?.map_or(&[][..], |record| record.text);
                if found != expected {
                    return Err(ReadError::Columns { expected: shown(&expected), found: shown(found) });
                }
                records.row = 0;
                Ok(records)
            }
            Format::Jsonl => Ok(Self::new(Box::new(TextFile::open(path, undoing)?), Layout::Lines, line)),
            Format::Parquet => {
                // Of a document the line is the value.
                let layout = if definition.document.is_some() { Layout::Lines } else { Layout::Csv };
                Ok(Self::new(Box::new(ParquetRows::open(path, definition, undoing.parquet)?), layout, None))
            }
            #[cfg(feature = "xlsx")]
            Format::Xlsx => {
                Ok(Self::new(Box::new(XlsxRows::open(path, definition, &undoing.sheet)?), Layout::Csv, None))
            }
            #[cfg(feature = "delta")]
            Format::Delta => {
                Ok(Self::new(Box::new(ParquetRows::open_delta(path, definition, delta)?), Layout::Csv, None))
            }
            format => Err(ReadError::NotBuilt(format)),
        }
    }

    fn new(source: Box<dyn Source>, layout: Layout, line: Option<u64>) -> Self {
        Self { source, layout, text: Vec::new(), start: 0, at_end: false, row: 0, line, byte: 0, shifted: 0 }
    }

    /// The next record.
    ///
    /// # Errors
    /// [`ReadError::Broken`] where a record does not end within reason, and whatever the source says.
    pub fn next(&mut self) -> Result<Option<Record<'_>>, ReadError> {
        let length = loop {
            let rest = &self.text[self.start..];
            if let Some(length) = self.layout.record(rest) {
                break length;
            }
            if self.at_end {
                if rest.is_empty() {
                    return Ok(None);
                }
                break rest.len();
            }
            if rest.len() > LONGEST {
                let line = self.line.map_or_else(String::new, |line| format!(" that begins on line {line}"));
                return Err(ReadError::Broken(format!("the record{line} has no end: a quote is not closed")));
            }
            self.text.drain(..self.start);
            self.start = 0;
            let before = self.text.len();
            self.source.fill(&mut self.text)?;
            self.at_end = self.text.len() == before;
        };
        let text = &self.text[self.start..self.start + length];
        while let Some(shift) = self.source.shifts().get(self.shifted).filter(|shift| shift.is_before(self.byte)) {
            self.line = self.line.map(|line| line.saturating_add_signed(shift.lines).max(1));
            self.shifted += 1;
        }
        let record = Record { text, row: self.row, line: self.line };
        self.start += length;
        self.byte += length as u64;
        self.row += 1;
        if let Some(line) = &mut self.line {
            *line += self.layout.lines(text);
        }
        Ok(Some(record))
    }

    /// The spans that did not fit, or that the file ended before, as far as it has been read.
    pub fn misfits(&self) -> Vec<Misfit> {
        self.source.misfits()
    }

    /// Bytes and SHA-256 of the whole file, wherever the reading has come to.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn digest(self) -> Result<FileDigest, ReadError> {
        self.source.digest()
    }
}

/// Bytes of a file in a message.
pub fn shown(text: &[u8]) -> String {
    const MOST: usize = 400;
    let text = String::from_utf8_lossy(body(text));
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use retailgen_schema::Table;

    use super::*;

    /// Row, line and text of every record of a file.
    fn read(path: &Path, table: Table) -> Result<Vec<(u64, Option<u64>, String)>, ReadError> {
        let mut records = Records::open(path, table.definition(), None, Undoing::default())?;
        let mut all = Vec::new();
        while let Some(record) = records.next()? {
            all.push((record.row, record.line, String::from_utf8(record.text.to_vec()).unwrap()));
        }
        Ok(all)
    }

    fn file(name: &str, text: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    /// The header of `suppliers`.
    fn header() -> String {
        let names: Vec<&str> = Table::Suppliers.definition().columns.iter().map(|column| column.name).collect();
        names.join(",") + "\n"
    }

    /// A row whose third cell is `name`, as it is written.
    fn row(number: usize, name: &str) -> String {
        format!("{number},S,{name}{}", ",x".repeat(Table::Suppliers.definition().columns.len() - 3))
    }

    #[test]
    fn lines_are_counted_through_quoted_line_breaks() {
        let quoted = row(1, "\"two\nlines, \"\"quoted\"\"\"");
        let text = format!("{}{quoted}\n{}\n{}", header(), row(2, "5\" pipe"), row(3, ""));
        let (_folder, path) = file("suppliers.csv", text.as_bytes());
        let rows = read(&path, Table::Suppliers).unwrap();
        let places: Vec<_> = rows.iter().map(|(row, line, _)| (*row, line.unwrap())).collect();
        assert_eq!(places, [(0, 2), (1, 4), (2, 5)]);
        assert_eq!(rows[0].2, quoted + "\n");
        assert_eq!(rows[2].2, row(3, ""));
    }

    #[test]
    fn records_across_the_edges_of_the_buffer_stay_whole() {
        let row = |number: usize| row(number, &format!("\"{}\n\"\"\"", "x".repeat(number % 9_000))) + "\n";
        let text: String = std::iter::once(header()).chain((0..400).map(row)).collect();
        let (_folder, path) = file("suppliers.csv", text.as_bytes());
        let rows = read(&path, Table::Suppliers).unwrap();
        assert_eq!(rows.len(), 400);
        assert!(rows.iter().enumerate().all(|(number, found)| found.2 == row(number)));
        assert_eq!(rows[399].1, Some(2 + 399 * 2));
        let records = Records::open(&path, Table::Suppliers.definition(), None, Undoing::default()).unwrap();
        assert_eq!(records.digest().unwrap(), digest(&path).unwrap());
        assert_eq!(digest(&path).unwrap().bytes, text.len() as u64);
    }

    #[test]
    fn other_columns_and_endless_quotes_are_told() {
        let (_folder, path) = file("suppliers.csv", b"supplier_id,name\n1,x\n");
        assert!(matches!(read(&path, Table::Suppliers), Err(ReadError::Columns { .. })));
        let (_folder, path) = file("suppliers.csv", b"");
        assert!(matches!(read(&path, Table::Suppliers), Err(ReadError::Columns { .. })));
        let text = [header().as_bytes(), b"1,\"", &vec![b'x'; LONGEST + LONGEST / 2]].concat();
        let (_folder, path) = file("suppliers.csv", &text);
        let error = read(&path, Table::Suppliers).unwrap_err();
        assert_eq!(error.to_string(), "the record that begins on line 2 has no end: a quote is not closed");
    }

    #[test]
    fn json_lines_are_lines_whatever_they_hold() {
        let (_folder, path) = file("events.jsonl", b"{\"a\":\"\n\"\n{}\n");
        let rows = read(&path, Table::Events).unwrap();
        assert_eq!(rows.iter().map(|row| row.1.unwrap()).collect::<Vec<_>>(), [1, 2, 3]);
    }
}
