//! `cold_chain_breaches`: where chilled goods get warm.

use std::collections::BTreeMap;

use retailgen_schema::Table;

use super::{AnswerColumn, AnswerRow, Fold, Question};
use crate::{
    amount::{Group, descending},
    known::KnownRows,
    record::Record,
};

pub const QUESTION: Question = Question {
    name: "cold_chain_breaches",
    asks: "Which ten stores have the most readings above 5 °C on chilled shelves?",
    moved_by: "temperatures that are impossible, shifted, drifting or in Fahrenheit, readings that stand there twice, store keys that are unknown, stores that stand there twice",
    tables: &[Table::Sensors, Table::Stores],
    columns: &[
        AnswerColumn::key("store_id", "bigint"),
        AnswerColumn::key("name", "varchar"),
        AnswerColumn::figure("readings", "bigint"),
    ],
    order: "by readings, the most first, then store_id and name; the first ten",
    rounding: "none",
    sql: |_| {
        "select s.store_id, s.name, count(*) as readings
from sensors m
join stores s on s.store_id = m.store_id
where m.shelf_id like 'CH-%' and try_cast(m.temperature_c as decimal(5, 2)) > 5
group by s.store_id, s.name
order by readings desc, s.store_id, s.name nulls last
limit 10"
            .to_owned()
    },
    fold: || Box::<Breaches>::default(),
};

const SHOWN: usize = 10;
/// In hundredths of a degree.
const WARMEST: i64 = 500;

#[derive(Default)]
struct Breaches(BTreeMap<(i64, Group<String>), u64>);

impl Fold for Breaches {
    fn take(&mut self, record: &Record, known: KnownRows) {
        let Record::Reading { store_id, shelf, temperature } = *record else { return };
        let is_chilled = shelf.is_some_and(|shelf| shelf.starts_with("CH-"));
        if is_chilled && temperature.is_some_and(|temperature| temperature > WARMEST) {
            for store in known.stores(store_id) {
                *self.0.entry((store.id, Group::of(store.name.as_deref()))).or_default() += 1;
            }
        }
    }

    fn answer(&self) -> Vec<AnswerRow> {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_by(|(_, left), (_, right)| descending(Some(*left), Some(*right)));
        let row = |((store_id, name), readings): (&(i64, Group<String>), &u64)| {
            vec![Some(store_id.to_string()), name.cell(), Some(readings.to_string())]
        };
        all.into_iter().take(SHOWN).map(row).collect()
    }
}
