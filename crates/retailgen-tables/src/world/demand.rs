//! The demand curve: how many orders each day has on each channel, and how stores' trade differs by state that day.

use retailgen_synth::{
    Scale, Seed,
    calendar::{
        Date,
        holiday::{self, Holiday, State},
    },
    counts::CumulativeCounts,
    distribution::normal,
    noise::SmoothNoise,
};

use crate::{
    parameters::Trade,
    window::{FIRST_DAY, LAST_DAY},
};

/// Orders at scale 1 over 2024 (contract).
pub const ORDERS_IN_2024: u64 = 1_200_000;

/// Shares of the population by state (ABS, 2024: NSW 31.2 %, VIC 25.7 %, ...), in the order of [`State::ALL`].
pub const STATE_SHARES: [f64; 8] = [0.312, 0.257, 0.205, 0.109, 0.069, 0.021, 0.017, 0.009];

/// Their sum, 1 but for rounding: nineteen days of twenty are no holiday anywhere.
const ALL_OPEN: f64 = {
    let [a, b, c, d, e, f, g, h] = STATE_SHARES;
    a + b + c + d + e + f + g + h
};

/// How much is bought on each day of the company's life against the others, on each channel; the same at every scale.
#[derive(Debug)]
pub struct DemandCurve {
    web: Vec<f64>,
    stores: Vec<f64>,
}

impl DemandCurve {
    /// The curve that belongs to `seed`.
    pub fn new(seed: Seed, trade: &Trade) -> Self {
        let key = seed.key("demand");
        let noise = |name: &str| {
            let slow = SmoothNoise::new(key.key(name).key("slow"), 10.0);
            let daily = key.key(name).key("daily");
            move |date: Date| {
                let day = f64::from(date.days());
                let new = normal::quantile(daily.unit(date.days() as u64));
                libm::exp(trade.slow_noise * slow.at(day) + trade.daily_noise * new)
            }
        };
        let (web_noise, store_noise) = (noise("web"), noise("stores"));
        let both = |date: Date| {
            let base = base(trade, date);
            (base * web_factor(trade, date) * web_noise(date), base * store_factor(trade, date) * store_noise(date))
        };
        let (web, stores) = (FIRST_DAY.days()..=LAST_DAY.days()).map(Date::from_days).map(both).unzip();
        Self { web, stores }
    }

    /// What the web sells on each day of the company's life against the others.
    pub fn web(&self) -> &[f64] {
        &self.web
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
    /// The demand at `scale`, along `curve`.
    pub fn new(curve: &DemandCurve, scale: Scale, trade: &Trade) -> Self {
        let total = scale.rows(ORDERS_IN_2024);
        let web_total = (total as f64 * trade.web_share + 0.5).floor() as u64;
        let first = (Date::new(2024, 1, 1).days() - FIRST_DAY.days()) as usize;
        let anchor = first..first + 366;
        Self {
            web: CumulativeCounts::new(&curve.web, anchor.clone(), web_total),
            stores: CumulativeCounts::new(&curve.stores, anchor, total - web_total),
            trade: trade.clone(),
        }
    }

    /// How many orders the company has had before `date`.
    pub fn before(&self, date: Date) -> u64 {
        let day = index(date);
        self.web.before(day) + self.stores.before(day)
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

    /// How much stores of each state trade on `date` against an ordinary day, in the order of [`State::ALL`].
    pub fn states_on(&self, date: Date) -> [f64; 8] {
        state_factors(&self.trade, date).unwrap_or([1.0; 8])
    }
}

fn index(date: Date) -> usize {
    (date.days() - FIRST_DAY.days()) as usize
}

/// Growth, season and the sales days that both channels share.
fn base(trade: &Trade, date: Date) -> f64 {
    let years = f64::from(date.days() - FIRST_DAY.days()) / 365.25;
    let (_, month, day) = date.civil();
    libm::pow(trade.yearly_growth, years)
        * month_factor(&trade.months, month, day)
        * christmas_factor(trade, month, day)
}

/// The months' levels joined in straight lines from mid-month to mid-month, so that no month begins with a step.
fn month_factor(months: &[f64; 12], month: u32, day: u32) -> f64 {
    let month = month as usize - 1;
    let position = (f64::from(day) - 15.5) / 30.5;
    let other = if position < 0.0 { (month + 11) % 12 } else { (month + 1) % 12 };
    let weight = position.abs().min(0.5);
    months[month] * (1.0 - weight) + months[other] * weight
}

/// The rush before Christmas and the sales from Boxing Day on.
fn christmas_factor(trade: &Trade, month: u32, day: u32) -> f64 {
    match (month, day) {
        (12, 11..=24) => 1.0 + (trade.christmas_rush - 1.0) * f64::from(day - 10) / 14.0,
        (12, 26..=30) => 1.0 + (trade.boxing_day - 1.0) * f64::from(31 - day) / 5.0,
        _ => 1.0,
    }
}

/// Whether `date` lies between Black Friday and Cyber Monday.
pub fn is_black_friday_sale(date: Date) -> bool {
    let (year, month, _) = date.civil();
    // It begins on 23 November at the earliest and ends on 2 December at the latest.
    month >= 11 && (0..=3).contains(&(date.days() - holiday::black_friday(year).days()))
}

/// How much the web sells on `date` against an ordinary day.
fn web_factor(trade: &Trade, date: Date) -> f64 {
    let weekday = trade.web_weekdays[date.weekday() as usize];
    let sale = if is_black_friday_sale(date) { trade.black_friday_web } else { 1.0 };
    let christmas = if (date.month(), date.day()) == (12, 25) { trade.christmas_day_web } else { 1.0 };
    weekday * sale * christmas
}

/// How much the stores sell on `date` against an ordinary day.
fn store_factor(trade: &Trade, date: Date) -> f64 {
    let weekday = trade.store_weekdays[date.weekday() as usize] * 7.0;
    let sale = if is_black_friday_sale(date) { trade.black_friday_store } else { 1.0 };
    let open = state_factors(trade, date)
        .map_or(ALL_OPEN, |factors| STATE_SHARES.iter().zip(factors).map(|(share, factor)| share * factor).sum());
    weekday * sale * open
}

/// How much stores of each state trade on `date` against an ordinary day; none where it is one everywhere.
fn state_factors(trade: &Trade, date: Date) -> Option<[f64; 8]> {
    let observance = holiday::observance(date)?;
    let factor = match observance.holiday {
        Holiday::BoxingDay => 1.0,
        Holiday::Closed => 0.0,
        // Half a day at most, and fewer shops.
        Holiday::Anzac => trade.public_holiday_store * 0.6,
        _ => trade.public_holiday_store,
    };
    Some(State::ALL.map(|state| if observance.states.contains(&state) { factor } else { 1.0 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parameters;

    fn demand(scale: &str) -> Demand {
        let trade = Parameters::default().trade;
        Demand::new(&DemandCurve::new(Seed(42), &trade), scale.parse().unwrap(), &trade)
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
