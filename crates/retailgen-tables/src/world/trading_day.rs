//! A day of trade, drawn once for all who refer to its orders.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use retailgen_synth::calendar::Date;

use super::{World, basket::Line, checkout::Coupon, mix::DayMix, newcomer, order::Order};

/// Days that are kept, so that whoever comes a little later finds them: the lines after the header, and a copy that is
/// delivered again up to five days later.
const DAYS_KEPT: usize = 16;
/// Orders that are kept at most, some 40 MB with their lines; the latest day is kept however large.
const ORDERS_KEPT: usize = 200_000;
/// Up to so many orders a day, their lines are kept too; with more of them memory counts for more than time.
const LINES_KEPT_UP_TO: usize = 50_000;

/// Orders of a day that are dealt with at once, at most: what a day of Black Friday has at scale 10, so that a day is one
/// slice but for the largest scales.
pub const SLICE: u64 = 65_536;

/// The orders of one date, in the order of their ids, and what sold that day.
#[derive(Debug)]
pub struct TradingDay {
    date: Date,
    orders: Vec<Order>,
    mix: DayMix,
    sales: Option<Sales>,
}

/// The lines and coupons of a day's orders: drawing them takes as long as drawing the orders, and three tables ask.
#[derive(Debug, Default)]
struct Sales {
    lines: Vec<Line>,
    /// By order: where its lines end, and its coupon.
    orders: Vec<(u32, Option<Coupon>)>,
}

impl TradingDay {
    /// The date: the stores' local one, and UTC's on the web.
    pub fn date(&self) -> Date {
        self.date
    }

    /// The orders, by id.
    pub fn orders(&self) -> &[Order] {
        &self.orders
    }

    /// What sells that day.
    pub fn mix(&self) -> &DayMix {
        &self.mix
    }

    /// An order's lines as sold, its coupon applied, written into `lines`; returns the coupon.
    pub fn sale(&self, world: &World, order: &Order, lines: &mut Vec<Line>) -> Option<Coupon> {
        let place = self.orders.first().map_or(0, |first| (order.id - first.id) as usize);
        let Some((sales, &(end, coupon))) =
            self.sales.as_ref().and_then(|sales| Some((sales, sales.orders.get(place)?)))
        else {
            return world.sale(&self.mix, order, lines);
        };
        let start = place.checked_sub(1).map_or(0, |before| sales.orders[before].0);
        lines.clear();
        lines.extend_from_slice(&sales.lines[start as usize..end as usize]);
        coupon
    }
}

impl Sales {
    fn draw(world: &World, mix: &DayMix, orders: &[Order]) -> Self {
        let mut sales = Self::default();
        let mut lines = Vec::new();
        for order in orders {
            let coupon = world.sale(mix, order, &mut lines);
            sales.lines.extend_from_slice(&lines);
            sales.orders.push((sales.lines.len() as u32, coupon));
        }
        sales
    }
}

/// A day that is drawn when the first thread wants it; the others wait for that one.
type Slot = Arc<OnceLock<Arc<TradingDay>>>;

/// The days drawn last.
#[derive(Default)]
pub struct RecentDays {
    days: Mutex<VecDeque<(Date, Slot)>>,
}

impl fmt::Debug for RecentDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecentDays").finish_non_exhaustive()
    }
}

impl World {
    /// The orders of `date`. A day drawn a short while ago is not drawn again; that changes no value.
    pub(crate) fn trading_day(&self, date: Date) -> Arc<TradingDay> {
        let slot = self.recent_days.slot(date);
        // Drawn outside the lock: others may look up other days meanwhile, and who wants this one waits for it.
        let draw = || {
            let newcomers = newcomer::first_orders(self, date);
            let (orders, mix) = (self.orders.day(self, date, newcomers), self.mixes.of_day(date));
            let sales = (orders.len() <= LINES_KEPT_UP_TO).then(|| Sales::draw(self, &mix, &orders));
            Arc::new(TradingDay { date, orders, mix, sales })
        };
        Arc::clone(slot.get_or_init(draw))
    }
}

impl RecentDays {
    /// The place of a day, made room for where it is not there.
    fn slot(&self, date: Date) -> Slot {
        let mut days = self.days.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, slot)) = days.iter().find(|(kept, _)| *kept == date) {
            return Arc::clone(slot);
        }
        let slot = Arc::new(OnceLock::new());
        days.push_back((date, Arc::clone(&slot)));
        let orders = |slot: &Slot| slot.get().map_or(0, |day| day.orders.len());
        let mut kept: usize = days.iter().map(|(_, slot)| orders(slot)).sum();
        while days.len() > DAYS_KEPT || (kept > ORDERS_KEPT && days.len() > 1) {
            kept -= days.pop_front().map_or(0, |(_, slot)| orders(&slot));
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn a_day_is_the_same_whether_kept_or_drawn_again() {
        let world = World::new(Seed(3), "0.001".parse().unwrap());
        let first = Date::new(2024, 3, 1);
        let day = world.trading_day(first);
        assert!(Arc::ptr_eq(&day, &world.trading_day(first)));
        for later in 1..=DAYS_KEPT as i32 {
            world.trading_day(first.plus_days(later));
        }
        let (mut kept, mut drawn) = (Vec::new(), Vec::new());
        for order in day.orders() {
            let coupon = day.sale(&world, order, &mut kept);
            assert_eq!(coupon, world.sale(&day.mix, order, &mut drawn));
            assert_eq!(kept, drawn);
        }
        let again = world.trading_day(first);
        assert!(!Arc::ptr_eq(&day, &again));
        assert_eq!(day.orders(), again.orders());
        assert_eq!(world.recent_days.days.lock().unwrap().len(), DAYS_KEPT);
    }
}
