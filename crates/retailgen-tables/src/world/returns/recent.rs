//! Returns that are kept for a while: several data files look at the same days, and faults ask what else was on an order.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use retailgen_synth::calendar::Date;

use super::{ProductIndex, Return, Workspace};
use crate::world::{World, basket::Line, trading_day::SLICE};

/// Returns kept at most, some 16 MB with their orders' products: a year's at the full scale.
const KEPT: usize = 200_000;

/// The returns of a slice of a day's orders.
#[derive(Debug, Default)]
pub struct SliceReturns {
    /// By order and line.
    pub returns: Vec<Return>,
    /// What was on the orders that have returns, one order after the other; in 32 bits, which products of any scale fit.
    products: Vec<u32>,
    /// Each of these orders by its `order_id`, which rises, and where its products end.
    orders: Vec<(u64, u32)>,
}

impl SliceReturns {
    fn push(&mut self, one: &Return, lines: &[Line]) {
        self.returns.push(*one);
        if self.orders.last().is_none_or(|(last, _)| *last != one.order_id) {
            self.products.extend(lines.iter().map(|line| line.product as u32));
            self.orders.push((one.order_id, self.products.len() as u32));
        }
    }

    /// What was on an order, if a return of it is here.
    fn products_of(&self, order_id: u64) -> Option<Vec<ProductIndex>> {
        let place = self.orders.binary_search_by_key(&order_id, |(order_id, _)| *order_id).ok()?;
        let start = place.checked_sub(1).map_or(0, |before| self.orders[before].1);
        let products = &self.products[start as usize..self.orders[place].1 as usize];
        Some(products.iter().map(|&product| ProductIndex::from(product)).collect())
    }
}

/// A slice by its date and the place of its first order in the day.
type SliceKey = (Date, u64);

/// The slices drawn last. No value can tell whether one was kept or drawn again.
#[derive(Default)]
pub struct RecentReturns(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    slices: BTreeMap<SliceKey, Arc<SliceReturns>>,
    order: VecDeque<SliceKey>,
    returns: usize,
}

impl fmt::Debug for RecentReturns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecentReturns").finish_non_exhaustive()
    }
}

impl World {
    /// The returns of the orders of `date` from place `start` to before `end`, which make up one slice; the day is not drawn
    /// where none will ever come back.
    pub(crate) fn returns_of_slice(&self, date: Date, start: u64, end: u64) -> Arc<SliceReturns> {
        if self.returns().in_slice(date, self.demand.on(date), &(start..end)) == 0 {
            return Arc::default();
        }
        if let Some(kept) = self.recent_returns.get((date, start)) {
            return kept;
        }
        // Drawn outside the lock: two threads may draw the same slice, and find the same.
        let mut found = SliceReturns::default();
        let day = self.trading_day(date);
        self.returns().for_each(self, &day, start..end, &mut Workspace::default(), |one, lines| {
            found.push(one, lines);
        });
        found.returns.shrink_to_fit();
        found.products.shrink_to_fit();
        found.orders.shrink_to_fit();
        let found = Arc::new(found);
        self.recent_returns.keep((date, start), Arc::clone(&found));
        found
    }

    /// The products on the order at a place of a day, if a return of it is kept.
    pub(crate) fn products_of_returned_order(
        &self,
        date: Date,
        place: u64,
        order_id: u64,
    ) -> Option<Vec<ProductIndex>> {
        self.recent_returns.get((date, place / SLICE * SLICE))?.products_of(order_id)
    }
}

impl RecentReturns {
    fn get(&self, key: SliceKey) -> Option<Arc<SliceReturns>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).slices.get(&key).cloned()
    }

    fn keep(&self, key: SliceKey, slice: Arc<SliceReturns>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.returns += slice.returns.len();
        if let Some(before) = kept.slices.insert(key, slice) {
            kept.returns -= before.returns.len();
        } else {
            kept.order.push_back(key);
        }
        while kept.returns > KEPT
            && let Some(oldest) = kept.order.pop_front()
        {
            let gone = kept.slices.remove(&oldest).map_or(0, |slice| slice.returns.len());
            kept.returns -= gone;
        }
    }
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn a_slice_is_the_same_whether_kept_or_drawn_again() {
        let world = World::new(Seed(4), "0.02".parse().unwrap());
        let date = Date::new(2024, 5, 3);
        let orders = world.demand.on(date);
        let first = world.returns_of_slice(date, 0, orders);
        assert!(!first.returns.is_empty());
        assert!(Arc::ptr_eq(&first, &world.returns_of_slice(date, 0, orders)));
        let again = World::new(Seed(4), "0.02".parse().unwrap()).returns_of_slice(date, 0, orders);
        assert_eq!(first.returns, again.returns);
        for found in &first.returns {
            let place = found.order_id - 1 - world.demand.before(date);
            let products = world.products_of_returned_order(date, place, found.order_id).unwrap();
            assert!(products.contains(&found.product));
        }
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let recent = RecentReturns::default();
        let (world, date) = (World::new(Seed(4), "0.02".parse().unwrap()), Date::new(2024, 5, 3));
        let one = world.returns_of_slice(date, 0, world.demand.on(date));
        let size = one.returns.len();
        let slices = KEPT / size + 50;
        for slice in 0..slices {
            recent.keep((date, slice as u64), Arc::clone(&one));
        }
        let kept = recent.0.lock().unwrap();
        assert!(kept.returns <= KEPT && kept.returns + size > KEPT);
        assert_eq!(kept.slices.len() * size, kept.returns);
        assert!(kept.slices.contains_key(&(date, slices as u64 - 1)));
    }
}
