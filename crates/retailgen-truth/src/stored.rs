//! Labels read back from `labels.parquet`, in the order of the file and a batch at a time.

use std::{
    borrow::Cow,
    fmt,
    fs::File,
    ops::{Deref, Range},
    path::{Path, PathBuf},
    vec,
};

use arrow_array::{Array, BooleanArray, Int64Array, RecordBatch, StringArray, cast::AsArray, types::Int64Type};
use retailgen_read::{
    ColumnChange, ParquetFault, Rewriting, SheetFault, Span, Undoing, UntrustedBatches, UntrustedFile, open_parquet,
};
use retailgen_schema::ColumnType;

use crate::{
    Label, TruthError,
    collateral_file::StoredCollateral,
    columns::{COLUMNS, Column, LABEL_ID, SetText, blank, schema},
    expansion::believable_rows,
    labels_file::LABELS,
};

/// Rows read at a time.
const BATCH: usize = 4 * 1024;

/// A label as it stands in `labels.parquet`, where what it says may be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLabel {
    /// Its number in the file.
    pub label_id: Option<u64>,
    /// What it says; where a column has a flaw, something that a label can say.
    pub label: Label<'static>,
    /// The columns whose text no label can have.
    pub flaws: Vec<Flaw>,
}

/// A text that no label can have in a column, such as a level that there is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The column.
    pub column: &'static str,
    /// What stands there; none for null.
    pub text: Option<String>,
}

impl Deref for StoredLabel {
    type Target = Label<'static>;

    fn deref(&self) -> &Self::Target {
        &self.label
    }
}

#[doc(hidden)]
impl From<Label<'static>> for StoredLabel {
    fn from(label: Label<'static>) -> Self {
        Self { label_id: None, label, flaws: Vec::new() }
    }
}

impl Label<'_> {
    /// The bytes of a fault of text, for [`Undone`](retailgen_read::Undone) to undo; none for other labels, and where it names
    /// no bytes.
    #[doc(hidden)]
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        let is_span = self.is_text() && self.parquet_fault().is_none();
        let (start, end) = self.byte.zip(self.byte_end).filter(|_| is_span)?;
        let clean = self.clean_value.as_deref().unwrap_or_default().to_owned();
        Some(Span { start, end, clean, dirty: self.dirty_value.as_deref().map(str::to_owned) })
    }
}

impl Label<'_> {
    /// How the whole file is written, where the label says that it is written otherwise; none for other labels.
    #[doc(hidden)]
    #[must_use]
    pub fn rewriting(&self) -> Option<Rewriting> {
        if !self.is_text() || self.byte.is_some() {
            return None;
        }
        Rewriting::of_kind(&self.kind).or_else(|| self.column_change().map(Rewriting::Columns))
    }

    /// What has changed in a column of the whole file, where the label says that; none for other labels.
    #[doc(hidden)]
    #[must_use]
    pub fn column_change(&self) -> Option<ColumnChange> {
        let (clean, dirty) = self.clean_value.as_deref().zip(self.dirty_value.as_deref())?;
        let columns = self.table.definition().columns;
        let place =
            ColumnChange::dropped_name(clean).and_then(|name| columns.iter().position(|column| column.name == name));
        ColumnChange::of_label(&self.kind, &self.file, place, clean, dirty)
    }

    /// The path at which a file belongs that lies in the folder of another day, where the label says that; none for other labels.
    #[doc(hidden)]
    #[must_use]
    pub fn own_path(&self) -> Option<&str> {
        self.related_file.as_deref().filter(|_| self.is_text() && self.byte.is_none() && !self.is_of_stray_file())
    }

    /// Whether the file did not arrive with the data, so that the label has what it would have held.
    #[doc(hidden)]
    #[must_use]
    pub fn is_of_missing_file(&self) -> bool {
        let is_gone = ["file.missing", "delta.missing_file"].contains(&&*self.kind);
        is_gone || (self.kind == "file.late" && self.byte.is_some())
    }

    /// Whether the file comes late, with this delivery and not with its own.
    #[doc(hidden)]
    #[must_use]
    pub fn is_of_late_file(&self) -> bool {
        self.kind == "file.late" && self.byte.is_none()
    }

    /// Whether the file stands there besides the clean ones, so that all of it is undone by leaving it out.
    #[doc(hidden)]
    #[must_use]
    pub fn is_of_stray_file(&self) -> bool {
        ["delta.orphan_file", "delta.stale_checkpoint"].contains(&&*self.kind)
    }

    /// How the whole workbook is laid out, where the label says that it is laid out otherwise; none for other labels.
    #[doc(hidden)]
    #[must_use]
    pub fn sheet_fault(&self) -> Option<SheetFault> {
        SheetFault::of_kind(&self.kind).filter(|_| self.is_text() && self.byte.is_none())
    }

    /// How the whole Parquet file is laid out, where the label says that it is laid out otherwise; none for other labels.
    #[doc(hidden)]
    #[must_use]
    pub fn parquet_fault(&self) -> Option<ParquetFault> {
        let (clean, dirty) = self.clean_value.as_deref().zip(self.dirty_value.as_deref())?;
        let byte = self.byte.filter(|byte| self.byte_end == Some(*byte));
        if byte != self.byte || !self.is_text() { None } else { ParquetFault::of_label(&self.kind, byte, clean, dirty) }
    }

    /// The columns that a workbook has as text, by their places, where the label says that; none for other labels.
    #[doc(hidden)]
    #[must_use]
    pub fn text_columns(&self) -> Vec<usize> {
        let is_text = |column_type: ColumnType| match self.sheet_fault() {
            Some(SheetFault::TextDates) => column_type == ColumnType::Date32,
            Some(SheetFault::TextNumbers) => {
                let is_decimal = matches!(column_type, ColumnType::Decimal128 { .. } | ColumnType::Float64);
                is_decimal || matches!(column_type, ColumnType::Int32 | ColumnType::Int64)
            }
            _ => false,
        };
        let columns = self.table.definition().columns.iter().enumerate();
        columns.filter(|(_, column)| is_text(column.column_type)).map(|(place, _)| place).collect()
    }

    /// Adds what the label says is to be undone in its file.
    #[doc(hidden)]
    pub fn add_to(&self, undoing: &mut Undoing) {
        match (&mut undoing.rewriting, self.rewriting()) {
            (Some(Rewriting::Columns(above)), Some(Rewriting::Columns(below))) => above.append(&below),
            (known, found) => *known = known.take().or(found),
        }
        undoing.spans.extend(self.span());
        undoing.is_missing |= self.is_of_missing_file();
        if let Some(fault) = self.sheet_fault() {
            undoing.sheet.add(fault, &self.text_columns());
        }
        if let Some(fault) = self.parquet_fault() {
            undoing.parquet.add(fault);
        }
    }
}

/// The labels of a truth folder, one after the other.
pub struct StoredLabels {
    path: PathBuf,
    reader: UntrustedBatches,
    batch: vec::IntoIter<StoredLabel>,
    rows: u64,
    collateral: StoredCollateral,
}

impl StoredLabels {
    /// Opens the labels of a truth folder.
    ///
    /// # Errors
    /// [`TruthError::Unreadable`] where the file is not there, is not Parquet or has other columns.
    pub fn open(truth: &Path) -> Result<Self, TruthError> {
        Self::open_rows(truth, 0..usize::MAX)
    }

    /// Opens the labels of some rows of the file. `passed` is the highest number of a label above them, whose collateral is
    /// left out.
    ///
    /// # Errors
    /// As for [`open`](Self::open).
    #[doc(hidden)]
    pub fn open_from(truth: &Path, rows: Range<usize>, passed: Option<u64>) -> Result<Self, TruthError> {
        let mut labels = Self::open_rows(truth, rows)?;
        if let Some(passed) = passed {
            labels.collateral.take(passed)?;
        }
        Ok(labels)
    }

    fn open_rows(truth: &Path, wanted: Range<usize>) -> Result<Self, TruthError> {
        let path = truth.join(LABELS);
        let file = TruthError::open(&path)?;
        Self::with((path, file), StoredCollateral::open(truth)?, wanted)
    }

    /// Reads the labels, and what they drag along, from files that have been put aside; the paths are for messages.
    pub(crate) fn of_files(labels: (PathBuf, File), collateral: (PathBuf, File)) -> Result<Self, TruthError> {
        Self::with(labels, StoredCollateral::of_file(collateral)?, 0..usize::MAX)
    }

    fn with(
        (path, file): (PathBuf, File),
        collateral: StoredCollateral,
        wanted: Range<usize>,
    ) -> Result<Self, TruthError> {
        let file = UntrustedFile::new(file).map_err(TruthError::io("read", &path))?;
        let builder = open_parquet(file.clone()).map_err(TruthError::unreadable(&path))?;
        // Before dataset version 7 there were no faults of text.
        let of_text = ["byte", "byte_end", "rows"];
        let known = schema();
        let before_7 = known.fields().iter().filter(|field| !of_text.contains(&field.name().as_str()));
        let found = builder.schema().fields();
        if found != known.fields() && !found.iter().eq(before_7) {
            return Err(TruthError::unreadable(&path)("its columns are not the columns of labels"));
        }
        let (rows, batch) = believable_rows(&file, builder.metadata(), BATCH).map_err(TruthError::unreadable(&path))?;
        let builder = builder.with_batch_size(batch);
        let is_whole = wanted == (0..usize::MAX);
        let builder = if is_whole { builder } else { builder.with_offset(wanted.start).with_limit(wanted.len()) };
        let reader = UntrustedBatches::of(builder).map_err(TruthError::unreadable(&path))?;
        Ok(Self { path, reader, batch: Vec::new().into_iter(), rows, collateral })
    }

    /// Hands over the labels batch by batch, each with its flaws, and borrowed from the batch: whoever passes on hundreds of
    /// thousands copies no text of them.
    pub(crate) fn each_batch(
        mut self,
        mut each: impl FnMut(Vec<ReadLabel<'_>>) -> Result<(), TruthError>,
    ) -> Result<(), TruthError> {
        for batch in self.reader.by_ref() {
            let batch = batch.map_err(TruthError::unreadable(&self.path))?;
            let mut labels = labels_of(&batch);
            for label in &mut labels {
                label.take_collateral(&mut self.collateral)?;
            }
            each(labels)?;
        }
        self.collateral.end()
    }

    /// How many there are in all.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }
}

impl fmt::Debug for StoredLabels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredLabels").field("path", &self.path).field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl Iterator for StoredLabels {
    type Item = Result<StoredLabel, TruthError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(mut label) = self.batch.next() {
                let StoredLabel { label_id, label: of_row, flaws } = &mut label;
                let taken = take_collateral(&mut self.collateral, *label_id, of_row, flaws);
                return Some(taken.map(|()| label));
            }
            let Some(batch) = self.reader.next() else { return self.collateral.end().err().map(Err) };
            match batch {
                Ok(batch) => {
                    let labels: Vec<StoredLabel> = labels_of(&batch).into_iter().map(StoredLabel::from).collect();
                    self.batch = labels.into_iter();
                }
                Err(error) => return Some(Err(TruthError::unreadable(&self.path)(error))),
            }
        }
    }
}

/// A label as it stands in a batch, whose text it borrows.
pub(crate) struct ReadLabel<'b> {
    label_id: Option<u64>,
    /// What it says; where a column has a flaw, something that a label can say.
    pub label: Label<'b>,
    /// The columns whose text no label can have.
    pub flaws: Vec<Flaw>,
}

impl ReadLabel<'_> {
    fn take_collateral(&mut self, stored: &mut StoredCollateral) -> Result<(), TruthError> {
        take_collateral(stored, self.label_id, &mut self.label, &mut self.flaws)
    }
}

impl From<ReadLabel<'_>> for StoredLabel {
    fn from(ReadLabel { label_id, label, flaws }: ReadLabel<'_>) -> Self {
        Self { label_id, label: label.into_owned(), flaws }
    }
}

/// Adds to a label what it drags along.
fn take_collateral(
    stored: &mut StoredCollateral,
    label_id: Option<u64>,
    label: &mut Label,
    flaws: &mut Vec<Flaw>,
) -> Result<(), TruthError> {
    let Some(id) = label_id else { return Ok(()) };
    for found in stored.take(id)? {
        match found {
            Ok(collateral) => label.collateral.push(collateral),
            Err(text) => flaws.push(Flaw { column: "collateral", text: Some(text) }),
        }
    }
    Ok(())
}

/// The cells of a column, and where in a label they go.
enum Cells<'b> {
    Text(&'b StringArray, SetText),
    Number(&'b Int64Array, fn(&mut Label, Option<u64>)),
    Flag(&'b BooleanArray, fn(&mut Label, bool)),
}

fn labels_of(batch: &RecordBatch) -> Vec<ReadLabel<'_>> {
    let number = |array: &Int64Array, row: usize| {
        // A negative number counts nothing: as good as none.
        array.is_valid(row).then(|| array.value(row)).and_then(|number| u64::try_from(number).ok())
    };
    let columns = COLUMNS.iter().filter_map(|(name, column)| {
        let array = batch.column_by_name(name)?;
        let cells = match column {
            Column::Text(_, set) => Cells::Text(array.as_string(), *set),
            Column::Number(_, set) => Cells::Number(array.as_primitive::<Int64Type>(), *set),
            Column::Flag(_, set) => Cells::Flag(array.as_boolean(), *set),
        };
        Some((*name, cells))
    });
    let columns: Vec<(&'static str, Cells)> = columns.collect();
    let ids = batch.column_by_name(LABEL_ID).map(AsArray::as_primitive::<Int64Type>);
    let label = |row: usize| {
        let (mut label, mut flaws) = (blank(), Vec::new());
        for (name, cells) in &columns {
            match cells {
                Cells::Text(array, set) => {
                    let text = array.is_valid(row).then(|| array.value(row));
                    if set(&mut label, text.map(Cow::Borrowed)).is_err() {
                        flaws.push(Flaw { column: name, text: text.map(str::to_owned) });
                    }
                }
                Cells::Number(array, set) => set(&mut label, number(array, row)),
                Cells::Flag(array, set) => set(&mut label, array.is_valid(row) && array.value(row)),
            }
        }
        ReadLabel { label_id: ids.and_then(|ids| number(ids, row)), label, flaws }
    };
    (0..batch.num_rows()).map(label).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, StringArray, new_null_array};
    use parquet::{
        arrow::ArrowWriter,
        basic::{Compression, ZstdLevel},
        file::properties::WriterProperties,
    };

    use super::*;

    /// A few bytes may stand for labels without number, or for texts without end.
    #[test]
    fn labels_that_grow_beyond_measure_are_refused() {
        let schema = schema();
        let text = "x".repeat(100_000);
        for (rows, kind) in [(60_000, "null"), (1_000, text.as_str())] {
            let folder = tempfile::tempdir().unwrap();
            let columns = schema.fields().iter().map(|field| match field.name().as_str() {
                "kind" => Arc::new(StringArray::from_iter_values(std::iter::repeat_n(kind, rows))) as ArrayRef,
                _ => new_null_array(field.data_type(), rows),
            });
            let batch = RecordBatch::try_new(Arc::clone(&schema), columns.collect()).unwrap();
            let file = File::create(folder.path().join(LABELS)).unwrap();
            let zstd = Compression::ZSTD(ZstdLevel::default());
            let properties = WriterProperties::builder().set_compression(zstd).build();
            let mut writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties)).unwrap();
            writer.write(&batch).unwrap();
            writer.close().unwrap();
            let error = StoredLabels::open(folder.path()).unwrap_err();
            assert!(error.to_string().contains("than so many bytes can hold"), "{error}");
        }
    }
}
