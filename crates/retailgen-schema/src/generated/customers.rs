//! Rows, builder and definition of the table `customers`.
//!
//! Generated from `schemas/customers.toml` by `cargo xtask codegen`: edit that and run this.

use std::sync::{Arc, LazyLock};

use arrow_array::RecordBatch;
use arrow_array::builder::{BooleanBuilder, StringBuilder};
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_schema::SchemaRef;

use crate::definition::arrow_schema;
use crate::record_batch::record_batch;
use crate::required::Required;
use crate::rows::{Cells, RowError, TableRow};
use crate::{ColumnDefinition, ColumnType, Date32, Format, Role, Table, TableDefinition, TimestampMicros, Volume};

/// Pattern of `natural_key`.
pub const NATURAL_KEY_PATTERN: &str = "CUST-[A-Z0-9]{8}";

/// Pattern of `country_code`.
pub const COUNTRY_CODE_PATTERN: &str = "[A-Z]{2}";

/// One row of `customers`.
///
/// ```
/// use retailgen_schema::{rows::{self, CustomersRow}, customers::CustomersBuilder};
///
/// let row = CustomersRow::EXAMPLE;
/// let mut builder = CustomersBuilder::with_capacity(1);
/// builder.push(&row);
/// let batch = builder.finish();
///
/// let read = rows::read::<CustomersRow>(&batch)?.next().ok_or("it has a row")??;
/// assert_eq!(read, row);
/// assert_eq!(read.natural_key, row.natural_key);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CustomersRow<'a> {
    /// Number of the customer, from 1; rises with `join_ts`. Numbers of erased customers are missing, and never given again.
    pub customer_id: i64,
    /// Code by which other systems of the company know the customer. Matches `CUST-[A-Z0-9]{8}`.
    pub natural_key: &'a str,
    /// Given name.
    pub first_name: &'a str,
    /// Family name.
    pub last_name: &'a str,
    /// E-mail address, derived from the name, at a domain reserved for examples.
    pub email: &'a str,
    /// Telephone number in the country's form, written with spaces, out of the blocks set aside for fiction as far as they go.
    pub phone: &'a str,
    /// House number and street.
    pub address_line1: &'a str,
    /// Unit or level; mostly null.
    pub address_line2: Option<&'a str>,
    /// City, town or suburb.
    pub city: &'a str,
    /// State, province or region, in the form usual in the country.
    pub state_region: &'a str,
    /// Postal code. It is text: leading zeros are part of it.
    pub postcode: &'a str,
    /// Country of the address, ISO 3166-1 alpha-2. Matches `[A-Z]{2}`.
    pub country_code: &'a str,
    /// Latitude of the address, within the city, six decimals. Unit: degree.
    pub latitude: f64,
    /// Longitude of the address, within the city, six decimals. Unit: degree.
    pub longitude: f64,
    /// Date of birth; 18 to 95 years old when joining.
    pub birth_date: Date32,
    /// When the account was opened, UTC.
    pub join_ts: TimestampMicros,
    /// Whether the customer is among the heavy buyers of the loyalty scheme.
    pub is_vip: bool,
    /// Whether the customer agreed to the use of personal data for marketing.
    pub gdpr_consent: bool,
}

impl CustomersRow<'static> {
    /// A row as the files show it. Take what does not matter from it: `CustomersRow { customer_id: 7, ..CustomersRow::EXAMPLE }`.
    pub const EXAMPLE: Self = Self {
        customer_id: 9,
        natural_key: "CUST-7WM9GWGP",
        first_name: "Lisa",
        last_name: "Longwick",
        email: "lisa.longwick15@example.com",
        phone: "0491 576 547",
        address_line1: "104 Stirling Street",
        address_line2: Some("Level 22"),
        city: "Gladstone",
        state_region: "QLD",
        postcode: "4680",
        country_code: "AU",
        latitude: -23.832_892,
        longitude: 151.26043,
        birth_date: Date32(-700),                        // 1968-02-01
        join_ts: TimestampMicros(1_405_872_704_311_000), // 2014-07-20T16:11:44.311000
        is_vip: false,
        gdpr_consent: false,
    };
}

impl<'b> TableRow<'b> for CustomersRow<'b> {
    const TABLE: Table = Table::Customers;

    fn from_cells(cells: Cells<'b>) -> Result<Self, RowError> {
        Ok(Self {
            customer_id: cells.required(0)?,
            natural_key: cells.required(1)?,
            first_name: cells.required(2)?,
            last_name: cells.required(3)?,
            email: cells.required(4)?,
            phone: cells.required(5)?,
            address_line1: cells.required(6)?,
            address_line2: cells.optional(7)?,
            city: cells.required(8)?,
            state_region: cells.required(9)?,
            postcode: cells.required(10)?,
            country_code: cells.required(11)?,
            latitude: cells.required(12)?,
            longitude: cells.required(13)?,
            birth_date: cells.required(14)?,
            join_ts: cells.required(15)?,
            is_vip: cells.required(16)?,
            gdpr_consent: cells.required(17)?,
        })
    }
}

/// Columns of `customers` that grow row by row.
///
/// A batch holds at most 2 GiB of text a column.
#[derive(Debug)]
pub struct CustomersBuilder {
    rows: usize,
    customer_id: Required<Int64Type>,
    natural_key: StringBuilder,
    first_name: StringBuilder,
    last_name: StringBuilder,
    email: StringBuilder,
    phone: StringBuilder,
    address_line1: StringBuilder,
    address_line2: StringBuilder,
    city: StringBuilder,
    state_region: StringBuilder,
    postcode: StringBuilder,
    country_code: StringBuilder,
    latitude: Required<Float64Type>,
    longitude: Required<Float64Type>,
    birth_date: Required<Date32Type>,
    join_ts: Required<TimestampMicrosecondType>,
    is_vip: BooleanBuilder,
    gdpr_consent: BooleanBuilder,
}

impl CustomersBuilder {
    /// No rows yet, and memory for this many.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            rows: 0,
            customer_id: Required::with_capacity(rows),
            natural_key: StringBuilder::with_capacity(rows, rows.saturating_mul(13)),
            first_name: StringBuilder::with_capacity(rows, rows.saturating_mul(8)),
            last_name: StringBuilder::with_capacity(rows, rows.saturating_mul(9)),
            email: StringBuilder::with_capacity(rows, rows.saturating_mul(32)),
            phone: StringBuilder::with_capacity(rows, rows.saturating_mul(16)),
            address_line1: StringBuilder::with_capacity(rows, rows.saturating_mul(22)),
            address_line2: StringBuilder::with_capacity(rows, rows.saturating_mul(2)),
            city: StringBuilder::with_capacity(rows, rows.saturating_mul(12)),
            state_region: StringBuilder::with_capacity(rows, rows.saturating_mul(6)),
            postcode: StringBuilder::with_capacity(rows, rows.saturating_mul(6)),
            country_code: StringBuilder::with_capacity(rows, rows.saturating_mul(2)),
            latitude: Required::with_capacity(rows),
            longitude: Required::with_capacity(rows),
            birth_date: Required::with_capacity(rows),
            join_ts: Required::with_capacity(rows),
            is_vip: BooleanBuilder::with_capacity(rows),
            gdpr_consent: BooleanBuilder::with_capacity(rows),
        }
    }

    /// Appends one row.
    #[inline]
    pub fn push(&mut self, row: &CustomersRow<'_>) {
        self.rows += 1;
        self.customer_id.append_value(row.customer_id);
        self.natural_key.append_value(row.natural_key);
        self.first_name.append_value(row.first_name);
        self.last_name.append_value(row.last_name);
        self.email.append_value(row.email);
        self.phone.append_value(row.phone);
        self.address_line1.append_value(row.address_line1);
        self.address_line2.append_option(row.address_line2);
        self.city.append_value(row.city);
        self.state_region.append_value(row.state_region);
        self.postcode.append_value(row.postcode);
        self.country_code.append_value(row.country_code);
        self.latitude.append_value(row.latitude);
        self.longitude.append_value(row.longitude);
        self.birth_date.append_value(row.birth_date.0);
        self.join_ts.append_value(row.join_ts.0);
        self.is_vip.append_value(row.is_vip);
        self.gdpr_consent.append_value(row.gdpr_consent);
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
                Arc::new(self.customer_id.finish()),
                Arc::new(self.natural_key.finish()),
                Arc::new(self.first_name.finish()),
                Arc::new(self.last_name.finish()),
                Arc::new(self.email.finish()),
                Arc::new(self.phone.finish()),
                Arc::new(self.address_line1.finish()),
                Arc::new(self.address_line2.finish()),
                Arc::new(self.city.finish()),
                Arc::new(self.state_region.finish()),
                Arc::new(self.postcode.finish()),
                Arc::new(self.country_code.finish()),
                Arc::new(self.latitude.finish()),
                Arc::new(self.longitude.finish()),
                Arc::new(self.birth_date.finish()),
                Arc::new(self.join_ts.finish()),
                Arc::new(self.is_vip.finish()),
                Arc::new(self.gdpr_consent.finish()),
            ],
        )
    }
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| arrow_schema(COLUMNS));

pub(crate) static DEFINITION: TableDefinition = TableDefinition {
    name: "customers",
    meaning: "People who have an account with the retailer, as the customer system knows them at the as-of time.",
    format: Format::Csv,
    path: "customers.csv",
    partitions: &[],
    primary_key: &["customer_id"],
    volume: Volume { low: 80_000, high: 80_000, scaled: true, floor: 20 },
    columns: COLUMNS,
    cells: COLUMNS,
    document: None,
    is_compressed: false,
    schema: &SCHEMA,
};

static COLUMNS: &[ColumnDefinition] = &[
    ColumnDefinition {
        name: "customer_id",
        column_type: ColumnType::Int64,
        unique: true,
        meaning: "Number of the customer, from 1; rises with `join_ts`. Numbers of erased customers are missing, and never given again.",
        minimum: Some("1"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "natural_key",
        column_type: ColumnType::Utf8,
        unique: true,
        meaning: "Code by which other systems of the company know the customer.",
        pattern: Some(NATURAL_KEY_PATTERN),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "first_name",
        column_type: ColumnType::Utf8,
        role: Some(Role::GivenName),
        meaning: "Given name.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "last_name",
        column_type: ColumnType::Utf8,
        role: Some(Role::FamilyName),
        meaning: "Family name.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "email",
        column_type: ColumnType::Utf8,
        role: Some(Role::Email),
        unique: true,
        meaning: "E-mail address, derived from the name, at a domain reserved for examples.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "phone",
        column_type: ColumnType::Utf8,
        role: Some(Role::Phone),
        drifts: true,
        meaning: "Telephone number in the country's form, written with spaces, out of the blocks set aside for fiction as far as they go.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "address_line1",
        column_type: ColumnType::Utf8,
        role: Some(Role::Street),
        drifts: true,
        meaning: "House number and street.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "address_line2",
        column_type: ColumnType::Utf8,
        required: false,
        meaning: "Unit or level; mostly null.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "city",
        column_type: ColumnType::Utf8,
        meaning: "City, town or suburb.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "state_region",
        column_type: ColumnType::Utf8,
        meaning: "State, province or region, in the form usual in the country.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "postcode",
        column_type: ColumnType::Utf8,
        meaning: "Postal code. It is text: leading zeros are part of it.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "country_code",
        column_type: ColumnType::Utf8,
        role: Some(Role::Country),
        meaning: "Country of the address, ISO 3166-1 alpha-2.",
        pattern: Some(COUNTRY_CODE_PATTERN),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "latitude",
        column_type: ColumnType::Float64,
        role: Some(Role::Latitude),
        meaning: "Latitude of the address, within the city, six decimals.",
        minimum: Some("-90"),
        maximum: Some("90"),
        unit: Some("degree"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "longitude",
        column_type: ColumnType::Float64,
        role: Some(Role::Longitude),
        meaning: "Longitude of the address, within the city, six decimals.",
        minimum: Some("-180"),
        maximum: Some("180"),
        unit: Some("degree"),
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "birth_date",
        column_type: ColumnType::Date32,
        meaning: "Date of birth; 18 to 95 years old when joining.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "join_ts",
        column_type: ColumnType::TimestampMicros,
        meaning: "When the account was opened, UTC.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "is_vip",
        column_type: ColumnType::Bool,
        meaning: "Whether the customer is among the heavy buyers of the loyalty scheme.",
        ..ColumnDefinition::BASE
    },
    ColumnDefinition {
        name: "gdpr_consent",
        column_type: ColumnType::Bool,
        meaning: "Whether the customer agreed to the use of personal data for marketing.",
        ..ColumnDefinition::BASE
    },
];
