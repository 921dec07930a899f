//! Visits: the sessions of the online shop, from the first page to the purchase.

mod day;
pub mod event;
pub mod pages;
mod pauses;
pub mod query;
mod tracked;
mod walk;

use retailgen_synth::{
    Key, Scale, Seed,
    calendar::Date,
    counts::CumulativeCounts,
    distribution::{alias::AliasTable, negative_binomial::NegativeBinomial},
};

use super::{
    demand::{Demand, DemandCurve},
    mix::Affinities,
    product::Products,
};
use crate::{
    Parameters,
    parameters::Visits as Figures,
    reference::web::{Source as SourceEntry, WEB},
    window::{FIRST_DAY, LAST_DAY},
};
use pages::Pages;
use pauses::Pauses;
use query::Queries;

pub use day::VisitsOfDay;

/// Number of a product, from 0, in half the room: no scale has more than 2³² of them.
type Goods = u32;

/// Events at scale 1 over 2024 (contract).
const EVENTS_IN_2024: u64 = 2_000_000;
/// Most steps that the table of lengths holds.
const MOST_STEPS: usize = 60;

/// The sessions of the online shop, from the first page to the purchase.
#[derive(Debug)]
pub struct Visits {
    events: CumulativeCounts,
    parameters: Figures,
    pub pages: Pages,
    pub queries: Queries,
    pub sources: Vec<Source>,
    source: AliasTable,
    hours: AliasTable,
    devices: AliasTable,
    buyer_devices: AliasTable,
    affinities: Affinities,
    season_peak: f64,
    steps: NegativeBinomial,
    pauses: Pauses,
    keys: Keys,
}

#[derive(Debug)]
struct Keys {
    is_tracked: Key,
    tracked: Key,
    other: Key,
}

/// Where visitors come from.
#[derive(Debug)]
pub struct Source {
    /// The referrer's address; empty for direct visits.
    pub url: &'static str,
    direct: bool,
    signed_in: f64,
    landing: AliasTable,
}

impl Visits {
    /// Those that belong to `seed` at `scale`, of the shop that sells `products` and is visited along `demand`.
    pub fn new(seed: Seed, scale: Scale, demand: &DemandCurve, products: &Products, parameters: &Parameters) -> Self {
        let figures = &parameters.visits;
        let key = seed.key("events");
        Self {
            events: events(demand, scale, parameters),
            pages: Pages::new(),
            queries: Queries::new(seed, products, figures),
            source: AliasTable::new(WEB.source.iter().map(|source| source.weight)),
            sources: WEB.source.iter().map(Source::new).collect(),
            hours: AliasTable::new(parameters.trade.web_hours),
            devices: AliasTable::new(figures.devices),
            buyer_devices: AliasTable::new(figures.buyer_devices),
            affinities: Affinities::new(products),
            season_peak: parameters.products.season_peak,
            steps: NegativeBinomial::new(figures.mean_steps, figures.step_dispersion, MOST_STEPS),
            pauses: Pauses::new(figures),
            keys: Keys { is_tracked: key.key("is_tracked"), tracked: key.key("tracked"), other: key.key("visit") },
            parameters: figures.clone(),
        }
    }

    /// Events before `date`, as planned; a day after the company's last counts as the day after that.
    pub fn events_before(&self, date: Date) -> u64 {
        self.events.before(index(date))
    }

    /// Events on `date`. Where the tracked sessions alone have more, as on a few days at the smallest scales, it is
    /// their number.
    pub fn events_on(&self, date: Date) -> u64 {
        self.events.on(index(date))
    }
}

impl Source {
    fn new(entry: &SourceEntry) -> Self {
        Self {
            direct: entry.url.is_none(),
            url: entry.url.unwrap_or_default(),
            signed_in: entry.signed_in,
            landing: AliasTable::new(entry.landing.iter().copied()),
        }
    }
}

/// Events by day, in proportion to the demand on the web. The demand of the largest scale gives the proportions, so
/// that the events of a small scale do not jump with its whole orders.
fn events(curve: &DemandCurve, scale: Scale, parameters: &Parameters) -> CumulativeCounts {
    let demand = Demand::new(curve, Scale::MAX, &parameters.trade);
    let days = 0..=LAST_DAY.days() - FIRST_DAY.days();
    let weights: Vec<f64> = days.map(|day| demand.web_on(FIRST_DAY.plus_days(day)) as f64 / 1e6).collect();
    let first = index(Date::new(2024, 1, 1));
    CumulativeCounts::new(&weights, first..first + 366, scale.rows(EVENTS_IN_2024))
}

fn index(date: Date) -> usize {
    (date.days() - FIRST_DAY.days()) as usize
}

#[cfg(test)]
mod tests;
