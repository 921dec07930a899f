//! Rows, builder and definition of the table `stores`.
//!
//! Generated from `schemas/stores.toml` by `cargo xtask codegen`: edit that and run this.

use std::sync::{Arc, LazyLock};

use arrow_array::RecordBatch;
use arrow_array::builder::{Date32Builder, StringBuilder};
use arrow_array::types::{Date32Type, Float64Type, Int64Type};
use arrow_schema::SchemaRef;

use crate::definition::arrow_schema;
use crate::record_batch::record_batch;
use crate::required::Required;
use crate::rows::{Cells, RowError, TableRow};
use crate::{ColumnDefinition, ColumnType, Date32, Format, Role, Table, TableDefinition, Volume};

/// Pattern of `store_code`.
pub const STORE_CODE_PATTERN: &str = "ST-[A-Z0-9]{6}";

/// The clean values of `channel`.
pub const CHANNEL_ACCEPTED: &[&str] = &["web", "pos"];

/// The clean values of `state`.
pub const STATE_ACCEPTED: &[&str] = &["NSW", "VIC", "QLD", "WA", "SA", "TAS", "ACT", "NT"];

/// One row of `stores`.
///
/// ```
/// use retailgen_schema::{rows::{self, StoresRow}, stores::StoresBuilder};
///
/// let row = StoresRow::EXAMPLE;
/// let mut builder = StoresBuilder::with_capacity(1);
/// builder.push(&row);
/// let batch = builder.finish();
///
/// let read = rows::read::<StoresRow>(&batch)?.next().ok_or("it has a row")??;
/// assert_eq!(read, row);
/// assert_eq!(read.store_code, row.store_code);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StoresRow<'a> {
    /// Number of the store, 1 to N; rises with `open_dt`.
    pub store_id: i64,
    /// Code of the store in the till and rostering systems. Matches `ST-[A-Z0-9]{6}`.
    pub store_code: &'a str,
    /// Name on the shop front.
    pub name: &'a str,
    /// How the store sells: `web` online, `pos` over the counter. There is always at least one `web` store.
    pub channel: &'a str,
    /// Sales region the store reports to.
    pub region: &'a str,
    /// Australian state or territory; the local date of a `pos` store follows the zone of its place, which is the capital's everywhere but in Broken Hill.
    pub state: &'a str,
    /// Latitude of the store, six decimals. Unit: degree.
    pub latitude: f64,
    /// Longitude of the store, six decimals. Unit: degree.
    pub longitude: f64,
    /// First day of trade.
    pub open_dt: Date32,
    /// Day the store closed for good, after `open_dt`; null while it is open.
    pub close_dt: Option<Date32>,
}

impl StoresRow<'static> {
    /// A row as the files show it. Take what does not matter from it: `StoresRow { store_id: 7, ..StoresRow::EXAMPLE }`.
    pub const EXAMPLE: Self = Self {
        store_id: 15,
        store_code: "ST-E4ZRPB",
        name: "Marrabee Goolwa Plaza",
        channel: "pos",
        region: "Adelaide",
        state: "SA",
        latitude: -35.505_041,
        longitude: 138.782_155,
        open_dt: Date32(17_609),        // 2018-03-19
        close_dt: Some(Date32(19_784)), // 2024-03-02
    };
}

impl<'b> TableRow<'b> for StoresRow<'b> {
    const TABLE: Table = Table::Stores;

    fn from_cells(cells: Cells<'b>) -> Result<Self, RowError> {
        Ok(Self {
            store_id: cells.required(0)?,
            store_code: cells.required(1)?,
            name: cells.required(2)?,
            channel: cells.required(3)?,
            region: cells.required(4)?,
            state: cells.required(5)?,
            latitude: cells.required(6)?,
            longitude: cells.required(7)?,
            open_dt: cells.required(8)?,
            close_dt: cells.optional(9)?,
        })
    }
}

/// Columns of `stores` that grow row by row.
///
/// A batch holds at most 2 GiB of text a column.
#[derive(Debug)]
pub struct StoresBuilder {
    rows: usize,
    store_id: Required<Int64Type>,
    store_code: StringBuilder,
    name: StringBuilder,
    channel: StringBuilder,
    region: StringBuilder,
    state: StringBuilder,
    latitude: Required<Float64Type>,
    longitude: Required<Float64Type>,
    open_dt: Required<Date32Type>,
    close_dt: Date32Builder,
}

impl StoresBuilder {
    /// No rows yet, and memory for this many.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            rows: 0,
            store_id: Required::with_capacity(rows),
            store_code: StringBuilder::with_capacity(rows, rows.saturating_mul(9)),
            name: StringBuilder::with_capacity(rows, rows.saturating_mul(24)),
            channel: StringBuilder::with_capacity(rows, rows.saturating_mul(3)),
            region: StringBuilder::with_capacity(rows, rows.saturating_mul(12)),
            state: StringBuilder::with_capacity(rows, rows.saturating_mul(3)),
            latitude: Required::with_capacity(rows),
            longitude: Required::with_capacity(rows),
            open_dt: Required::with_capacity(rows),
            close_dt: Date32Builder::with_capacity(rows),
        }
    }

    /// Appends one row.
    #[inline]
    pub fn push(&mut self, row: &StoresRow<'_>) {
        self.rows += 1;
        self.store_id.append_value(row.store_id);
        self.store_code.append_value(row.store_code);
        self.name.append_value(row.name);
        self.channel.append_value(row.channel);
        self.region.append_value(row.region);
        self.state.append_value(row.state);
        self.latitude.append_value(row.latitude);
        self.longitude.append_value(row.longitude);
        self.open_dt.append_value(row.open_dt.0);
        self.close_dt.append_option(row.close_dt.map(|cell| cell.0));
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
                Arc::new(self.store_id.finish()),
                Arc::new(self.store_code.finish()),
                Arc::new(self.name.finish()),
                Arc::new(self.channel.finish()),
                Arc::new(self.region.finish()),
                Arc::new(self.state.finish()),
                Arc::new(self.latitude.finish()),
                Arc::new(self.longitude.finish()),
                Arc::new(self.open_dt.finish()),
                Arc::new(self.close_dt.finish()),
            ],
        )
    }
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| arrow_schema(COLUMNS));

pub(crate) static DEFINITION: TableDefinition = TableDefinition {
    name: "stores",
    meaning: "Places of sale: shops with tills (`pos`) and online shops (`web`).",
    format: Format::Csv,
    path: "stores.csv",
    partitions: &[],
    primary_key: &["store_id"],
    volume: Volume { low: 5_000, high: 5_000, scaled: true, floor: 4 },
    columns: COLUMNS,
    cells: COLUMNS,
    document: None,
    is_compressed: false,
    schema: &SCHEMA,
};

static COLUMNS: &[ColumnDefinition] = &[
    ColumnDefinition {
        name: "store_id",
        column_type: ColumnType::Int64,
        unique: true,
        meaning: "Number of the store, 1 to N; rises with `open_dt`.",
        minimum: Some("1"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "store_code",
        column_type: ColumnType::Utf8,
        unique: true,
        meaning: "Code of the store in the till and rostering systems.",
        pattern: Some(STORE_CODE_PATTERN),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "name",
        column_type: ColumnType::Utf8,
        meaning: "Name on the shop front.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "channel",
        column_type: ColumnType::Utf8,
        role: Some(Role::Channel),
        meaning: "How the store sells: `web` online, `pos` over the counter. There is always at least one `web` store.",
        accepted: CHANNEL_ACCEPTED,
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "region",
        column_type: ColumnType::Utf8,
        meaning: "Sales region the store reports to.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "state",
        column_type: ColumnType::Utf8,
        meaning: "Australian state or territory; the local date of a `pos` store follows the zone of its place, which is the capital's everywhere but in Broken Hill.",
        accepted: STATE_ACCEPTED,
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "latitude",
        column_type: ColumnType::Float64,
        role: Some(Role::Latitude),
        meaning: "Latitude of the store, six decimals.",
        minimum: Some("-90"),
        maximum: Some("90"),
        unit: Some("degree"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "longitude",
        column_type: ColumnType::Float64,
        role: Some(Role::Longitude),
        meaning: "Longitude of the store, six decimals.",
        minimum: Some("-180"),
        maximum: Some("180"),
        unit: Some("degree"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "open_dt",
        column_type: ColumnType::Date32,
        meaning: "First day of trade.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "close_dt",
        column_type: ColumnType::Date32,
        required: false,
        meaning: "Day the store closed for good, after `open_dt`; null while it is open.",
        ..ColumnDefinition::BASE
    },
];
