//! What there is to find: the labels of a truth, with the ways to find them.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use retailgen_anomaly::Detectability;
use retailgen_folder::{Manifest, is_anything_at};
use retailgen_read::{ColumnChange, ParquetFault, ParquetUndoing, Rewriting, SheetUndoing, Span, Undoing};
use retailgen_schema::Table;
use retailgen_truth::{Label, StoredLabels};

use crate::{
    ScoreError, column,
    digest_map::DigestMap,
    key,
    source_file::SourceFiles,
    spot::Spot,
    value::{Digest, digest, normal},
};

/// The most rows that one fault of text is believed to take along: none takes as many.
const MOST_SWALLOWED: u64 = 100_000;

/// What a finding of it counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// To be found.
    Fault,
    /// Neither for nor against: it goes with a fault that is to be found.
    Neutral,
    /// Right, and so not to be found.
    Decoy,
}

/// One effect.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) class: Class,
    pub(crate) table: Table,
    pub(crate) file: u32,
    pub(crate) spot: Spot,
    /// None where it is the whole row or text. Of a column that a release changes in the whole file: its own.
    pub(crate) column: Option<u16>,
    /// Whether it is on text: then whatever is found in its row, or in its column, is found because of it.
    pub(crate) is_text: bool,
    pub(crate) kind: u16,
    pub(crate) detectability: Detectability,
    pub(crate) key: Option<Box<str>>,
    pub(crate) clean: Option<Box<str>>,
    pub(crate) dirty: Option<Box<str>>,
    /// The number of the column with its dirty value.
    pub(crate) value: Option<u64>,
}

impl Item {
    /// Whether a row is meant that stands there twice, or a line that is none, so that no column alone is wrong.
    pub(crate) fn is_whole_row(&self) -> bool {
        self.column.is_none_or(|number| column::name(self.table, number) == column::WHOLE_LINE)
    }
}

/// The truth about some data: what is wrong in it, and what only looks so.
///
/// ```
/// use retailgen_anomaly::Level;
/// use retailgen_schema::Table;
/// use retailgen_truth::Label;
/// use retailgen_score::Truth;
///
/// let mut label = Label::new(Table::Stores, "stores.csv", "null", Level::Cell);
/// (label.row, label.column) = (Some(3), Some("name".into()));
/// let mut truth = Truth::of([label]);
/// truth.set_rows(Table::Stores, 4_000);
/// assert_eq!(truth.faults(), 1);
/// assert_eq!(truth.only(&[Table::Customers]).faults(), 0);
/// ```
#[derive(Debug, Default)]
pub struct Truth {
    pub(crate) items: Vec<Item>,
    pub(crate) files: SourceFiles,
    pub(crate) kinds: Vec<String>,
    /// The tables that are scored; none where all are.
    pub(crate) tables: Option<Vec<Table>>,
    /// How many rows there are, by table; none where nobody knows.
    pub(crate) rows: HashMap<Table, u64>,
    pub(crate) by_spot: HashMap<Spot, Vec<u32>>,
    /// The faults of which a row is the original.
    pub(crate) by_original: HashMap<Spot, Vec<u32>>,
    pub(crate) by_key: DigestMap<Vec<Spot>>,
    pub(crate) by_line: HashMap<(u32, u64), Spot>,
    pub(crate) by_value: DigestMap<Vec<u32>>,
    /// The rows that faults drag along, by their key, with the columns that are meant; none is the whole row.
    pub(crate) collateral: DigestMap<Vec<Option<u16>>>,
    /// Faults of text, by file.
    pub(crate) spans: HashMap<u32, Vec<(Span, Spot)>>,
    /// Files that are written otherwise as a whole.
    pub(crate) rewritings: HashMap<u32, Rewriting>,
    /// Files that did not arrive.
    pub(crate) missing: HashSet<u32>,
    /// Workbooks that are laid out otherwise.
    pub(crate) sheets: HashMap<u32, SheetUndoing>,
    /// Parquet files that are.
    pub(crate) parquets: HashMap<u32, ParquetUndoing>,
    /// The faults of whole files of which each row tells, by file: of those that lie in the folder of another day or have the rows
    /// of another; of those in which a release has changed a column, which a finding has to name.
    pub(crate) told_by_rows: HashMap<u32, Vec<(Spot, Option<u16>)>>,
    /// The columns that are gone from files.
    pub(crate) gone: HashSet<(u32, u16)>,
    /// The names that releases have for columns, with the schema's column, if it has one.
    pub(crate) new_names: HashMap<(Table, Box<str>), Option<u16>>,
    /// Rows that a fault of text may take along.
    pub(crate) swallowed: HashSet<Spot>,
    /// Of files whose beginning is at fault: the spot of the fault and the byte behind it.
    pub(crate) beginnings: HashMap<u32, (Spot, u64)>,
}

impl Truth {
    /// Reads a truth folder, and the manifest of the data where there is one, which tells all files and how many rows they have.
    ///
    /// # Errors
    /// [`ScoreError::NoTruth`] where there is none, [`ScoreError::AnotherRun`] where it is about other data, and
    /// [`ScoreError::Truth`] where the labels cannot be read.
    pub fn open(truth: &Path, data: Option<&Path>) -> Result<Self, ScoreError> {
        if !is_anything_at(truth) {
            return Err(ScoreError::NoTruth(truth.to_path_buf()));
        }
        let mut labels = StoredLabels::open(truth)?;
        let mut taken = Self::default();
        if let Some(data) = data {
            let run = |folder: &Path| Manifest::of_finished(folder).ok().map(|manifest| manifest.run_id);
            if let (Some(of_data), Some(of_truth)) = (run(data), run(truth))
                && of_data != of_truth
            {
                let (truth, data) = (truth.to_path_buf(), data.to_path_buf());
                return Err(ScoreError::AnotherRun { truth, data });
            }
            taken.know_files(data);
        }
        while let Some(label) = labels.next().transpose()? {
            taken.take(&label.label);
        }
        taken.finish();
        Ok(taken)
    }

    /// The truth that some labels tell.
    pub fn of<'l>(labels: impl IntoIterator<Item = Label<'l>>) -> Self {
        let mut truth = Self::default();
        for label in labels {
            truth.take(&label);
        }
        truth.finish();
        truth
    }

    /// Takes all files of the data and the numbers of their rows from its manifest, where there is one. A file of another name
    /// is none then.
    pub fn know_files(&mut self, data: &Path) {
        let Ok(manifest) = Manifest::of_finished(data) else { return };
        for file in &manifest.files {
            if let Ok(table) = file.table.parse() {
                let number = self.files.add(table, &file.path);
                self.files.set_rows(number, file.rows);
                *self.rows.entry(table).or_default() += file.rows;
            }
        }
        self.files.is_complete = true;
    }

    /// Takes the number of a table's rows, of which a share of false alarms is told.
    pub fn set_rows(&mut self, table: Table, rows: u64) {
        self.rows.insert(table, rows);
    }

    /// Looks at these tables only: findings about others are left out, and so is what a pipeline made of others.
    #[must_use]
    pub fn only(mut self, tables: &[Table]) -> Self {
        self.tables = Some(tables.to_vec());
        let mut kept = 0;
        let renumbered: Vec<Option<u32>> = self
            .items
            .iter()
            .map(|item| {
                let number = tables.contains(&item.table).then_some(kept);
                kept += u32::from(number.is_some());
                number
            })
            .collect();
        self.items.retain(|item| tables.contains(&item.table));
        self.rows.retain(|table, _| tables.contains(table));
        for numbers in self.by_original.values_mut() {
            *numbers = numbers.iter().filter_map(|number| renumbered[*number as usize]).collect();
        }
        self.by_spot.clear();
        self.by_value.clear();
        self.finish();
        self
    }

    /// Whether a table is looked at.
    pub(crate) fn looks_at(&self, table: Table) -> bool {
        self.tables.as_ref().is_none_or(|tables| tables.contains(&table))
    }

    /// How many faults there are.
    #[must_use]
    pub fn faults(&self) -> u64 {
        self.items.iter().filter(|item| item.class == Class::Fault).count() as u64
    }

    /// Whether a row is one that stands there twice.
    pub(crate) fn is_copy(&self, spot: Spot) -> bool {
        let items = self.by_spot.get(&spot).into_iter().flatten();
        items
            .map(|number| &self.items[*number as usize])
            .any(|item| item.class == Class::Fault && item.column.is_none() && !item.is_text)
    }

    /// What is to be undone in the text of a file.
    pub(crate) fn undoing(&self, file: u32) -> Undoing {
        let spans = self.spans.get(&file).into_iter().flatten().map(|(span, _)| span.clone()).collect();
        let (rewriting, is_missing) = (self.rewritings.get(&file).cloned(), self.missing.contains(&file));
        let sheet = self.sheets.get(&file).cloned().unwrap_or_default();
        let parquet = self.parquets.get(&file).cloned().unwrap_or_default();
        Undoing { spans, rewriting, is_missing, sheet, parquet }
    }

    /// The fault of text at a byte of a file. Where bytes are missing it is at the byte behind them.
    pub(crate) fn text_at(&self, file: u32, byte: u64) -> Option<Spot> {
        let spans = self.spans.get(&file)?;
        let at = |span: &Span| (span.start..span.end.max(span.start + 1)).contains(&byte);
        spans.iter().find(|(span, _)| at(span)).map(|(_, spot)| *spot)
    }

    /// Places, and behind them the faults of their files: whoever names a row of a file that lies in the wrong folder has found that,
    /// and so has who names a cell of a column that the whole file has otherwise.
    pub(crate) fn with_faults_of_files(&self, mut spots: Vec<Spot>, column: Option<u16>) -> Vec<Spot> {
        if !self.told_by_rows.is_empty() {
            let of_file = |spot: &Spot| match spot {
                Spot::Row(file, _) | Spot::Line(file, _) => self.told_by_rows.get(file).map_or(&[][..], Vec::as_slice),
                Spot::Known(_) => &[],
            };
            let is_told =
                |(spot, changed): &(Spot, Option<u16>)| (changed.is_none() || *changed == column).then_some(*spot);
            let files: HashSet<Spot> = spots.iter().flat_map(of_file).filter_map(is_told).collect();
            spots.extend(files);
        }
        spots
    }

    /// Takes a fault of text; returns the column that a release changes in the file.
    fn take_text(&mut self, label: &Label, file: u32, spot: Spot) -> Option<u16> {
        let change = label.column_change();
        let own = change.as_ref().and_then(ColumnChange::own_name);
        let changed = own.and_then(|name| column::number(label.table, name));
        let as_text = label.text_columns().first().and_then(|place| u16::try_from(*place).ok());
        let parquet = label.parquet_fault();
        let of_parquet = parquet.as_ref().and_then(|fault| column::number(label.table, fault.column()?));
        let changed = changed.or(as_text).or(of_parquet);
        if let Some(name) = change.as_ref().and_then(ColumnChange::new_name) {
            self.new_names.insert((label.table, name.into()), changed);
        }
        if label.rewriting().is_some() {
            let mut undoing = Undoing { rewriting: self.rewritings.remove(&file), ..Undoing::default() };
            label.add_to(&mut undoing);
            self.rewritings.extend(undoing.rewriting.map(|rewriting| (file, rewriting)));
        }
        if label.is_of_missing_file() {
            self.missing.insert(file);
        }
        if let Some(fault) = label.sheet_fault() {
            self.sheets.entry(file).or_default().add(fault, &label.text_columns());
        }
        if label.byte.is_none() {
            self.beginnings.insert(file, (spot, 0));
        }
        if let Some(fault) = parquet {
            // Nothing of a file can be read that has lost its end.
            if let ParquetFault::End { at, .. } = fault {
                self.beginnings.insert(file, (spot, at));
            }
            self.parquets.entry(file).or_default().add(fault);
        }
        let stands_elsewhere = label.own_path().is_some() || label.is_of_stray_file() || label.is_of_late_file();
        if stands_elsewhere || label.kind == "file.stale" || changed.is_some() {
            self.told_by_rows.entry(file).or_default().push((spot, changed));
        }
        let Some(span) = label.span() else { return changed };
        match label.row.zip(label.rows) {
            Some((row, rows)) => {
                // Where all rows are lost, a tool can name the file alone.
                if row == 0 && span.start == span.end {
                    self.beginnings.insert(file, (spot, 0));
                }
                let others = row.saturating_add(1)..row.saturating_add(rows.min(MOST_SWALLOWED));
                self.swallowed.extend(others.map(|row| Spot::Row(file, row)));
            }
            None => {
                self.beginnings.insert(file, (spot, span.end));
            }
        }
        self.spans.entry(file).or_default().push((span, spot));
        changed
    }

    fn take(&mut self, label: &Label) {
        let table = label.table;
        let file = self.files.add(table, &label.file);
        let key = label.key.as_deref().and_then(|key| key::of_json(table, key));
        // An effect on a whole file stands in no row.
        let spot = match (label.row, key) {
            (Some(row), _) => Spot::Row(file, row),
            (None, Some(key)) => Spot::Known(key),
            (None, None) => Spot::Known(digest([label.file.as_ref()])),
        };
        let column = label.column.as_deref().and_then(|name| column::number(table, name));
        let dirty = label.dirty_value.as_deref();
        let value = column.zip(dirty).map(|(column, dirty)| of_value(table, column, dirty));
        self.know(spot, label, key);
        let number = self.items.len() as u32;
        let changed = if label.is_text() { self.take_text(label, file, spot) } else { None };
        // A column that is gone from a file is one fault, however many labels tell its fields.
        let is_told = label.row.is_some() && changed.is_some_and(|column| !self.gone.insert((file, column)));
        let class = match label {
            Label { decoy: true, .. } => Class::Decoy,
            _ if is_told => Class::Neutral,
            _ => Class::Fault,
        };
        if class == Class::Fault {
            self.take_original(number, label, file);
            self.take_collateral(label);
        }
        let kind = self.kind(&label.kind);
        self.items.push(Item {
            class,
            table,
            file,
            spot,
            column: column.or(changed),
            is_text: label.is_text(),
            kind,
            detectability: label.detectability,
            key: label.key.as_deref().map(Box::from),
            clean: label.clean_value.as_deref().map(Box::from),
            dirty: dirty.map(Box::from),
            value,
        });
    }

    /// Remembers the ways to a row: its line, its key as it was, and its key as it is where the fault stands in it.
    fn know(&mut self, spot: Spot, label: &Label, key: Option<u64>) {
        if let (Spot::Row(file, _), Some(line)) = (spot, label.line) {
            self.by_line.insert((file, line), spot);
        }
        let names = label.table.definition().primary_key;
        let place = names.iter().position(|name| Some(*name) == label.column.as_deref());
        let dirty = place.filter(|_| !label.decoy).and_then(|place| {
            let mut values = key::values(label.table, label.key.as_deref()?)?;
            values[place] = label.dirty_value.as_deref().map(str::to_owned);
            key::of_values(label.table, values.iter().map(Option::as_deref))
        });
        for key in [key, dirty].into_iter().flatten() {
            let spots = self.by_key.entry(key).or_default();
            if !spots.contains(&spot) {
                spots.push(spot);
            }
        }
    }

    /// Remembers the row that a fault repeats, or whose code it repeats: who names it has found the two.
    fn take_original(&mut self, number: u32, label: &Label, file: u32) {
        let key = label.related_key.as_deref().and_then(|key| key::of_json(label.table, key));
        let spot = match (label.related_row, &label.related_file, key) {
            (Some(row), Some(path), _) => Spot::Row(self.files.add(label.table, path), row),
            (Some(row), None, _) => Spot::Row(file, row),
            (None, _, Some(key)) => Spot::Known(key),
            (None, _, None) => return,
        };
        self.by_original.entry(spot).or_default().push(number);
        if let Some(key) = key {
            let spots = self.by_key.entry(key).or_default();
            if !spots.contains(&spot) {
                spots.push(spot);
            }
        }
    }

    fn take_collateral(&mut self, label: &Label) {
        for one in &label.collateral {
            let Some(key) = key::of_json(one.table, &one.key) else { continue };
            let column = one.column.and_then(|name| column::number(one.table, name));
            let columns = self.collateral.entry(key).or_default();
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
    }

    /// Cells of a copy that have moved on go with the copy.
    fn finish(&mut self) {
        let copies: HashSet<(Spot, u16)> =
            self.items.iter().filter(|item| item.column.is_none()).map(|item| (item.spot, item.kind)).collect();
        for item in &mut self.items {
            if item.class == Class::Fault && item.column.is_some() && copies.contains(&(item.spot, item.kind)) {
                item.class = Class::Neutral;
            }
        }
        for (number, item) in (0_u32..).zip(&self.items) {
            self.by_spot.entry(item.spot).or_default().push(number);
            if let Some(value) = item.value.filter(|_| item.class != Class::Decoy) {
                self.by_value.entry(value).or_default().push(number);
            }
        }
    }

    fn kind(&mut self, name: &str) -> u16 {
        let known = self.kinds.iter().position(|known| known == name);
        known.unwrap_or_else(|| {
            self.kinds.push(name.to_owned());
            self.kinds.len() - 1
        }) as u16
    }
}

/// The number of a value in a column.
pub(crate) fn of_value(table: Table, column: u16, value: &str) -> u64 {
    let mut digest = Digest::default();
    digest.add(table.name());
    digest.add(column::name(table, column));
    digest.add_normal(normal(value));
    digest.number()
}
