//! Where in the files of a table faults lie: a strip of shares, which are days where there is a file a day.

use std::collections::BTreeMap;

use retailgen_schema::Table;
use retailgen_synth::calendar::Date;
use retailgen_truth::Label;

use crate::source::{Source, day_of};

/// Shares of a table's bytes, and the most days that have one each.
const SHARES: usize = 200;
const MOST_DAYS: i32 = 400;

/// Faults by place.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// How many lie in each share.
    pub shares: Vec<u64>,
    /// The first day and how many of them a share has, where there is a file a day.
    pub days: Option<(Date, i32)>,
    /// Files of the table, and those with a fault.
    pub files: (usize, usize),
}

/// Faults being placed.
pub struct Places<'s> {
    files: BTreeMap<&'s str, File>,
    strips: BTreeMap<Table, Strip>,
    hit: BTreeMap<Table, u64>,
    last: Option<(String, Table)>,
}

/// Where a file lies among the bytes of its table.
#[derive(Debug, Clone, Copy)]
struct File {
    first: u64,
    bytes: u64,
    rows: u64,
    all: u64,
    day: Option<Date>,
}

impl<'s> Places<'s> {
    /// Lays out the files.
    pub fn new(source: &'s Source) -> Self {
        let mut files = BTreeMap::new();
        let mut strips = BTreeMap::new();
        for table in Table::ALL.into_iter().filter(|table| source.has(*table)) {
            let all = source.bytes(table);
            let mut first = 0;
            let mut days: Option<(Date, Date)> = None;
            let mut daily = true;
            for file in source.files(table) {
                let day = day_of(&file.path);
                files.insert(file.path.as_str(), File { first, bytes: file.bytes, rows: file.rows.max(1), all, day });
                first += file.bytes;
                match day {
                    Some(day) => days = Some(days.map_or((day, day), |(from, to)| (from.min(day), to.max(day)))),
                    None => daily = false,
                }
            }
            let strip = match days.filter(|_| daily) {
                Some((from, to)) => {
                    let count = to.days() - from.days() + 1;
                    let each = (count + MOST_DAYS - 1) / MOST_DAYS;
                    let shares = vec![0; ((count + each - 1) / each) as usize];
                    Strip { shares, days: Some((from, each)), files: (source.files(table).len(), 0) }
                }
                None => Strip { shares: vec![0; SHARES], days: None, files: (source.files(table).len(), 0) },
            };
            strips.insert(table, strip);
        }
        Self { files, strips, hit: BTreeMap::new(), last: None }
    }

    /// Places a fault. Labels of one file follow each other.
    pub fn add(&mut self, label: &Label) {
        let Some(strip) = self.strips.get_mut(&label.table) else { return };
        let Some(file) = self.files.get(&*label.file) else { return };
        if self.last.as_ref().is_none_or(|(last, table)| *last != *label.file || *table != label.table) {
            self.last = Some((label.file.clone().into_owned(), label.table));
            *self.hit.entry(label.table).or_default() += 1;
        }
        let share = if let (Some((from, each)), Some(day)) = (strip.days, file.day) {
            ((day.days() - from.days()) / each) as usize
        } else {
            let row = u128::from(label.row.unwrap_or(0).min(file.rows - 1));
            let within = row * u128::from(file.bytes) / u128::from(file.rows);
            ((u128::from(file.first) + within) * SHARES as u128 / u128::from(file.all.max(1))) as usize
        };
        if let Some(count) = strip.shares.get_mut(share) {
            *count += 1;
        }
    }

    /// The strips of all tables that are there.
    pub fn strips(mut self) -> BTreeMap<Table, Strip> {
        for (table, hit) in self.hit {
            if let Some(strip) = self.strips.get_mut(&table) {
                strip.files.1 = hit as usize;
            }
        }
        self.strips
    }
}
