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
        let Range { start, end } = block_range(block, self.world.demand.on(self.date));
        self.for_orders(start..end, each);
    }

    /// Calls `each` with the orders at the given places of the day.
    pub fn for_orders(
        &self,
        places: impl IntoIterator<Item = u64>,
        mut each: impl FnMut(&Order, &[Line], Option<Coupon>),
    ) {
        let day = self.drawn.get_or_init(|| self.world.trading_day(self.date));
        let mut lines = Vec::new();
        for place in places {
            let order = &day.orders()[place as usize];
            let coupon = day.sale(&self.world, order, &mut lines);
            each(order, &lines, coupon);
        }
    }

    /// How many orders a block has.
    pub fn orders_in(&self, block: usize) -> usize {
        let Range { start, end } = block_range(block, self.world.demand.on(self.date));
        (end - start) as usize
    }
}
