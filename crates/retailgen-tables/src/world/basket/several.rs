//! Whether a line holds more than one unit: cheap goods are bought in numbers, dear ones singly.

use crate::{parameters::Baskets as Parameters, world::product::PRICE_UNIT};

/// No price brings the chance above this.
const MOST: f64 = 0.5;
/// Binary digits of a price, beyond the first one, that tell its bucket: within one the chance differs by two per cent.
const DIGITS: u32 = 5;
/// Buckets: prices below 2^40 units, a hundred million dollars.
const BUCKETS: usize = 36 << DIGITS;
/// How far a chance at the end of a bucket is off at most, with room to spare: the functions it is made of err in the last
/// of 53 binary digits.
const OFF: f64 = 1e-12;

/// The chance of several units by price, a power of it.
///
/// A power costs an exponential and a logarithm a line. So the chances at the ends of buckets of prices are tabulated: what
/// is drawn below or above both is decided by them, as the power would.
#[derive(Debug)]
pub struct Several {
    pivot: f64,
    slope: f64,
    most: f64,
    /// The chance at the lower end of each bucket; it falls.
    chances: Vec<f64>,
}

impl Several {
    /// As the parameters have it.
    pub fn new(parameters: &Parameters) -> Self {
        let several = Self {
            pivot: parameters.units_price_pivot * PRICE_UNIT as f64,
            slope: parameters.units_price_slope,
            most: 1.0 - parameters.units[0],
            chances: Vec::new(),
        };
        let begins = |bucket: usize| {
            let (power, rest) = (bucket >> DIGITS, bucket & ((1 << DIGITS) - 1));
            (((1 << DIGITS) + rest) as i64) << power
        };
        Self { chances: (0..=BUCKETS).map(|bucket| several.chance(begins(bucket))).collect(), ..several }
    }

    /// The chance at a price in units of 10⁻⁴ AUD.
    fn chance(&self, to_pay: i64) -> f64 {
        let relative = to_pay as f64 / self.pivot;
        // A power by way of the logarithm: seven times faster than `pow`, and as portable.
        let factor = libm::exp(-self.slope * libm::log(relative));
        (self.most * factor).min(MOST)
    }

    /// Whether a draw from 0 to 1 falls within the chance at a price.
    #[inline]
    pub fn holds(&self, to_pay: i64, drawn: f64) -> bool {
        if drawn >= MOST {
            return false;
        }
        if let Some(power) = to_pay.checked_ilog2().and_then(|power| power.checked_sub(DIGITS)) {
            let bucket = ((power as usize) << DIGITS) + (to_pay >> power) as usize - (1 << DIGITS);
            if let [high, low, ..] = self.chances[bucket.min(BUCKETS)..] {
                if drawn >= high * (1.0 + OFF) {
                    return false;
                }
                if drawn < low * (1.0 - OFF) {
                    return true;
                }
            }
        }
        drawn < self.chance(to_pay)
    }
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn buckets_decide_as_the_power_does() {
        let several = Several::new(&Parameters::default());
        let key = Seed(3).key("draws");
        let mut found = 0;
        for n in 0..200_000 {
            // Prices of all magnitudes, the smallest and impossible ones included.
            let to_pay = (key.nth(1).bits(n) >> (20 + key.nth(2).below(n, 44))) as i64 - 1;
            let drawn = 0.6 * key.unit(n) * key.nth(3).unit(n);
            let is_so = drawn < several.chance(to_pay);
            assert_eq!(several.holds(to_pay, drawn), is_so, "{to_pay} {drawn}");
            // Right at the chance, too.
            let chance = several.chance(to_pay);
            assert!(!several.holds(to_pay, chance) && several.holds(to_pay, chance.next_down()), "{to_pay}");
            found += usize::from(is_so);
        }
        assert!((1_000..190_000).contains(&found), "{found}");
    }
}
