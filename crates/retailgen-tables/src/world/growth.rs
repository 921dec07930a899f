//! How many customers, products, stores or suppliers there are by each day.

use retailgen_synth::{calendar::Date, counts::CumulativeCounts};

use crate::window::{FIRST_DAY, LAST_DAY};

/// The day from which entities exist: half a year before trading begins.
pub const FOUNDED: Date = Date::new(2014, 7, 1);
/// The first day after the default window, when the contract's volumes are met.
const ANCHOR: Date = Date::new(2025, 1, 1);

/// The number of entities of one kind over time; ids run from 1 in the order in which they appear.
///
/// The number is exact on the anchor (the end of 2024) and never below the opening stock once trading has begun.
#[derive(Debug, Clone)]
pub struct GrowthCurve {
    /// Those who appear in the half year before trading, evenly.
    founding: CumulativeCounts,
    /// Those who appear since.
    since: CumulativeCounts,
}

/// When an entity appeared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Appearance {
    /// The day.
    pub date: Date,
    /// How many appeared earlier that day.
    pub rank: u64,
    /// How many appear that day.
    pub of: u64,
}

impl GrowthCurve {
    /// `total` entities by the end of 2024, of which `opening_share` (but at least `floor`) exist when trading begins;
    /// the number that appears a day grows by `yearly` a year.
    pub fn new(total: u64, floor: u64, opening_share: f64, yearly: f64) -> Self {
        let opening = ((total as f64 * opening_share + 0.5).floor() as u64).max(floor).min(total);
        let before = (FIRST_DAY.days() - FOUNDED.days()) as usize;
        let daily = libm::log(yearly) / 365.25;
        let trading = (LAST_DAY.days() - FIRST_DAY.days() + 1) as usize;
        let weights: Vec<f64> = (0..trading).map(|day| libm::exp(daily * day as f64)).collect();
        let anchor = (ANCHOR.days() - FIRST_DAY.days()) as usize;
        Self {
            founding: CumulativeCounts::new(&vec![1.0; before], 0..before, opening),
            since: CumulativeCounts::new(&weights, 0..anchor, total - opening),
        }
    }

    /// How many exist before `date` begins (UTC).
    pub fn before(&self, date: Date) -> u64 {
        let day = date.days() - FIRST_DAY.days();
        if day < 0 {
            return self.founding.before((date.days() - FOUNDED.days()).max(0) as usize);
        }
        let last = (LAST_DAY.days() - FIRST_DAY.days() + 1) as usize;
        self.founding.total() + self.since.before((day as usize).min(last))
    }

    /// How many exist when `date` ends.
    pub fn by(&self, date: Date) -> u64 {
        self.before(date.plus_days(1))
    }

    /// How many there will ever be.
    pub fn ever(&self) -> u64 {
        self.founding.total() + self.since.total()
    }

    /// When entity number `index` (its id less one) appeared.
    pub fn appearance(&self, index: u64) -> Appearance {
        let (curve, first, index) = match index.checked_sub(self.founding.total()) {
            None => (&self.founding, FOUNDED, index),
            Some(later) => (&self.since, FIRST_DAY, later),
        };
        let (day, rank) = curve.locate(index).expect("ids come from this curve's own counts");
        Appearance { date: first.plus_days(day as i32), rank, of: curve.on(day) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meets_the_total_at_the_end_of_2024_and_never_falls_below_the_floor() {
        let curve = GrowthCurve::new(800, 20, 0.2, 1.08);
        assert_eq!(curve.by(Date::new(2024, 12, 31)), 800);
        assert_eq!(curve.before(FIRST_DAY), 160);
        assert!(curve.ever() > 800);
        assert_eq!(GrowthCurve::new(20, 20, 0.2, 1.08).before(FIRST_DAY), 20);
    }

    #[test]
    fn appearances_rise_and_agree_with_the_counts() {
        let curve = GrowthCurve::new(5_000, 20, 0.2, 1.08);
        let mut last = None;
        for index in 0..curve.ever() {
            let appearance = curve.appearance(index);
            assert!(curve.before(appearance.date) <= index && index < curve.by(appearance.date));
            assert!(appearance.rank < appearance.of, "{appearance:?}");
            let now = Some((appearance.date, appearance.rank));
            assert!(last < now, "{index}");
            last = now;
        }
    }
}
