//! How a pipeline has called tables and columns: a TOML file.

use std::{collections::BTreeMap, path::Path};

use retailgen_folder::open_plain;
use retailgen_schema::Table;
use serde::Deserialize;

use crate::{
    ScoreError, column,
    names::{no_column, no_table},
};

/// How a pipeline has called tables and columns, and where it puts rejected rows.
///
/// ```
/// use retailgen_score::Mapping;
///
/// let mapping: Mapping = r#"
///     quarantine = "rejects"             # a folder in the one that is compared
///
///     [tables.customers]
///     name = "dim_customer"
///     columns = { customer_id = "id", email = "email_address" }
/// "#.parse()?;
/// assert_eq!(mapping.quarantine.as_deref(), Some("rejects"));
///
/// let error = "[tables.customer]".parse::<Mapping>().unwrap_err();
/// assert!(error.to_string().contains("there is no table \"customer\""), "{error}");
/// # Ok::<(), retailgen_score::ScoreError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Mapping {
    /// The folder of rejected rows, below the one that is compared.
    pub quarantine: Option<String>,
    /// What differs, by table.
    #[serde(default)]
    pub tables: BTreeMap<String, TableMapping>,
}

/// How a pipeline has called a table and its columns.
///
/// ```
/// use retailgen_score::Mapping;
///
/// let mapping: Mapping = "[tables.stores]\nname = \"dim_store\"\ncolumns = { store_id = \"id\" }".parse()?;
/// let stores = &mapping.tables["stores"];
/// assert_eq!((stores.name.as_deref(), stores.columns["store_id"].as_str()), (Some("dim_store"), "id"));
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("mapping.toml");
/// std::fs::write(&path, "quarantine = \"rejects\"")?;
/// assert_eq!(Mapping::load(&path)?.quarantine.as_deref(), Some("rejects"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TableMapping {
    /// The table's name there; none where it is the same.
    pub name: Option<String>,
    /// The names of columns there, by their names in the data.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
}

impl TableMapping {
    /// The name of the table in the folder that is compared.
    pub(crate) fn name(&self, table: Table) -> &str {
        self.name.as_deref().unwrap_or_else(|| table.name())
    }

    /// The name of a column there.
    pub(crate) fn column<'c>(&'c self, name: &'c str) -> &'c str {
        self.columns.get(name).map_or(name, String::as_str)
    }
}

impl Mapping {
    /// Reads a mapping from a file.
    ///
    /// # Errors
    /// [`ScoreError::Folder`] where the file cannot be read, and [`ScoreError::Mapping`] where it is no mapping.
    pub fn load(path: &Path) -> Result<Self, ScoreError> {
        let text = std::io::read_to_string(open_plain(path)?).map_err(ScoreError::reading(path))?;
        Self::parse(&text, &format!("{}: ", path.display()))
    }

    pub(crate) fn table(&self, table: Table) -> TableMapping {
        self.tables.get(table.name()).cloned().unwrap_or_default()
    }

    fn parse(text: &str, place: &str) -> Result<Self, ScoreError> {
        let wrong = |reason: String| ScoreError::Mapping(format!("{place}{reason}"));
        let mapping: Self = toml::from_str(text).map_err(|error| wrong(error.to_string().trim_end().to_owned()))?;
        for (name, of_table) in &mapping.tables {
            let table: Table = name.parse().map_err(|_| wrong(no_table(name)))?;
            if let Some(unknown) = of_table.columns.keys().find(|column| column::number(table, column).is_none()) {
                return Err(wrong(no_column(table, unknown)));
            }
        }
        Ok(mapping)
    }
}

impl std::str::FromStr for Mapping {
    type Err = ScoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text, "")
    }
}
