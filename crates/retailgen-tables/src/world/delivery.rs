//! Deliveries: the parcels of an order, their carriers and how long they take.
//!
//! An order leaves in up to three parcels: what lies in the warehouse that serves the customer, what lies in the other
//! one, and what is out of stock and follows. Every parcel has its carrier, and every carrier a service level: so many
//! business days at the destination, counted from the day after the date of despatch at the warehouse. It depends on
//! the carrier, the lane (the destination's state or country) and whether the customer paid for express, and on nothing
//! that the data does not show; so whoever has the data can tell which deliveries were late.

mod backlog;
mod carrier;
mod despatch;
mod destination;
mod tariff;
mod workdays;

use retailgen_synth::{Key, Seed, calendar::Date};

pub use carrier::Carrier;
use carrier::{Carriers, LONGEST_WAY};
use despatch::Despatch;
pub use despatch::LONGEST_WAIT;
use destination::Destinations;
use tariff::Tariff;
pub use workdays::despatches_on;

use super::{
    World,
    basket::Line,
    day_numbers::DayNumbers,
    demand::{Demand, DemandCurve},
    geography::Geography,
    order::{Channel, Order, OrderBook, Purpose},
};
use crate::{parameters::Deliveries as Parameters, reference::countries::Country};

/// Days from the date of an order after which nothing more becomes of its parcels: each has arrived, or is lost. The clocks at the
/// warehouse and at the door are up to a day ahead.
pub const LONGEST_DELIVERY: i32 = LONGEST_WAIT + LONGEST_WAY + 3;

/// Most parcels of an order, and so many numbers that a day has for each of its orders.
const PARCELS_AN_ORDER: u64 = 3;

/// The parcels of orders, their carriers and how long they take.
#[derive(Debug)]
pub struct Deliveries {
    numbers: Key,
    purposes: Purposes,
    destinations: Destinations,
    despatch: Despatch,
    carriers: Carriers,
    tariff: Tariff,
    parameters: Parameters,
}

#[derive(Debug)]
struct Purposes {
    split: Purpose,
    carrier: Purpose,
    departure: Purpose,
    transit: Purpose,
}

/// A parcel of an order, with all that will ever be known of it: rows show what was known by the as-of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parcel {
    /// Its place in the order, from 1.
    pub number: u64,
    /// Who delivers it.
    pub carrier: Carrier,
    /// When it left, microseconds UTC.
    pub shipped_at: i64,
    /// When it arrives, microseconds UTC; `None` where it is lost.
    pub arrival: Option<i64>,
    /// The deadline of the carrier's service level, microseconds UTC: the end of its last day at the destination.
    pub promised_by: i64,
    /// What the carrier charges, in cents AUD.
    pub cost: i64,
    /// The order's lines in it, by bit; see [`holds`](Self::holds).
    lines: u64,
}

impl Parcel {
    /// Whether it had left before `as_of`: then it has a row.
    pub fn has_left(&self, as_of: i64) -> bool {
        self.shipped_at < as_of
    }

    /// When it was delivered, as known at `as_of`.
    pub fn delivered_at(&self, as_of: i64) -> Option<i64> {
        self.arrival.filter(|&arrival| arrival < as_of)
    }
}

/// The values of `shipment_id` of a day's orders.
#[derive(Debug)]
pub struct ShipmentIds(DayNumbers);

impl ShipmentIds {
    /// The `shipment_id` of a parcel of `order`, one of the day.
    pub fn of(&self, order: &Order, parcel: &Parcel) -> u64 {
        self.0.of(order.slot * PARCELS_AN_ORDER + parcel.number - 1)
    }
}

/// What a shipment's row does not say itself.
impl Parcel {
    /// Whether the order's line number `line`, from 0, is in it.
    pub fn holds(&self, line: usize) -> bool {
        self.lines & bit(line) != 0
    }

    /// Whether it will never arrive.
    pub fn is_lost(&self) -> bool {
        self.arrival.is_none()
    }

    /// Whether it had left by `as_of` and was still to arrive.
    pub fn is_in_transit(&self, as_of: i64) -> bool {
        self.has_left(as_of) && self.arrival.is_some_and(|arrival| arrival >= as_of)
    }

    /// Whether it arrives after the service level's deadline; a lost one does not arrive.
    pub fn is_late(&self) -> bool {
        self.arrival.is_some_and(|arrival| arrival >= self.promised_by)
    }
}

/// The bit of a line; lines beyond the 64th, which no order of the default parameters has, share the last.
fn bit(line: usize) -> u64 {
    1 << line.min(63)
}

/// Lines of an order that leave together.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    lines: u64,
    grams: f64,
}

/// What leaves at once from the warehouse that serves the customer, from the other one, and what is out of stock.
const HELD_ELSEWHERE: usize = 1;
const BACK_ORDERED: usize = 2;

impl Deliveries {
    /// Those that belong to `seed`, of the orders in `book`.
    pub fn new(
        seed: Seed,
        book: &OrderBook,
        curve: &DemandCurve,
        geography: &Geography,
        countries: &[Country],
        parameters: &Parameters,
    ) -> Self {
        Self {
            numbers: seed.key("shipments").key("shipment_id"),
            purposes: Purposes {
                split: book.purpose("parcels"),
                carrier: book.purpose("carrier"),
                departure: book.purpose("shipped_at"),
                transit: book.purpose("delivered_at"),
            },
            destinations: Destinations::new(geography, countries, parameters),
            despatch: Despatch::new(curve, parameters),
            carriers: Carriers::new(parameters),
            tariff: Tariff::new(seed, parameters),
            parameters: parameters.clone(),
        }
    }

    /// Writes the parcels of `order` into `parcels`, replacing what is there: none of a store's order, and up to three
    /// of a web order with the given lines.
    pub fn fill(&self, world: &World, order: &Order, lines: &[Line], parcels: &mut Vec<Parcel>) {
        parcels.clear();
        if order.channel == Channel::Pos {
            return;
        }
        let express = world.checkout.is_express(order);
        let home = world.customers.home(order.customer, &world.geography);
        let destination = self.destinations.of(order.country, home, &world.geography);
        let mut choices = self.purposes.carrier.stream(order);
        let mut departures = self.purposes.departure.stream(order);
        let mut transits = self.purposes.transit.stream(order);
        let mut usual = None;
        for (kind, group) in self.groups(order, lines).into_iter().enumerate() {
            if group.lines == 0 {
                continue;
            }
            let (bits, anew) = (choices.bits(), choices.chance(self.parameters.second_carrier));
            let carrier = usual.filter(|_| !anew).unwrap_or_else(|| self.carriers.choose(&destination, express, bits));
            usual = usual.or(Some(carrier));
            let lane = match kind {
                HELD_ELSEWHERE => destination.lane.by_the_other_warehouse(),
                _ => destination.lane,
            };
            let left = self.despatch.departure(order.placed, express, kind == BACK_ORDERED, &mut departures);
            let transit = self.carriers.transit(carrier, &destination, lane, express, left.date, &mut transits);
            let number = parcels.len() as u64 + 1;
            parcels.push(Parcel {
                number,
                carrier,
                shipped_at: left.at,
                arrival: transit.arrival,
                promised_by: transit.promised_by,
                cost: self.tariff.charge(carrier, &destination, lane, express, left.date, group.grams),
                lines: group.lines,
            });
        }
    }

    /// The numbers of the parcels of the orders of `date`.
    pub fn numbers(&self, demand: &Demand, date: Date) -> ShipmentIds {
        let (before, on) = (demand.before(date) * PARCELS_AN_ORDER, demand.on(date) * PARCELS_AN_ORDER);
        ShipmentIds(DayNumbers::new(self.numbers, date, before, on))
    }

    /// Sorts the lines of an order by what leaves together.
    fn groups(&self, order: &Order, lines: &[Line]) -> [Group; 3] {
        let mut draws = self.purposes.split.stream(order);
        let mut groups = [Group::default(); 3];
        let (elsewhere, out_of_stock) = (self.parameters.held_elsewhere, self.parameters.back_ordered);
        for (index, line) in lines.iter().enumerate() {
            let draw = draws.unit();
            let kind = if draw < out_of_stock {
                BACK_ORDERED
            } else if draw < out_of_stock + elsewhere {
                HELD_ELSEWHERE
            } else {
                0
            };
            groups[kind].lines |= bit(index);
            groups[kind].grams += self.tariff.line_grams(line);
        }
        groups
    }

    /// Parcels that the orders of `date` have on average by the end of `last`; an estimate for plans.
    pub fn parcels_left(&self, date: Date, last: Date) -> f64 {
        self.parameters.parcels_an_order * self.despatch.share_left(date, last)
    }

    /// Parcels that an order has on average once all have left; an estimate for plans.
    pub fn parcels_an_order(&self) -> f64 {
        self.parameters.parcels_an_order
    }
}

#[cfg(test)]
mod tests;
