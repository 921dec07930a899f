//! A block on its way from clean to dirty: which cells are hit, which rows are copied, and what the truth says of each.

use std::collections::BTreeSet;

use arrow_array::{Array, RecordBatch, cast::AsArray, types::Int64Type};
use retailgen_schema::{ColumnDefinition, TableDefinition};
use retailgen_sinks::{csv::cell_text, jsonl::Envelope};
use retailgen_synth::Stream;

use crate::{
    budget,
    edits::{CellEdit, Edits, Effect, ExtraRow, Incident, Original, Tally},
    eligible::{Eligible, Rows},
    faults::{Applied, Place},
    kind::{self, Clean, Spoil},
    policy::Mechanism,
    redelivery::Redelivery,
    run, strata,
};

/// A copy stands at most this many rows below its original, so that both are in one block.
const FARTHEST_COPY: u64 = 64;
/// Rows, and then keys, that are tried for one that does not belong to a row. An order has thirty products at most.
const MOST_ASKED: usize = 64;

/// A block on its way from clean to dirty. Rows are clean ones until [`Block::finish`] numbers the written ones.
pub struct Block<'b> {
    definition: &'static TableDefinition,
    batch: &'b RecordBatch,
    /// Cells that a rule has hit or relies on, by row and number among the table's cells.
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
    from_other: bool,
    /// The row's own effect and those of its cells.
    effects: Vec<Effect>,
}

impl<'b> Block<'b> {
    /// A block of a table's clean rows.
    pub fn new(definition: &'static TableDefinition, batch: &'b RecordBatch) -> Self {
        Self { definition, batch, taken: BTreeSet::new(), cells: Vec::new(), copies: Vec::new(), tallies: Vec::new() }
    }

    /// Hits the rows that a rule is due.
    pub fn apply(&mut self, applied: &Applied, place: &Place) {
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
            planned: budget::hits(applied, place, self.batch.num_rows(), eligible.count()),
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
    fn hit_rows(&mut self, applied: &Applied, place: &Place, rows: &Rows, tally: &mut Tally) {
        let incident = matches!(applied.rule.mechanism, Mechanism::Incident { .. })
            .then(|| place.day.map(|day| Incident::Day(day.date)))
            .flatten();
        let key = applied.key.key("row").nth(place.first);
        let values = applied.key.key("value").nth(place.first);
        let strata = tally.planned.min(rows.len() as u64);
        for stratum in 0..strata {
            let mut collided = false;
            for candidate in strata::candidates(rows.len(), stratum, strata, key) {
                let row = rows.row(candidate);
                if self.cells_of(applied).any(|cell| self.is_taken(row, cell)) {
                    collided = true;
                } else if self.hit(applied, place, row, values.stream(row as u64), incident) {
                    tally.realised += 1;
                    tally.moved += u64::from(collided);
                    break;
                }
            }
        }
    }

    /// Hits runs of rows of one series each, which begin in the strata of `rows`.
    fn hit_runs(&mut self, applied: &Applied, place: &Place, rows: &Rows, length: u64, tally: &mut Tally) {
        let Some(column) = applied.rule.column else { return };
        let key = applied.key.key("row").nth(place.first);
        let values = applied.key.key("value").nth(place.first);
        let runs = (tally.planned / length).min(rows.len() as u64);
        for stratum in 0..runs {
            let Some(start) = strata::candidates(rows.len(), stratum, runs, key).next() else { continue };
            let start = rows.row(start);
            let series = run::series(self.batch, self.definition, rows, start);
            let incident = Some(Incident::Run { block: place.first, number: stratum });
            let mut left = length;
            for (moved, row) in run::from(&series, start, length as usize).enumerate() {
                // One state of the stream for all: what is stuck shows the same value again and again.
                let stream = values.stream(stratum);
                if left > 0 && !self.is_taken(row, column) && self.hit(applied, place, row, stream, incident) {
                    left -= 1;
                    tally.realised += 1;
                    tally.moved += u64::from(moved as u64 >= length);
                }
            }
        }
    }

    /// The cells of a row that a rule spoils or relies on. A repeated row is told by what identifies it: were that spoiled
    /// in the original, the copy would repeat nothing.
    fn cells_of(&self, applied: &Applied) -> impl Iterator<Item = usize> + use<> {
        let definition = self.definition;
        let repeats = matches!(applied.rule.kind.spoil, Spoil::Repeat { .. });
        let identifying = definition
            .cells
            .iter()
            .enumerate()
            .filter(move |(_, cell)| repeats && (cell.unique || definition.primary_key.contains(&cell.name)));
        applied.rule.column.into_iter().chain(identifying.map(|(number, _)| number))
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
    fn hit(
        &mut self,
        applied: &Applied,
        place: &Place,
        row: usize,
        mut stream: Stream,
        incident: Option<Incident>,
    ) -> bool {
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
            (Spoil::Mismatch, Some(column)) => {
                let Some((owner, stranger)) = self.stranger(place, row, column, &mut stream) else { return false };
                let (clean, dirty) = (self.text(row, column), Some(stranger.to_string()));
                // The key that decides is taken too: were it spoiled afterwards, nobody could tell what belongs.
                self.taken.extend([(row, column), (row, owner)]);
                self.cells.push((row, effect(applied, row, Some(column), clean, dirty)));
                true
            }
            (Spoil::Repeat { drift }, _) => {
                self.taken.extend(self.cells_of(applied).map(|cell| (row, cell)));
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
                self.copies.push(Copy { after, of: row, from_other: false, effects });
                true
            }
            _ => false,
        }
    }

    /// The cell that decides which keys belong into a row's `column`, and a key that exists and does not: that of another
    /// row, and where a block has too few of them, a smaller one, since entities are numbered from 1 without gaps.
    fn stranger(&self, place: &Place, row: usize, column: usize, stream: &mut Stream) -> Option<(usize, i64)> {
        let belongs = place.belongs?;
        let owner = self.definition.cell_number(kind::owner(self.definition, &self.definition.cells[column])?)?;
        let keys = self.batch.columns().get(column)?.as_primitive_opt::<Int64Type>()?;
        if self.is_taken(row, owner) || keys.is_null(row) {
            return None;
        }
        let own = keys.value(row);
        let start = stream.below(keys.len() as u64) as usize;
        let rows = (start..keys.len()).chain(0..start).filter(|&other| keys.is_valid(other));
        let smaller = std::iter::repeat_with(|| 1 + stream.below((own - 1).max(0) as u64) as i64);
        let mut tried = rows.map(|other| keys.value(other)).take(MOST_ASKED).chain(smaller.take(MOST_ASKED));
        // Whatever the model says: a key that is the row's own is no fault.
        let stranger = tried.find(|&key| key != own && !belongs(row, key))?;
        Some((owner, stranger))
    }

    /// Takes in row number `number` of the other batch, delivered again by one of `rules`.
    pub fn deliver_again(&mut self, number: usize, redelivery: &Redelivery, rules: &[Applied]) {
        let Some(applied) = rules.iter().find(|applied| applied.number == redelivery.rule) else { return };
        if let Some(tally) = self.tallies.iter_mut().find(|tally| tally.rule == redelivery.rule) {
            tally.planned += 1;
            tally.realised += 1;
        }
        let hit = effect(applied, number, None, None, None);
        self.copies.push(Copy {
            after: redelivery.after as usize,
            of: number,
            from_other: true,
            effects: vec![Effect { from_other: true, ..hit }],
        });
    }

    /// Numbers the written rows and puts everything into their order.
    pub fn finish(self) -> Edits {
        let Self { cells, mut copies, tallies, .. } = self;
        copies.sort_by_key(|copy| (copy.after, copy.from_other, copy.of));
        let written = |row: usize| row + copies.partition_point(|copy| copy.after < row);
        let mut edits = Edits { tallies, ..Edits::default() };
        edits.tallies.sort_by_key(|tally| tally.rule);
        let related =
            |effect: &Effect| effect.related.map(|original| Original { row: written(original.of), of: original.of });
        for (row, effect) in cells {
            edits.effects.push(Effect { row: written(row), related: related(&effect), ..effect });
        }
        for (number, copy) in copies.iter().enumerate() {
            let row = copy.after + 1 + number;
            edits.patch.extra_rows.push(ExtraRow { row, of: copy.of, from_other: copy.from_other });
            edits.effects.extend(copy.effects.iter().map(|effect| Effect {
                row,
                related: related(effect),
                ..effect.clone()
            }));
        }
        edits.effects.sort_by_key(|effect| (effect.row, effect.column));
        edits.patch.cells = edits
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
        from_other: false,
        incident: None,
        related: None,
    }
}

/// The original at a clean row; [`Block::finish`] gives it its place.
fn original(of: usize) -> Original {
    Original { row: of, of }
}

#[cfg(test)]
mod tests;
