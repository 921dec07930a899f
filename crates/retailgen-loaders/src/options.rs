//! How loaders are to read.

use retailgen_anomaly::Policy;

/// Where the files are that loaders read, and what may be in them.
///
/// ```
/// use retailgen_anomaly::Policy;
/// use retailgen_loaders::LoaderOptions;
///
/// let policy = Policy::parse("", "mine.toml")?;
/// let options = LoaderOptions::new("/srv/data").with_anomalies(&policy);
/// assert_eq!(options.from, "/srv/data");
/// assert_eq!(options.anomalies, Some(&policy));
/// # Ok::<(), retailgen_anomaly::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct LoaderOptions<'o> {
    /// The folder of the data. Whatever its name, the loaders read from it and nowhere else.
    pub from: &'o str,
    /// The policy that the files were written under: columns in which it may leave cells that do not cast are read as
    /// text. Without one the loaders are strict, and such a cell is an error.
    pub anomalies: Option<&'o Policy>,
    /// The folder of the truth: with one, [`SchemaFormat::Duckdb`](crate::SchemaFormat::Duckdb) has a view of each table's
    /// labels beside their rows. The other formats ignore it.
    pub truth: Option<&'o str>,
    /// Whether rows come with their place as findings name it. [`SchemaFormat::Duckdb`](crate::SchemaFormat::Duckdb) then has a
    /// view of each table with the columns `_file` and `_row`, and of text `_line`; [`SchemaFormat::Pandas`](crate::SchemaFormat::Pandas)
    /// and [`SchemaFormat::Polars`](crate::SchemaFormat::Polars) have them in each frame. A line is null below the first record
    /// that readers may split in several ways. Rows of a Delta table have no place. The other formats ignore it.
    pub place: bool,
}

impl<'o> LoaderOptions<'o> {
    /// Strict loaders of the files in a folder.
    #[must_use]
    pub const fn new(from: &'o str) -> Self {
        Self { from, anomalies: None, truth: None, place: false }
    }

    /// Loaders that read what a policy writes.
    #[must_use]
    pub const fn with_anomalies(self, policy: &'o Policy) -> Self {
        Self { anomalies: Some(policy), ..self }
    }

    /// Loaders that lay the labels of a truth folder beside the rows.
    ///
    /// ```
    /// use retailgen_loaders::{LoaderOptions, SchemaFormat, render_schema};
    /// use retailgen_schema::Table;
    ///
    /// let options = LoaderOptions::new("data_raw").with_truth("data_raw.truth");
    /// let sql = render_schema(&[Table::Stores], SchemaFormat::Duckdb, &options);
    /// assert!(sql.contains("CREATE OR REPLACE VIEW stores_labels AS"));
    /// ```
    #[must_use]
    pub const fn with_truth(self, folder: &'o str) -> Self {
        Self { truth: Some(folder), ..self }
    }

    /// Loaders that tell the place of rows.
    ///
    /// ```
    /// use retailgen_loaders::{LoaderOptions, SchemaFormat, render_schema};
    /// use retailgen_schema::Table;
    ///
    /// let options = LoaderOptions::new("data_raw").with_place();
    /// let sql = render_schema(&[Table::Stores], SchemaFormat::Duckdb, &options);
    /// assert!(sql.contains("CREATE OR REPLACE VIEW stores_placed AS"));
    /// let python = render_schema(&[Table::Stores], SchemaFormat::Polars, &options);
    /// assert!(python.contains("_row=pl.int_range(pl.len(), dtype=pl.Int64)"));
    /// ```
    #[must_use]
    pub const fn with_place(self) -> Self {
        Self { place: true, ..self }
    }
}
