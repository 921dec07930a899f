//! The rows of a workbook, as the CSV text of their values.

use std::{
    mem,
    path::{Path, PathBuf},
};

use retailgen_folder::FileDigest;
use retailgen_read::{SheetCell, SheetChoice, SheetRows, SheetUndoing};
use retailgen_schema::{ColumnType, TableDefinition};
use retailgen_sinks::{csv::CsvEncoder, patched::batch_of_texts};
use retailgen_synth::calendar::Date;
use retailgen_text::{CellEdit, Patch};

use super::{ReadError, Source, digest};

/// Rows handed over at a time.
const BATCH: usize = 8 * 1024;
/// The day that Excel counts as 0, all leap days since March 1900 being real ones.
const DAY_ZERO: Date = Date::new(1899, 12, 30);
/// The last day of the year 9999, as Excel counts days.
const LAST_DAY: f64 = 2_958_465.0;
const MICROS_PER_DAY: f64 = 86_400_000_000.0;

/// A workbook being read.
pub(super) struct XlsxRows {
    path: PathBuf,
    definition: &'static TableDefinition,
    sheet: SheetRows,
    encoder: CsvEncoder,
}

impl XlsxRows {
    /// Opens it; it must have a sheet of the table's name with the table's columns, and no other.
    pub fn open(path: &Path, definition: &'static TableDefinition, undoing: &SheetUndoing) -> Result<Self, ReadError> {
        let mut sheet = SheetRows::open_undone(path, SheetChoice::Named(definition.name), undoing)
            .map_err(|error| ReadError::of(path, error))?;
        if sheet.sheets() != 1 + usize::from(undoing.has_extra_sheet) {
            return Err(ReadError::Broken(format!("it has {} sheets", sheet.sheets())));
        }
        let expected: Vec<SheetCell> =
            definition.columns.iter().map(|column| SheetCell::Text(column.name.to_owned())).collect();
        let found = sheet.next_row().unwrap_or_default();
        if found != expected {
            let names = |cells: &[SheetCell]| cells.iter().map(name).collect::<Vec<_>>().join(", ");
            return Err(ReadError::Columns { expected: names(&expected), found: names(&found) });
        }
        if sheet.columns() > definition.columns.len() {
            return Err(ReadError::Broken("a cell stands outside of the table's columns".to_owned()));
        }
        let encoder = CsvEncoder::new(definition);
        Ok(Self { path: path.to_path_buf(), definition, sheet, encoder })
    }

    /// The cells of the next row, those at its end that are empty included.
    fn row(&mut self) -> Option<Vec<SheetCell>> {
        let mut row = self.sheet.next_row()?;
        row.resize(self.definition.columns.len(), SheetCell::Empty);
        Some(row)
    }
}

/// A cell of the header in a message.
fn name(cell: &SheetCell) -> String {
    match cell {
        SheetCell::Text(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

impl Source for XlsxRows {
    fn fill(&mut self, text: &mut Vec<u8>) -> Result<(), ReadError> {
        let (mut rows, mut patch) = (Vec::new(), Patch::default());
        while rows.len() < BATCH
            && let Some(mut row) = self.row()
        {
            for (column, (place, cell)) in self.definition.columns.iter().zip(row.iter_mut().enumerate()) {
                // No column of another type holds what has failed, so that its text is enough.
                if let SheetCell::Failure(text) = cell
                    && column.column_type != ColumnType::Utf8
                {
                    let text = Some(mem::take(text));
                    patch.cells.push(CellEdit { row: rows.len(), column: place, text });
                    *cell = SheetCell::Empty;
                }
            }
            let columns = self.definition.columns.iter().zip(&row);
            let texts = columns.map(|(column, cell)| cell_text(cell, column.column_type));
            rows.push(texts.collect::<Result<Vec<_>, _>>()?);
        }
        let broken = |error: retailgen_sinks::SinkError| ReadError::Broken(error.to_string());
        let batch = batch_of_texts(&self.definition.schema(), &rows).map_err(broken)?;
        self.encoder.encode_patched(&batch, &patch, text).map_err(broken)
    }

    fn digest(self: Box<Self>) -> Result<FileDigest, ReadError> {
        digest(&self.path)
    }
}

/// What a cell says, in the text form of its column's type.
fn cell_text(cell: &SheetCell, column_type: ColumnType) -> Result<Option<String>, ReadError> {
    let other = || ReadError::Broken(format!("a cell holds {cell:?} where the column's type is {column_type}"));
    let number = match cell {
        SheetCell::Empty => return Ok(None),
        SheetCell::Text(text) if column_type == ColumnType::Utf8 => return Ok(Some(text.clone())),
        SheetCell::Bool(value) if column_type == ColumnType::Bool => return Ok(Some(value.to_string())),
        SheetCell::Number(number) | SheetCell::Instant(number) => *number,
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
    use std::fs;

    use retailgen_folder::PendingFile;
    use retailgen_read::Undoing;
    use retailgen_schema::{
        Date32, Decimal, Table,
        exchange_rates::{ExchangeRatesBuilder, ExchangeRatesRow},
    };
    use retailgen_sinks::xlsx::XlsxFile;

    use super::{super::Records, *};

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
        assert_eq!(read(&path).unwrap(), ["2024-03-01,JPY,0.01001000\n", "2024-03-01,EUR,1.64012345\n"]);
        let other = Table::Stores.definition();
        assert!(
            matches!(XlsxRows::open(&path, other, &SheetUndoing::default()), Err(ReadError::Broken(_))),
            "it has no such sheet"
        );
        fs::write(&path, "date,currency\n").unwrap();
        assert!(matches!(read(&path), Err(ReadError::Broken(_))));
        fs::remove_file(&path).unwrap();
        assert!(matches!(read(&path), Err(ReadError::System(_))));
    }

    #[test]
    fn what_no_column_of_the_type_holds_is_refused() {
        let day = SheetCell::Instant(45_352.0);
        assert_eq!(cell_text(&day, ColumnType::Date32).unwrap().as_deref(), Some("2024-03-01"));
        assert_eq!(cell_text(&SheetCell::Empty, ColumnType::Date32).unwrap(), None);
        for (cell, column_type) in [
            (SheetCell::Number(f64::NAN), ColumnType::Int64),
            (SheetCell::Number(-1.0), ColumnType::Date32),
            (SheetCell::Instant(1e300), ColumnType::TimestampMicros),
            (SheetCell::Text("7".to_owned()), ColumnType::Int64),
            (SheetCell::Failure("#N/A".to_owned()), ColumnType::Utf8),
            (day, ColumnType::Utf8),
        ] {
            assert!(matches!(cell_text(&cell, column_type), Err(ReadError::Broken(_))), "{cell:?} as {column_type}");
        }
    }
}
