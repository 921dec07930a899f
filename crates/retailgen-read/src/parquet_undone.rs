//! A Parquet file that is laid out otherwise, read as the table that it stands for.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, Decimal128Array, Int32Array, PrimitiveArray, RecordBatch, StringArray,
    TimestampMicrosecondArray,
    cast::AsArray,
    types::{Float64Type, Int64Type, TimestampNanosecondType},
};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use bytes::Bytes;
use parquet::errors::ParquetError;

use crate::{ParquetFault, UntrustedFile, arrow_text::push_cell, csv_text::csv_record};

/// What is to be undone in a Parquet file.
///
/// ```
/// use retailgen_read::{ParquetFault, ParquetUndoing};
///
/// let mut undoing = ParquetUndoing::default();
/// undoing.add(ParquetFault::End { at: 812, gone: b"PAR1".to_vec() });
/// assert_ne!(undoing, ParquetUndoing::default());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParquetUndoing {
    /// Where the file ends, and what came behind.
    end: Option<(u64, Bytes)>,
    /// Columns with the types that they had and have.
    retyped: Vec<(String, DataType, DataType)>,
    nulls: Vec<NullColumn>,
}

/// A column that is null.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NullColumn {
    name: String,
    /// The fields that were there, a line each, and how far they have been put back.
    fields: Vec<u8>,
    at: usize,
}

impl ParquetUndoing {
    /// Adds a fault. Of a column that is null, the rows come below those that were added before.
    pub fn add(&mut self, fault: ParquetFault) {
        match fault {
            ParquetFault::End { at, gone } => self.end = Some((at, gone.into())),
            ParquetFault::Retyped { name, was, is } => self.retyped.push((name, was, is)),
            ParquetFault::NullColumn { name, fields } => match self.nulls.iter_mut().find(|null| null.name == name) {
                Some(null) => null.fields.extend(fields),
                None => self.nulls.push(NullColumn { name, fields, at: 0 }),
            },
        }
    }

    /// The file with its end.
    ///
    /// # Errors
    /// That the file does not end where the label of its end says.
    pub fn whole(&self, file: UntrustedFile) -> Result<UntrustedFile, ParquetError> {
        match &self.end {
            Some((at, gone)) => file.with_end(*at, gone.clone()),
            None => Ok(file),
        }
    }

    /// The columns of a file as they were.
    ///
    /// # Errors
    /// That a column is not there, or not of the type that its label says.
    pub fn schema(&self, found: &SchemaRef) -> Result<SchemaRef, ArrowError> {
        if self.retyped.is_empty() {
            return Ok(Arc::clone(found));
        }
        if let Some((name, _, is)) = self
            .retyped
            .iter()
            .find(|(name, _, is)| found.field_with_name(name).is_ok_and(|field| field.data_type() != is))
        {
            return Err(ArrowError::SchemaError(format!("its column {name} is no {is}, as its label says")));
        }
        let field = |field: &Arc<Field>| match self.retyped.iter().find(|(name, ..)| name == field.name()) {
            Some((name, was, _)) => Arc::new(Field::new(name, was.clone(), field.is_nullable())),
            None => Arc::clone(field),
        };
        Ok(Arc::new(Schema::new(found.fields().iter().map(field).collect::<Vec<_>>())))
    }

    /// The next rows as they were. Columns that are not read are passed over.
    ///
    /// # Errors
    /// That a column is not as its label says.
    pub(crate) fn rows(&mut self, batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
        if self.retyped.is_empty() && self.nulls.is_empty() {
            return Ok(batch);
        }
        let schema = self.schema(batch.schema_ref())?;
        let mut columns = batch.columns().to_vec();
        for (name, was, is) in &self.retyped {
            if let Some((place, _)) = schema.column_with_name(name) {
                columns[place] = typed_back(name, &columns[place], was, is)?;
            }
        }
        for null in &mut self.nulls {
            if let Some((place, field)) = schema.column_with_name(&null.name) {
                columns[place] = null.filled(&columns[place], field.data_type())?;
            }
        }
        RecordBatch::try_new(schema, columns)
    }

    /// Makes sure, at the end of the rows, that none is lacking that a label has.
    ///
    /// # Errors
    /// That the labels of a column have more rows than the file.
    pub(crate) fn finish(&self) -> Result<(), ArrowError> {
        match self.nulls.iter().find(|null| null.at > 0 && null.at < null.fields.len()) {
            Some(null) => Err(refused(&null.name, "has fewer rows than its labels")),
            None => Ok(()),
        }
    }
}

impl NullColumn {
    /// The next of the fields that were there.
    fn filled(&mut self, found: &ArrayRef, data_type: &DataType) -> Result<ArrayRef, ArrowError> {
        if found.null_count() < found.len() {
            return Err(refused(&self.name, "has values, and its label says that they are gone"));
        }
        let mut texts: Vec<Option<String>> = Vec::with_capacity(found.len());
        for _ in 0..found.len() {
            let rest = &self.fields[self.at..];
            let length = csv_record(rest).ok_or_else(|| refused(&self.name, "has more rows than its labels"))?;
            self.at += length;
            texts.push(cell(&rest[..length - 1]));
        }
        let texts: ArrayRef = Arc::new(StringArray::from(texts));
        cast_with_options(&texts, data_type, &CastOptions { safe: false, ..CastOptions::default() })
    }
}

/// The text of a field of CSV; none for null.
fn cell(field: &[u8]) -> Option<String> {
    let quoted = field.strip_prefix(b"\"").and_then(|field| field.strip_suffix(b"\""));
    let text = String::from_utf8_lossy(quoted.unwrap_or(field));
    match quoted {
        Some(_) => Some(text.replace("\"\"", "\"")),
        None => (!text.is_empty()).then(|| text.into_owned()),
    }
}

/// A column in the type that it had. Each value must be the one that the other type makes of what comes out.
fn typed_back(name: &str, column: &ArrayRef, was: &DataType, is: &DataType) -> Result<ArrayRef, ArrowError> {
    let odd = || refused(name, &format!("has a value that is of no {was}"));
    Ok(match (is, was) {
        (DataType::Utf8, _) => of_text(column.as_string(), was)?.ok_or_else(odd)?,
        (DataType::Float64, DataType::Decimal128(precision, scale)) => {
            let unit = 10_i64.pow(u32::from(scale.unsigned_abs())) as f64;
            let back = |value: f64| {
                let whole = (value * unit).round();
                (whole.abs() < EXACT && (whole / unit).to_bits() == value.to_bits()).then_some(whole as i128)
            };
            let values: Decimal128Array = each::<Float64Type, _>(column, back).ok_or_else(odd)?;
            Arc::new(values.with_precision_and_scale(*precision, *scale)?)
        }
        (DataType::Float64, DataType::Int32) => {
            let back = |value: f64| Some(value as i32).filter(|whole| f64::from(*whole).to_bits() == value.to_bits());
            let values: Int32Array = each::<Float64Type, _>(column, back).ok_or_else(odd)?;
            Arc::new(values)
        }
        (DataType::Int64, DataType::Int32) => {
            let values: Int32Array = each::<Int64Type, _>(column, |value| i32::try_from(value).ok()).ok_or_else(odd)?;
            Arc::new(values)
        }
        (DataType::Timestamp(TimeUnit::Nanosecond, None), DataType::Timestamp(TimeUnit::Microsecond, None)) => {
            let back = |nanos: i64| (nanos % 1_000 == 0).then_some(nanos / 1_000);
            let values: TimestampMicrosecondArray = each::<TimestampNanosecondType, _>(column, back).ok_or_else(odd)?;
            Arc::new(values)
        }
        _ => return Err(refused(name, &format!("is {is}, from which no {was} can be had back"))),
    })
}

/// Whole numbers below this are floats.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Each value but null as it was; none where one cannot have been.
fn each<T: ArrowPrimitiveType, U: ArrowPrimitiveType>(
    column: &ArrayRef,
    back: impl Fn(T::Native) -> Option<U::Native>,
) -> Option<PrimitiveArray<U>> {
    let value = |value: Option<T::Native>| value.map_or(Some(None), |value| back(value).map(Some));
    let values: Option<Vec<Option<U::Native>>> = column.as_primitive::<T>().iter().map(value).collect();
    Some(values?.into_iter().collect::<PrimitiveArray<U>>())
}

/// Texts as values of a type; none where one is not as CSV has the value.
fn of_text(texts: &StringArray, data_type: &DataType) -> Result<Option<ArrayRef>, ArrowError> {
    let strictly = CastOptions { safe: false, ..CastOptions::default() };
    let values = cast_with_options(texts, data_type, &strictly)?;
    let mut text = String::new();
    let is_same = |row: usize| {
        text.clear();
        push_cell(&values, row, &mut text) == texts.is_valid(row) && (texts.is_null(row) || texts.value(row) == text)
    };
    let is_whole = (0..texts.len()).all(is_same);
    Ok(is_whole.then_some(values))
}

fn refused(name: &str, what: &str) -> ArrowError {
    ArrowError::SchemaError(format!("its column {name} {what}"))
}

#[cfg(test)]
mod tests {
    use arrow_array::{Float64Array, Int64Array, TimestampNanosecondArray};

    use super::*;

    const MICROS: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);
    const NANOS: DataType = DataType::Timestamp(TimeUnit::Nanosecond, None);

    fn undone(undoing: &mut ParquetUndoing, column: ArrayRef) -> Result<Vec<String>, String> {
        let batch = RecordBatch::try_from_iter([("a", column)]).unwrap();
        let rows = undoing.rows(batch).map_err(|error| error.to_string())?;
        let mut text = String::new();
        let shown = |row| {
            text.clear();
            if push_cell(rows.column(0), row, &mut text) { text.clone() } else { "null".to_owned() }
        };
        Ok((0..rows.num_rows()).map(shown).collect())
    }

    fn retyped(was: DataType, is: DataType, column: ArrayRef) -> Result<Vec<String>, String> {
        let mut undoing = ParquetUndoing::default();
        undoing.add(ParquetFault::Retyped { name: "a".to_owned(), was, is });
        undone(&mut undoing, column)
    }

    #[test]
    fn values_come_back_from_each_other_type() {
        let floats = |values: Vec<Option<f64>>| Arc::new(Float64Array::from(values)) as ArrayRef;
        let texts = |values: Vec<Option<&str>>| Arc::new(StringArray::from(values)) as ArrayRef;
        let decimal = DataType::Decimal128(12, 2);
        let found = retyped(decimal.clone(), DataType::Float64, floats(vec![Some(9.95), None, Some(-0.01)]));
        assert_eq!(found.unwrap(), ["9.95", "null", "-0.01"]);
        assert!(retyped(decimal.clone(), DataType::Float64, floats(vec![Some(9.951)])).is_err());
        assert_eq!(retyped(DataType::Int32, DataType::Float64, floats(vec![Some(7.0), None])).unwrap(), ["7", "null"]);
        for odd in [7.5, 3e9, f64::NAN] {
            assert!(retyped(DataType::Int32, DataType::Float64, floats(vec![Some(odd)])).is_err());
        }
        let longs = |values: Vec<i64>| Arc::new(Int64Array::from(values)) as ArrayRef;
        assert_eq!(retyped(DataType::Int32, DataType::Int64, longs(vec![-7])).unwrap(), ["-7"]);
        assert!(retyped(DataType::Int32, DataType::Int64, longs(vec![1 << 31])).is_err());
        let nanos = |nanos: i64| Arc::new(TimestampNanosecondArray::from(vec![Some(nanos), None])) as ArrayRef;
        let found = retyped(MICROS, NANOS, nanos(1_500_000_001_000)).unwrap();
        assert_eq!(found, ["1970-01-01T00:25:00.000001", "null"]);
        assert!(retyped(MICROS, NANOS, nanos(1_001)).is_err());
        for (was, right, wrong) in [
            (decimal, "9.95", "9.950"),
            (DataType::Int64, "42", "042"),
            (DataType::Boolean, "true", "t"),
            (DataType::Date32, "2024-02-29", "2024-02-30"),
            (MICROS, "2024-03-31T09:30:00.000000", "2024-03-31T09:30:00"),
        ] {
            assert_eq!(retyped(was.clone(), DataType::Utf8, texts(vec![Some(right), None])).unwrap(), [right, "null"]);
            assert!(retyped(was.clone(), DataType::Utf8, texts(vec![Some(wrong)])).is_err(), "{wrong}");
            assert!(retyped(was, NANOS, texts(vec![Some(right)])).is_err(), "it is of another type");
        }
    }

    #[test]
    fn what_is_gone_comes_from_the_labels_block_by_block() {
        let null = |fields: &str| ParquetFault::NullColumn { name: "a".to_owned(), fields: fields.into() };
        let texts = |values: Vec<Option<&str>>| Arc::new(StringArray::from(values)) as ArrayRef;
        let mut undoing = ParquetUndoing::default();
        undoing.add(null("DHL\n\"a, \"\"b\"\"\"\n"));
        undoing.add(null("\"\"\n\n"));
        assert_eq!(undone(&mut undoing, texts(vec![None; 3])).unwrap(), ["DHL", "a, \"b\"", ""]);
        assert!(undoing.finish().is_err(), "a row is lacking");
        assert!(undone(&mut undoing.clone(), texts(vec![Some("x")])).is_err(), "it has a value");
        assert_eq!(undone(&mut undoing, texts(vec![None])).unwrap(), ["null"]);
        assert!(undoing.finish().is_ok());
        assert!(undone(&mut undoing, texts(vec![None])).is_err(), "it has more rows");
    }
}
