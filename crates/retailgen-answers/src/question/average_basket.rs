//! `average_basket`: what an order comes to.

use std::collections::BTreeMap;

use retailgen_schema::Table;

use super::{AnswerColumn, AnswerRow, Fold, JOIN_RATE, Question, turnover};
use crate::{
    amount::{self, AUD_PLACES, Group, Sum, converted, decimal},
    known::KnownRows,
    record::{CENT_PLACES, Order, Record},
};

pub const QUESTION: Question = Question {
    name: "average_basket",
    asks: "What does an order come to on average, by channel, in cents of AUD?",
    moved_by: "order keys, currencies and rates that find no partner, prices, quantities and discounts that are wrong, redelivered orders",
    tables: &[Table::OrdersHeader, Table::OrdersLines, Table::ExchangeRates],
    columns: &[
        AnswerColumn::key("channel", "varchar"),
        AnswerColumn::figure("orders", "bigint"),
        AnswerColumn::figure("basket_cents", "hugeint"),
    ],
    order: "by channel",
    rounding: "the sum to cents, halves away from zero; the quotient is cut off below the cent",
    sql: |to| {
        format!(
            "with placed as (
    select channel, count(*) as orders from orders_header group by channel
), taken as (
    select
        h.channel,
        cast(100 * round(sum(
            {turnover}
            * try_cast(r.rate_to_aud as {rate})
        ), 2) as {whole}) as cents
    from orders_lines l
    join orders_header h on h.order_id = l.order_id
    {JOIN_RATE}
    group by h.channel
)
select channel, orders, {basket} as basket_cents
from placed
join taken using (channel)
order by channel",
            turnover = turnover(to),
            rate = to.rate(),
            whole = to.whole(),
            basket = to.quotient("cents", "orders"),
        )
    },
    fold: || Box::<Baskets>::default(),
};

#[derive(Default)]
struct Baskets {
    orders: BTreeMap<String, i128>,
    taken: BTreeMap<String, Sum>,
}

impl Fold for Baskets {
    fn take(&mut self, record: &Record, known: KnownRows) {
        match *record {
            Record::Order(Order { channel: Some(channel), .. }) => count(&mut self.orders, channel),
            Record::Line { order_id, qty, price, discount, .. } => {
                for order in known.orders(order_id) {
                    for rate in known.rates_of_order(order) {
                        let Some(channel) = known.channel(order) else { continue };
                        let taken = converted(amount::turnover(qty, price, discount), rate);
                        match self.taken.get_mut(channel) {
                            Some(sum) => sum.add(taken),
                            None => self.taken.entry(channel.to_owned()).or_default().add(taken),
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn answer(&self) -> Vec<AnswerRow> {
        let with_both = self.orders.iter().filter_map(|(channel, orders)| Some((channel, orders, self.taken.get(channel)?)));
        with_both
            .map(|(channel, orders, taken)| {
                let basket = taken.rounded(AUD_PLACES, CENT_PLACES).and_then(|cents| cents.checked_div(*orders));
                let basket = basket.map(|basket| decimal(basket, 0));
                vec![Group::of(Some(channel)).cell(), Some(orders.to_string()), basket]
            })
            .collect()
    }
}

fn count(counts: &mut BTreeMap<String, i128>, key: &str) {
    match counts.get_mut(key) {
        Some(count) => *count += 1,
        None => drop(counts.insert(key.to_owned(), 1)),
    }
}
