//! The laws of exchange rates.

use super::*;

fn of(seed: u64) -> Rates {
    Rates::new(Seed(seed), Parameters::default())
}

/// Log-returns of `currency` from one business day to the next, over all years.
fn returns(rates: &Rates, currency: Currency) -> Vec<f64> {
    let days = (0..=LAST_DAY.days() - FIRST_RATE.days()).map(|day| FIRST_RATE.plus_days(day));
    let logs: Vec<f64> = days
        .filter(|day| is_business_day(*day))
        .map(|day| libm::log(rates.on(day, currency) as f64 / RATE_UNIT as f64))
        .collect();
    logs.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// The mean of `power`-th products of deviations from the means.
fn co_moment(a: &[f64], b: &[f64], power: i32) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let product = |(a, b): (&f64, &f64)| {
        let product = (a - mean_a) * (b - mean_b);
        (0..power).fold(1.0, |power, _| power * product)
    };
    a.iter().zip(b).map(product).sum::<f64>() / a.len() as f64
}

#[test]
fn yearly_means_meet_their_levels() {
    for seed in 0..5 {
        let rates = of(seed);
        for process in &PROCESSES {
            for (year, level) in [(2022, process.levels[10]), (2023, process.levels[11]), (2024, process.levels[12])] {
                let days = Date::new(year + 1, 1, 1).days() - Date::new(year, 1, 1).days();
                let sum: f64 =
                    (0..days).map(|day| rates.on(Date::new(year, 1, 1).plus_days(day), process.currency) as f64).sum();
                let mean = sum / f64::from(days) / RATE_UNIT as f64;
                assert!((mean / level - 1.0).abs() < 0.001, "{:?} {year}: {mean}", process.currency);
            }
        }
    }
}

#[test]
fn daily_returns_scatter_and_move_together_as_published() {
    // 28 years of about 250 days: a correlation of .23 has a standard error of .011, the standard deviation of
    // values with such tails one of 1.7 %.
    let rates = of(7);
    let usd = returns(&rates, Currency::Usd);
    let usd_variance = co_moment(&usd, &usd, 1);
    for process in &PROCESSES {
        let own = returns(&rates, process.currency);
        let variance = co_moment(&own, &own, 1);
        let sd = variance.sqrt();
        assert!((sd / process.daily_sd - 1.0).abs() < 0.06, "{:?}: {sd}", process.currency);
        let correlation = co_moment(&own, &usd, 1) / (variance * usd_variance).sqrt();
        assert!((correlation - process.with_dollar).abs() < 0.04, "{:?}: {correlation}", process.currency);
    }
}

/// The correlation of the daily moves of two currencies.
fn together(rates: &Rates, one: Currency, other: Currency) -> f64 {
    let (one, other) = (returns(rates, one), returns(rates, other));
    co_moment(&one, &other, 1) / (co_moment(&one, &one, 1) * co_moment(&other, &other, 1)).sqrt()
}

#[test]
fn europe_moves_as_one_where_it_has_a_factor_of_its_own() {
    let apart = Rates::new(Seed(7), Parameters { european: [0.0; 6], ..Parameters::default() });
    let (usual, apart) =
        (together(&of(7), Currency::Eur, Currency::Gbp), together(&apart, Currency::Eur, Currency::Gbp));
    // .69 x .60 by the dollar alone, and .62 x .50 on top.
    assert!((usual - 0.724).abs() < 0.04 && (apart - 0.414).abs() < 0.05, "{usual} {apart}");
    let with_europe = Parameters::default().european;
    for (process, european) in PROCESSES.iter().zip(with_europe) {
        assert!(process.with_dollar * process.with_dollar + european * european <= 1.0, "{:?}", process.currency);
    }
}

#[test]
fn restless_times_last_as_long_as_they_are_told_to() {
    // The mean autocorrelation of absolute moves over one to ten days.
    let persistence = |parameters: Parameters| {
        let sizes: Vec<f64> =
            returns(&Rates::new(Seed(7), parameters), Currency::Usd).into_iter().map(f64::abs).collect();
        let variance = co_moment(&sizes, &sizes, 1);
        (1..=10).map(|lag| co_moment(&sizes[lag..], &sizes[..sizes.len() - lag], 1) / variance).sum::<f64>() / 10.0
    };
    let usual = Parameters::default();
    let (calm, short) =
        (Parameters { volatility_log_sd: 0.0, ..usual.clone() }, Parameters { volatility_days: 4.0, ..usual.clone() });
    let (usual, calm, short) = (persistence(usual), persistence(calm), persistence(short));
    assert!((0.08..0.2).contains(&usual) && calm.abs() < 0.02 && short < 0.5 * usual, "{usual} {calm} {short}");
}

#[test]
fn tails_are_those_of_a_student_t() {
    // How often a move exceeds three standard deviations: 1.2 % for a t with 5 degrees, .27 % for a normal.
    let far: f64 = (0..4)
        .map(|seed| {
            let usd = returns(&of(seed), Currency::Usd);
            let limit = 3.0 * 0.0070;
            usd.iter().filter(|change| change.abs() > limit).count() as f64 / usd.len() as f64
        })
        .sum::<f64>()
        / 4.0;
    assert!((0.009..0.015).contains(&far), "{far}");
}

#[test]
fn closed_days_carry_the_last_rate_and_others_move() {
    let rates = of(1);
    let days = 1..=LAST_DAY.days() - FIRST_RATE.days();
    for date in days.map(|day| FIRST_RATE.plus_days(day)) {
        let same = |currency| rates.on(date, currency) == rates.on(date.plus_days(-1), currency);
        if is_business_day(date) {
            assert!(!Currency::ALL[1..].iter().all(|&currency| same(currency)), "{date}");
        } else {
            assert!(Currency::ALL.into_iter().all(same), "{date}");
        }
    }
}

#[test]
fn the_bank_is_closed_on_weekends_and_holidays() {
    let closed = ["2024-01-01", "2024-03-29", "2024-04-01", "2024-03-09", "2024-03-10", "2024-12-25", "2024-12-26"];
    for date in closed {
        assert!(!is_business_day(date.parse().unwrap()), "{date}");
    }
    for date in ["2024-01-02", "2024-03-28", "2024-04-02", "2024-12-24", "2024-12-27"] {
        assert!(is_business_day(date.parse().unwrap()), "{date}");
    }
}

#[test]
fn the_australian_dollar_is_one() {
    let rates = of(1);
    let friday = Date::new(2024, 3, 8);
    assert_eq!(rates.on(friday, Currency::Aud), RATE_UNIT);
    assert_eq!(rates.convert_aud(129_900, friday, Currency::Aud), 129_900);
}
