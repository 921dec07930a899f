//! Rows, builder and definition of the table `orders_header`.
//!
//! Generated from `schemas/orders_header.toml` by `cargo xtask codegen`: edit that and run this.

use std::sync::{Arc, LazyLock};

use arrow_array::RecordBatch;
use arrow_array::builder::StringBuilder;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type, TimestampMicrosecondType};
use arrow_schema::SchemaRef;

use crate::definition::arrow_schema;
use crate::record_batch::record_batch;
use crate::required::Required;
use crate::rows::{Cells, RowError, TableRow};
use crate::{
    ColumnDefinition, ColumnType, Date32, Decimal, Derivation, ForeignKey, Format, PartitionColumn, Role, Table,
    TableDefinition, TimestampMicros, Volume,
};

/// The clean values of `channel`.
pub const CHANNEL_ACCEPTED: &[&str] = &["web", "pos"];

/// The clean values of `payment_method`.
pub const PAYMENT_METHOD_ACCEPTED: &[&str] = &["debit_card", "credit_card", "cash", "paypal", "digital_wallet", "bnpl"];

/// The clean values of `currency`.
pub const CURRENCY_ACCEPTED: &[&str] = &["AUD", "NZD", "SGD", "GBP", "USD", "EUR"];

/// One row of `orders_header`.
///
/// ```
/// use retailgen_schema::{rows::{self, OrdersHeaderRow}, orders_header::OrdersHeaderBuilder};
///
/// let row = OrdersHeaderRow::EXAMPLE;
/// let mut builder = OrdersHeaderBuilder::with_capacity(1);
/// builder.push(&row);
/// let batch = builder.finish();
///
/// let read = rows::read::<OrdersHeaderRow>(&batch)?.next().ok_or("it has a row")??;
/// assert_eq!(read, row);
/// assert_eq!(read.order_ts, row.order_ts);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrdersHeaderRow<'a> {
    /// Number of the order; rises with (`order_dt_local`, `order_ts`) without gaps since the company's first day.
    pub order_id: i64,
    /// When the order was placed, UTC.
    pub order_ts: TimestampMicros,
    /// Calendar date at the store: in its own zone for `pos`, in UTC for `web`.
    pub order_dt_local: Date32,
    /// Who bought; joined before the order.
    pub customer_id: i64,
    /// Where it was bought: a store of the same channel, open on the date.
    pub store_id: i64,
    /// How it was bought: `web` online, `pos` over the counter.
    pub channel: &'a str,
    /// How it was paid; `bnpl` is buy now, pay later. `cash` only at `pos`.
    pub payment_method: &'a str,
    /// Coupon that was redeemed; mostly null.
    pub coupon_code: Option<&'a str>,
    /// Charge for delivery, in the order's currency; 0 for `pos`. Unit: currency.
    pub shipping_fee: Decimal<12, 2>,
    /// Currency of the order, ISO 4217: AUD for `pos`, by the customer's country for `web` (USD in Canada, too).
    pub currency: &'a str,
}

impl OrdersHeaderRow<'static> {
    /// A row as the files show it. Take what does not matter from it: `OrdersHeaderRow { order_id: 7, ..OrdersHeaderRow::EXAMPLE }`.
    pub const EXAMPLE: Self = Self {
        order_id: 36_979,
        order_ts: TimestampMicros(1_731_398_773_443_000), // 2024-11-12T08:06:13.443000
        order_dt_local: Date32(20_039),                   // 2024-11-12
        customer_id: 394,
        store_id: 11,
        channel: "pos",
        payment_method: "debit_card",
        coupon_code: Some("WELCOME10"),
        shipping_fee: Decimal(0), // 0.00
        currency: "AUD",
    };
}

impl<'b> TableRow<'b> for OrdersHeaderRow<'b> {
    const TABLE: Table = Table::OrdersHeader;

    fn from_cells(cells: Cells<'b>) -> Result<Self, RowError> {
        Ok(Self {
            order_id: cells.required(0)?,
            order_ts: cells.required(1)?,
            order_dt_local: cells.required(2)?,
            customer_id: cells.required(3)?,
            store_id: cells.required(4)?,
            channel: cells.required(5)?,
            payment_method: cells.required(6)?,
            coupon_code: cells.optional(7)?,
            shipping_fee: cells.required(8)?,
            currency: cells.required(9)?,
        })
    }
}

/// Columns of `orders_header` that grow row by row.
///
/// A batch holds at most 2 GiB of text a column.
#[derive(Debug)]
pub struct OrdersHeaderBuilder {
    rows: usize,
    order_id: Required<Int64Type>,
    order_ts: Required<TimestampMicrosecondType>,
    order_dt_local: Required<Date32Type>,
    customer_id: Required<Int64Type>,
    store_id: Required<Int64Type>,
    channel: StringBuilder,
    payment_method: StringBuilder,
    coupon_code: StringBuilder,
    shipping_fee: Required<Decimal128Type>,
    currency: StringBuilder,
}

impl OrdersHeaderBuilder {
    /// No rows yet, and memory for this many.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            rows: 0,
            order_id: Required::with_capacity(rows),
            order_ts: Required::with_capacity(rows),
            order_dt_local: Required::with_capacity(rows),
            customer_id: Required::with_capacity(rows),
            store_id: Required::with_capacity(rows),
            channel: StringBuilder::with_capacity(rows, rows.saturating_mul(3)),
            payment_method: StringBuilder::with_capacity(rows, rows.saturating_mul(14)),
            coupon_code: StringBuilder::with_capacity(rows, rows.saturating_mul(1)),
            shipping_fee: Required::with_capacity(rows)
                .with_data_type(ColumnType::Decimal128 { precision: 12, scale: 2 }.data_type()),
            currency: StringBuilder::with_capacity(rows, rows.saturating_mul(3)),
        }
    }

    /// Appends one row.
    #[inline]
    pub fn push(&mut self, row: &OrdersHeaderRow<'_>) {
        self.rows += 1;
        self.order_id.append_value(row.order_id);
        self.order_ts.append_value(row.order_ts.0);
        self.order_dt_local.append_value(row.order_dt_local.0);
        self.customer_id.append_value(row.customer_id);
        self.store_id.append_value(row.store_id);
        self.channel.append_value(row.channel);
        self.payment_method.append_value(row.payment_method);
        self.coupon_code.append_option(row.coupon_code);
        self.shipping_fee.append_value(i128::from(row.shipping_fee.0));
        self.currency.append_value(row.currency);
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
                Arc::new(self.order_ts.finish()),
                Arc::new(self.order_dt_local.finish()),
                Arc::new(self.customer_id.finish()),
                Arc::new(self.store_id.finish()),
                Arc::new(self.channel.finish()),
                Arc::new(self.payment_method.finish()),
                Arc::new(self.coupon_code.finish()),
                Arc::new(self.shipping_fee.finish()),
                Arc::new(self.currency.finish()),
            ],
        )
    }
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| arrow_schema(COLUMNS));

pub(crate) static DEFINITION: TableDefinition = TableDefinition {
    name: "orders_header",
    meaning: "Orders, one row each, in one file a day of trade. About three in four are `web`.",
    format: Format::Csv,
    path: "orders_header/order_dt={order_dt}/part-00000.csv",
    partitions: &[PartitionColumn {
        name: "order_dt",
        column_type: ColumnType::Date32,
        source: "order_dt_local",
        derivation: Derivation::Value,
        meaning: "Equal to `order_dt_local` of every row in the file.",
    }],
    primary_key: &["order_id"],
    volume: Volume { low: 1_200_000, high: 1_200_000, scaled: true, floor: 0 },
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
        unique: true,
        meaning: "Number of the order; rises with (`order_dt_local`, `order_ts`) without gaps since the company's first day.",
        minimum: Some("1"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "order_ts",
        column_type: ColumnType::TimestampMicros,
        meaning: "When the order was placed, UTC.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "order_dt_local",
        column_type: ColumnType::Date32,
        meaning: "Calendar date at the store: in its own zone for `pos`, in UTC for `web`.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "customer_id",
        column_type: ColumnType::Int64,
        meaning: "Who bought; joined before the order.",
        references: Some(ForeignKey { table: Table::Customers, column: "customer_id" }),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "store_id",
        column_type: ColumnType::Int64,
        meaning: "Where it was bought: a store of the same channel, open on the date.",
        references: Some(ForeignKey { table: Table::Stores, column: "store_id" }),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "channel",
        column_type: ColumnType::Utf8,
        role: Some(Role::Channel),
        meaning: "How it was bought: `web` online, `pos` over the counter.",
        accepted: CHANNEL_ACCEPTED,
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "payment_method",
        column_type: ColumnType::Utf8,
        meaning: "How it was paid; `bnpl` is buy now, pay later. `cash` only at `pos`.",
        accepted: PAYMENT_METHOD_ACCEPTED,
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "coupon_code",
        column_type: ColumnType::Utf8,
        required: false,
        meaning: "Coupon that was redeemed; mostly null.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "shipping_fee",
        column_type: ColumnType::Decimal128 { precision: 12, scale: 2 },
        meaning: "Charge for delivery, in the order's currency; 0 for `pos`.",
        minimum: Some("0.00"),
        unit: Some("currency"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "currency",
        column_type: ColumnType::Utf8,
        role: Some(Role::Currency),
        meaning: "Currency of the order, ISO 4217: AUD for `pos`, by the customer's country for `web` (USD in Canada, too).",
        accepted: CURRENCY_ACCEPTED,
        ..ColumnDefinition::BASE
    },
];
