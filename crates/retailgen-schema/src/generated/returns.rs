//! Rows, builder and definition of the table `returns`.
//!
//! Generated from `schemas/returns.toml` by `cargo xtask codegen`: edit that and run this.

use std::sync::{Arc, LazyLock};

use arrow_array::RecordBatch;
use arrow_array::builder::StringBuilder;
use arrow_array::types::{Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_schema::SchemaRef;

use crate::definition::arrow_schema;
use crate::record_batch::record_batch;
use crate::required::Required;
use crate::rows::{Cells, RowError, TableRow};
use crate::{ColumnDefinition, ColumnType, ForeignKey, Format, Table, TableDefinition, TimestampMicros, Volume};

/// The clean values of `reason`.
pub const REASON_ACCEPTED: &[&str] =
    &["wrong size", "changed mind", "not as described", "defective", "wrong item", "other"];

/// The clean values of `return_reason_code`.
pub const RETURN_REASON_CODE_ACCEPTED: &[&str] = &["SIZE", "MIND", "DESC", "DEFECT", "ITEM", "OTHER"];

/// One row of `returns`.
///
/// ```
/// use retailgen_schema::{rows::{self, ReturnsRow}, returns::ReturnsBuilder};
///
/// let row = ReturnsRow::EXAMPLE;
/// let mut builder = ReturnsBuilder::with_capacity(1);
/// builder.push(&row);
/// let batch = builder.finish();
///
/// let read = rows::read::<ReturnsRow>(&batch)?.next().ok_or("it has a row")??;
/// assert_eq!(read, row);
/// assert_eq!(read.order_id, row.order_id);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReturnsRow<'a> {
    /// Number of the return; rises from day to day of the orders, in no order within a day.
    pub return_id: i64,
    /// Order the goods came from; with `product_id` it names one real order line, returned at most once.
    pub order_id: i64,
    /// Product brought back; it is on that order.
    pub product_id: i64,
    /// When the return was booked, UTC: after delivery for `web`, after the sale for `pos`, not after the as-of time.
    pub return_ts: TimestampMicros,
    /// Number of units brought back, at most the quantity of the line. Unit: piece.
    pub qty: i32,
    /// Reason the customer gave.
    pub reason: &'a str,
    /// Reason as a code, in the order of the reasons; there from version 1 of the table on, null in older rows.
    pub return_reason_code: Option<&'a str>,
}

impl ReturnsRow<'static> {
    /// A row as the files show it. Take what does not matter from it: `ReturnsRow { return_id: 7, ..ReturnsRow::EXAMPLE }`.
    pub const EXAMPLE: Self = Self {
        return_id: 2_385_217,
        order_id: 37_269,
        product_id: 84,
        return_ts: TimestampMicros(1_733_440_200_000_000), // 2024-12-05T23:10:00.000000
        qty: 1,
        reason: "changed mind",
        return_reason_code: Some("MIND"),
    };
}

impl<'b> TableRow<'b> for ReturnsRow<'b> {
    const TABLE: Table = Table::Returns;

    fn from_cells(cells: Cells<'b>) -> Result<Self, RowError> {
        Ok(Self {
            return_id: cells.required(0)?,
            order_id: cells.required(1)?,
            product_id: cells.required(2)?,
            return_ts: cells.required(3)?,
            qty: cells.required(4)?,
            reason: cells.required(5)?,
            return_reason_code: cells.optional(6)?,
        })
    }
}

/// Columns of `returns` that grow row by row.
///
/// A batch holds at most 2 GiB of text a column.
#[derive(Debug)]
pub struct ReturnsBuilder {
    rows: usize,
    return_id: Required<Int64Type>,
    order_id: Required<Int64Type>,
    product_id: Required<Int64Type>,
    return_ts: Required<TimestampMicrosecondType>,
    qty: Required<Int32Type>,
    reason: StringBuilder,
    return_reason_code: StringBuilder,
}

impl ReturnsBuilder {
    /// No rows yet, and memory for this many.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            rows: 0,
            return_id: Required::with_capacity(rows),
            order_id: Required::with_capacity(rows),
            product_id: Required::with_capacity(rows),
            return_ts: Required::with_capacity(rows),
            qty: Required::with_capacity(rows),
            reason: StringBuilder::with_capacity(rows, rows.saturating_mul(16)),
            return_reason_code: StringBuilder::with_capacity(rows, rows.saturating_mul(6)),
        }
    }

    /// Appends one row.
    #[inline]
    pub fn push(&mut self, row: &ReturnsRow<'_>) {
        self.rows += 1;
        self.return_id.append_value(row.return_id);
        self.order_id.append_value(row.order_id);
        self.product_id.append_value(row.product_id);
        self.return_ts.append_value(row.return_ts.0);
        self.qty.append_value(row.qty);
        self.reason.append_value(row.reason);
        self.return_reason_code.append_option(row.return_reason_code);
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
                Arc::new(self.return_id.finish()),
                Arc::new(self.order_id.finish()),
                Arc::new(self.product_id.finish()),
                Arc::new(self.return_ts.finish()),
                Arc::new(self.qty.finish()),
                Arc::new(self.reason.finish()),
                Arc::new(self.return_reason_code.finish()),
            ],
        )
    }
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| arrow_schema(COLUMNS));

pub(crate) static DEFINITION: TableDefinition = TableDefinition {
    name: "returns",
    meaning: "Goods sent or brought back, as a Delta table with a history: base rows, an added column, a merge and a delete.",
    format: Format::Delta,
    path: "returns/",
    partitions: &[],
    primary_key: &["return_id"],
    volume: Volume { low: 97_000, high: 103_000, scaled: true, floor: 0 },
    columns: COLUMNS,
    cells: COLUMNS,
    document: None,
    is_compressed: false,
    schema: &SCHEMA,
};

static COLUMNS: &[ColumnDefinition] = &[
    ColumnDefinition {
        name: "return_id",
        column_type: ColumnType::Int64,
        unique: true,
        meaning: "Number of the return; rises from day to day of the orders, in no order within a day.",
        minimum: Some("1"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "order_id",
        column_type: ColumnType::Int64,
        meaning: "Order the goods came from; with `product_id` it names one real order line, returned at most once.",
        references: Some(ForeignKey { table: Table::OrdersHeader, column: "order_id" }),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "product_id",
        column_type: ColumnType::Int64,
        decided_by: Some("order_id"),
        meaning: "Product brought back; it is on that order.",
        references: Some(ForeignKey { table: Table::Products, column: "product_id" }),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "return_ts",
        column_type: ColumnType::TimestampMicros,
        meaning: "When the return was booked, UTC: after delivery for `web`, after the sale for `pos`, not after the as-of time.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "qty",
        column_type: ColumnType::Int32,
        bounded_by: Some(ForeignKey { table: Table::OrdersLines, column: "qty" }),
        meaning: "Number of units brought back, at most the quantity of the line.",
        minimum: Some("1"),
        unit: Some("piece"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "reason",
        column_type: ColumnType::Utf8,
        meaning: "Reason the customer gave.",
        accepted: REASON_ACCEPTED,
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "return_reason_code",
        column_type: ColumnType::Utf8,
        required: false,
        meaning: "Reason as a code, in the order of the reasons; there from version 1 of the table on, null in older rows.",
        accepted: RETURN_REASON_CODE_ACCEPTED,
        since_version: 1,
        ..ColumnDefinition::BASE
    },
];
