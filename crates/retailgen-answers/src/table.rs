//! The answers as a table: a Parquet file for tools that read no JSON.

use std::{collections::BTreeMap, io, sync::Arc};

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;

use crate::{Answers, bronze::BronzeFile, gold::Answer, silver::SilverTable};

/// The columns of the table, by which a file of answers is known again.
pub(crate) const COLUMNS: [&str; 7] = ["layer", "subject", "place", "column", "clean", "dirty", "rejected"];

/// A value of an answer in each edition.
struct Line {
    layer: &'static str,
    subject: &'static str,
    place: i64,
    column: String,
    clean: Option<String>,
    dirty: Option<String>,
    rejected: Option<String>,
}

impl Answers {
    /// All as a Parquet file, a row for each value: `layer`, `subject` (the table, or the question), `place` (the number of the
    /// answer's row, from 1, or of the table's file), `column`, and the values `clean`, `dirty` and `rejected` as decimal
    /// strings. Where an answer has fewer rows than another, its values are null there.
    ///
    /// # Errors
    /// [`io::Error`] where a value is longer than Parquet takes.
    ///
    /// ```
    /// use std::path::Path;
    /// use retailgen_answers::{AnswerOptions, Answers};
    ///
    /// let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/fixtures");
    /// # if fixtures.exists() {
    /// let parquet = Answers::of(&fixtures.join("clean"), &AnswerOptions::default())?.to_parquet()?;
    /// assert!(parquet.starts_with(b"PAR1"));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_parquet(&self) -> io::Result<Vec<u8>> {
        let mut lines = Vec::new();
        let mut places = BTreeMap::new();
        for file in self.bronze.iter().flatten() {
            let place = places.entry(file.table).or_insert(0);
            *place += 1;
            of_bronze(file, *place, &mut lines);
        }
        self.silver.iter().flatten().for_each(|table| of_silver(table, &mut lines));
        self.gold.iter().for_each(|answer| of_gold(answer, &mut lines));
        parquet(&lines)
    }
}

/// What is counted in the files as they are.
fn counted(layer: &'static str, subject: &'static str, place: i64, column: &str, rows: u64) -> Line {
    let (column, dirty) = (column.to_owned(), Some(rows.to_string()));
    Line { layer, subject, place, column, clean: None, dirty, rejected: None }
}

fn of_bronze(file: &BronzeFile, place: i64, lines: &mut Vec<Line>) {
    let name = file.table.name();
    let (layer, column, dirty) = ("bronze", "file".to_owned(), Some(file.file.clone()));
    lines.push(Line { layer, subject: name, place, column, clean: None, dirty, rejected: None });
    for (column, rows) in [("rows", file.rows), ("parsed", file.parsed), ("cast", file.cast)] {
        lines.push(counted("bronze", name, place, column, rows));
    }
    for (reason, rows) in &file.rejects {
        lines.push(counted("bronze", name, place, &format!("rejects.{reason}"), *rows));
    }
}

fn of_silver(table: &SilverTable, lines: &mut Vec<Line>) {
    let name = table.table.name();
    let kept = |kept: Option<u64>| kept.map(|rows| rows.to_string());
    lines.push(Line {
        clean: kept(table.kept.map(|kept| kept.repaired)),
        rejected: kept(table.kept.map(|kept| kept.dropped)),
        ..counted("silver", name, 1, "rows", table.rows)
    });
    lines.push(counted("silver", name, 1, "rows_without_repeats", table.rows_without_repeats));
    for (column, rows) in &table.orphans {
        lines.push(counted("silver", name, 1, &format!("orphans.{column}"), *rows));
    }
    for (kind, rows) in table.wrong_rows.iter().flatten() {
        lines.push(counted("silver", name, 1, &format!("wrong_rows.{kind}"), *rows));
    }
    if let Some(kept) = table.kept {
        lines.push(counted("silver", name, 1, "kept.nulled", kept.nulled));
    }
}

fn of_gold(answer: &Answer, lines: &mut Vec<Line>) {
    let (clean, rejected) =
        (answer.clean.as_deref().unwrap_or_default(), answer.rejected.as_deref().unwrap_or_default());
    let rows = clean.len().max(answer.dirty.len()).max(rejected.len());
    for place in 0..rows {
        for (number, column) in answer.question.columns.iter().enumerate() {
            let cell = |rows: &[Vec<Option<String>>]| rows.get(place).and_then(|row| row[number].clone());
            lines.push(Line {
                layer: "gold",
                subject: answer.question.name,
                place: place as i64 + 1,
                column: column.name.to_owned(),
                clean: cell(clean),
                dirty: cell(&answer.dirty),
                rejected: cell(rejected),
            });
        }
    }
}

fn parquet(lines: &[Line]) -> io::Result<Vec<u8>> {
    let arrays: [ArrayRef; COLUMNS.len()] = [
        Arc::new(StringArray::from_iter_values(lines.iter().map(|line| line.layer))),
        Arc::new(StringArray::from_iter_values(lines.iter().map(|line| line.subject))),
        Arc::new(Int64Array::from_iter_values(lines.iter().map(|line| line.place))),
        Arc::new(StringArray::from_iter_values(lines.iter().map(|line| &line.column))),
        Arc::new(lines.iter().map(|line| line.clean.as_deref()).collect::<StringArray>()),
        Arc::new(lines.iter().map(|line| line.dirty.as_deref()).collect::<StringArray>()),
        Arc::new(lines.iter().map(|line| line.rejected.as_deref()).collect::<StringArray>()),
    ];
    let fields = COLUMNS.map(|name| {
        let kind = if name == "place" { DataType::Int64 } else { DataType::Utf8 };
        Field::new(name, kind, ["clean", "dirty", "rejected"].contains(&name))
    });
    let schema = Arc::new(Schema::new(fields.to_vec()));
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays.into()).map_err(io::Error::other)?;
    let mut writer = ArrowWriter::try_new(Vec::new(), schema, None)?;
    writer.write(&batch)?;
    Ok(writer.into_inner()?)
}
