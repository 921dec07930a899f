//! Rows, builder and definition of the table `exchange_rates`.
//!
//! Generated from `schemas/exchange_rates.toml` by `cargo xtask codegen`: edit that and run this.

use std::sync::{Arc, LazyLock};

use arrow_array::RecordBatch;
use arrow_array::builder::StringBuilder;
use arrow_array::types::{Date32Type, Decimal128Type};
use arrow_schema::SchemaRef;

use crate::definition::arrow_schema;
use crate::record_batch::record_batch;
use crate::required::Required;
use crate::rows::{Cells, RowError, TableRow};
use crate::{ColumnDefinition, ColumnType, Date32, Decimal, Format, Role, Table, TableDefinition, Volume};

/// The clean values of `currency`.
pub const CURRENCY_ACCEPTED: &[&str] = &["AUD", "EUR", "GBP", "JPY", "NZD", "SGD", "USD"];

/// One row of `exchange_rates`.
///
/// ```
/// use retailgen_schema::{rows::{self, ExchangeRatesRow}, exchange_rates::ExchangeRatesBuilder};
///
/// let row = ExchangeRatesRow::EXAMPLE;
/// let mut builder = ExchangeRatesBuilder::with_capacity(1);
/// builder.push(&row);
/// let batch = builder.finish();
///
/// let read = rows::read::<ExchangeRatesRow>(&batch)?.next().ok_or("it has a row")??;
/// assert_eq!(read, row);
/// assert_eq!(read.rate_to_aud, row.rate_to_aud);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExchangeRatesRow<'a> {
    /// Calendar day; weekends and holidays carry the last business day's rate.
    pub date: Date32,
    /// Foreign currency, ISO 4217; AUD itself is listed and always 1.
    pub currency: &'a str,
    /// Price in AUD of one unit of the currency. Unit: AUD.
    pub rate_to_aud: Decimal<18, 8>,
}

impl ExchangeRatesRow<'static> {
    /// A row as the files show it. Take what does not matter from it: `ExchangeRatesRow { date: 7, ..ExchangeRatesRow::EXAMPLE }`.
    pub const EXAMPLE: Self = Self {
        date: Date32(19_723), // 2024-01-01
        currency: "EUR",
        rate_to_aud: Decimal(164_000_000), // 1.64000000
    };
}

impl<'b> TableRow<'b> for ExchangeRatesRow<'b> {
    const TABLE: Table = Table::ExchangeRates;

    fn from_cells(cells: Cells<'b>) -> Result<Self, RowError> {
        Ok(Self { date: cells.required(0)?, currency: cells.required(1)?, rate_to_aud: cells.required(2)? })
    }
}

/// Columns of `exchange_rates` that grow row by row.
///
/// A batch holds at most 2 GiB of text a column.
#[derive(Debug)]
pub struct ExchangeRatesBuilder {
    rows: usize,
    date: Required<Date32Type>,
    currency: StringBuilder,
    rate_to_aud: Required<Decimal128Type>,
}

impl ExchangeRatesBuilder {
    /// No rows yet, and memory for this many.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            rows: 0,
            date: Required::with_capacity(rows),
            currency: StringBuilder::with_capacity(rows, rows.saturating_mul(3)),
            rate_to_aud: Required::with_capacity(rows)
                .with_data_type(ColumnType::Decimal128 { precision: 18, scale: 8 }.data_type()),
        }
    }

    /// Appends one row.
    #[inline]
    pub fn push(&mut self, row: &ExchangeRatesRow<'_>) {
        self.rows += 1;
        self.date.append_value(row.date.0);
        self.currency.append_value(row.currency);
        self.rate_to_aud.append_value(i128::from(row.rate_to_aud.0));
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
            vec![Arc::new(self.date.finish()), Arc::new(self.currency.finish()), Arc::new(self.rate_to_aud.finish())],
        )
    }
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| arrow_schema(COLUMNS));

pub(crate) static DEFINITION: TableDefinition = TableDefinition {
    name: "exchange_rates",
    meaning: "Daily rates of seven currencies for the three years that end with the window, on a sheet named `exchange_rates`.",
    format: Format::Xlsx,
    path: "exchange_rates.xlsx",
    partitions: &[],
    primary_key: &["date", "currency"],
    volume: Volume { low: 7_672, high: 7_672, scaled: false, floor: 0 },
    columns: COLUMNS,
    cells: COLUMNS,
    document: None,
    is_compressed: false,
    schema: &SCHEMA,
};

static COLUMNS: &[ColumnDefinition] = &[
    ColumnDefinition {
        name: "date",
        column_type: ColumnType::Date32,
        meaning: "Calendar day; weekends and holidays carry the last business day's rate.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "currency",
        column_type: ColumnType::Utf8,
        role: Some(Role::Currency),
        meaning: "Foreign currency, ISO 4217; AUD itself is listed and always 1.",
        accepted: CURRENCY_ACCEPTED,
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "rate_to_aud",
        column_type: ColumnType::Decimal128 { precision: 18, scale: 8 },
        role: Some(Role::Rate),
        meaning: "Price in AUD of one unit of the currency.",
        minimum: Some("0.00000001"),
        unit: Some("AUD"),
        ..ColumnDefinition::BASE
    },
];
