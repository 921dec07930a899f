//! Stores: where they stand, when they open and close, how large they are, and which one a customer goes to.

mod layout;
mod nearby;

use std::sync::OnceLock;

use retailgen_synth::{
    Key, Seed,
    calendar::Date,
    distribution::normal,
    key::{Stream, below},
    proportional::ProportionalSequence,
};

use super::{
    geography::{AreaId, Geography, Home, PlaceId},
    growth::GrowthCurve,
    household::HouseholdId,
    spot::Spot,
};
use crate::{parameters, reference::companies::COMPANIES, window::FIRST_DAY};
use layout::{Grid, Layout};
use nearby::{Nearby, Spread};

/// Number of a store, from 0; the `store_id` is one more.
pub type StoreIndex = u64;

/// Class of web storefronts in the sequence of sites.
const WEB: usize = 0;
/// Class of the first area; the others follow.
const AREA: usize = 1;
/// Draws before the nearest shop serves. About one in five is accepted.
const TRIES: u32 = 24;
/// Shops of a place that are looked at in turn where draws have failed.
const LOOKED_AT: u64 = 8;
/// Sizes above this many standard deviations of the log are cut, which bounds the search by size.
const LARGEST_SIZE: f64 = 2.5;
/// Classes of stores by size.
const SIZES: usize = 64;

/// The stores of the world.
#[derive(Debug)]
pub struct Stores {
    growth: GrowthCurve,
    sequence: ProportionalSequence,
    /// By area: where its shops stand.
    layouts: Vec<OnceLock<Layout>>,
    near: OnceLock<Near>,
    /// All that there will ever be, by rank: one store in a hundred.
    storefronts: OnceLock<Vec<Storefront>>,
    /// By place on the list of storefronts' names: which of the specialists it is.
    specialists: Vec<Option<usize>>,
    /// By class of sizes: the chance that a draw is accepted.
    accepted: [f64; SIZES],
    /// The chance of a draw below which a store has closed by the end of the model's horizon.
    closing: f64,
    parameters: parameters::Stores,
    keys: Keys,
}

/// What is near what, worked out when an order in a shop is drawn: lists for places in which somebody lives.
#[derive(Debug)]
struct Near {
    spreads: Vec<Spread>,
    by_place: Vec<OnceLock<Box<Nearby>>>,
}

/// What a choice among storefronts asks of each.
#[derive(Debug, Clone, Copy)]
struct Storefront {
    store: StoreIndex,
    /// The chance that a draw is accepted.
    accepted: f64,
    closes: Option<Date>,
    is_specialist: bool,
}

#[derive(Debug)]
struct Keys {
    place: Key,
    spot: Key,
    size: Key,
    lifetime: Key,
    favourite: Key,
    journey: Key,
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
        let accepted = |class| {
            let z = normal::quantile((class as f64 + 0.5) / SIZES as f64).clamp(-LARGEST_SIZE, LARGEST_SIZE);
            libm::exp((z - LARGEST_SIZE) * parameters.size_log_sd)
        };
        let specialist =
            |name: &&str| COMPANIES.specialist.iter().position(|specialist| specialist.storefront == *name);
        let horizon = f64::from(crate::window::LAST_DAY.days() - super::growth::FOUNDED.days()) / 365.25;
        Self {
            growth,
            sequence: ProportionalSequence::new(key.key("site"), &weights).starting_with(WEB),
            layouts: geography.areas().iter().map(|_| OnceLock::new()).collect(),
            near: OnceLock::new(),
            storefronts: OnceLock::new(),
            specialists: COMPANIES.retailer.web_names.iter().map(specialist).collect(),
            accepted: std::array::from_fn(accepted),
            closing: 1.0 - libm::exp(-parameters.closed_a_year * horizon),
            parameters: parameters.clone(),
            keys: Keys {
                place: key.key("place"),
                spot: key.key("spot"),
                size: key.key("size"),
                lifetime: key.key("close_dt"),
                favourite: key.key("favourite"),
                journey: key.key("journey"),
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
        match self.site(store) {
            Site::Area(area) => {
                let layout = self.layout(area, geography);
                layout.place(layout.sequence().class_of(self.sequence.count_before(AREA + area, store)))
            }
            Site::Web => geography.areas()[geography.area(self.keys.place.bits(store))].hub,
        }
    }

    /// How many shops have a smaller number and stand in the same place.
    pub fn rank_in_place(&self, store: StoreIndex, geography: &Geography) -> u64 {
        let Site::Area(area) = self.site(store) else { return 0 };
        let sequence = self.layout(area, geography).sequence();
        let rank = self.sequence.count_before(AREA + area, store);
        sequence.count_before(sequence.class_of(rank), rank)
    }

    /// The spot of a store within its place.
    pub fn spot(&self, store: StoreIndex, geography: &Geography) -> Spot {
        let bits = self.keys.spot.bits(store);
        let Site::Area(area) = self.site(store) else { return Spot(bits) };
        let class = self.layout(area, geography).sequence().class_of(self.sequence.count_before(AREA + area, store));
        self.grid(area, class, geography).spot(self.rank_in_place(store, geography), bits)
    }

    /// Which of the specialists a store is; none for shops and for storefronts that sell everything.
    pub fn specialist(&self, store: StoreIndex) -> Option<usize> {
        if self.site(store) != Site::Web {
            return None;
        }
        self.specialist_of_rank(self.storefronts_before(store))
    }

    fn specialist_of_rank(&self, rank: u64) -> Option<usize> {
        self.specialists[rank as usize % self.specialists.len()]
    }

    /// How many storefronts have a smaller number than `store`.
    pub fn storefronts_before(&self, store: StoreIndex) -> u64 {
        self.sequence.count_before(WEB, store)
    }

    /// The first day of trade.
    pub fn opened(&self, store: StoreIndex) -> Date {
        self.growth.appearance(store).date
    }

    /// The day on which a store closes for good, if it ever does within the model's horizon.
    pub fn closes(&self, store: StoreIndex) -> Option<Date> {
        let chance = self.keys.lifetime.unit(store);
        if store < self.parameters.never_closed || chance >= self.closing {
            return None;
        }
        let years = -libm::log(1.0 - chance) / self.parameters.closed_a_year;
        // A store is given a year at least. Those that the company took over when trading began count from then.
        let from = self.opened(store).max(FIRST_DAY);
        Some(from.plus_days((365.25 * (1.0 + years)) as i32))
    }

    /// How many there will ever be.
    pub fn ever(&self) -> u64 {
        self.growth.ever()
    }

    /// Whether a store trades on `date`.
    pub fn is_open(&self, store: StoreIndex, date: Date) -> bool {
        // Those known by a date have opened by then.
        date >= FIRST_DAY && store < self.growth.by(date) && self.closes(store).is_none_or(|end| date < end)
    }

    /// How likely a trip to the shops is for somebody who lives at `place`, against somebody next door to one: who has far
    /// to go buys on the web.
    pub fn goes_shopping(&self, place: PlaceId, date: Date, geography: &Geography) -> f64 {
        let known = self.growth.by(date);
        let nearest = self.nearby(place, geography).by_distance().find(|(spread, _)| spread.first < known);
        let (half, least) = self.parameters.trips_by_distance;
        nearest.map_or(least, |(_, distance)| (half / (half + distance)).max(least))
    }

    /// The shop in which a customer buys on `date` who lives at `home`: the household's favourite most times, else another
    /// one; both are likelier near home and if they are large. On a journey that is near where the household stays.
    pub fn visited(
        &self,
        household: HouseholdId,
        home: Home,
        date: Date,
        geography: &Geography,
        stream: &mut Stream,
    ) -> StoreIndex {
        let week = self.keys.journey.nth(u64::from(date.days().unsigned_abs() / 7));
        let is_away = self.parameters.journeys[date.month() as usize - 1] * self.parameters.journeys_a_year / 52.18;
        let (at, mut own) = if week.chance(household, is_away) {
            let mut stream = week.stream(!household);
            let area = geography.area(stream.bits());
            (geography.home_in(area, &mut stream), stream)
        } else {
            (home, self.keys.favourite.stream(household))
        };
        let draws = if stream.chance(self.parameters.favourite_share) { &mut own } else { stream };
        let nearby = self.nearby(at.place, geography);
        let chosen = (0..TRIES).find_map(|_| {
            let spread = nearby.pick(draws.bits())?;
            let bits = draws.bits();
            let rank = if spread.place == at.place {
                spread.grid.near(at.spot, bits)
            } else {
                below(bits, spread.grid.shops())
            };
            self.if_chosen(self.shop(spread, rank, geography), date, draws)
        });
        chosen.unwrap_or_else(|| {
            let in_turn = nearby.by_distance().flat_map(|(spread, _)| {
                (0..spread.grid.shops().min(LOOKED_AT)).map(|rank| self.shop(spread, rank, geography))
            });
            let open = in_turn.into_iter().find(|&store| self.is_open(store, date));
            open.unwrap_or_else(|| self.any_open(false, date, draws))
        })
    }

    /// The web storefront in which a customer buys on `date`.
    pub fn storefront(&self, customer: u64, date: Date, stream: &mut Stream) -> StoreIndex {
        let mut own = self.keys.favourite.stream(customer);
        let draws = if stream.chance(self.parameters.favourite_share) { &mut own } else { stream };
        let (storefronts, known) = (self.storefronts(), self.growth.by(date));
        // Ranks are drawn among all that there will ever be, here and for shops, so that a favourite, which is drawn from a
        // stream of its own, stays the same until that store closes.
        let chosen = (0..TRIES).find_map(|_| {
            let Storefront { store, accepted, closes, is_specialist } =
                storefronts[draws.below(storefronts.len() as u64) as usize];
            let is_open = || date >= FIRST_DAY && store < known && closes.is_none_or(|end| date < end);
            let is_chosen = draws.unit() < accepted && is_open();
            let is_wanted = is_chosen && (!is_specialist || draws.chance(self.parameters.specialist_size));
            is_wanted.then_some(store)
        });
        chosen.unwrap_or_else(|| self.any_open(true, date, draws))
    }

    /// All that there will ever be, looked up once: every web order chooses among them.
    fn storefronts(&self) -> &[Storefront] {
        self.storefronts.get_or_init(|| {
            let storefront = |rank| {
                let store = self.sequence.nth(WEB, rank);
                let (accepted, closes) = (self.accepted(store), self.closes(store));
                Storefront { store, accepted, closes, is_specialist: self.specialist_of_rank(rank).is_some() }
            };
            (0..self.sequence.count_before(WEB, self.growth.ever())).map(storefront).collect()
        })
    }

    /// The chance that a draw of a store is accepted, by its size.
    fn accepted(&self, store: StoreIndex) -> f64 {
        self.accepted[self.keys.size.below(store, SIZES as u64) as usize]
    }

    /// A drawn store, if it is open and large enough for this draw.
    fn if_chosen(&self, store: StoreIndex, date: Date, draws: &mut Stream) -> Option<StoreIndex> {
        (draws.unit() < self.accepted(store) && self.is_open(store, date)).then_some(store)
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

    fn layout(&self, area: AreaId, geography: &Geography) -> &Layout {
        self.layouts[area].get_or_init(|| Layout::new(self.keys.place, &geography.areas()[area], geography))
    }

    /// The store that is shop number `rank` of a place.
    fn shop(&self, spread: &Spread, rank: u64, geography: &Geography) -> StoreIndex {
        let sequence = self.layout(spread.area, geography).sequence();
        self.sequence.nth(AREA + spread.area, sequence.nth(spread.class, rank))
    }

    /// The shops of a place, by its number in the layout of `area`.
    fn grid(&self, area: AreaId, class: usize, geography: &Geography) -> Grid {
        let layout = self.layout(area, geography);
        let shops = layout.sequence().count_before(class, self.sequence.count_before(AREA + area, self.growth.ever()));
        Grid::new(shops, self.keys.spot.nth(layout.place(class) as u64).bits(0))
    }

    fn spread(&self, area: AreaId, class: usize, geography: &Geography) -> Option<Spread> {
        let grid = self.grid(area, class, geography);
        if grid.shops() == 0 {
            return None;
        }
        let sequence = self.layout(area, geography).sequence();
        let place = self.layout(area, geography).place(class);
        let first = self.sequence.nth(AREA + area, sequence.nth(class, 0));
        Some(Spread { place, area, class, grid, first })
    }

    fn nearby(&self, place: PlaceId, geography: &Geography) -> &Nearby {
        let near = self.near.get_or_init(|| Near {
            spreads: self.spreads(geography),
            by_place: geography.places().iter().map(|_| OnceLock::new()).collect(),
        });
        let new = || Box::new(Nearby::new(place, &near.spreads, geography, &self.parameters));
        near.by_place[place].get_or_init(new)
    }

    /// All places in which there will ever be a shop, from north to south.
    fn spreads(&self, geography: &Geography) -> Vec<Spread> {
        let areas = geography.areas().iter().enumerate();
        let shops = areas.map(|(area, _)| (area, self.sequence.count_before(AREA + area, self.growth.ever())));
        let with_shops = shops.filter(|&(_, shops)| shops > 0);
        let places = with_shops.flat_map(|(area, _)| {
            let classes = self.layout(area, geography).sequence().classes();
            (0..classes).filter_map(move |class| self.spread(area, class, geography))
        });
        let mut spreads: Vec<Spread> = places.collect();
        spreads.sort_by(|a, b| {
            let latitude = |spread: &Spread| geography.place(spread.place).latitude;
            latitude(b).total_cmp(&latitude(a)).then(a.place.cmp(&b.place))
        });
        spreads
    }
}

#[cfg(test)]
mod tests;
