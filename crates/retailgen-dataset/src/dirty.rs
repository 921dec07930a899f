//! The dirty layer: what the policy makes of each clean block, for the sink and for the truth.

use std::{
    borrow::Cow,
    sync::{Arc, Mutex, PoisonError},
};

use arrow_array::{RecordBatch, cast::AsArray, types::Int64Type};
use retailgen_anomaly::{
    Action, Day, Detectability, Edits, Effect, Level, Place, Policy, Redelivery, TableFaults, Tally,
};
use retailgen_schema::{ColumnType, Table};
use retailgen_sinks::{csv::cell_text, jsonl::Envelope};
use retailgen_synth::calendar::Date;
use retailgen_tables::{
    Decoy, Part, Window, World, decoys, orders_header_rows, position, products_of_order, rows_before,
};

use crate::{Scenario, label::Label};

/// A policy at work on the blocks of a run.
pub struct DirtyLayer {
    world: World,
    window: Window,
    policy: Arc<Policy>,
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
    /// A block that stays as it is.
    pub fn clean(batch: RecordBatch) -> Self {
        Self { batch, elsewhere: None, edits: Edits::default() }
    }

    /// How many rows are written.
    pub fn rows(&self) -> u64 {
        (self.batch.num_rows() + self.edits.extra_rows.len()) as u64
    }
}

impl DirtyLayer {
    /// The layer of a scenario's policy over `tables`.
    pub fn new(world: &World, scenario: &Scenario, tables: &[Table]) -> Self {
        let policy = scenario.shared_anomalies();
        let faults = tables
            .iter()
            .map(|&table| (table, TableFaults::new(&policy, table, world.seed())))
            .filter(|(_, faults)| !faults.is_empty())
            .collect();
        let tallies = (0..policy.rules().len()).map(Tally::of_rule).collect();
        let (world, window) = (world.clone(), scenario.window());
        Self { world, window, policy, faults, tallies: Mutex::new(tallies) }
    }

    /// The world that the rows come from.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The days of the run.
    pub fn window(&self) -> Window {
        self.window
    }

    /// What becomes of the clean rows of a block.
    pub fn block(&self, part: &Part, block: usize, batch: RecordBatch) -> DirtyBlock {
        let faults = self.faults.iter().find(|(table, _)| *table == part.table);
        // A later commit rewrites the rows under inspection. Were there faults among them, they would come again in
        // another file; left alone, a fault stays where it entered, from its version on.
        let Some((_, faults)) = faults.filter(|_| part.life().is_none_or(|life| !life.under_inspection)) else {
            return DirtyBlock::clean(batch);
        };
        let position = position(&self.world, self.window, part, block);
        let before = |date: Date| rows_before(&self.world, part.table, date);
        let day = position.date.map(|date| Day::new(date, &before));
        let again = day.map_or_else(Vec::new, |day| again_in(faults, day, position.span.start, batch.num_rows()));
        let elsewhere = (!again.is_empty()).then(|| {
            let rows: Vec<(Date, u64)> = again.iter().map(|redelivery| (redelivery.from, redelivery.row)).collect();
            orders_header_rows(&self.world, &rows)
        });
        let place = match (position.total, day) {
            (Some(total), _) => Place::in_file(position.span, position.first, total),
            (None, Some(day)) => Place::in_partition(position.span, position.first, day),
            (None, None) => unreachable!("a table is one file, or has one a day"),
        };
        let belongs = |row: usize, key: i64| belongs(&self.world, part.table, &batch, row, key);
        let edits = faults.apply(&place.with_belonging(&belongs), &batch, &again);
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

    /// The labels of a block; rows count from the block's first row, and lines are not known yet.
    pub fn labels(&self, part: &Part, block: &DirtyBlock) -> Vec<Label<'_>> {
        let mut labels: Vec<Label> = block.edits.effects.iter().map(|effect| self.label(part, block, effect)).collect();
        let decoys = decoys(&self.world, part.table, &block.batch);
        if !decoys.is_empty() {
            let rows = block.edits.written_rows(decoys.iter().map(|decoy| decoy.row));
            labels
                .extend(decoys.iter().zip(rows).filter_map(|(decoy, row)| decoy_label(part.table, block, decoy, row)));
            let cell = |label: &Label| label.column.and_then(|name| part.table.definition().cell_number(name));
            labels.sort_by_cached_key(|label| (label.row, cell(label)));
        }
        labels
    }

    fn label(&self, part: &Part, block: &DirtyBlock, effect: &Effect) -> Label<'_> {
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
        Label {
            incident_id: effect.incident.map(|incident| Cow::Owned(format!("{}@{incident}", rule.id))),
            rule_id: Some(&rule.id),
            kind: effect.kind.name,
            level: if effect.column.is_some() { Level::Cell } else { Level::Row },
            decoy: false,
            line: None,
            row: Some(effect.row as u64),
            cell: None,
            delta_version: part.life().map(|life| life.added.into()),
            key: Some(Cow::Owned(key)),
            column: effect.column.map(|cell| definition.cells[cell].name),
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

/// Whether a foreign key may stand in a row of a block, as the rows of other tables have it: a return's product is on its
/// order.
fn belongs(world: &World, table: Table, batch: &RecordBatch, row: usize, key: i64) -> bool {
    let orders = batch.column_by_name("order_id").and_then(|column| column.as_primitive_opt::<Int64Type>());
    match (table, orders) {
        (Table::Returns, Some(orders)) => products_of_order(world, orders.value(row)).contains(&key),
        // Of other tables no kind asks.
        _ => true,
    }
}

/// The label of a decoy on written row `row`; none where a fault has hit its cell, so that it is right no more.
fn decoy_label(table: Table, block: &DirtyBlock, decoy: &Decoy, row: usize) -> Option<Label<'static>> {
    let definition = table.definition();
    let column = definition.cell_number(decoy.column)?;
    if block.edits.cells.iter().any(|edit| (edit.row, edit.column) == (row, column)) {
        return None;
    }
    let value = cell_text(block.batch.column(column).as_ref(), decoy.row).ok()?;
    Some(Label {
        incident_id: None,
        rule_id: None,
        kind: decoy.kind,
        level: Level::Cell,
        decoy: true,
        line: None,
        row: Some(row as u64),
        cell: None,
        delta_version: None,
        key: Some(Cow::Owned(key_of(table, &block.batch, decoy.row))),
        column: Some(decoy.column),
        clean_value: value.clone().map(Cow::Owned),
        dirty_value: value.map(Cow::Owned),
        related_file: None,
        related_row: None,
        related_key: None,
        breaks_type: false,
        detectability: Detectability::Domain,
        expected_action: Action::Accept,
    })
}

/// The rows that come again within a block that begins at `first`; their places then count from there.
fn again_in(faults: &TableFaults, day: Day, first: f64, rows: usize) -> Vec<Redelivery> {
    let start = (first - (day.rows_before)(day.date)) as u64;
    let all = faults.redelivered(day);
    let within = all.into_iter().filter(|redelivery| (start..start + rows as u64).contains(&redelivery.after));
    within.map(|redelivery| Redelivery { after: redelivery.after - start, ..redelivery }).collect()
}

/// The primary key of a row as JSON, its columns in the order of their names.
fn key_of(table: Table, batch: &RecordBatch, row: usize) -> String {
    let definition = table.definition();
    let mut names = definition.primary_key.to_vec();
    names.sort_unstable();
    // Written as it comes: a map of it would be taken apart again at once, and this is done for every label.
    let mut key = String::from("{");
    for name in names {
        let Some(cell) = definition.cell_number(name) else { continue };
        let text = match cell.checked_sub(definition.columns.len()) {
            None => cell_text(batch.column(cell).as_ref(), row).ok().flatten(),
            Some(field) => Envelope::of(definition).text(batch.column(0).as_string::<i32>().value(row), field),
        };
        if key.len() > 1 {
            key.push(',');
        }
        key.extend(["\"", name, "\":"]);
        let is_number = matches!(definition.cells[cell].column_type, ColumnType::Int32 | ColumnType::Int64);
        match text {
            Some(number) if is_number => key.push_str(&number),
            text => key.push_str(&serde_json::Value::from(text).to_string()),
        }
    }
    key.push('}');
    key
}
