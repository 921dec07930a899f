//! The partition: which files each part of a run writes, a pure function of the plan and the number of parts.
//!
//! What hangs on all orders at once comes first, and with it every other file without a day: the largest in front, each to
//! the part that has least. The days are then poured over the parts in order, so that a part has a run of days, and the
//! orders of a day are drawn in one part for all of its tables.

use std::{cmp::Reverse, collections::BTreeMap};

use retailgen_folder::PartNumber;
use retailgen_schema::Table;
use retailgen_synth::calendar::Date;
use retailgen_tables::{order_days, rows_before};

use crate::{Dataset, Plan, PlannedFile};

/// About how many bytes a row has in its table's own format: measured at scale 0.1. Parts are of equal size by them, whatever
/// the formats that are asked for.
fn row_bytes(table: Table) -> u64 {
    match table {
        Table::Customers => 187,
        Table::Products => 113,
        Table::Stores => 94,
        Table::OrdersHeader => 79,
        Table::OrdersLines => 37,
        Table::Events => 239,
        Table::Suppliers | Table::Sensors => 53,
        Table::ExchangeRates => 17,
        Table::Shipments | Table::Returns => 13,
    }
}

/// Bytes that are written in the time in which one order is drawn, of which nothing is written: measured likewise. Whoever has
/// the parcels or the returns of the whole window draws all of its orders for them.
const DRAWN_ORDER: u64 = 200;

/// Files that stay together.
#[derive(Debug, Default)]
struct Unit {
    /// By place in the plan.
    files: Vec<usize>,
    bytes: u64,
}

/// The files by the index of the part that writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Partition {
    /// By place in the plan.
    owner: Vec<usize>,
    /// Of what follows from the Delta table's files.
    owner_of_derived: usize,
}

impl Dataset {
    /// The files of one part of the run, in the order of the [plan](Self::plan): all parts together have each of its files once.
    ///
    /// A table that is one file goes wholly to one part, and so does a Delta table with its log. The parts are about equal by
    /// estimated bytes; some have nothing where there are more parts than files.
    ///
    /// ```
    /// use retailgen_dataset::{PartNumber, Scenario};
    ///
    /// let dataset = Scenario::new(7).with_scale("0.01".parse()?).dataset();
    /// let parts = (1..=4).map(|number| Ok(dataset.plan_of_part(PartNumber::new(number, 4)?)));
    /// let parts = parts.collect::<Result<Vec<_>, retailgen_dataset::PartNumberError>>()?;
    /// let files: usize = parts.iter().map(|part| part.files().len()).sum();
    /// assert_eq!(files, dataset.plan().files().len());
    /// assert_eq!(parts.iter().filter(|part| !part.derived().is_empty()).count(), usize::from(cfg!(feature = "delta")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn plan_of_part(&self, part: PartNumber) -> Plan {
        self.part_of(&self.plan(), part)
    }

    /// The files of one part of the run with this plan.
    pub(crate) fn part_of(&self, plan: &Plan, part: PartNumber) -> Plan {
        let index = part.index() as usize;
        let Partition { owner, owner_of_derived } = self.partition(plan, part.of() as usize);
        plan.restricted(|file| owner[file.place()] == index, owner_of_derived == index)
    }

    fn partition(&self, plan: &Plan, parts: usize) -> Partition {
        let mut of_whole_window = Unit::default();
        let mut whole: Vec<Unit> = Vec::new();
        let mut by_day: BTreeMap<Date, Vec<(usize, u64)>> = BTreeMap::new();
        let is_one_file =
            |file: &PlannedFile| plan.files().iter().filter(|other| other.table() == file.table()).count() == 1;
        for file in plan.made() {
            let bytes = file.rows().count() * row_bytes(file.table());
            match file.table() {
                Table::Returns => of_whole_window.add(file, bytes),
                Table::Shipments if is_one_file(file) => of_whole_window.add(file, bytes),
                _ => match self.first_day(file) {
                    Some(day) => by_day.entry(day).or_default().push((file.place(), bytes)),
                    None => whole.push(Unit { files: vec![file.place()], bytes }),
                },
            }
        }
        if !of_whole_window.files.is_empty() {
            of_whole_window.bytes += self.orders() * DRAWN_ORDER;
        }
        whole.push(of_whole_window);
        let in_window = whole.len() - 1;
        let mut order: Vec<usize> = (0..whole.len()).collect();
        order.sort_by_key(|unit| (Reverse(whole[*unit].bytes), whole[*unit].files.first().copied()));
        let mut load = vec![0_u64; parts];
        let mut owner = vec![0; plan.made().len()];
        let mut owner_of_derived = 0;
        for unit in order {
            let part = (0..parts).min_by_key(|part| (load[*part], *part)).unwrap_or_default();
            load[part] += whole[unit].bytes;
            whole[unit].files.iter().for_each(|file| owner[*file] = part);
            if unit == in_window {
                owner_of_derived = part;
            }
        }
        // A day stays together while there are plenty: its orders are drawn once for all tables.
        let together = by_day.len() >= 2 * parts;
        let dated: Vec<Unit> = by_day
            .into_values()
            .flat_map(|files| {
                let unit = |files: &[(usize, u64)]| Unit {
                    files: files.iter().map(|(file, _)| *file).collect(),
                    bytes: files.iter().map(|(_, bytes)| bytes).sum(),
                };
                if together { vec![unit(&files)] } else { files.chunks(1).map(unit).collect() }
            })
            .collect();
        for (unit, part) in dated.iter().zip(poured(&dated, &load)) {
            unit.files.iter().for_each(|file| owner[*file] = part);
        }
        Partition { owner, owner_of_derived }
    }

    /// The orders of the window.
    fn orders(&self) -> u64 {
        let window = self.scenario().window();
        let before = |date| rows_before(self.world(), Table::OrdersHeader, date);
        (before(window.last().plus_days(1)) - before(window.first())) as u64
    }

    /// The day of orders with which a file begins, where it hangs on some days only.
    fn first_day(&self, file: &PlannedFile) -> Option<Date> {
        file.part().date().or_else(|| order_days(self.world(), file.part()).first().copied())
    }
}

impl Unit {
    fn add(&mut self, file: &PlannedFile, bytes: u64) {
        self.files.push(file.place());
        self.bytes += bytes;
    }
}

/// The part of each unit, when they are poured in order over parts that have some load already, up to one level.
fn poured(units: &[Unit], load: &[u64]) -> Vec<usize> {
    let total: u64 = units.iter().map(|unit| unit.bytes).sum();
    let mut rising = load.to_vec();
    rising.sort_unstable();
    let mut level = 0;
    let mut below = 0;
    for (count, next) in rising.iter().enumerate() {
        // As high as the parts so far reach together, if the next one is not lower than that.
        if count > 0 && level <= *next {
            break;
        }
        below += next;
        level = (total + below).div_ceil(count as u64 + 1);
    }
    let mut ends = Vec::with_capacity(load.len());
    let mut end = 0;
    for load in load {
        end += level.saturating_sub(*load);
        ends.push(end);
    }
    let mut before = 0;
    units
        .iter()
        .map(|unit| {
            let middle = before + unit.bytes / 2;
            before += unit.bytes;
            ends.partition_point(|end| *end <= middle).min(load.len() - 1)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scenario;

    fn units(bytes: &[u64]) -> Vec<Unit> {
        bytes.iter().map(|bytes| Unit { files: Vec::new(), bytes: *bytes }).collect()
    }

    #[test]
    fn what_is_poured_fills_up_to_one_level_in_order() {
        assert_eq!(poured(&units(&[10; 6]), &[0, 0, 0]), [0, 0, 1, 1, 2, 2]);
        assert_eq!(poured(&units(&[10; 6]), &[20, 0, 40]), [0, 0, 1, 1, 1, 1]);
        assert_eq!(poured(&units(&[10; 6]), &[100, 0]), [1; 6]);
        assert_eq!(poured(&units(&[10]), &[0]), [0]);
    }

    #[test]
    fn every_file_is_in_one_part_and_parts_are_of_one_size() {
        let dataset = Scenario::new(7).with_scale("0.1".parse().unwrap()).dataset();
        let plan = dataset.plan();
        for of in [1, 2, 3, 4, 7, 64, 366, 1_000] {
            let Partition { owner, owner_of_derived } = dataset.partition(&plan, of);
            assert!(owner.iter().all(|part| *part < of) && owner_of_derived < of);
            let returns = plan.files().iter().find(|file| file.table() == Table::Returns).unwrap();
            assert_eq!(owner[returns.place()], owner_of_derived);
            let mut bytes = vec![0; of];
            for file in plan.files() {
                bytes[owner[file.place()]] += file.rows().count() * row_bytes(file.table());
            }
            bytes[owner_of_derived] += dataset.orders() * DRAWN_ORDER;
            let total: u64 = bytes.iter().sum();
            if of <= 4 {
                let share = total / of as u64;
                assert!(bytes.iter().all(|bytes| bytes.abs_diff(share) < share / 20), "{of}: {bytes:?}");
            }
        }
    }

    #[test]
    fn a_part_has_a_run_of_days_and_a_day_is_in_one_part() {
        let dataset = Scenario::new(7).with_scale("0.01".parse().unwrap()).dataset();
        let plan = dataset.plan();
        let owner = dataset.partition(&plan, 8).owner;
        let of_table = |table: Table| {
            let files = plan.files().iter().filter(move |file| file.table() == table);
            files.map(|file| (file.part().date().unwrap(), owner[file.place()])).collect::<Vec<_>>()
        };
        let headers = of_table(Table::OrdersHeader);
        assert!(headers.is_sorted_by_key(|(_, part)| *part));
        assert_eq!(headers, of_table(Table::OrdersLines));
    }
}
