//! The schema of the tables, as text for people and programs, and as code that loads them.
//!
//! Everything is rendered from [`TableDefinition`](retailgen_schema::TableDefinition), so no column is written down twice.
//!
//! A building block of the crate `retailgen`, which hands on everything here.

mod dbt;
mod ddl;
mod duckdb;
mod error;
mod format;
mod json;
mod layout;
mod literal;
mod loaded_column;
mod loaded_table;
mod markdown;
mod options;
mod pandas;
mod polars;
#[cfg(test)]
mod policy_tests;
mod postgres;
mod pyarrow;
mod python;
mod spark;
mod terminal;
#[cfg(test)]
mod tests;
mod text_lines;
mod types;
mod wording;

use retailgen_schema::Table;

pub use dbt::{ProjectFile, dbt_project, write_dbt_project};
pub use error::LoaderError;
pub use format::SchemaFormat;
pub use options::LoaderOptions;

use loaded_table::LoadedTable;

/// The schema of some tables in a format, with a line break at its end.
///
/// The loaders read as the options say; formats that [tell the contract](SchemaFormat::reads_files) only ignore them. Tables
/// come in the order given, but in [`SchemaFormat::Ddl`] and [`SchemaFormat::Postgres`] each after those it refers to.
///
/// ```
/// use retailgen_anomaly::Policy;
/// use retailgen_loaders::{LoaderOptions, SchemaFormat, render_schema};
/// use retailgen_schema::Table;
///
/// let strict = LoaderOptions::new("data_raw");
/// let sql = render_schema(&[Table::Customers], SchemaFormat::Duckdb, &strict);
/// assert!(sql.contains("CREATE OR REPLACE VIEW customers AS"));
/// assert!(sql.contains("'data_raw/customers.csv'"));
/// assert!(sql.contains("birth_date: 'DATE'"));
///
/// // The files of this policy hold dates that are none.
/// let policy = Policy::builtin("default").ok_or("it is built in")?;
/// let sql = render_schema(&[Table::Customers], SchemaFormat::Duckdb, &strict.with_anomalies(&policy));
/// assert!(sql.contains("birth_date: 'VARCHAR'"));
/// assert!(sql.contains("TRY_CAST(nullif(birth_date, '') AS DATE) AS birth_date_cast"));
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn render_schema(tables: &[Table], format: SchemaFormat, options: &LoaderOptions) -> String {
    let folder = &layout::folder_name(options.from);
    let truth = options.truth.map(layout::folder_name);
    let loaded = || LoadedTable::all(tables, options.anomalies);
    match format {
        SchemaFormat::Table => terminal::render(tables),
        SchemaFormat::Json => json::render(tables),
        SchemaFormat::Ddl => ddl::render(tables),
        SchemaFormat::Md => markdown::render(tables),
        SchemaFormat::Pyarrow => pyarrow::render(&loaded()),
        SchemaFormat::Postgres => postgres::render(tables, folder, options),
        SchemaFormat::Duckdb => duckdb::render(&loaded(), folder, truth.as_deref(), options.place),
        SchemaFormat::Pandas => pandas::render(&loaded(), folder, options.place),
        SchemaFormat::Polars => polars::render(&loaded(), folder, options.place),
        SchemaFormat::Spark => spark::render(&loaded(), folder),
        SchemaFormat::Dbt => dbt::render(tables, options),
    }
}
