//! When: the curves of the year, the week and the day, and how restless they are.

use std::collections::BTreeMap;

use retailgen::Date;
use retailgen_synth::calendar::{DAY, HOUR, Zone};

use crate::{
    Facts, Figure, Order,
    sample::{correlation, mean},
};

const SUBJECT: &str = "When orders are placed";

/// The figures of trade over time.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let figure = Figure::of(SUBJECT);
    let orders = &facts.orders;
    let web = share(orders, |order| order.web);
    let month = |months: std::ops::RangeInclusive<u32>| share(orders, |order| months.contains(&order.date.month()));
    let weekday = |web: bool, weekdays: std::ops::RangeInclusive<usize>| {
        let channel: Vec<&Order> = orders.iter().filter(|order| order.web == web).collect();
        channel.iter().filter(|order| weekdays.contains(&(order.date.weekday() as usize))).count() as f64
            / channel.len() as f64
    };
    let daily_web = daily(facts, |order| order.web);
    let on = |from: Date, days: i32| mean((0..days).map(|day| daily_web[&from.plus_days(day)]));
    let black_friday = on(Date::new(2024, 11, 29), 4);
    let october = mean((0..4).map(|week| on(Date::new(2024, 10, 4).plus_days(7 * week), 4)));
    let boxing_day = on(Date::new(2024, 12, 26), 3);
    let ordinary = on(Date::new(2024, 11, 7), 14);
    let shut = |month, day| {
        let date = Date::new(2024, month, day);
        orders.iter().filter(|order| !order.web && order.date == date).count() as f64
    };
    let all = daily(facts, |_| true);
    let in_stores = daily(facts, |order| !order.web);
    let of =
        |days: &BTreeMap<Date, f64>, from: Date, count: i32| mean((0..count).map(|day| days[&from.plus_days(day)]));
    let before_christmas = of(&all, Date::new(2024, 12, 20), 5) / of(&all, Date::new(2024, 11, 7), 14);
    // Thursdays of the three weeks before; Easter Monday and Good Friday follow.
    let ordinary_thursdays = mean([-7, -14, -21].map(|days| in_stores[&Date::new(2024, 3, 28).plus_days(days)]));
    let eve = in_stores[&Date::new(2024, 3, 28)] / ordinary_thursdays;
    let around = of(&all, Date::new(2024, 4, 28), 7) + of(&all, Date::new(2024, 5, 12), 7);
    let mothers_day = 2.0 * of(&all, Date::new(2024, 5, 5), 7) / around;
    let hours = web_hours(facts);
    let residuals = residuals(&daily_web);
    let dispersion = {
        let expected = 225_000.0 / 366.0;
        mean(residuals.iter().map(|r| r * r)) * expected
    };
    let lagged: Vec<(f64, f64)> = residuals.windows(2).map(|pair| (pair[0], pair[1])).collect();
    vec![
        figure("web share of orders", "about .75 (contract)", 0.745..=0.755, web),
        figure("December against an average month", "1.2 (published)", 1.10..=1.30, month(12..=12) * 12.0),
        figure("November and December, share of the year", ".18 to .22 (published)", 0.18..=0.22, month(11..=12)),
        figure("stores: Saturday and Sunday, share of the week", ".324 (CJ)", 0.31..=0.34, weekday(false, 5..=6)),
        figure("web: Friday, share of the week", "1.13 / 7 = .161 (published)", 0.152..=0.175, weekday(true, 4..=4)),
        figure(
            "web: Black Friday to Cyber Monday against October's same weekdays",
            "at least 2.5 (published)",
            2.5..=3.8,
            black_friday / october,
        ),
        figure(
            "web: Boxing Day and two days after, against mid November",
            "a peak (published)",
            1.3..=2.2,
            boxing_day / ordinary,
        ),
        figure("20 to 24 December against mid November", "well above 1 (published)", 1.25..=1.75, before_christmas),
        figure("stores: the day before Good Friday against Thursdays before", "above 1 (model: 1.4)", 1.2..=1.65, eve),
        figure(
            "the week before Mother's Day against the weeks around it",
            "above 1 (published)",
            1.08..=1.35,
            mothers_day,
        ),
        figure("store orders on Christmas Day", "none (law)", 0.0..=0.0, shut(12, 25)),
        figure("store orders on Good Friday", "none (law)", 0.0..=0.0, shut(3, 29)),
        figure("web: 13h against the mean hour (local time)", "1.51 (published)", 1.36..=1.66, hours[13]),
        figure("web: 5h against the mean hour (local time)", ".22 (published)", 0.17..=0.40, hours[5]),
        figure(
            "web: variance over mean of daily counts, season and week taken out",
            "far above 1: over-dispersed (published)",
            2.0..=8.0,
            dispersion,
        ),
        figure("web: lag-1 correlation of those residuals", "positive (published)", 0.2..=0.75, correlation(&lagged)),
    ]
}

fn share(orders: &[Order], keep: impl Fn(&Order) -> bool) -> f64 {
    orders.iter().filter(|order| keep(order)).count() as f64 / orders.len() as f64
}

/// Orders a day, of those to be counted.
fn daily(facts: &Facts, keep: impl Fn(&Order) -> bool) -> BTreeMap<Date, f64> {
    let mut daily = BTreeMap::new();
    for order in facts.orders.iter().filter(|order| keep(order)) {
        *daily.entry(order.date).or_insert(0.0) += 1.0;
    }
    daily
}

/// Web orders of Australians by local hour, against the mean hour. All of them, since customers have hours of their own and
/// a state has too few heavy buyers to show the curve.
fn web_hours(facts: &Facts) -> [f64; 24] {
    let zones = [
        ("NSW", "Sydney"),
        ("VIC", "Sydney"),
        ("TAS", "Sydney"),
        ("ACT", "Sydney"),
        ("QLD", "Brisbane"),
        ("SA", "Adelaide"),
        ("NT", "Darwin"),
        ("WA", "Perth"),
    ];
    let zones: BTreeMap<&str, Zone> = zones
        .into_iter()
        .filter_map(|(state, city)| Some((state, Zone::named(&format!("Australia/{city}"))?)))
        .collect();
    let mut counts = [0.0; 24];
    let mut total = 0.0;
    for order in &facts.orders {
        let customer = &facts.customers[order.customer];
        if order.web && customer.country == "AU" {
            let local = order.placed + zones[customer.state.as_str()].offset_at(order.placed);
            counts[(local.rem_euclid(DAY) / HOUR) as usize] += 1.0;
            total += 1.0;
        }
    }
    counts.map(|count| count / total * 24.0)
}

/// Relative residuals of the daily counts from February to October, around a centred mean of 29 days, with the weekdays
/// taken out. October's end is left out, as are the holidays' months, whose peaks are meant.
fn residuals(daily: &BTreeMap<Date, f64>) -> Vec<f64> {
    let days: Vec<Date> = (0..242).map(|day| Date::new(2024, 2, 1).plus_days(day)).collect();
    let relative: Vec<f64> =
        days.iter().map(|&date| daily[&date] / mean((-14..=14).map(|offset| daily[&date.plus_days(offset)]))).collect();
    let weekday_mean: Vec<f64> =
        (0..7).map(|weekday| mean(relative.iter().skip(weekday).step_by(7).copied())).collect();
    relative.iter().enumerate().map(|(day, value)| value / weekday_mean[day % 7] - 1.0).collect()
}
