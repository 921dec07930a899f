//! How files arrive: a second time, in the folder of another day, a day late, or not at all, where the policy says so.

use retailgen_anomaly::{Arrival, Day, Edits, Effect, Kind, Misdelivery, Place, TableFaults, Timing, UnusedKeys};
use retailgen_schema::Table;
use retailgen_synth::{Seed, calendar::Date};
use retailgen_tables::{Part, Window};

use crate::Scenario;

/// The number in the name of a file that comes a second time.
const SECOND: u32 = 1;
/// The number in the name of a file that belongs to the day before: a folder may have both.
const OF_DAY_BEFORE: u32 = 2;

/// The files of a table as they arrive, made from its files in their own places, which `of` gives for a window. Files that do not
/// arrive are among them.
pub fn arrived(scenario: &Scenario, table: Table, of: impl Fn(Window) -> Vec<Part>) -> Vec<Part> {
    let window = scenario.window();
    let Some(faults) = table_faults(scenario, table, Kind::is_of_arrival) else { return of(window) };
    let of_part = |part: Part| match part.date().and_then(|date| Some((date, arrival(&faults, window, date)?))) {
        Some((_, Arrival::Twice)) => {
            let again = part.again_at(numbered(&part.path, SECOND));
            vec![part, again]
        }
        Some((date, Arrival::InNextDay)) => vec![part.moved_to(in_next_day(&part.path, date))],
        Some((_, Arrival::Never)) => vec![part.gone_missing()],
        _ => vec![part],
    };
    let is_late = |part: &Part| part.date().is_some_and(|date| is_late(&faults, window, date));
    // Of the first load nothing is late.
    let before = window.delivered_before().filter(|before| before.is_increment());
    let late = before.into_iter().flat_map(&of).filter(is_late).map(Part::come_late).flat_map(of_part);
    let own =
        of(window).into_iter().flat_map(|part| if is_late(&part) { vec![part.gone_missing()] } else { of_part(part) });
    late.chain(own).collect()
}

/// The late files that a delivery of a feed lacks, and the late files of the day before that come with it: their paths, and the days
/// with which they should have come.
pub fn late_files(scenario: &Scenario, table: Table) -> Vec<(String, Date)> {
    let (window, definition) = (scenario.window(), scenario.definition(table));
    let faults = table_faults(scenario, table, Kind::is_of_arrival);
    let ([day], Some(faults)) = (definition.partitions, faults) else { return Vec::new() };
    let days = [window.last().plus_days(-1), window.last()].into_iter();
    let late = days.filter(|date| *date > window.base().last() && is_late(&faults, window, *date));
    let of_day = |date: Date| {
        let own = definition.path_for(&[(day.name, &date.to_string())]).ok();
        let paths = own.map(|own| match arrival(&faults, window, date) {
            Some(Arrival::Twice) => vec![numbered(&own, SECOND), own],
            Some(Arrival::InNextDay) => vec![in_next_day(&own, date)],
            _ => vec![own],
        });
        paths.into_iter().flatten().map(move |path| (definition.file_path(&path), date))
    };
    late.flat_map(of_day).collect()
}

/// With which delivery of a feed a file comes; none in other windows, which hold all days at once.
pub fn timing(window: Window, is_late: bool) -> Option<Timing> {
    let timing = if is_late { Timing::DayAfter } else { Timing::OnItsDay };
    window.is_increment().then_some(timing)
}

/// Whether the file of a day is delivered with a window, in the folder of that day.
pub fn is_in_its_folder(faults: Option<&TableFaults>, window: Window, date: Date) -> bool {
    let is_late = faults.is_some_and(|faults| is_late(faults, window, date));
    let is_delivered = if date == window.last().plus_days(-1) && window.is_increment() {
        is_late && date > window.base().last()
    } else {
        !is_late && window.dated().dates().any(|own| own == date)
    };
    let arrival = faults.and_then(|faults| arrival(faults, window, date));
    is_delivered && !matches!(arrival, Some(Arrival::InNextDay | Arrival::Never))
}

/// The faults of a table by which its files, and days, are known before any row is; none where no rule has such a kind.
pub fn table_faults(scenario: &Scenario, table: Table, is_of_files: fn(&Kind) -> bool) -> Option<TableFaults> {
    let policy = scenario.anomalies();
    policy.rules_for(table).any(|rule| is_of_files(rule.kind)).then(|| {
        // No file hangs on which keys are given.
        TableFaults::new(
            policy,
            table,
            scenario.definition(table),
            Seed(scenario.seed()),
            |_| UnusedKeys::NONE,
            |_| Vec::new(),
        )
    })
}

/// How the file of a day arrives; none where that is as itself in its place. On which day it comes is another matter.
fn arrival(faults: &TableFaults, window: Window, date: Date) -> Option<Arrival> {
    of_day(window, date, |file| faults.misdelivery(file)).map(|misdelivery| misdelivery.arrival)
}

/// Whether the file of a day comes with the next day's delivery.
fn is_late(faults: &TableFaults, window: Window, date: Date) -> bool {
    of_day(window, date, |file| faults.lateness(file)).is_some()
}

/// What is said of the file of a day. Which files are hit hangs on their days alone, not on rows.
pub fn of_day<T>(window: Window, date: Date, say: impl FnOnce(&Place) -> T) -> T {
    say(&Place::in_partition(0.0..0.0, 0, Day::new(date, &|_| 0.0)).with_timing(timing(window, false)))
}

fn in_next_day(path: &str, date: Date) -> String {
    numbered(&path.replace(&date.to_string(), &date.plus_days(1).to_string()), OF_DAY_BEFORE)
}

/// The edits of a block of a file that has the rows of another a second time: each row is a copy, and nothing else is wrong.
pub fn again(misdelivery: Option<Misdelivery>, rows: usize) -> Edits {
    let copy = |Misdelivery { rule, kind, .. }: Misdelivery, row| Effect {
        rule,
        kind,
        row,
        column: None,
        clean: None,
        dirty: None,
        of: row,
        from_other: true,
        incident: None,
        related: None,
    };
    let effects = misdelivery.iter().flat_map(|misdelivery| (0..rows).map(|row| copy(*misdelivery, row))).collect();
    Edits { effects, ..Edits::default() }
}

/// The path of another file beside the one of a path: `part-00000_1.csv` for `part-00000.csv`.
fn numbered(path: &str, number: u32) -> String {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let stem = path[name..].find('.').map_or(path.len(), |dot| name + dot);
    format!("{}_{number}{}", &path[..stem], &path[stem..])
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn another_file_has_a_name_of_its_own() {
        assert_eq!(numbered("a/b=1.5/part-00000.csv", 1), "a/b=1.5/part-00000_1.csv");
        assert_eq!(numbered("customers.csv", 2), "customers_2.csv");
        assert_eq!(numbered("folder.d/file", 1), "folder.d/file_1");
    }
}
