//! The faults of one table: a policy's rules at work on clean blocks.

use std::{fmt, ops::Range};

use arrow_array::RecordBatch;
use retailgen_schema::{Table, TableDefinition};
use retailgen_synth::{Key, Seed, calendar::Date};

use crate::{
    block::Block,
    edits::Edits,
    kind::Spoil,
    policy::{Amount, Policy, Rule},
    redelivery::{self, Redelivery},
};

/// Where a block stands in its table.
#[derive(Clone)]
#[non_exhaustive]
pub struct Place<'p> {
    /// Its rows on the scale of the whole table: row numbers where they are known beforehand, expected ones else.
    pub span: Range<f64>,
    /// The rows of the table, known or expected, where it is one file; the spans of its blocks add up to them.
    pub total: Option<u64>,
    /// The number of the block's first entity, which keys what is drawn for the block.
    pub first: u64,
    /// The day, where the table is partitioned by day.
    pub day: Option<Day<'p>>,
    /// What the rows of other tables allow a foreign key of a row to be, where that is known.
    pub belongs: Option<Belongs<'p>>,
}

/// Whether a row of the block may name the row under a key: whether a product is on the order of a return.
pub type Belongs<'p> = &'p dyn Fn(usize, i64) -> bool;

/// The day of a partition.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Day<'p> {
    /// Its date.
    pub date: Date,
    /// How many rows the table has before a date, on the scale of [`Place::span`].
    pub rows_before: &'p dyn Fn(Date) -> f64,
}

impl fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place")
            .field("span", &self.span)
            .field("total", &self.total)
            .field("first", &self.first)
            .field("day", &self.day)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Day<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Day").field("date", &self.date).finish_non_exhaustive()
    }
}

impl<'p> Day<'p> {
    /// The day `date` of a table with so many rows before each date.
    #[must_use]
    pub fn new(date: Date, rows_before: &'p dyn Fn(Date) -> f64) -> Self {
        Self { date, rows_before }
    }
}

impl<'p> Place<'p> {
    /// A block of a table that is one file of `total` rows, known or expected.
    #[must_use]
    pub fn in_file(span: Range<f64>, first: u64, total: u64) -> Self {
        Self { span, total: Some(total), first, day: None, belongs: None }
    }

    /// A block of a table with a file a day.
    #[must_use]
    pub fn in_partition(span: Range<f64>, first: u64, day: Day<'p>) -> Self {
        Self { span, total: None, first, day: Some(day), belongs: None }
    }

    /// The same place, where `belongs` knows which foreign keys go together.
    ///
    /// Without it `key.mismatched` hits nothing.
    #[must_use]
    pub fn with_belonging(self, belongs: Belongs<'p>) -> Self {
        Self { belongs: Some(belongs), ..self }
    }
}

/// A policy's rules for one table, ready to be applied to its blocks.
#[derive(Debug)]
pub struct TableFaults {
    definition: &'static TableDefinition,
    /// By the hash of their ids: where two meet on a cell, the earlier one keeps it.
    rules: Vec<Applied>,
}

/// A rule at work.
#[derive(Debug)]
pub struct Applied {
    /// Number in the policy.
    pub number: usize,
    /// The rule.
    pub rule: Rule,
    /// What its randomness comes from.
    pub key: Key,
    /// Where its strata begin, as a share of one.
    pub phase: f64,
}

impl TableFaults {
    /// The rules of `policy` for `table`, with the randomness that belongs to `seed`.
    #[must_use]
    pub fn new(policy: &Policy, table: Table, seed: Seed) -> Self {
        let key = seed.key("anomalies");
        let mut rules: Vec<Applied> = policy
            .rules()
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.table == table)
            .map(|(number, rule)| {
                let key = key.key(&rule.id);
                Applied { number, rule: rule.clone(), key, phase: key.key("phase").unit(0) }
            })
            .collect();
        rules.sort_by_key(|applied| (applied.key.bits(0), applied.number));
        Self { definition: table.definition(), rules }
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rows of earlier days that come again on `date`, by ascending place there.
    ///
    /// [`TableFaults::apply`] takes those whose place is in its block.
    #[must_use]
    pub fn redelivered(&self, day: Day) -> Vec<Redelivery> {
        let again = |applied: &Applied| match (applied.rule.kind.spoil, applied.rule.amount) {
            (Spoil::Redeliver, Amount::Rate(rate)) => {
                redelivery::on(applied.number, rate, applied.phase, applied.key, day.date, day.rows_before)
            }
            _ => Vec::new(),
        };
        let mut all: Vec<Redelivery> = self.rules.iter().flat_map(again).collect();
        all.sort_by_key(|redelivery| (redelivery.after, redelivery.from, redelivery.row));
        all
    }

    /// What becomes of a clean block. `again` are the rows delivered again after one of its rows, the n-th of them
    /// standing in the other batch at place n; their `after` counts from the block's first row.
    #[must_use]
    pub fn apply(&self, place: &Place, batch: &RecordBatch, again: &[Redelivery]) -> Edits {
        let mut block = Block::new(self.definition, batch);
        for applied in &self.rules {
            block.apply(applied, place);
        }
        for (number, redelivery) in again.iter().enumerate() {
            block.deliver_again(number, redelivery, &self.rules);
        }
        block.finish()
    }
}
