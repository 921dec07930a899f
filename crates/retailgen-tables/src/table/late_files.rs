//! Late files: in a feed, some files of `orders_header` come a day after their own.
//!
//! One day in each four of the calendar has its orders late. Which of the four hangs on the seed and the day alone, so that any day
//! of a feed can be made without the others. Lines and events of that day come in time.

use retailgen_schema::Table;
use retailgen_synth::{Seed, calendar::Date};

use crate::window::{Delivery, Window};

/// Days of which one has its file late.
const DAYS: i32 = 4;

/// A file that comes later than it should.
///
/// ```
/// use retailgen_synth::Seed;
/// use retailgen_tables::{Window, late_files};
///
/// let loaded = Window::new("2024-11-01".parse()?, 20)?;
/// let late = |day: u32| loaded.extended(day).and_then(|window| window.increment(true)).map(|window| late_files(Seed(42), window));
/// let week = (1..=7).map(late).collect::<Result<Vec<_>, _>>()?;
/// assert!(week.iter().flatten().any(|file| file.due.plus_days(1) == file.arrives));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LateFile {
    /// The table.
    pub table: Table,
    /// Path in the folder of its day.
    pub path: String,
    /// The day with which it should have come.
    pub due: Date,
    /// The day with which it comes.
    pub arrives: Date,
}

/// The late files that an increment is about: those that its day lacks, and those of the day before that come with it. Only a tiny
/// scale has days without orders, which have no file.
#[must_use]
pub fn late_files(seed: Seed, window: Window) -> Vec<LateFile> {
    let candidates = [window.last().plus_days(-1), window.last()];
    let file =
        |date: Date| LateFile { table: Table::OrdersHeader, path: path(date), due: date, arrives: date.plus_days(1) };
    candidates.into_iter().filter(|date| is_late(seed, window, *date)).map(file).collect()
}

/// Whether the file of a day's orders is delivered.
///
/// ```
/// use retailgen_synth::Seed;
/// use retailgen_tables::{Window, delivers_orders_of};
///
/// let loaded = Window::new("2024-11-01".parse()?, 20)?;
/// let day = loaded.extended(3)?.increment(false)?;
/// let delivered = loaded.extended(5)?.dates().filter(|date| delivers_orders_of(Seed(42), day, *date));
/// assert!(delivered.eq([day.last()]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn delivers_orders_of(seed: Seed, window: Window, date: Date) -> bool {
    let is_near = (window.dated().first().plus_days(-1)..=window.last()).contains(&date);
    is_near && dates(seed, window).any(|delivered| delivered == date)
}

/// The days whose orders are delivered.
pub fn dates(seed: Seed, window: Window) -> impl Iterator<Item = Date> {
    let on_time = window.dated().dates().filter(move |date| !is_late(seed, window, *date));
    let before = window.last().plus_days(-1);
    is_late(seed, window, before).then_some(before).into_iter().chain(on_time)
}

/// Whether the orders of a day come a day late: only in increments, and only those of days after the first load.
fn is_late(seed: Seed, window: Window, date: Date) -> bool {
    let Delivery::LastDay { with_late_files: true, .. } = window.delivery() else { return false };
    let (days, place) = (date.days().div_euclid(DAYS), date.days().rem_euclid(DAYS));
    let late = seed.key("feed").key("late").below(days as u64, DAYS as u64);
    date > window.base().last() && late == place as u64
}

/// Path of the file of a day's orders.
fn path(date: Date) -> String {
    let path = Table::OrdersHeader.definition().path_for(&[("order_dt", &date.to_string())]);
    path.expect("the orders are partitioned by order_dt")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever is late comes once, a day later, and the four days of each group have one late file.
    #[test]
    fn a_late_file_comes_once_with_the_next_day() {
        let seed = Seed(5);
        let loaded = Window::new(Date::new(2024, 3, 1), 9).unwrap();
        let mut came: Vec<Date> = Vec::new();
        for day in 1..=40 {
            let window = loaded.extended(day).unwrap().increment(true).unwrap();
            let today: Vec<Date> = dates(seed, window).collect();
            assert!(today.iter().all(|date| *date == window.last() || *date == window.last().plus_days(-1)));
            let late = late_files(seed, window);
            assert!(late.iter().all(|file| today.contains(&file.due) == (file.arrives == window.last())));
            came.extend(today);
        }
        assert!(came.is_sorted());
        let late = |date: Date| is_late(seed, loaded.extended(40).unwrap().increment(true).unwrap(), date);
        let missing = loaded.extended(40).unwrap().dates().skip(9).filter(|date| !came.contains(date));
        assert!(missing.into_iter().all(|date| date == Date::new(2024, 4, 18) && late(date)));
        let first_group = Date::from_days((Date::new(2024, 3, 11).days() / DAYS + 1) * DAYS);
        for group in 0..7 {
            let of_group = (0..DAYS).filter(|day| late(first_group.plus_days(group * DAYS + day)));
            assert_eq!(of_group.count(), 1);
        }
        let on_time = loaded.extended(40).unwrap().increment(false).unwrap();
        assert!((0..40).all(|day| !is_late(seed, on_time, loaded.last().plus_days(day))));
    }
}
