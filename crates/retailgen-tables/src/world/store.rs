//! Stores: where they stand, when they open and close, how large they are, and which one a customer goes to.

use retailgen_synth::{
    Key, Seed, calendar::Date, distribution::normal, key::Stream, proportional::ProportionalSequence,
};

use super::{
    geography::{AreaId, Geography, PlaceId},
    growth::GrowthCurve,
};
use crate::parameters;

/// Number of a store, from 0; the `store_id` is one more.
pub type StoreIndex = u64;

/// Class of web storefronts in the sequence of sites.
const WEB: usize = 0;
/// Class of the first area; the others follow.
const AREA: usize = 1;
/// Draws before a search widens, from the area to the state and to the country. One in five is accepted.
const TRIES: u32 = 24;
/// Sizes above this many standard deviations of the log are cut, which bounds the search by size.
const LARGEST_SIZE: f64 = 2.5;

/// The stores of the world.
#[derive(Debug)]
pub struct Stores {
    growth: GrowthCurve,
    sequence: ProportionalSequence,
    /// For each area, the areas of its state.
    same_state: Vec<Vec<AreaId>>,
    parameters: parameters::Stores,
    keys: Keys,
}

#[derive(Debug)]
struct Keys {
    place: Key,
    size: Key,
    lifetime: Key,
    favourite: Key,
}

/// Where a store is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// A storefront on the web.
    Web,
    /// A shop in an area.
    Area(AreaId),
}

impl Stores {
    /// The stores, `growth` of them, spread over the areas of `geography`.
    pub fn new(seed: Seed, growth: GrowthCurve, geography: &Geography, parameters: &parameters::Stores) -> Self {
        let key = seed.key("stores");
        let shops = 1.0 - parameters.web_share;
        let weights: Vec<f64> = std::iter::once(parameters.web_share)
            .chain(geography.areas().iter().map(|area| area.share * shops))
            .collect();
        Self {
            growth,
            sequence: ProportionalSequence::new(key.key("site"), &weights).starting_with(WEB),
            same_state: geography
                .areas()
                .iter()
                .map(|area| {
                    let others = geography.areas().iter().enumerate();
                    others.filter(|(_, other)| other.state == area.state).map(|(id, _)| id).collect()
                })
                .collect(),
            parameters: parameters.clone(),
            keys: Keys {
                place: key.key("place"),
                size: key.key("size"),
                lifetime: key.key("close_dt"),
                favourite: key.key("favourite"),
            },
        }
    }

    /// How their number grows.
    pub fn growth(&self) -> &GrowthCurve {
        &self.growth
    }

    /// Where a store is. The first one is always on the web.
    pub fn site(&self, store: StoreIndex) -> Site {
        match self.sequence.class_of(store) {
            WEB => Site::Web,
            class => Site::Area(class - AREA),
        }
    }

    /// The place of a store. A web storefront stands where its warehouse is, in the main town of some area.
    pub fn place(&self, store: StoreIndex, geography: &Geography) -> PlaceId {
        let bits = self.keys.place.bits(store);
        match self.site(store) {
            Site::Area(area) => geography.place_in(area, bits),
            Site::Web => geography.areas()[geography.area(bits)].hub,
        }
    }

    /// How many storefronts have a smaller number than `store`.
    pub fn storefronts_before(&self, store: StoreIndex) -> u64 {
        self.sequence.count_before(WEB, store)
    }

    /// The first day of trade.
    pub fn opened(&self, store: StoreIndex) -> Date {
        self.growth.appearance(store).date.max(crate::window::FIRST_DAY)
    }

    /// The day on which a store closes for good, if it ever does within the model's horizon.
    pub fn closes(&self, store: StoreIndex) -> Option<Date> {
        if store < self.parameters.never_closed {
            return None;
        }
        let years = -libm::log(1.0 - self.keys.lifetime.unit(store)) / self.parameters.closed_a_year;
        // A store is given a year at least; beyond a century the date would leave the calendar's range.
        (years < 100.0).then(|| self.opened(store).plus_days((365.25 * (1.0 + years)) as i32))
    }

    /// Whether a store trades on `date`.
    pub fn is_open(&self, store: StoreIndex, date: Date) -> bool {
        store < self.growth.by(date) && self.opened(store) <= date && self.closes(store).is_none_or(|end| date < end)
    }

    /// The store in which a customer of `area` buys on `date`: the favourite most times, else another one nearby.
    ///
    /// Where the area has no open store (at small scales most have none at all), one elsewhere in the state serves,
    /// and where that has none, one anywhere.
    pub fn visited(&self, customer: u64, area: AreaId, date: Date, stream: &mut Stream) -> StoreIndex {
        let mut own = self.keys.favourite.stream(customer);
        let draws = if stream.chance(self.parameters.favourite_share) { &mut own } else { stream };
        self.by_size(AREA + area, date, draws)
            .or_else(|| self.in_state(area, date, draws))
            .unwrap_or_else(|| self.any_open(false, date, draws))
    }

    /// An open store in any area of the state that `area` is in.
    fn in_state(&self, area: AreaId, date: Date, draws: &mut Stream) -> Option<StoreIndex> {
        let areas = &self.same_state[area];
        (0..TRIES).find_map(|_| {
            let nearby = areas[draws.below(areas.len() as u64) as usize];
            self.sequence_pick(AREA + nearby, draws).filter(|&store| self.is_open(store, date))
        })
    }

    /// The web storefront in which a customer buys on `date`.
    pub fn storefront(&self, customer: u64, date: Date, stream: &mut Stream) -> StoreIndex {
        let mut own = self.keys.favourite.stream(customer);
        let draws = if stream.chance(self.parameters.favourite_share) { &mut own } else { stream };
        self.by_size(WEB, date, draws).unwrap_or_else(|| self.any_open(true, date, draws))
    }

    /// An open store of `class`, larger ones more often: draws are accepted by size.
    ///
    /// Ranks are drawn among all stores that there will ever be, so that a favourite, which is drawn from the
    /// customer's own stream, stays the same until that store closes.
    fn by_size(&self, class: usize, date: Date, draws: &mut Stream) -> Option<StoreIndex> {
        let largest = LARGEST_SIZE * self.parameters.size_log_sd;
        (0..TRIES).find_map(|_| {
            let store = self.sequence_pick(class, draws)?;
            let accepted = draws.unit() < libm::exp(self.log_size(store) - largest);
            (accepted && self.is_open(store, date)).then_some(store)
        })
    }

    fn sequence_pick(&self, class: usize, draws: &mut Stream) -> Option<StoreIndex> {
        let count = self.sequence.count_before(class, self.growth.ever());
        (count > 0).then(|| self.sequence.nth(class, draws.below(count)))
    }

    /// The log of a store's size against the median.
    fn log_size(&self, store: StoreIndex) -> f64 {
        let z = normal::quantile(self.keys.size.unit(store)).clamp(-LARGEST_SIZE, LARGEST_SIZE);
        z * self.parameters.size_log_sd
    }

    /// Any open store of a channel: first by chance, then the first in the list, which never closes.
    fn any_open(&self, web: bool, date: Date, draws: &mut Stream) -> StoreIndex {
        let known = self.growth.by(date);
        let fits = |store: &StoreIndex| (self.site(*store) == Site::Web) == web && self.is_open(*store, date);
        (0..TRIES)
            .map(|_| draws.below(known))
            .find(fits)
            .or_else(|| (0..known).find(fits))
            .expect("the first stores of each channel never close")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Parameters, reference::countries::Country, window::FIRST_DAY};

    fn stores(total: u64) -> (Stores, Geography) {
        let geography = Geography::new(Country::all());
        let parameters = Parameters::default();
        let growth = GrowthCurve::new(total, 4, parameters.growth.stores_at_opening, parameters.growth.stores_yearly);
        (Stores::new(Seed(5), growth, &geography, &parameters.stores), geography)
    }

    #[test]
    fn every_visit_finds_an_open_store_of_its_channel() {
        for total in [4, 50, 5_000] {
            let (stores, geography) = stores(total);
            let key = Seed(6).key("visits");
            for date in [FIRST_DAY, Date::new(2024, 6, 1), crate::window::LAST_DAY] {
                for customer in 0..300 {
                    let mut stream = key.stream(customer);
                    let area = geography.area(key.bits(customer));
                    let shop = stores.visited(customer, area, date, &mut stream);
                    assert!(stores.is_open(shop, date) && stores.site(shop) != Site::Web);
                    let web = stores.storefront(customer, date, &mut stream);
                    assert!(stores.is_open(web, date) && stores.site(web) == Site::Web);
                }
            }
        }
    }

    #[test]
    fn three_trips_in_four_go_to_one_store() {
        let (stores, geography) = stores(5_000);
        let key = Seed(7).key("visits");
        let date = Date::new(2024, 6, 1);
        let sydney = geography.areas().iter().position(|a| geography.place(a.hub).name == "Sydney").unwrap();
        let mut favourite = 0;
        for customer in 0..200 {
            let mut visits: Vec<StoreIndex> = (0..20)
                .map(|trip| stores.visited(customer, sydney, date, &mut key.nth(customer).stream(trip)))
                .collect();
            visits.sort_unstable();
            favourite += visits.chunk_by(|a, b| a == b).map(<[_]>::len).max().unwrap();
        }
        // 4,000 trips at .75, five standard deviations of a binomial.
        assert!((2_860..3_140).contains(&favourite), "{favourite}");
    }
}
