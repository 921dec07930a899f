//! Returns: which order lines come back, when, how many units and why, and what an inspection finds.
//!
//! Every day of orders has an exact number of lines that are ever returned, along the curve of its orders; [`sample`] says
//! which. What a return is hangs on nothing but the order line: tables show what of it was known, and when.

mod recent;
mod sample;
mod timing;

use std::ops::Range;

use retailgen_schema::returns::{REASON_ACCEPTED, RETURN_REASON_CODE_ACCEPTED};
use retailgen_synth::{Key, Seed, calendar::Date, counts::CumulativeCounts, distribution::alias::AliasTable};

use super::{
    World,
    basket::Line,
    day_numbers::DayNumbers,
    delivery::Parcel,
    demand::Demand,
    mix::{Mixes, Outlet},
    order::{Order, Purpose},
    product::{ProductIndex, Products},
    trading_day::TradingDay,
};
use crate::{
    parameters::Returns as Parameters,
    window::{FIRST_DAY, LAST_DAY},
};
pub use recent::RecentReturns;
use sample::{Chosen, Sampler};
use timing::Timing;

/// The returns of orders.
#[derive(Debug)]
pub struct Returns {
    counts: CumulativeCounts,
    /// Chance that a line of the web's mix is returned, against one of the stores' mix.
    web_factor: f64,
    /// By subcategory: the kind of goods.
    goods: Vec<usize>,
    sampler: Sampler,
    /// By kind of goods.
    reasons: [AliasTable; crate::parameters::GOODS],
    timing: Timing,
    numbers: Key,
    purposes: Purposes,
    parameters: Parameters,
}

#[derive(Debug)]
struct Purposes {
    time: Purpose,
    quantity: Purpose,
    reason: Purpose,
    inspection: Purpose,
}

/// Why goods come back, by its place in the schema's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason(u8);

impl Reason {
    /// As it stands in the data.
    pub fn name(self) -> &'static str {
        REASON_ACCEPTED[usize::from(self.0)]
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        RETURN_REASON_CODE_ACCEPTED[usize::from(self.0)]
    }
}

/// How many units come back, and why: what a correction changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Units, at least 1 and at most as many as the order line has.
    pub quantity: i32,
    /// The reason.
    pub reason: Reason,
}

/// A returned order line, with all that will ever be known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Return {
    /// `return_id`.
    pub id: u64,
    /// `order_id`.
    pub order_id: u64,
    /// Number of the line in the order, from 1.
    pub line_number: u64,
    /// What comes back.
    pub product: ProductIndex,
    /// When it is booked, microseconds UTC.
    pub booked_at: i64,
    /// As booked.
    pub claim: Claim,
    /// Whether it is looked at more closely, if it is recent when that is decided.
    pub is_doubtful: bool,
    /// What a closer look finds, where it finds the booking wrong.
    pub correction: Option<Claim>,
    /// Whether the customer keeps the goods after a closer look.
    pub is_withdrawn: bool,
}

impl Return {
    /// The claim after a closer look.
    pub fn corrected(&self) -> Claim {
        self.correction.unwrap_or(self.claim)
    }
}

/// Memory for an order's lines and parcels, used again from order to order.
#[derive(Debug, Default)]
pub struct Workspace {
    lines: Vec<Line>,
    parcels: Vec<Parcel>,
    keys: Vec<Chosen>,
}

impl Returns {
    /// Those that belong to `seed`, of the orders that `demand` counts; `orders_in_2024` of them in that year.
    pub fn new(
        seed: Seed,
        demand: &Demand,
        orders_in_2024: u64,
        (products, mixes): (&Products, &Mixes),
        parameters: &Parameters,
    ) -> Self {
        let key = seed.key("returns");
        let anchor = index(Date::new(2024, 1, 1))..index(Date::new(2025, 1, 1));
        let total = (orders_in_2024 as f64 * parameters.lines_an_order + 0.5).floor() as u64;
        let category = |subcategory| {
            let name = &products.entry(subcategory).0.name;
            let figures = parameters.categories.iter().find(|(category, ..)| category == name);
            let (_, rate, goods) = figures.expect("a test finds every category of the catalogue in the parameters");
            (*rate, *goods as usize)
        };
        let returned = |outlet| -> f64 {
            let rate = |of: usize| products.line_share(of) * mixes.at_outlet(of, outlet) * category(of).0;
            (0..products.subcategories()).map(rate).sum()
        };
        let web_factor = parameters.web_factor * returned(Outlet::Web) / returned(Outlet::Store);
        let weight = |date: Date| demand.web_on(date) as f64 * web_factor + demand.stores_on(date) as f64;
        let weights: Vec<f64> = (FIRST_DAY.days()..=LAST_DAY.days()).map(|day| weight(Date::from_days(day))).collect();
        Self {
            counts: CumulativeCounts::new(&weights, anchor, total),
            web_factor,
            goods: (0..products.subcategories()).map(|subcategory| category(subcategory).1).collect(),
            sampler: Sampler::new(seed, products, |subcategory| category(subcategory).0, parameters),
            reasons: parameters.reasons.map(AliasTable::new),
            timing: Timing::new(parameters),
            numbers: key.key("return_id"),
            purposes: Purposes {
                time: Purpose::new(key.key("return_ts")),
                quantity: Purpose::new(key.key("qty")),
                reason: Purpose::new(key.key("reason")),
                inspection: Purpose::new(key.key("inspection")),
            },
            parameters: parameters.clone(),
        }
    }

    /// Days from an order's date by the end of which its returns are booked, all of them.
    pub fn longest_wait(&self) -> i32 {
        self.timing.longest_wait()
    }

    /// Returns that the orders of the days from `first` to before `end` will ever have.
    pub fn between(&self, first: Date, end: Date) -> u64 {
        self.counts.before(index(end)) - self.counts.before(index(first))
    }

    /// The share of [`between`](Self::between) that is booked so many days after the order's date began; an estimate
    /// for plans.
    pub fn share_booked_after(&self, days: i32, web_share: f64) -> f64 {
        let web = web_share * self.web_factor;
        self.timing.share_booked_after(days, web / (web + 1.0 - web_share))
    }

    /// Calls `each` with the returns of the orders at `places` of a day, by order and line, and with their orders' lines.
    ///
    /// A day's orders are sampled in slices of [`SLICE`](super::trading_day::SLICE): `places` is one of them.
    pub fn for_each(
        &self,
        world: &World,
        day: &TradingDay,
        places: Range<u64>,
        workspace: &mut Workspace,
        mut each: impl FnMut(&Return, &[Line]),
    ) {
        let (date, orders) = (day.date(), day.orders().len() as u64);
        let numbers = DayNumbers::new(self.numbers, date, self.counts.before(index(date)), self.counts.on(index(date)));
        let before = self.in_slice(date, orders, &(0..places.start));
        let count = self.in_slice(date, orders, &places) as usize;
        let chosen = self.sampler.choose(world, &self.timing, day, places, count, workspace);
        for (rank, one) in (before..).zip(chosen) {
            let order = &day.orders()[one.place];
            day.sale(world, order, &mut workspace.lines);
            if let Some(found) = self.of_line(world, order, &one, numbers.of(rank), &workspace.lines) {
                each(&found, &workspace.lines);
            }
        }
    }

    /// Returns that the orders at `places` of a day will ever have, from the day's by the number of orders.
    pub fn in_slice(&self, date: Date, orders: u64, places: &Range<u64>) -> u64 {
        let on = u128::from(self.counts.on(index(date)));
        let up_to = |place: u64| (on * u128::from(place) / u128::from(orders.max(1))) as u64;
        up_to(places.end) - up_to(places.start)
    }

    /// The return of an order's line; none where no store of the state is open for days, which does not happen.
    fn of_line(&self, world: &World, order: &Order, chosen: &Chosen, id: u64, lines: &[Line]) -> Option<Return> {
        let line = chosen.line;
        let mut time = self.purposes.time.stream_of_line(order, line);
        if time.chance(self.parameters.together_share) {
            // The customer brings or sends all of it at once.
            time = self.purposes.time.stream(order);
        }
        let booked_at = match chosen.arrival {
            None => self.timing.booked_in_store(world, order, &mut time)?,
            Some(arrival) => self.timing.booked_in_warehouse(arrival, &mut time)?,
        };
        let sold = &lines[line];
        let goods = self.goods[sold.subcategory];
        let mut units = self.purposes.quantity.stream_of_line(order, line);
        let mut reason = self.purposes.reason.stream_of_line(order, line);
        let mut inspection = self.purposes.inspection.stream_of_line(order, line);
        let quantity = if sold.quantity == 1 || units.chance(self.parameters.all_units) {
            sold.quantity
        } else {
            1 + units.below(sold.quantity as u64 - 1) as i32
        };
        let claim = Claim { quantity, reason: Reason(self.reasons[goods].pick(reason.bits()) as u8) };
        let is_doubtful = inspection.chance(self.parameters.inspected_share);
        let is_wrong = inspection.chance(self.parameters.corrected_share);
        let is_withdrawn = inspection.chance(self.parameters.withdrawn_share);
        let bits = inspection.bits();
        Some(Return {
            id,
            order_id: order.id,
            line_number: line as u64 + 1,
            product: sold.product,
            booked_at,
            claim,
            is_doubtful,
            correction: is_wrong.then(|| self.corrected(claim, sold.quantity, goods, bits)),
            is_withdrawn,
        })
    }

    /// Another claim than the one booked: of other units where the line has several, else for another reason.
    fn corrected(&self, booked: Claim, sold: i32, goods: usize, bits: u64) -> Claim {
        if sold > 1 {
            // One of the other numbers, by how far it lies beyond the one booked, round the end.
            let further = 1 + retailgen_synth::key::below(bits, sold as u64 - 1) as i32;
            return Claim { quantity: (booked.quantity - 1 + further) % sold + 1, ..booked };
        }
        let usual = &self.parameters.reasons[goods];
        let found = self.parameters.found_reasons.iter().zip(usual).enumerate();
        let others = AliasTable::new(found.map(|(reason, (&share, &usual))| {
            if reason == usize::from(booked.reason.0) || usual == 0.0 { 0.0 } else { share }
        }));
        Claim { reason: Reason(others.pick(bits) as u8), ..booked }
    }
}

fn index(date: Date) -> usize {
    (date.days() - FIRST_DAY.days()) as usize
}

#[cfg(test)]
mod tests;
