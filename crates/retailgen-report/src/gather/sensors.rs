//! A week of one store's shelves.

use std::collections::{BTreeMap, BTreeSet};

use retailgen_schema::Table;
use retailgen_synth::calendar::{DAY, Date, HOUR, Weekday};

use crate::{
    ReportError,
    figures::{Figures, WHOLE_ROW},
    read::{self, CsvRecords, cells},
    source::{Source, folder_value},
};

/// What the names of shelves begin with, and what such a shelf is.
pub const SHELVES: [(&str, &str); 3] = [("AM-", "ambient"), ("CH-", "chilled"), ("FR-", "frozen")];
/// The least and the most that a sensor can measure, in hundredths of a degree.
const RANGE: std::ops::RangeInclusive<i64> = -4_000..=6_000;

/// Readings of one shelf of each kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Week {
    /// The store.
    pub store: i64,
    /// The first day, and how many there are.
    pub first: Date,
    /// At most seven.
    pub days: i32,
    /// Stores with sensors in the folder.
    pub stores: usize,
    /// By kind of shelf: its name, and what it reads.
    pub shelves: Vec<Shelf>,
    /// Readings of these shelves that no sensor can measure.
    pub impossible: u64,
}

/// What one shelf's sensor says.
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf {
    /// Its name.
    pub name: String,
    /// What kind of shelf it is.
    pub kind: &'static str,
    /// By hour of the week: hundredths of a degree. Nothing where there was no reading, or an impossible one.
    pub hours: Vec<Option<i64>>,
    /// The hours with an impossible one.
    pub impossible: Vec<usize>,
}

/// Reads the first week from a Monday on that the first store's first file has whole; all of a shorter file.
pub fn week(source: &Source, figures: &mut Figures) -> Result<Option<Week>, ReportError> {
    let table = Table::Sensors;
    let mut files = BTreeMap::new();
    let mut stores = BTreeSet::new();
    for file in source.files(table) {
        let store = folder_value(&file.path, "store_id").and_then(|store| read::number(store.as_bytes()));
        let month = folder_value(&file.path, "month");
        if let (Some(store), Some(month)) = (store, month) {
            files.insert((store, month), file);
            stores.insert(store);
        }
    }
    let Some(((store, _), file)) = files.first_key_value() else { return Ok(None) };
    // By shelf: instants and hundredths of a degree.
    let mut readings: BTreeMap<String, Vec<(i64, i64)>> = BTreeMap::new();
    let mut records = CsvRecords::of(source.text(file)?, table.definition())?;
    while let Some(record) = records.next()? {
        let Some([at, _, shelf, temperature, _, _]) = cells::<6>(record) else {
            figures.refuse(table, WHOLE_ROW);
            continue;
        };
        let at = figures.readable(table, "sensor_ts", read::instant(at));
        let temperature = figures.readable(table, "temperature_c", read::fixed(temperature, 2));
        if let (Some(at), Some(temperature)) = (at, temperature) {
            readings.entry(String::from_utf8_lossy(shelf).into_owned()).or_default().push((at, temperature));
        }
    }
    let days = readings.values().flatten().map(|(at, _)| at.div_euclid(DAY) as i32);
    let Some((earliest, latest)) = days.fold(None, |span: Option<(i32, i32)>, day| {
        Some(span.map_or((day, day), |(first, last)| (first.min(day), last.max(day))))
    }) else {
        return Ok(None);
    };
    let mondays = (earliest..=latest - 6).find(|day| Date::from_days(*day).weekday() == Weekday::Monday);
    let first = mondays.unwrap_or(earliest);
    let days = (latest - first + 1).clamp(1, 7);
    let mut shelves = Vec::new();
    for (prefix, kind) in SHELVES {
        let Some((name, readings)) = readings.iter().find(|(name, _)| name.starts_with(prefix)) else { continue };
        let mut hours = vec![None; days as usize * 24];
        let mut impossible = Vec::new();
        for (at, temperature) in readings {
            let hour = at.div_euclid(HOUR) - i64::from(first) * 24;
            let Some(hour) = usize::try_from(hour).ok().filter(|hour| *hour < hours.len()) else { continue };
            if RANGE.contains(temperature) {
                hours[hour] = Some(*temperature);
            } else {
                impossible.push(hour);
            }
        }
        shelves.push(Shelf { name: name.clone(), kind, hours, impossible });
    }
    let impossible = shelves.iter().map(|shelf| shelf.impossible.len() as u64).sum();
    Ok(Some(Week { store: *store, first: Date::from_days(first), days, stores: stores.len(), shelves, impossible }))
}
