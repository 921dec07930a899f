//! What a pipeline made of the data: what became of each fault, and of what was right.
//!
//! The tables that a pipeline produced are compared row by row with the data, whose labels tell what each row should be. Rows are
//! matched by primary key. Of a produced row only a number is kept, unless a fault is in it, so memory grows by few bytes a row.

mod mapping;
mod produced;
mod words;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

use retailgen_read::{ReadError, Row, TableFiles};
use retailgen_schema::{Format, Table};

pub use self::mapping::{Mapping, TableMapping};
use self::produced::Produced;
use crate::{
    ScoreError, Truth, column,
    data_files::DataFiles,
    key,
    spot::Spot,
    truth::{Class, Item},
    value,
};

/// What became of faults.
///
/// ```
/// use retailgen_score::Fates;
///
/// let mut fates = Fates::default();
/// (fates.repaired, fates.kept) = (3, 2);
/// assert_eq!((fates.all(), fates.dealt_with()), (5, 3));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fates {
    /// The clean value stands there.
    pub repaired: u64,
    /// The row is gone.
    pub removed: u64,
    /// Nothing stands there.
    pub nulled: u64,
    /// The row stands among the rejected ones.
    pub quarantined: u64,
    /// The wrong value stands there still, or the row still stands there twice.
    pub kept: u64,
    /// Something else stands there, or the column is gone.
    pub changed: u64,
}

impl Fates {
    /// All of them.
    #[must_use]
    pub fn all(self) -> u64 {
        self.repaired + self.removed + self.nulled + self.quarantined + self.kept + self.changed
    }

    /// Those that are no longer among the produced rows as they were.
    #[must_use]
    pub fn dealt_with(self) -> u64 {
        self.repaired + self.removed + self.nulled + self.quarantined
    }

    fn add(&mut self, fate: Fate) {
        *match fate {
            Fate::Repaired => &mut self.repaired,
            Fate::Removed => &mut self.removed,
            Fate::Nulled => &mut self.nulled,
            Fate::Quarantined => &mut self.quarantined,
            Fate::Kept => &mut self.kept,
            Fate::Changed => &mut self.changed,
        } += 1;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Repaired,
    Removed,
    Nulled,
    Quarantined,
    Kept,
    Changed,
}

/// What became of what was right.
///
/// ```
/// use retailgen_score::RightRows;
///
/// let mut rows = RightRows::default();
/// (rows.kept, rows.lost) = (9, 1);
/// assert_eq!(rows.kept + rows.lost + rows.altered, 10);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RightRows {
    /// Rows that stand there as they should.
    pub kept: u64,
    /// Rows that are gone, those among the rejected ones included.
    pub lost: u64,
    /// Rows of which a value is another.
    pub altered: u64,
    /// Decoys of which the row is gone or the value another; each counts among the rows as well.
    pub decoys_harmed: u64,
}

/// What became of one table.
///
/// ```
/// use retailgen_score::TableOutcome;
///
/// let found = TableOutcome::default();
/// assert_eq!((found.faults.all(), found.right.kept, found.added), (0, 0, 0));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableOutcome {
    /// Its faults.
    pub faults: Fates,
    /// Its rows without a fault.
    pub right: RightRows,
    /// Produced rows whose key no row of the data has.
    pub added: u64,
    /// The columns that were compared.
    pub columns: Vec<String>,
}

/// What a pipeline made of the data.
///
/// ```
/// use retailgen_anomaly::Level;
/// use retailgen_schema::Table;
/// use retailgen_truth::Label;
/// use retailgen_score::{Mapping, PipelineOutcome, Truth};
///
/// let parent = tempfile::tempdir()?;
/// let (data, silver) = (parent.path().join("data"), parent.path().join("silver"));
/// for folder in [&data, &silver] {
///     std::fs::create_dir(folder)?;
///     std::fs::write(folder.join("stores.csv"), "store_id,name\n1,Mall\n2,Quay\n")?;
/// }
/// std::fs::write(silver.join("stores.csv"), "store_id,name\n1,Mall\n")?;
/// let mut label = Label::new(Table::Stores, "stores.csv", "null", Level::Cell);
/// (label.row, label.column) = (Some(9), Some("name".into()));
/// let outcome = PipelineOutcome::of(&Truth::of([label]), &data, &silver, &Mapping::default())?;
/// assert_eq!((outcome.right().kept, outcome.right().lost, outcome.faults().all()), (1, 1, 0));
/// assert_eq!(outcome.to_json()["right_rows"]["lost"], 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PipelineOutcome {
    /// By table.
    pub tables: BTreeMap<Table, TableOutcome>,
    /// By kind of fault.
    pub kinds: BTreeMap<String, Fates>,
    /// Tables that were not compared, and why.
    pub not_compared: BTreeMap<Table, String>,
}

impl PipelineOutcome {
    /// Compares the tables in the folder `produced` with the data that the truth is about.
    ///
    /// # Errors
    /// [`ScoreError::NothingProduced`] where no table of the data is found there, and [`ScoreError::Read`].
    pub fn of(truth: &Truth, data: &Path, produced: &Path, mapping: &Mapping) -> Result<Self, ScoreError> {
        let mut outcome = Self::default();
        let formats = truth.files.formats();
        let mut data = DataFiles::of(data, truth);
        let mut present: Vec<Table> = (0..truth.files.len()).map(|file| truth.files.table(file)).collect();
        present.sort_unstable();
        present.dedup();
        for table in present {
            let of_table = mapping.table(table);
            let Some(files) = TableFiles::find(produced, of_table.name(table))? else {
                outcome.not_compared.insert(table, format!("there is no {} in the folder", of_table.name(table)));
                continue;
            };
            if formats.of(table) == Format::Parquet && table.definition().document.is_some() {
                outcome.not_compared.insert(table, "documents in Parquet are not read here".to_owned());
                continue;
            }
            let rejected = match &mapping.quarantine {
                Some(folder) => TableFiles::find(&produced.join(folder), of_table.name(table))?,
                None => None,
            };
            let mut comparison = match Comparison::begin(table, truth, &files, rejected.as_ref(), &of_table)? {
                Ok(comparison) => comparison,
                Err(reason) => {
                    outcome.not_compared.insert(table, reason);
                    continue;
                }
            };
            comparison.run(&mut data)?;
            let (of_table, kinds) = comparison.finish();
            outcome.tables.insert(table, of_table);
            for (kind, fate) in kinds {
                outcome.kinds.entry(truth.kinds[usize::from(kind)].clone()).or_default().add(fate);
            }
        }
        if outcome.tables.is_empty() {
            return Err(ScoreError::NothingProduced(produced.to_path_buf()));
        }
        Ok(outcome)
    }

    /// What became of all faults.
    #[must_use]
    pub fn faults(&self) -> Fates {
        self.tables.values().map(|table| table.faults).fold(Fates::default(), |all, more| Fates {
            repaired: all.repaired + more.repaired,
            removed: all.removed + more.removed,
            nulled: all.nulled + more.nulled,
            quarantined: all.quarantined + more.quarantined,
            kept: all.kept + more.kept,
            changed: all.changed + more.changed,
        })
    }

    /// What became of all rows without a fault.
    #[must_use]
    pub fn right(&self) -> RightRows {
        self.tables.values().map(|table| table.right).fold(RightRows::default(), |all, more| RightRows {
            kept: all.kept + more.kept,
            lost: all.lost + more.lost,
            altered: all.altered + more.altered,
            decoys_harmed: all.decoys_harmed + more.decoys_harmed,
        })
    }
}

/// The columns of a table that have a value of their own: of JSON lines the envelope.
fn columns(table: Table) -> impl Iterator<Item = &'static str> + Clone {
    let definition = table.definition();
    definition.cells.iter().map(|column| column.name).filter(|name| *name != column::WHOLE_LINE)
}

/// One table of the data against what was produced of it.
struct Comparison<'t> {
    table: Table,
    truth: &'t Truth,
    produced: Produced,
    rejected: Option<Produced>,
    /// The numbers of the faults whose original stands in the data as well, under its own key.
    with_original: HashSet<u32>,
    met: HashSet<u64>,
    found: TableOutcome,
    fates: Vec<(u16, Fate)>,
}

impl<'t> Comparison<'t> {
    /// Reads what was produced; or says why it cannot be compared.
    fn begin(
        table: Table,
        truth: &'t Truth,
        files: &TableFiles,
        rejected: Option<&TableFiles>,
        mapping: &TableMapping,
    ) -> Result<Result<Self, String>, ReadError> {
        // The rows of which all cells are kept: those with a fault or a decoy, by their key as it is and as it was.
        let mut wanted: HashSet<u64> = HashSet::new();
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
            Some(files) => Produced::read(table, files, mapping, Some(&produced.columns), &HashSet::new())?.ok(),
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
        let (met, fates) = (HashSet::new(), Vec::new());
        Ok(Ok(Self { table, truth, produced, rejected, with_original, met, found, fates }))
    }

    fn run(&mut self, files: &mut DataFiles) -> Result<(), ReadError> {
        for file in 0..self.truth.files.len() {
            if self.truth.files.table(file) != self.table {
                continue;
            }
            let Some(mut rows) = files.open(file)? else { continue };
            while let Some(row) = rows.next_row()? {
                self.meet(Spot::Row(file, row.number()), &row);
            }
        }
        Ok(())
    }

    /// Holds one row of the data against what was produced of it.
    fn meet(&mut self, spot: Spot, row: &Row) {
        let truth = self.truth;
        let items = truth.by_spot.get(&spot).map_or(&[][..], Vec::as_slice);
        let of_class = |class| items.iter().filter(move |number| truth.items[**number as usize].class == class);
        let faults: Vec<u32> = of_class(Class::Fault).copied().collect();
        let names = self.table.definition().primary_key;
        if faults.is_empty() {
            let key = key::of_values(self.table, names.iter().map(|name| row.get(name)));
            // Whoever loses it may have had no way to read it.
            if truth.swallowed.contains(&spot) {
                self.met.extend(key);
                return;
            }
            let fate = self.right_row(key, row);
            for decoy in of_class(Class::Decoy) {
                let is_harmed = match fate {
                    RightFate::Kept => false,
                    RightFate::Lost => true,
                    RightFate::Altered => self.is_decoy_harmed(key, &truth.items[*decoy as usize]),
                };
                self.found.right.decoys_harmed += u64::from(is_harmed);
            }
            return;
        }
        let (clean, dirty) = self.keys(&faults, row);
        for number in faults {
            let item = &truth.items[number as usize];
            let fate = self.fate(number, item, clean, dirty, row);
            self.found.faults.add(fate);
            self.fates.push((item.kind, fate));
        }
        self.met.extend(clean.into_iter().chain(dirty));
    }

    /// The keys of a row with faults: as it should be, and as it is.
    fn keys(&self, faults: &[u32], row: &Row) -> (Option<u64>, Option<u64>) {
        let clean = faults.iter().find_map(|number| self.truth.items[*number as usize].key.as_deref());
        let clean = clean.and_then(|key| key::of_json(self.table, key));
        let names = self.table.definition().primary_key;
        (clean, key::of_values(self.table, names.iter().map(|name| row.get(name))))
    }

    fn right_row(&mut self, key: Option<u64>, row: &Row) -> RightFate {
        let Some(key) = key else {
            // No right row is without its key, unless the file is broken.
            self.found.right.lost += 1;
            return RightFate::Lost;
        };
        self.met.insert(key);
        let digest = digest_of(&self.produced.columns, |name| row.get(name));
        let fate = match self.produced.digests(key) {
            [] => RightFate::Lost,
            digests if digests.contains(&digest) => RightFate::Kept,
            _ => RightFate::Altered,
        };
        *match fate {
            RightFate::Kept => &mut self.found.right.kept,
            RightFate::Lost => &mut self.found.right.lost,
            RightFate::Altered => &mut self.found.right.altered,
        } += 1;
        fate
    }

    fn is_decoy_harmed(&self, key: Option<u64>, decoy: &Item) -> bool {
        let name = decoy.column.map(|number| column::name(self.table, number));
        let place = name.and_then(|name| self.produced.columns.iter().position(|column| *column == name));
        let (Some(key), Some(place)) = (key, place) else { return false };
        !self.produced.cells(key).any(|cells| value::same(cells[place].as_deref(), decoy.clean.as_deref()))
    }

    fn fate(&self, number: u32, item: &Item, clean: Option<u64>, dirty: Option<u64>, row: &Row) -> Fate {
        let rejected = self.rejected.as_ref();
        let gone = || {
            let is_rejected = rejected.is_some_and(|rejected| {
                [clean, dirty].into_iter().flatten().any(|key| !rejected.digests(key).is_empty())
                    || (dirty.is_none() && rejected.has_keyless(row))
            });
            if is_rejected { Fate::Quarantined } else { Fate::Removed }
        };
        if item.is_text {
            let digest = digest_of(&self.produced.columns, |name| row.get(name));
            return match dirty.map_or(&[][..], |key| self.produced.digests(key)) {
                [] => gone(),
                digests if digests.contains(&digest) => Fate::Repaired,
                _ => Fate::Changed,
            };
        }
        let produced = |key: Option<u64>| key.filter(|key| !self.produced.digests(*key).is_empty());
        let is_keyless = || dirty.is_none() && self.produced.has_keyless(row);
        if item.column.is_none() && dirty != clean {
            return if produced(dirty).is_some() || is_keyless() { Fate::Kept } else { gone() };
        }
        if item.column.is_none() {
            // One row with the key is the original's, where that stands in the data too.
            let expected = usize::from(self.with_original.contains(&number));
            let there = clean.map_or(0, |key| self.produced.digests(key).len());
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

    fn finish(mut self) -> (TableOutcome, Vec<(u16, Fate)>) {
        self.found.added = self.produced.keys().filter(|key| !self.met.contains(key)).count() as u64;
        (self.found, self.fates)
    }
}

/// What became of a row without a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RightFate {
    Kept,
    Lost,
    Altered,
}

/// A number for the cells of a row, in which null is as good as an empty text.
fn digest_of<'c>(columns: &[&'static str], cell: impl Fn(&str) -> Option<&'c str>) -> u64 {
    let mut digest = value::Digest::default();
    for name in columns {
        digest.add(&cell(name).map(value::normal).unwrap_or_default());
    }
    digest.number()
}

/// Rows by the number of their key.
type ByKey<T> = HashMap<u64, T>;
