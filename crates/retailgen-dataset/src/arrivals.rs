//! How files arrive: a second time, or in the folder of another day, where the policy says so.

use retailgen_anomaly::{Arrival, Day, Edits, Effect, Misdelivery, Place, TableFaults};
use retailgen_schema::Table;
use retailgen_synth::calendar::Date;
use retailgen_tables::{Part, rows_before, unused_from};

use crate::Dataset;

/// The files of a table as they arrive, from its files in their own places.
pub fn arrived(dataset: &Dataset, table: Table, parts: Vec<Part>) -> Vec<Part> {
    let (scenario, world) = (dataset.scenario(), dataset.world());
    if !scenario.anomalies().rules_for(table).any(|rule| rule.kind.is_of_arrival()) {
        return parts;
    }
    let unused_from = |other| unused_from(world, other);
    let faults = TableFaults::new(scenario.anomalies(), table, scenario.definition(table), world.seed(), unused_from);
    let before = |date: Date| rows_before(world, table, date);
    let of_part = |part: Part| {
        let Some(date) = part.date() else { return vec![part] };
        // Which file is hit hangs on its day alone.
        let file = Place::in_partition(0.0..0.0, 0, Day::new(date, &before));
        match faults.misdelivery(&file).map(|misdelivery| misdelivery.arrival) {
            Some(Arrival::Twice) => {
                let again = part.again_at(second(&part.path));
                vec![part, again]
            }
            Some(Arrival::InNextDay) => {
                let elsewhere = second(&part.path.replace(&date.to_string(), &date.plus_days(1).to_string()));
                vec![part.moved_to(elsewhere)]
            }
            _ => vec![part],
        }
    };
    parts.into_iter().flat_map(of_part).collect()
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

/// The path of a second file beside the one of a path: `part-00000_1.csv` for `part-00000.csv`.
fn second(path: &str) -> String {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let stem = path[name..].find('.').map_or(path.len(), |dot| name + dot);
    format!("{}_1{}", &path[..stem], &path[stem..])
}

#[cfg(test)]
mod tests {
    use super::second;

    #[test]
    fn a_second_file_has_a_name_of_its_own() {
        assert_eq!(second("a/b=1.5/part-00000.csv"), "a/b=1.5/part-00000_1.csv");
        assert_eq!(second("customers.csv"), "customers_1.csv");
        assert_eq!(second("folder.d/file"), "folder.d/file_1");
    }
}
