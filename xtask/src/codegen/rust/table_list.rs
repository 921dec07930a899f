//! The list of tables: the enum `Table` and what it knows of each.

use super::super::definition::Table;
use super::{lines, pascal, preamble};

/// The text of the module.
pub fn module(tables: &[Table]) -> String {
    format!(
        "\
{preamble}{modules}
#[cfg(test)]
mod tests;

/// The row struct of every table.
pub(crate) mod row_structs {{
    {rows}
}}

use crate::TableDefinition;

/// One of the tables, in the order of the data dictionary.
///
/// ```
/// use retailgen_schema::Table;
///
/// assert_eq!(Table::ALL.len(), {count});
/// let table: Table = {first_name:?}.parse()?;
/// assert_eq!(table, Table::{first});
/// assert_eq!(table.name(), {first_name:?});
/// assert_eq!(table.definition().primary_key, {first_key:?});
/// # Ok::<(), retailgen_schema::UnknownTable>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {{
{variants}}}

impl Table {{
    /// Every table, in the order of the data dictionary.
    pub const ALL: [Self; {count}] = [{all}];

    /// Name of the table, in snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {{
        match self {{
            {names}
        }}
    }}

    /// What is known about the table.
    #[must_use]
    pub fn definition(self) -> &'static TableDefinition {{
        match self {{
            {definitions}
        }}
    }}
}}
",
        preamble = preamble("The list of tables.", "schemas/*.toml"),
        modules = lines(tables, |table| format!("pub mod {};", table.name)),
        rows = lines(tables, |table| format!("pub use super::{}::{}Row;", table.name, pascal(&table.name))),
        variants = lines(tables, |table| format!("/// {}\n{},", table.meaning, pascal(&table.name))),
        count = tables.len(),
        first = tables.first().map_or_else(String::new, |table| pascal(&table.name)),
        first_name = tables.first().map_or("", |table| table.name.as_str()),
        first_key = tables.first().map_or(&[][..], |table| table.primary_key.as_slice()),
        all = lines(tables, |table| format!("Self::{},", pascal(&table.name))),
        names = lines(tables, |table| format!("Self::{} => {:?},", pascal(&table.name), table.name)),
        definitions = lines(tables, |table| format!("Self::{} => &{}::DEFINITION,", pascal(&table.name), table.name)),
    )
}
