//! Silver: what is left of each table after cleaning, under three treatments.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use retailgen_schema::Table;
use retailgen_text::parse::number;
use serde::Serialize;

use crate::{
    bronze::name,
    cells::WHOLE_LINE,
    pass::{Seen, Visitor},
    wrong::WrongRow,
};

/// What is left of a table after cleaning.
///
/// ```
/// use retailgen_answers::SilverTable;
///
/// fn repeated(table: &SilverTable) -> u64 {
///     table.rows - table.rows_without_repeats
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SilverTable {
    /// The table.
    #[serde(serialize_with = "name")]
    pub table: Table,
    /// The rows as they are; a Delta table has the rows of its latest version.
    pub rows: u64,
    /// The rows, counted once for each primary key. A row with a null in its key counts every time.
    pub rows_without_repeats: u64,
    /// The rows whose foreign key has no row, by its column. Keys into tables that are not there are left out.
    pub orphans: BTreeMap<String, u64>,
    /// The rows that faults name, by their kind; a row counts once under each of its kinds. None without a truth.
    pub wrong_rows: Option<BTreeMap<String, u64>>,
    /// How many rows are kept. None without a truth.
    pub kept: Option<KeptRows>,
}

/// How many rows a treatment keeps.
///
/// ```
/// use retailgen_answers::KeptRows;
///
/// fn cost_of_dropping(kept: &KeptRows) -> u64 {
///     kept.repaired - kept.dropped
/// }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KeptRows {
    /// Every row that a fault names is dropped, those apart whose faults are [let through](crate::AnswerOptions::let_through).
    pub dropped: u64,
    /// Extra rows are dropped and wrong cells become null; where the cell belongs to the primary key, or a line is broken, the row
    /// is dropped.
    pub nulled: u64,
    /// Extra rows are dropped and wrong cells get their clean values: the rows of the clean table.
    pub repaired: u64,
}

/// The tables being counted.
pub(crate) struct Silver {
    tables: BTreeMap<Table, SilverTable>,
    /// The keys of the rows, by their hashes, of the table that is being read.
    keys: Vec<u64>,
    reading: Option<Table>,
    /// The keys that others refer to.
    parents: HashMap<Table, HashSet<i64>>,
    has_truth: bool,
}

impl Silver {
    pub fn new(has_truth: bool) -> Self {
        let (tables, keys, parents) = (BTreeMap::new(), Vec::new(), HashMap::new());
        Self { tables, keys, reading: None, parents, has_truth }
    }

    /// The tables; `by_kind` has the rows that faults name.
    pub fn finish(mut self, mut by_kind: BTreeMap<Table, BTreeMap<String, u64>>) -> Vec<SilverTable> {
        self.end();
        for (table, silver) in &mut self.tables {
            silver.wrong_rows = self.has_truth.then(|| by_kind.remove(table).unwrap_or_default());
        }
        self.tables.into_values().collect()
    }

    /// Counts the keys of the table that has been read.
    fn end(&mut self) {
        if let Some(silver) = self.reading.and_then(|table| self.tables.get_mut(&table)) {
            self.keys.sort_unstable();
            self.keys.dedup();
            silver.rows_without_repeats += self.keys.len() as u64;
        }
        self.keys.clear();
    }
}

impl Visitor for Silver {
    fn file(&mut self, table: Table, _: &str) {
        if self.reading != Some(table) {
            self.end();
            self.reading = Some(table);
            let orphans = table.definition().cells.iter().filter_map(|column| {
                let parent = column.references?.table;
                self.parents.contains_key(&parent).then(|| (column.name.to_owned(), 0))
            });
            let orphans = orphans.collect();
            let kept = self.has_truth.then(KeptRows::default);
            let (rows, rows_without_repeats, wrong_rows) = (0, 0, None);
            self.tables.insert(table, SilverTable { table, rows, rows_without_repeats, orphans, wrong_rows, kept });
            if let [_] = table.definition().primary_key {
                self.parents.insert(table, HashSet::new());
            }
        }
    }

    fn row(&mut self, seen: &Seen) {
        let definition = seen.table.definition();
        let Some(silver) = self.tables.get_mut(&seen.table) else { return };
        if seen.is_missing {
            silver.kept.iter_mut().for_each(|kept| kept.repaired += 1);
            return;
        }
        silver.rows += 1;
        let mut hasher = DefaultHasher::new();
        let key = definition.primary_key.iter().map(|column| seen.dirty.get(column));
        match key.map(|cell| cell.map(|text| text.hash(&mut hasher))).collect::<Option<()>>() {
            Some(()) => self.keys.push(hasher.finish()),
            None => silver.rows_without_repeats += 1,
        }
        let whole = |column: &str| number(seen.dirty.get(column)?.as_bytes());
        if let ([column], Some(keys)) = (definition.primary_key, self.parents.get_mut(&seen.table)) {
            keys.extend(whole(column));
        }
        for column in definition.cells {
            let Some(keys) = column.references.and_then(|key| self.parents.get(&key.table)) else { continue };
            if whole(column.name).is_some_and(|key| !keys.contains(&key))
                && let Some(orphans) = silver.orphans.get_mut(column.name)
            {
                *orphans += 1;
            }
        }
        if let Some(kept) = &mut silver.kept {
            kept.add(seen.wrong, definition.primary_key);
        }
    }
}

impl KeptRows {
    fn add(&mut self, wrong: Option<&WrongRow>, key: &[&str]) {
        let is_extra = wrong.is_some_and(|wrong| wrong.is_extra);
        let breaks_key = wrong.is_some_and(|wrong| {
            wrong.clean.iter().any(|(column, _)| **column == *WHOLE_LINE || key.contains(&&**column))
        });
        self.dropped += u64::from(wrong.is_none_or(|wrong| !wrong.is_rejected));
        self.nulled += u64::from(!is_extra && !breaks_key);
        self.repaired += u64::from(!is_extra);
    }
}
