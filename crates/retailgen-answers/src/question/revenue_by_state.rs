//! `revenue_by_state`: what the stores of each state bring in.

use std::collections::BTreeMap;

use retailgen_schema::Table;

use super::{AnswerColumn, AnswerRow, Fold, JOIN_RATE, Question, turnover};
use crate::{
    amount::{self, AUD_PLACES, Group, Sum, converted, decimal},
    known::KnownRows,
    record::{CENT_PLACES, Record},
};

pub const QUESTION: Question = Question {
    name: "revenue_by_state",
    asks: "How much do the stores of each state bring in, in AUD at the day's rate, after discounts?",
    moved_by: "store keys, currencies, rates and days that find no partner, prices, quantities and discounts that are wrong, rows that stand there twice",
    tables: &[Table::OrdersHeader, Table::OrdersLines, Table::Stores, Table::ExchangeRates],
    columns: &[AnswerColumn::key("state", "varchar"), AnswerColumn::figure("revenue_aud", "decimal(38, 2)")],
    order: "by state",
    rounding: "each sum to cents, halves away from zero",
    sql: |to| {
        format!(
            "select
    s.state,
    round(sum(
        {turnover}
        * try_cast(r.rate_to_aud as {rate})
    ), 2) as revenue_aud
from orders_lines l
join orders_header h on h.order_id = l.order_id
join stores s on s.store_id = h.store_id
{JOIN_RATE}
group by s.state
order by s.state nulls last",
            turnover = turnover(to),
            rate = to.rate(),
        )
    },
    fold: || Box::<States>::default(),
};

#[derive(Default)]
struct States(BTreeMap<Group<String>, Sum>);

impl Fold for States {
    fn take(&mut self, record: &Record, known: KnownRows) {
        let Record::Line { order_id, qty, price, discount, .. } = *record else { return };
        for order in known.orders(order_id) {
            for rate in known.rates_of_order(order) {
                let revenue = converted(amount::turnover(qty, price, discount), rate);
                for store in known.stores(order.store_id()) {
                    self.0.entry(Group::of(store.state.as_deref())).or_default().add(revenue);
                }
            }
        }
    }

    fn answer(&self) -> Vec<AnswerRow> {
        let revenue = |sum: &Sum| sum.rounded(AUD_PLACES, CENT_PLACES).map(|cents| decimal(cents, CENT_PLACES));
        self.0.iter().map(|(state, sum)| vec![state.cell(), revenue(sum)]).collect()
    }
}
