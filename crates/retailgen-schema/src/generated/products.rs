//! Rows, builder and definition of the table `products`.
//!
//! Generated from `schemas/products.toml` by `cargo xtask codegen`: edit that and run this.

use std::sync::{Arc, LazyLock};

use arrow_array::RecordBatch;
use arrow_array::builder::{BooleanBuilder, Date32Builder, StringBuilder};
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type};
use arrow_schema::SchemaRef;

use crate::definition::arrow_schema;
use crate::record_batch::record_batch;
use crate::required::Required;
use crate::rows::{Cells, RowError, TableRow};
use crate::{ColumnDefinition, ColumnType, Date32, Decimal, Format, Role, Table, TableDefinition, Volume};

/// Pattern of `sku`.
pub const SKU_PATTERN: &str = "SKU-[A-Z0-9]{6}";

/// The clean values of `currency`.
pub const CURRENCY_ACCEPTED: &[&str] = &["AUD"];

/// One row of `products`.
///
/// ```
/// use retailgen_schema::{rows::{self, ProductsRow}, products::ProductsBuilder};
///
/// let row = ProductsRow::EXAMPLE;
/// let mut builder = ProductsBuilder::with_capacity(1);
/// builder.push(&row);
/// let batch = builder.finish();
///
/// let read = rows::read::<ProductsRow>(&batch)?.next().ok_or("it has a row")??;
/// assert_eq!(read, row);
/// assert_eq!(read.sku, row.sku);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProductsRow<'a> {
    /// Number of the product, 1 to N; rises with `introduced_dt`.
    pub product_id: i64,
    /// Stock-keeping unit: the code on the shelf and in the warehouse. Matches `SKU-[A-Z0-9]{6}`.
    pub sku: &'a str,
    /// Name as printed on the receipt.
    pub name: &'a str,
    /// Upper level of the two-level product tree.
    pub category: &'a str,
    /// Lower level of the tree; belongs to exactly one category.
    pub subcategory: &'a str,
    /// Shelf price of one unit on the as-of date, tax included. Unit: currency.
    pub current_price: Decimal<12, 4>,
    /// Currency of `current_price`, ISO 4217.
    pub currency: &'a str,
    /// Whether the product has been taken off sale by the as-of date.
    pub is_discontinued: bool,
    /// First day on sale.
    pub introduced_dt: Date32,
    /// Day the product was taken off sale, after `introduced_dt`; null unless `is_discontinued`.
    pub discontinued_dt: Option<Date32>,
}

impl ProductsRow<'static> {
    /// A row as the files show it. Take what does not matter from it: `ProductsRow { product_id: 7, ..ProductsRow::EXAMPLE }`.
    pub const EXAMPLE: Self = Self {
        product_id: 43,
        sku: "SKU-2JZ1DE",
        name: "Southern Quarto Blue Gel Pens 4 pack",
        category: "Books and Stationery",
        subcategory: "Pens and School Supplies",
        current_price: Decimal(74_900), // 7.4900
        currency: "AUD",
        is_discontinued: true,
        introduced_dt: Date32(16_382),         // 2014-11-08
        discontinued_dt: Some(Date32(17_574)), // 2018-02-12
    };
}

impl<'b> TableRow<'b> for ProductsRow<'b> {
    const TABLE: Table = Table::Products;

    fn from_cells(cells: Cells<'b>) -> Result<Self, RowError> {
        Ok(Self {
            product_id: cells.required(0)?,
            sku: cells.required(1)?,
            name: cells.required(2)?,
            category: cells.required(3)?,
            subcategory: cells.required(4)?,
            current_price: cells.required(5)?,
            currency: cells.required(6)?,
            is_discontinued: cells.required(7)?,
            introduced_dt: cells.required(8)?,
            discontinued_dt: cells.optional(9)?,
        })
    }
}

/// Columns of `products` that grow row by row.
///
/// A batch holds at most 2 GiB of text a column.
#[derive(Debug)]
pub struct ProductsBuilder {
    rows: usize,
    product_id: Required<Int64Type>,
    sku: StringBuilder,
    name: StringBuilder,
    category: StringBuilder,
    subcategory: StringBuilder,
    current_price: Required<Decimal128Type>,
    currency: StringBuilder,
    is_discontinued: BooleanBuilder,
    introduced_dt: Required<Date32Type>,
    discontinued_dt: Date32Builder,
}

impl ProductsBuilder {
    /// No rows yet, and memory for this many.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            rows: 0,
            product_id: Required::with_capacity(rows),
            sku: StringBuilder::with_capacity(rows, rows.saturating_mul(10)),
            name: StringBuilder::with_capacity(rows, rows.saturating_mul(32)),
            category: StringBuilder::with_capacity(rows, rows.saturating_mul(14)),
            subcategory: StringBuilder::with_capacity(rows, rows.saturating_mul(14)),
            current_price: Required::with_capacity(rows)
                .with_data_type(ColumnType::Decimal128 { precision: 12, scale: 4 }.data_type()),
            currency: StringBuilder::with_capacity(rows, rows.saturating_mul(3)),
            is_discontinued: BooleanBuilder::with_capacity(rows),
            introduced_dt: Required::with_capacity(rows),
            discontinued_dt: Date32Builder::with_capacity(rows),
        }
    }

    /// Appends one row.
    #[inline]
    pub fn push(&mut self, row: &ProductsRow<'_>) {
        self.rows += 1;
        self.product_id.append_value(row.product_id);
        self.sku.append_value(row.sku);
        self.name.append_value(row.name);
        self.category.append_value(row.category);
        self.subcategory.append_value(row.subcategory);
        self.current_price.append_value(i128::from(row.current_price.0));
        self.currency.append_value(row.currency);
        self.is_discontinued.append_value(row.is_discontinued);
        self.introduced_dt.append_value(row.introduced_dt.0);
        self.discontinued_dt.append_option(row.discontinued_dt.map(|cell| cell.0));
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
                Arc::new(self.product_id.finish()),
                Arc::new(self.sku.finish()),
                Arc::new(self.name.finish()),
                Arc::new(self.category.finish()),
                Arc::new(self.subcategory.finish()),
                Arc::new(self.current_price.finish()),
                Arc::new(self.currency.finish()),
                Arc::new(self.is_discontinued.finish()),
                Arc::new(self.introduced_dt.finish()),
                Arc::new(self.discontinued_dt.finish()),
            ],
        )
    }
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| arrow_schema(COLUMNS));

pub(crate) static DEFINITION: TableDefinition = TableDefinition {
    name: "products",
    meaning: "Articles that are or were on sale, with the price on the as-of date.",
    format: Format::Csv,
    path: "products.csv",
    partitions: &[],
    primary_key: &["product_id"],
    volume: Volume { low: 25_000, high: 25_000, scaled: true, floor: 60 },
    columns: COLUMNS,
    cells: COLUMNS,
    document: None,
    is_compressed: false,
    schema: &SCHEMA,
};

static COLUMNS: &[ColumnDefinition] = &[
    ColumnDefinition {
        name: "product_id",
        column_type: ColumnType::Int64,
        unique: true,
        meaning: "Number of the product, 1 to N; rises with `introduced_dt`.",
        minimum: Some("1"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "sku",
        column_type: ColumnType::Utf8,
        unique: true,
        meaning: "Stock-keeping unit: the code on the shelf and in the warehouse.",
        pattern: Some(SKU_PATTERN),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "name",
        column_type: ColumnType::Utf8,
        meaning: "Name as printed on the receipt.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "category",
        column_type: ColumnType::Utf8,
        meaning: "Upper level of the two-level product tree.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "subcategory",
        column_type: ColumnType::Utf8,
        meaning: "Lower level of the tree; belongs to exactly one category.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "current_price",
        column_type: ColumnType::Decimal128 { precision: 12, scale: 4 },
        role: Some(Role::Price),
        drifts: true,
        meaning: "Shelf price of one unit on the as-of date, tax included.",
        minimum: Some("0.0001"),
        unit: Some("currency"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "currency",
        column_type: ColumnType::Utf8,
        role: Some(Role::Currency),
        meaning: "Currency of `current_price`, ISO 4217.",
        accepted: CURRENCY_ACCEPTED,
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "is_discontinued",
        column_type: ColumnType::Bool,
        meaning: "Whether the product has been taken off sale by the as-of date.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "introduced_dt",
        column_type: ColumnType::Date32,
        meaning: "First day on sale.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "discontinued_dt",
        column_type: ColumnType::Date32,
        present_when: Some("is_discontinued"),
        required: false,
        meaning: "Day the product was taken off sale, after `introduced_dt`; null unless `is_discontinued`.",
        ..ColumnDefinition::BASE
    },
];
