//! `reachable_customers`: who may be rung up.

use std::collections::BTreeMap;

use retailgen_schema::Table;

use super::{AnswerColumn, AnswerRow, Fold, Question};
use crate::{amount::Group, known::KnownRows, record::Record};

pub const QUESTION: Question = Question {
    name: "reachable_customers",
    asks: "How many customers of each country consent to marketing and have a telephone number?",
    moved_by: "telephone numbers that are null, customers that stand there twice",
    tables: &[Table::Customers],
    columns: &[
        AnswerColumn::key("country_code", "varchar"),
        AnswerColumn::figure("customers", "bigint"),
        AnswerColumn::figure("reachable", "bigint"),
    ],
    order: "by country",
    rounding: "none",
    sql: |_| {
        "select
    country_code,
    count(*) as customers,
    count(*) filter (where try_cast(gdpr_consent as boolean) and phone is not null) as reachable
from customers
group by country_code
order by country_code nulls last"
            .to_owned()
    },
    fold: || Box::<Countries>::default(),
};

#[derive(Default)]
struct Countries(BTreeMap<Group<String>, (u64, u64)>);

impl Fold for Countries {
    fn take(&mut self, record: &Record, _: KnownRows) {
        let Record::Customer { country, consents, has_phone } = *record else { return };
        let (customers, reachable) = self.0.entry(Group::of(country)).or_default();
        *customers += 1;
        *reachable += u64::from(consents && has_phone);
    }

    fn answer(&self) -> Vec<AnswerRow> {
        let row = |(country, (customers, reachable)): (&Group<String>, &(u64, u64))| {
            vec![country.cell(), Some(customers.to_string()), Some(reachable.to_string())]
        };
        self.0.iter().map(row).collect()
    }
}
