//! The workbook of the exchange rates.

use std::{io::BufReader, path::Path};

use calamine::{Data, Reader as _, Xlsx, XlsxError};
use retailgen_folder::open_plain;
use retailgen_synth::calendar::Date;

use crate::ReportError;

/// The day that Excel counts as 0, all leap days since March 1900 being real ones.
const DAY_ZERO: Date = Date::new(1899, 12, 30);
/// The last day of the year 9999, as Excel counts days.
const LAST_DAY: f64 = 2_958_465.0;
/// The most bytes of a workbook: the largest one that is written has a tenth of them.
const MOST_BYTES: u64 = 16 << 20;

/// What a row of the sheet says; nothing where a cell does not say it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    /// The day.
    pub date: Option<Date>,
    /// The code of the currency.
    pub currency: Option<String>,
    /// The price of one unit in Australian dollars.
    pub price: Option<f64>,
}

/// The rows below the header.
pub fn rates(path: &Path, sheet: &str) -> Result<Vec<Rate>, ReportError> {
    let broken = |error: XlsxError| ReportError::damaged(path)(error);
    let file = open_plain(path)?;
    if file.metadata().map_err(ReportError::reading(path))?.len() > MOST_BYTES {
        return Err(ReportError::damaged(path)("it is longer than any workbook of exchange rates"));
    }
    let mut workbook = Xlsx::new(BufReader::new(file)).map_err(broken)?;
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(broken)?;
    let mut rates: Vec<Rate> = Vec::new();
    let mut last = 0;
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        if row == 0 {
            continue;
        }
        if row != last {
            rates.push(Rate { date: None, currency: None, price: None });
            last = row;
        }
        let value: Data = cell.get_value().clone().into();
        let Some(rate) = rates.last_mut() else { continue };
        match (column, value) {
            (0, Data::DateTime(date)) => rate.date = day(date.as_f64()),
            (0, Data::Float(date)) => rate.date = day(date),
            (1, Data::String(code)) => rate.currency = Some(code),
            (2, Data::Float(value)) => rate.price = Some(value),
            (2, Data::Int(value)) => rate.price = Some(value as f64),
            _ => {}
        }
    }
    Ok(rates)
}

fn day(number: f64) -> Option<Date> {
    (0.0..=LAST_DAY).contains(&number).then(|| DAY_ZERO.plus_days(number as i32))
}
