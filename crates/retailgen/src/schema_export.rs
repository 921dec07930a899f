//! The schema of the tables, as text for people and programs, and as code that loads them.
//!
//! Everything is rendered from [`TableDefinition`](crate::TableDefinition), so no column is written down twice.

mod dbt;
mod ddl;
mod duckdb;
mod format;
mod json;
mod layout;
mod literal;
mod markdown;
mod pandas;
mod polars;
mod pyarrow;
mod spark;
mod terminal;
#[cfg(test)]
mod tests;
mod wording;

use retailgen_schema::Table;

pub use dbt::{ProjectFile, dbt_project, write_dbt_project};
pub use format::SchemaFormat;

/// The schema of some tables in a format, with a line break at its end.
///
/// The loaders read from the folder `from`, which is written into them as it stands; the other formats ignore it.
/// Tables come in the order given, but in [`SchemaFormat::Ddl`] each after those it refers to.
///
/// ```
/// use retailgen::{SchemaFormat, Table, render_schema};
///
/// let sql = render_schema(&[Table::Suppliers], SchemaFormat::Duckdb, "data_raw");
/// assert!(sql.contains("CREATE OR REPLACE VIEW suppliers AS"));
/// assert!(sql.contains("'data_raw/suppliers.csv'"));
/// ```
#[must_use]
pub fn render_schema(tables: &[Table], format: SchemaFormat, from: &str) -> String {
    let folder = layout::folder_name(from);
    match format {
        SchemaFormat::Table => terminal::render(tables),
        SchemaFormat::Json => json::render(tables),
        SchemaFormat::Ddl => ddl::render(tables),
        SchemaFormat::Md => markdown::render(tables),
        SchemaFormat::Pyarrow => pyarrow::render(tables),
        SchemaFormat::Duckdb => duckdb::render(tables, folder),
        SchemaFormat::Pandas => pandas::render(tables, folder),
        SchemaFormat::Polars => polars::render(tables, folder),
        SchemaFormat::Spark => spark::render(tables, folder),
        SchemaFormat::Dbt => dbt::render(tables, folder),
    }
}
