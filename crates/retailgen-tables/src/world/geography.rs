//! Where people live and stores stand: places by weight, and areas, the surroundings of a town.

use std::collections::BTreeMap;

use retailgen_synth::{calendar::holiday::State, distribution::alias::AliasTable, key::Stream};

use super::{season::STATE_SHARES, spot::Spot};
use crate::reference::{countries::Country, places::Place};

/// Number of a place in the gazetteer.
pub type PlaceId = usize;
/// Number of an area.
pub type AreaId = usize;

/// The country of the company, and of the areas.
const HOME: &str = "AU";
/// Smallest population of a town that has an area of its own.
const HUB_POPULATION: f64 = 10_000.0;
/// A town nearer than this to a larger hub belongs to that hub's area, in degrees of latitude (about 60 km).
const HUB_DISTANCE: f64 = 0.54;
/// Populations above this count no more within an area: the gazetteer lists a metropolis and its suburbs both, and
/// everybody living at "Sydney" with one postcode would be as wrong as nobody.
const PLACE_CAP: f64 = 60_000.0;
/// Kilometres of a degree of latitude.
pub const KM_OF_DEGREE: f64 = 111.2;

/// A town and its surroundings within one Australian state.
#[derive(Debug, Clone)]
pub struct Area {
    /// The town that the area is named after.
    pub hub: PlaceId,
    /// Its state.
    pub state: State,
    /// Share of the Australian population.
    pub share: f64,
    /// Its places, the most populous first.
    pub places: Vec<PlaceId>,
    pick: AliasTable,
}

/// All places and areas.
#[derive(Debug)]
pub struct Geography {
    places: Vec<Place>,
    areas: Vec<Area>,
    pick_area: AliasTable,
    /// For each country but Australia: its code, its places and the choice among them.
    abroad: Vec<(&'static str, Vec<PlaceId>, AliasTable)>,
}

/// Where a household is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home {
    /// The place.
    pub place: PlaceId,
    /// The area, for places in Australia.
    pub area: Option<AreaId>,
    /// The spot within the place.
    pub spot: Spot,
}

impl Geography {
    /// The geography of the crate's places.
    pub fn new(countries: &[Country]) -> Self {
        let places = Place::load();
        let mut in_states: [Vec<PlaceId>; 8] = Default::default();
        let mut in_countries: BTreeMap<&str, Vec<PlaceId>> = BTreeMap::new();
        for (id, place) in places.iter().enumerate() {
            match State::from_abbreviation(place.region).filter(|_| place.country == HOME) {
                Some(state) => in_states[state as usize].push(id),
                None => in_countries.entry(place.country).or_default().push(id),
            }
        }
        let shares = State::ALL.into_iter().zip(STATE_SHARES);
        let areas: Vec<Area> =
            shares.zip(in_states).flat_map(|((state, share), here)| areas_of(&places, here, state, share)).collect();
        let abroad = countries.iter().filter(|country| country.code != HOME).map(|country| {
            let here = in_countries.remove(country.code).unwrap_or_default();
            let pick = AliasTable::new(here.iter().map(|&id| places[id].population));
            (country.code, here, pick)
        });
        let abroad = abroad.collect();
        Self { pick_area: AliasTable::new(areas.iter().map(|area| area.share)), places, areas, abroad }
    }

    /// A place by its number.
    pub fn place(&self, id: PlaceId) -> &Place {
        &self.places[id]
    }

    /// All places, by number.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// All areas.
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// A place in `area`.
    pub fn place_in(&self, area: AreaId, bits: u64) -> PlaceId {
        let area = &self.areas[area];
        area.places[area.pick.pick(bits)]
    }

    /// The area in which an Australian with the random `bits` lives.
    pub fn area(&self, bits: u64) -> AreaId {
        self.pick_area.pick(bits)
    }

    /// A home in `country`.
    pub fn home(&self, country: &str, stream: &mut Stream) -> Home {
        if country == HOME {
            return self.home_in(self.area(stream.bits()), stream);
        }
        let (_, places, pick) = self
            .abroad
            .iter()
            .find(|(code, ..)| *code == country)
            .unwrap_or_else(|| panic!("country {country} is not in data/countries.toml"));
        Home { place: places[pick.pick(stream.bits())], area: None, spot: Spot(stream.bits()) }
    }

    /// A home in `area`.
    pub fn home_in(&self, area: AreaId, stream: &mut Stream) -> Home {
        Home { place: self.place_in(area, stream.bits()), area: Some(area), spot: Spot(stream.bits()) }
    }

    /// Inhabitants of a place as far as they count within its area.
    pub fn inhabitants(&self, id: PlaceId) -> f64 {
        self.places[id].population.min(PLACE_CAP)
    }

    /// Kilometres from the centre of a place to where its outermost homes and stores are. A place of 20,000 people covers
    /// a few square kilometres; beyond that the radius grows with the root of the inhabitants, up to 2.3 km.
    pub fn radius(&self, id: PlaceId) -> f64 {
        (0.012 * KM_OF_DEGREE) * (self.inhabitants(id) / 20_000.0).sqrt().max(0.3)
    }

    /// Kilometres between the centres of two places of a country.
    pub fn distance(&self, a: PlaceId, b: PlaceId) -> f64 {
        KM_OF_DEGREE * distance_squared(&self.places[a], &self.places[b]).sqrt()
    }

    /// Coordinates of a spot within a place, to six decimals.
    pub fn coordinates(&self, id: PlaceId, spot: Spot) -> (f64, f64) {
        let place = &self.places[id];
        let radius = self.radius(id) / KM_OF_DEGREE;
        let (x, y) = spot.in_disc();
        let round = |degrees: f64| (degrees * 1e6 + 0.5).floor() / 1e6;
        (round(place.latitude + y * radius), round(place.longitude + x * radius / east_shrink(place.latitude)))
    }
}

/// How much shorter a degree of longitude is than one of latitude: the parabola is within 3 % of the cosine up to 55°.
fn east_shrink(latitude: f64) -> f64 {
    1.0 - latitude * latitude / 7_300.0
}

/// Squared distance in degrees of latitude, as if the country were flat.
fn distance_squared(a: &Place, b: &Place) -> f64 {
    let north = a.latitude - b.latitude;
    let east = (a.longitude - b.longitude) * east_shrink(a.latitude);
    north * north + east * east
}

/// The areas of a state, which has the places `here`.
fn areas_of(places: &[Place], mut here: Vec<PlaceId>, state: State, state_share: f64) -> Vec<Area> {
    here.sort_by(|&a, &b| places[b].population.total_cmp(&places[a].population).then(a.cmp(&b)));
    let mut hubs: Vec<PlaceId> = Vec::new();
    for &id in &here {
        let far = |&hub: &PlaceId| distance_squared(&places[id], &places[hub]) > HUB_DISTANCE * HUB_DISTANCE;
        if hubs.is_empty() || places[id].population >= HUB_POPULATION && hubs.iter().all(far) {
            hubs.push(id);
        }
    }
    let mut members: Vec<Vec<PlaceId>> = vec![Vec::new(); hubs.len()];
    for &id in &here {
        let mut nearest = (0, f64::INFINITY);
        for (area, &hub) in hubs.iter().enumerate() {
            let distance = distance_squared(&places[id], &places[hub]);
            if distance < nearest.1 {
                nearest = (area, distance);
            }
        }
        members[nearest.0].push(id);
    }
    // A hub's population covers its suburbs where the gazetteer has both, so the larger of the two sums counts.
    let population = |hub: PlaceId, members: &[PlaceId]| {
        let others: f64 = members.iter().filter(|&&id| id != hub).map(|&id| places[id].population).sum();
        others.max(places[hub].population)
    };
    let total: f64 = hubs.iter().zip(&members).map(|(&hub, members)| population(hub, members)).sum();
    hubs.into_iter()
        .zip(members)
        .map(|(hub, places_here)| Area {
            hub,
            state,
            share: state_share * population(hub, &places_here) / total,
            pick: AliasTable::new(places_here.iter().map(|&id| places[id].population.min(PLACE_CAP))),
            places: places_here,
        })
        .collect()
}

/// Appends `pattern` with `#` as any digit, `%` as a digit from 1 to 9 and `@` as one of `letters`.
pub fn fill_pattern(pattern: &str, letters: &str, stream: &mut Stream, out: &mut String) {
    for letter in pattern.chars() {
        out.push(match letter {
            '#' => char::from(b'0' + stream.below(10) as u8),
            '%' => char::from(b'1' + stream.below(9) as u8),
            '@' if !letters.is_empty() => char::from(letters.as_bytes()[stream.below(letters.len() as u64) as usize]),
            other => other,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn geography() -> Geography {
        Geography::new(Country::all())
    }

    #[test]
    fn areas_cover_australia_by_state_shares() {
        let geography = geography();
        let areas = geography.areas();
        assert!((40..120).contains(&areas.len()), "{}", areas.len());
        for (state, share) in State::ALL.into_iter().zip(STATE_SHARES) {
            let sum: f64 = areas.iter().filter(|area| area.state == state).map(|area| area.share).sum();
            assert!((sum - share).abs() < 1e-9, "{state:?}");
        }
        let covered: usize = areas.iter().map(|area| area.places.len()).sum();
        assert_eq!(covered, geography.places.iter().filter(|place| place.country == "AU").count());
    }
}
