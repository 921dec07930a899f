//! Which lines come back: an exact number of each slice of a day's orders.
//!
//! A line has a weight: by its goods and channel, by who bought, by what is wrong with the product or the whole order, by
//! its price, and by how late it came. Those come back whose even draw over the weight is smallest (sequential Poisson
//! sampling), so a line's chance goes with its weight, lines are drawn independently but for their number, and what an
//! order's lines share brings several of them back together.

use std::ops::Range;

use retailgen_synth::{Key, Seed, distribution::normal};

use super::{Parameters, Workspace, timing::Timing};
use crate::world::{
    World,
    basket::Line,
    order::{Channel, Order, Purpose},
    product::{PRICE_UNIT, ProductIndex, Products},
    trading_day::TradingDay,
};

/// Classes that a log-normal spread is cut into; the last has a thousandth of all.
const CLASSES: usize = 1_024;
/// How far beyond the threshold that one would expect lines are looked at to find it.
const NEAR: f64 = 5.0;
/// How far beyond the threshold a draw is looked at for which a late parcel may count, and for those that take the places
/// of what was lost.
const BEYOND: f64 = 1.1;

/// Weighs and draws the lines that come back.
#[derive(Debug)]
pub struct Sampler {
    /// By subcategory: the chance of a return, relative, and what an article costs on average, in units of 10⁻⁴ AUD.
    subcategories: Vec<(f64, f64)>,
    customers: (Key, Spread),
    products: (Key, Spread),
    orders: Spread,
    draws: Purpose,
    parameters: Parameters,
}

/// Factors with mean 1 that are log-normal over equally likely classes.
#[derive(Debug)]
struct Spread(Vec<f64>);

/// A line that comes back, or may.
#[derive(Debug, Clone, Copy)]
pub struct Chosen {
    /// Its draw over its weight.
    key: f64,
    /// The order's place in the day, from 0.
    pub place: usize,
    /// The line's in the order, from 0.
    pub line: usize,
    /// When the parcel with it arrived; none of a store's sale.
    pub arrival: Option<i64>,
}

impl Spread {
    fn new(log_sd: f64) -> Self {
        let of_class = |class: usize| libm::exp(log_sd * normal::quantile((class as f64 + 0.5) / CLASSES as f64));
        let factors: Vec<f64> = (0..CLASSES).map(of_class).collect();
        let mean = factors.iter().sum::<f64>() / CLASSES as f64;
        Self(factors.into_iter().map(|factor| factor / mean).collect())
    }

    /// The factor for whom or what 64 bits stand.
    fn of(&self, bits: u64) -> f64 {
        self.0[(bits >> 32) as usize % CLASSES]
    }
}

impl Sampler {
    /// The sampler that belongs to `seed`; `rate` gives the chance by subcategory.
    pub fn new(seed: Seed, products: &Products, rate: impl Fn(usize) -> f64, parameters: &Parameters) -> Self {
        let key = seed.key("returns");
        let of_subcategory = |subcategory: usize| {
            let entry = products.entry(subcategory).1;
            // The mean of a log-normal law.
            let price = entry.price_median * libm::exp(entry.price_sigma * entry.price_sigma / 2.0);
            (rate(subcategory), price * PRICE_UNIT as f64)
        };
        Self {
            subcategories: (0..products.subcategories()).map(of_subcategory).collect(),
            customers: (key.key("customer"), Spread::new(parameters.customer_log_sd)),
            products: (key.key("product"), Spread::new(parameters.product_log_sd)),
            orders: Spread::new(parameters.order_log_sd),
            draws: Purpose::new(key.key("sample")),
            parameters: parameters.clone(),
        }
    }

    /// The `count` lines that come back of the orders at `places` of a day, by order and line.
    pub fn choose(
        &self,
        world: &World,
        timing: &Timing,
        day: &TradingDay,
        places: Range<u64>,
        count: usize,
        workspace: &mut Workspace,
    ) -> Vec<Chosen> {
        if count == 0 {
            return Vec::new();
        }
        let mut keys = std::mem::take(&mut workspace.keys);
        keys.clear();
        day.draw_sales(world);
        let mut total = 0.0;
        for place in places.start as usize..places.end as usize {
            let order = &day.orders()[place];
            day.sale(world, order, &mut workspace.lines);
            total += self.weigh(order, place, &workspace.lines, &mut keys);
        }
        // With chances in proportion to the weights the threshold is there; it lies a little beyond, since none exceeds 1.
        let near: Vec<Chosen> = keys.iter().filter(|one| one.key * total < NEAR * count as f64).copied().collect();
        let near = if near.len() < count { keys.clone() } else { near };
        let mut chosen = smallest(near, count, BEYOND * self.parameters.late_factor);
        self.look_at_parcels(world, timing, day, &mut chosen, workspace);
        workspace.keys = keys;
        if chosen.len() > count {
            chosen.select_nth_unstable_by(count - 1, |a, b| a.key.total_cmp(&b.key));
            chosen.truncate(count);
        }
        chosen.sort_unstable_by_key(|one| (one.place, one.line));
        chosen
    }

    /// Adds the keys of an order's lines, and returns the sum of their weights.
    fn weigh(&self, order: &Order, place: usize, lines: &[Line], keys: &mut Vec<Chosen>) -> f64 {
        let mut draws = self.draws.stream(order);
        let (key, spread) = &self.customers;
        let factor = spread.of(key.bits(order.customer)) * self.orders.of(draws.bits());
        let factor = if order.channel == Channel::Web { factor * self.parameters.web_factor } else { factor };
        let mut sum = 0.0;
        for (number, line) in lines.iter().enumerate() {
            let weight = factor * self.weight(line.subcategory, line.product, line.price_aud);
            sum += weight;
            keys.push(Chosen { key: draws.unit() / weight, place, line: number, arrival: None });
        }
        sum
    }

    /// The weight of an article at a price.
    fn weight(&self, subcategory: usize, product: ProductIndex, price: i64) -> f64 {
        let (rate, usual_price) = self.subcategories[subcategory];
        let (key, spread) = &self.products;
        let dearer = (price as f64 / usual_price).min(self.parameters.price_cap);
        rate * spread.of(key.bits(product)) * (1.0 + self.parameters.price_share * (dearer - 1.0))
    }

    /// What an article of a subcategory costs on average, in units of 10⁻⁴ AUD.
    #[cfg(test)]
    pub fn usual_price(&self, subcategory: usize) -> f64 {
        self.subcategories[subcategory].1
    }

    /// Finds when the lines arrived, takes out those that never did, and lowers the keys of those that came late.
    fn look_at_parcels(
        &self,
        world: &World,
        timing: &Timing,
        day: &TradingDay,
        chosen: &mut Vec<Chosen>,
        workspace: &mut Workspace,
    ) {
        let Workspace { lines, parcels, .. } = workspace;
        let mut at = None;
        chosen.sort_unstable_by_key(|one| (one.place, one.line));
        chosen.retain_mut(|one| {
            let order = &day.orders()[one.place];
            if order.channel == Channel::Pos {
                return true;
            }
            if at != Some(one.place) {
                at = Some(one.place);
                day.sale(world, order, lines);
                world.deliveries.fill(world, order, lines, parcels);
            }
            let Some(parcel) = parcels.iter().find(|parcel| parcel.holds(one.line)) else { return false };
            if parcel.is_late() {
                one.key /= self.parameters.late_factor;
            }
            one.arrival = parcel.arrival.filter(|&arrival| timing.takes_back(order, arrival));
            one.arrival.is_some()
        });
    }
}

/// Those with the `count` smallest keys, and all others below `beyond` times the largest of these.
fn smallest(mut keys: Vec<Chosen>, count: usize, beyond: f64) -> Vec<Chosen> {
    if keys.len() > count {
        let (_, last, _) = keys.select_nth_unstable_by(count - 1, |a, b| a.key.total_cmp(&b.key));
        let last = last.key;
        keys.retain(|one| one.key <= last || one.key < last * beyond);
    }
    keys
}
