//! `return_rate_by_category`: what comes back.

use std::collections::BTreeMap;

use retailgen_schema::Table;

use super::{AnswerColumn, AnswerRow, Fold, Question};
use crate::{
    amount::{Group, Sum, basis_points, decimal},
    known::KnownRows,
    record::Record,
};

pub const QUESTION: Question = Question {
    name: "return_rate_by_category",
    asks: "How many of the units sold come back, by category of the product?",
    moved_by: "categories that are misspelt or another's, product keys that are unknown or not on the order, quantities that are wrong, rows that stand there twice",
    tables: &[Table::OrdersLines, Table::Products, Table::Returns],
    columns: &[
        AnswerColumn::key("category", "varchar"),
        AnswerColumn::figure("sold", "hugeint"),
        AnswerColumn::figure("returned", "hugeint"),
        AnswerColumn::figure("share_bp", "hugeint"),
    ],
    order: "by category",
    rounding: "the share is cut off below the basis point, a hundredth of a per cent",
    sql: |to| {
        format!(
            "with sold as (
    select p.category, sum(try_cast(l.qty as integer)) as units
    from orders_lines l
    join products p on p.product_id = l.product_id
    group by p.category
), back as (
    select p.category, sum(r.qty) as units
    from returns r
    join products p on p.product_id = r.product_id
    group by p.category
)
select
    s.category,
    s.units as sold,
    coalesce(b.units, 0) as returned,
    {share} as share_bp
from sold s
left join back b on b.category = s.category
order by s.category nulls last",
            share = to.quotient("10000 * coalesce(b.units, 0)", "s.units"),
        )
    },
    fold: || Box::<Categories>::default(),
};

#[derive(Default)]
struct Categories {
    sold: BTreeMap<Group<String>, Sum>,
    returned: BTreeMap<Group<String>, Sum>,
}

impl Fold for Categories {
    fn take(&mut self, record: &Record, known: KnownRows) {
        let (units, product_id, qty) = match *record {
            Record::Line { product_id, qty, .. } => (&mut self.sold, product_id, qty),
            Record::Return { product_id, qty } => (&mut self.returned, product_id, qty),
            _ => return,
        };
        for product in known.products(product_id) {
            units.entry(Group::of(product.category.as_deref())).or_default().add(qty.map(i128::from));
        }
    }

    fn answer(&self) -> Vec<AnswerRow> {
        let returned = |category: &Group<String>| match category {
            // A join finds no partner for null.
            Group::Null => 0,
            of @ Group::Of(_) => self.returned.get(of).and_then(|sum| sum.0).unwrap_or(0),
        };
        let row = |(category, sold): (&Group<String>, &Sum)| {
            let returned = returned(category);
            let share = sold.0.and_then(|sold| basis_points(returned, sold));
            let [sold, returned, share] = [sold.0, Some(returned), share].map(|units| units.map(|units| decimal(units, 0)));
            vec![category.cell(), sold, returned, share]
        };
        self.sold.iter().map(row).collect()
    }
}
