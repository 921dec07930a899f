//! How files arrive: a second time, in the folder of another day, or not at all, where the policy says so.

use retailgen_anomaly::{Arrival, Day, Edits, Effect, Kind, Misdelivery, Place, TableFaults, UnusedKeys};
use retailgen_schema::Table;
use retailgen_synth::{Seed, calendar::Date};
use retailgen_tables::Part;

use crate::Scenario;

/// The number in the name of a file that comes a second time.
const SECOND: u32 = 1;
/// The number in the name of a file that belongs to the day before: a folder may have both.
const OF_DAY_BEFORE: u32 = 2;

/// The files of a table as they arrive, from its files in their own places. Those that do not arrive are among them.
pub fn arrived(scenario: &Scenario, table: Table, parts: Vec<Part>) -> Vec<Part> {
    let Some(faults) = table_faults(scenario, table, Kind::is_of_arrival) else { return parts };
    let of_part = |part: Part| match part.date().and_then(|date| Some((date, arrival(&faults, date)?))) {
        Some((_, Arrival::Twice)) => {
            let again = part.again_at(numbered(&part.path, SECOND));
            vec![part, again]
        }
        Some((date, Arrival::InNextDay)) => vec![part.moved_to(in_next_day(&part.path, date))],
        Some((_, Arrival::Never)) => vec![part.gone_missing()],
        _ => vec![part],
    };
    parts.into_iter().flat_map(of_part).collect()
}

/// The paths at which the file of a day arrives that belongs at `path`.
pub fn paths(scenario: &Scenario, table: Table, date: Date, path: &str) -> Vec<String> {
    match table_faults(scenario, table, Kind::is_of_arrival).and_then(|faults| arrival(&faults, date)) {
        Some(Arrival::Twice) => vec![path.to_owned(), numbered(path, SECOND)],
        Some(Arrival::InNextDay) => vec![in_next_day(path, date)],
        Some(Arrival::Never) => Vec::new(),
        _ => vec![path.to_owned()],
    }
}

/// The faults of a table by which its files are known before any row is; none where no rule has such a kind.
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

/// How the file of a day arrives; none where that is as itself in its place.
pub fn arrival(faults: &TableFaults, date: Date) -> Option<Arrival> {
    // Which files are hit hangs on their days alone, not on rows.
    let file = Place::in_partition(0.0..0.0, 0, Day::new(date, &|_| 0.0));
    faults.misdelivery(&file).map(|misdelivery| misdelivery.arrival)
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
