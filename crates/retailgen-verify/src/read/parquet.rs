//! The rows of a Parquet file, as the CSV text of their values; of documents, as their lines.

use std::{
    fmt::Display,
    path::{Path, PathBuf},
};

use arrow_array::cast::AsArray;
use arrow_schema::{Schema, SchemaRef};
use retailgen_folder::FileDigest;
use retailgen_read::{ParquetUndoing, UntrustedBatches, UntrustedFile, open_parquet};
use retailgen_schema::TableDefinition;
use retailgen_sinks::csv::CsvEncoder;
#[cfg(feature = "delta")]
use retailgen_sinks::delta::{DeltaTimestamps, file_schema, table_rows};
use retailgen_truth::Expansion;

#[cfg(feature = "delta")]
use super::DeltaForm;
use super::{ReadError, Source, digest};

/// Rows read at a time.
const BATCH: usize = 8 * 1024;

/// A Parquet file being read.
pub(super) struct ParquetRows {
    path: PathBuf,
    reader: UntrustedBatches,
    encoder: CsvEncoder,
    is_documents: bool,
    /// The table, where rows have yet to take the columns of its latest version.
    #[cfg(feature = "delta")]
    evolving: Option<&'static TableDefinition>,
}

impl ParquetRows {
    /// Opens it; it must have the schema of the table.
    pub fn open(path: &Path, definition: &'static TableDefinition, undoing: ParquetUndoing) -> Result<Self, ReadError> {
        Self::open_any(path, definition, &[definition.schema()], undoing)
    }

    /// Opens a data file of a Delta table; it must have the schema of its form, or of any form where the form is not known.
    #[cfg(feature = "delta")]
    pub fn open_delta(
        path: &Path,
        definition: &'static TableDefinition,
        form: Option<DeltaForm>,
    ) -> Result<Self, ReadError> {
        let latest = definition.columns.iter().map(|column| column.since_version).max().unwrap_or_default();
        let any = (0..=latest).rev().flat_map(|version| {
            DeltaTimestamps::ALL.into_iter().map(move |timestamps| DeltaForm { version, timestamps })
        });
        let forms: Vec<DeltaForm> = form.map_or_else(|| any.collect(), |form| vec![form]);
        let schemas: Vec<SchemaRef> =
            forms.iter().map(|form| file_schema(definition, form.version, form.timestamps)).collect();
        Ok(Self {
            evolving: Some(definition),
            ..Self::open_any(path, definition, &schemas, ParquetUndoing::default())?
        })
    }

    /// Opens it; its schema must be one of these.
    fn open_any(
        path: &Path,
        definition: &'static TableDefinition,
        schemas: &[SchemaRef],
        undoing: ParquetUndoing,
    ) -> Result<Self, ReadError> {
        let file = UntrustedFile::new(ReadError::open(path)?).map_err(ReadError::io(path))?;
        let broken = |error: parquet::errors::ParquetError| ReadError::broken(path, &error);
        let file = undoing.whole(file).map_err(broken)?;
        let builder = open_parquet(file.clone()).map_err(broken)?;
        let found = undoing.schema(builder.schema()).map_err(|error| ReadError::broken(path, &error))?;
        if schemas.iter().all(|schema| schema.fields() != found.fields()) {
            let expected = schemas.first().map(|schema| columns(schema)).unwrap_or_default();
            return Err(ReadError::Columns { expected, found: columns(&found) });
        }
        let batch = Expansion::of(&file, builder.metadata()).map_err(broken)?.rows_at_a_time(BATCH);
        let reader = UntrustedBatches::undone(builder.with_batch_size(batch), undoing).map_err(broken)?;
        let encoder = CsvEncoder::new(definition);
        Ok(Self {
            path: path.to_path_buf(),
            reader,
            encoder,
            is_documents: definition.document.is_some(),
            #[cfg(feature = "delta")]
            evolving: None,
        })
    }
}

impl Source for ParquetRows {
    fn fill(&mut self, text: &mut Vec<u8>) -> Result<(), ReadError> {
        let broken = |error: &dyn Display| ReadError::broken(&self.path, error);
        match self.reader.next() {
            Some(Ok(batch)) => {
                #[cfg(feature = "delta")]
                let batch = match self.evolving {
                    Some(definition) => table_rows(definition, &batch).map_err(|error| broken(&error))?,
                    None => batch,
                };
                if self.is_documents {
                    for line in batch.column(0).as_string::<i32>() {
                        text.extend_from_slice(line.unwrap_or_default().as_bytes());
                        text.push(b'\n');
                    }
                    return Ok(());
                }
                self.encoder.encode(&batch, text).map_err(|error| broken(&error))
            }
            Some(Err(error)) => Err(broken(&error)),
            None => Ok(()),
        }
    }

    fn digest(self: Box<Self>) -> Result<FileDigest, ReadError> {
        digest(&self.path)
    }
}

/// The columns of a schema with their types.
fn columns(schema: &Schema) -> String {
    let column = |field: &arrow_schema::FieldRef| {
        let required = if field.is_nullable() { "" } else { " not null" };
        format!("{} {}{required}", field.name(), field.data_type())
    };
    schema.fields().iter().map(column).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use arrow_array::RecordBatch;
    use parquet::arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder};
    use retailgen_schema::{
        Decimal, Table, TimestampMicros,
        shipments::{ShipmentsBuilder, ShipmentsRow},
    };

    use super::super::Records;
    use retailgen_read::Undoing;

    use super::*;

    fn shipments() -> RecordBatch {
        let mut builder = ShipmentsBuilder::with_capacity(2);
        let first = ShipmentsRow {
            shipment_id: 8,
            order_id: 1,
            carrier: "Say \"DHL\", please",
            shipped_at: TimestampMicros(1_709_266_509_120_000),
            delivered_at: None,
            ship_cost: Decimal(995),
        };
        builder.push(&first);
        builder.push(&ShipmentsRow { shipment_id: 9, carrier: "", delivered_at: Some(TimestampMicros(0)), ..first });
        builder.finish()
    }

    fn write(path: &Path, batch: &RecordBatch) {
        let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
        writer.write(batch).unwrap();
        writer.close().unwrap();
    }

    #[test]
    fn rows_are_the_text_of_their_values() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shipments.parquet");
        write(&path, &shipments());
        let mut records = Records::open(&path, Table::Shipments.definition(), None, Undoing::default()).unwrap();
        let mut rows = Vec::new();
        while let Some(record) = records.next().unwrap() {
            assert_eq!(record.line, None);
            rows.push(String::from_utf8(record.text.to_vec()).unwrap());
        }
        assert_eq!(
            rows,
            [
                "8,1,\"Say \"\"DHL\"\", please\",2024-03-01T04:15:09.120000,,9.95\n",
                "9,1,\"\",2024-03-01T04:15:09.120000,1970-01-01T00:00:00.000000,9.95\n"
            ]
        );
        assert_eq!(records.digest().unwrap().bytes, std::fs::metadata(&path).unwrap().len());
    }

    /// A value that is said once and meant in every row takes 3 kB in the file, and would take 3 GB in a batch of rows.
    #[test]
    fn values_that_stand_for_many_are_read_a_few_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shipments.parquet");
        let mut builder = ShipmentsBuilder::with_capacity(BATCH);
        let carrier = "x".repeat(900_000);
        for _ in 0..200 {
            builder.push(&ShipmentsRow { carrier: &carrier, ..ShipmentsRow::EXAMPLE });
        }
        write(&path, &builder.finish());
        let file = UntrustedFile::new(File::open(&path).unwrap()).unwrap();
        let metadata = ParquetRecordBatchReaderBuilder::try_new(file.clone()).unwrap().metadata().clone();
        let expansion = Expansion::of(&file, &metadata).unwrap();
        assert!((900_000..901_000).contains(&expansion.row), "{expansion:?}");
        assert!(expansion.all > 200 * 900_000);
        let mut rows = ParquetRows::open(&path, Table::Shipments.definition(), ParquetUndoing::default()).unwrap();
        let mut text = Vec::new();
        rows.fill(&mut text).unwrap();
        assert!((60 << 20..70 << 20).contains(&text.len()), "{}", text.len());
    }

    #[test]
    fn other_columns_and_other_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shipments.parquet");
        let narrow = shipments().project(&[0, 1]).unwrap();
        write(&path, &narrow);
        assert!(matches!(
            ParquetRows::open(&path, Table::Shipments.definition(), ParquetUndoing::default()),
            Err(ReadError::Columns { .. })
        ));
        std::fs::write(&path, "shipment_id,order_id\n").unwrap();
        assert!(matches!(
            ParquetRows::open(&path, Table::Shipments.definition(), ParquetUndoing::default()),
            Err(ReadError::Broken(_))
        ));
    }
}
