//! `turnover_by_currency`: how much hangs on foreign currencies.

use std::collections::BTreeMap;

use retailgen_schema::Table;

use super::{AnswerColumn, AnswerRow, Fold, Question, turnover};
use crate::{
    amount::{self, Group, Sum, TURNOVER_PLACES, decimal, descending},
    known::KnownRows,
    record::{CENT_PLACES, Record},
};

pub const QUESTION: Question = Question {
    name: "turnover_by_currency",
    asks: "How much is sold in each currency, in that currency, after discounts?",
    moved_by: "currencies that are none or another's, order keys that are unknown, prices, quantities and discounts that are wrong",
    tables: &[Table::OrdersHeader, Table::OrdersLines],
    columns: &[AnswerColumn::key("currency", "varchar"), AnswerColumn::figure("turnover", "decimal(38, 2)")],
    order: "by turnover, the most first, then currency; the first ten",
    rounding: "each sum to cents, halves away from zero",
    sql: |to| {
        format!(
            "select
    h.currency,
    round(sum(
        {turnover}
    ), 2) as turnover
from orders_lines l
join orders_header h on h.order_id = l.order_id
group by h.currency
order by turnover desc, h.currency nulls last
limit 10",
            turnover = turnover(to),
        )
    },
    fold: || Box::<Currencies>::default(),
};

const SHOWN: usize = 10;

#[derive(Default)]
struct Currencies(BTreeMap<Group<String>, Sum>);

impl Fold for Currencies {
    fn take(&mut self, record: &Record, known: KnownRows) {
        let Record::Line { order_id, qty, price, discount, .. } = *record else { return };
        for order in known.orders(order_id) {
            let sum = self.0.entry(Group::of(known.currency(order))).or_default();
            sum.add(amount::turnover(qty, price, discount));
        }
    }

    fn answer(&self) -> Vec<AnswerRow> {
        let cents = self.0.iter().map(|(currency, sum)| (currency, sum.rounded(TURNOVER_PLACES, CENT_PLACES)));
        let mut all: Vec<_> = cents.collect();
        all.sort_by(|(_, left), (_, right)| descending(*left, *right));
        let row = |(currency, cents): (&Group<String>, Option<i128>)| {
            vec![currency.cell(), cents.map(|cents| decimal(cents, CENT_PLACES))]
        };
        all.into_iter().take(SHOWN).map(row).collect()
    }
}
