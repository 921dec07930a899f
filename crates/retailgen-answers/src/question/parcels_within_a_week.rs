//! `parcels_within_a_week`: who delivers in time.

use std::collections::BTreeMap;

use retailgen_schema::Table;
use retailgen_synth::calendar::DAY;

use super::{AnswerColumn, AnswerRow, Fold, Question};
use crate::{
    amount::{Group, basis_points},
    known::KnownRows,
    record::Record,
};

pub const QUESTION: Question = Question {
    name: "parcels_within_a_week",
    asks: "How many parcels does each carrier deliver within seven days of the order, and what share is that?",
    moved_by: "order keys that are unknown, order times that do not cast or are shifted, delivery times with day and month swapped, repeated parcels, redelivered orders",
    tables: &[Table::OrdersHeader, Table::Shipments],
    columns: &[
        AnswerColumn::key("carrier", "varchar"),
        AnswerColumn::figure("parcels", "bigint"),
        AnswerColumn::figure("within_a_week", "bigint"),
        AnswerColumn::figure("share_bp", "bigint"),
    ],
    order: "by carrier",
    rounding: "the share is cut off below the basis point, a hundredth of a per cent",
    sql: |to| {
        format!(
            "with parcels as (
    select
        s.carrier,
        coalesce(s.delivered_at <= try_cast(h.order_ts as {timestamp}) + interval 7 day, false) as is_in_time
    from shipments s
    join orders_header h on h.order_id = s.order_id
)
select
    carrier,
    count(*) as parcels,
    count(*) filter (where is_in_time) as within_a_week,
    {share} as share_bp
from parcels
group by carrier
order by carrier nulls last",
            timestamp = to.timestamp(),
            share = to.quotient("10000 * count(*) filter (where is_in_time)", "count(*)"),
        )
    },
    fold: || Box::<Carriers>::default(),
};

#[derive(Default)]
struct Carriers(BTreeMap<Group<String>, (i128, i128)>);

impl Fold for Carriers {
    fn take(&mut self, record: &Record, known: KnownRows) {
        let Record::Parcel { order_id, carrier, delivered, .. } = *record else { return };
        for order in known.orders(order_id) {
            let in_time = delivered.zip(order.placed()).is_some_and(|(delivered, placed)| delivered <= placed.saturating_add(7 * DAY));
            let (parcels, within) = self.0.entry(Group::of(carrier)).or_default();
            *parcels += 1;
            *within += i128::from(in_time);
        }
    }

    fn answer(&self) -> Vec<AnswerRow> {
        let row = |(carrier, (parcels, within)): (&Group<String>, &(i128, i128))| {
            let share = basis_points(*within, *parcels).map(|share| share.to_string());
            vec![carrier.cell(), Some(parcels.to_string()), Some(within.to_string()), share]
        };
        self.0.iter().map(row).collect()
    }
}
