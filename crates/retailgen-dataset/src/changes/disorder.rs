//! Operations that come late or twice, by the rules of the policy: of which days hangs on the seed, the rule and the day alone.
//!
//! A day that is hit keeps back a fifth of a table's operations, which come at the end of the next day's file, or has its operations
//! at the end of the next day's file once more. Numbers tell: they have gaps on the first, and fall where what is late or repeated
//! begins.

use retailgen_anomaly::{Kind, OperationFault, TableFaults};
use retailgen_schema::Table;
use retailgen_synth::{Key, Seed, calendar::Date};
use retailgen_tables::Window;

use super::operation::Operation;
use crate::{Scenario, arrivals};

/// Of so many operations one is kept back.
const OF_WHICH_ONE_IS_LATE: u64 = 5;

/// A rule that has hit operations: its number in the policy, and its kind.
pub type Hit = (usize, &'static Kind);

/// What is out of order in the operations on a table's rows.
#[derive(Debug)]
pub struct Disorder {
    faults: TableFaults,
    window: Window,
    /// What chooses the operations that are late.
    key: Key,
}

impl Disorder {
    /// The disorder of a table in a feed; none where no rule asks for any.
    pub fn of(scenario: &Scenario, table: Table) -> Option<Self> {
        let window = Some(scenario.window()).filter(|window| window.is_increment())?;
        let faults = arrivals::table_faults(scenario, table, Kind::is_of_operations)?;
        Some(Self { faults, window, key: Seed(scenario.seed()).key("changes").key("disorder").key(table.name()) })
    }

    /// The rule by which a day keeps operations back.
    pub fn keeps_back(&self, day: Date) -> Option<Hit> {
        self.hit(OperationFault::Late, day)
    }

    /// The rule by which the file of a day has the operations of the day before once more.
    pub fn repeats(&self, day: Date) -> Option<Hit> {
        self.hit(OperationFault::Repeated, day.plus_days(-1))
    }

    /// The rule that hits the operations of a day, if there are any: the first load has none.
    fn hit(&self, fault: OperationFault, day: Date) -> Option<Hit> {
        let has_operations = day > self.window.base().last();
        has_operations
            .then(|| arrivals::of_day(self.window, day, |day| self.faults.of_operations(day, fault)))
            .flatten()
    }

    /// The operations of a day in those that come with it and those that come a day late.
    pub fn divided(&self, day: Date, own: Vec<(i64, Operation)>) -> [Vec<(i64, Operation)>; 2] {
        if self.keeps_back(day).is_none() {
            return [own, Vec::new()];
        }
        // One at least, where there are any.
        let modulus = OF_WHICH_ONE_IS_LATE.min(own.len().max(1) as u64);
        let chosen = self.key.key("which").below(u64::from(day.days().unsigned_abs()), modulus);
        let is_on_time = |place: u64| place % OF_WHICH_ONE_IS_LATE != chosen;
        let places = (0..).zip(own).map(|(place, numbered)| (is_on_time(place), numbered));
        let (on_time, late): (Vec<_>, Vec<_>) = places.partition(|(is_on_time, _)| *is_on_time);
        [on_time, late].map(|part| part.into_iter().map(|(_, numbered)| numbered).collect())
    }
}

#[cfg(test)]
mod tests {
    use retailgen_anomaly::Policy;

    use super::{super::operation, *};

    fn operations(count: i64) -> Vec<(i64, Operation)> {
        let operation =
            |number| (number, Operation { at: number, key: number, kind: operation::Kind::Update, image: Vec::new() });
        (1..=count).map(operation).collect()
    }

    /// The disorder under a policy whose rules hit one day in eight.
    fn disorder(seed: u64, first: Date) -> Disorder {
        let rule = |kind: &str| {
            format!(
                "[[rule]]\nid = '{kind}'\ntable = 'products'\nkind = 'operation.{kind}'\nrate = 0.125\nmechanism = 'even'\n"
            )
        };
        let policy = Policy::parse(["late", "repeated"].map(rule).concat(), "mine.toml").unwrap();
        let window = Window::new(first.plus_days(-9), 9).unwrap().extended(60).unwrap().increment().unwrap();
        let scenario = Scenario::new(seed).with_window(window).with_anomalies(policy);
        assert!(Disorder::of(&scenario, Table::Stores).is_none());
        Disorder::of(&scenario, Table::Products).unwrap()
    }

    #[test]
    fn one_day_in_eight_keeps_back_and_one_repeats() {
        let first = Date::from_days(20_000);
        for seed in 0..20 {
            let disorder = disorder(seed, first);
            for eight in 1..6 {
                let days = || (0..8).map(|day| first.plus_days(eight * 8 + day));
                assert_eq!(days().filter(|day| disorder.keeps_back(*day).is_some()).count(), 1);
                assert_eq!(days().filter(|day| disorder.repeats(*day).is_some()).count(), 1);
            }
            assert!(disorder.keeps_back(first.plus_days(-1)).is_none() && disorder.repeats(first).is_none());
        }
    }

    #[test]
    fn a_fifth_is_late_and_one_operation_at_least() {
        let first = Date::from_days(20_000);
        let disorder = disorder(3, first);
        let late_day = (0..8).map(|day| first.plus_days(day)).find(|day| disorder.keeps_back(*day).is_some()).unwrap();
        for count in [0, 1, 2, 4, 5, 100] {
            let [on_time, late] = disorder.divided(late_day, operations(count));
            assert_eq!(on_time.len() + late.len(), count as usize);
            assert!(late.len() >= (count as usize / 5).max(usize::from(count > 0)), "{count}: {}", late.len());
            assert!(on_time.is_sorted_by_key(|(number, _)| *number) && late.is_sorted_by_key(|(number, _)| *number));
        }
        let [on_time, late] = disorder.divided(late_day.plus_days(-1), operations(7));
        assert_eq!((on_time.len(), late.len()), (7, 0));
    }

    #[test]
    fn all_comes_in_order_where_all_days_come_at_once() {
        let policy = Policy::builtin("preset:late-arrivals").unwrap();
        let window = Window::new(Date::new(2024, 3, 1), 9).unwrap();
        let scenario = |window| Scenario::new(1).with_window(window).with_anomalies(policy.clone());
        assert!(Disorder::of(&scenario(window), Table::Stores).is_none());
        let day = window.extended(3).unwrap().increment().unwrap();
        assert!(Disorder::of(&scenario(day), Table::Stores).is_some());
    }
}
