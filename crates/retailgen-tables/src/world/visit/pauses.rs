//! The time between two events of a visitor.

use retailgen_synth::{distribution::normal, key::Stream};

use crate::parameters::Visits as Parameters;

/// Cells of the table of quantiles: with straight lines between them the mean is right to 1 %, the tail to 2 %.
const CELLS: usize = 2_048;
/// Nobody does anything faster, in milliseconds.
const SHORTEST: f64 = 700.0;

/// Draws pauses from a log-normal law, tabulated: half a hundred nanoseconds less for each of millions.
#[derive(Debug)]
pub struct Pauses {
    /// Milliseconds.
    quantiles: Vec<f64>,
    /// Milliseconds; a session ends with a longer pause.
    longest: f64,
}

impl Pauses {
    /// The law of `parameters`.
    pub fn new(parameters: &Parameters) -> Self {
        let (median, log_sd) = parameters.pause;
        let quantile = |cell: usize| {
            let p = (cell as f64 + 0.5) / (CELLS + 1) as f64;
            normal::log_normal_quantile(p, 1_000.0 * median, log_sd)
        };
        Self {
            quantiles: (0..=CELLS).map(quantile).collect(),
            // Half a minute less, so that the session goes on beyond doubt.
            longest: f64::from(parameters.idle_minutes) * 60_000.0 - 30_000.0,
        }
    }

    /// A pause in whole milliseconds, `slowness` times as long as the law says, but never one that ends the session.
    pub fn draw(&self, slowness: f64, stream: &mut Stream) -> i64 {
        loop {
            let place = stream.unit() * CELLS as f64;
            let cell = place as usize;
            let (from, to) = (self.quantiles[cell], self.quantiles[cell + 1]);
            let pause = slowness * (from + (to - from) * (place - cell as f64));
            if pause < self.longest {
                return pause.max(SHORTEST + pause / 100.0) as i64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn keeps_the_median_and_stays_below_the_end_of_a_session() {
        let parameters = Parameters::default();
        let pauses = Pauses::new(&parameters);
        let mut stream = Seed(1).key("pauses").stream(0);
        let mut drawn: Vec<i64> = (0..100_001).map(|_| pauses.draw(1.0, &mut stream)).collect();
        drawn.sort_unstable();
        assert!((drawn[50_000] - 24_000).abs() < 500, "{}", drawn[50_000]);
        assert!(drawn[0] >= 700 && drawn[100_000] < 30 * 60_000);
        // Far slower ones are drawn again, not cut: the longest are spread out.
        let slow: Vec<i64> = (0..10_000).map(|_| pauses.draw(20.0, &mut stream)).collect();
        assert!(slow.iter().filter(|&&pause| pause > 29 * 60_000).count() < 200);
    }
}
