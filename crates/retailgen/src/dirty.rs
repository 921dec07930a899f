//! The dirty layer: what the policy makes of each clean block, for the sink and for the truth.

use std::{
    borrow::Cow,
    sync::{Mutex, PoisonError},
};

use arrow_array::RecordBatch;
use retailgen_anomaly::{Day, Edits, Effect, Level, Place, Policy, Redelivery, TableFaults, Tally};
use retailgen_schema::{ColumnType, Table};
use retailgen_sinks::csv::cell_text;
use retailgen_synth::calendar::Date;
use retailgen_tables::{Part, Window, World, orders_header_rows, position, rows_before};

use crate::truth::Label;

/// A policy at work on the blocks of a run.
pub struct DirtyLayer<'d> {
    world: &'d World,
    window: Window,
    policy: &'d Policy,
    faults: Vec<(Table, TableFaults)>,
    tallies: Mutex<Vec<Tally>>,
}

/// A block with what becomes of it.
pub struct DirtyBlock {
    /// The clean rows.
    pub batch: RecordBatch,
    /// Rows of earlier days that are delivered again.
    pub elsewhere: Option<RecordBatch>,
    /// What is written otherwise.
    pub edits: Edits,
}

impl DirtyBlock {
    /// How many rows are written.
    pub fn rows(&self) -> u64 {
        (self.batch.num_rows() + self.edits.extra_rows.len()) as u64
    }
}

impl<'d> DirtyLayer<'d> {
    /// The layer of `policy` over `tables`.
    pub fn new(world: &'d World, window: Window, policy: &'d Policy, tables: &[Table]) -> Self {
        let faults = tables
            .iter()
            .map(|&table| (table, TableFaults::new(policy, table, world.seed())))
            .filter(|(_, faults)| !faults.is_empty())
            .collect();
        let tallies = (0..policy.rules().len()).map(Tally::of_rule).collect();
        Self { world, window, policy, faults, tallies: Mutex::new(tallies) }
    }

    /// The world that the rows come from.
    pub fn world(&self) -> &'d World {
        self.world
    }

    /// The days of the run.
    pub fn window(&self) -> Window {
        self.window
    }

    /// What becomes of the clean rows of a block.
    pub fn block(&self, part: &Part, block: usize, batch: RecordBatch) -> DirtyBlock {
        let Some((_, faults)) = self.faults.iter().find(|(table, _)| *table == part.table) else {
            return DirtyBlock { batch, elsewhere: None, edits: Edits::default() };
        };
        let position = position(self.world, part, block);
        let before = |date: Date| rows_before(self.world, part.table, date);
        let day = position.date.map(|date| Day::new(date, &before));
        let again = day.map_or_else(Vec::new, |day| again_in(faults, day, position.span.start, batch.num_rows()));
        let elsewhere = (!again.is_empty()).then(|| {
            let rows: Vec<(Date, u64)> = again.iter().map(|redelivery| (redelivery.from, redelivery.row)).collect();
            orders_header_rows(self.world, &rows)
        });
        let place = match (position.total, day) {
            (Some(total), _) => Place::in_file(position.first..position.first + batch.num_rows() as u64, total),
            (None, Some(day)) => Place::in_partition(position.span, position.first, day),
            (None, None) => unreachable!("a table is one file, or has one a day"),
        };
        let edits = faults.apply(&place, &batch, &again);
        self.count(&edits.tallies);
        DirtyBlock { batch, elsewhere, edits }
    }

    fn count(&self, tallies: &[Tally]) {
        let mut totals = self.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        for tally in tallies {
            totals[tally.rule].add(tally);
        }
    }

    /// How each rule of the policy has fared in all blocks so far.
    pub fn tallies(&self) -> Vec<Tally> {
        self.tallies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The labels of a block; rows and lines count from the block's first row.
    pub fn labels(&self, part: &Part, block: &DirtyBlock) -> Vec<Label<'d>> {
        block.edits.effects.iter().map(|effect| self.label(part, block, effect)).collect()
    }

    fn label(&self, part: &Part, block: &DirtyBlock, effect: &Effect) -> Label<'d> {
        let definition = part.table.definition();
        let source = match &block.elsewhere {
            Some(elsewhere) if effect.from_elsewhere => elsewhere,
            _ => &block.batch,
        };
        let key = key_of(part.table, source, effect.of);
        let (related_file, related_row, related_key) = match effect.related {
            Some(original) => {
                let key = key_of(part.table, &block.batch, original.of);
                (Some(part.path.clone()), Some(original.row as u64), Some(key))
            }
            None if effect.from_elsewhere && effect.column.is_none() => {
                (self.first_delivery(part.table, source, effect.of), None, Some(key.clone()))
            }
            None => (None, None, None),
        };
        let rule = &self.policy.rules()[effect.rule];
        let incident = |number: u64| format!("{}@{}", rule.id, Date::from_days(number as i32));
        Label {
            incident_id: effect.incident.map(|number| Cow::Owned(incident(number))),
            rule_id: Some(&rule.id),
            kind: effect.kind.name,
            level: if effect.column.is_some() { Level::Cell } else { Level::Row },
            decoy: false,
            // Lines count from 1 and the header is the first. No clean value holds a line break, so a row is a line.
            line: Some(effect.row as u64 + 2),
            row: Some(effect.row as u64),
            cell: None,
            delta_version: None,
            key: Some(Cow::Owned(key)),
            column: effect.column.map(|column| definition.columns[column].name),
            clean_value: effect.clean.clone().map(Cow::Owned),
            dirty_value: effect.dirty.clone().map(Cow::Owned),
            related_file: related_file.map(Cow::Owned),
            related_row,
            related_key: related_key.map(Cow::Owned),
            breaks_type: effect.kind.breaks_type && effect.column.is_some(),
            detectability: effect.kind.detectability,
            expected_action: effect.kind.expected_action,
        }
    }

    /// The file in which a row delivered again stood first, if it lies in the window.
    fn first_delivery(&self, table: Table, batch: &RecordBatch, row: usize) -> Option<String> {
        let definition = table.definition();
        let column = definition.columns.iter().position(|column| column.column_type == ColumnType::Date32)?;
        let date: Date = cell_text(batch.column(column).as_ref(), row).ok()??.parse().ok()?;
        let inside = (self.window.first()..=self.window.last()).contains(&date);
        inside.then(|| definition.path_for(&[("order_dt", &date.to_string())]).ok())?
    }
}

/// Moves the labels of a block to where it stands in its file, below `rows` rows of earlier blocks.
pub fn move_down(labels: &mut [Label], rows: u64) {
    for label in labels {
        for place in [&mut label.line, &mut label.row, &mut label.related_row].into_iter().flatten() {
            *place += rows;
        }
    }
}

/// The rows that come again within a block that begins at `first`; their places then count from there.
fn again_in(faults: &TableFaults, day: Day, first: f64, rows: usize) -> Vec<Redelivery> {
    let start = (first - (day.rows_before)(day.date)) as u64;
    let all = faults.redelivered(day);
    let within = all.into_iter().filter(|redelivery| (start..start + rows as u64).contains(&redelivery.after));
    within.map(|redelivery| Redelivery { after: redelivery.after - start, ..redelivery }).collect()
}

/// The primary key of a row as JSON.
fn key_of(table: Table, batch: &RecordBatch, row: usize) -> String {
    let definition = table.definition();
    let mut key = serde_json::Map::new();
    for name in definition.primary_key {
        let Some(column) = definition.columns.iter().position(|column| column.name == *name) else { continue };
        let text = cell_text(batch.column(column).as_ref(), row).ok().flatten();
        let number = text.as_ref().and_then(|text| text.parse::<i64>().ok());
        key.insert((*name).to_owned(), number.map_or_else(|| text.into(), Into::into));
    }
    serde_json::Value::Object(key).to_string()
}
