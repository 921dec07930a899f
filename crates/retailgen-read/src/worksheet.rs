//! The rows of a worksheet.

use std::{io::BufReader, path::Path};

use calamine::{Data, Reader as _, Xlsx, XlsxError};
use retailgen_folder::open_plain;

use crate::ReadError;

/// Days from the one that Excel counts as 0 to 1970-01-01, all leap days since March 1900 being real ones.
const DAYS_BEFORE_1970: i32 = 25_569;
/// The last day of the year 9999, as Excel counts days.
const LAST_DAY: f64 = 2_958_465.0;
/// The most bytes of a workbook: the largest one that is written has a tenth of them.
const MOST_BYTES: u64 = 16 << 20;

/// A cell of a worksheet.
///
/// ```
/// use retailgen_read::SheetCell;
///
/// assert_eq!(SheetCell::Number(45_351.0).day(), Some(19_782)); // 2024-02-29
/// assert_eq!(SheetCell::Text("2024-02-29".to_owned()).day(), None);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum SheetCell {
    /// Nothing, or nothing that is text or a number.
    Empty,
    /// A text.
    Text(String),
    /// A number; a date is one.
    Number(f64),
}

impl SheetCell {
    /// The date that the number stands for, in days since 1970-01-01.
    #[must_use]
    pub fn day(&self) -> Option<i32> {
        match self {
            Self::Number(number) if (0.0..=LAST_DAY).contains(number) => Some(*number as i32 - DAYS_BEFORE_1970),
            _ => None,
        }
    }
}

/// The rows of a sheet below its header, each with so many cells.
///
/// # Errors
/// [`ReadError`] where the file is no workbook with such a sheet.
pub fn sheet_rows<const COLUMNS: usize>(path: &Path, sheet: &str) -> Result<Vec<[SheetCell; COLUMNS]>, ReadError> {
    let broken = |error: XlsxError| ReadError::unreadable(path)(error);
    let file = open_plain(path)?;
    if file.metadata().map_err(ReadError::io(path))?.len() > MOST_BYTES {
        return Err(ReadError::unreadable(path)("it is longer than any workbook of exchange rates"));
    }
    let mut workbook = Xlsx::new(BufReader::new(file)).map_err(broken)?;
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(broken)?;
    let mut rows: Vec<[SheetCell; COLUMNS]> = Vec::new();
    let mut last = 0;
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        if row == 0 {
            continue;
        }
        if row != last {
            rows.push([const { SheetCell::Empty }; COLUMNS]);
            last = row;
        }
        let place = rows.last_mut().and_then(|row| row.get_mut(column as usize));
        let Some(place) = place else { continue };
        *place = match Data::from(cell.get_value().clone()) {
            Data::DateTime(date) => SheetCell::Number(date.as_f64()),
            Data::Float(number) => SheetCell::Number(number),
            Data::Int(number) => SheetCell::Number(number as f64),
            Data::String(text) => SheetCell::Text(text),
            _ => SheetCell::Empty,
        };
    }
    Ok(rows)
}
