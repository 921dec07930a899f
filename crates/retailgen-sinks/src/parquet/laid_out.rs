//! Rows of a Parquet file that has a column of another type, or one of nulls.

use std::{path::Path, sync::Arc};

use arrow_array::{
    Array, ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, TimestampNanosecondArray,
    cast::AsArray,
    new_null_array,
    types::{Decimal128Type, Int32Type, TimestampMicrosecondType},
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use retailgen_text::{ColumnForm, TypedFault, cell_text};

use super::parquet_error;
use crate::SinkError;

/// How the rows of a file are laid out otherwise.
#[derive(Debug)]
pub struct LaidOut {
    table: String,
    /// The columns as the table has them, and as the file has them.
    schemas: [SchemaRef; 2],
    faults: Vec<TypedFault>,
}

impl LaidOut {
    /// The file of a table; none where its rows are as they should be.
    pub fn new(table: &str, schema: &SchemaRef, faults: &[TypedFault]) -> Option<Self> {
        let faults: Vec<TypedFault> = faults.iter().copied().filter(|fault| fault.spoiled_column().is_some()).collect();
        let field = |field: &Arc<Field>| {
            let form = faults.iter().find_map(|fault| match fault {
                TypedFault::Retyped { name, form } if field.name() == name => Some(form),
                _ => None,
            });
            form.map_or_else(|| Arc::clone(field), |form| Arc::new(Field::new(field.name(), data_type(*form), true)))
        };
        let of_file = Arc::new(Schema::new(schema.fields().iter().map(field).collect::<Vec<_>>()));
        let schemas = [Arc::clone(schema), of_file];
        (!faults.is_empty()).then(|| Self { table: table.to_owned(), schemas, faults })
    }

    /// The columns of the file.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schemas[1])
    }

    /// Rows of the table as the file has them.
    ///
    /// # Errors
    /// That the rows are of another table, or that a value is beyond the other type.
    pub fn rows(&self, path: &Path, batch: &RecordBatch) -> Result<RecordBatch, SinkError> {
        let failed = |error: ArrowError| parquet_error(path, error.into());
        let [of_table, of_file] = &self.schemas;
        if of_table.fields() != batch.schema_ref().fields() {
            return Err(SinkError::schema_mismatch(&self.table, of_table, batch.schema_ref()));
        }
        let mut columns = batch.columns().to_vec();
        for (column, field) in columns.iter_mut().zip(of_file.fields()) {
            for fault in self.faults.iter().filter(|fault| fault.spoiled_column() == Some(field.name())) {
                *column = match fault {
                    TypedFault::Retyped { form, .. } => retyped(column, *form).map_err(failed)?,
                    _ => new_null_array(column.data_type(), column.len()),
                };
            }
        }
        RecordBatch::try_new(Arc::clone(of_file), columns).map_err(failed)
    }
}

fn data_type(form: ColumnForm) -> DataType {
    match form {
        ColumnForm::Text => DataType::Utf8,
        ColumnForm::Double => DataType::Float64,
        ColumnForm::Long => DataType::Int64,
        ColumnForm::Nanoseconds => DataType::Timestamp(TimeUnit::Nanosecond, None),
    }
}

/// A column in another type.
fn retyped(column: &ArrayRef, form: ColumnForm) -> Result<ArrayRef, ArrowError> {
    let other = |form: ColumnForm| ArrowError::CastError(format!("{} as {form}", column.data_type()));
    Ok(match (form, column.data_type()) {
        (ColumnForm::Text, _) => {
            let text = |row| cell_text(column, row).map_err(|_| other(form));
            Arc::new((0..column.len()).map(text).collect::<Result<StringArray, ArrowError>>()?)
        }
        (ColumnForm::Double, DataType::Decimal128(_, scale)) => {
            let (values, unit) =
                (column.as_primitive::<Decimal128Type>(), 10_i64.pow(u32::from(scale.unsigned_abs())) as f64);
            // Whole numbers below 2^53 and powers of ten below 10^22 are floats, and a quotient of two is the nearest float.
            Arc::new(values.iter().map(|value| value.map(|value| value as f64 / unit)).collect::<Float64Array>())
        }
        (ColumnForm::Double, DataType::Int32) => {
            let values = column.as_primitive::<Int32Type>();
            Arc::new(values.iter().map(|value| value.map(f64::from)).collect::<Float64Array>())
        }
        (ColumnForm::Long, DataType::Int32) => {
            let values = column.as_primitive::<Int32Type>();
            Arc::new(values.iter().map(|value| value.map(i64::from)).collect::<Int64Array>())
        }
        (ColumnForm::Nanoseconds, DataType::Timestamp(TimeUnit::Microsecond, None)) => {
            let nanos = |micros: i64| micros.checked_mul(1_000).ok_or_else(|| other(form));
            let values = column.as_primitive::<TimestampMicrosecondType>();
            let values = values.iter().map(|micros| micros.map(nanos).transpose());
            Arc::new(values.collect::<Result<TimestampNanosecondArray, ArrowError>>()?)
        }
        _ => return Err(other(form)),
    })
}
