//! One table of the data held against what was produced of it.

use std::collections::{HashMap, HashSet};

use retailgen_read::{ReadError, Row, TableFiles};
use retailgen_schema::Table;

use super::{
    fates::{Fate, TableOutcome},
    file_columns::FileColumns,
    mapping::TableMapping,
    produced::Produced,
};
use crate::{
    Truth, column,
    data_files::DataFiles,
    digest_map::DigestSet,
    key,
    spot::Spot,
    truth::{Class, Item},
    value,
};

/// The rows of which the truth says something, by file and in their order: all others are right, and the most by far.
pub(super) struct MarkedRows(HashMap<u32, Vec<u64>>);

impl MarkedRows {
    pub(super) fn of(truth: &Truth) -> Self {
        let mut rows: HashMap<u32, Vec<u64>> = HashMap::new();
        for spot in truth.by_spot.keys().chain(&truth.swallowed) {
            if let Spot::Row(file, row) = spot {
                rows.entry(*file).or_default().push(*row);
            }
        }
        for rows in rows.values_mut() {
            rows.sort_unstable();
        }
        Self(rows)
    }

    fn in_file(&self, file: u32) -> impl Iterator<Item = u64> {
        self.0.get(&file).into_iter().flatten().copied()
    }
}

/// One table of the data against what was produced of it.
pub(super) struct Comparison<'t> {
    table: Table,
    truth: &'t Truth,
    produced: Produced,
    rejected: Option<Produced>,
    /// The numbers of the faults whose original stands in the data as well, under its own key.
    with_original: HashSet<u32>,
    found: TableOutcome,
    fates: Vec<(u16, Fate)>,
}

impl<'t> Comparison<'t> {
    /// Reads what was produced; or says why it cannot be compared.
    pub(super) fn begin(
        table: Table,
        truth: &'t Truth,
        files: &TableFiles,
        rejected: Option<&TableFiles>,
        mapping: &TableMapping,
    ) -> Result<Result<Self, String>, ReadError> {
        // The rows of which all cells are kept: those with a fault or a decoy, by their key as it is and as it was.
        let mut wanted = DigestSet::default();
        for (key, spots) in &truth.by_key {
            if spots.iter().any(|spot| truth.by_spot.contains_key(spot)) {
                wanted.insert(*key);
            }
        }
        let produced = match Produced::read(table, files, mapping, None, &wanted)? {
            Ok(produced) => produced,
            Err(reason) => return Ok(Err(reason)),
        };
        let rejected = match rejected {
            Some(files) => Produced::read(table, files, mapping, Some(&produced.columns), &DigestSet::default())?.ok(),
            None => None,
        };
        let names = table.definition().primary_key;
        let has_own_key = |spot: &Spot| {
            let there = truth.by_spot.get(spot).into_iter().flatten().map(|number| &truth.items[*number as usize]);
            let mut columns = there.filter(|item| item.class == Class::Fault).filter_map(|item| item.column);
            !columns.any(|number| names.contains(&column::name(table, number)))
        };
        let originals = truth.by_original.iter().filter(|(spot, _)| matches!(spot, Spot::Row(..)) && has_own_key(spot));
        let with_original = originals.flat_map(|(_, numbers)| numbers.iter().copied()).collect();
        let found = TableOutcome {
            columns: produced.columns.iter().map(|name| (*name).to_owned()).collect(),
            ..TableOutcome::default()
        };
        Ok(Ok(Self { table, truth, produced, rejected, with_original, found, fates: Vec::new() }))
    }

    /// Holds every row of the data against what was produced of it.
    pub(super) fn run(&mut self, files: &mut DataFiles, marked: &MarkedRows) -> Result<(), ReadError> {
        let compared = self.produced.columns.clone();
        for file in 0..self.truth.files.len() {
            if self.truth.files.table(file) != self.table {
                continue;
            }
            let Some(mut rows) = files.open(file)? else { continue };
            let mut columns = FileColumns::of_data(self.table, &compared);
            let mut marked = marked.in_file(file).peekable();
            while let Some(row) = rows.next_row()? {
                columns.look_at(&row);
                let number = row.number();
                while marked.next_if(|next| *next < number).is_some() {}
                if marked.peek() == Some(&number) {
                    self.meet_marked(Spot::Row(file, number), &row, &mut columns);
                } else {
                    self.meet_right(&row, &mut columns);
                }
            }
        }
        Ok(())
    }

    /// A row of which the truth says something.
    fn meet_marked(&mut self, spot: Spot, row: &Row, columns: &mut FileColumns) {
        let truth = self.truth;
        let items = truth.by_spot.get(&spot).map_or(&[][..], Vec::as_slice);
        let of_class = |class| items.iter().filter(move |number| truth.items[**number as usize].class == class);
        let faults: Vec<u32> = of_class(Class::Fault).copied().collect();
        let dirty = columns.key(row);
        if faults.is_empty() {
            // Whoever loses it may have had no way to read it.
            if truth.swallowed.contains(&spot) {
                if let Some(key) = dirty {
                    self.produced.meet(key);
                }
                return;
            }
            let fate = self.meet_right(row, columns);
            for decoy in of_class(Class::Decoy) {
                let is_harmed = match fate {
                    RightFate::Kept => false,
                    RightFate::Lost => true,
                    RightFate::Altered => self.is_decoy_harmed(dirty, &truth.items[*decoy as usize]),
                };
                self.found.right.decoys_harmed += u64::from(is_harmed);
            }
            return;
        }
        let looked_up = FaultyRow {
            clean: self.clean_key(&faults),
            dirty,
            cells: columns.cells_digest(row),
            beside_key: columns.digest_beside_key(row),
        };
        for number in faults {
            let item = &truth.items[number as usize];
            let fate = self.fate(number, item, looked_up);
            self.found.faults.add(fate);
            self.fates.push((item.kind, fate));
        }
        if let Some(key) = looked_up.clean {
            self.produced.expect(key);
        }
        if let Some(key) = dirty {
            self.produced.meet(key);
        }
    }

    /// The key of a row with faults as it should be.
    fn clean_key(&self, faults: &[u32]) -> Option<u64> {
        let key = faults.iter().find_map(|number| self.truth.items[*number as usize].key.as_deref());
        key.and_then(|key| key::of_json(self.table, key))
    }

    /// A row that is right.
    fn meet_right(&mut self, row: &Row, columns: &mut FileColumns) -> RightFate {
        let same_cells = columns.key(row).and_then(|key| self.produced.meet_row(key, columns.cells_digest(row)));
        let right = &mut self.found.right;
        match same_cells {
            Some(true) => {
                right.kept += 1;
                RightFate::Kept
            }
            Some(false) => {
                right.altered += 1;
                RightFate::Altered
            }
            // No right row is without its key, unless the file is broken.
            None => {
                right.lost += 1;
                RightFate::Lost
            }
        }
    }

    fn is_decoy_harmed(&self, key: Option<u64>, decoy: &Item) -> bool {
        let name = decoy.column.map(|number| column::name(self.table, number));
        let place = name.and_then(|name| self.produced.columns.iter().position(|column| *column == name));
        let (Some(key), Some(place)) = (key, place) else { return false };
        !self.produced.cells(key).any(|cells| value::same(cells[place].as_deref(), decoy.clean.as_deref()))
    }

    fn fate(&self, number: u32, item: &Item, row: FaultyRow) -> Fate {
        let FaultyRow { clean, dirty, .. } = row;
        let rejected = self.rejected.as_ref();
        let gone = || {
            let is_rejected = rejected.is_some_and(|rejected| {
                [clean, dirty].into_iter().flatten().any(|key| rejected.count(key) > 0)
                    || (dirty.is_none() && rejected.has_keyless(row.beside_key))
            });
            if is_rejected { Fate::Quarantined } else { Fate::Removed }
        };
        let produced = |key: Option<u64>| key.filter(|key| self.produced.count(*key) > 0);
        if item.is_text {
            return match produced(dirty) {
                None => gone(),
                Some(key) if self.produced.has(key, row.cells) => Fate::Repaired,
                Some(_) => Fate::Changed,
            };
        }
        let is_keyless = || dirty.is_none() && self.produced.has_keyless(row.beside_key);
        if item.column.is_none() && dirty != clean {
            return if produced(dirty).is_some() || is_keyless() { Fate::Kept } else { gone() };
        }
        if item.column.is_none() {
            // One row with the key is the original's, where that stands in the data too.
            let expected = usize::from(self.with_original.contains(&number));
            let there = clean.map_or(0, |key| self.produced.count(key));
            return if there > expected { Fate::Kept } else { gone() };
        }
        let name = item.column.map_or("", |number| column::name(self.table, number));
        let is_of_key = self.table.definition().primary_key.contains(&name);
        if item.is_whole_row() || is_of_key {
            return match (produced(clean), produced(dirty)) {
                (Some(_), _) if dirty != clean => Fate::Repaired,
                (_, Some(_)) => Fate::Kept,
                _ if is_keyless() => Fate::Kept,
                _ => gone(),
            };
        }
        let Some(key) = produced(dirty).or(produced(clean)) else { return gone() };
        let Some(place) = self.produced.columns.iter().position(|column| *column == name) else { return Fate::Changed };
        let mut cells = self.produced.cells(key).map(|cells| cells[place].as_deref());
        let (is_clean, is_dirty) =
            (|cell| value::same(cell, item.clean.as_deref()), |cell| value::same(cell, item.dirty.as_deref()));
        let cell = cells.next().unwrap_or_default();
        match cell {
            cell if is_clean(cell) => Fate::Repaired,
            cell if is_dirty(cell) || cells.any(is_dirty) => Fate::Kept,
            None | Some("") => Fate::Nulled,
            Some(_) => Fate::Changed,
        }
    }

    /// What came of the table, and of each fault by its kind.
    pub(super) fn finish(mut self) -> (TableOutcome, Vec<(u16, Fate)>) {
        self.found.added = self.produced.not_met();
        self.found.right.repeated = self.produced.repeated();
        (self.found, self.fates)
    }
}

/// What a row with faults is looked up by: its key as it should be and as it is, the number of its cells, and of those beside the
/// key.
#[derive(Debug, Clone, Copy)]
struct FaultyRow {
    clean: Option<u64>,
    dirty: Option<u64>,
    cells: u64,
    beside_key: u64,
}

/// What became of a row without a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RightFate {
    Kept,
    Lost,
    Altered,
}
