//! A table as loaders read it: which of its columns are text because a policy leaves cells there that do not cast.

use retailgen_anomaly::{Policy, Rule};
use retailgen_schema::{ColumnDefinition, ColumnType, Format, Table, TableDefinition};

use crate::{layout, loaded_column::LoadedColumn};

/// A table and what its files may hold.
#[derive(Debug, Clone)]
pub struct LoadedTable {
    /// What the contract says of it.
    pub definition: &'static TableDefinition,
    /// The cells, by name, that a rule may fill with what does not cast.
    broken: Vec<&'static str>,
    /// Whether a rule may write its records or files otherwise.
    has_broken_text: bool,
    /// Whether a formula may have failed in cells of a sheet. No reader turns such a cell into text.
    has_failed_cells: bool,
}

impl LoadedTable {
    /// The table as the policy leaves it; without one every cell is taken to be a value of its type.
    pub fn new(table: Table, policy: Option<&Policy>) -> Self {
        let definition = table.definition();
        let rules: Vec<&Rule> = policy.into_iter().flat_map(|policy| policy.rules_for(table)).collect();
        let cells = rules.iter().filter(|rule| rule.kind.breaks_type).filter_map(|rule| rule.column_definition());
        let mut broken: Vec<&str> = cells.map(|cell| cell.name).collect();
        let has_failed_cells = definition.format == Format::Xlsx && !broken.is_empty();
        if has_failed_cells {
            broken.clear();
        }
        let has_broken_text = rules.iter().any(|rule| rule.kind.level.is_text() && !rule.kind.is_of_arrival());
        if has_broken_text && definition.document.is_some() {
            broken.extend(definition.columns.first().map(|line| line.name));
        }
        Self { definition, broken, has_broken_text, has_failed_cells }
    }

    /// Each table as the policy leaves it.
    pub fn all(tables: &[Table], policy: Option<&Policy>) -> Vec<Self> {
        tables.iter().map(|&table| Self::new(table, policy)).collect()
    }

    /// Whether any of the tables is of the format.
    pub fn any_of_format(tables: &[Self], format: Format) -> bool {
        tables.iter().any(|table| table.definition.format == format)
    }

    /// The columns of the rows themselves.
    pub fn own_columns(&self) -> Vec<LoadedColumn> {
        self.definition.columns.iter().map(|column| self.column(column)).collect()
    }

    /// The columns that the loaded table has: its own, and behind them those that only the path says.
    pub fn columns(&self) -> Vec<LoadedColumn> {
        let mut columns = self.own_columns();
        columns.extend(layout::path_columns(self.definition));
        columns
    }

    /// A column of the rows, of the type it is read as.
    pub fn column(&self, column: &ColumnDefinition) -> LoadedColumn {
        let column_type = if self.is_broken(column) { ColumnType::Utf8 } else { column.column_type };
        LoadedColumn { name: column.name, column_type }
    }

    /// Whether a column may hold what does not cast, or lines that are no JSON.
    pub fn is_broken(&self, column: &ColumnDefinition) -> bool {
        self.broken.contains(&column.name)
    }

    /// The columns that the contract types and that are read as text, each with the contract's type.
    pub fn text_columns(&self) -> Vec<LoadedColumn> {
        let is_text = |column: &&ColumnDefinition| self.column(column).column_type != column.column_type;
        self.definition.columns.iter().filter(is_text).map(LoadedColumn::from).collect()
    }

    /// The column that holds a line where a row is one.
    pub fn line(&self) -> &'static str {
        self.definition.columns.first().map_or("", |column| column.name)
    }

    /// Whether a formula may have failed in cells of a sheet.
    pub fn has_failed_cells(&self) -> bool {
        self.has_failed_cells
    }

    /// Whether lines of JSON may be no JSON.
    pub fn has_broken_lines(&self) -> bool {
        self.definition.document.is_some() && self.broken.contains(&self.line())
    }

    /// A comment on what is text, behind the marks that begin one; nothing where all is as in the contract.
    pub fn note(&self, marks: &str) -> String {
        let names: Vec<&str> = self.text_columns().iter().map(|column| column.name).collect();
        let mut note = match names[..] {
            [] => String::new(),
            _ => format!("{marks} Text, because not all of its cells cast: {}.\n", names.join(", ")),
        };
        if self.has_failed_cells {
            note += marks;
            note += " Cells in which a formula has failed are null.\n";
        }
        if self.has_broken_text {
            note += marks;
            note += " Records or files are broken, where this may stop: `retailgen heal` writes them whole.\n";
        }
        note
    }

    /// A comment on the parsed objects, behind the marks that begin one.
    pub fn note_on_parsed(&self, marks: &str) -> String {
        if self.has_broken_lines() {
            let lines = self.definition.name;
            return format!(
                "{marks} The same, parsed. A line that is no JSON is a row of nulls; its text is in {lines}.\n"
            );
        }
        format!("{marks} The same, parsed. A line that is no JSON is an error.\n")
    }
}
