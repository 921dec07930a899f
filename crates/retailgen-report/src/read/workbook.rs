//! The workbook of the exchange rates.

use std::path::Path;

use retailgen_read::{SheetCell, sheet_rows};
use retailgen_synth::calendar::Date;

use crate::ReportError;

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
    let rows = sheet_rows(path, sheet).map_err(ReportError::of_table(path))?;
    let rate = |[date, currency, price]: [SheetCell; 3]| Rate {
        date: date.day().map(Date::from_days),
        currency: if let SheetCell::Text(code) = currency { Some(code) } else { None },
        price: if let SheetCell::Number(price) = price { Some(price) } else { None },
    };
    Ok(rows.into_iter().map(rate).collect())
}
