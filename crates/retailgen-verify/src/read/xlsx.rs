//! The rows of a workbook, as the CSV text of their values.

use std::{
    io::BufReader,
    path::{Path, PathBuf},
    vec,
};

use calamine::{Data, Reader, Xlsx};
use retailgen_folder::FileDigest;
use retailgen_schema::{ColumnType, TableDefinition};
use retailgen_sinks::{csv::CsvEncoder, patched::batch_of_texts};
use retailgen_synth::calendar::Date;

use super::{ReadError, Source, digest};

/// Rows handed over at a time.
const BATCH: usize = 8 * 1024;
/// The day that Excel counts as 0, all leap days since March 1900 being real ones.
const DAY_ZERO: Date = Date::new(1899, 12, 30);
const MICROS_PER_DAY: f64 = 86_400_000_000.0;

/// A workbook being read. Its sheet is in memory as a whole: a workbook is no format for large tables.
pub(super) struct XlsxRows {
    path: PathBuf,
    definition: &'static TableDefinition,
    rows: vec::IntoIter<Vec<Data>>,
    encoder: CsvEncoder,
}

impl XlsxRows {
    /// Opens it; it must have a sheet of the table's name with the table's columns.
    pub fn open(path: &Path, definition: &'static TableDefinition) -> Result<Self, ReadError> {
        let broken = |error: calamine::XlsxError| ReadError::broken(path, &error);
        let mut workbook = Xlsx::new(BufReader::new(ReadError::open(path)?)).map_err(broken)?;
        let sheet = workbook.worksheet_range(definition.name).map_err(broken)?;
        let mut rows = sheet.rows().map(<[Data]>::to_vec);
        let expected: Vec<String> = definition.columns.iter().map(|column| column.name.to_owned()).collect();
        let found: Vec<String> = rows.next().unwrap_or_default().iter().map(Data::to_string).collect();
        if found != expected {
            return Err(ReadError::Columns { expected: expected.join(", "), found: found.join(", ") });
        }
        let rows = rows.collect::<Vec<_>>().into_iter();
        Ok(Self { path: path.to_path_buf(), definition, rows, encoder: CsvEncoder::new(definition) })
    }
}

impl Source for XlsxRows {
    fn fill(&mut self, text: &mut Vec<u8>) -> Result<(), ReadError> {
        let texts = |row: Vec<Data>| -> Result<Vec<Option<String>>, ReadError> {
            let columns = self.definition.columns.iter().zip(&row);
            columns.map(|(column, cell)| cell_text(cell, column.column_type)).collect()
        };
        let rows = self.rows.by_ref().take(BATCH).map(texts).collect::<Result<Vec<_>, _>>()?;
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
    use retailgen_folder::PendingFile;
    use retailgen_schema::{
        Date32, Decimal, Table,
        exchange_rates::{ExchangeRatesBuilder, ExchangeRatesRow},
    };
    use retailgen_sinks::xlsx::XlsxFile;

    use super::super::Records;
    use super::*;

    #[test]
    fn rows_are_the_text_of_their_values() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("exchange_rates.xlsx");
        let definition = Table::ExchangeRates.definition();
        let mut rates = ExchangeRatesBuilder::with_capacity(2);
        let first = ExchangeRatesRow { date: Date32(19_783), currency: "JPY", rate_to_aud: Decimal(1_001_000) };
        rates.push(&first);
        rates.push(&ExchangeRatesRow { currency: "EUR", rate_to_aud: Decimal(164_012_345), ..first });
        let mut file =
            XlsxFile::create(PendingFile::create(&path).unwrap(), definition.name, definition.schema()).unwrap();
        file.write(&rates.finish()).unwrap();
        file.commit().unwrap();
        let mut records = Records::open(&path, definition, None).unwrap();
        let mut rows = Vec::new();
        while let Some(record) = records.next().unwrap() {
            assert_eq!(record.line, None);
            rows.push(String::from_utf8(record.text.to_vec()).unwrap());
        }
        assert_eq!(rows, ["2024-03-01,JPY,0.01001000\n", "2024-03-01,EUR,1.64012345\n"]);
        std::fs::write(&path, "date,currency\n").unwrap();
        assert!(matches!(Records::open(&path, definition, None), Err(ReadError::Broken(_))));
    }
}
