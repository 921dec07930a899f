//! Rows with a column of every type that the tables have, as what the formats are tried on.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int32Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// A row; any of its cells may be null.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub int32: Option<i32>,
    pub int64: Option<i64>,
    pub float64: Option<f64>,
    pub utf8: Option<String>,
    pub other: Option<String>,
    pub bool: Option<bool>,
    pub date: Option<i32>,
    pub timestamp: Option<i64>,
    pub price: Option<i128>,
    pub rate: Option<i128>,
}

/// The schema of the rows, with the precision and the scale of their decimals.
pub fn schema(price: (u8, i8), rate: (u8, i8)) -> SchemaRef {
    let field = |name: &str, data_type| Field::new(name, data_type, true);
    Arc::new(Schema::new(vec![
        field("int32", DataType::Int32),
        field("int64", DataType::Int64),
        field("float64", DataType::Float64),
        field("utf8", DataType::Utf8),
        field("other", DataType::Utf8),
        field("bool", DataType::Boolean),
        field("date", DataType::Date32),
        field("timestamp", DataType::Timestamp(TimeUnit::Microsecond, None)),
        field("price", DataType::Decimal128(price.0, price.1)),
        field("rate", DataType::Decimal128(rate.0, rate.1)),
    ]))
}

/// The rows as a batch of that schema.
pub fn batch(schema: &SchemaRef, rows: &[Row]) -> RecordBatch {
    macro_rules! column {
        ($builder:expr, $field:ident) => {{
            let mut builder = $builder;
            for row in rows {
                builder.append_option(row.$field.clone());
            }
            Arc::new(builder.finish()) as ArrayRef
        }};
    }
    let decimal =
        |name| Decimal128Builder::new().with_data_type(schema.field_with_name(name).unwrap().data_type().clone());
    let columns = vec![
        column!(Int32Builder::new(), int32),
        column!(Int64Builder::new(), int64),
        column!(Float64Builder::new(), float64),
        column!(StringBuilder::new(), utf8),
        column!(StringBuilder::new(), other),
        column!(BooleanBuilder::new(), bool),
        column!(Date32Builder::new(), date),
        column!(TimestampMicrosecondBuilder::new(), timestamp),
        column!(decimal("price"), price),
        column!(decimal("rate"), rate),
    ];
    RecordBatch::try_new(Arc::clone(schema), columns).unwrap()
}
