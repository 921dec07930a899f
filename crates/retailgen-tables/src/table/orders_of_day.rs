//! A day of trade, block by block, for the tables with a file a day of orders.

use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use retailgen_synth::calendar::Date;

use super::block_range;
use crate::world::{World, basket::Line, checkout::Coupon, order::Order, trading_day::TradingDay};

/// The orders of one date, drawn when the first block asks for them.
pub struct OrdersOfDay {
    pub world: World,
    date: Date,
    drawn: OnceLock<Arc<TradingDay>>,
}

impl OrdersOfDay {
    pub fn new(world: &World, date: Date) -> Self {
        Self { world: world.clone(), date, drawn: OnceLock::new() }
    }

    /// Calls `each` with every order of a block, its lines and its coupon.
    pub fn for_each(&self, block: usize, each: impl FnMut(&Order, &[Line], Option<Coupon>)) {
        self.day().draw_sales(&self.world);
        self.for_orders(self.places(block), |_| true, each);
    }

    /// Calls `each` with the orders at the given places of the day, with the lines of those that `has_lines` names.
    pub fn for_orders(
        &self,
        places: impl IntoIterator<Item = u64>,
        has_lines: impl Fn(&Order) -> bool,
        mut each: impl FnMut(&Order, &[Line], Option<Coupon>),
    ) {
        let day = self.day();
        let mut lines = Vec::new();
        for place in places {
            let order = &day.orders()[place as usize];
            if has_lines(order) {
                let coupon = day.sale(&self.world, order, &mut lines);
                each(order, &lines, coupon);
            } else {
                each(order, &[], self.world.checkout.coupon(&self.world, order));
            }
        }
    }

    /// The places in the day of a block's orders.
    pub fn places(&self, block: usize) -> Range<u64> {
        block_range(block, self.world.demand.on(self.date))
    }

    fn day(&self) -> &TradingDay {
        self.drawn.get_or_init(|| self.world.trading_day(self.date))
    }
}
