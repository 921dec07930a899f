//! The rows of a table that a pipeline produced: by key, a number for all cells of each, and the cells of a few.

use std::collections::{HashSet, hash_map::Entry};

use retailgen_read::{ReadError, Row, Rows, TableFiles};
use retailgen_schema::Table;

use super::{
    file_columns::{FileColumns, columns},
    mapping::TableMapping,
};
use crate::{
    digest_map::{DigestMap, DigestSet},
    foreign_form,
};

/// Rows that were produced.
#[derive(Debug, Default)]
pub(super) struct Produced {
    /// The columns, by their names in the data, that are there.
    pub columns: Vec<&'static str>,
    first: DigestMap<First>,
    /// All rows with a key that several have.
    several: DigestMap<Copies>,
    cells: DigestMap<Vec<Vec<Option<Box<str>>>>>,
    /// Rows without a key, by their other cells.
    keyless: DigestSet,
}

/// The digest of the first row with a key. Its lowest bit says whether the data has the key: a field for that would make half
/// as much again of a map of millions of rows.
#[derive(Debug, Clone, Copy, PartialEq)]
struct First(u64);

/// Rows with one key.
#[derive(Debug, Default)]
struct Copies {
    digests: Vec<First>,
    /// How many rows of the data have the key.
    in_data: usize,
    /// Whether a right row is among those.
    is_right: bool,
}

impl First {
    fn of(digest: u64) -> Self {
        Self(digest & !1)
    }

    fn is_of(self, digest: u64) -> bool {
        self.0 & !1 == digest & !1
    }

    fn is_met(self) -> bool {
        self.0 & 1 == 1
    }
}

impl Copies {
    fn has(&self, digest: u64) -> bool {
        self.digests.contains(&First::of(digest))
    }
}

impl Produced {
    /// Reads all rows; or says why they cannot be matched. Of rows with a wanted key the cells are kept.
    pub(super) fn read(
        table: Table,
        files: &TableFiles,
        mapping: &TableMapping,
        like: Option<&[&'static str]>,
        wanted: &DigestSet,
    ) -> Result<Result<Self, String>, ReadError> {
        let there = columns_there(files)?;
        let is_there = |name: &&str| there.contains(mapping.column(name));
        let names = table.definition().primary_key;
        if there.is_empty() && !files.files.is_empty() {
            return Ok(Err("it is empty: neither a row nor the names of its columns are there".to_owned()));
        }
        if let Some(missing) = names.iter().find(|name| !is_there(name) && !files.files.is_empty()) {
            if let Some(reason) = foreign_form::other_separator(there.iter().map(String::as_str)) {
                return Ok(Err(reason));
            }
            let name = mapping.column(missing);
            return Ok(Err(format!("it has no column {name:?}, which is of the key: name it in a mapping")));
        }
        let columns = like.map_or_else(|| columns(table).filter(is_there).collect(), <[_]>::to_vec);
        let mut produced = Self { columns: columns.clone(), ..Self::default() };
        for file in &files.files {
            let mut rows = Rows::open(file)?;
            let mut columns = FileColumns::of_produced(table, &columns, mapping, file);
            while let Some(row) = rows.next_row()? {
                columns.look_at(&row);
                produced.take(&mut columns, &row, wanted);
            }
        }
        Ok(Ok(produced))
    }

    fn take(&mut self, columns: &mut FileColumns, row: &Row, wanted: &DigestSet) {
        let Some(key) = columns.key(row) else {
            self.keyless.insert(columns.digest_beside_key(row));
            return;
        };
        let digest = columns.cells_digest(row);
        match self.first.entry(key) {
            Entry::Vacant(entry) => drop(entry.insert(First::of(digest))),
            Entry::Occupied(first) => {
                let copies = self.several.entry(key).or_default();
                if copies.digests.is_empty() {
                    copies.digests.push(First::of(first.get().0));
                }
                copies.digests.push(First::of(digest));
            }
        }
        if wanted.contains(&key) {
            let cells = columns.cells(row).map(|cell| cell.map(Box::from)).collect();
            self.cells.entry(key).or_default().push(cells);
        }
    }

    /// How many rows have a key.
    pub(super) fn count(&self, key: u64) -> usize {
        let one = || usize::from(self.first.contains_key(&key));
        self.several.get(&key).map_or_else(one, |copies| copies.digests.len())
    }

    /// Whether a row with a key has these cells.
    pub(super) fn has(&self, key: u64, digest: u64) -> bool {
        self.first.get(&key).is_some_and(|first| first.is_of(digest))
            || self.several.get(&key).is_some_and(|copies| copies.has(digest))
    }

    /// Takes note that a row of the data should have a key.
    pub(super) fn expect(&mut self, key: u64) {
        if let Some(first) = self.first.get_mut(&key) {
            first.0 |= 1;
        }
    }

    /// Takes note that a row of the data has a key.
    pub(super) fn meet(&mut self, key: u64) {
        self.expect(key);
        if let Some(copies) = self.several.get_mut(&key) {
            copies.in_data += 1;
        }
    }

    /// The same for a right row; tells whether a row with its key has its cells, and nothing where none has the key.
    pub(super) fn meet_row(&mut self, key: u64, digest: u64) -> Option<bool> {
        self.meet(key);
        let first = self.first.get(&key)?;
        let copies = self.several.get_mut(&key);
        let is_a_copy = copies.is_some_and(|copies| {
            copies.is_right = true;
            copies.has(digest)
        });
        Some(first.is_of(digest) || is_a_copy)
    }

    /// How many more rows have the keys of right rows than in the data.
    pub(super) fn repeated(&self) -> u64 {
        let right = self.several.values().filter(|copies| copies.is_right);
        right.map(|copies| copies.digests.len().saturating_sub(copies.in_data) as u64).sum()
    }

    /// How many keys the data has not.
    pub(super) fn not_met(&self) -> u64 {
        self.first.values().filter(|first| !first.is_met()).count() as u64
    }

    /// The cells of the rows with a key, where they were wanted.
    pub(super) fn cells(&self, key: u64) -> impl Iterator<Item = &[Option<Box<str>>]> {
        self.cells.get(&key).into_iter().flatten().map(Vec::as_slice)
    }

    /// Whether a row without its key has these cells beside it.
    pub(super) fn has_keyless(&self, digest_beside_key: u64) -> bool {
        self.keyless.contains(&digest_beside_key)
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
