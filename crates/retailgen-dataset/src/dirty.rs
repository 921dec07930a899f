//! The dirty layer: what the policy makes of each clean block, and the labels that say so.

mod layout;
mod missing;
mod standing;

use std::{
    borrow::Cow,
    sync::{Arc, Mutex, PoisonError},
};

use arrow_array::{RecordBatch, cast::AsArray, types::Int64Type};
use retailgen_anomaly::{
    Action, BlockText, Day, Edges, Edits, Effect, Kind, Level, Place, Policy, Redelivery, Rule, TableFaults, Tally,
    TextEffect, UnusedKeys,
};
use retailgen_schema::{ColumnType, Format, Formats, Table};
use retailgen_sinks::{csv::CsvEncoder, format::BlockEncoder};
use retailgen_synth::calendar::Date;
use retailgen_tables::{
    Decoy, FileStanding, Part, Window, World, decoys, erased_before_trade, orders_header_rows, position,
    products_of_order, rows_before, second_account, unused_from,
};
use retailgen_text::{Envelope, Patch, Source, cell_text};
use retailgen_truth::Label;

use crate::{
    Scenario, arrivals,
    consequences::Consequences,
    day_before::day_before,
    delta_faults::DeltaFaults,
    entities,
    spoiled_text::{SpoiledText, WholeFile, WholeFileLabel, patched_rows},
};

/// A policy at work on the blocks of a run.
#[derive(Debug)]
pub struct DirtyLayer {
    world: World,
    window: Window,
    formats: Formats,
    policy: Arc<Policy>,
    faults: Vec<(Table, TableFaults)>,
    /// The faults of the Delta table as a whole.
    delta: Option<DeltaFaults>,
    consequences: Consequences,
    tallies: Mutex<Vec<Tally>>,
}

impl DirtyLayer {
    /// The layer of a scenario's policy over `tables`.
    pub fn new(world: &World, scenario: &Scenario, tables: &[Table]) -> Self {
        let policy = scenario.shared_anomalies();
        let faults = tables
            .iter()
            .map(|&table| {
                let unused =
                    |other| UnusedKeys { from: unused_from(world, other), gaps: erased_before_trade(world, other) };
                let entities = |rule: &Rule| entities::chosen(world, scenario, rule);
                let definition = scenario.definition(table);
                (table, TableFaults::new(&policy, table, definition, world.seed(), unused, entities))
            })
            .filter(|(_, faults)| !faults.is_empty())
            .collect();
        let tallies = (0..policy.rules().len()).map(Tally::of_rule).collect();
        let delta = tables.contains(&Table::Returns).then(|| DeltaFaults::of(scenario, world)).flatten();
        let consequences = Consequences::new(world, tables);
        let (world, window, formats) = (world.clone(), scenario.window(), scenario.formats().clone());
        Self { world, window, formats, policy, faults, delta, consequences, tallies: Mutex::new(tallies) }
    }

    /// What becomes of the clean rows of a block.
    pub fn edits(&self, part: &Part, block: usize, batch: &RecordBatch) -> Edits {
        if let Some(delta) = self.delta.as_ref().filter(|_| part.table == Table::Returns) {
            self.count(&delta.tallies(part, block, batch.num_rows()));
            // Of the one nothing is left, and the other has clean rows.
            if part.is_missing() || part.is_orphan() {
                return Edits::default();
            }
        }
        let faults = self.faults.iter().find(|(table, _)| *table == part.table);
        // A later commit rewrites the rows under inspection. Were there faults among them, they would come again in
        // another file; left alone, a fault stays where it entered, from its version on.
        let Some((_, faults)) = faults.filter(|_| part.life().is_none_or(|life| !life.under_inspection)) else {
            return Edits::default();
        };
        let before = |date: Date| rows_before(&self.world, part.table, date);
        let file = self.place(part, 0, &before);
        if part.is_again() {
            return arrivals::again(faults.misdelivery(&file), batch.num_rows());
        }
        self.count(&faults.tallies_of_files(&file, batch.num_rows(), block == 0));
        if faults.is_lost(&file) || part.is_missing() {
            return Edits::default();
        }
        let place = self.place(part, block, &before);
        let again = place.day.map_or_else(Vec::new, |day| again_in(faults, day, place.span.start, batch.num_rows()));
        let belongs = |row: usize, key: i64| belongs(&self.world, part.table, batch, row, key);
        let identity = |row: usize| identity(&self.world, part.table, batch, row);
        let spoiled = faults.spoiled_cells(&file);
        let place = place.with_belonging(&belongs).with_identity(&identity).with_spoiled(&spoiled);
        let mut edits = faults.apply(&place, batch, &again);
        edits.patch.other_rows = (!again.is_empty()).then(|| {
            let rows: Vec<(Date, u64)> = again.iter().map(|redelivery| (redelivery.from, redelivery.row)).collect();
            orders_header_rows(&self.world, &rows)
        });
        self.count(&edits.tallies);
        edits
    }

    /// Where a block stands in its table; `before` says how many rows the table has before a date.
    fn place<'p>(&self, part: &Part, block: usize, before: &'p dyn Fn(Date) -> f64) -> Place<'p> {
        let position = position(&self.world, self.window, part, block);
        let day = position.date.map(|date| Day::new(date, before));
        let place = match (position.total, day) {
            (Some(total), _) => Place::in_file(position.span, position.first, total),
            (None, Some(day)) => Place::in_partition(position.span, position.first, day).with_counted(position.counted),
            (None, None) => Place::uncounted(position.span.start, position.first),
        };
        place.with_slots(position.slots).with_timing(arrivals::timing(self.window, part.is_late))
    }

    /// The faults of a block's text, which `format` has made; none where none is due. Faults of whole files are left out of text that
    /// `is_file` does not call a file's.
    pub fn spoiled_text(
        &self,
        part: &Part,
        block: usize,
        patched: (&RecordBatch, &Patch),
        text: &[u8],
        is_file: bool,
        format: &dyn BlockEncoder,
    ) -> Option<SpoiledText> {
        let (_, faults) = self.faults.iter().find(|(table, _)| *table == part.table && !part.is_again())?;
        let before = |date: Date| rows_before(&self.world, part.table, date);
        let place = self.place(part, block, &before);
        let (batch, patch) = patched;
        let edges = Edges { is_file, is_first: is_file && block == 0, is_last: is_file && block + 1 == part.blocks };
        let file = self.place(part, 0, &before);
        let mut due = faults.due_in_text(&place, &file, batch.num_rows(), edges);
        let mut spoiled = due.take_whole_file(text, edges).map(|(rule, kind, rewriting)| {
            let rows = patch.rows_written(batch.num_rows()) as usize;
            SpoiledText::of_file(WholeFile::new(rewriting, (rule, kind), (text, rows), edges.is_first))
        });
        if !due.is_empty()
            && let Some(starts) = format.row_starts(text, edges.is_first)
        {
            let day_before = due.asks_for_day_before.then(|| day_before(&self.world, part, format)).flatten();

            let mut header = Vec::new();
            let definition = self.formats.definition(part.table);
            if definition.format == Format::Csv {
                CsvEncoder::new(definition).header(&mut header);
            }
            let hit = patched_rows(patch);
            let day_before = day_before.as_deref();
            let block = BlockText { text, starts: &starts, header: &header, hit: &hit, day_before };
            let effects = faults.spoil_text(&mut due, &place, &block);
            spoiled = (!effects.is_empty()).then(|| SpoiledText::new(effects, starts, text));
        }
        self.count(&due.tallies);
        spoiled
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

    /// The labels of a block, by row and column; rows and bytes count from the block's first ones, and lines are not known yet.
    /// `text` is what becomes of the block's text, with the text as it is before that.
    pub fn labels<'l>(
        &'l self,
        part: &'l Part,
        batch: &RecordBatch,
        edits: &Edits,
        text: Option<(&SpoiledText, &[u8])>,
    ) -> Vec<Label<'l>> {
        let mut labels: Vec<Label> =
            edits.effects.iter().map(|effect| self.label(part, batch, edits, effect)).collect();
        let mut is_in_order = true;
        if let Some((spoiled, text)) = text {
            let of_effects = spoiled.effects.iter().map(|effect| self.text_label(part, batch, edits, effect, text));
            let mut of_effects: Vec<Label> = of_effects.collect();
            spoiled.place_bytes(&mut of_effects);
            labels.extend(of_effects);
            let of_file = spoiled.whole_file.as_ref().and_then(|whole| whole.label.as_ref());
            labels.extend(of_file.map(|of_file| self.whole_file_label(part, batch, edits, of_file)));
            is_in_order = false;
        }
        let decoys = if part.is_again() || part.is_orphan() { Vec::new() } else { decoys(part.table, batch) };
        if !decoys.is_empty() {
            // In damaged text a reader may find nothing that it could take for wrong.
            let damaged = text.map(|(spoiled, _)| spoiled.rows()).unwrap_or_default();
            let rows = edits.patch.places_written(decoys.iter().map(|decoy| decoy.row));
            let spoiled = self.spoiled_columns(part);
            let is_seen = |decoy: &Decoy, row: usize| !damaged.contains(&row) && !spoiled.contains(&decoy.column);
            let placed = decoys.iter().zip(rows).filter(|(decoy, row)| is_seen(decoy, *row));
            labels.extend(placed.filter_map(|(decoy, row)| decoy_label(part, batch, edits, decoy, row)));
            is_in_order = false;
        }
        if !is_in_order {
            let cell =
                |label: &Label| label.column.as_deref().and_then(|name| part.table.definition().cell_number(name));
            labels.sort_by_cached_key(|label| (label.row, cell(label)));
        }
        labels
    }

    /// The label of a fault of text; `text` is the block's without faults of text.
    fn text_label<'l>(
        &'l self,
        part: &'l Part,
        batch: &RecordBatch,
        edits: &Edits,
        effect: &TextEffect,
        text: &[u8],
    ) -> Label<'l> {
        let TextEffect { kind, row, splice, .. } = effect;
        let mut label = self.bare_text_label(part, effect.rule, kind);
        if let Some(row) = row {
            place_rows(&mut label, (batch, edits), *row, effect.rows);
        }
        let shown = |bytes: &[u8]| Some(Cow::Owned(String::from_utf8_lossy(bytes).into_owned()));
        label.clean_value = shown(&text[splice.at..splice.end()]);
        label.dirty_value = shown(&splice.dirty);
        label
    }

    /// The label of a file that is written otherwise as a whole.
    fn whole_file_label<'l>(
        &'l self,
        part: &'l Part,
        batch: &RecordBatch,
        edits: &Edits,
        of_file: &WholeFileLabel,
    ) -> Label<'l> {
        let mut label = self.bare_text_label(part, of_file.rule, of_file.kind);
        if let Some(rows) = of_file.rows {
            place_rows(&mut label, (batch, edits), 0, rows);
        }
        if let Some((clean, dirty)) = &of_file.values {
            label.clean_value = Some(Cow::Owned(clean.clone()));
            label.dirty_value = Some(Cow::Owned(dirty.clone()));
        }
        label
    }

    /// The columns of a file's rows that are gone or written otherwise as a whole.
    fn spoiled_columns(&self, part: &Part) -> Vec<&'static str> {
        let cells = self.of_file(part, |faults, file| Some(faults.spoiled_cells(file))).unwrap_or_default();
        cells.into_iter().map(|cell| part.table.definition().cells[cell].name).collect()
    }

    /// The label of a fault of text without its place.
    fn bare_text_label<'l>(&'l self, part: &'l Part, rule: usize, kind: &'static Kind) -> Label<'l> {
        Label::by_rule(part.table, &part.path, kind, &self.policy.rules()[rule].id)
    }

    fn label<'l>(&'l self, part: &'l Part, batch: &RecordBatch, edits: &Edits, effect: &Effect) -> Label<'l> {
        let definition = part.table.definition();
        let source = match &edits.patch.other_rows {
            Some(other) if effect.from_other => other,
            _ => batch,
        };
        let rule = &self.policy.rules()[effect.rule];
        let level = if effect.column.is_some() { Level::Cell } else { Level::Row };
        let mut label = Label::new(part.table, &part.path, effect.kind.name, level);
        let key = key_of(part.table, source, effect.of);
        match effect.related {
            Some(original) => {
                label.related_file = Some(Cow::Borrowed(&part.path));
                label.related_row = Some(original.row as u64);
                label.related_key = Some(key_of(part.table, batch, original.of).into());
            }
            None if effect.from_other && effect.column.is_none() => {
                label.related_file = match &part.standing {
                    FileStanding::Again { first } => Some(Cow::Borrowed(first.as_str())),
                    _ => self.first_delivery(part.table, source, effect.of).map(Cow::Owned),
                };
                label.related_key = Some(key.clone().into());
            }
            None => {}
        }
        label.incident_id = effect.incident.map(|incident| Cow::Owned(format!("{}@{incident}", rule.id)));
        label.rule_id = Some(Cow::Borrowed(&rule.id));
        label.row = Some(effect.row as u64);
        label.delta_version = self.version_of(part);
        label.key = Some(key.into());
        label.column = effect.column.map(|cell| definition.cells[cell].name.into());
        label.clean_value = effect.clean.clone().map(Cow::Owned);
        label.dirty_value = effect.dirty.clone().map(Cow::Owned);
        label.breaks_type = effect.kind.breaks_type && effect.column.is_some();
        label.detectability = effect.kind.detectability;
        label.expected_action = effect.kind.expected_action;
        // What a copy brings stands beside the row that it copies, which is as it was.
        if effect.related.is_none() && !effect.from_other {
            label.collateral = self.consequences.of(part.table, batch, effect);
        }
        label
    }

    /// The version that brought a data file of a Delta table; none for other files.
    fn version_of(&self, part: &Part) -> Option<u64> {
        let is_versioned = self.formats.of(part.table) == Format::Delta;
        part.life().filter(|_| is_versioned).map(|life| life.added.into())
    }

    /// The file in which a row delivered again stood first, if it lies in the window.
    fn first_delivery(&self, table: Table, batch: &RecordBatch, row: usize) -> Option<String> {
        let definition = self.formats.definition(table);
        let column = definition.columns.iter().position(|column| column.column_type == ColumnType::Date32)?;
        let date: Date = cell_text(batch.column(column).as_ref(), row).ok()??.parse().ok()?;
        let faults = self.faults.iter().find(|(known, _)| *known == table).map(|(_, faults)| faults);
        let is_there = arrivals::is_in_its_folder(faults, self.window, date);
        is_there.then(|| definition.path_for(&[("order_dt", &date.to_string())]).ok())?
    }
}

/// The unique values of a second row for the entity of a row: of customers alone there are such rows.
fn identity(world: &World, table: Table, batch: &RecordBatch, row: usize) -> Vec<(usize, String)> {
    let definition = table.definition();
    let cell = |name| definition.cell_number(name);
    let ids = batch.column_by_name("customer_id").and_then(|column| column.as_primitive_opt::<Int64Type>());
    let account = ids.filter(|_| table == Table::Customers).and_then(|ids| second_account(world, ids.value(row)));
    let Some((number, code)) = account else { return Vec::new() };
    let values = [(cell("customer_id"), number.to_string()), (cell("natural_key"), code)];
    values.into_iter().filter_map(|(cell, value)| Some((cell?, value))).collect()
}

/// Says of which rows of a block, from one on, a label of text is.
fn place_rows(label: &mut Label, (batch, edits): (&RecordBatch, &Edits), row: usize, rows: usize) {
    label.row = Some(row as u64);
    label.rows = Some(rows as u64);
    if let Some((Source::Batch(of), _)) = edits.patch.rows(batch.num_rows()).nth(row) {
        label.key = Some(key_of(label.table, batch, of).into());
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
fn decoy_label<'l>(part: &'l Part, batch: &RecordBatch, edits: &Edits, decoy: &Decoy, row: usize) -> Option<Label<'l>> {
    let table = part.table;
    let column = table.definition().cell_number(decoy.column)?;
    if edits.patch.cells.iter().any(|edit| (edit.row, edit.column) == (row, column)) {
        return None;
    }
    let value = cell_text(batch.column(column).as_ref(), decoy.row).ok()?;
    let mut label = Label::new(table, &part.path, decoy.kind, Level::Cell);
    label.decoy = true;
    label.row = Some(row as u64);
    label.key = Some(key_of(table, batch, decoy.row).into());
    label.column = Some(decoy.column.into());
    label.clean_value = value.clone().map(Cow::Owned);
    label.dirty_value = value.map(Cow::Owned);
    label.expected_action = Action::Accept;
    Some(label)
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
