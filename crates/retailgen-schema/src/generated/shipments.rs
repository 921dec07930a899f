//! Rows, builder and definition of the table `shipments`.
//!
//! Generated from `schemas/shipments.toml` by `cargo xtask codegen`: edit that and run this.

use std::sync::{Arc, LazyLock};

use arrow_array::RecordBatch;
use arrow_array::builder::{StringBuilder, TimestampMicrosecondBuilder};
use arrow_array::types::{Decimal128Type, Int64Type, TimestampMicrosecondType};
use arrow_schema::SchemaRef;

use crate::definition::arrow_schema;
use crate::record_batch::record_batch;
use crate::required::Required;
use crate::rows::{Cells, RowError, TableRow};
use crate::{
    ColumnDefinition, ColumnType, Decimal, ForeignKey, Format, Table, TableDefinition, TimestampMicros, Volume,
};

/// The clean values of `carrier`.
pub const CARRIER_ACCEPTED: &[&str] = &["Australia Post", "StarTrack", "Aramex", "CouriersPlease", "FedEx", "DHL"];

/// One row of `shipments`.
///
/// ```
/// use retailgen_schema::{rows::{self, ShipmentsRow}, shipments::ShipmentsBuilder};
///
/// let row = ShipmentsRow::EXAMPLE;
/// let mut builder = ShipmentsBuilder::with_capacity(1);
/// builder.push(&row);
/// let batch = builder.finish();
///
/// let read = rows::read::<ShipmentsRow>(&batch)?.next().ok_or("it has a row")??;
/// assert_eq!(read, row);
/// assert_eq!(read.order_id, row.order_id);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShipmentsRow<'a> {
    /// Number of the parcel; rises from day to day of the orders, in no order within a day.
    pub shipment_id: i64,
    /// Web order the parcel belongs to; about 1.1 parcels an order.
    pub order_id: i64,
    /// Company that delivers; each has a documented service level.
    pub carrier: &'a str,
    /// When the parcel left, UTC; after the order's `order_ts`.
    pub shipped_at: TimestampMicros,
    /// When it arrived, UTC; after `shipped_at`. Null while in transit at the as-of time, or lost.
    pub delivered_at: Option<TimestampMicros>,
    /// What the carrier charged the retailer. Unit: AUD.
    pub ship_cost: Decimal<12, 2>,
}

impl ShipmentsRow<'static> {
    /// A row as the files show it. Take what does not matter from it: `ShipmentsRow { shipment_id: 7, ..ShipmentsRow::EXAMPLE }`.
    pub const EXAMPLE: Self = Self {
        shipment_id: 299_832,
        order_id: 37_479,
        carrier: "Australia Post",
        shipped_at: TimestampMicros(1_732_850_400_000_000), // 2024-11-29T03:20:00.000000
        delivered_at: Some(TimestampMicros(1_733_190_300_000_000)), // 2024-12-03T01:45:00.000000
        ship_cost: Decimal(840),                            // 8.40
    };
}

impl<'b> TableRow<'b> for ShipmentsRow<'b> {
    const TABLE: Table = Table::Shipments;

    fn from_cells(cells: Cells<'b>) -> Result<Self, RowError> {
        Ok(Self {
            shipment_id: cells.required(0)?,
            order_id: cells.required(1)?,
            carrier: cells.required(2)?,
            shipped_at: cells.required(3)?,
            delivered_at: cells.optional(4)?,
            ship_cost: cells.required(5)?,
        })
    }
}

/// Columns of `shipments` that grow row by row.
///
/// A batch holds at most 2 GiB of text a column.
#[derive(Debug)]
pub struct ShipmentsBuilder {
    rows: usize,
    shipment_id: Required<Int64Type>,
    order_id: Required<Int64Type>,
    carrier: StringBuilder,
    shipped_at: Required<TimestampMicrosecondType>,
    delivered_at: TimestampMicrosecondBuilder,
    ship_cost: Required<Decimal128Type>,
}

impl ShipmentsBuilder {
    /// No rows yet, and memory for this many.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            rows: 0,
            shipment_id: Required::with_capacity(rows),
            order_id: Required::with_capacity(rows),
            carrier: StringBuilder::with_capacity(rows, rows.saturating_mul(14)),
            shipped_at: Required::with_capacity(rows),
            delivered_at: TimestampMicrosecondBuilder::with_capacity(rows),
            ship_cost: Required::with_capacity(rows)
                .with_data_type(ColumnType::Decimal128 { precision: 12, scale: 2 }.data_type()),
        }
    }

    /// Appends one row.
    #[inline]
    pub fn push(&mut self, row: &ShipmentsRow<'_>) {
        self.rows += 1;
        self.shipment_id.append_value(row.shipment_id);
        self.order_id.append_value(row.order_id);
        self.carrier.append_value(row.carrier);
        self.shipped_at.append_value(row.shipped_at.0);
        self.delivered_at.append_option(row.delivered_at.map(|cell| cell.0));
        self.ship_cost.append_value(i128::from(row.ship_cost.0));
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
                Arc::new(self.shipment_id.finish()),
                Arc::new(self.order_id.finish()),
                Arc::new(self.carrier.finish()),
                Arc::new(self.shipped_at.finish()),
                Arc::new(self.delivered_at.finish()),
                Arc::new(self.ship_cost.finish()),
            ],
        )
    }
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| arrow_schema(COLUMNS));

pub(crate) static DEFINITION: TableDefinition = TableDefinition {
    name: "shipments",
    meaning: "Parcels of the window's web orders that have left by the as-of time. Above 4 million planned rows the path is a folder of parts.",
    format: Format::Parquet,
    path: "shipments.parquet",
    partitions: &[],
    primary_key: &["shipment_id"],
    volume: Volume { low: 970_000, high: 1_030_000, scaled: true, floor: 0 },
    columns: COLUMNS,
    cells: COLUMNS,
    document: None,
    is_compressed: false,
    schema: &SCHEMA,
};

static COLUMNS: &[ColumnDefinition] = &[
    ColumnDefinition {
        name: "shipment_id",
        column_type: ColumnType::Int64,
        unique: true,
        meaning: "Number of the parcel; rises from day to day of the orders, in no order within a day.",
        minimum: Some("1"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "order_id",
        column_type: ColumnType::Int64,
        meaning: "Web order the parcel belongs to; about 1.1 parcels an order.",
        references: Some(ForeignKey { table: Table::OrdersHeader, column: "order_id" }),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "carrier",
        column_type: ColumnType::Utf8,
        meaning: "Company that delivers; each has a documented service level.",
        accepted: CARRIER_ACCEPTED,
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "shipped_at",
        column_type: ColumnType::TimestampMicros,
        meaning: "When the parcel left, UTC; after the order's `order_ts`.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "delivered_at",
        column_type: ColumnType::TimestampMicros,
        required: false,
        meaning: "When it arrived, UTC; after `shipped_at`. Null while in transit at the as-of time, or lost.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "ship_cost",
        column_type: ColumnType::Decimal128 { precision: 12, scale: 2 },
        meaning: "What the carrier charged the retailer.",
        minimum: Some("0.01"),
        unit: Some("AUD"),
        ..ColumnDefinition::BASE
    },
];
