//! Exchange rates: levels, daily moves and what they have in common.

use std::collections::BTreeMap;

use retailgen::Date;

use crate::{
    Facts, Figure, Rates,
    sample::{correlation, mean},
};

const SUBJECT: &str = "Exchange rates";

/// A currency with its yearly means of 2022 to 2024 in AUD, the standard deviation of its daily moves in per cent, and
/// the band of the latter: 6 %, about three standard errors over 25 years.
const CURRENCIES: [(&str, [f64; 3], &str, &str, f64); 6] = [
    ("EUR", [1.515, 1.628, 1.640], "1.515, 1.628, 1.640 (ECB)", ".54 (ECB)", 0.54),
    ("GBP", [1.777, 1.871, 1.936], "1.777, 1.871, 1.936 (ECB)", ".50 (ECB)", 0.50),
    ("JPY", [0.010_98, 0.010_72, 0.010_01], ".01098, .01072, .01001 (ECB)", ".79 (ECB)", 0.79),
    ("NZD", [0.9143, 0.9242, 0.9170], ".9143, .9242, .9170 (ECB)", ".31 (ECB)", 0.31),
    ("SGD", [1.0446, 1.1210, 1.1340], "1.0446, 1.1210, 1.1340 (ECB)", ".50 (ECB)", 0.50),
    ("USD", [1.440, 1.505, 1.515], "1.440, 1.505, 1.515 (ECB)", ".70 (ECB)", 0.70),
];

/// The figures of exchange rates.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let figure = |what: String, target, allowed, measured| Figure { subject: SUBJECT, what, target, allowed, measured };
    let set = days_set(&facts.rates);
    let log_returns = |rates: &Vec<(Date, f64)>| -> Vec<f64> {
        set.windows(2).map(|days| libm::log(rates[days[1]].1 / rates[days[0]].1)).collect()
    };
    let moves: BTreeMap<&str, Vec<f64>> =
        facts.rates.iter().map(|(currency, rates)| (currency.as_str(), log_returns(rates))).collect();
    let mut figures = Vec::new();
    for (currency, levels, target, ..) in CURRENCIES {
        let what = format!("{currency}: largest miss of a yearly mean, %");
        figures.push(figure(what, target, 0.0..=0.1, largest_miss(&facts.rates[currency], levels)));
    }
    for (currency, _, _, target, sd) in CURRENCIES {
        let own = &moves[currency];
        let measured = 100.0 * mean(own.iter().map(|change| change * change)).sqrt();
        let (low, high) = ((sd * 940.0).round() / 1e3, (sd * 1_060.0).round() / 1e3);
        figures.push(figure(
            format!("{currency}: standard deviation of daily moves, in %"),
            target,
            low..=high,
            measured,
        ));
    }
    for (currency, target, allowed) in
        [("SGD", ".92 (ECB)", 0.89..=0.95), ("EUR", ".69 (ECB)", 0.65..=0.73), ("NZD", ".23 (ECB)", 0.18..=0.28)]
    {
        let pairs: Vec<(f64, f64)> = moves["USD"].iter().copied().zip(moves[currency].iter().copied()).collect();
        figures.push(figure(
            format!("USD and {currency}: correlation of daily moves"),
            target,
            allowed,
            correlation(&pairs),
        ));
    }
    let pairs: Vec<(f64, f64)> = moves["EUR"].iter().copied().zip(moves["GBP"].iter().copied()).collect();
    figures.push(figure(
        "EUR and GBP: correlation of daily moves".to_owned(),
        ".57 to .86 (ECB): Europe is more than its dollar",
        0.68..=0.77,
        correlation(&pairs),
    ));
    let usd = &moves["USD"];
    let moment = |power: i32| mean(usd.iter().map(|change| (0..power).fold(1.0, |product, _| product * change)));
    let sd = moment(2).sqrt();
    let far = usd.iter().filter(|change| change.abs() > 3.0 * sd).count() as f64 / usd.len() as f64;
    figures.extend([
        figure(
            "USD: mean autocorrelation of absolute moves, 1 to 10 days".to_owned(),
            "clearly positive: volatility persists (logic)",
            0.08..=0.2,
            persistence(usd),
        ),
        figure(
            "USD: kurtosis of daily moves".to_owned(),
            "above the normal law's 3 (ECB: Student's t, 5 degrees)",
            4.5..=15.0,
            moment(4) / (moment(2) * moment(2)),
        ),
        figure(
            "USD: moves beyond three standard deviations".to_owned(),
            ".012 for that t, .003 for the normal law",
            0.008..=0.017,
            far,
        ),
        figure(
            "Saturdays and Sundays that carry all rates of the day before".to_owned(),
            "all (ECB)",
            1.0..=1.0,
            carried(&facts.rates["USD"], &set, |date| date.weekday().is_weekend()),
        ),
        figure(
            "Mondays to Fridays that do".to_owned(),
            "holidays: 4 to 6 of 261 a year (ECB)",
            0.016..=0.020,
            carried(&facts.rates["USD"], &set, |date| !date.weekday().is_weekend()),
        ),
    ]);
    figures
}

/// The days on which some rate differs from the day before.
fn days_set(rates: &Rates) -> Vec<usize> {
    let days = rates.values().map(Vec::len).min().unwrap_or_default();
    let is_set = |day: &usize| rates.values().any(|rates| rates[*day].1.to_bits() != rates[*day - 1].1.to_bits());
    (1..days).filter(is_set).collect()
}

/// How alike the sizes of moves are that lie one to ten days apart.
fn persistence(moves: &[f64]) -> f64 {
    let sizes: Vec<f64> = moves.iter().map(|change| change.abs()).collect();
    let apart = |days: usize| {
        let pairs: Vec<(f64, f64)> = sizes.iter().copied().zip(sizes[days..].iter().copied()).collect();
        correlation(&pairs)
    };
    mean((1..=10).map(apart))
}

fn largest_miss(rates: &[(Date, f64)], levels: [f64; 3]) -> f64 {
    let miss = |(year, level): (i32, f64)| {
        let of_year = rates.iter().filter(|(date, _)| date.year() == year).map(|(_, rate)| *rate);
        100.0 * (mean(of_year) / level - 1.0).abs()
    };
    (2022..=2024).zip(levels).map(miss).fold(0.0, f64::max)
}

/// The share of the days of a kind, after the first of all, on which no rate was set.
fn carried(rates: &[(Date, f64)], set: &[usize], is_meant: impl Fn(Date) -> bool) -> f64 {
    let days = rates[1..].iter().filter(|(date, _)| is_meant(*date)).count();
    let set = set.iter().filter(|&&day| is_meant(rates[day].0)).count();
    1.0 - set as f64 / days as f64
}
