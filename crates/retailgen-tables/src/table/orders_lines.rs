//! `orders_lines`: one row a product of an order.

use arrow_array::RecordBatch;
use retailgen_schema::{
    Decimal,
    orders_lines::{OrdersLinesBuilder, OrdersLinesRow},
};
use retailgen_synth::calendar::Date;

use super::{PartRows, orders_of_day::OrdersOfDay};
use crate::world::World;

/// The ids of the products on an order, by line; none where there is no such order.
pub fn products_of_order(world: &World, order_id: i64) -> Vec<i64> {
    let mut products = Vec::new();
    if let Some((date, place)) = world.demand.place_of(order_id) {
        if let Some(kept) = world.products_of_returned_order(date, place, order_id as u64) {
            return kept.into_iter().map(|product| product as i64 + 1).collect();
        }
        let day = OrdersOfDay::new(world, date);
        day.for_orders(
            [place],
            |_| true,
            |_, lines, _| {
                products.extend(lines.iter().map(|line| line.product as i64 + 1));
            },
        );
    }
    products
}

/// The lines of one date's orders.
pub struct OrdersLines {
    day: OrdersOfDay,
    date: Date,
}

impl OrdersLines {
    pub fn new(world: &World, date: Date) -> Self {
        Self { day: OrdersOfDay::new(world, date), date }
    }
}

impl PartRows for OrdersLines {
    fn batch(&self, block: usize) -> RecordBatch {
        let world = &self.day.world;
        let mean = world.baskets.mean_lines();
        let places = self.day.places(block);
        let orders = (places.end - places.start) as f64;
        let mut rows = OrdersLinesBuilder::with_capacity((orders * mean * 1.1) as usize);
        self.day.for_each(block, |order, lines, _| {
            let currency = world.checkout.currency(order);
            for (line, number) in lines.iter().zip(1..) {
                let class = world.products.entry(line.subcategory).1.tax;
                let price = world.products.listed(line.product, line.price_aud, self.date, currency, world.rates());
                rows.push(&OrdersLinesRow {
                    order_id: order.id as i64,
                    line_number: number,
                    product_id: line.product as i64 + 1,
                    qty: line.quantity,
                    unit_price: Decimal(price),
                    line_discount_pct: Decimal(line.discount),
                    tax_pct: Decimal(world.checkout.tax(order.country, class, self.date)),
                });
            }
        });
        rows.finish()
    }
}
