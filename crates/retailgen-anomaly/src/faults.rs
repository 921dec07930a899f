//! The faults of one table: a policy's rules at work on clean blocks.

use std::{collections::BTreeSet, ops::Range};

use arrow_array::{RecordBatch, cast::AsArray};
use retailgen_schema::{ColumnDefinition, Table, TableDefinition};
use retailgen_sinks::{csv::cell_text, jsonl::Envelope};
use retailgen_synth::{Key, Seed, Stream, calendar::Date};

use crate::{
    edits::{CellEdit, Edits, Effect, ExtraRow, Incident, Original, Tally},
    eligible::Eligible,
    incident,
    kind::{Clean, Spoil},
    policy::{Amount, Mechanism, Policy, Rule},
    redelivery::{self, Redelivery},
    run, strata,
};

/// A copy stands at most this many rows below its original, so that both are in one block.
const FARTHEST_COPY: u64 = 64;

/// Where a block stands in its table.
#[derive(Clone)]
#[non_exhaustive]
pub struct Place<'p> {
    /// Its rows on the scale of the whole table: row numbers where they are known beforehand, expected ones else.
    pub span: Range<f64>,
    /// The rows of the table, where it is one file.
    pub total: Option<u64>,
    /// The number of the block's first entity, which keys what is drawn for the block.
    pub first: u64,
    /// The day, where the table is partitioned by day.
    pub day: Option<Day<'p>>,
}

/// The day of a partition.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Day<'p> {
    /// Its date.
    pub date: Date,
    /// How many rows the table has before a date, on the scale of [`Place::span`].
    pub rows_before: &'p dyn Fn(Date) -> f64,
}

impl<'p> Day<'p> {
    /// The day `date` of a table with so many rows before each date.
    #[must_use]
    pub fn new(date: Date, rows_before: &'p dyn Fn(Date) -> f64) -> Self {
        Self { date, rows_before }
    }
}

impl<'p> Place<'p> {
    /// A block of a table that is one file of `total` rows.
    #[must_use]
    pub fn in_file(rows: Range<u64>, total: u64) -> Self {
        Self { span: rows.start as f64..rows.end as f64, total: Some(total), first: rows.start, day: None }
    }

    /// A block of a table with a file a day.
    #[must_use]
    pub fn in_partition(span: Range<f64>, first: u64, day: Day<'p>) -> Self {
        Self { span, total: None, first, day: Some(day) }
    }
}

/// A policy's rules for one table, ready to be applied to its blocks.
#[derive(Debug)]
pub struct TableFaults {
    definition: &'static TableDefinition,
    /// By the hash of their ids: where two meet on a cell, the earlier one keeps it.
    rules: Vec<Applied>,
}

#[derive(Debug)]
struct Applied {
    /// Number in the policy.
    number: usize,
    rule: Rule,
    key: Key,
    /// Where the rule's strata begin, as a share of one.
    phase: f64,
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

/// A block on its way from clean to dirty. Rows are clean ones until [`Block::finish`] numbers the written ones.
struct Block<'b> {
    definition: &'static TableDefinition,
    batch: &'b RecordBatch,
    /// Cells that a rule has hit, by row and number among the table's cells.
    taken: BTreeSet<(usize, usize)>,
    cells: Vec<(usize, Effect)>,
    copies: Vec<Copy>,
    tallies: Vec<Tally>,
}

/// A row to be written besides the clean ones.
struct Copy {
    /// The clean row that it follows.
    after: usize,
    of: usize,
    from_elsewhere: bool,
    /// The row's own effect and those of its cells.
    effects: Vec<Effect>,
}

impl<'b> Block<'b> {
    fn new(definition: &'static TableDefinition, batch: &'b RecordBatch) -> Self {
        Self { definition, batch, taken: BTreeSet::new(), cells: Vec::new(), copies: Vec::new(), tallies: Vec::new() }
    }

    fn apply(&mut self, applied: &Applied, place: &Place) {
        if matches!(applied.rule.kind.spoil, Spoil::Redeliver) {
            self.tallies.push(Tally {
                rule: applied.number,
                eligible: self.batch.num_rows() as u64,
                ..Tally::default()
            });
            return;
        }
        let eligible = Eligible::of(&applied.rule, self.definition, self.batch, place, applied.key);
        let mut tally = Tally {
            rule: applied.number,
            eligible: eligible.count() as u64,
            planned: hits(applied, place, self.batch.num_rows(), eligible.count()),
            ..Tally::default()
        };
        if tally.planned > 0 {
            let rows = eligible.rows(self.batch);
            match applied.rule.mechanism {
                Mechanism::Run { length } => self.hit_runs(applied, place, &rows, u64::from(length), &mut tally),
                _ => self.hit_rows(applied, place, &rows, &mut tally),
            }
        }
        self.tallies.push(tally);
    }

    /// Hits one row in each stratum of `rows`.
    fn hit_rows(&mut self, applied: &Applied, place: &Place, rows: &[usize], tally: &mut Tally) {
        let incident = matches!(applied.rule.mechanism, Mechanism::Incident { .. })
            .then(|| place.day.map(|day| Incident::Day(day.date)))
            .flatten();
        let key = applied.key.key("row").nth(place.first);
        let values = applied.key.key("value").nth(place.first);
        let strata = tally.planned.min(rows.len() as u64);
        for stratum in 0..strata {
            let mut collided = false;
            for candidate in strata::candidates(rows.len(), stratum, strata, key) {
                let row = rows[candidate];
                if applied.rule.column.is_some_and(|column| self.is_taken(row, column)) {
                    collided = true;
                } else if self.hit(applied, row, values.stream(row as u64), incident) {
                    tally.realised += 1;
                    tally.moved += u64::from(collided);
                    break;
                }
            }
        }
    }

    /// Hits runs of rows of one series each, which begin in the strata of `rows`.
    fn hit_runs(&mut self, applied: &Applied, place: &Place, rows: &[usize], length: u64, tally: &mut Tally) {
        let Some(column) = applied.rule.column else { return };
        let key = applied.key.key("row").nth(place.first);
        let values = applied.key.key("value").nth(place.first);
        let runs = (tally.planned / length).min(rows.len() as u64);
        for stratum in 0..runs {
            let Some(start) = strata::candidates(rows.len(), stratum, runs, key).next() else { continue };
            let series = run::series(self.batch, self.definition, rows, rows[start]);
            let incident = Some(Incident::Run { block: place.first, number: stratum });
            let mut left = length;
            for (moved, row) in run::from(&series, rows[start], length as usize).enumerate() {
                // One state of the stream for all: what is stuck shows the same value again and again.
                if left > 0 && !self.is_taken(row, column) && self.hit(applied, row, values.stream(stratum), incident) {
                    left -= 1;
                    tally.realised += 1;
                    tally.moved += u64::from(moved as u64 >= length);
                }
            }
        }
    }

    /// Whether a rule has hit the cell, or the whole line that it is a part of.
    fn is_taken(&self, row: usize, cell: usize) -> bool {
        let in_document = self.definition.document.is_some();
        match cell {
            0 if in_document => self.taken.range((row, 0)..(row + 1, 0)).next().is_some(),
            _ => self.taken.contains(&(row, cell)) || (in_document && self.taken.contains(&(row, 0))),
        }
    }

    /// Tries to spoil `row`; says whether that worked.
    fn hit(&mut self, applied: &Applied, row: usize, mut stream: Stream, incident: Option<Incident>) -> bool {
        match (applied.rule.kind.spoil, applied.rule.column) {
            (Spoil::Cell(spoil), Some(column)) => {
                let clean = self.text(row, column);
                let cell = Clean { column: &self.definition.cells[column], text: clean.as_deref() };
                let Some(dirty) = spoil(&cell, &mut stream).filter(|dirty| *dirty != clean) else { return false };
                self.taken.insert((row, column));
                let hit = effect(applied, row, Some(column), clean, dirty);
                self.cells.push((row, Effect { incident, ..hit }));
                true
            }
            (Spoil::CopyEarlier, Some(column)) => {
                if row == 0 {
                    return false;
                }
                let earlier = stream.below(row as u64) as usize;
                let (clean, dirty) = (self.text(row, column), self.text(earlier, column));
                if clean == dirty || self.is_taken(earlier, column) {
                    return false;
                }
                // The original is taken too: were it spoiled afterwards, the copy would repeat nothing.
                self.taken.extend([(row, column), (earlier, column)]);
                let hit = effect(applied, row, Some(column), clean, dirty);
                self.cells.push((row, Effect { related: Some(original(earlier)), ..hit }));
                true
            }
            (Spoil::Repeat { drift }, _) => {
                let below = (self.batch.num_rows() - row) as u64;
                let after = row + stream.below(below.min(FARTHEST_COPY)) as usize;
                let mut effects =
                    vec![Effect { related: Some(original(row)), ..effect(applied, row, None, None, None) }];
                for (column, definition) in self.definition.columns.iter().enumerate() {
                    if self.is_key(definition) {
                        continue;
                    }
                    let clean = self.text(row, column);
                    let cell = Clean { column: definition, text: clean.as_deref() };
                    if let Some(dirty) = drift(&cell, &mut stream).filter(|dirty| *dirty != clean) {
                        effects.push(effect(applied, row, Some(column), clean, dirty));
                    }
                }
                self.copies.push(Copy { after, of: row, from_elsewhere: false, effects });
                true
            }
            _ => false,
        }
    }

    fn deliver_again(&mut self, number: usize, redelivery: &Redelivery, rules: &[Applied]) {
        let Some(applied) = rules.iter().find(|applied| applied.number == redelivery.rule) else { return };
        if let Some(tally) = self.tallies.iter_mut().find(|tally| tally.rule == redelivery.rule) {
            tally.planned += 1;
            tally.realised += 1;
        }
        let hit = effect(applied, number, None, None, None);
        self.copies.push(Copy {
            after: redelivery.after as usize,
            of: number,
            from_elsewhere: true,
            effects: vec![Effect { from_elsewhere: true, ..hit }],
        });
    }

    /// Numbers the written rows and puts everything into their order.
    fn finish(mut self) -> Edits {
        self.copies.sort_by_key(|copy| (copy.after, copy.from_elsewhere, copy.of));
        let written = |row: usize| row + self.copies.partition_point(|copy| copy.after < row);
        let mut edits = Edits { tallies: self.tallies, ..Edits::default() };
        edits.tallies.sort_by_key(|tally| tally.rule);
        let related =
            |effect: &Effect| effect.related.map(|original| Original { row: written(original.of), of: original.of });
        for (row, effect) in &self.cells {
            edits.effects.push(Effect { row: written(*row), related: related(effect), ..effect.clone() });
        }
        for (number, copy) in self.copies.iter().enumerate() {
            let row = copy.after + 1 + number;
            edits.extra_rows.push(ExtraRow { row, of: copy.of, from_elsewhere: copy.from_elsewhere });
            edits.effects.extend(copy.effects.iter().map(|effect| Effect {
                row,
                related: related(effect),
                ..effect.clone()
            }));
        }
        edits.effects.sort_by_key(|effect| (effect.row, effect.column));
        edits.cells = edits
            .effects
            .iter()
            .filter_map(|effect| Some(CellEdit { row: effect.row, column: effect.column?, text: effect.dirty.clone() }))
            .collect();
        edits
    }

    fn is_key(&self, column: &ColumnDefinition) -> bool {
        column.unique || column.references.is_some() || self.definition.primary_key.contains(&column.name)
    }

    /// The text of a cell: of a column, or of a key in the line that is the table's one column.
    fn text(&self, row: usize, cell: usize) -> Option<String> {
        match cell.checked_sub(self.definition.columns.len()) {
            None => cell_text(self.batch.column(cell).as_ref(), row).expect("the model's dates have four-digit years"),
            Some(key) => {
                let line = self.batch.column(0).as_string_opt::<i32>()?.value(row);
                Envelope::of(self.definition).text(line, key)
            }
        }
    }
}

/// The effect of a rule at a clean row; [`Block::finish`] gives it its place.
fn effect(applied: &Applied, of: usize, column: Option<usize>, clean: Option<String>, dirty: Option<String>) -> Effect {
    Effect {
        rule: applied.number,
        kind: applied.rule.kind,
        row: of,
        column,
        clean,
        dirty,
        of,
        from_elsewhere: false,
        incident: None,
        related: None,
    }
}

/// The original at a clean row; [`Block::finish`] gives it its place.
fn original(of: usize) -> Original {
    Original { row: of, of }
}

/// How many hits a rule is due in a block.
fn hits(applied: &Applied, place: &Place, rows: usize, eligible: usize) -> u64 {
    if eligible == 0 {
        return 0;
    }
    let rule = &applied.rule;
    match (rule.amount, place.total, rule.mechanism, place.day) {
        (Amount::Count(count), Some(total), ..) => strata::hits_of_total(count, total, &place.span, applied.phase),
        // A count makes no sense for a table without an end; the policy's check refuses it.
        (Amount::Count(_), None, ..) => 0,
        (Amount::Rate(rate), _, Mechanism::Incident { days_share }, Some(day)) => {
            let Some(run) = incident::run_of(day.date, days_share, applied.key) else { return 0 };
            let run = (day.rows_before)(run.start)..(day.rows_before)(run.end);
            let due = strata::hits_at_rate(rate, &run, applied.phase);
            let (start, end) = ((day.rows_before)(day.date), (day.rows_before)(day.date.plus_days(1)));
            let within = place.span.start - start..place.span.end - start;
            strata::hits_of_total(due, (end - start) as u64, &within, 0.0)
        }
        (Amount::Rate(rate), _, Mechanism::Run { length }, _) => {
            let length = f64::from(length);
            let runs = match place.total {
                Some(total) => {
                    let due = (rate * total as f64 / length + 0.5).floor().max(1.0) as u64;
                    strata::hits_of_total(due, total, &place.span, applied.phase)
                }
                None => strata::hits_at_rate(rate / length, &place.span, applied.phase),
            };
            runs * length as u64
        }
        // Only part of the rows can be hit, and how many is known within the block alone.
        (Amount::Rate(rate), total, ..) if eligible < rows => {
            let due = rate * eligible as f64;
            if total == Some(rows as u64) {
                return if eligible == 0 { 0 } else { (due + 0.5).floor().max(1.0) as u64 };
            }
            (due + applied.key.key("rounding").unit(place.first)).floor() as u64
        }
        (Amount::Rate(rate), Some(total), ..) => {
            let due = (rate * total as f64 + 0.5).floor().max(1.0) as u64;
            strata::hits_of_total(due, total, &place.span, applied.phase)
        }
        (Amount::Rate(rate), None, ..) => strata::hits_at_rate(rate, &place.span, applied.phase),
    }
}
