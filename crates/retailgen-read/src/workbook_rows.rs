//! Rows of workbooks: the first row of a sheet names the columns, and values stand as CSV has them.

use std::path::Path;

use crate::{
    ReadError, Row, SheetUndoing,
    arrow_text::{MICROS_PER_DAY, instant_text},
    cells::Cells,
    sheet::{SheetChoice, SheetRows},
    sheet_cell::{DAYS_BEFORE_1970, DAYS_END, SheetCell},
};

/// Whole numbers below this stand exactly in a number of Excel.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A workbook being read: its sheet of the file's name, or else its first.
#[derive(Debug)]
pub(crate) struct WorkbookRows {
    sheet: SheetRows,
    columns: Vec<String>,
    /// The number of the next row, the header not counted.
    next: u64,
    cells: Cells,
}

impl WorkbookRows {
    pub(crate) fn open(path: &Path, undoing: &SheetUndoing) -> Result<Self, ReadError> {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let mut sheet = SheetRows::open_undone(path, SheetChoice::NamedOrFirst(&stem), undoing)?;
        let header = sheet.next_row().unwrap_or_default();
        let columns = header.iter().map(|cell| text(cell).unwrap_or_default()).collect();
        Ok(Self { sheet, columns, next: 0, cells: Cells::default() })
    }

    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next row in which something stands; rows in which nothing does are counted.
    pub(crate) fn next_row(&mut self) -> Option<Row<'_>> {
        let cells = loop {
            let cells = self.sheet.next_row()?;
            self.next += 1;
            if !cells.is_empty() {
                break cells;
            }
        };
        self.cells.clear();
        for cell in cells.iter().take(self.columns.len()) {
            self.cells.push(|out| text(cell).map(|text| out.push_str(&text)).is_some());
        }
        let number = self.next - 1;
        Some(Row { columns: &self.columns, cells: &self.cells, number, place: None, is_broken: false })
    }
}

fn text(cell: &SheetCell) -> Option<String> {
    Some(match cell {
        SheetCell::Empty => return None,
        SheetCell::Text(text) | SheetCell::Failure(text) => text.clone(),
        SheetCell::Bool(value) => value.to_string(),
        // A double tells days of our time apart to two thirds of a microsecond, so the nearest microsecond is the one meant.
        SheetCell::Instant(day) if (0.0..DAYS_END).contains(day) => {
            instant_text(((day - f64::from(DAYS_BEFORE_1970)) * MICROS_PER_DAY as f64).round() as i64)
        }
        SheetCell::Instant(number) | SheetCell::Number(number) => number_text(*number),
    })
}

/// A number with the fifteen digits that Excel keeps, whatever a sum of fractions has left behind them.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < EXACT {
        return format!("{number:.0}");
    }
    format!("{number:.14e}").parse::<f64>().unwrap_or(number).to_string()
}

#[cfg(test)]
mod tests {
    use crate::{Rows, TableFiles, sheet::tests::workbook};

    use super::*;

    #[test]
    fn values_stand_as_csv_has_them() {
        let cases = [
            (SheetCell::Empty, None),
            (SheetCell::Text(String::new()), Some("")),
            (SheetCell::Bool(true), Some("true")),
            (SheetCell::Number(0.1 + 0.2), Some("0.3")),
            (SheetCell::Number(-1.01001), Some("-1.01001")),
            (SheetCell::Number(9_007_199_254_740_991.0), Some("9007199254740991")),
            (SheetCell::Number(1e300), Some("1000000000000000000000000000000")),
            (SheetCell::Instant(45_352.0), Some("2024-03-01T00:00:00.000000")),
            (SheetCell::Instant(45_352.520_833_333_336), Some("2024-03-01T12:30:00.000000")),
            (SheetCell::Instant(45_292.020_499_682_37), Some("2024-01-01T00:29:31.172557")),
            (SheetCell::Instant(-1.0), Some("-1")),
            (SheetCell::Failure("#N/A".to_owned()), Some("#N/A")),
        ];
        for (cell, wanted) in cases {
            let found = text(&cell);
            let found = found.as_deref().map(|text| text.get(..31).unwrap_or(text));
            assert_eq!(found, wanted, "{cell:?}");
        }
        assert_eq!(number_text(f64::NAN), "NaN");
    }

    #[test]
    fn a_workbook_is_a_table_whose_empty_rows_are_counted_and_left_out() {
        let (folder, _path) = workbook("rates.xlsx", "xl/worksheets/sheet1.xml", |xml| {
            let row = "<row><c r=\"B9\" t=\"str\"><v>EUR</v></c><c r=\"D9\"><v>1</v></c></row></sheetData>";
            String::from_utf8(xml).unwrap().replace("</sheetData>", row).into()
        });
        let files = TableFiles::find(folder.path(), "rates").unwrap().unwrap();
        let mut rows = Rows::open(&files.files[0]).unwrap();
        let mut found = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            assert_eq!((row.line(), row.raw()), (None, None));
            found.push((row.number(), row.get("date").map(str::to_owned), row.get("currency").map(str::to_owned)));
        }
        let day = |text: &str| Some(text.to_owned());
        let wanted = [
            (0, day("2024-03-01T00:00:00.000000"), Some("JPY".to_owned())),
            (1, day("2024-03-02T12:00:00.000000"), None),
            (7, None, Some("EUR".to_owned())),
        ];
        assert_eq!(found, wanted);
        assert_eq!(rows.columns(), ["date", "currency", "rate"]);
    }
}
