//! The workbook of the exchange rates.

use std::path::Path;

use retailgen_read::{SheetCell, SheetChoice, SheetRows, SheetUndoing};
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
pub fn rates(path: &Path, sheet: &str, undoing: &SheetUndoing) -> Result<Vec<Rate>, ReportError> {
    let mut rows =
        SheetRows::open_undone(path, SheetChoice::Named(sheet), undoing).map_err(ReportError::of_reader(path))?;
    let rows = std::iter::from_fn(|| rows.next_row()).skip(1).filter(|cells| !cells.is_empty());
    Ok(rows.map(|cells| rate(&cells)).collect())
}

fn rate(cells: &[SheetCell]) -> Rate {
    Rate {
        date: cells.first().and_then(SheetCell::day).map(Date::from_days),
        currency: match cells.get(1) {
            Some(SheetCell::Text(code)) => Some(code.clone()),
            _ => None,
        },
        price: match cells.get(2) {
            Some(SheetCell::Number(price)) => Some(*price),
            _ => None,
        },
    }
}
