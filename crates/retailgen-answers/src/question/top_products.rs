//! `top_products`: what sells best.

use std::collections::BTreeMap;

use retailgen_schema::Table;

use super::{AnswerColumn, AnswerRow, Fold, Question};
use crate::{
    amount::{Group, Sum, decimal, descending},
    known::KnownRows,
    record::Record,
};

pub const QUESTION: Question = Question {
    name: "top_products",
    asks: "Which ten products sell best, by units?",
    moved_by: "product keys that are unknown or a default, negative quantities, repeated lines, products that stand there twice",
    tables: &[Table::OrdersLines, Table::Products],
    columns: &[
        AnswerColumn::key("sku", "varchar"),
        AnswerColumn::key("name", "varchar"),
        AnswerColumn::figure("units", "hugeint"),
    ],
    order: "by units, the most first, then sku and name; the first ten",
    rounding: "none",
    sql: |_| {
        "select p.sku, p.name, sum(try_cast(l.qty as integer)) as units
from orders_lines l
join products p on p.product_id = l.product_id
group by p.sku, p.name
order by units desc, p.sku nulls last, p.name nulls last
limit 10"
            .to_owned()
    },
    fold: || Box::<Products>::default(),
};

const SHOWN: usize = 10;

#[derive(Default)]
struct Products(BTreeMap<(Group<String>, Group<String>), Sum>);

impl Fold for Products {
    fn take(&mut self, record: &Record, known: KnownRows) {
        let Record::Line { product_id, qty, .. } = *record else { return };
        for product in known.products(product_id) {
            let key = (Group::of(product.sku.as_deref()), Group::of(product.name.as_deref()));
            self.0.entry(key).or_default().add(qty.map(i128::from));
        }
    }

    fn answer(&self) -> Vec<AnswerRow> {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_by(|(_, left), (_, right)| descending(left.0, right.0));
        let row = |((sku, name), units): (&(Group<String>, Group<String>), &Sum)| {
            vec![sku.cell(), name.cell(), units.0.map(|units| decimal(units, 0))]
        };
        all.into_iter().take(SHOWN).map(row).collect()
    }
}
