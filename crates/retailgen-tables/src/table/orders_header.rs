//! `orders_header`: one row an order.

use arrow_array::RecordBatch;
use retailgen_schema::{
    Date32, Decimal, TimestampMicros,
    orders_header::{OrdersHeaderBuilder, OrdersHeaderRow},
};
use retailgen_synth::calendar::Date;

use super::{PartRows, orders_of_day::OrdersOfDay};
use crate::{
    text::push_number,
    world::{
        World,
        basket::Line,
        checkout::Coupon,
        order::{Channel, Order},
    },
};

/// The orders of one date.
pub struct OrdersHeader {
    day: OrdersOfDay,
}

impl OrdersHeader {
    pub fn new(world: &World, date: Date) -> Self {
        Self { day: OrdersOfDay::new(world, date) }
    }
}

impl PartRows for OrdersHeader {
    fn batch(&self, block: usize) -> RecordBatch {
        let places = self.day.places(block);
        let mut rows = OrdersHeaderBuilder::with_capacity((places.end - places.start) as usize);
        let mut code = String::new();
        self.day.for_orders(places, hangs_on_lines, |order, lines, coupon| {
            push(&self.day.world, order, lines, coupon, &mut code, &mut rows);
        });
        rows.finish()
    }
}

/// The rows at the given dates and places of the day.
pub fn rows(world: &World, places: &[(Date, u64)]) -> RecordBatch {
    let mut rows = OrdersHeaderBuilder::with_capacity(places.len());
    let mut code = String::new();
    for of_one_day in places.chunk_by(|a, b| a.0 == b.0) {
        let day = OrdersOfDay::new(world, of_one_day[0].0);
        day.for_orders(of_one_day.iter().map(|&(_, place)| place), hangs_on_lines, |order, lines, coupon| {
            push(world, order, lines, coupon, &mut code, &mut rows);
        });
    }
    rows.finish()
}

/// Whether a row hangs on what the order comes to: on the web that decides about the fee and whether one may pay later.
fn hangs_on_lines(order: &Order) -> bool {
    order.channel == Channel::Web
}

fn push(
    world: &World,
    order: &Order,
    lines: &[Line],
    coupon: Option<Coupon>,
    code: &mut String,
    rows: &mut OrdersHeaderBuilder,
) {
    let total_aud: i64 = lines.iter().map(Line::total_aud).sum();
    code.clear();
    if let Some(coupon) = coupon {
        code.push_str(coupon.campaign);
        push_number(code, coupon.percent as u64);
    }
    rows.push(&OrdersHeaderRow {
        order_id: order.id as i64,
        order_ts: TimestampMicros(order.placed),
        order_dt_local: Date32(order.date.days()),
        customer_id: order.customer as i64 + 1,
        store_id: order.store as i64 + 1,
        channel: order.channel.name(),
        payment_method: world.checkout.payment_method(order, total_aud),
        coupon_code: coupon.map(|_| code.as_str()),
        shipping_fee: Decimal(world.checkout.shipping_fee(world, order, total_aud)),
        currency: world.checkout.currency(order).code(),
    });
}
