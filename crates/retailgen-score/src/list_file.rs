//! A list as a file: Parquet where its name ends so, CSV otherwise.

use std::{
    borrow::Cow,
    io::{self, BufWriter, Write},
    path::Path,
    sync::Arc,
};

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use retailgen_folder::{FolderError, PendingFile};

use crate::{
    ScoreError,
    score_file::{ScoreFile, is_parquet},
};

/// Columns that are numbers where the file has types.
const NUMBERS: [&str; 3] = ["row", "line", "byte"];

/// Rows of a Parquet file that are put together at a time.
const BATCH: usize = 8 * 1024;

type Cells<'c, const N: usize> = [Option<Cow<'c, str>>; N];

/// Writes rows under the names of their columns, where that file may go there.
pub(crate) fn write<'c, const N: usize>(
    file: ScoreFile,
    path: &Path,
    columns: [&str; N],
    rows: impl Iterator<Item = Cells<'c, N>>,
) -> Result<(), ScoreError> {
    let out = BufWriter::new(file.at(path)?.begin()?);
    let written = if is_parquet(path) { parquet(out, columns, rows) } else { csv(out, columns, rows) };
    let whole = written.and_then(|out| out.into_inner().map_err(io::IntoInnerError::into_error));
    whole.map_err(FolderError::io("write", path))?.commit()?;
    Ok(())
}

fn csv<'c, const N: usize>(
    mut out: BufWriter<PendingFile>,
    columns: [&str; N],
    rows: impl Iterator<Item = Cells<'c, N>>,
) -> io::Result<BufWriter<PendingFile>> {
    record(&mut out, columns.map(Some))?;
    for row in rows {
        record(&mut out, row.iter().map(Option::as_deref))?;
    }
    Ok(out)
}

fn parquet<'c, const N: usize>(
    out: BufWriter<PendingFile>,
    columns: [&str; N],
    mut rows: impl Iterator<Item = Cells<'c, N>>,
) -> io::Result<BufWriter<PendingFile>> {
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
    Ok(writer.into_inner()?)
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
