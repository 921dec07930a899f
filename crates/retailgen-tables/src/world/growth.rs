//! How many customers, products, stores or suppliers there are by each day.

use retailgen_synth::{Key, calendar::Date, counts::CumulativeCounts};

use super::{demand::DemandCurve, season::is_black_friday_sale};
use crate::{
    parameters::{Growth, Trade},
    window::{FIRST_DAY, LAST_DAY},
};

/// The day from which accounts exist: they began as the predecessor's club.
pub const CLUB: Date = Date::new(2008, 7, 1);
/// The day on which the company was founded, half a year before trading begins.
pub const FOUNDED: Date = Date::new(2014, 7, 1);
/// The day from which shops, their goods and suppliers may date: the company took them over.
pub const PREDECESSOR: Date = Date::new(2005, 1, 3);
/// The first day after the default window, when the contract's volumes are met.
const ANCHOR: Date = Date::new(2025, 1, 1);
/// New products by weekday of a week in which they come, Monday first.
const LAUNCH_WEEKDAYS: [f64; 7] = [0.45, 0.16, 0.14, 0.12, 0.11, 0.01, 0.01];
/// What is left of store openings from mid December to mid January.
const SUMMER_BREAK: f64 = 0.08;
/// Openings in the quietest quarter against the busiest.
const QUIET: f64 = 0.02;

/// The number of entities of one kind over time; ids run from 1 in the order in which they appear.
///
/// They appear by chance, along a curve, as events do. The number is exact on the anchor (the end of 2024) and never below
/// the opening stock once trading has begun.
#[derive(Debug, Clone)]
pub struct GrowthCurve {
    /// The first day of `founding`.
    founded: Date,
    /// Those who appear before trading begins.
    founding: CumulativeCounts,
    /// Those who appear since.
    since: CumulativeCounts,
}

/// How many there are by the end of 2024, when trading begins, and at least.
#[derive(Debug, Clone, Copy)]
pub struct Stock {
    /// By the end of 2024.
    pub total: u64,
    /// No scale takes them below this number.
    pub floor: u64,
    /// The share of the total that exists when trading begins.
    pub opening_share: f64,
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
    /// Entities that appear from `founded` on, a day as many as its `weight` says against others'.
    pub fn new(key: Key, stock: Stock, founded: Date, weight: impl Fn(Date) -> f64) -> Self {
        let opening = ((stock.total as f64 * stock.opening_share + 0.5).floor() as u64).max(stock.floor);
        let opening = opening.min(stock.total);
        let weights = |from: Date, to: Date| -> Vec<f64> {
            (from.days()..to.days()).map(|day| weight(Date::from_days(day))).collect()
        };
        let before = weights(founded, FIRST_DAY);
        let trading = weights(FIRST_DAY, LAST_DAY.plus_days(1));
        let anchor = (ANCHOR.days() - FIRST_DAY.days()) as usize;
        Self {
            founded,
            founding: CumulativeCounts::drawn(key.key("founding"), &before, 0..before.len(), opening),
            since: CumulativeCounts::drawn(key.key("since"), &trading, 0..anchor, stock.total - opening),
        }
    }

    /// Accounts: they are opened when people buy, and by more of them when it is advertised.
    pub fn of_customers(key: Key, stock: Stock, demand: &DemandCurve, trade: &Trade, growth: &Growth) -> Self {
        let slower = yearly(growth.customers_yearly / trade.yearly_growth);
        let swing = key.key("swing");
        let club = yearly_from(CLUB, growth.customers_yearly);
        Self::new(key, stock, CLUB, |date| {
            let campaign = 1.0 + growth.customers_swing * (2.0 * swing.unit(date.days() as u64) - 1.0);
            let sale = if is_black_friday_sale(date) { growth.customers_in_sales } else { 1.0 };
            if date < FIRST_DAY { campaign * club(date) } else { campaign * sale * demand.both(date) * slower(date) }
        })
    }

    /// Products: a range at a time, most of it on a Monday.
    pub fn of_products(key: Key, stock: Stock, growth: &Growth) -> Self {
        let faster = yearly(growth.products_yearly);
        let weeks = key.key("weeks");
        Self::new(key, stock, PREDECESSOR, |date| {
            let week = week_of(date);
            let range = if weeks.chance(week, growth.range_weeks) { growth.range_factor } else { 1.0 };
            LAUNCH_WEEKDAYS[date.weekday() as usize] * range * faster(date)
        })
    }

    /// Stores: in waves of some months, hardly any in the weeks around New Year.
    pub fn of_stores(key: Key, stock: Stock, growth: &Growth) -> Self {
        let faster = yearly(growth.stores_yearly);
        let wave = |quarter| QUIET + libm::pow(key.key("quarters").unit(quarter), growth.store_waves);
        let first = quarter_of(PREDECESSOR);
        let waves: Vec<f64> = (first..=quarter_of(LAST_DAY)).map(wave).collect();
        Self::new(key, stock, PREDECESSOR, |date| {
            let pause = if matches!((date.month(), date.day()), (12, 15..) | (1, ..=14)) { SUMMER_BREAK } else { 1.0 };
            let wave = waves[(quarter_of(date) - first) as usize];
            growth.opening_weekdays[date.weekday() as usize] * wave * pause * faster(date)
        })
    }

    /// Suppliers: when they come to terms.
    pub fn of_suppliers(key: Key, stock: Stock, growth: &Growth) -> Self {
        Self::new(key, stock, PREDECESSOR, yearly(growth.suppliers_yearly))
    }

    /// How many exist before `date` begins (UTC).
    pub fn before(&self, date: Date) -> u64 {
        let day = date.days() - FIRST_DAY.days();
        if day < 0 {
            return self.founding.before((date.days() - self.founded.days()).max(0) as usize);
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
            None => (&self.founding, self.founded, index),
            Some(later) => (&self.since, FIRST_DAY, later),
        };
        let (day, rank) = curve.locate(index).expect("ids come from this curve's own counts");
        Appearance { date: first.plus_days(day as i32), rank, of: curve.on(day) }
    }
}

/// A level that grows by `factor` a year, 1 on the first day of trade; before, it stands still.
fn yearly(factor: f64) -> impl Fn(Date) -> f64 {
    yearly_from(FIRST_DAY, factor)
}

/// The same from another day on.
fn yearly_from(first: Date, factor: f64) -> impl Fn(Date) -> f64 {
    let daily = libm::log(factor) / 365.25;
    move |date| libm::exp(daily * f64::from((date.days() - first.days()).max(0)))
}

/// The number of the week, Mondays first, that `date` lies in.
fn week_of(date: Date) -> u64 {
    // 1970-01-01 was a Thursday.
    (i64::from(date.days()) + 3).div_euclid(7) as u64
}

/// The number of the quarter that `date` lies in.
fn quarter_of(date: Date) -> u64 {
    date.year() as u64 * 4 + u64::from(date.month() - 1) / 3
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;
    use crate::Parameters;

    fn key() -> Key {
        Seed(4).key("growth")
    }

    fn stock(total: u64) -> Stock {
        Stock { total, floor: 20, opening_share: 0.2 }
    }

    /// Variance over mean of the numbers that appear in stretches of so many days, from 2016 to 2024.
    fn dispersion(curve: &GrowthCurve, days: i32) -> f64 {
        let start = Date::new(2016, 1, 4);
        let counts: Vec<f64> = (0..3_280 / days)
            .map(|n| (curve.before(start.plus_days((n + 1) * days)) - curve.before(start.plus_days(n * days))) as f64)
            .collect();
        let mean = counts.iter().sum::<f64>() / counts.len() as f64;
        counts.iter().map(|count| (count - mean) * (count - mean)).sum::<f64>() / counts.len() as f64 / mean
    }

    #[test]
    fn meets_the_total_at_the_end_of_2024_and_never_falls_below_the_floor() {
        let curve = GrowthCurve::new(key(), stock(800), FOUNDED, yearly(1.08));
        assert_eq!(curve.by(Date::new(2024, 12, 31)), 800);
        assert_eq!(curve.before(FIRST_DAY), 160);
        assert_eq!(curve.before(FOUNDED), 0);
        assert!(curve.ever() > 800);
        assert_eq!(GrowthCurve::new(key(), stock(20), FOUNDED, yearly(1.08)).before(FIRST_DAY), 20);
    }

    #[test]
    fn appearances_rise_and_agree_with_the_counts() {
        let curve = GrowthCurve::new(key(), stock(5_000), FOUNDED, yearly(1.08));
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

    #[test]
    fn accounts_come_with_the_sales_by_their_figures() {
        let parameters = Parameters::default();
        let demand = DemandCurve::new(Seed(4), &parameters.trade);
        let curve =
            |growth: &Growth| GrowthCurve::of_customers(key(), stock(80_000), &demand, &parameters.trade, growth);
        let in_month = |curve: &GrowthCurve, month| {
            (curve.before(Date::new(2024, month + 1, 1)) - curve.before(Date::new(2024, month, 1))) as f64
        };
        let usual = curve(&parameters.growth);
        let calm = curve(&Growth { customers_swing: 0.0, customers_in_sales: 1.0, ..parameters.growth.clone() });
        let (with, without) = (in_month(&usual, 11) / in_month(&usual, 10), in_month(&calm, 11) / in_month(&calm, 10));
        assert!((1.2..2.5).contains(&with) && with > without + 0.05, "{with} {without}");
        assert!(dispersion(&usual, 1) > dispersion(&calm, 1) + 0.5);
    }

    #[test]
    fn products_come_in_ranges_and_stores_in_waves_by_their_figures() {
        let growth = Parameters::default().growth;
        let products = |factor| {
            let growth = Growth { range_factor: factor, ..growth.clone() };
            dispersion(&GrowthCurve::of_products(key(), stock(5_000), &growth), 7)
        };
        assert!(products(1.0) < 1.3 && products(12.0) > 3.0, "{} {}", products(1.0), products(12.0));
        let always = Growth { range_weeks: 1.0, ..growth.clone() };
        let always = dispersion(&GrowthCurve::of_products(key(), stock(5_000), &always), 7);
        assert!(always < 1.3, "{always}");
        let stores = |waves| {
            let growth = Growth { store_waves: waves, ..growth.clone() };
            dispersion(&GrowthCurve::of_stores(key(), stock(1_000), &growth), 91)
        };
        assert!(stores(0.0) < 2.5 && stores(3.0) > 6.0, "{} {}", stores(0.0), stores(3.0));
        let sundays = Growth { opening_weekdays: [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0], ..growth.clone() };
        let curve = GrowthCurve::of_stores(key(), stock(1_000), &sundays);
        assert!((0..1_000).all(|store| curve.appearance(store).date.weekday().is_weekend()));
    }
}
