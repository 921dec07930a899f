//! Operations that come late or twice, as late files do: which, and on which days, hangs on the seed, the table and the day alone.
//!
//! In each eight days of the calendar a table has one day that keeps back a fifth of its operations, which come at the end of the
//! next day's file, and one day whose file ends with the operations of the day before once more. Numbers tell: they have gaps on
//! the first, and fall where what is late or repeated begins.

use retailgen_schema::Table;
use retailgen_synth::{Key, Seed, calendar::Date};
use retailgen_tables::{Window, window::Delivery};

use super::operation::Operation;

/// Days of which one keeps operations back and one repeats them.
const DAYS: i32 = 8;

/// Of so many operations one is kept back.
const OF_WHICH_ONE_IS_LATE: u64 = 5;

/// What is out of order in the operations on a table's rows.
#[derive(Debug)]
pub struct Disorder {
    key: Key,
    /// The first day of which there are operations.
    first: Date,
}

impl Disorder {
    /// The disorder of a table in a feed; none where all comes on time.
    pub fn of(seed: Seed, window: Window, table: Table) -> Option<Self> {
        let Delivery::LastDay { with_late_operations: true, .. } = window.delivery() else { return None };
        let key = seed.key("changes").key("disorder").key(table.name());
        Some(Self { key, first: window.base().last().plus_days(1) })
    }

    /// Whether a day keeps operations back.
    pub fn keeps_back(&self, day: Date) -> bool {
        day >= self.first && self.is_chosen("late", day)
    }

    /// Whether the file of a day has the operations of the day before once more.
    pub fn repeats(&self, day: Date) -> bool {
        day > self.first && self.is_chosen("repeated", day)
    }

    fn is_chosen(&self, what: &str, day: Date) -> bool {
        let (days, place) = (day.days().div_euclid(DAYS), day.days().rem_euclid(DAYS));
        self.key.key(what).below(days as u64, DAYS as u64) == place as u64
    }

    /// The operations of a day in those that come with it and those that come a day late.
    pub fn divided(&self, day: Date, own: Vec<(i64, Operation)>) -> [Vec<(i64, Operation)>; 2] {
        if !self.keeps_back(day) {
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
    use super::{super::operation::Kind, *};

    fn operations(count: i64) -> Vec<(i64, Operation)> {
        let operation = |number| (number, Operation { at: number, key: number, kind: Kind::Update, image: Vec::new() });
        (1..=count).map(operation).collect()
    }

    fn disorder(seed: u64, first: Date) -> Disorder {
        let window = Window::new(first.plus_days(-9), 9).unwrap().extended(60).unwrap().increment(true).unwrap();
        Disorder::of(Seed(seed), window, Table::Products).unwrap()
    }

    #[test]
    fn each_eight_days_have_one_day_that_keeps_back_and_one_that_repeats() {
        let first = Date::from_days(20_000 / DAYS * DAYS);
        for seed in 0..20 {
            let disorder = disorder(seed, first);
            for eight in 1..6 {
                let days = || (0..DAYS).map(|day| first.plus_days(eight * DAYS + day));
                assert_eq!(days().filter(|day| disorder.keeps_back(*day)).count(), 1);
                assert_eq!(days().filter(|day| disorder.repeats(*day)).count(), 1);
            }
            assert!(!disorder.keeps_back(first.plus_days(-1)) && !disorder.repeats(first));
        }
    }

    #[test]
    fn a_fifth_is_late_and_one_operation_at_least() {
        let first = Date::from_days(20_000);
        let disorder = disorder(3, first);
        let late_day = (0..DAYS).map(|day| first.plus_days(day)).find(|day| disorder.keeps_back(*day)).unwrap();
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
    fn all_comes_in_order_where_nothing_is_late() {
        let window = Window::new(Date::new(2024, 3, 1), 9).unwrap();
        assert!(Disorder::of(Seed(1), window, Table::Stores).is_none());
        let on_time = window.extended(3).unwrap().increment(false).unwrap();
        assert!(Disorder::of(Seed(1), on_time, Table::Stores).is_none());
    }
}
