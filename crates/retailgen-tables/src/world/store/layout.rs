//! Where the shops of an area stand: in its places by their inhabitants, spread so that each serves about as many people.

use retailgen_synth::{Key, key::below, proportional::ProportionalSequence};

use crate::world::{
    geography::{Area, Geography, PlaceId},
    spot::Spot,
};

/// Shops a place, on average, before the sequence of places repeats.
const SHOPS_A_PLACE: usize = 4;
/// Halvings of the plane along the curve that passes through neighbouring places one after the other.
const CURVE_BITS: u32 = 12;

/// The places of an area, and which of its shops stands in which.
#[derive(Debug)]
pub struct Layout {
    /// In the order of the curve.
    places: Vec<PlaceId>,
    /// By the shop's number within the area: the number of the place in `places`.
    sequence: ProportionalSequence,
}

impl Layout {
    /// The layout of `area`.
    ///
    /// Places stand along a curve, as long as they have inhabitants; shops come on it where the halves, then the quarters
    /// and so on begin. So the shops of any time stand evenly far from each other on the curve.
    pub fn new(key: Key, area: &Area, geography: &Geography) -> Self {
        let mut places = area.places.clone();
        let hub = geography.place(area.hub);
        places.sort_by_cached_key(|&id| {
            let place = geography.place(id);
            // Most areas are less than twelve degrees wide; the ends of wider ones are joined, which does no harm.
            let cell = |offset: f64| ((offset / 12.0).clamp(-0.5, 0.5) * 4_095.0 + 2_048.0) as u32;
            (along_curve(cell(place.longitude - hub.longitude), cell(place.latitude - hub.latitude)), id)
        });
        let period = (SHOPS_A_PLACE * places.len()).next_power_of_two().max(16);
        let total: f64 = places.iter().map(|&id| geography.inhabitants(id)).sum();
        let (mut until, mut class) = (0.0, 0);
        let on_curve: Vec<u16> = (0..period)
            .map(|mark| {
                let at = (mark as f64 + 0.5) / period as f64 * total;
                while until + geography.inhabitants(places[class]) < at && class + 1 < places.len() {
                    until += geography.inhabitants(places[class]);
                    class += 1;
                }
                class as u16
            })
            .collect();
        let shift = below(key.bits(area.hub as u64), period as u64) as usize;
        let bits = period.trailing_zeros();
        let mark = |rank: usize| (rank.reverse_bits() >> (usize::BITS - bits)) ^ shift;
        let sequence = (0..period).map(|rank| on_curve[mark(rank)]).collect();
        Self { sequence: ProportionalSequence::of(sequence, places.len()), places }
    }

    /// A place by its number here.
    pub fn place(&self, class: usize) -> PlaceId {
        self.places[class]
    }

    /// Which shop of the area stands in which place, by their numbers here.
    pub fn sequence(&self) -> &ProportionalSequence {
        &self.sequence
    }
}

/// How far along Hilbert's curve a cell of the plane lies.
fn along_curve(mut x: u32, mut y: u32) -> u64 {
    let mut far = 0;
    for bit in (0..CURVE_BITS).rev() {
        let side = 1 << bit;
        let (right, top) = (u32::from(x & side > 0), u32::from(y & side > 0));
        far = far << 2 | u64::from((3 * right) ^ top);
        if top == 0 {
            if right == 1 {
                (x, y) = (!x, !y);
            }
            (x, y) = (y, x);
        }
    }
    far
}

/// The shops of one place, evenly spread over it: each quarter has every fourth of them, each quarter of a quarter every
/// sixteenth. So those near a spot are found without a look at the others.
#[derive(Debug, Clone, Copy)]
pub struct Grid {
    shops: u64,
    /// Which quarter comes first, on all levels.
    shift: u64,
}

/// Squares are halved while they hold at least so many shops.
const SHOPS_A_SQUARE: u64 = 12;

impl Grid {
    /// The grid of `shops` shops; each place has its own `bits`.
    pub fn new(shops: u64, bits: u64) -> Self {
        Self { shops, shift: bits }
    }

    /// How many shops there will ever be.
    pub fn shops(self) -> u64 {
        self.shops
    }

    /// Halvings after which a square holds a few shops.
    pub fn level(self) -> u32 {
        self.shops
            .checked_div(SHOPS_A_SQUARE)
            .filter(|&squares| squares > 0)
            .map_or(0, |squares| squares.ilog2() / 2 + 1)
    }

    /// The spot of shop number `rank`, which `bits` tell more closely.
    pub fn spot(self, rank: u64, bits: u64) -> Spot {
        let depth = (self.level() + 2) * 2;
        let known = (1 << depth) - 1;
        Spot((((rank ^ self.shift) & known) | (bits & !known)).reverse_bits())
    }

    /// One of the shops in the same square as `spot`.
    pub fn near(self, spot: Spot, bits: u64) -> u64 {
        let level = self.level();
        let squares = 1 << (2 * level);
        let first = (spot.square(level) ^ self.shift) & (squares - 1);
        first + squares * below(bits, (self.shops - first).div_ceil(squares))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use retailgen_synth::Seed;

    use super::*;
    use crate::reference::countries::Country;

    #[test]
    fn the_curve_passes_through_every_cell_from_neighbour_to_neighbour() {
        let side = 32;
        let mut cells: Vec<(u64, (u32, u32))> =
            (0..side * side).map(|n| (along_curve(n / side, n % side), (n / side, n % side))).collect();
        cells.sort_unstable();
        assert!(cells.windows(2).all(|pair| {
            let ((_, (x, y)), (_, (u, v))) = (pair[0], pair[1]);
            x.abs_diff(u) + y.abs_diff(v) == 1
        }));
    }

    #[test]
    fn shops_stand_where_people_live() {
        let geography = Geography::new(Country::all());
        for area in geography.areas() {
            let layout = Layout::new(Seed(1).key("layout"), area, &geography);
            let total: f64 = area.places.iter().map(|&id| geography.inhabitants(id)).sum();
            let period = 4_096;
            for (class, &id) in layout.places.iter().enumerate() {
                let share = layout.sequence.count_before(class, period) as f64 / period as f64;
                let expected = geography.inhabitants(id) / total;
                // Shares of a place are dealt in sixteenths or finer, whichever half of the curve it is in.
                assert!((share - expected).abs() < 1.0 / 32.0, "{}: {share} for {expected}", geography.place(id).name);
            }
        }
    }

    #[test]
    fn a_square_holds_its_share_of_the_shops_wherever_they_are_few_or_many() {
        let key = Seed(2).key("grid");
        for shops in [1, 5, 40, 3_000] {
            let grid = Grid::new(shops, key.bits(shops));
            let level = grid.level();
            for home in 0..50 {
                let spot = Spot(key.bits(home));
                let drawn: BTreeSet<u64> = (0..300).map(|draw| grid.near(spot, key.nth(home).bits(draw))).collect();
                assert!(drawn.iter().all(|&shop| {
                    shop < shops && grid.spot(shop, key.bits(shop)).square(level) == spot.square(level)
                }));
                assert!(drawn.len() <= SHOPS_A_SQUARE as usize && drawn.len() as u64 >= shops.min(SHOPS_A_SQUARE / 4));
            }
        }
    }
}
