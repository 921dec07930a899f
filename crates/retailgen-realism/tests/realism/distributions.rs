//! The project's own samplers against independent ones, and generated columns against the distributions meant.
//!
//! Every test is seeded, so it passes or fails for good. Limits are the 99.9 % points of the statistics.

use std::collections::BTreeSet;

use rand_distr::{Distribution, Gamma, Normal, Poisson};
use retailgen_realism::{Facts, chi_square, kolmogorov_smirnov};
use retailgen_synth::{
    Seed,
    calendar::{HOUR, Weekday, Zone},
    distribution::{gamma, negative_binomial::NegativeBinomial, normal},
};
use retailgen_tables::Parameters;

const DRAWS: usize = 20_000;

/// The 99.9 % point of the two-sample Kolmogorov-Smirnov distance for two samples of `DRAWS`.
fn ks_limit() -> f64 {
    1.949 * (2.0 / DRAWS as f64).sqrt()
}

#[test]
fn normal_quantiles_are_normal() {
    let mut stream = Seed(1).key("oracle").stream(0);
    let oracle = Normal::new(0.0, 1.0).unwrap();
    let mut theirs: Vec<f64> = (0..DRAWS).map(|_| oracle.sample(&mut stream)).collect();
    let mut ours: Vec<f64> = (0..DRAWS).map(|_| normal::quantile(stream.unit())).collect();
    let distance = kolmogorov_smirnov(&mut ours, &mut theirs);
    assert!(distance < ks_limit(), "{distance}");
}

#[test]
fn gamma_quantiles_are_gamma() {
    let mut stream = Seed(2).key("oracle").stream(0);
    let oracle = Gamma::new(0.5, 1.0).unwrap();
    let mut theirs: Vec<f64> = (0..DRAWS).map(|_| oracle.sample(&mut stream)).collect();
    let mut ours: Vec<f64> = (0..DRAWS).map(|n| gamma::quantile(0.5, (n as f64 + 0.5) / DRAWS as f64)).collect();
    let distance = kolmogorov_smirnov(&mut ours, &mut theirs);
    assert!(distance < ks_limit(), "{distance}");
}

#[test]
fn negative_binomial_is_a_gamma_mixture_of_poissons() {
    let (mean, dispersion) = (2.05, 0.66);
    let mut stream = Seed(3).key("oracle").stream(0);
    let rates = Gamma::new(dispersion, mean / dispersion).unwrap();
    let ours = NegativeBinomial::new(mean, dispersion, 60);
    let classes = 12;
    let (mut mixed, mut tabulated) = (vec![0_u64; classes], vec![0_u64; classes]);
    for _ in 0..10 * DRAWS {
        let rate: f64 = rates.sample(&mut stream);
        let count: f64 = Poisson::new(rate.max(1e-12)).unwrap().sample(&mut stream);
        mixed[(count as usize).min(classes - 1)] += 1;
        tabulated[ours.at(stream.unit()).min(classes - 1)] += 1;
    }
    let shares: Vec<f64> = mixed.iter().map(|&count| count as f64).collect();
    // Both samples vary, which doubles the statistic: 2 x 31.26 for 11 degrees of freedom.
    let statistic = chi_square(&tabulated, &shares);
    assert!(statistic < 62.5, "{statistic}");
}

#[test]
fn store_hours_follow_the_published_curve_within_opening_times() {
    // Shares of store trade by hour from 7h to 20h (Complete Journey, %), and the same made flatter for Saturdays.
    let weekday_curve = [1.3, 1.9, 2.8, 4.3, 5.9, 6.6, 6.8, 7.1, 7.7, 9.0, 10.1, 9.5, 8.1, 6.6];
    let flatter = Parameters::default().trade.store_weekend_hours;
    let saturday_curve: Vec<f64> = weekday_curve.iter().zip(&flatter[7..]).map(|(share, by)| share * by).collect();
    let facts = Facts::collect();
    let brisbane = Zone::named("Australia/Brisbane").unwrap();
    // Queensland's public holidays of 2024, whose hours are a Sunday's or shorter.
    let holidays = ["01-01", "01-26", "04-01", "04-25", "05-06", "10-07", "12-26"];
    let (mut weekday, mut saturday) = ([0_u64; 14], [0_u64; 14]);
    let mut seen = BTreeSet::new();
    for order in facts.orders.iter().filter(|order| !order.web && facts.store_states[&order.store] == "QLD") {
        let local = order.placed + brisbane.offset_at(order.placed);
        let hour = (local.rem_euclid(24 * HOUR) / HOUR) as usize;
        // One order a customer: they have hours of their own, and the keenest would say too much of theirs.
        let is_first = seen.insert((order.customer, order.date.weekday() == Weekday::Saturday));
        match order.date.weekday() {
            _ if holidays.contains(&&order.date.to_string()[5..]) => {}
            Weekday::Sunday => assert!((9..18).contains(&hour), "{order:?}"),
            Weekday::Saturday => saturday[hour - 7] += u64::from(is_first),
            _ => weekday[hour - 7] += u64::from(is_first),
        }
    }
    // The 99.9 % point for 13 degrees of freedom.
    for (counts, curve) in [(weekday, &weekday_curve[..]), (saturday, &saturday_curve)] {
        let statistic = chi_square(&counts, curve);
        assert!(statistic < 34.53, "{statistic}");
    }
}
