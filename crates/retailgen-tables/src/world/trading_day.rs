//! A day of trade, drawn once for all who refer to its orders.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use retailgen_synth::calendar::Date;

use super::{World, basket::Line, checkout::Coupon, mix::DayMix, newcomer, order::Order, product::CENT};

/// Days that are kept, so that whoever comes a little later finds them: the lines after the header, and a copy that is
/// delivered again up to five days later.
const DAYS_KEPT: usize = 16;
/// Orders that are kept at most, some 22 MB with their lines; the latest day is kept however large, but without its lines if
/// it has more.
pub const ORDERS_KEPT: usize = 200_000;

/// Orders of a day that are dealt with at once, at most: what a day of Black Friday has at scale 10, so that a day is one
/// slice but for the largest scales.
pub const SLICE: u64 = 65_536;

/// The orders of one date, in the order of their ids, and what sold that day.
#[derive(Debug)]
pub struct TradingDay {
    date: Date,
    orders: Vec<Order>,
    mix: DayMix,
    sales: OnceLock<Sales>,
}

/// The lines and coupons of a day's orders: drawing them takes twice as long as drawing the orders, and three tables ask.
#[derive(Debug, Default)]
struct Sales {
    lines: Vec<KeptLine>,
    /// By order: where its lines end, and whether it has a coupon.
    ends: Vec<u32>,
    /// The coupons, with the places of their orders, which rise.
    coupons: Vec<(u32, Coupon)>,
}

/// The bit of an end that says that the order has a coupon: most have none, and need not be looked for among the coupons.
const HAS_COUPON: u32 = 1 << 31;

/// A line in 16 bytes, where [`Line`] takes 40.
#[derive(Debug, Clone, Copy)]
struct KeptLine {
    product: u32,
    price_cents: u32,
    subcategory: u16,
    quantity: u16,
    discount: u16,
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

    /// Draws what all orders hold and keeps it, for whoever asks for all of it. Who wants the lines of few orders does
    /// without: a visit ends in one order of a hundred.
    pub fn draw_sales(&self, world: &World) {
        if self.orders.len() <= ORDERS_KEPT {
            self.sales.get_or_init(|| Sales::draw(world, &self.mix, &self.orders));
        }
    }

    /// An order's lines as sold, its coupon applied, written into `lines`; returns the coupon.
    pub fn sale(&self, world: &World, order: &Order, lines: &mut Vec<Line>) -> Option<Coupon> {
        let place = self.orders.first().map_or(0, |first| (order.id - first.id) as usize);
        match self.sales.get() {
            Some(sales) if place < sales.ends.len() => sales.of(place, lines),
            _ => world.sale(&self.mix, order, lines),
        }
    }
}

impl Sales {
    fn draw(world: &World, mix: &DayMix, orders: &[Order]) -> Self {
        let mut sales = Self { ends: Vec::with_capacity(orders.len()), ..Self::default() };
        let mut lines = Vec::new();
        for (order, place) in orders.iter().zip(0..) {
            let coupon = world.sale(mix, order, &mut lines);
            sales.lines.extend(lines.iter().map(KeptLine::of));
            sales.ends.push(sales.lines.len() as u32 | if coupon.is_some() { HAS_COUPON } else { 0 });
            sales.coupons.extend(coupon.map(|coupon| (place, coupon)));
        }
        sales.lines.shrink_to_fit();
        sales
    }

    fn of(&self, place: usize, lines: &mut Vec<Line>) -> Option<Coupon> {
        let end = |place: usize| (self.ends[place] & !HAS_COUPON) as usize;
        let start = place.checked_sub(1).map_or(0, end);
        lines.clear();
        lines.extend(self.lines[start..end(place)].iter().map(KeptLine::line));
        if self.ends[place] & HAS_COUPON == 0 {
            return None;
        }
        let found = self.coupons.binary_search_by_key(&(place as u32), |&(place, _)| place).ok()?;
        Some(self.coupons[found].1)
    }
}

impl KeptLine {
    /// Products of any scale fit 32 bits, prices are whole cents below a million dollars.
    fn of(line: &Line) -> Self {
        Self {
            product: line.product as u32,
            price_cents: (line.price_aud / CENT) as u32,
            subcategory: line.subcategory as u16,
            quantity: line.quantity as u16,
            discount: line.discount as u16,
        }
    }

    fn line(&self) -> Line {
        Line {
            product: u64::from(self.product),
            subcategory: usize::from(self.subcategory),
            quantity: i32::from(self.quantity),
            price_aud: i64::from(self.price_cents) * CENT,
            discount: i64::from(self.discount),
        }
    }
}

/// A day that is drawn when the first thread wants it; the others wait for that one.
type Slot = Arc<OnceLock<Arc<TradingDay>>>;

/// The days drawn last.
#[derive(Default)]
pub struct RecentDays(Mutex<Kept>);

struct Kept {
    days: VecDeque<(Date, Slot)>,
    most_days: usize,
    most_orders: usize,
}

impl Default for Kept {
    fn default() -> Self {
        Self { days: VecDeque::new(), most_days: DAYS_KEPT, most_orders: ORDERS_KEPT }
    }
}

impl fmt::Debug for RecentDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecentDays").finish_non_exhaustive()
    }
}

impl World {
    /// Keeps the days drawn last as long as they have no more than `orders` orders, for who looks at months several times. That
    /// changes no value.
    pub fn keep_orders(&self, orders: usize) {
        let mut kept = self.recent_days.0.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.most_days, kept.most_orders) = (usize::MAX, orders.max(ORDERS_KEPT));
    }

    /// The orders of `date`. A day drawn a short while ago is not drawn again; that changes no value.
    pub(crate) fn trading_day(&self, date: Date) -> Arc<TradingDay> {
        let slot = self.recent_days.slot(date);
        // Drawn outside the lock: others may look up other days meanwhile, and who wants this one waits for it.
        let draw = || {
            let newcomers = newcomer::first_orders(self, date);
            let (orders, mix) = (self.orders.day(self, date, newcomers), self.mixes.of_day(date));
            Arc::new(TradingDay { date, orders, mix, sales: OnceLock::new() })
        };
        Arc::clone(slot.get_or_init(draw))
    }
}

impl RecentDays {
    /// The place of a day, made room for where it is not there.
    fn slot(&self, date: Date) -> Slot {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Kept { days, most_days, most_orders } = &mut *kept;
        if let Some((_, slot)) = days.iter().find(|(kept, _)| *kept == date) {
            return Arc::clone(slot);
        }
        let slot = Arc::new(OnceLock::new());
        days.push_back((date, Arc::clone(&slot)));
        let orders = |slot: &Slot| slot.get().map_or(0, |day| day.orders.len());
        let mut sum: usize = days.iter().map(|(_, slot)| orders(slot)).sum();
        while days.len() > *most_days || (sum > *most_orders && days.len() > 1) {
            sum -= days.pop_front().map_or(0, |(_, slot)| orders(&slot));
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
        day.draw_sales(&world);
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
        assert_eq!(world.recent_days.0.lock().unwrap().days.len(), DAYS_KEPT);
    }

    #[test]
    fn months_are_kept_where_that_is_asked_for() {
        let world = World::new(Seed(3), "0.001".parse().unwrap());
        world.keep_orders(2 * ORDERS_KEPT);
        let (first, months) = (Date::new(2024, 3, 1), 90);
        let drawn: Vec<_> = (0..months).map(|later| world.trading_day(first.plus_days(later))).collect();
        assert!(drawn.iter().all(|day| Arc::ptr_eq(day, &world.trading_day(day.date))));
    }
}
