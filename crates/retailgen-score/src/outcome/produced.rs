//! The rows of a table that a pipeline produced: by key, a number for all cells of each, and the cells of a few.

use std::collections::{HashMap, HashSet};

use retailgen_read::{ReadError, Row, Rows, TableFile, TableFiles};
use retailgen_schema::Table;

use super::{ByKey, TableMapping, columns, digest_of};
use crate::key;

/// Rows that were produced.
#[derive(Debug, Default)]
pub(super) struct Produced {
    /// The columns, by their names in the data, that are there.
    pub columns: Vec<&'static str>,
    /// The columns beside the key.
    beside_key: Vec<&'static str>,
    first: ByKey<u64>,
    /// The digests of all rows with a key that several have.
    several: ByKey<Vec<u64>>,
    cells: ByKey<Vec<Vec<Option<Box<str>>>>>,
    /// Rows without a key, by their other cells.
    keyless: HashMap<u64, u64>,
}

impl Produced {
    /// Reads all rows; or says why they cannot be matched. Of rows with a wanted key the cells are kept.
    pub(super) fn read(
        table: Table,
        files: &TableFiles,
        mapping: &TableMapping,
        like: Option<&[&'static str]>,
        wanted: &HashSet<u64>,
    ) -> Result<Result<Self, String>, ReadError> {
        let there = columns_there(files)?;
        let is_there = |name: &&str| there.contains(mapping.column(name));
        let names = table.definition().primary_key;
        if let Some(missing) = names.iter().find(|name| !is_there(name) && !files.files.is_empty()) {
            let name = mapping.column(missing);
            return Ok(Err(format!("it has no column {name:?}, which is of the key: name it in a mapping")));
        }
        let columns = like.map_or_else(|| columns(table).filter(is_there).collect(), <[_]>::to_vec);
        let beside_key = columns.iter().copied().filter(|name| !names.contains(name)).collect();
        let mut produced = Self { columns, beside_key, ..Self::default() };
        for file in &files.files {
            let mut rows = Rows::open(file)?;
            while let Some(row) = rows.next_row()? {
                produced.take(table, mapping, file, &row, wanted);
            }
        }
        Ok(Ok(produced))
    }

    fn take(&mut self, table: Table, mapping: &TableMapping, file: &TableFile, row: &Row, wanted: &HashSet<u64>) {
        let cell = |name: &str| -> Option<&str> {
            let name = mapping.column(name);
            let in_path = || file.partition.iter().find(|(column, _)| column == name)?.1.as_deref();
            row.get(name).or_else(in_path)
        };
        let names = table.definition().primary_key.iter();
        let values = names.map(|name| cell(name).filter(|text| !text.is_empty()));
        let Some(key) = key::of_values(table, values) else {
            *self.keyless.entry(digest_of(&self.beside_key, cell)).or_default() += 1;
            return;
        };
        let digest = digest_of(&self.columns, cell);
        if let Some(first) = self.first.get(&key) {
            self.several.entry(key).or_insert_with(|| vec![*first]).push(digest);
        } else {
            self.first.insert(key, digest);
        }
        if wanted.contains(&key) {
            let cells = self.columns.iter().map(|name| cell(name).map(Box::from)).collect();
            self.cells.entry(key).or_default().push(cells);
        }
    }

    /// The digests of the rows with a key.
    pub(super) fn digests(&self, key: u64) -> &[u64] {
        let first = || self.first.get(&key).map_or(&[][..], std::slice::from_ref);
        self.several.get(&key).map_or_else(first, Vec::as_slice)
    }

    /// The cells of the rows with a key, where they were wanted.
    pub(super) fn cells(&self, key: u64) -> impl Iterator<Item = &[Option<Box<str>>]> {
        self.cells.get(&key).into_iter().flatten().map(Vec::as_slice)
    }

    /// Whether a row of the data is there without its key.
    pub(super) fn has_keyless(&self, row: &Row) -> bool {
        self.keyless.contains_key(&digest_of(&self.beside_key, |name| row.get(name)))
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &u64> {
        self.first.keys()
    }
}

/// The columns of the files; for JSON lines, the keys of the first row.
fn columns_there(files: &TableFiles) -> Result<HashSet<String>, ReadError> {
    let mut there = HashSet::new();
    for file in &files.files {
        let mut rows = Rows::open(file)?;
        rows.next_row()?;
        there.extend(rows.columns().iter().cloned());
        there.extend(file.partition.iter().map(|(name, _)| name.clone()));
        // The others are of the same table, and there may be many.
        if there.len() > file.partition.len() {
            break;
        }
    }
    Ok(there)
}
