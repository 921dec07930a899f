//! The rows of a workbook, as the CSV text of their values.

use std::{
    io::{BufReader, Read, Seek},
    iter::Peekable,
    path::{Path, PathBuf},
    vec,
};

use calamine::{Data, Reader as _, Xlsx, XlsxError};
use retailgen_folder::FileDigest;
use retailgen_schema::{ColumnType, TableDefinition};
use retailgen_sinks::{csv::CsvEncoder, patched::batch_of_texts, xlsx::MAX_ROWS};
use retailgen_synth::calendar::Date;
use zip::ZipArchive;

use super::{ReadError, Source, addresses, digest};

/// Rows handed over at a time.
const BATCH: usize = 8 * 1024;
/// The most bytes that a workbook may be when it is unpacked, and that the texts of its cells may be. The largest one that is
/// written, of all currencies and all days there are, has a third of it.
const MOST_BYTES: u64 = 64 << 20;
/// The day that Excel counts as 0, all leap days since March 1900 being real ones.
const DAY_ZERO: Date = Date::new(1899, 12, 30);
/// The last day of the year 9999, as Excel counts days.
const LAST_DAY: f64 = 2_958_465.0;
const MICROS_PER_DAY: f64 = 86_400_000_000.0;

/// A workbook being read. Its cells are in memory: a workbook is no format for large tables.
pub(super) struct XlsxRows {
    path: PathBuf,
    definition: &'static TableDefinition,
    /// The cells that are not empty, in the order of rows and columns.
    cells: Peekable<vec::IntoIter<Cell>>,
    /// The next row of the sheet, and the one behind the last.
    next: usize,
    end: usize,
    encoder: CsvEncoder,
}

/// A cell with its row and column.
type Cell = ((usize, usize), Data);

impl XlsxRows {
    /// Opens it; it must have a sheet of the table's name with the table's columns.
    pub fn open(path: &Path, definition: &'static TableDefinition) -> Result<Self, ReadError> {
        let broken = |error: XlsxError| ReadError::broken(path, &error);
        let mut file = BufReader::new(ReadError::open(path)?);
        check_parts(path, &mut file)?;
        let mut workbook = Xlsx::new(file).map_err(broken)?;
        let (cells, end) = cells(path, &mut workbook, definition)?;
        let encoder = CsvEncoder::new(definition);
        let mut sheet =
            Self { path: path.to_path_buf(), definition, cells: cells.into_iter().peekable(), next: 0, end, encoder };
        let expected: Vec<String> = definition.columns.iter().map(|column| column.name.to_owned()).collect();
        let found: Vec<String> = sheet.row().unwrap_or_default().iter().map(Data::to_string).collect();
        if found != expected {
            return Err(ReadError::Columns { expected: expected.join(", "), found: found.join(", ") });
        }
        Ok(sheet)
    }

    /// The cells of the next row of the sheet.
    fn row(&mut self) -> Option<Vec<Data>> {
        let row = (self.next < self.end).then_some(self.next)?;
        self.next += 1;
        let mut cells = vec![Data::Empty; self.definition.columns.len()];
        while let Some(((_, column), cell)) = self.cells.next_if(|((at, _), _)| *at == row) {
            cells[column] = cell;
        }
        Some(cells)
    }
}

/// Refuses a workbook that grows beyond measure when it is unpacked, whatever it says of its size, and one with addresses that
/// cannot be reckoned with.
fn check_parts(path: &Path, file: &mut (impl Read + Seek)) -> Result<(), ReadError> {
    let mut left = MOST_BYTES;
    let mut archive = ZipArchive::new(&mut *file).map_err(|error| ReadError::broken(path, &error))?;
    for number in 0..archive.len() {
        let entry = archive.by_index(number).map_err(|error| ReadError::broken(path, &error))?;
        let mut part = Vec::new();
        let read = entry.take(left + 1).read_to_end(&mut part).map_err(|error| ReadError::broken(path, &error))?;
        left = left
            .checked_sub(read as u64)
            .ok_or_else(|| ReadError::Broken(format!("it has more than {MOST_BYTES} bytes when it is unpacked")))?;
        if !addresses::all_fit(&part) {
            return Err(ReadError::Broken("it has an address that no sheet has".to_owned()));
        }
    }
    file.rewind().map_err(ReadError::io(path))
}

/// The cells of the table's sheet that are not empty, and the number of its rows: one may end with rows of empty cells.
fn cells<R: Read + Seek>(
    path: &Path,
    workbook: &mut Xlsx<R>,
    definition: &TableDefinition,
) -> Result<(Vec<Cell>, usize), ReadError> {
    let broken = |error: XlsxError| ReadError::broken(path, &error);
    let mut reader = workbook.worksheet_cells_reader(definition.name).map_err(broken)?;
    let (mut cells, mut end, mut last, mut bytes) = (Vec::new(), 0, None, 0);
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let place = (row as usize, column as usize);
        if place.0 > MAX_ROWS || place.1 >= definition.columns.len() {
            return Err(ReadError::Broken("a cell stands outside of the table's rows and columns".to_owned()));
        }
        if last.is_some_and(|last| last >= place) {
            return Err(ReadError::Broken("its cells do not stand in the order of rows and columns".to_owned()));
        }
        (last, end) = (Some(place), place.0 + 1);
        let value: Data = cell.get_value().clone().into();
        if let Data::String(text) = &value {
            bytes += text.len() as u64;
        }
        if bytes > MOST_BYTES {
            return Err(ReadError::Broken(format!("its texts have more than {MOST_BYTES} bytes")));
        }
        if value != Data::Empty {
            cells.push((place, value));
        }
    }
    Ok((cells, end))
}

impl Source for XlsxRows {
    fn fill(&mut self, text: &mut Vec<u8>) -> Result<(), ReadError> {
        let mut rows = Vec::new();
        while rows.len() < BATCH
            && let Some(row) = self.row()
        {
            let columns = self.definition.columns.iter().zip(&row);
            let texts = columns.map(|(column, cell)| cell_text(cell, column.column_type));
            rows.push(texts.collect::<Result<Vec<_>, _>>()?);
        }
        let broken = |error: retailgen_sinks::SinkError| ReadError::Broken(error.to_string());
        let batch = batch_of_texts(&self.definition.schema(), &rows).map_err(broken)?;
        self.encoder.encode(&batch, text).map_err(broken)
    }

    fn digest(self: Box<Self>) -> Result<FileDigest, ReadError> {
        digest(&self.path)
    }
}

/// What a cell says, in the text form of its column's type.
fn cell_text(cell: &Data, column_type: ColumnType) -> Result<Option<String>, ReadError> {
    let other = || ReadError::Broken(format!("a cell holds {cell:?} where the column's type is {column_type}"));
    let number = match cell {
        Data::Empty => return Ok(None),
        Data::String(text) if column_type == ColumnType::Utf8 => return Ok(Some(text.clone())),
        Data::Bool(value) if column_type == ColumnType::Bool => return Ok(Some(value.to_string())),
        Data::Int(number) => *number as f64,
        Data::Float(number) => *number,
        Data::DateTime(instant) => instant.as_f64(),
        _ => return Err(other()),
    };
    let is_instant = matches!(column_type, ColumnType::Date32 | ColumnType::TimestampMicros);
    if !number.is_finite() || (is_instant && !(0.0..=LAST_DAY + 1.0).contains(&number)) {
        return Err(other());
    }
    Ok(Some(match column_type {
        ColumnType::Int32 | ColumnType::Int64 => format!("{number:.0}"),
        // The nearest decimal is the one that was written: Excel's numbers have more digits than any column.
        ColumnType::Decimal128 { scale, .. } => format!("{number:.*}", usize::from(scale.unsigned_abs())),
        ColumnType::Float64 => {
            let mut text = Vec::new();
            retailgen_text::push_float(&mut text, number);
            String::from_utf8(text).map_err(|_| other())?
        }
        ColumnType::Date32 => DAY_ZERO.plus_days(number as i32).to_string(),
        ColumnType::TimestampMicros => {
            let micros = (number * MICROS_PER_DAY + 0.5).floor() as i64;
            let of_day = micros.rem_euclid(MICROS_PER_DAY as i64);
            let (second, micro) = (of_day / 1_000_000, of_day % 1_000_000);
            let date = DAY_ZERO.plus_days(micros.div_euclid(MICROS_PER_DAY as i64) as i32);
            format!("{date}T{:02}:{:02}:{:02}.{micro:06}", second / 3_600, second / 60 % 60, second % 60)
        }
        _ => return Err(other()),
    }))
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, File},
        io::Write as _,
    };

    use proptest::{collection::vec, prelude::*, sample::Index};
    use retailgen_folder::PendingFile;
    use retailgen_schema::{
        Date32, Decimal, Table,
        exchange_rates::{ExchangeRatesBuilder, ExchangeRatesRow},
    };
    use retailgen_sinks::xlsx::XlsxFile;
    use tempfile::TempDir;
    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::super::Records;
    use retailgen_read::Undoing;

    use super::*;

    /// Exchange rates of two currencies.
    fn workbook() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("exchange_rates.xlsx");
        let definition = Table::ExchangeRates.definition();
        let mut rates = ExchangeRatesBuilder::with_capacity(2);
        let first = ExchangeRatesRow { date: Date32(19_783), currency: "JPY", rate_to_aud: Decimal(1_001_000) };
        rates.push(&first);
        rates.push(&ExchangeRatesRow { currency: "EUR", rate_to_aud: Decimal(164_012_345), ..first });
        let pending = PendingFile::create(&path).unwrap();
        let mut file = XlsxFile::create(pending, definition.name, definition.schema()).unwrap();
        file.write(&rates.finish()).unwrap();
        file.commit().unwrap();
        (folder, path)
    }

    /// Packs a workbook again with one of its parts edited.
    fn edit(path: &Path, part: &str, edit: impl FnOnce(Vec<u8>) -> Vec<u8>) {
        let mut archive = ZipArchive::new(File::open(path).unwrap()).unwrap();
        let mut parts = Vec::new();
        for number in 0..archive.len() {
            let mut entry = archive.by_index(number).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            parts.push((entry.name().unwrap().into_owned(), bytes));
        }
        let found = parts.iter_mut().find(|(name, _)| name == part).unwrap();
        found.1 = edit(std::mem::take(&mut found.1));
        let mut out = ZipWriter::new(File::create(path).unwrap());
        for (name, bytes) in parts {
            out.start_file(name, SimpleFileOptions::default()).unwrap();
            out.write_all(&bytes).unwrap();
        }
        out.finish().unwrap();
    }

    const SHEET: &str = "xl/worksheets/sheet1.xml";

    fn read(path: &Path) -> Result<Vec<String>, ReadError> {
        let mut records = Records::open(path, Table::ExchangeRates.definition(), None, Undoing::default())?;
        let mut rows = Vec::new();
        while let Some(record) = records.next()? {
            assert_eq!(record.line, None);
            rows.push(String::from_utf8(record.text.to_vec()).unwrap());
        }
        Ok(rows)
    }

    #[test]
    fn rows_are_the_text_of_their_values() {
        let (_folder, path) = workbook();
        assert_eq!(read(&path).unwrap(), ["2024-03-01,JPY,0.01001000\n", "2024-03-01,EUR,1.64012345\n"]);
        fs::write(&path, "date,currency\n").unwrap();
        assert!(matches!(read(&path), Err(ReadError::Broken(_))));
    }

    #[test]
    fn cells_far_away_are_refused_and_gaps_are_empty_rows() {
        for (address, is_read) in [
            ("XFD1048576", false),
            ("A4294967295", false),
            ("A99999999999999999999", false),
            ("A0", false),
            ("ZZZZZZZZZZ1", false),
            ("A1", false),
            ("A9", true),
        ] {
            let (_folder, path) = workbook();
            edit(&path, SHEET, |xml| {
                let cell = format!("<row><c r=\"{address}\" s=\"2\"/></row></sheetData>");
                String::from_utf8(xml).unwrap().replace("</sheetData>", &cell).into()
            });
            match read(&path) {
                Ok(rows) => assert!(is_read && rows.len() == 8 && rows[7] == ",,\n", "{address}: {rows:?}"),
                Err(ReadError::Broken(_)) => assert!(!is_read, "{address}"),
                Err(error) => panic!("{address}: {error}"),
            }
        }
    }

    #[test]
    fn what_grows_beyond_measure_is_refused() {
        let (_folder, path) = workbook();
        edit(&path, SHEET, |xml| [xml, vec![b' '; MOST_BYTES as usize]].concat());
        assert!(fs::metadata(&path).unwrap().len() < 1 << 20);
        assert!(read(&path).unwrap_err().to_string().ends_with("bytes when it is unpacked"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

        /// Packed anew, what is spoiled gets past the checksums of the archive.
        #[test]
        fn spoiled_sheets_end_with_rows_or_an_error(
            changes in vec((any::<Index>(), any::<u8>()), 1..6),
            part in prop::sample::select(vec![SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"]),
        ) {
            let (_folder, path) = workbook();
            edit(&path, part, |mut xml| {
                for (place, byte) in changes {
                    let place = place.index(xml.len());
                    xml[place] = byte;
                }
                xml
            });
            drop(read(&path));
        }
    }
}
