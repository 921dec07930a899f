//! Backlog: how much longer parcels lie in the warehouses after days on which much was ordered.

use crate::parameters::Backlog as Parameters;

/// Working days that a parcel waits for hands, on average, by day of the company's life.
///
/// It follows from what the web sells on the days up to that one against the year before, as the demand curve has it, and
/// not from a queue that would have to be walked through.
pub fn backlog(web: &[f64], parameters: &Parameters) -> Vec<f64> {
    let mut before = vec![0.0];
    before.extend(web.iter().scan(0.0, |sum, sold| {
        *sum += sold;
        Some(*sum)
    }));
    // The mean of so many days up to `day`, as many as there are.
    let mean = |day: usize, days: usize| {
        let first = (day + 1).saturating_sub(days);
        (before[day + 1] - before[first]) / (day + 1 - first) as f64
    };
    let of_day = |day: usize| {
        let load = mean(day, parameters.memory_days) / mean(day, YEAR);
        (load - parameters.capacity).max(0.0) * parameters.days
    };
    (0..web.len()).map(of_day).collect()
}

const YEAR: usize = 365;

#[cfg(test)]
mod tests {
    use retailgen_synth::{Seed, calendar::Date};

    use super::*;
    use crate::{Parameters as All, window::FIRST_DAY, world::demand::DemandCurve};

    fn of(change: impl FnOnce(&mut Parameters)) -> impl Fn(u32, u32) -> f64 {
        let all = All::default();
        let mut parameters = all.deliveries.despatch.backlog.clone();
        change(&mut parameters);
        let backlog = backlog(DemandCurve::new(Seed(42), &all.trade).web(), &parameters);
        move |month, day| backlog[(Date::new(2024, month, day).days() - FIRST_DAY.days()) as usize]
    }

    #[test]
    fn it_comes_with_black_friday_and_christmas_and_goes() {
        let usual = of(|_| {});
        // Black Friday is on 29 November, Cyber Monday on 2 December.
        assert!(usual(3, 12) < 0.1 && usual(10, 15) < 0.1 && usual(11, 27) < 0.1, "{}", usual(11, 27));
        assert!(usual(12, 2) > 0.7 && usual(12, 2) > usual(11, 29), "{} {}", usual(12, 2), usual(11, 29));
        let christmas = (18..=31).map(|day| usual(12, day)).fold(0.0, f64::max);
        assert!(christmas > 0.05, "{christmas}");
        assert!(usual(1, 25) < 0.1);
    }

    #[test]
    fn more_hands_shorten_it_and_a_longer_memory_keeps_it() {
        let (usual, hands) = (of(|_| {}), of(|parameters| parameters.capacity += 0.3));
        assert!(hands(12, 2) < usual(12, 2) - 0.25, "{} {}", hands(12, 2), usual(12, 2));
        let slow = of(|parameters| parameters.days *= 2.0);
        assert!((slow(12, 2) / usual(12, 2) - 2.0).abs() < 1e-9);
        let long = of(|parameters| parameters.memory_days = 14);
        assert!(long(12, 9) > usual(12, 9), "{} {}", long(12, 9), usual(12, 9));
    }
}
