//! Returns: which order lines come back, when, how many units and why, and what an inspection finds.
//!
//! Every day of orders has an exact number of lines that are ever returned, along the curve of its orders. Which ones is
//! a systematic sample, so that a line comes back with a chance in proportion to its category's and channel's, and no
//! line twice. What a return is hangs on nothing but the order line: tables show what of it was known, and when.

mod recent;
mod timing;

use std::ops::Range;

use retailgen_schema::returns::{REASON_ACCEPTED, RETURN_REASON_CODE_ACCEPTED};
use retailgen_synth::{Key, Seed, calendar::Date, counts::CumulativeCounts, distribution::alias::AliasTable};

use super::{
    World,
    basket::Line,
    delivery::Parcel,
    demand::Demand,
    order::{Channel, Order, Purpose},
    product::{ProductIndex, Products},
    trading_day::TradingDay,
};
use crate::{
    parameters::Returns as Parameters,
    window::{FIRST_DAY, LAST_DAY},
};
pub use recent::RecentReturns;
use timing::Timing;

/// What `return_id` counts an order's lines in: the id is 64 times the order's plus the line's number.
const LINES_AN_ORDER: u64 = 64;

/// The returns of orders.
#[derive(Debug)]
pub struct Returns {
    counts: CumulativeCounts,
    /// By subcategory: the chance of a return, relative, and the kind of goods.
    subcategories: Vec<(f64, usize)>,
    /// By kind of goods.
    reasons: [AliasTable; crate::parameters::GOODS],
    timing: Timing,
    start: Key,
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
pub struct Reason(usize);

impl Reason {
    /// As it stands in the data.
    pub fn name(self) -> &'static str {
        REASON_ACCEPTED[self.0]
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        RETURN_REASON_CODE_ACCEPTED[self.0]
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
    /// `return_id`.
    pub fn id(&self) -> u64 {
        self.order_id * LINES_AN_ORDER + self.line_number
    }

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
    weights: Vec<f64>,
}

impl Returns {
    /// Those that belong to `seed`, of the orders that `demand` counts; `orders_in_2024` of them in that year.
    pub fn new(seed: Seed, demand: &Demand, orders_in_2024: u64, products: &Products, parameters: &Parameters) -> Self {
        let key = seed.key("returns");
        let weight = |date: Date| demand.web_on(date) as f64 * parameters.web_factor + demand.stores_on(date) as f64;
        let weights: Vec<f64> = (FIRST_DAY.days()..=LAST_DAY.days()).map(|day| weight(Date::from_days(day))).collect();
        let anchor = index(Date::new(2024, 1, 1))..index(Date::new(2025, 1, 1));
        let total = (orders_in_2024 as f64 * parameters.lines_an_order + 0.5).floor() as u64;
        let category = |subcategory| {
            let name = &products.entry(subcategory).0.name;
            let figures = parameters.categories.iter().find(|(category, ..)| category == name);
            let (_, rate, goods) = figures.expect("a test finds every category of the catalogue in the parameters");
            (*rate, *goods as usize)
        };
        Self {
            counts: CumulativeCounts::new(&weights, anchor, total),
            subcategories: (0..products.subcategories()).map(category).collect(),
            reasons: parameters.reasons.map(AliasTable::new),
            timing: Timing::new(parameters),
            start: key.key("sample"),
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

    /// Returns that the orders of the days from `first` to before `end` will ever have; some of the lines counted are in
    /// parcels that never arrive.
    pub fn between(&self, first: Date, end: Date) -> u64 {
        self.counts.before(index(end)) - self.counts.before(index(first))
    }

    /// The share of [`between`](Self::between) that is booked so many days after the order's date began; an estimate
    /// for plans.
    pub fn share_booked_after(&self, days: i32, web_share: f64) -> f64 {
        let web = web_share * self.parameters.web_factor;
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
        for (place, line) in self.sample(world, day, places, workspace) {
            let order = &day.orders()[place];
            day.sale(world, order, &mut workspace.lines);
            if let Some(found) = self.of_line(world, order, line, workspace) {
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

    /// The lines that come back, each as the order's place in the day and the line's in the order, both from 0.
    fn sample(
        &self,
        world: &World,
        day: &TradingDay,
        places: Range<u64>,
        workspace: &mut Workspace,
    ) -> Vec<(usize, usize)> {
        let count = self.in_slice(day.date(), day.orders().len() as u64, &places);
        if count == 0 {
            return Vec::new();
        }
        let Workspace { lines, weights, .. } = workspace;
        let orders = &day.orders()[places.start as usize..places.end as usize];
        weights.clear();
        let mut ends = Vec::with_capacity(orders.len());
        let mut total = 0.0;
        for order in orders {
            day.sale(world, order, lines);
            let factor = if order.channel == Channel::Web { self.parameters.web_factor } else { 1.0 };
            for line in &*lines {
                total += self.subcategories[line.subcategory].0 * factor;
                weights.push(total);
            }
            ends.push(weights.len());
        }
        let step = total / count as f64;
        let start = self.start.nth(day.date().days() as u64).unit(places.start);
        let mut chosen = Vec::with_capacity(count as usize);
        let (mut order, mut next) = (0, 0_u64);
        for (number, &reached) in weights.iter().enumerate() {
            while ends[order] <= number {
                order += 1;
            }
            let mut is_hit = false;
            // A line is chosen once however many marks lie on it, as they may on a day of a handful of lines.
            while next < count && (start + next as f64) * step < reached {
                is_hit = true;
                next += 1;
            }
            if is_hit {
                let first = if order == 0 { 0 } else { ends[order - 1] };
                chosen.push((places.start as usize + order, number - first));
            }
        }
        chosen
    }

    /// The return of an order's line; none where the goods never reach the customer, or far too late.
    fn of_line(&self, world: &World, order: &Order, line: usize, workspace: &mut Workspace) -> Option<Return> {
        let Workspace { lines, parcels, .. } = workspace;
        let mut time = self.purposes.time.stream_of_line(order, line);
        let booked_at = match order.channel {
            Channel::Pos => self.timing.booked_in_store(world, order, &mut time)?,
            Channel::Web => {
                world.deliveries.fill(world, order, lines, parcels);
                let arrival = parcels.iter().find(|parcel| parcel.holds(line))?.arrival?;
                self.timing.booked_in_warehouse(order, arrival, &mut time)?
            }
        };
        let sold = &lines[line];
        let goods = self.subcategories[sold.subcategory].1;
        let mut units = self.purposes.quantity.stream_of_line(order, line);
        let mut reason = self.purposes.reason.stream_of_line(order, line);
        let mut inspection = self.purposes.inspection.stream_of_line(order, line);
        let quantity = if sold.quantity == 1 || units.chance(self.parameters.all_units) {
            sold.quantity
        } else {
            1 + units.below(sold.quantity as u64 - 1) as i32
        };
        let claim = Claim { quantity, reason: Reason(self.reasons[goods].pick(reason.bits())) };
        let is_doubtful = inspection.chance(self.parameters.inspected_share);
        let is_wrong = inspection.chance(self.parameters.corrected_share);
        let is_withdrawn = inspection.chance(self.parameters.withdrawn_share);
        let bits = inspection.bits();
        Some(Return {
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
        let shares = self.parameters.reasons[goods];
        let others = AliasTable::new(
            shares.iter().enumerate().map(|(reason, &share)| if reason == booked.reason.0 { 0.0 } else { share }),
        );
        Claim { reason: Reason(others.pick(bits)), ..booked }
    }
}

fn index(date: Date) -> usize {
    (date.days() - FIRST_DAY.days()) as usize
}

#[cfg(test)]
mod tests;
