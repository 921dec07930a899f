//! The definition of a table, as it is written in `schemas/<table>.toml`.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::column_type::ColumnType;
use super::{CodegenError, files_in};

/// One table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub name: String,
    /// Place of the table among all, from 1.
    pub position: usize,
    pub meaning: String,
    pub format: Format,
    pub path: String,
    pub primary_key: Vec<String>,
    pub volume: Volume,
    #[serde(default, rename = "partition")]
    pub partitions: Vec<Partition>,
    #[serde(rename = "column")]
    pub columns: Vec<ColumnDefinition>,
    #[serde(default)]
    pub envelope: Vec<JsonField>,
    #[serde(default, rename = "event_type")]
    pub event_types: Vec<EventType>,
    /// Path of the definition, for error messages.
    #[serde(skip)]
    pub file: PathBuf,
}

impl Table {
    pub fn column(&self, name: &str) -> Option<&ColumnDefinition> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether rows hold text or, more generally, borrow anything.
    pub fn borrows(&self) -> bool {
        self.columns.iter().any(|column| column.column_type == ColumnType::Utf8)
    }

    /// Whether any column came after version 0.
    pub fn evolves(&self) -> bool {
        self.columns.iter().any(|column| column.since_version > 0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Csv,
    Jsonl,
    Parquet,
    Xlsx,
    Delta,
}

/// Number of rows, exact or in a band.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Volume {
    Exact {
        rows: u64,
        scaled: bool,
        floor: u64,
    },
    Band {
        rows: Option<u64>,
        tolerance_percent: Option<u64>,
        low: Option<u64>,
        high: Option<u64>,
        scaled: bool,
        floor: u64,
    },
}

impl Volume {
    /// Least and greatest number of rows; nothing if the band is not given as either of its two forms.
    pub fn bounds(&self) -> Option<(u64, u64)> {
        match *self {
            Self::Exact { rows, .. } => Some((rows, rows)),
            Self::Band { rows: Some(rows), tolerance_percent: Some(percent), low: None, high: None, .. } => {
                let slack = rows * percent / 100;
                Some((rows - slack, rows + slack))
            }
            Self::Band { rows: None, tolerance_percent: None, low: Some(low), high: Some(high), .. } => {
                Some((low, high))
            }
            Self::Band { .. } => None,
        }
    }

    pub fn scaled(&self) -> bool {
        match *self {
            Self::Exact { scaled, .. } | Self::Band { scaled, .. } => scaled,
        }
    }

    pub fn floor(&self) -> u64 {
        match *self {
            Self::Exact { floor, .. } | Self::Band { floor, .. } => floor,
        }
    }
}

/// A column that is spelled out in the path.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    pub name: String,
    #[serde(rename = "type", deserialize_with = "column_type")]
    pub column_type: ColumnType,
    pub source: String,
    pub derivation: Derivation,
    pub meaning: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Derivation {
    Value,
    Day,
    Month,
}

/// One column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnDefinition {
    pub name: String,
    #[serde(rename = "type", deserialize_with = "column_type")]
    pub column_type: ColumnType,
    pub role: Option<Role>,
    /// Whether the source changes the value now and then.
    #[serde(default)]
    pub drifts: bool,
    /// The column of the row that decides which values belong here.
    pub decided_by: Option<String>,
    /// The column of the row that says whether there is a value.
    pub present_when: Option<String>,
    /// `table.column` of the greatest value that belongs here.
    pub bounded_by: Option<String>,
    pub required: bool,
    #[serde(default)]
    pub unique: bool,
    pub meaning: String,
    pub pattern: Option<String>,
    #[serde(default)]
    pub accepted: Vec<String>,
    pub references: Option<String>,
    pub minimum: Option<String>,
    pub maximum: Option<String>,
    pub unit: Option<String>,
    /// A clean value, as the text of a CSV file shows it; of an optional column, one that is not null.
    pub example: String,
    #[serde(default)]
    pub since_version: u32,
    /// Usual bytes in a cell, so that a builder can set memory aside.
    pub typical_bytes: Option<usize>,
}

/// What a value is, where its type does not say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Channel,
    Country,
    Currency,
    Email,
    FamilyName,
    GivenName,
    Instant,
    Latitude,
    Longitude,
    Phone,
    Price,
    Rate,
    Street,
}

impl Role {
    /// Whether a column of the type can have the role.
    pub fn suits(self, column_type: ColumnType) -> bool {
        match self {
            Self::Channel
            | Self::Country
            | Self::Currency
            | Self::Email
            | Self::FamilyName
            | Self::GivenName
            | Self::Phone
            | Self::Street => column_type == ColumnType::Utf8,
            Self::Latitude | Self::Longitude => column_type == ColumnType::Float64,
            Self::Price | Self::Rate => matches!(column_type, ColumnType::Decimal128 { .. }),
            // In a JSON object: a column has a type for instants.
            Self::Instant => false,
        }
    }
}

/// One key of a JSON object.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonField {
    pub name: String,
    #[serde(rename = "type")]
    pub field_type: FieldType,
    pub role: Option<Role>,
    pub required: bool,
    pub meaning: String,
    #[serde(default)]
    pub accepted: Vec<String>,
    pub references: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    String,
    Integer,
}

/// One type of event and the keys of its payload.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventType {
    pub name: String,
    pub meaning: String,
    pub payload: Vec<JsonField>,
}

fn column_type<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<ColumnType, D::Error> {
    let name = String::deserialize(deserializer)?;
    ColumnType::parse(&name).map_err(serde::de::Error::custom)
}

/// Every definition in a folder, not yet checked, in the order of their positions.
pub fn load(folder: &Path) -> Result<Vec<Table>, CodegenError> {
    let mut tables = Vec::new();
    for name in files_in(folder)? {
        if name.extension().is_some_and(|extension| extension == "toml") {
            let path = folder.join(&name);
            let text = fs::read_to_string(&path).map_err(|source| CodegenError::io(&path, source))?;
            tables.push(parse(&Path::new("schemas").join(name), &text)?);
        }
    }
    tables.sort_by_key(|table| table.position);
    Ok(tables)
}

/// The definition that a file holds, not yet checked against the others.
pub fn parse(path: &Path, text: &str) -> Result<Table, CodegenError> {
    let mut table: Table = toml::from_str(text)
        .map_err(|source| CodegenError::Toml { path: path.to_owned(), source: Box::new(source) })?;
    path.clone_into(&mut table.file);
    Ok(table)
}
