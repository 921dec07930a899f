//! Popularity: which of the styles known by a day is drawn, well-liked ones more often.

use retailgen_synth::{Key, key::Stream};

/// Styles among the first of a subcategory, of which one is its best seller for good.
const FOUNDERS: u64 = 3;

/// The places of a subcategory's styles on a scale from the best seller (0) to the least liked (1).
///
/// Style `n` has the `n`-th point of a scrambled van der Corput sequence, so that the first `n` styles share the scale
/// nearly evenly however many they are, each as its neighbour to the left. A draw is a point of the scale and the style
/// that has it: there is none that is not yet known, and a newcomer takes its sales from the one beside it.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    scramble: u32,
    shift: u32,
}

// Multipliers of the Laine–Karras hash. They are even, so that a bit of the result hangs on the bits below it alone: what
// lies within a half, quarter, eighth … of the scale is scrambled among itself.
const MULTIPLIERS: [u32; 3] = [0x3D20_ADEA, 0x0552_6C56, 0x53A2_2864];

impl Scale {
    /// The scale that belongs to `key`.
    pub fn new(key: Key) -> Self {
        let scale = Self { scramble: key.bits(0) as u32, shift: 0 };
        // The best seller is one of the founders.
        Self { shift: scale.scrambled(0) ^ key.below(1, FOUNDERS) as u32, ..scale }
    }

    /// The style that has `point` when there are `styles`, at least one.
    #[inline]
    pub fn style_at(self, point: u32, styles: u64) -> u64 {
        let number = u64::from(self.scrambled(point.reverse_bits()) ^ self.shift);
        let half = 1 << styles.ilog2();
        let fine = number & (2 * half - 1);
        if fine < styles { fine } else { number & (half - 1) }
    }

    /// The point of style `number`.
    pub fn point_of(self, number: u64) -> u32 {
        self.plain(number as u32 ^ self.shift).reverse_bits()
    }

    /// The style whose part of the scale style `number` took over when it appeared; none for the first.
    #[inline]
    pub fn elder(number: u64) -> Option<u64> {
        Some(number ^ (1 << number.checked_ilog2()?))
    }

    #[inline]
    fn scrambled(self, mut bits: u32) -> u32 {
        bits ^= bits.wrapping_mul(MULTIPLIERS[0]);
        bits = bits.wrapping_add(self.scramble).wrapping_mul((self.scramble >> 16) | 1);
        bits ^= bits.wrapping_mul(MULTIPLIERS[1]);
        bits ^ bits.wrapping_mul(MULTIPLIERS[2])
    }

    /// The inverse of `scrambled`, from the lowest bit up.
    fn plain(self, bits: u32) -> u32 {
        (0..u32::BITS).fold(0, |found, bit| found | ((self.scrambled(found) ^ bits) & (1 << bit)))
    }
}

/// The articles of a style: those in the middle of its sizes sell best.
#[inline]
pub fn article(articles: u64, stream: &mut Stream) -> u64 {
    if articles == 1 {
        return 0;
    }
    // The mean of two even draws: a triangle over the sizes, highest in the middle.
    let bits = stream.bits();
    let (a, b) = (bits >> 32, bits & u64::from(u32::MAX));
    ((a + b) * articles) >> 33
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    fn scale(number: u64) -> Scale {
        Scale::new(Seed(3).key("scale").nth(number))
    }

    #[test]
    fn styles_share_the_scale_and_newcomers_take_half_of_a_neighbour() {
        for subcategory in 0..20 {
            let scale = scale(subcategory);
            for styles in 1..70_u64 {
                let holders: Vec<u64> = (0..1_u32 << 10).map(|n| scale.style_at(n << 22, styles)).collect();
                for style in 0..styles {
                    let width = holders.iter().filter(|&&holder| holder == style).count() as u64;
                    let fair = 1_024 >> styles.ilog2();
                    assert!(width == fair || width == fair / 2, "{style} of {styles}: {width}");
                    assert_eq!(scale.style_at(scale.point_of(style), styles), style);
                }
                for (point, &holder) in (0_u32..).zip(&holders) {
                    let later = scale.style_at(point << 22, styles + 1);
                    assert!(later == holder || later == styles && Scale::elder(styles) == Some(holder));
                }
            }
        }
    }

    #[test]
    fn the_best_seller_is_one_of_the_founders_and_stays_it() {
        for subcategory in 0..50 {
            let scale = scale(subcategory);
            let best = scale.style_at(0, FOUNDERS);
            assert!((FOUNDERS..2_000).all(|styles| scale.style_at(0, styles) == best));
        }
        assert_eq!([Scale::elder(0), Scale::elder(1), Scale::elder(6)], [None, Some(0), Some(2)]);
    }

    #[test]
    fn middle_sizes_sell_best() {
        let mut stream = Seed(1).key("sizes").stream(0);
        let mut sold = [0; 5];
        (0..10_000).for_each(|_| sold[article(5, &mut stream) as usize] += 1);
        assert!(sold[0] < sold[1] && sold[1] < sold[2] && sold[2] > sold[3] && sold[3] > sold[4], "{sold:?}");
        assert!(sold[0] > 500, "{sold:?}");
    }
}
