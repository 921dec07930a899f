//! What is known about a table and its columns.

use std::fmt;
use std::sync::{Arc, LazyLock};

use arrow_schema::{Field, Schema, SchemaRef};

use crate::{ColumnType, ForeignKey, JsonDocument};

/// Everything the schema says about one table. [`Table::definition`](crate::Table::definition) is the way to get one.
///
/// ```
/// use retailgen_schema::{Format, Table};
///
/// let stores = Table::Stores.definition();
/// assert_eq!((stores.name, stores.format, stores.path), ("stores", Format::Csv, "stores.csv"));
/// assert_eq!(stores.primary_key, ["store_id"]);
/// assert_eq!(stores.volume.low, 5_000);
///
/// // A check of the columns that must never be null.
/// let required = stores.columns.iter().filter(|column| column.required);
/// assert_eq!(required.count(), stores.columns.len() - 1);
/// assert_eq!(stores.column("close_dt").map(|column| column.required), Some(false));
/// assert_eq!(stores.schema().field(0).name(), "store_id");
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct TableDefinition {
    /// Name of the table, in snake case.
    pub name: &'static str,
    /// What a row stands for, in one line.
    pub meaning: &'static str,
    /// Form of its files.
    pub format: Format,
    /// Path below the data folder, with `/` between folders and `{name}` for each partition column. A path that ends
    /// in `/` is a folder.
    pub path: &'static str,
    /// Columns that the path spells out, from the outermost folder inwards.
    pub partitions: &'static [PartitionColumn],
    /// Columns, or keys of the JSON envelope, that together name a row.
    pub primary_key: &'static [&'static str],
    /// Number of rows at scale 1.
    pub volume: Volume,
    /// The columns, in the order of the file.
    pub columns: &'static [ColumnDefinition],
    /// All that has a value of its own in a row: the columns, and behind them the keys of the envelope in a table of JSON
    /// lines, as columns of the type that fits their values.
    pub cells: &'static [ColumnDefinition],
    /// Shape of the JSON objects; only for tables of JSON lines.
    pub document: Option<JsonDocument>,
    /// Whether files of text are compressed by gzip.
    pub(crate) is_compressed: bool,
    pub(crate) schema: &'static LazyLock<SchemaRef>,
}

impl TableDefinition {
    /// The Arrow schema of the latest version: every field nullable, no metadata.
    ///
    /// All calls share one schema.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(self.schema)
    }

    /// The Arrow schema as of a version of the table, from 0: the columns that were there at that time. A version that is yet
    /// to come has the columns of the latest.
    ///
    /// ```
    /// use retailgen_schema::Table;
    ///
    /// let returns = Table::Returns.definition();
    /// assert!(returns.schema_at(0).field_with_name("return_reason_code").is_err());
    /// assert_eq!(returns.schema_at(1), returns.schema());
    /// ```
    #[must_use]
    pub fn schema_at(&self, version: u32) -> SchemaRef {
        if self.columns.iter().all(|column| column.since_version <= version) {
            return self.schema();
        }
        arrow_schema(self.columns.iter().filter(|column| column.since_version <= version))
    }

    /// The number, from 0, among [`cells`](Self::cells) of the column or envelope key of that name.
    ///
    /// ```
    /// use retailgen_schema::Table;
    ///
    /// let events = Table::Events.definition();
    /// assert_eq!(events.cell_number("json"), Some(0));
    /// assert_eq!(events.cell_number("user_id").map(|cell| events.cells[cell].name), Some("user_id"));
    /// assert_eq!(events.column("user_id"), None);
    /// ```
    #[must_use]
    pub fn cell_number(&self, name: &str) -> Option<usize> {
        self.cells.iter().position(|cell| cell.name == name)
    }

    /// The column of that name; none for an envelope's key.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static ColumnDefinition> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// The Arrow schema of some columns.
pub(crate) fn arrow_schema<'a>(columns: impl IntoIterator<Item = &'a ColumnDefinition>) -> SchemaRef {
    let fields: Vec<Field> =
        columns.into_iter().map(|column| Field::new(column.name, column.column_type.data_type(), true)).collect();
    Arc::new(Schema::new(fields))
}

/// One column of a table.
///
/// ```
/// use retailgen_schema::Table;
///
/// let orders = Table::OrdersHeader.definition();
/// let fee = orders.column("shipping_fee").ok_or("there is such a column")?;
/// assert_eq!((fee.minimum, fee.maximum, fee.unit), (Some("0.00"), None, Some("currency")));
///
/// // What a check of accepted values may take from here.
/// let channel = orders.column("channel").ok_or("there is such a column")?;
/// assert_eq!(channel.accepted, ["web", "pos"]);
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnDefinition {
    /// Name of the column, in snake case.
    pub name: &'static str,
    /// Its type.
    pub column_type: ColumnType,
    /// What a value is, where the type does not say so.
    pub role: Option<Role>,
    /// Whether the source changes the value now and then, so that two deliveries of a row may differ in it.
    pub drifts: bool,
    /// The foreign key of the row that decides which rows this one may name, as the order of a return its products.
    pub decided_by: Option<&'static str>,
    /// The column of the row that says whether there is a value.
    pub present_when: Option<&'static str>,
    /// The column of another table that bounds the value, as the pieces sold bound those that come back.
    pub bounded_by: Option<ForeignKey>,
    /// Whether a clean value is never null. In Arrow every field is nullable all the same.
    pub required: bool,
    /// Whether no two clean rows share a value.
    pub unique: bool,
    /// What a value says, in one line.
    pub meaning: &'static str,
    /// Regular expression that matches every clean value as a whole, built from literals, classes and `{n}`.
    pub pattern: Option<&'static str>,
    /// The only clean values; empty where the list is open.
    pub accepted: &'static [&'static str],
    /// The column whose values these are.
    pub references: Option<ForeignKey>,
    /// Least clean value, as text in the column's own scale.
    pub minimum: Option<&'static str>,
    /// Greatest clean value, as text in the column's own scale.
    pub maximum: Option<&'static str>,
    /// Unit of the numbers.
    pub unit: Option<&'static str>,
    /// Version of the table that brought the column; 0 unless the schema evolved.
    pub since_version: u32,
}

impl ColumnDefinition {
    /// A required column of text of which nothing else is known: what a definition made by hand begins with.
    ///
    /// ```
    /// use retailgen_schema::{ColumnDefinition, ColumnType};
    ///
    /// let mut column = ColumnDefinition::BASE;
    /// (column.name, column.column_type) = ("loyalty_points", ColumnType::Int64);
    /// assert!(column.required && column.role.is_none());
    /// ```
    pub const BASE: Self = Self {
        name: "",
        column_type: ColumnType::Utf8,
        role: None,
        drifts: false,
        decided_by: None,
        present_when: None,
        bounded_by: None,
        required: true,
        unique: false,
        meaning: "",
        pattern: None,
        accepted: &[],
        references: None,
        minimum: None,
        maximum: None,
        unit: None,
        since_version: 0,
    };
}

/// What a value is, where the type of its column does not say so. What fits a role fits every column that has it.
///
/// ```
/// use retailgen_schema::{Role, Table};
///
/// let with = |role| {
///     let cells = Table::ALL.into_iter().flat_map(move |table| {
///         table.definition().cells.iter().map(move |cell| (format!("{table}.{}", cell.name), cell.role))
///     });
///     cells.filter(|(_, found)| *found == Some(role)).map(|(name, _)| name).collect::<Vec<_>>()
/// };
/// assert_eq!(with(Role::Email), ["customers.email"]);
/// assert_eq!(with(Role::Country), ["customers.country_code", "suppliers.country_code"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// How something was sold: `web` or `pos`.
    Channel,
    /// Code of a country, ISO 3166-1 alpha-2.
    Country,
    /// Code of a currency, ISO 4217.
    Currency,
    /// E-mail address.
    Email,
    /// Family name of a person.
    FamilyName,
    /// Given name of a person.
    GivenName,
    /// A point in time, as text; a column of type `timestamp[us]` is one without it.
    Instant,
    /// Degrees from the equator, north above zero.
    Latitude,
    /// Degrees from Greenwich, east above zero.
    Longitude,
    /// Telephone number.
    Phone,
    /// Price of one unit, always above zero.
    Price,
    /// Exchange rate: what one unit of a foreign currency costs.
    Rate,
    /// House number and street.
    Street,
}

/// A column that is spelled out in the path.
///
/// ```
/// use retailgen_schema::{ColumnType, Derivation, Table};
///
/// let [day] = Table::OrdersLines.definition().partitions else { panic!("a file holds a day") };
/// assert_eq!((day.name, day.column_type), ("order_dt", ColumnType::Date32));
/// assert_eq!((day.source, day.derivation), ("orders_header.order_dt_local", Derivation::Value));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PartitionColumn {
    /// Name, as in the path's `{name}`.
    pub name: &'static str,
    /// Type a reader gives it.
    pub column_type: ColumnType,
    /// Where its value comes from: a column or envelope key of the table, or `table.column` of another one.
    pub source: &'static str,
    /// How the value follows from the source.
    pub derivation: Derivation,
    /// What a value says, in one line.
    pub meaning: &'static str,
}

/// How the value of a partition column follows from its source.
///
/// ```
/// use retailgen_schema::{Derivation, Table};
///
/// let derivation = |table: Table| table.definition().partitions.iter().map(|column| column.derivation).collect::<Vec<_>>();
/// assert_eq!(derivation(Table::Events), [Derivation::Day]);
/// assert_eq!(derivation(Table::Sensors), [Derivation::Value, Derivation::Month]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Derivation {
    /// The source's value.
    Value,
    /// The UTC day of an instant, `YYYY-MM-DD`.
    Day,
    /// The UTC month of an instant, `YYYY-MM`.
    Month,
}

/// Form of a table's files. Its [`Display`](fmt::Display) form is the one used in `schemas/`, such as `csv`.
///
/// ```
/// use retailgen_schema::{Format, Table};
///
/// let written_as = |format| Table::ALL.into_iter().filter(|table| table.definition().format == format).collect::<Vec<_>>();
/// assert_eq!(written_as(Format::Parquet), [Table::Shipments]);
/// assert_eq!(Format::Jsonl.to_string(), "jsonl");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Comma-separated text with a header line.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
    /// An Excel workbook of one sheet, named as the table.
    Xlsx,
    /// A Delta Lake table: a folder of Parquet files and a log.
    Delta,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
            Self::Xlsx => "xlsx",
            Self::Delta => "delta",
        })
    }
}

/// Number of clean rows at scale 1 over the default window, 2024-01-01 to 2024-12-31.
///
/// ```
/// use retailgen_schema::Table;
///
/// let customers = Table::Customers.definition().volume;
/// assert!(customers.is_exact() && customers.scaled);
/// assert_eq!((customers.low, customers.floor), (80_000, 20));
///
/// let lines = Table::OrdersLines.definition().volume;
/// assert!(!lines.is_exact());
/// assert_eq!((lines.low, lines.high), (3_400_000, 4_000_000));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Volume {
    /// Least number of rows.
    pub low: u64,
    /// Greatest number of rows; equal to `low` where the number is exact.
    pub high: u64,
    /// Whether the number grows with the scale.
    pub scaled: bool,
    /// Number of rows below which no scale goes.
    pub floor: u64,
}

impl Volume {
    /// Whether the number is exact rather than a band.
    #[must_use]
    pub const fn is_exact(self) -> bool {
        self.low == self.high
    }
}
