//! Spots: where within a place a home or a store is.

/// A point of a square, the bits of both coordinates interlaced: the two highest bits tell the quarter, the next two the
/// quarter of the quarter, and so on. So spots with the same leading bits lie in the same small square.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot(pub u64);

impl Spot {
    /// The point on a disc of radius 1 that the square is bent to: east and north of the centre.
    pub fn in_disc(self) -> (f64, f64) {
        let (x, y) = (coordinate(self.0), coordinate(self.0 >> 1));
        // The elliptical mapping of a square to a disc, which takes no trigonometry.
        (x * (1.0 - y * y / 2.0).sqrt(), y * (1.0 - x * x / 2.0).sqrt())
    }

    /// The number of the square of `4^level` in which it lies, counted such that number `r` of one level contains numbers
    /// `r`, `r + 4^level`, `r + 2 * 4^level` and `r + 3 * 4^level` of the next.
    pub fn square(self, level: u32) -> u64 {
        self.0.reverse_bits() & ((1 << (2 * level)) - 1)
    }
}

/// Every other bit, from the lowest on, as a number in `[-1, 1)`.
fn coordinate(interlaced: u64) -> f64 {
    let mut bits = interlaced & 0x5555_5555_5555_5555;
    for (shift, mask) in [
        (1, 0x3333_3333_3333_3333),
        (2, 0x0F0F_0F0F_0F0F_0F0F),
        (4, 0x00FF_00FF_00FF_00FF),
        (8, 0x0000_FFFF_0000_FFFF),
        (16, 0x0000_0000_FFFF_FFFF),
    ] {
        bits = (bits | bits >> shift) & mask;
    }
    bits as f64 * (2.0 / 4_294_967_296.0) - 1.0
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn spots_of_one_square_are_near_each_other() {
        let key = Seed(1).key("spots");
        for entity in 0..2_000 {
            let (one, other) = (key.bits(entity), key.bits(entity + 2_000));
            let (one, near) = (Spot(one), Spot(one & (u64::MAX << 58) | other >> 6));
            assert_eq!(one.square(3), near.square(3));
            assert_eq!(one.square(2), one.square(3) % 16);
            let ((x, y), (u, v)) = (one.in_disc(), near.in_disc());
            assert!(x * x + y * y <= 1.0);
            // Three halvings of the square's side of 2, bent a little.
            assert!((x - u).abs() < 0.4 && (y - v).abs() < 0.4, "{one:?} {near:?}");
        }
    }
}
