//! The columns of a Delta table's files: the columns as of a version, with the type that the table has for instants.

use std::sync::Arc;

use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{ArrayRef, RecordBatch, cast::AsArray, new_null_array};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use retailgen_schema::TableDefinition;

use super::DeltaTimestamps;
use crate::SinkError;

/// The zone of the instants of [`DeltaTimestamps::Utc`].
const UTC: &str = "UTC";

/// The schema of a data file that version `version` of a table brings.
#[must_use]
pub fn file_schema(definition: &TableDefinition, version: u32, timestamps: DeltaTimestamps) -> SchemaRef {
    let schema = definition.schema_at(version);
    match timestamps {
        DeltaTimestamps::Ntz => schema,
        DeltaTimestamps::Utc => {
            let fields = schema.fields().iter().map(|field| match field.data_type() {
                DataType::Timestamp(TimeUnit::Microsecond, None) => {
                    let zoned = DataType::Timestamp(TimeUnit::Microsecond, Some(UTC.into()));
                    Arc::new(Field::new(field.name(), zoned, field.is_nullable()))
                }
                _ => Arc::clone(field),
            });
            Arc::new(Schema::new(fields.collect::<Vec<_>>()))
        }
    }
}

/// Rows of a table as a file of `schema` holds them.
pub(super) fn file_rows(table: &str, rows: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, SinkError> {
    converted(table, rows, schema, |_| None)
}

/// Rows of a data file as the table's latest version shows them: columns that came later are null, and instants have the
/// type of the table's Arrow schema.
///
/// # Errors
/// [`SinkError::SchemaMismatch`] where a column of the table has another type in the file.
pub fn table_rows(definition: &TableDefinition, rows: &RecordBatch) -> Result<RecordBatch, SinkError> {
    let absent = |field: &Field| Some(new_null_array(field.data_type(), rows.num_rows()));
    converted(definition.name, rows, &definition.schema(), absent)
}

/// The columns of `schema`, taken from `rows`; `absent` stands in for one that is not there.
fn converted(
    table: &str,
    rows: &RecordBatch,
    schema: &SchemaRef,
    absent: impl Fn(&Field) -> Option<ArrayRef>,
) -> Result<RecordBatch, SinkError> {
    let mismatch = || SinkError::schema_mismatch(table, schema, rows.schema_ref());
    let columns = schema.fields().iter().map(|field| {
        let Some(column) = rows.column_by_name(field.name()) else { return absent(field).ok_or_else(mismatch) };
        match (column.data_type(), field.data_type()) {
            (found, wanted) if found == wanted => Ok(Arc::clone(column)),
            (DataType::Timestamp(TimeUnit::Microsecond, _), DataType::Timestamp(TimeUnit::Microsecond, zone)) => {
                let instants = column.as_primitive::<TimestampMicrosecondType>().clone();
                Ok(Arc::new(instants.with_timezone_opt(zone.clone())) as ArrayRef)
            }
            _ => Err(mismatch()),
        }
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    RecordBatch::try_new(Arc::clone(schema), columns).map_err(|_| mismatch())
}
