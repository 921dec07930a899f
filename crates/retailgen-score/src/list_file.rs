//! A list as a file: Parquet where its name ends so, CSV otherwise.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
    sync::Arc,
};

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use retailgen_folder::FolderError;

use crate::ScoreError;

/// Columns that are numbers where the file has types.
const NUMBERS: [&str; 3] = ["row", "line", "byte"];

/// Rows of a Parquet file that are put together at a time.
const BATCH: usize = 8 * 1024;

type Cells<'c, const N: usize> = [Option<Cow<'c, str>>; N];

/// Writes rows under the names of their columns.
pub(crate) fn write<'c, const N: usize>(
    path: &Path,
    columns: [&str; N],
    rows: impl Iterator<Item = Cells<'c, N>>,
) -> Result<(), ScoreError> {
    let is_parquet = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"));
    let written = File::create(path)
        .map(BufWriter::new)
        .and_then(|out| if is_parquet { parquet(out, columns, rows) } else { csv(out, columns, rows) });
    Ok(written.map_err(FolderError::io("write", path))?)
}

fn csv<'c, const N: usize>(
    mut out: BufWriter<File>,
    columns: [&str; N],
    rows: impl Iterator<Item = Cells<'c, N>>,
) -> io::Result<()> {
    record(&mut out, columns.map(Some))?;
    for row in rows {
        record(&mut out, row.iter().map(Option::as_deref))?;
    }
    out.flush()
}

fn parquet<'c, const N: usize>(
    out: BufWriter<File>,
    columns: [&str; N],
    mut rows: impl Iterator<Item = Cells<'c, N>>,
) -> io::Result<()> {
    let fields = columns.map(|name| {
        let kind = if NUMBERS.contains(&name) { DataType::Int64 } else { DataType::Utf8 };
        Field::new(name, kind, true)
    });
    let schema: SchemaRef = Arc::new(Schema::new(fields.to_vec()));
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), None)?;
    loop {
        let some: Vec<Cells<N>> = rows.by_ref().take(BATCH).collect();
        if some.is_empty() {
            break;
        }
        let arrays = schema.fields().iter().enumerate().map(|(place, field)| {
            let cells = some.iter().map(|row| row[place].as_deref());
            match field.data_type() {
                DataType::Int64 => Arc::new(cells.map(|cell| cell?.parse().ok()).collect::<Int64Array>()) as ArrayRef,
                _ => Arc::new(cells.collect::<StringArray>()) as ArrayRef,
            }
        });
        let batch = RecordBatch::try_new(Arc::clone(&schema), arrays.collect()).map_err(io::Error::other)?;
        writer.write(&batch)?;
    }
    // What is buffered is written, or its error told, here.
    writer.into_inner()?.flush()
}

/// A CSV record; null is nothing, and an empty text is quoted.
fn record<'c>(out: &mut impl Write, cells: impl IntoIterator<Item = Option<&'c str>>) -> std::io::Result<()> {
    for (number, cell) in cells.into_iter().enumerate() {
        if number > 0 {
            out.write_all(b",")?;
        }
        match cell {
            None => {}
            Some(text) if text.is_empty() || text.contains([',', '"', '\n', '\r']) => {
                write!(out, "\"{}\"", text.replace('"', "\"\""))?;
            }
            Some(text) => out.write_all(text.as_bytes())?,
        }
    }
    out.write_all(b"\n")
}
