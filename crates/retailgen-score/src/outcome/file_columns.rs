//! The columns that are compared, found in the rows of one file.

use retailgen_read::{Row, TableFile};
use retailgen_schema::Table;

use super::mapping::TableMapping;
use crate::{
    column,
    value::{Digest, normal},
};

/// The columns of a table that have a value of their own: of JSON lines the envelope.
pub(super) fn columns(table: Table) -> impl Iterator<Item = &'static str> + Clone {
    let definition = table.definition();
    definition.cells.iter().map(|column| column.name).filter(|name| *name != column::WHOLE_LINE)
}

/// Where the columns stand in the rows of one file. Names are looked up once a file, since there are millions of rows.
pub(super) struct FileColumns<'f> {
    table: Table,
    /// The columns of the key, in its order, then those that are compared.
    columns: Vec<Column<'f>>,
    /// How many of them are of the key.
    of_key: usize,
    /// How many columns the file had when they were looked up: JSON lines have more from row to row.
    looked_up: Option<usize>,
    digest: Digest,
}

struct Column<'f> {
    /// Its name in the file.
    name: &'f str,
    /// What the path says of it.
    in_path: Option<&'f str>,
    is_of_key: bool,
    /// Its number among the file's columns.
    place: Option<usize>,
}

impl<'f> FileColumns<'f> {
    /// The columns in a file of the data, where the path repeats no cell.
    pub(super) fn of_data(table: Table, compared: &[&'f str]) -> Self {
        Self::of(table, compared, |name| (name, None))
    }

    /// The columns in a file that a pipeline produced, under the names that it has given them.
    pub(super) fn of_produced(
        table: Table,
        compared: &[&'f str],
        mapping: &'f TableMapping,
        file: &'f TableFile,
    ) -> Self {
        Self::of(table, compared, |name| {
            let name = mapping.column(name);
            let in_path = file.partition.iter().find(|(column, _)| column == name);
            (name, in_path.and_then(|(_, value)| value.as_deref()))
        })
    }

    fn of(table: Table, compared: &[&'f str], there: impl Fn(&'f str) -> (&'f str, Option<&'f str>)) -> Self {
        let key = table.definition().primary_key;
        let column = |name: &&'f str| {
            let (name_there, in_path) = there(name);
            Column { name: name_there, in_path, is_of_key: key.contains(name), place: None }
        };
        let columns = key.iter().chain(compared).map(column).collect();
        Self { table, columns, of_key: key.len(), looked_up: None, digest: Digest::default() }
    }

    /// Looks the columns up again where the file has more of them than at the row before.
    pub(super) fn look_at(&mut self, row: &Row) {
        if self.looked_up != Some(row.columns().len()) {
            self.looked_up = Some(row.columns().len());
            for column in &mut self.columns {
                column.place = row.columns().iter().position(|name| name == column.name);
            }
        }
    }

    /// The number of the row's key; none where a part of it is null or empty.
    pub(super) fn key(&mut self, row: &Row) -> Option<u64> {
        self.digest.add(self.table.name());
        let mut is_whole = true;
        for column in &self.columns[..self.of_key] {
            let value = column.cell(row).filter(|text| !text.is_empty());
            is_whole &= value.is_some();
            self.digest.add_normal(normal(value.unwrap_or_default()));
        }
        let number = self.digest.number();
        is_whole.then_some(number)
    }

    /// A number for the cells of the row, in which null is as good as an empty text.
    pub(super) fn cells_digest(&mut self, row: &Row) -> u64 {
        for column in &self.columns[self.of_key..] {
            self.digest.add_normal(normal(column.cell(row).unwrap_or_default()));
        }
        self.digest.number()
    }

    /// The same without the cells of the key.
    pub(super) fn digest_beside_key(&mut self, row: &Row) -> u64 {
        for column in self.columns[self.of_key..].iter().filter(|column| !column.is_of_key) {
            self.digest.add_normal(normal(column.cell(row).unwrap_or_default()));
        }
        self.digest.number()
    }

    /// The cells of the row.
    pub(super) fn cells<'r>(&'r self, row: &'r Row) -> impl Iterator<Item = Option<&'r str>> {
        self.columns[self.of_key..].iter().map(|column| column.cell(row))
    }
}

impl Column<'_> {
    fn cell<'r>(&'r self, row: &Row<'r>) -> Option<&'r str> {
        self.place.and_then(|place| row.cell(place)).or(self.in_path)
    }
}
