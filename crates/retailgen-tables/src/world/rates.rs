//! Exchange rates: a correlated walk of six currencies against the Australian dollar, anchored to yearly levels.
//!
//! A move has three parts: the US dollar's, Europe's and the currency's own. All of them are larger in restless times, which
//! last for weeks.

use std::{ops::Range, sync::OnceLock};

use retailgen_synth::{
    Key, Seed,
    calendar::{Date, holiday},
    distribution::normal,
    key::Stream,
    noise::SmoothNoise,
};

pub use super::currency::Currency;
use crate::{parameters::Rates as Parameters, window::LAST_DAY};

/// The first day with a rate: the three years that end with the shortest window on the company's first day.
pub const FIRST_RATE: Date = Date::new(2012, 1, 1);

/// One currency's history: mean AUD for one unit by year, and how its daily log-returns behave.
struct Process {
    currency: Currency,
    /// Mean levels of 2012 to 2024. From 2022 on: ECB reference rates crossed to AUD. Before: yearly averages of the
    /// Reserve Bank's series, rounded, from memory; later years keep the level of 2024.
    levels: [f64; 13],
    /// Standard deviation of daily log-returns (ECB crosses, 2022 to 2025).
    daily_sd: f64,
    /// Correlation with the common factor, the US dollar's own move (ECB crosses).
    with_dollar: f64,
}

static PROCESSES: [Process; 6] = [
    Process {
        currency: Currency::Eur,
        levels: [1.241, 1.377, 1.472, 1.477, 1.488, 1.473, 1.580, 1.610, 1.655, 1.575, 1.515, 1.628, 1.640],
        daily_sd: 0.0054,
        with_dollar: 0.69,
    },
    Process {
        currency: Currency::Gbp,
        levels: [1.531, 1.622, 1.827, 2.034, 1.825, 1.681, 1.786, 1.836, 1.862, 1.832, 1.777, 1.871, 1.936],
        daily_sd: 0.0050,
        // Not published with the others; between the euro's and the New Zealand dollar's.
        with_dollar: 0.60,
    },
    Process {
        currency: Currency::Jpy,
        levels: [
            0.01209, 0.01060, 0.01048, 0.01100, 0.01240, 0.01164, 0.01212, 0.01319, 0.01358, 0.01212, 0.01098, 0.01072,
            0.01001,
        ],
        daily_sd: 0.0079,
        with_dollar: 0.55,
    },
    Process {
        currency: Currency::Nzd,
        levels: [0.783, 0.849, 0.920, 0.930, 0.938, 0.927, 0.926, 0.948, 0.942, 0.941, 0.9143, 0.9242, 0.9170],
        daily_sd: 0.0031,
        with_dollar: 0.23,
    },
    Process {
        currency: Currency::Sgd,
        levels: [0.773, 0.828, 0.875, 0.968, 0.974, 0.945, 0.993, 1.055, 1.052, 0.991, 1.0446, 1.1210, 1.1340],
        daily_sd: 0.0050,
        with_dollar: 0.92,
    },
    Process {
        currency: Currency::Usd,
        levels: [0.966, 1.036, 1.109, 1.331, 1.345, 1.305, 1.339, 1.439, 1.451, 1.332, 1.440, 1.505, 1.515],
        daily_sd: 0.0070,
        with_dollar: 1.0,
    },
];

/// What the walk needs to know of a day.
#[derive(Debug)]
struct Day {
    number: u64,
    /// Years since the year of the first rate.
    year: usize,
    /// The year with the nearest other middle, and how much it counts.
    other_year: usize,
    weight: f64,
    is_business: bool,
}

impl Day {
    fn new(date: Date) -> Self {
        let of = |year: i32| (year - FIRST_RATE.year()) as usize;
        let year = date.year();
        let from_mid_year = f64::from(date.days() - Date::new(year, 1, 1).days()) / 365.0 - 0.5;
        let other_year = if from_mid_year < 0.0 { year - 1 } else { year + 1 };
        Self {
            number: date.days() as u64,
            year: of(year),
            other_year: of(other_year.clamp(FIRST_RATE.year(), LAST_DAY.year())),
            weight: from_mid_year.abs(),
            is_business: is_business_day(date),
        }
    }
}

/// Rates in units of 10⁻⁸ AUD for one unit of a currency.
pub const RATE_UNIT: u64 = 100_000_000;

/// Daily rates of all currencies from 2012 to the end of the company's life.
///
/// A currency's rates are worked out when they are first asked for. Most orders are in Australian dollars, which need none.
#[derive(Debug)]
pub struct Rates {
    key: Key,
    parameters: Parameters,
    /// What all currencies share.
    calendar: OnceLock<Calendar>,
    /// The log of the rate of each calendar day, in the order of [`PROCESSES`].
    logs: [OnceLock<Vec<f64>>; PROCESSES.len()],
}

/// The days of the walk, and what all currencies see of each.
#[derive(Debug)]
struct Calendar {
    days: Vec<Day>,
    /// Which of them each year has.
    years: Vec<Range<usize>>,
    /// How restless each day is; the mean of the squares over the days on which rates are set is 1.
    volatility: Vec<f64>,
    dollar: Vec<f64>,
    europe: Vec<f64>,
}

impl Rates {
    /// The rates that belong to `seed`.
    pub fn new(seed: Seed, parameters: Parameters) -> Self {
        let key = seed.key("exchange_rates");
        Self { key, parameters, calendar: OnceLock::new(), logs: [const { OnceLock::new() }; PROCESSES.len()] }
    }

    /// AUD for one unit of `currency` on `date`, in units of 10⁻⁸.
    #[must_use]
    pub fn on(&self, date: Date, currency: Currency) -> u64 {
        let Some(process) = PROCESSES.iter().position(|process| process.currency == currency) else { return RATE_UNIT };
        let log = self.logs(process)[(date.days() - FIRST_RATE.days()) as usize];
        (libm::exp(log) * RATE_UNIT as f64 + 0.5) as u64
    }

    /// Converts an AUD amount in units of 10⁻⁴ into `currency` at the rate of `date`, rounded half up.
    #[must_use]
    pub fn convert_aud(&self, amount: i64, date: Date, currency: Currency) -> i64 {
        let rate = i128::from(self.on(date, currency));
        ((i128::from(amount) * i128::from(RATE_UNIT) + rate / 2) / rate) as i64
    }

    fn logs(&self, process: usize) -> &[f64] {
        self.logs[process].get_or_init(|| {
            let calendar = self.calendar.get_or_init(|| Calendar::new(self.key, &self.parameters));
            calendar.logs(self.key, &PROCESSES[process], self.parameters.european[process])
        })
    }
}

impl Calendar {
    fn new(key: Key, parameters: &Parameters) -> Self {
        let days = 0..=LAST_DAY.days() - FIRST_RATE.days();
        let days: Vec<Day> = days.map(|day| Day::new(FIRST_RATE.plus_days(day))).collect();
        let mut end = 0;
        let years = days.chunk_by(|day, next| day.year == next.year).map(|year| {
            let begin = end;
            end += year.len();
            begin..end
        });
        let years = years.collect();
        let volatility = volatility(&days, key.key("volatility"), parameters);
        let moves = |name| moves(&days, &volatility, key.key(name));
        Self { dollar: moves("dollar"), europe: moves("europe"), volatility, years, days }
    }

    /// The logs of a currency's daily rates, of which `european` is the correlation with Europe's part.
    fn logs(&self, key: Key, process: &Process, european: f64) -> Vec<f64> {
        let own = moves(&self.days, &self.volatility, key.key(process.currency.code()));
        let dollars = process.with_dollar;
        let alone = (1.0 - dollars * dollars - european * european).max(0.0).sqrt();
        let mut level = 0.0;
        let walk = self.dollar.iter().zip(&self.europe).zip(&own).map(|((dollar, europe), own)| {
            level += process.daily_sd * (dollars * dollar + european * europe + alone * own);
            level
        });
        let mut logs = anchored(self, &walk.collect::<Vec<f64>>(), &process.levels);
        // Weekends and holidays show the last business day's rate.
        for day in 1..logs.len() {
            if !self.days[day].is_business {
                logs[day] = logs[day - 1];
            }
        }
        logs
    }
}

/// How restless each day is.
fn volatility(days: &[Day], key: Key, parameters: &Parameters) -> Vec<f64> {
    let log = SmoothNoise::new(key, parameters.volatility_days);
    let of = |day: &Day| libm::exp(parameters.volatility_log_sd * log.at(day.number as f64));
    let volatility: Vec<f64> = days.iter().map(of).collect();
    let (mut squares, mut count) = (0.0, 0.0);
    for (_, volatility) in days.iter().zip(&volatility).filter(|(day, _)| day.is_business) {
        squares += volatility * volatility;
        count += 1.0;
    }
    let level = (squares / f64::max(count, 1.0)).sqrt();
    volatility.into_iter().map(|volatility| volatility / level).collect()
}

/// The moves of each day: none where no rate is published.
fn moves(days: &[Day], volatility: &[f64], key: Key) -> Vec<f64> {
    let draw = |day: &Day| if day.is_business { student_t(&mut key.stream(day.number)) } else { 0.0 };
    days.iter().zip(volatility).map(|(day, volatility)| volatility * draw(day)).collect()
}

/// Shifts the log walk so that every year's mean meets its level; the shift runs in straight lines from mid-year to
/// mid-year, which moves a daily return by less than a hundredth of its standard deviation.
fn anchored(calendar: &Calendar, walk: &[f64], levels: &[f64; 13]) -> Vec<f64> {
    let Calendar { days, years, .. } = calendar;
    let days = days.as_slice();
    let level: Vec<f64> = (0..years.len()).map(|year| libm::log(levels[year.min(levels.len() - 1)])).collect();
    let shifted = |knots: &[f64], day: usize| {
        let (value, Day { year, other_year, weight, .. }) = (walk[day], &days[day]);
        value + (knots[*year] * (1.0 - weight) + knots[*other_year] * weight)
    };
    let mut knots = vec![0.0; years.len()];
    // Straight lines cut corners where levels turn, so the knots are corrected by what the yearly means still miss;
    // a fourth of the miss is left each time.
    for _ in 0..6 {
        let means = years.iter().map(|year| {
            let (mut sum, mut squares) = (0.0, 0.0);
            for day in year.clone() {
                let log = shifted(&knots, day);
                sum += log;
                squares += log * log;
            }
            let mean = sum / year.len() as f64;
            // The log of the mean lies above the mean of the logs by half their variance.
            mean + (squares / year.len() as f64 - mean * mean) / 2.0
        });
        let missed: Vec<f64> = level.iter().zip(means).map(|(level, mean)| level - mean).collect();
        knots.iter_mut().zip(missed).for_each(|(knot, missed)| *knot += missed);
    }
    (0..days.len()).map(|day| shifted(&knots, day)).collect()
}

/// Whether rates are published on `date`: not on weekends, nor on the days when the central bank is closed.
#[must_use]
pub fn is_business_day(date: Date) -> bool {
    if date.weekday().is_weekend() {
        return false;
    }
    let (year, month, day) = date.civil();
    match (month, day) {
        (1 | 5, 1) | (12, 25 | 26) => false,
        // Good Friday and Easter Monday.
        (3 | 4, _) => !matches!(date.days() - holiday::easter(year).days(), -2 | 1),
        _ => true,
    }
}

/// A Student t draw with 8 degrees of freedom, scaled to variance 1: with restless times on top the moves have the tails
/// of one with 5 (ECB crosses: fat tails of about that weight).
fn student_t(stream: &mut Stream) -> f64 {
    // A chi-square of 8 degrees is twice the sum of four exponential draws.
    let product: f64 = (0..4).map(|_| 1.0 - stream.unit()).product();
    let chi_square = -2.0 * libm::log(product);
    // A t with 8 degrees has variance 8/6, which turns the 8 under the root into a 6.
    normal::quantile(stream.unit()) * (6.0 / chi_square).sqrt()
}

#[cfg(test)]
mod tests;
