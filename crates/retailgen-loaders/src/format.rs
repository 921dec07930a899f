//! The formats a schema can be had in.

use std::{fmt, str::FromStr};

use retailgen_anomaly::nearest_name;

use crate::LoaderError;

/// How a schema is written. [`Display`](fmt::Display) gives the name of the variant in small letters.
///
/// ```
/// use retailgen_loaders::{LoaderOptions, SchemaFormat, render_schema};
/// use retailgen_schema::Table;
///
/// let options = LoaderOptions::new("data_raw");
/// for format in SchemaFormat::ALL {
///     assert!(render_schema(&[Table::Stores], format, &options).contains("store_code"), "{format}");
/// }
/// assert_eq!(SchemaFormat::default().name(), "table");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum SchemaFormat {
    /// Aligned text, at most 120 columns wide.
    #[default]
    Table,
    /// All that the definition knows, as JSON: an object whose `tables` is an array with an object for each table. Keys
    /// do not change within a major version, but new ones may come.
    Json,
    /// `CREATE TABLE` and `COMMENT ON` statements with primary and foreign keys, for `DuckDB`.
    Ddl,
    /// Markdown, the text of the data dictionary.
    Md,
    /// Python: a `pyarrow.schema` for each table.
    Pyarrow,
    /// A script for psql: the same statements for `PostgreSQL`, and `\copy` of the files.
    Postgres,
    /// SQL: a view on the files of each table.
    Duckdb,
    /// Python: a `pandas.DataFrame` of each table, with Arrow types.
    Pandas,
    /// Python: a `polars.DataFrame` of each table.
    Polars,
    /// Python: a `DataFrame` of Spark for each table.
    Spark,
    /// A dbt project for dbt-duckdb: sources with tests, and a staging model for each table.
    Dbt,
}

impl SchemaFormat {
    /// Every format.
    pub const ALL: [Self; 11] = [
        Self::Table,
        Self::Json,
        Self::Ddl,
        Self::Md,
        Self::Pyarrow,
        Self::Postgres,
        Self::Duckdb,
        Self::Pandas,
        Self::Polars,
        Self::Spark,
        Self::Dbt,
    ];

    /// Its name, as a user types it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Ddl => "ddl",
            Self::Md => "md",
            Self::Pyarrow => "pyarrow",
            Self::Postgres => "postgres",
            Self::Duckdb => "duckdb",
            Self::Pandas => "pandas",
            Self::Polars => "polars",
            Self::Spark => "spark",
            Self::Dbt => "dbt",
        }
    }

    /// Whether it is made for reading files and so follows the policy of [`LoaderOptions`](crate::LoaderOptions): the
    /// loaders are, and the schemas of `PyArrow`. The others tell the contract, which is the same under every policy.
    ///
    /// ```
    /// use retailgen_loaders::SchemaFormat;
    ///
    /// assert!(SchemaFormat::Pandas.reads_files());
    /// assert!(!SchemaFormat::Ddl.reads_files());
    /// ```
    #[must_use]
    pub const fn reads_files(self) -> bool {
        !matches!(self, Self::Table | Self::Json | Self::Ddl | Self::Md)
    }

    /// Whether it can lay the place of each row beside it: [`LoaderOptions::with_place`](crate::LoaderOptions::with_place).
    ///
    /// ```
    /// use retailgen_loaders::SchemaFormat;
    ///
    /// assert!(SchemaFormat::Polars.tells_places());
    /// assert!(!SchemaFormat::Spark.tells_places());
    /// ```
    #[must_use]
    pub const fn tells_places(self) -> bool {
        matches!(self, Self::Duckdb | Self::Pandas | Self::Polars)
    }
}

impl fmt::Display for SchemaFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for SchemaFormat {
    type Err = LoaderError;

    /// The format of exactly that name.
    ///
    /// ```
    /// use retailgen_loaders::SchemaFormat;
    ///
    /// assert_eq!("polars".parse::<SchemaFormat>()?, SchemaFormat::Polars);
    /// let error = "polar".parse::<SchemaFormat>().unwrap_err();
    /// assert_eq!(error.to_string(), "there is no schema format \"polar\": did you mean polars?");
    /// # Ok::<(), retailgen_loaders::LoaderError>(())
    /// ```
    fn from_str(name: &str) -> Result<Self, LoaderError> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| LoaderError::UnknownFormat {
            name: name.to_owned(),
            suggestion: nearest_name(name, Self::ALL.map(Self::name)).map(str::to_owned),
            known: Self::ALL.map(Self::name).join(", "),
        })
    }
}
