//! Rows, builder and definition of the table `sensors`.
//!
//! Generated from `schemas/sensors.toml` by `cargo xtask codegen`: edit that and run this.

use std::sync::{Arc, LazyLock};

use arrow_array::RecordBatch;
use arrow_array::builder::StringBuilder;
use arrow_array::types::{Decimal128Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_schema::SchemaRef;

use crate::definition::arrow_schema;
use crate::record_batch::record_batch;
use crate::required::Required;
use crate::rows::{Cells, RowError, TableRow};
use crate::{
    ColumnDefinition, ColumnType, Decimal, Derivation, ForeignKey, Format, PartitionColumn, Table, TableDefinition,
    TimestampMicros, Volume,
};

/// One row of `sensors`.
///
/// ```
/// use retailgen_schema::{rows::{self, SensorsRow}, sensors::SensorsBuilder};
///
/// let row = SensorsRow::EXAMPLE;
/// let mut builder = SensorsBuilder::with_capacity(1);
/// builder.push(&row);
/// let batch = builder.finish();
///
/// let read = rows::read::<SensorsRow>(&batch)?.next().ok_or("it has a row")??;
/// assert_eq!(read, row);
/// assert_eq!(read.temperature_c, row.temperature_c);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SensorsRow<'a> {
    /// When the reading was taken, UTC.
    pub sensor_ts: TimestampMicros,
    /// Store the sensor is in; always a `pos` store.
    pub store_id: i64,
    /// Shelf the sensor is fixed to; unique within its store.
    pub shelf_id: &'a str,
    /// Air temperature at the shelf. Unit: degree Celsius.
    pub temperature_c: Decimal<5, 2>,
    /// Relative humidity at the shelf. Unit: percent.
    pub humidity_pct: Decimal<5, 2>,
    /// Voltage of the battery; falls slowly and jumps back when it is replaced. Unit: millivolt.
    pub battery_mv: i32,
}

impl SensorsRow<'static> {
    /// A row as the files show it. Take what does not matter from it: `SensorsRow { sensor_ts: 7, ..SensorsRow::EXAMPLE }`.
    pub const EXAMPLE: Self = Self {
        sensor_ts: TimestampMicros(1_731_283_315_074_837), // 2024-11-11T00:01:55.074837
        store_id: 2,
        shelf_id: "FR-01",
        temperature_c: Decimal(-1_810), // -18.10
        humidity_pct: Decimal(6_496),   // 64.96
        battery_mv: 3_107,
    };
}

impl<'b> TableRow<'b> for SensorsRow<'b> {
    const TABLE: Table = Table::Sensors;

    fn from_cells(cells: Cells<'b>) -> Result<Self, RowError> {
        Ok(Self {
            sensor_ts: cells.required(0)?,
            store_id: cells.required(1)?,
            shelf_id: cells.required(2)?,
            temperature_c: cells.required(3)?,
            humidity_pct: cells.required(4)?,
            battery_mv: cells.required(5)?,
        })
    }
}

/// Columns of `sensors` that grow row by row.
///
/// A batch holds at most 2 GiB of text a column.
#[derive(Debug)]
pub struct SensorsBuilder {
    rows: usize,
    sensor_ts: Required<TimestampMicrosecondType>,
    store_id: Required<Int64Type>,
    shelf_id: StringBuilder,
    temperature_c: Required<Decimal128Type>,
    humidity_pct: Required<Decimal128Type>,
    battery_mv: Required<Int32Type>,
}

impl SensorsBuilder {
    /// No rows yet, and memory for this many.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            rows: 0,
            sensor_ts: Required::with_capacity(rows),
            store_id: Required::with_capacity(rows),
            shelf_id: StringBuilder::with_capacity(rows, rows.saturating_mul(8)),
            temperature_c: Required::with_capacity(rows)
                .with_data_type(ColumnType::Decimal128 { precision: 5, scale: 2 }.data_type()),
            humidity_pct: Required::with_capacity(rows)
                .with_data_type(ColumnType::Decimal128 { precision: 5, scale: 2 }.data_type()),
            battery_mv: Required::with_capacity(rows),
        }
    }

    /// Appends one row.
    #[inline]
    pub fn push(&mut self, row: &SensorsRow<'_>) {
        self.rows += 1;
        self.sensor_ts.append_value(row.sensor_ts.0);
        self.store_id.append_value(row.store_id);
        self.shelf_id.append_value(row.shelf_id);
        self.temperature_c.append_value(i128::from(row.temperature_c.0));
        self.humidity_pct.append_value(i128::from(row.humidity_pct.0));
        self.battery_mv.append_value(row.battery_mv);
    }

    /// Number of rows so far.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is no row yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The rows as a batch in the schema of the latest version.
    #[must_use]
    pub fn finish(mut self) -> RecordBatch {
        record_batch(
            Arc::clone(&SCHEMA),
            vec![
                Arc::new(self.sensor_ts.finish()),
                Arc::new(self.store_id.finish()),
                Arc::new(self.shelf_id.finish()),
                Arc::new(self.temperature_c.finish()),
                Arc::new(self.humidity_pct.finish()),
                Arc::new(self.battery_mv.finish()),
            ],
        )
    }
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| arrow_schema(COLUMNS));

pub(crate) static DEFINITION: TableDefinition = TableDefinition {
    name: "sensors",
    meaning: "Hourly readings of the shelf sensors in some of the `pos` stores, one file a store and month.",
    format: Format::Csv,
    path: "sensors/store_id={store_id}/month={month}/sensors.csv",
    partitions: &[
        PartitionColumn {
            name: "store_id",
            column_type: ColumnType::Int64,
            source: "store_id",
            derivation: Derivation::Value,
            meaning: "Equal to `store_id` of every row in the file; here the partition is a column too.",
        },
        PartitionColumn {
            name: "month",
            column_type: ColumnType::Utf8,
            source: "sensor_ts",
            derivation: Derivation::Month,
            meaning: "UTC month of `sensor_ts` of every row in the file, `YYYY-MM`.",
        },
    ],
    primary_key: &["store_id", "shelf_id", "sensor_ts"],
    volume: Volume { low: 6_860_000, high: 7_140_000, scaled: true, floor: 0 },
    columns: COLUMNS,
    cells: COLUMNS,
    document: None,
    is_compressed: false,
    schema: &SCHEMA,
};

static COLUMNS: &[ColumnDefinition] = &[
    ColumnDefinition {
        name: "sensor_ts",
        column_type: ColumnType::TimestampMicros,
        meaning: "When the reading was taken, UTC.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "store_id",
        column_type: ColumnType::Int64,
        meaning: "Store the sensor is in; always a `pos` store.",
        references: Some(ForeignKey { table: Table::Stores, column: "store_id" }),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "shelf_id",
        column_type: ColumnType::Utf8,
        meaning: "Shelf the sensor is fixed to; unique within its store.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "temperature_c",
        column_type: ColumnType::Decimal128 { precision: 5, scale: 2 },
        meaning: "Air temperature at the shelf.",
        minimum: Some("-40.00"),
        maximum: Some("60.00"),
        unit: Some("degree Celsius"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "humidity_pct",
        column_type: ColumnType::Decimal128 { precision: 5, scale: 2 },
        meaning: "Relative humidity at the shelf.",
        minimum: Some("0.00"),
        maximum: Some("100.00"),
        unit: Some("percent"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "battery_mv",
        column_type: ColumnType::Int32,
        meaning: "Voltage of the battery; falls slowly and jumps back when it is replaced.",
        minimum: Some("0"),
        maximum: Some("5000"),
        unit: Some("millivolt"),
        ..ColumnDefinition::BASE
    },
];
