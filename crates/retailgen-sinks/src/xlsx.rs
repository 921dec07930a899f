//! Record batches as a sheet of an Excel workbook.
//!
//! One sheet, named after its table: a bold header in a frozen row with filter buttons, then a row of cells for each row.
//! Numbers are numbers, shown with exactly the decimals of their type; dates and timestamps are numbers with a date
//! format, as in any workbook; booleans are booleans. Null is no cell at all, and so is an empty string, which Excel
//! does not tell from it. Where the last row would have no cell, its first one is blank: readers end a sheet with its last cell.
//!
//! Excel keeps 15 digits of a number, so integers and decimals with more are refused rather than rounded, and so are
//! dates before March 1900, on which the readers of workbooks disagree (Excel counts a 29 February 1900). Timestamps are
//! shown to the millisecond, and kept to the microsecond until 2079.

use std::fmt;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Field, SchemaRef, TimeUnit};
use retailgen_folder::{FileDigest, PendingFile};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};

use crate::SinkError;
use crate::format::{BlockFile, CommittedFile, Encoded, FormatSupport, RowsEncoder};
use crate::worksheet::cell_address;
use retailgen_text::{MAX_DAY, MICROS_PER_DAY, TypedFault, cell_text, push_decimal};

/// The most rows a sheet can have besides its header.
pub const MAX_ROWS: usize = 1_048_575;
/// The least integer, or decimal without its point, of more digits than Excel keeps.
const TOO_LONG: u128 = 1_000_000_000_000_000;
/// The most UTF-16 units a text cell can have.
const MAX_TEXT: usize = 32_767;
/// 1900-03-01, from which on all readers of workbooks agree, in days since 1970-01-01.
const FIRST_DAY: i64 = -25_508;
/// 1970-01-01 as Excel counts days.
const EPOCH: i64 = 25_569;

/// A workbook of one sheet, being made.
///
/// The cells are kept in memory and written when it is [committed](Self::commit). The library could keep one row only,
/// but then spools the sheet through a temporary file in a folder that is not ours to choose or clean, and panics when
/// that folder's disk is full. The one table that is a workbook has a few thousand rows, in a long window 64,000.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{Date32Array, RecordBatch};
/// use retailgen_folder::PendingFile;
/// use retailgen_sinks::xlsx::XlsxFile;
///
/// let days = RecordBatch::try_from_iter([("date", Arc::new(Date32Array::from(vec![19_783])) as _)])?;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("days.xlsx");
/// let mut file = XlsxFile::create(PendingFile::create(&path)?, "days", days.schema())?;
/// file.write(&days)?;
/// file.commit()?;
/// assert!(path.exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct XlsxFile {
    file: PendingFile,
    sheet: Worksheet,
    name: String,
    schema: SchemaRef,
    faults: Vec<TypedFault>,
    /// The row of the header.
    header: u32,
    /// How the cells of each column are shown.
    formats: Vec<Format>,
    rows: usize,
    /// How many rows there are up to the last one that has a cell.
    rows_with_cells: usize,
}

impl fmt::Debug for XlsxFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("XlsxFile")
            .field("file", &self.file)
            .field("name", &self.name)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

impl XlsxFile {
    /// Starts the workbook that `file` becomes, with one sheet of this name and these columns.
    ///
    /// # Errors
    /// [`SinkError::UnsupportedType`] when a column's type is in no table, and [`SinkError::Workbook`] when a sheet cannot
    /// have this name or so many columns.
    pub fn create(file: PendingFile, sheet: &str, schema: SchemaRef) -> Result<Self, SinkError> {
        Self::create_with(file, sheet, schema, &[])
    }

    /// The same, laid out otherwise.
    ///
    /// # Errors
    /// As for [`create`](Self::create).
    pub fn create_with(
        file: PendingFile,
        sheet: &str,
        schema: SchemaRef,
        faults: &[TypedFault],
    ) -> Result<Self, SinkError> {
        let name = sheet.to_owned();
        let mut formats = Vec::with_capacity(schema.fields().len());
        for field in schema.fields() {
            let format = number_format(field.data_type()).ok_or_else(|| SinkError::UnsupportedType {
                table: name.clone(),
                column: field.name().clone(),
                data_type: field.data_type().to_string(),
            })?;
            formats.push(Format::new().set_num_format(format));
        }
        let header = u32::from(faults.contains(&TypedFault::TitleRow));
        let sheet = empty_sheet(sheet, &schema, header).map_err(|error| refused(&file, &error))?;
        let faults = faults.to_vec();
        Ok(Self { file, sheet, name, schema, faults, header, formats, rows: 0, rows_with_cells: 0 })
    }

    /// Adds a row of cells for each row.
    ///
    /// # Errors
    /// [`SinkError::SchemaMismatch`] when the batch has other columns than the file and [`SinkError::TooManyRows`] when
    /// there would be more than [`MAX_ROWS`]; nothing is added then. [`SinkError::BeyondExcel`] for a value that a cell
    /// cannot hold.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), SinkError> {
        if self.schema.fields() != batch.schema_ref().fields() {
            return Err(SinkError::schema_mismatch(&self.name, &self.schema, batch.schema_ref()));
        }
        if batch.num_rows() > MAX_ROWS - self.header as usize - self.rows {
            return Err(SinkError::TooManyRows { path: self.file.path().to_path_buf(), most: MAX_ROWS });
        }
        for row in 0..batch.num_rows() {
            for (column, array) in batch.columns().iter().enumerate() {
                if array.is_valid(row) {
                    self.write_cell(column, array.as_ref(), row)?;
                }
            }
            self.rows += 1;
        }
        Ok(())
    }

    /// Writes a cell of the row that comes next.
    fn write_cell(&mut self, column: usize, array: &dyn Array, row: usize) -> Result<(), SinkError> {
        let value = Value::of(array, row).map_err(|problem| SinkError::BeyondExcel {
            path: self.file.path().to_path_buf(),
            column: self.schema.field(column).name().clone(),
            cell: cell_address(self.rows, column),
            value: shown(array, row),
            problem,
        })?;
        let (at, place) = (self.header + self.rows as u32 + 1, column as u16);
        match (self.as_text(array, row), value) {
            (Some(text), _) => self.sheet.write_string(at, place, text),
            (None, Value::Number(number)) => {
                self.sheet.write_number_with_format(at, place, number, &self.formats[column])
            }
            // It would be no cell, whatever is asked for.
            (None, Value::Text("")) => return Ok(()),
            (None, Value::Text(text)) => self.sheet.write_string(at, place, text),
            (None, Value::Bool(value)) => self.sheet.write_boolean(at, place, value),
        }
        .map_err(|error| refused(&self.file, &error))?;
        self.rows_with_cells = self.rows + 1;
        Ok(())
    }

    /// Writes the formula of a look-up that has failed into a cell of a row that is there.
    fn write_failure(&mut self, row: usize, column: usize, text: &str) -> Result<(), SinkError> {
        let formula = Formula::new("=NA()").set_result(text);
        let (at, place) = (self.header + row as u32 + 1, column as u16);
        let written = self.sheet.write_formula_with_format(at, place, formula, &self.formats[column]);
        written.map_err(|error| refused(&self.file, &error))?;
        self.rows_with_cells = self.rows_with_cells.max(row + 1);
        Ok(())
    }

    /// What a value is written as where its column is text; none elsewhere.
    fn as_text(&self, array: &dyn Array, row: usize) -> Option<String> {
        let fault = match array.data_type() {
            DataType::Date32 => TypedFault::TextDates,
            DataType::Int32 | DataType::Int64 | DataType::Decimal128(..) | DataType::Float64 => TypedFault::TextNumbers,
            _ => return None,
        };
        let text = cell_text(array, row).ok().flatten().filter(|_| self.faults.contains(&fault))?;
        Some(if fault == TypedFault::TextDates { day_first(&text) } else { text })
    }

    /// The bytes in the file so far: none, as they are all written by [`commit`](Self::commit).
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.file.bytes()
    }

    /// Writes the workbook and gives the file its name.
    ///
    /// # Errors
    /// [`SinkError::Folder`] when it cannot be written or renamed; nothing is left behind then.
    pub fn commit(mut self) -> Result<FileDigest, SinkError> {
        let last_column = self.schema.fields().len().saturating_sub(1) as u16;
        if self.rows_with_cells < self.rows
            && let Some(format) = self.formats.first()
        {
            let blank = self.sheet.write_blank(self.header + self.rows as u32, 0, format);
            blank.map_err(|error| refused(&self.file, &error))?;
        }
        let has_notes = self.faults.contains(&TypedFault::ExtraSheet);
        let bytes = match self.sheet.autofilter(self.header, 0, self.header + self.rows as u32, last_column) {
            Ok(_) => workbook_of(self.sheet, has_notes),
            Err(error) => Err(error),
        }
        .map_err(|error| refused(&self.file, &error))?;
        self.file.write_block(&bytes)?;
        Ok(self.file.commit()?)
    }
}

/// What the registry of formats knows of this one.
pub(crate) const SUPPORT: FormatSupport = FormatSupport {
    format: retailgen_schema::Format::Xlsx,
    encoder: |_| Box::new(RowsEncoder { is_worksheet: true }),
    create: |pending, form| {
        let (name, schema) = (form.definition.name, form.definition.schema());
        Ok(Box::new(XlsxFile::create_with(pending, name, schema, form.faults)?))
    },
};

impl BlockFile for XlsxFile {
    fn write(&mut self, block: &Encoded) -> Result<(), SinkError> {
        let above = self.rows;
        self.write(block.rows()?)?;
        if let Encoded::Sheet { failures, .. } = block {
            for (row, column, text) in failures {
                self.write_failure(above + row, *column, text)?;
            }
        }
        Ok(())
    }

    fn bytes(&self) -> u64 {
        self.bytes()
    }

    fn commit(self: Box<Self>) -> Result<CommittedFile, SinkError> {
        (*self).commit().map(Into::into)
    }
}

/// What stands in a cell.
enum Value<'a> {
    Number(f64),
    Text(&'a str),
    Bool(bool),
}

impl<'a> Value<'a> {
    /// A value that is not null. The error says why a cell cannot hold it.
    fn of(array: &'a dyn Array, row: usize) -> Result<Self, &'static str> {
        Ok(match array.data_type() {
            DataType::Int32 => Self::Number(f64::from(array.as_primitive::<Int32Type>().value(row))),
            DataType::Int64 => decimal(i128::from(array.as_primitive::<Int64Type>().value(row)), 0)?,
            DataType::Decimal128(_, scale) => decimal(array.as_primitive::<Decimal128Type>().value(row), *scale)?,
            DataType::Float64 => match array.as_primitive::<Float64Type>().value(row) {
                value if value.is_finite() => Self::Number(value),
                _ => return Err("is not a finite number"),
            },
            DataType::Utf8 => match array.as_string::<i32>().value(row) {
                text if text.encode_utf16().count() <= MAX_TEXT => Self::Text(text),
                _ => return Err("is longer than 32,767 characters"),
            },
            DataType::Boolean => Self::Bool(array.as_boolean().value(row)),
            DataType::Date32 => {
                Self::Number(excel_day(i64::from(array.as_primitive::<Date32Type>().value(row)))? as f64)
            }
            DataType::Timestamp(TimeUnit::Microsecond, None) => {
                let micros = array.as_primitive::<TimestampMicrosecondType>().value(row);
                let day = excel_day(micros.div_euclid(MICROS_PER_DAY))?;
                // One division of whole numbers that a float holds exactly (until 2185) keeps the nearest float.
                let since_day_0 = day * MICROS_PER_DAY + micros.rem_euclid(MICROS_PER_DAY);
                Self::Number(since_day_0 as f64 / MICROS_PER_DAY as f64)
            }
            _ => unreachable!("the columns' types are checked when the file is created"),
        })
    }
}

/// The float nearest to `units · 10^-scale`. Up to 15 digits, rounding it to `scale` decimals gives the units back.
fn decimal(units: i128, scale: i8) -> Result<Value<'static>, &'static str> {
    if units.unsigned_abs() >= TOO_LONG {
        return Err("has more than 15 digits");
    }
    let mut text = Vec::with_capacity(20);
    push_decimal(&mut text, units, scale);
    let number = str::from_utf8(&text).ok().and_then(|text| text.parse().ok());
    Ok(Value::Number(number.expect("a decimal's text is a number")))
}

/// Excel's number of a day since 1970-01-01.
fn excel_day(days: i64) -> Result<i64, &'static str> {
    if (FIRST_DAY..=i64::from(MAX_DAY)).contains(&days) {
        Ok(days + EPOCH)
    } else {
        Err("is not between 1900-03-01 and 9999-12-31")
    }
}

/// A value in a message: its text, or the beginning of a long one.
fn shown(array: &dyn Array, row: usize) -> String {
    match cell_text(array, row) {
        Ok(text) => text.unwrap_or_default().chars().take(40).collect(),
        Err(date) => date.to_string(),
    }
}

/// How a column's cells are shown; nothing when its type is in no table.
fn number_format(data_type: &DataType) -> Option<String> {
    Some(match data_type {
        DataType::Float64 | DataType::Utf8 | DataType::Boolean => "General".to_owned(),
        // "General" would show long ones as 1.2E+11.
        DataType::Int32 | DataType::Int64 | DataType::Decimal128(_, 0) => "0".to_owned(),
        // Excel shows up to 30 decimals.
        DataType::Decimal128(_, scale @ 1..=30) => format!("0.{}", "0".repeat(usize::from(scale.unsigned_abs()))),
        DataType::Date32 => "yyyy-mm-dd".to_owned(),
        DataType::Timestamp(TimeUnit::Microsecond, None) => "yyyy-mm-dd hh:mm:ss.000".to_owned(),
        _ => return None,
    })
}

/// A column's width in characters: room for its values, and for its name beside the filter button.
fn width(field: &Field) -> u32 {
    let values = match field.data_type() {
        DataType::Boolean => 7,
        DataType::Date32 | DataType::Int32 => 12,
        DataType::Timestamp(..) => 24,
        DataType::Utf8 => 20,
        _ => 16,
    };
    values.max(field.name().chars().count() as u32 + 4)
}

/// A date of the form 2024-03-31 as 31/03/2024.
fn day_first(date: &str) -> String {
    date.split('-').rev().collect::<Vec<_>>().join("/")
}

/// A sheet that has only its header, in a row, and a title above it where there is room.
fn empty_sheet(name: &str, schema: &SchemaRef, header: u32) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?.set_freeze_panes(header + 1, 0)?;
    let bold = Format::new().set_bold();
    if header > 0 {
        let last = schema.fields().len().saturating_sub(1) as u16;
        sheet.merge_range(0, 0, header - 1, last, &title(name), &bold)?;
    }
    for (column, field) in schema.fields().iter().enumerate() {
        // A column beyond all limits is refused like any other that is beyond Excel's.
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        sheet.write_string_with_format(header, column, field.name(), &bold)?.set_column_width(column, width(field))?;
    }
    Ok(sheet)
}

/// The name of a table as a title: Exchange rates.
fn title(name: &str) -> String {
    let words = name.replace('_', " ");
    let (initial, rest) = words.split_at(words.len().min(1));
    initial.to_ascii_uppercase() + rest
}

/// A hidden sheet that is no table.
fn notes() -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name("Notes")?.set_hidden(true);
    sheet.write_string(0, 0, "Checked by")?.write_string(0, 1, "Finance")?;
    sheet.write_string(1, 0, "Do not forward")?;
    Ok(sheet)
}

/// The bytes of the workbook. They are made in memory, as the library's archive writer, where it meets a full disk,
/// says so on standard error.
fn workbook_of(mut sheet: Worksheet, has_notes: bool) -> Result<Vec<u8>, XlsxError> {
    // A workbook says when it was made, by the clock if nobody tells it.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    if has_notes {
        workbook.push_worksheet(notes()?);
        // A workbook opens on a sheet that can be seen.
        sheet.set_active(true).set_first_tab(true);
    }
    workbook.push_worksheet(sheet);
    workbook.save_to_buffer()
}

fn refused(file: &PendingFile, error: &XlsxError) -> SinkError {
    SinkError::Workbook { path: file.path().to_path_buf(), problem: error.to_string() }
}
