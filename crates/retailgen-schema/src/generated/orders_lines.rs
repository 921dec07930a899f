//! Rows, builder and definition of the table `orders_lines`.
//!
//! Generated from `schemas/orders_lines.toml` by `cargo xtask codegen`: edit that and run this.

use std::sync::{Arc, LazyLock};

use arrow_array::RecordBatch;
use arrow_array::types::{Decimal128Type, Int32Type, Int64Type};
use arrow_schema::SchemaRef;

use crate::definition::arrow_schema;
use crate::record_batch::record_batch;
use crate::required::Required;
use crate::rows::{Cells, RowError, TableRow};
use crate::{
    ColumnDefinition, ColumnType, Decimal, Derivation, ForeignKey, Format, PartitionColumn, Role, Table,
    TableDefinition, Volume,
};

/// One row of `orders_lines`.
///
/// ```
/// use retailgen_schema::{rows::{self, OrdersLinesRow}, orders_lines::OrdersLinesBuilder};
///
/// let row = OrdersLinesRow::EXAMPLE;
/// let mut builder = OrdersLinesBuilder::with_capacity(1);
/// builder.push(&row);
/// let batch = builder.finish();
///
/// let read = rows::read::<OrdersLinesRow>(&batch)?.next().ok_or("it has a row")??;
/// assert_eq!(read, row);
/// assert_eq!(read.product_id, row.product_id);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrdersLinesRow {
    /// Order the line belongs to.
    pub order_id: i64,
    /// Place of the line in its order, 1 to n without gaps.
    pub line_number: i32,
    /// What was bought: a product on sale on the date, at most once an order.
    pub product_id: i64,
    /// Number of units bought. Unit: piece.
    pub qty: i32,
    /// Price of one unit on the date, in the order's currency, before the discount; tax is included except in the US. Unit: currency.
    pub unit_price: Decimal<12, 4>,
    /// Discount on the line, as a fraction: 0.2500 is a quarter off. Unit: fraction.
    pub line_discount_pct: Decimal<5, 4>,
    /// Sales tax of the customer's country for the category, as a fraction. Unit: fraction.
    pub tax_pct: Decimal<5, 4>,
}

impl OrdersLinesRow {
    /// A row as the files show it. Take what does not matter from it: `OrdersLinesRow { order_id: 7, ..OrdersLinesRow::EXAMPLE }`.
    pub const EXAMPLE: Self = Self {
        order_id: 37_269,
        line_number: 1,
        product_id: 84,
        qty: 1,
        unit_price: Decimal(187_900),      // 18.7900
        line_discount_pct: Decimal(3_000), // 0.3000
        tax_pct: Decimal(1_000),           // 0.1000
    };
}

impl<'b> TableRow<'b> for OrdersLinesRow {
    const TABLE: Table = Table::OrdersLines;

    fn from_cells(cells: Cells<'b>) -> Result<Self, RowError> {
        Ok(Self {
            order_id: cells.required(0)?,
            line_number: cells.required(1)?,
            product_id: cells.required(2)?,
            qty: cells.required(3)?,
            unit_price: cells.required(4)?,
            line_discount_pct: cells.required(5)?,
            tax_pct: cells.required(6)?,
        })
    }
}

/// Columns of `orders_lines` that grow row by row.
///
/// A batch holds at most 2 GiB of text a column.
#[derive(Debug)]
pub struct OrdersLinesBuilder {
    rows: usize,
    order_id: Required<Int64Type>,
    line_number: Required<Int32Type>,
    product_id: Required<Int64Type>,
    qty: Required<Int32Type>,
    unit_price: Required<Decimal128Type>,
    line_discount_pct: Required<Decimal128Type>,
    tax_pct: Required<Decimal128Type>,
}

impl OrdersLinesBuilder {
    /// No rows yet, and memory for this many.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            rows: 0,
            order_id: Required::with_capacity(rows),
            line_number: Required::with_capacity(rows),
            product_id: Required::with_capacity(rows),
            qty: Required::with_capacity(rows),
            unit_price: Required::with_capacity(rows)
                .with_data_type(ColumnType::Decimal128 { precision: 12, scale: 4 }.data_type()),
            line_discount_pct: Required::with_capacity(rows)
                .with_data_type(ColumnType::Decimal128 { precision: 5, scale: 4 }.data_type()),
            tax_pct: Required::with_capacity(rows)
                .with_data_type(ColumnType::Decimal128 { precision: 5, scale: 4 }.data_type()),
        }
    }

    /// Appends one row.
    #[inline]
    pub fn push(&mut self, row: &OrdersLinesRow) {
        self.rows += 1;
        self.order_id.append_value(row.order_id);
        self.line_number.append_value(row.line_number);
        self.product_id.append_value(row.product_id);
        self.qty.append_value(row.qty);
        self.unit_price.append_value(i128::from(row.unit_price.0));
        self.line_discount_pct.append_value(i128::from(row.line_discount_pct.0));
        self.tax_pct.append_value(i128::from(row.tax_pct.0));
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
                Arc::new(self.order_id.finish()),
                Arc::new(self.line_number.finish()),
                Arc::new(self.product_id.finish()),
                Arc::new(self.qty.finish()),
                Arc::new(self.unit_price.finish()),
                Arc::new(self.line_discount_pct.finish()),
                Arc::new(self.tax_pct.finish()),
            ],
        )
    }
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| arrow_schema(COLUMNS));

pub(crate) static DEFINITION: TableDefinition = TableDefinition {
    name: "orders_lines",
    meaning: "Lines of the orders, in the same daily partitions as `orders_header` and with the same orders in each.",
    format: Format::Csv,
    path: "orders_lines/order_dt={order_dt}/part-00000.csv",
    partitions: &[PartitionColumn {
        name: "order_dt",
        column_type: ColumnType::Date32,
        source: "orders_header.order_dt_local",
        derivation: Derivation::Value,
        meaning: "Equal to `order_dt_local` of the orders in the file.",
    }],
    primary_key: &["order_id", "line_number"],
    volume: Volume { low: 3_400_000, high: 4_000_000, scaled: true, floor: 0 },
    columns: COLUMNS,
    cells: COLUMNS,
    document: None,
    is_compressed: false,
    schema: &SCHEMA,
};

static COLUMNS: &[ColumnDefinition] = &[
    ColumnDefinition {
        name: "order_id",
        column_type: ColumnType::Int64,
        meaning: "Order the line belongs to.",
        references: Some(ForeignKey { table: Table::OrdersHeader, column: "order_id" }),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "line_number",
        column_type: ColumnType::Int32,
        meaning: "Place of the line in its order, 1 to n without gaps.",
        minimum: Some("1"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "product_id",
        column_type: ColumnType::Int64,
        meaning: "What was bought: a product on sale on the date, at most once an order.",
        references: Some(ForeignKey { table: Table::Products, column: "product_id" }),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "qty",
        column_type: ColumnType::Int32,
        meaning: "Number of units bought.",
        minimum: Some("1"),
        unit: Some("piece"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "unit_price",
        column_type: ColumnType::Decimal128 { precision: 12, scale: 4 },
        role: Some(Role::Price),
        meaning: "Price of one unit on the date, in the order's currency, before the discount; tax is included except in the US.",
        minimum: Some("0.0001"),
        unit: Some("currency"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "line_discount_pct",
        column_type: ColumnType::Decimal128 { precision: 5, scale: 4 },
        meaning: "Discount on the line, as a fraction: 0.2500 is a quarter off.",
        minimum: Some("0.0000"),
        maximum: Some("1.0000"),
        unit: Some("fraction"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "tax_pct",
        column_type: ColumnType::Decimal128 { precision: 5, scale: 4 },
        meaning: "Sales tax of the customer's country for the category, as a fraction.",
        minimum: Some("0.0000"),
        maximum: Some("1.0000"),
        unit: Some("fraction"),
        ..ColumnDefinition::BASE
    },
];
