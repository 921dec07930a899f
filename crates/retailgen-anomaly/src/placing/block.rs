//! A block on its way from clean to dirty: which cells are hit, which rows are copied, and what the truth says of each.

use arrow_array::RecordBatch;
use retailgen_schema::TableDefinition;
use retailgen_synth::Stream;
use retailgen_text::{CellEdit, ExtraRow};

use super::{
    applied::Applied,
    budget,
    dealing::Candidates,
    edits::{Edits, Effect, Incident, Original, Tally},
    eligible::{Eligible, Rows, WithKeys},
    place::Place,
    redelivery::Redelivery,
    refused::Refused,
    series,
    slots::Slots,
};
use crate::{
    kind::{Change, Clean, Dirty, Hit, Run, Site, Spoil, Taken, text},
    policy::{Amount, Mechanism, Weights},
};

/// A block on its way from clean to dirty. Rows are clean ones until [`Block::finish`] numbers the written ones.
pub struct Block<'b> {
    definition: &'static TableDefinition,
    batch: &'b RecordBatch,
    taken: Taken,
    cells: Vec<(usize, Effect)>,
    copies: Vec<Copy>,
    tallies: Vec<Tally>,
    with_keys: WithKeys,
}

/// A row to be written besides the clean ones.
struct Copy {
    /// The clean row that it follows.
    after: usize,
    of: usize,
    from_other: bool,
    /// The effect on the row, then the effects on its cells.
    effects: Vec<Effect>,
}

impl<'b> Block<'b> {
    /// A block of a table's clean rows.
    pub fn new(definition: &'static TableDefinition, batch: &'b RecordBatch) -> Self {
        let taken = Taken::of(definition);
        Self {
            definition,
            batch,
            taken,
            cells: Vec::new(),
            copies: Vec::new(),
            tallies: Vec::new(),
            with_keys: WithKeys::new(),
        }
    }

    /// Hits the rows that a rule is due.
    pub fn apply(&mut self, applied: &Applied, place: &Place) {
        let mut tally = Tally::of_rule(applied.number);
        if !applied.reaches(place) {
            self.tallies.push(tally);
            return;
        }
        if matches!(applied.rule.kind.spoil, Spoil::Redeliver) {
            tally.eligible = self.batch.num_rows() as u64;
            self.tallies.push(tally);
            return;
        }
        let eligible = Eligible::of(applied, self.definition, self.batch, place, &mut self.with_keys);
        tally.eligible = eligible.count() as u64;
        tally.planned = budget::hits(applied, place, self.batch.num_rows(), eligible.count());
        let is_spoiled = applied.rule.column.is_some_and(|column| place.spoiled.contains(&column));
        if tally.planned > 0 && !is_spoiled {
            let rows = eligible.rows(self.batch);
            match applied.rule.mechanism {
                Mechanism::Run { length } => self.hit_series(applied, place, &rows, u64::from(length), &mut tally),
                _ => self.hit_rows(applied, place, &rows, &mut tally),
            }
        }
        self.tallies.push(tally);
    }

    /// Hits some of `rows`.
    fn hit_rows(&mut self, applied: &Applied, place: &Place, rows: &Rows, tally: &mut Tally) {
        let incident = matches!(applied.rule.mechanism, Mechanism::Incident { .. })
            .then(|| place.day.map(|day| Incident::Day(day.date)))
            .flatten();
        let key = applied.key.key("row").nth(place.first);
        let values = applied.key.key("value").nth(place.first);
        // The hits of an incident have one cause, and so one form: every till that got the release writes times like that.
        let cause = applied.key.key("cause");
        let alike = place.day.filter(|_| incident.is_some()).map(|day| day.date.days() as u64);
        let slots = Slots::of(self.definition, self.batch, place);
        let stream = |row: usize| alike.map_or_else(|| values.stream(slots.of_row(row)), |day| cause.stream(day));
        let hits = tally.planned.min(rows.len() as u64);
        let evenly = applied.rule.mechanism == Mechanism::Even;
        let candidates = slots.candidates(rows, hits, evenly, key);
        let mut needed = match applied.rule.kind.spoil {
            Spoil::Row { relies_on, .. } => relies_on(self.definition),
            _ => Vec::new(),
        };
        needed.extend(applied.rule.column);
        // A cell's value and stream are the same for every hit; what looks at other rows may fare otherwise the next time.
        let is_of_cell = applied.rule.kind.spoil.is_of_value();
        let mut refused = Refused::default();
        for hit in 0..hits {
            let mut collided = false;
            for row in candidates.of(hit).map(|candidate| rows.row(candidate)) {
                if self.is_any_taken(row, &needed) {
                    collided = true;
                } else if !refused.has(row) && self.hit(applied, place, row, stream(row), incident, None) {
                    tally.realised += 1;
                    tally.moved += u64::from(collided);
                    break;
                } else if is_of_cell {
                    refused.add(row);
                }
            }
        }
        // A count is kept even where all rows of a hit's stretch are taken or cannot be spoiled: it moves to another one.
        if matches!(applied.rule.amount, Amount::Count(_)) {
            for row in rows.iter() {
                if tally.realised < tally.planned
                    && !self.is_any_taken(row, &needed)
                    && self.hit(applied, place, row, stream(row), incident, None)
                {
                    tally.realised += 1;
                    tally.moved += 1;
                }
            }
        }
    }

    fn is_any_taken(&self, row: usize, cells: &[usize]) -> bool {
        cells.iter().any(|&cell| self.taken.contains(row, cell))
    }

    /// Hits runs of rows of one series each, which begin at some of `rows`.
    fn hit_series(&mut self, applied: &Applied, place: &Place, rows: &Rows, length: u64, tally: &mut Tally) {
        let Some(column) = applied.rule.column else { return };
        let key = applied.key.key("row").nth(place.first);
        let values = applied.key.key("value").nth(place.first);
        let runs = (tally.planned / length).min(rows.len() as u64);
        let candidates = Candidates::new(rows.len(), runs, false, key);
        for number in 0..runs {
            let Some(start) = candidates.of(number).next() else { continue };
            let start = rows.row(start);
            let readings = series::of(self.batch, self.definition, rows, start);
            let incident = Some(Incident::Run { block: place.first, number });
            let first = self.text(start, column);
            let mut left = length;
            for (moved, row) in series::from(&readings, start, length as usize).enumerate() {
                // One state of the stream for all: what is stuck shows the same value again and again.
                let stream = values.stream(number);
                let run = first.as_deref().map(|first| Run { first, nth: length - left, length });
                if left > 0 && !self.taken.contains(row, column) && self.hit(applied, place, row, stream, incident, run)
                {
                    left -= 1;
                    tally.realised += 1;
                    tally.moved += u64::from(moved as u64 >= length);
                }
            }
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
        run: Option<Run>,
    ) -> bool {
        let column = applied.rule.column;
        let hit = match (applied.rule.kind.spoil, column) {
            (Spoil::Row { hit, .. }, _) => {
                let (table, batch, taken) = (self.definition, self.batch, &self.taken);
                let (belongs, identity) = (place.belongs, place.identity);
                hit(&Site { table, batch, row, column, belongs, identity, taken }, &mut stream)
            }
            (spoil, Some(column)) => {
                let clean = self.text(row, column);
                let weights = applied.rule.weights.as_ref().map(Weights::as_slice);
                let cell =
                    Clean { column: &self.definition.cells[column], text: clean.as_deref(), unused: &applied.unused };
                let dirty = match spoil {
                    Spoil::Run(spoil) => run.and_then(|run| spoil(&cell, &run, &mut stream)),
                    _ => spoil.of_value(&cell, weights, &mut stream),
                };
                let dirty = dirty.filter(|dirty| *dirty != clean);
                dirty.map(|dirty| Hit { change: Change::Cell { dirty, copied_from: None }, relied_on: Vec::new() })
            }
            _ => None,
        };
        let Some(Hit { change, relied_on }) = hit else { return false };
        self.taken.extend(relied_on);
        match change {
            Change::Cell { dirty, copied_from } => {
                self.taken.extend(column.map(|column| (row, column)));
                let clean = column.and_then(|column| self.text(row, column));
                let related = copied_from.map(original);
                self.cells.push((row, Effect { incident, related, ..effect(applied, row, column, clean, dirty) }));
            }
            Change::Copy { after, changed } => {
                let changed = changed.into_iter().filter(|(cell, _)| !place.spoiled.contains(cell)).collect();
                self.copies.push(self.copy(applied, row, after, changed));
            }
        }
        true
    }

    /// Row `of` once more, with some of its cells changed.
    fn copy(&self, applied: &Applied, of: usize, after: usize, changed: Vec<(usize, Dirty)>) -> Copy {
        let whole = Effect { related: Some(original(of)), ..effect(applied, of, None, None, None) };
        let cells = changed
            .into_iter()
            .map(|(cell, dirty)| effect(applied, of, Some(cell), self.text(of, cell), dirty))
            .filter(|effect| effect.clean != effect.dirty);
        Copy { after, of, from_other: false, effects: std::iter::once(whole).chain(cells).collect() }
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

    fn text(&self, row: usize, cell: usize) -> Option<String> {
        text(self.definition, self.batch, row, cell)
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
