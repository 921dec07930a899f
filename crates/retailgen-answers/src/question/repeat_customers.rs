//! `repeat_customers`: who comes back.

use std::collections::HashMap;

use retailgen_schema::Table;

use super::{AnswerColumn, AnswerRow, Fold, Question};
use crate::{
    amount::basis_points,
    known::KnownRows,
    record::{Order, Record},
};

pub const QUESTION: Question = Question {
    name: "repeat_customers",
    asks: "Of the customers who bought, how many bought again, and what share is that?",
    moved_by: "customer keys that are unknown or a default, redelivered orders",
    tables: &[Table::OrdersHeader],
    columns: &[
        AnswerColumn::figure("buyers", "bigint"),
        AnswerColumn::figure("bought_again", "bigint"),
        AnswerColumn::figure("share_bp", "bigint"),
    ],
    order: "one row",
    rounding: "the share is cut off below the basis point, a hundredth of a per cent",
    sql: |to| {
        format!(
            "with buyers as (
    select customer_id, count(*) as orders
    from orders_header
    where customer_id is not null
    group by customer_id
)
select
    count(*) as buyers,
    count(*) filter (where orders > 1) as bought_again,
    {share} as share_bp
from buyers",
            share = to.quotient("10000 * count(*) filter (where orders > 1)", "count(*)"),
        )
    },
    fold: || Box::<Buyers>::default(),
};

#[derive(Default)]
struct Buyers(HashMap<i64, u32>);

impl Fold for Buyers {
    fn take(&mut self, record: &Record, _: KnownRows) {
        if let Record::Order(Order { customer_id: Some(customer_id), .. }) = *record {
            *self.0.entry(customer_id).or_default() += 1;
        }
    }

    fn answer(&self) -> Vec<AnswerRow> {
        let buyers = self.0.len() as i128;
        let again = self.0.values().filter(|orders| **orders > 1).count() as i128;
        let share = basis_points(again, buyers).map(|share| share.to_string());
        vec![vec![Some(buyers.to_string()), Some(again.to_string()), share]]
    }
}
