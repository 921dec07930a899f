//! The project's own samplers against independent ones, and generated columns against the distributions meant.
//!
//! Every test is seeded, so it passes or fails for good. Limits are the 99.9 % points of the statistics.

use rand_distr::{Distribution, Gamma, Normal, Poisson};
use retailgen_realism::{Facts, chi_square, kolmogorov_smirnov};
use retailgen_synth::{
    Seed,
    calendar::{HOUR, Zone},
    distribution::{gamma, negative_binomial::NegativeBinomial, normal},
};

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
    // Shares of store trade by hour from 7h to 20h, and from 9h to 17h (Complete Journey, %).
    let weekday_curve = [1.3, 1.9, 2.8, 4.3, 5.9, 6.6, 6.8, 7.1, 7.7, 9.0, 10.1, 9.5, 8.1, 6.6];
    let weekend_curve = [2.8, 4.3, 5.9, 6.6, 6.8, 7.1, 7.7, 9.0, 10.1];
    let facts = Facts::collect();
    let brisbane = Zone::named("Australia/Brisbane").unwrap();
    // Queensland's public holidays of 2024, when hours are as on a weekend or shorter.
    let holidays = ["01-01", "01-26", "04-01", "04-25", "05-06", "10-07", "12-26"];
    let (mut weekday, mut weekend) = ([0_u64; 14], [0_u64; 9]);
    for order in facts.orders.iter().filter(|order| !order.web && facts.store_states[&order.store] == "QLD") {
        let local = order.placed + brisbane.offset_at(order.placed);
        let hour = (local.rem_euclid(24 * HOUR) / HOUR) as usize;
        if holidays.contains(&&order.date.to_string()[5..]) {
            continue;
        }
        if order.date.weekday().is_weekend() { weekend[hour - 9] += 1 } else { weekday[hour - 7] += 1 }
    }
    // The 99.9 % points for 13 and 8 degrees of freedom.
    let (weekday, weekend) = (chi_square(&weekday, &weekday_curve), chi_square(&weekend, &weekend_curve));
    assert!(weekday < 34.53, "{weekday}");
    assert!(weekend < 26.12, "{weekend}");
}
