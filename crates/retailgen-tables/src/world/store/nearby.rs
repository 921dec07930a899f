//! Which shops are near a place: a short list of places that have some, drawn from by distance.

use retailgen_synth::key::unit;

use super::{StoreIndex, layout::Grid};
use crate::{
    parameters,
    world::geography::{AreaId, Geography, KM_OF_DEGREE, PlaceId},
};

/// Most places on a list: beyond them a shop is hardly ever visited but on a journey.
const LONGEST: usize = 16;
/// The place on the list, from 0, whose distance is a usual one.
const USUAL: usize = 4;

/// Kilometres to the north and south within which places are looked for first: enough in a city.
const FIRST_STRIP: f64 = 8.0;

/// A place that has shops, or will have.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    /// The place.
    pub place: PlaceId,
    /// Its area.
    pub area: AreaId,
    /// Its number in the layout of that area.
    pub class: usize,
    /// How its shops are spread over it.
    pub grid: Grid,
    /// The shop that opens first.
    pub first: StoreIndex,
}

/// The places with shops nearest to a place, the nearest first.
#[derive(Debug)]
pub struct Nearby {
    spreads: Vec<Spread>,
    /// Kilometres to each.
    distances: Vec<f32>,
    /// Up to which share of the draws each is drawn.
    until: Vec<f32>,
}

impl Nearby {
    /// Those near `place` among `all`, which stand from north to south, drawn as the distances to them say.
    pub fn new(place: PlaceId, all: &[Spread], geography: &Geography, parameters: &parameters::Stores) -> Self {
        let mut nearest = among_nearest(place, all, geography);
        nearest.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        nearest.truncate(LONGEST);
        let usual = nearest.get(USUAL).or(nearest.last()).map_or(0.0, |&(distance, _)| distance);
        let indifferent = parameters.indifference * usual;
        let radius = geography.radius(place);
        let weight = |&(distance, number): &(f64, usize)| {
            let spread: &Spread = &all[number];
            // Half the squared radii are the mean square of the distance between two spots but for the centres'. Who has many
            // shops at home looks only at the shops of the own square.
            let other = geography.radius(spread.place);
            let within = f64::midpoint(radius * radius, other * other) + indifferent * indifferent;
            let squares = if spread.place == place { f64::from(1_u32 << (2 * spread.grid.level())) } else { 1.0 };
            spread.grid.shops() as f64 / squares
                * libm::pow(distance * distance + within / squares, -parameters.distance_decay / 2.0)
        };
        let weights: Vec<f64> = nearest.iter().map(weight).collect();
        let total: f64 = weights.iter().sum();
        let sums = weights.iter().scan(0.0, |sum, weight| {
            *sum += weight;
            Some((*sum / total) as f32)
        });
        Self {
            until: sums.collect(),
            distances: nearest.iter().map(|&(distance, _)| distance as f32).collect(),
            spreads: nearest.into_iter().map(|(_, number)| all[number]).collect(),
        }
    }

    /// A place with shops, nearer ones more often; none where no shop is anywhere.
    #[inline]
    pub fn pick(&self, bits: u64) -> Option<&Spread> {
        let share = unit(bits) as f32;
        let number = self.until.iter().position(|&until| share < until);
        self.spreads.get(number.unwrap_or_default())
    }

    /// All of them with their distances in kilometres, the nearest first.
    pub fn by_distance(&self) -> impl Iterator<Item = (&Spread, f64)> {
        self.spreads.iter().zip(&self.distances).map(|(spread, &distance)| (spread, f64::from(distance)))
    }
}

/// Distances to some of `all`, the [`LONGEST`] nearest included, and their numbers.
fn among_nearest(place: PlaceId, all: &[Spread], geography: &Geography) -> Vec<(f64, usize)> {
    let latitude = |place: PlaceId| geography.place(place).latitude;
    let here = latitude(place);
    let mut width = FIRST_STRIP;
    loop {
        let from = all.partition_point(|spread| latitude(spread.place) > here + width / KM_OF_DEGREE);
        let to = all.partition_point(|spread| latitude(spread.place) >= here - width / KM_OF_DEGREE);
        let strip = (from..to).map(|number| (geography.distance(place, all[number].place), number));
        let near: Vec<(f64, usize)> = strip.filter(|&(distance, _)| distance <= width).collect();
        if near.len() >= LONGEST || near.len() == all.len() {
            return near;
        }
        width *= 2.0;
    }
}
