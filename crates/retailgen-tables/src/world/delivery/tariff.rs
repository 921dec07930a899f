//! What a carrier charges: a rate card by weight, distance and service, revised every July.

use retailgen_synth::{Key, Seed, calendar::Date, distribution::normal};

use super::{carrier::Carrier, destination::Destination, destination::Lane};
use crate::{
    parameters::Deliveries as Parameters,
    world::{
        basket::Line,
        product::{PRICE_UNIT, ProductIndex},
    },
};

/// Classes of articles by weight within a price class.
const WEIGHT_CLASSES: usize = 8;

/// Weighs parcels and charges for them.
#[derive(Debug)]
pub struct Tariff {
    /// Which weight class a product is in.
    weights: Key,
    /// Upper price limits in units of 10⁻⁴ AUD, and grams of an article by weight class.
    grams: Vec<(i64, [f64; WEIGHT_CLASSES])>,
    parameters: Parameters,
}

impl Tariff {
    /// The tariff that `parameters` describe, and the weights of the seed's products.
    pub fn new(seed: Seed, parameters: &Parameters) -> Self {
        let figures = &parameters.tariff;
        let grams = |typical: f64| {
            std::array::from_fn(|class| {
                let p = (class as f64 + 0.5) / WEIGHT_CLASSES as f64;
                normal::log_normal_quantile(p, typical, figures.grams_log_sd)
            })
        };
        Self {
            weights: seed.key("products").key("weight"),
            grams: figures
                .grams_by_price
                .iter()
                .map(|&(limit, typical)| (limit.saturating_mul(PRICE_UNIT), grams(typical)))
                .collect(),
            parameters: parameters.clone(),
        }
    }

    /// What the goods of a line weigh, in grams.
    pub fn line_grams(&self, line: &Line) -> f64 {
        self.article_grams(line.product, line.price_aud) * f64::from(line.quantity)
    }

    fn article_grams(&self, product: ProductIndex, price_aud: i64) -> f64 {
        let class = self.weights.below(product, WEIGHT_CLASSES as u64) as usize;
        let of_price = self.grams.iter().find(|(limit, _)| price_aud < *limit).or(self.grams.last());
        of_price.map_or(0.0, |(_, grams)| grams[class])
    }

    /// What `carrier` charges for a parcel with goods of so many grams, in cents AUD.
    pub fn charge(
        &self,
        carrier: Carrier,
        destination: &Destination,
        lane: Lane,
        express: bool,
        despatched: Date,
        goods: f64,
    ) -> i64 {
        let figures = &self.parameters.tariff;
        let abroad = usize::from(lane.is_abroad());
        let grams = goods + figures.packing;
        let cents = &figures.cents[abroad];
        let bracket = figures.brackets.iter().position(|&limit| grams <= f64::from(limit));
        let by_weight = bracket.map_or_else(
            || {
                let last = figures.brackets.len() - 1;
                let over = (grams - f64::from(figures.brackets[last])) / 1_000.0;
                cents[last] + figures.cents_a_kilogram[abroad] * (over as i64 + 1) as f64
            },
            |bracket| cents[bracket],
        );
        let by_service = match (express, abroad) {
            (false, _) => 1.0,
            (true, 0) => figures.express.0,
            (true, _) => figures.express.1,
        };
        let charge = by_weight
            * lane.figure(&figures.lanes, destination.is_large_centre)
            * by_service
            * self.parameters.carriers[carrier as usize].price
            * self.level(despatched);
        let steps = (charge / figures.step as f64 + 0.5) as i64;
        steps.max(1) * figures.step
    }

    /// The rate card's level in the financial year of `date`, as a multiple of its level in 2023–24.
    fn level(&self, date: Date) -> f64 {
        let yearly = self.parameters.tariff.yearly;
        let revisions = date.year() - 2024 + i32::from(date.month() >= 7);
        let factor = if revisions < 0 { 1.0 / yearly } else { yearly };
        // A product of few factors, where `pow` would differ between platforms.
        (0..revisions.abs()).fold(1.0, |level, _| level * factor)
    }
}
