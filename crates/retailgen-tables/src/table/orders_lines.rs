//! `orders_lines`: one row a product of an order.

use arrow_array::RecordBatch;
use retailgen_schema::{
    Decimal,
    orders_lines::{OrdersLinesBuilder, OrdersLinesRow},
};
use retailgen_synth::calendar::Date;

use super::{PartRows, orders_of_day::OrdersOfDay};
use crate::world::World;

/// The lines of one date's orders.
pub struct OrdersLines<'w> {
    day: OrdersOfDay<'w>,
    date: Date,
}

impl<'w> OrdersLines<'w> {
    pub fn new(world: &'w World, date: Date) -> Self {
        Self { day: OrdersOfDay::new(world, date), date }
    }
}

impl PartRows for OrdersLines<'_> {
    fn batch(&self, block: usize) -> RecordBatch {
        let world = self.day.world;
        let mean = world.baskets.mean_lines();
        let mut rows = OrdersLinesBuilder::with_capacity((self.day.orders_in(block) as f64 * mean * 1.1) as usize);
        self.day.for_each(block, |order, lines, _| {
            let currency = world.checkout.currency(order);
            for (line, number) in lines.iter().zip(1..) {
                let class = world.products.entry(line.subcategory).1.tax;
                rows.push(&OrdersLinesRow {
                    order_id: order.id as i64,
                    line_number: number,
                    product_id: line.product as i64 + 1,
                    qty: line.quantity,
                    unit_price: Decimal(world.rates.convert_aud(line.price_aud, self.date, currency)),
                    line_discount_pct: Decimal(line.discount),
                    tax_pct: Decimal(world.checkout.tax(order.country, class, self.date)),
                });
            }
        });
        rows.finish()
    }
}
