//! The demand curve: how many orders each day has on each channel, and how stores' trade differs by state that day.

use retailgen_synth::{
    Scale, Seed, calendar::Date, counts::CumulativeCounts, distribution::normal, noise::SmoothNoise,
};

use super::season;
use crate::{
    parameters::Trade,
    window::{FIRST_DAY, LAST_DAY},
};

/// Orders at scale 1 over 2024 (contract).
pub const ORDERS_IN_2024: u64 = 1_200_000;

/// How much is bought on each day of the company's life against the others, on each channel; the same at every scale.
#[derive(Debug)]
pub struct DemandCurve {
    web: Vec<f64>,
    stores: Vec<f64>,
    web_share: f64,
}

impl DemandCurve {
    /// The curve that belongs to `seed`.
    pub fn new(seed: Seed, trade: &Trade) -> Self {
        let key = seed.key("demand");
        let dates = || (FIRST_DAY.days()..=LAST_DAY.days()).map(Date::from_days);
        let curve = |channel: &str, level: &dyn Fn(Date) -> f64| -> Vec<f64> {
            let slow = SmoothNoise::new(key.key(channel).key("slow"), 10.0);
            let daily = key.key(channel).key("daily");
            let noise = |date: Date| {
                let day = f64::from(date.days());
                let new = normal::quantile(daily.unit(date.days() as u64));
                libm::exp(trade.slow_noise * slow.at(day) + trade.daily_noise * new)
            };
            dates().map(|date| level(date) * noise(date)).collect()
        };
        let shared: Vec<f64> = dates().map(|date| growth_by(trade, date) * season::shared(trade, date)).collect();
        let shared = |date: Date| shared[index(date)];
        Self {
            web: curve("web", &|date| shared(date) * season::web(trade, date)),
            stores: curve("stores", &|date| shared(date) * season::stores(trade, date)),
            web_share: trade.web_share,
        }
    }

    /// What the web sells on each day of the company's life against the others.
    pub fn web(&self) -> &[f64] {
        &self.web
    }

    /// What both channels sell on `date`, against what they sold on an average day of the first year.
    pub fn both(&self, date: Date) -> f64 {
        let day = index(date);
        self.web_share * self.web[day] + (1.0 - self.web_share) * self.stores[day]
    }
}

/// Exact numbers of orders for every day of the company's life.
#[derive(Debug, Clone)]
pub struct Demand {
    web: CumulativeCounts,
    stores: CumulativeCounts,
    trade: Trade,
}

impl Demand {
    /// The demand at `scale`, along `curve`: orders come by chance, as many in 2024 as the contract says.
    pub fn new(seed: Seed, curve: &DemandCurve, scale: Scale, trade: &Trade) -> Self {
        let total = scale.rows(ORDERS_IN_2024);
        let web_total = (total as f64 * trade.web_share + 0.5).floor() as u64;
        let first = (Date::new(2024, 1, 1).days() - FIRST_DAY.days()) as usize;
        let anchor = first..first + 366;
        let key = seed.key("demand").key("orders");
        Self {
            web: CumulativeCounts::drawn(key.key("web"), &curve.web, anchor.clone(), web_total),
            stores: CumulativeCounts::drawn(key.key("stores"), &curve.stores, anchor, total - web_total),
            trade: trade.clone(),
        }
    }

    /// How many orders the company has had before `date`.
    pub fn before(&self, date: Date) -> u64 {
        let day = index(date);
        self.web.before(day) + self.stores.before(day)
    }

    /// The date of the order with this `order_id`, and its place among that date's orders; none where there is no such order.
    pub fn place_of(&self, order_id: i64) -> Option<(Date, u64)> {
        let order = u64::try_from(order_id).ok()?;
        let date = self.date_of(order)?;
        Some((date, order - 1 - self.before(date)))
    }

    /// The date of the order with the id `order`; none where there is no such order.
    pub fn date_of(&self, order: u64) -> Option<Date> {
        let index = order.checked_sub(1)?;
        let days = FIRST_DAY.days()..=LAST_DAY.days();
        let (mut low, mut high) = (*days.start(), *days.end() + 1);
        while low < high {
            let middle = i32::midpoint(low, high);
            if self.before(Date::from_days(middle).plus_days(1)) <= index {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        days.contains(&low).then(|| Date::from_days(low))
    }

    /// Web orders on `date` (a UTC day).
    pub fn web_on(&self, date: Date) -> u64 {
        self.web.on(index(date))
    }

    /// Store orders on `date` (the stores' local day).
    pub fn stores_on(&self, date: Date) -> u64 {
        self.stores.on(index(date))
    }

    /// All orders of `date`.
    pub fn on(&self, date: Date) -> u64 {
        self.web_on(date) + self.stores_on(date)
    }

    /// How much stores of each state trade on `date` against an ordinary day, in the order of
    /// [`State::ALL`](retailgen_synth::calendar::holiday::State::ALL).
    pub fn states_on(&self, date: Date) -> [f64; 8] {
        season::states(&self.trade, date).unwrap_or([1.0; 8])
    }
}

fn index(date: Date) -> usize {
    (date.days() - FIRST_DAY.days()) as usize
}

fn growth_by(trade: &Trade, date: Date) -> f64 {
    libm::pow(trade.yearly_growth, index(date) as f64 / 365.25)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parameters;

    fn demand(scale: &str) -> Demand {
        let trade = Parameters::default().trade;
        Demand::new(Seed(42), &DemandCurve::new(Seed(42), &trade), scale.parse().unwrap(), &trade)
    }

    #[test]
    fn the_year_2024_has_exactly_its_orders() {
        for (scale, orders) in [("0.0001", 120), ("0.01", 12_000), ("1", 1_200_000)] {
            let demand = demand(scale);
            let year = (0..366).map(|day| demand.on(Date::new(2024, 1, 1).plus_days(day))).sum::<u64>();
            assert_eq!(year, orders);
            assert_eq!(demand.before(Date::new(2025, 1, 1)) - demand.before(Date::new(2024, 1, 1)), orders);
            assert_eq!(demand.before(FIRST_DAY), 0);
        }
    }

    #[test]
    fn orders_come_by_chance_and_not_on_a_grid() {
        // Six store orders a week: their numbers vary as a Poisson's do, with what seasons and weekdays add.
        let demand = demand("0.001");
        let counts: Vec<f64> =
            (0..366).map(|day| demand.stores_on(Date::new(2024, 1, 1).plus_days(day)) as f64).collect();
        let mean = counts.iter().sum::<f64>() / 366.0;
        let variance = counts.iter().map(|count| (count - mean) * (count - mean)).sum::<f64>() / 366.0;
        assert!((0.95..1.6).contains(&(variance / mean)), "{variance} {mean}");
    }

    #[test]
    fn every_order_has_its_date() {
        let demand = demand("0.001");
        let days = || (FIRST_DAY.days()..=LAST_DAY.days()).map(Date::from_days);
        for date in days() {
            let (first, last) = (demand.before(date) + 1, demand.before(date) + demand.on(date));
            for order in [first, last].into_iter().filter(|order| (first..=last).contains(order)) {
                assert_eq!(demand.date_of(order), Some(date), "{order}");
            }
        }
        let orders = days().map(|date| demand.on(date)).sum::<u64>();
        assert_eq!([0, orders + 1, u64::MAX].map(|order| demand.date_of(order)), [None; 3]);
    }

    #[test]
    fn stores_are_shut_on_christmas_day_and_good_friday() {
        let demand = demand("1");
        for date in [Date::new(2024, 12, 25), Date::new(2024, 3, 29)] {
            assert_eq!(demand.stores_on(date), 0);
            assert!(demand.web_on(date) > 0);
        }
    }
}
