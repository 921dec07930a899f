//! Rows of the data, looked up by what findings say of them and labels do not know.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::Path,
};

use retailgen_read::{ReadError, Row, Rows};
use retailgen_schema::Table;

use crate::{
    Finding, Truth, column,
    data_files::DataFiles,
    digest_map::{DigestMap, DigestSet},
    key,
    spot::Spot,
    truth::of_value,
    value::digest,
};

/// What is looked for, and where it was found.
#[derive(Debug, Default)]
pub(crate) struct Lookup {
    bytes: BTreeMap<u32, BTreeMap<u64, Option<Spot>>>,
    lines: BTreeMap<u32, BTreeMap<u64, Option<Spot>>>,
    records: Wanted,
    keys: Wanted,
    rows: Wanted,
    /// The lines of the rows that were found.
    line_of: HashMap<Spot, u64>,
    /// The tables of which findings tell values, and the values by which rows are found that stand there twice.
    valued: HashSet<Table>,
    copied: DigestSet,
    /// The tables whose files were read.
    read: HashSet<Table>,
}

/// Texts by their numbers, and the rows that have them.
#[derive(Debug, Default)]
struct Wanted {
    spots: DigestMap<Vec<Spot>>,
    tables: BTreeSet<Table>,
}

impl Wanted {
    fn want(&mut self, table: Table, number: u64) {
        self.spots.entry(number).or_default();
        self.tables.insert(table);
    }

    /// Says whether it was wanted.
    fn meet(&mut self, number: u64, spot: Spot) -> bool {
        let wanted = self.spots.get_mut(&number).map(|spots| spots.push(spot));
        wanted.is_some()
    }

    fn get(&self, number: u64) -> &[Spot] {
        self.spots.get(&number).map_or(&[], Vec::as_slice)
    }
}

/// The number of a record's text.
pub(crate) fn of_record(table: Table, text: &str) -> u64 {
    digest([table.name(), text.trim_end_matches(['\n', '\r'])])
}

impl Lookup {
    pub(crate) fn want_byte(&mut self, file: u32, byte: u64) {
        self.bytes.entry(file).or_default().insert(byte, None);
    }

    pub(crate) fn want_line(&mut self, file: u32, line: u64) {
        self.lines.entry(file).or_default().insert(line, None);
    }

    pub(crate) fn want_record(&mut self, table: Table, number: u64) {
        self.records.want(table, number);
    }

    pub(crate) fn want_key(&mut self, table: Table, number: u64) {
        self.keys.want(table, number);
    }

    pub(crate) fn want_row(&mut self, table: Table, number: u64) {
        self.rows.want(table, number);
    }

    pub(crate) fn want_values(&mut self, table: Table) {
        self.valued.insert(table);
    }

    /// Whether a value of a column belongs to a row which stands there twice.
    pub(crate) fn is_copied(&self, value: u64) -> bool {
        self.copied.contains(&value)
    }

    pub(crate) fn byte(&self, file: u32, byte: u64) -> Option<Spot> {
        *self.bytes.get(&file)?.get(&byte)?
    }

    pub(crate) fn line(&self, file: u32, line: u64) -> Option<Spot> {
        *self.lines.get(&file)?.get(&line)?
    }

    /// The line on which a row begins, where it was looked for.
    pub(crate) fn line_of(&self, spot: Spot) -> Option<u64> {
        self.line_of.get(&spot).copied()
    }

    pub(crate) fn record(&self, number: u64) -> &[Spot] {
        self.records.get(number)
    }

    pub(crate) fn key(&self, number: u64) -> &[Spot] {
        self.keys.get(number)
    }

    pub(crate) fn row(&self, number: u64) -> &[Spot] {
        self.rows.get(number)
    }

    /// Whether a table's rows have been looked through, so that what was not found there is not there.
    pub(crate) fn has_read(&self, table: Table) -> bool {
        self.read.contains(&table)
    }

    /// Reads the files in which something is looked for; documents in Parquet are not read.
    pub(crate) fn run(&mut self, data: &Path, truth: &Truth) -> Result<(), ReadError> {
        let mut files = DataFiles::of(data, truth);
        for file in 0..truth.files.len() {
            let table = truth.files.table(file);
            let is_wanted = self.bytes.contains_key(&file)
                || self.lines.contains_key(&file)
                || self.valued.contains(&table)
                || [&self.records, &self.keys, &self.rows].iter().any(|wanted| wanted.tables.contains(&table));
            if is_wanted && let Some(rows) = files.open(file)? {
                self.read_file(rows, file, table, truth)?;
                self.read.insert(table);
            }
        }
        Ok(())
    }

    fn read_file(&mut self, mut rows: Rows, file: u32, table: Table, truth: &Truth) -> Result<(), ReadError> {
        let (mut bytes, mut lines) = (self.bytes.get_mut(&file), self.lines.get_mut(&file));
        let names = table.definition().primary_key;
        while let Some(row) = rows.next_row()? {
            let spot = Spot::Row(file, row.number());
            let mut is_found = false;
            if let (Some(wanted), Some(of_row)) = (&mut bytes, row.bytes()) {
                wanted.range_mut(of_row).for_each(|(_, found)| {
                    *found = found.or(Some(spot));
                    is_found = true;
                });
            }
            if let (Some(wanted), Some(first), Some(number)) = (&mut lines, row.line(), row.lines()) {
                wanted.range_mut(first..first + number).for_each(|(_, found)| *found = found.or(Some(spot)));
            }
            if self.records.tables.contains(&table)
                && let Some(raw) = row.raw()
            {
                is_found |= self.records.meet(of_record(table, &String::from_utf8_lossy(raw)), spot);
            }
            if self.keys.tables.contains(&table)
                && let Some(number) = key::of_values(table, names.iter().map(|name| row.get(name)))
            {
                is_found |= self.keys.meet(number, spot);
            }
            if self.valued.contains(&table) && truth.is_copy(spot) {
                let columns = (0_u16..).take(table.definition().cells.len());
                for column in columns.filter(|column| column::tells_copies(table, *column)) {
                    let value = row.get(column::name(table, column));
                    self.copied.extend(value.map(|value| of_value(table, column, value)));
                }
            }
            if self.rows.tables.contains(&table) {
                is_found |= self.rows.meet(of_row(table, &row), spot);
            }
            if is_found && let Some(line) = row.line() {
                self.line_of.insert(spot, line);
            }
        }
        Ok(())
    }
}

/// The number of a whole row as the file has it.
fn of_row(table: Table, row: &Row) -> u64 {
    // A document is its line.
    let raw = row.raw().filter(|_| table.definition().document.is_some()).map(String::from_utf8_lossy);
    Finding::fingerprint(table, |name| raw.as_deref().or_else(|| row.get(name)))
}
