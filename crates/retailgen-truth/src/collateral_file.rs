//! `collateral.parquet`: one row for each sound row or cell that a fault drags along, by the number of its label.

use std::{
    iter::Peekable,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    vec,
};

use arrow_array::{
    Array, ArrayRef, Int64Array, RecordBatch, StringArray,
    builder::{Int64Builder, StringBuilder},
    cast::AsArray,
    types::Int64Type,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::{arrow::ArrowWriter, schema::types::ColumnPath};
use retailgen_folder::{FileDigest, FolderError, PendingFile};
use retailgen_read::{UntrustedBatches, UntrustedFile, open_parquet};
use retailgen_schema::Table;

use crate::{
    Collateral, Consequence, TruthError, columns::LABEL_ID, expansion::believable_rows, labels_file::properties,
};

/// The name of the file.
pub const COLLATERAL: &str = "collateral.parquet";

/// Rows handed to the Parquet writer at a time, and read at a time.
const BATCH: usize = 4 * 1024;

/// The text columns behind the number of the label.
const TEXTS: [&str; 4] = ["table", "key", "column", "why"];

fn schema() -> SchemaRef {
    let texts = TEXTS.map(|name| Field::new(name, DataType::Utf8, true));
    let fields = [Field::new(LABEL_ID, DataType::Int64, true)].into_iter().chain(texts);
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// What the text columns hold.
pub(crate) fn texts(collateral: &Collateral) -> [Option<&str>; 4] {
    let Collateral { table, key, column, why } = collateral;
    [Some(table.name()), Some(key), *column, Some(why.name())]
}

/// The collateral that the text columns say; none where no collateral can say so.
pub(crate) fn of_texts([table, key, column, why]: [Option<&str>; 4]) -> Option<Collateral> {
    let table = Table::from_str(table?).ok()?;
    let named = |name: &str| table.definition().cells.iter().map(|cell| cell.name).find(|known| *known == name);
    let column = match column {
        Some(name) => Some(named(name)?),
        None => None,
    };
    let why = Consequence::ALL.into_iter().find(|known| Some(known.name()) == why)?;
    Some(Collateral { table, key: key?.to_owned(), column, why })
}

/// `collateral.parquet` being written.
pub(crate) struct CollateralFile {
    path: PathBuf,
    writer: ArrowWriter<PendingFile>,
    ids: Int64Builder,
    texts: [StringBuilder; 4],
    waiting: usize,
    rows: u64,
}

impl CollateralFile {
    /// Starts the file.
    pub fn new(file: PendingFile) -> Result<Self, TruthError> {
        let path = file.path().to_path_buf();
        let properties = properties().set_column_dictionary_enabled(ColumnPath::from("key"), false).build();
        let writer = ArrowWriter::try_new(file, schema(), Some(properties)).map_err(TruthError::parquet(&path))?;
        Ok(Self { path, writer, ids: Int64Builder::new(), texts: Default::default(), waiting: 0, rows: 0 })
    }

    /// Appends what the label of a number drags along.
    pub fn push(&mut self, label_id: u64, all: &[Collateral]) -> Result<(), TruthError> {
        for collateral in all {
            self.ids.append_value(label_id as i64);
            for (column, text) in self.texts.iter_mut().zip(texts(collateral)) {
                column.append_option(text);
            }
            self.rows += 1;
            self.waiting += 1;
            if self.waiting == BATCH {
                self.write_batch()?;
            }
        }
        Ok(())
    }

    fn write_batch(&mut self) -> Result<(), TruthError> {
        self.waiting = 0;
        let ids: ArrayRef = Arc::new(self.ids.finish());
        let texts = self.texts.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef);
        let batch = RecordBatch::try_new(schema(), [ids].into_iter().chain(texts).collect());
        let written = batch.map_err(Into::into).and_then(|batch| self.writer.write(&batch));
        written.map_err(TruthError::parquet(&self.path))
    }

    /// Gives the file its name; returns the number of its rows as well.
    pub fn commit(mut self) -> Result<(FileDigest, u64), TruthError> {
        if self.waiting > 0 {
            self.write_batch()?;
        }
        let file = self.writer.into_inner().map_err(TruthError::parquet(&self.path))?;
        Ok((file.commit()?, self.rows))
    }
}

/// A row read back: the number of the label, and what it drags along, or else the text that says nothing of the kind.
type Row = (u64, Result<Collateral, String>);

/// The rows of `collateral.parquet`, handed out label by label.
pub(crate) struct StoredCollateral {
    path: PathBuf,
    /// None where the truth has no such file, as before dataset version 8.
    reader: Option<UntrustedBatches>,
    batch: Peekable<vec::IntoIter<Row>>,
}

impl StoredCollateral {
    /// Opens the file of a truth folder.
    pub fn open(truth: &Path) -> Result<Self, TruthError> {
        let path = truth.join(COLLATERAL);
        let reader = match TruthError::open(&path) {
            Ok(file) => Some(Self::reader(file, &path)?),
            Err(TruthError::Folder(FolderError::Io { source, .. }))
                if source.kind() == std::io::ErrorKind::NotFound =>
            {
                None
            }
            Err(error) => return Err(error),
        };
        Ok(Self { path, reader, batch: Vec::new().into_iter().peekable() })
    }

    /// Reads a file that has been put aside; the path is for messages.
    pub fn of_file((path, file): (PathBuf, std::fs::File)) -> Result<Self, TruthError> {
        let reader = Some(Self::reader(file, &path)?);
        Ok(Self { path, reader, batch: Vec::new().into_iter().peekable() })
    }

    fn reader(file: std::fs::File, path: &Path) -> Result<UntrustedBatches, TruthError> {
        let file = UntrustedFile::new(file).map_err(TruthError::io("read", path))?;
        let builder = open_parquet(file.clone()).map_err(TruthError::unreadable(path))?;
        if builder.schema().fields() != schema().fields() {
            return Err(TruthError::unreadable(path)("its columns are not the columns of collateral"));
        }
        let (_, batch) = believable_rows(&file, builder.metadata(), BATCH).map_err(TruthError::unreadable(path))?;
        UntrustedBatches::of(builder.with_batch_size(batch)).map_err(TruthError::unreadable(path))
    }

    /// What comes for the label of this number. Numbers rise; what was left of a smaller one belongs to no label.
    pub fn take(&mut self, label_id: u64) -> Result<Vec<Result<Collateral, String>>, TruthError> {
        let mut taken = Vec::new();
        while self.peek()?.is_some_and(|(id, _)| *id <= label_id) {
            taken.extend(self.batch.next().map(
                |(id, row)| {
                    if id == label_id { row } else { Err(format!("of label {id}")) }
                },
            ));
        }
        Ok(taken)
    }

    /// Makes sure that nothing is left when all labels have gone by.
    pub fn end(&mut self) -> Result<(), TruthError> {
        match self.peek()? {
            Some(_) => {
                self.reader = None;
                self.batch = Vec::new().into_iter().peekable();
                Err(TruthError::unreadable(&self.path)(
                    "it has rows of no label, or not in the order of labels.parquet",
                ))
            }
            None => Ok(()),
        }
    }

    fn peek(&mut self) -> Result<Option<&Row>, TruthError> {
        while self.batch.peek().is_none() {
            let Some(batch) = self.reader.as_mut().and_then(Iterator::next) else { return Ok(None) };
            self.batch = rows(&batch.map_err(TruthError::unreadable(&self.path))?).into_iter().peekable();
        }
        Ok(self.batch.peek())
    }
}

fn rows(batch: &RecordBatch) -> Vec<Row> {
    let ids: &Int64Array = batch.column(0).as_primitive::<Int64Type>();
    let texts: [&StringArray; 4] = [1, 2, 3, 4].map(|column| batch.column(column).as_string());
    let row = |row: usize| {
        // A number that counts nothing is the number of no label.
        let id = ids.is_valid(row).then(|| u64::try_from(ids.value(row)).ok()).flatten().unwrap_or(u64::MAX);
        let texts = texts.map(|column| column.is_valid(row).then(|| column.value(row)));
        (id, of_texts(texts).ok_or_else(|| texts.map(Option::unwrap_or_default).join(",")))
    };
    (0..batch.num_rows()).map(row).collect()
}
