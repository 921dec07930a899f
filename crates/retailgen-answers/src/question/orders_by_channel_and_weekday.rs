//! `orders_by_channel_and_weekday`: when people buy.

use std::collections::BTreeMap;

use retailgen_schema::Table;
use retailgen_synth::calendar::Date;

use super::{AnswerColumn, AnswerRow, Fold, Question};
use crate::{
    amount::Group,
    known::KnownRows,
    record::{Order, Record},
};

pub const QUESTION: Question = Question {
    name: "orders_by_channel_and_weekday",
    asks: "How many orders come on each day of the week, by channel?",
    moved_by: "dates with day and month swapped, redelivered orders",
    tables: &[Table::OrdersHeader],
    columns: &[
        AnswerColumn::key("channel", "varchar"),
        AnswerColumn::key("weekday", "bigint"),
        AnswerColumn::figure("orders", "bigint"),
    ],
    order: "by channel and weekday, 1 for Monday",
    rounding: "none",
    sql: |to| {
        format!(
            "select channel, {weekday} as weekday, count(*) as orders
from orders_header
group by all
order by channel nulls last, weekday nulls last",
            weekday = to.weekday("try_cast(order_dt_local as date)"),
        )
    },
    fold: || Box::<Days>::default(),
};

#[derive(Default)]
struct Days(BTreeMap<(Group<String>, Group<u8>), u64>);

impl Fold for Days {
    fn take(&mut self, record: &Record, _: KnownRows) {
        let Record::Order(Order { channel, day, .. }) = *record else { return };
        let weekday = day.map_or(Group::Null, |day| Group::Of(Date::from_days(day).weekday() as u8 + 1));
        *self.0.entry((Group::of(channel), weekday)).or_default() += 1;
    }

    fn answer(&self) -> Vec<AnswerRow> {
        let row = |((channel, weekday), orders): (&(Group<String>, Group<u8>), &u64)| {
            vec![channel.cell(), weekday.cell(), Some(orders.to_string())]
        };
        self.0.iter().map(row).collect()
    }
}
