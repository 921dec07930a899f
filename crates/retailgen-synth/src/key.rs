//! Keyed randomness: a seed, keys derived from it by name, and short streams for what needs more than one draw.

use std::convert::Infallible;

use rand_core::{Rng, TryRng};
use rand_pcg::Mcg128Xsl64;

/// The one number that a whole dataset follows from.
///
/// ```
/// use retailgen_synth::Seed;
///
/// let birth_dates = Seed(42).key("customers").key("birth_date");
/// assert_eq!(birth_dates.bits(7), Seed(42).key("customers").key("birth_date").bits(7));
/// assert_ne!(birth_dates.bits(7), Seed(43).key("customers").key("birth_date").bits(7));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Seed(pub u64);

impl Seed {
    /// The key for everything that goes by `name`, usually a table.
    #[must_use]
    pub fn key(self, name: &str) -> Key {
        Key(mix(self.0 ^ 0x5EED_0F2E_7A11_6E4D)).key(name)
    }
}

/// A source of randomness for one purpose, such as one column of one table.
///
/// Keys are derived from names and not from positions, so that a new column or table moves no other value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key(u64);

impl Key {
    /// The key for `name` below this one.
    #[must_use]
    pub fn key(self, name: &str) -> Self {
        // The length closes the name, so that "ab" below "c" and "b" below "ca" differ.
        let hashed = name.bytes().fold(self.0, |hash, byte| mix(hash ^ u64::from(byte)));
        Self(mix(hashed ^ ((name.len() as u64) << 32)))
    }

    /// The key for number `index` below this one, such as one day.
    #[must_use]
    pub fn nth(self, index: u64) -> Self {
        Self(self.bits(index) ^ 0xA5A5_0F0F_3C3C_9669)
    }

    /// 64 random bits for `entity`.
    #[must_use]
    #[inline]
    pub fn bits(self, entity: u64) -> u64 {
        // Two rounds: with one, neighbouring entities under related keys were visibly correlated.
        mix(mix(self.0 ^ entity.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_add(self.0))
    }

    /// A number in `[0, 1)` for `entity`.
    #[must_use]
    #[inline]
    pub fn unit(self, entity: u64) -> f64 {
        unit(self.bits(entity))
    }

    /// A whole number in `0..bound` for `entity`; 0 where `bound` is 0.
    #[must_use]
    #[inline]
    pub fn below(self, entity: u64, bound: u64) -> u64 {
        below(self.bits(entity), bound)
    }

    /// Whether `entity` is among the share `probability` of all.
    #[must_use]
    #[inline]
    pub fn chance(self, entity: u64, probability: f64) -> bool {
        self.unit(entity) < probability
    }

    /// A stream of its own for `entity`, for samplers that take a varying number of draws.
    #[must_use]
    #[inline]
    pub fn stream(self, entity: u64) -> Stream {
        let high = self.bits(entity);
        Stream(Mcg128Xsl64::new((u128::from(high) << 64) | u128::from(mix(high ^ self.0))))
    }
}

/// A short sequence of draws that belongs to one key and entity.
#[derive(Debug, Clone)]
pub struct Stream(Mcg128Xsl64);

impl Stream {
    /// The next 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// The next number in `[0, 1)`.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        unit(self.bits())
    }

    /// The next whole number in `0..bound`; 0 where `bound` is 0.
    #[inline]
    pub fn below(&mut self, bound: u64) -> u64 {
        below(self.bits(), bound)
    }

    /// Whether the next draw falls within `probability`.
    #[inline]
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }
}

/// Lets samplers written for `rand` draw from a stream.
impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0.next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits())
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill_bytes(dst);
        Ok(())
    }
}

/// Maps 64 random bits to `[0, 1)`, using the 53 that a double can hold.
#[must_use]
#[inline]
pub fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// Maps 64 random bits to `0..bound` by the high half of a product; the bias is below `bound / 2^64`.
#[must_use]
#[inline]
pub fn below(bits: u64, bound: u64) -> u64 {
    ((u128::from(bits) * u128::from(bound)) >> 64) as u64
}

/// A bijective mixer of 64 bits (Pelle Evensen's "moremur" constants), stronger than splitmix's at the same cost.
#[inline]
pub(crate) fn mix(mut x: u64) -> u64 {
    x ^= x >> 27;
    x = x.wrapping_mul(0x3C79_AC49_2BA7_B653);
    x ^= x >> 33;
    x = x.wrapping_mul(0x1C69_B3F7_4AC4_AE35);
    x ^ (x >> 27)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_depend_on_names_and_their_order() {
        let seed = Seed(1);
        assert_ne!(seed.key("a").key("b"), seed.key("b").key("a"));
        assert_ne!(seed.key("ab"), seed.key("a").key("b"));
        assert_ne!(Seed(1).key("a"), Seed(2).key("a"));
    }

    #[test]
    fn values_are_stable() {
        // Values are an interface: when this fails, every dataset has changed.
        let key = Seed(42).key("orders_header").key("customer_id");
        assert_eq!(
            [key.bits(0), key.bits(1), key.bits(u64::MAX)],
            [17_497_240_433_350_062_923, 5_518_532_647_886_264_509, 15_013_474_186_366_891_079]
        );
        let mut stream = key.stream(9);
        assert_eq!([stream.bits(), stream.bits()], [17_999_714_545_272_571_427, 1_398_400_767_009_156_216]);
    }
    #[test]
    fn every_bit_is_fair_over_neighbouring_entities() {
        let key = Seed(3).key("fair");
        let draws = 40_000_u64;
        for bit in 0..64 {
            let ones = (0..draws).filter(|&n| key.bits(n) >> bit & 1 == 1).count() as f64;
            // Five standard deviations of a fair coin.
            assert!((ones - 20_000.0).abs() < 5.0 * 100.0, "bit {bit}: {ones}");
        }
    }

    #[test]
    fn neighbouring_entities_are_uncorrelated() {
        let key = Seed(4).key("lag");
        let draws = 100_000;
        let sum: f64 = (0..draws).map(|n| (key.unit(n) - 0.5) * (key.unit(n + 1) - 0.5)).sum();
        let correlation = sum / draws as f64 * 12.0;
        assert!(correlation.abs() < 5.0 / 316.0, "{correlation}");
    }

    #[test]
    fn below_covers_its_range() {
        let key = Seed(5).key("range");
        let mut seen = [0_u32; 7];
        (0..7_000).for_each(|n| seen[key.below(n, 7) as usize] += 1);
        assert!(seen.iter().all(|&count| (850..1150).contains(&count)), "{seen:?}");
        assert_eq!(key.below(1, 0), 0);
    }
}
