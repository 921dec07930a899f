//! Rows, builder and definition of the table `suppliers`.
//!
//! Generated from `schemas/suppliers.toml` by `cargo xtask codegen`: edit that and run this.

use std::sync::{Arc, LazyLock};

use arrow_array::RecordBatch;
use arrow_array::builder::{BooleanBuilder, StringBuilder};
use arrow_array::types::{Int32Type, Int64Type};
use arrow_schema::SchemaRef;

use crate::definition::arrow_schema;
use crate::record_batch::record_batch;
use crate::required::Required;
use crate::rows::{Cells, RowError, TableRow};
use crate::{ColumnDefinition, ColumnType, Format, Role, Table, TableDefinition, Volume};

/// Pattern of `supplier_code`.
pub const SUPPLIER_CODE_PATTERN: &str = "SUP-[A-Z0-9]{6}";

/// Pattern of `country_code`.
pub const COUNTRY_CODE_PATTERN: &str = "[A-Z]{2}";

/// One row of `suppliers`.
///
/// ```
/// use retailgen_schema::{rows::{self, SuppliersRow}, suppliers::SuppliersBuilder};
///
/// let row = SuppliersRow::EXAMPLE;
/// let mut builder = SuppliersBuilder::with_capacity(1);
/// builder.push(&row);
/// let batch = builder.finish();
///
/// let read = rows::read::<SuppliersRow>(&batch)?.next().ok_or("it has a row")??;
/// assert_eq!(read, row);
/// assert_eq!(read.supplier_code, row.supplier_code);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SuppliersRow<'a> {
    /// Number of the supplier, 1 to N.
    pub supplier_id: i64,
    /// Code of the supplier in the purchasing system. Matches `SUP-[A-Z0-9]{6}`.
    pub supplier_code: &'a str,
    /// Trading name.
    pub name: &'a str,
    /// Country the supplier ships from, ISO 3166-1 alpha-2. Matches `[A-Z]{2}`.
    pub country_code: &'a str,
    /// Usual time from order to delivery; longer from further away. Unit: day.
    pub lead_time_days: i32,
    /// Whether purchasing prefers this supplier.
    pub preferred: bool,
}

impl SuppliersRow<'static> {
    /// A row as the files show it. Take what does not matter from it: `SuppliersRow { supplier_id: 7, ..SuppliersRow::EXAMPLE }`.
    pub const EXAMPLE: Self = Self {
        supplier_id: 1,
        supplier_code: "SUP-EOVCFW",
        name: "Kingsmere Brands Pty Ltd",
        country_code: "AU",
        lead_time_days: 10,
        preferred: true,
    };
}

impl<'b> TableRow<'b> for SuppliersRow<'b> {
    const TABLE: Table = Table::Suppliers;

    fn from_cells(cells: Cells<'b>) -> Result<Self, RowError> {
        Ok(Self {
            supplier_id: cells.required(0)?,
            supplier_code: cells.required(1)?,
            name: cells.required(2)?,
            country_code: cells.required(3)?,
            lead_time_days: cells.required(4)?,
            preferred: cells.required(5)?,
        })
    }
}

/// Columns of `suppliers` that grow row by row.
///
/// A batch holds at most 2 GiB of text a column.
#[derive(Debug)]
pub struct SuppliersBuilder {
    rows: usize,
    supplier_id: Required<Int64Type>,
    supplier_code: StringBuilder,
    name: StringBuilder,
    country_code: StringBuilder,
    lead_time_days: Required<Int32Type>,
    preferred: BooleanBuilder,
}

impl SuppliersBuilder {
    /// No rows yet, and memory for this many.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            rows: 0,
            supplier_id: Required::with_capacity(rows),
            supplier_code: StringBuilder::with_capacity(rows, rows.saturating_mul(10)),
            name: StringBuilder::with_capacity(rows, rows.saturating_mul(24)),
            country_code: StringBuilder::with_capacity(rows, rows.saturating_mul(2)),
            lead_time_days: Required::with_capacity(rows),
            preferred: BooleanBuilder::with_capacity(rows),
        }
    }

    /// Appends one row.
    #[inline]
    pub fn push(&mut self, row: &SuppliersRow<'_>) {
        self.rows += 1;
        self.supplier_id.append_value(row.supplier_id);
        self.supplier_code.append_value(row.supplier_code);
        self.name.append_value(row.name);
        self.country_code.append_value(row.country_code);
        self.lead_time_days.append_value(row.lead_time_days);
        self.preferred.append_value(row.preferred);
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
                Arc::new(self.supplier_id.finish()),
                Arc::new(self.supplier_code.finish()),
                Arc::new(self.name.finish()),
                Arc::new(self.country_code.finish()),
                Arc::new(self.lead_time_days.finish()),
                Arc::new(self.preferred.finish()),
            ],
        )
    }
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| arrow_schema(COLUMNS));

pub(crate) static DEFINITION: TableDefinition = TableDefinition {
    name: "suppliers",
    meaning: "Companies the retailer buys from.",
    format: Format::Csv,
    path: "suppliers.csv",
    partitions: &[],
    primary_key: &["supplier_id"],
    volume: Volume { low: 8_000, high: 8_000, scaled: true, floor: 5 },
    columns: COLUMNS,
    cells: COLUMNS,
    document: None,
    is_compressed: false,
    schema: &SCHEMA,
};

static COLUMNS: &[ColumnDefinition] = &[
    ColumnDefinition {
        name: "supplier_id",
        column_type: ColumnType::Int64,
        unique: true,
        meaning: "Number of the supplier, 1 to N.",
        minimum: Some("1"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "supplier_code",
        column_type: ColumnType::Utf8,
        unique: true,
        meaning: "Code of the supplier in the purchasing system.",
        pattern: Some(SUPPLIER_CODE_PATTERN),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "name",
        column_type: ColumnType::Utf8,
        meaning: "Trading name.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "country_code",
        column_type: ColumnType::Utf8,
        role: Some(Role::Country),
        meaning: "Country the supplier ships from, ISO 3166-1 alpha-2.",
        pattern: Some(COUNTRY_CODE_PATTERN),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "lead_time_days",
        column_type: ColumnType::Int32,
        meaning: "Usual time from order to delivery; longer from further away.",
        minimum: Some("1"),
        unit: Some("day"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "preferred",
        column_type: ColumnType::Bool,
        meaning: "Whether purchasing prefers this supplier.",
        ..ColumnDefinition::BASE
    },
];
