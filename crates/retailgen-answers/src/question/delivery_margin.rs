//! `delivery_margin`: whether delivery pays.

use retailgen_schema::Table;

use super::{AnswerColumn, AnswerRow, Fold, JOIN_RATE, Question};
use crate::{
    amount::{Sum, converted, decimal},
    known::KnownRows,
    record::{CENT_PLACES, Order, RATE_PLACES, Record},
};

pub const QUESTION: Question = Question {
    name: "delivery_margin",
    asks: "What do customers pay for delivery, what do carriers charge, and what is left, in AUD?",
    moved_by: "fees with digits swapped, currencies and rates that find no partner, negative costs, repeated parcels, redelivered orders",
    tables: &[Table::OrdersHeader, Table::ExchangeRates, Table::Shipments],
    columns: &[
        AnswerColumn::figure("fees_aud", "decimal(38, 2)"),
        AnswerColumn::figure("costs_aud", "decimal(38, 2)"),
        AnswerColumn::figure("margin_aud", "decimal(38, 2)"),
    ],
    order: "one row",
    rounding: "the sum of fees to cents, halves away from zero; costs are in cents",
    sql: |to| {
        format!(
            "with fees as (
    select round(sum(
        try_cast(h.shipping_fee as decimal(12, 2)) * try_cast(r.rate_to_aud as {rate})
    ), 2) as fees_aud
    from orders_header h
    {JOIN_RATE}
), costs as (
    select sum(ship_cost) as costs_aud from shipments
)
select fees_aud, costs_aud, fees_aud - costs_aud as margin_aud
from fees, costs",
            rate = to.rate(),
        )
    },
    fold: || Box::<Margin>::default(),
};

#[derive(Default)]
struct Margin {
    fees: Sum,
    costs: Sum,
}

impl Fold for Margin {
    fn take(&mut self, record: &Record, known: KnownRows) {
        match *record {
            Record::Order(Order { day, currency, fee, .. }) => {
                for rate in known.rates(day, currency) {
                    self.fees.add(converted(fee.map(i128::from), rate));
                }
            }
            Record::Parcel { cost, .. } => self.costs.add(cost.map(i128::from)),
            _ => {}
        }
    }

    fn answer(&self) -> Vec<AnswerRow> {
        let fees = self.fees.rounded(CENT_PLACES + RATE_PLACES, CENT_PLACES);
        let margin = fees.zip(self.costs.0).map(|(fees, costs)| fees - costs);
        vec![[fees, self.costs.0, margin].map(|cents| cents.map(|cents| decimal(cents, CENT_PLACES))).to_vec()]
    }
}
