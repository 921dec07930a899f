//! Faults of text: records and edges of files that are written otherwise, whatever stands in their cells.

use std::collections::BTreeSet;

use retailgen_schema::{Format, TableDefinition};
use retailgen_synth::Stream;
use retailgen_text::{ColumnChange, Rewriting, Splice};

use super::{applied::Applied, budget, dealing::Candidates, edits::Tally, files, place::Place, refused::Refused};
use crate::{
    kind::{Damage, Kind, Records, Spoil},
    policy::Mechanism,
};

/// The most rows before the last one at which the end of a file is tried.
const END: usize = 60;

/// The text of a block before faults of text.
#[derive(Debug, Clone, Copy)]
pub struct BlockText<'t> {
    /// The whole text, with the header where the block is the first one of a CSV file.
    pub text: &'t [u8],
    /// Where its rows begin, and where the last one ends.
    pub starts: &'t [usize],
    /// The line of column names with its line end; empty in lines of JSON.
    pub header: &'t [u8],
    /// Rows that other faults have hit; a fault of text keeps away from them.
    pub hit: &'t BTreeSet<usize>,
    /// The text of the file of the day before, where [`DueInText::asks_for_day_before`].
    pub day_before: Option<&'t [u8]>,
}

/// A fault of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEffect {
    /// Number of the rule in the policy.
    pub rule: usize,
    /// Its kind.
    pub kind: &'static Kind,
    /// The row that was hit; `None` for the beginning of a file.
    pub row: Option<usize>,
    /// How many rows, from that one on, stand in the text that was changed or may be lost with it.
    pub rows: usize,
    /// What is written otherwise.
    pub splice: Splice,
}

/// Where a block stands in its file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Edges {
    /// Whether the text goes into a file of its own, and not into one text of a whole table.
    pub is_file: bool,
    /// Whether the file begins with the block.
    pub is_first: bool,
    /// Whether the file ends with the block.
    pub is_last: bool,
}

/// How many hits the rules of text are due in a block: nothing of its text need be known for that.
#[derive(Debug, Default)]
pub struct DueInText {
    /// Places among the table's rules, with the hits of each.
    due: Vec<(usize, u64)>,
    /// How the whole file is written, with the number of the rule in the policy and its kind.
    whole_file: Option<(usize, &'static Kind, Rewriting)>,
    /// What became of each rule so far, in the order of the policy.
    pub tallies: Vec<Tally>,
    /// Whether the text of the file of the day before is asked for.
    pub asks_for_day_before: bool,
}

impl DueInText {
    /// The hits of a block of `rows` clean rows; `file` is where its file begins.
    pub(super) fn of(
        rules: &[Applied],
        definition: &TableDefinition,
        place: &Place,
        file: &Place,
        rows: usize,
        edges: Edges,
    ) -> Self {
        let Edges { is_file, is_first, is_last } = edges;
        let mut due = Self::default();
        let chosen = files::fault(rules, file).map(|applied| applied.number);
        let change = files::change(rules, definition, file).filter(|_| is_file);
        let is_dropped = change.as_ref().is_some_and(|(_, change)| matches!(change, ColumnChange::Dropped { .. }));
        for (number, applied) in rules.iter().enumerate().filter(|(_, applied)| applied.rule.kind.spoil.is_of_text()) {
            let mut tally = Tally::of_rule(applied.number);
            if !applied.reaches(place) {
                due.tallies.push(tally);
                continue;
            }
            let hits = match applied.rule.kind.spoil {
                spoil if spoil.is_of_file() => {
                    let here = match spoil {
                        Spoil::FileEnd(_) => is_last,
                        Spoil::Lost(_) | Spoil::Stale => is_first && is_last,
                        // Each block with rows has a label, with what is gone of them.
                        Spoil::Columns(_) if is_dropped && chosen == Some(applied.number) => rows > 0,
                        _ => is_first,
                    };
                    let hits = files::hits(applied, file);
                    tally.eligible = u64::from(here);
                    tally.planned = if here { hits } else { 0 };
                    let rewriting = match (spoil, &change) {
                        (Spoil::WholeFile(rewriting), _) => Some(rewriting.clone()),
                        (Spoil::Columns(_), Some((_, change))) => {
                            let is_json = definition.format == Format::Jsonl;
                            Some(Rewriting::Columns { change: change.clone(), is_json })
                        }
                        _ => None,
                    };
                    if let Some(rewriting) = rewriting.filter(|_| chosen == Some(applied.number) && is_file) {
                        due.whole_file = Some((applied.number, applied.rule.kind, rewriting));
                        tally.realised = u64::from(here);
                    }
                    u64::from(here && chosen == Some(applied.number) && due.whole_file.is_none())
                }
                _ => {
                    tally.eligible = rows as u64;
                    tally.planned = budget::hits(applied, place, rows, rows);
                    tally.planned
                }
            };
            if hits > 0 {
                due.asks_for_day_before |= matches!(applied.rule.kind.spoil, Spoil::Stale);
                due.due.push((number, hits));
            }
            due.tallies.push(tally);
        }
        // What is written otherwise as a whole has no other fault of text.
        if due.whole_file.is_some() {
            due.due.clear();
        }
        // Faults of files come first: records keep away from them.
        due.due.sort_by_key(|(number, _)| matches!(rules[*number].rule.kind.spoil, Spoil::Record(_)));
        due.tallies.sort_by_key(|tally| tally.rule);
        due
    }

    /// Takes what becomes of the whole file; none where it is all in the block and would stay as it is.
    pub fn take_whole_file(&mut self, text: &[u8], edges: Edges) -> Option<(usize, &'static Kind, Rewriting)> {
        let (rule, kind, rewriting) = self.whole_file.take()?;
        if edges.is_first && edges.is_last && !rewriting.changes(text) {
            self.tallies.iter_mut().filter(|tally| tally.rule == rule).for_each(|tally| tally.realised = 0);
            return None;
        }
        Some((rule, kind, rewriting))
    }

    /// Whether nothing is due.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.due.is_empty()
    }

    /// What becomes of the block's text, in the order of the text.
    pub(super) fn apply(
        &mut self,
        rules: &[Applied],
        definition: &'static TableDefinition,
        place: &Place,
        block: &BlockText,
    ) -> Vec<TextEffect> {
        let BlockText { text, starts, header, day_before, .. } = *block;
        let records = Records { table: definition, text, starts, header, day_before };
        let mut taken = block.hit.clone();
        let mut effects = Vec::new();
        for &(number, hits) in &self.due {
            let applied = &rules[number];
            let key = applied.key.key("row").nth(place.first);
            let values = applied.key.key("value").nth(place.first);
            let evenly = applied.rule.mechanism == Mechanism::Even;
            let rows = records.count();
            let (mut realised, mut moved) = (0, 0);
            let mut refused = Refused::default();
            for hit in 0..hits {
                let tried: Vec<usize> = match applied.rule.kind.spoil {
                    Spoil::FileStart(_) | Spoil::Lost(_) | Spoil::Stale => vec![0],
                    Spoil::FileEnd(_) => {
                        let first = rows.saturating_sub(1 + key.below(hit, END as u64) as usize);
                        (first..rows).collect()
                    }
                    _ if rows == 0 => Vec::new(),
                    _ => Candidates::new(rows, hits.min(rows as u64), evenly, key)
                        .of(hit.min(rows as u64 - 1))
                        .chain(0..rows)
                        .collect(),
                };
                for (attempt, row) in tried.into_iter().enumerate() {
                    if refused.has(row) {
                        continue;
                    }
                    let mut stream = values.stream(row as u64);
                    let is_free = |damage: &Damage| !damage.rows.clone().any(|row| taken.contains(&row));
                    let Some(damage) = damage(applied, &records, row, &mut stream).filter(is_free) else {
                        refused.add(row);
                        continue;
                    };
                    taken.extend(damage.rows.clone());
                    effects.push(effect(applied, row, damage));
                    realised += 1;
                    moved += u64::from(attempt > 0);
                    break;
                }
            }
            if let Some(tally) = self.tallies.iter_mut().find(|tally| tally.rule == applied.number) {
                (tally.realised, tally.moved) = (realised, moved);
            }
        }
        // Bytes that are taken out stand before bytes that are put in at the same place, as in a file read back.
        effects.sort_by_key(|effect| (effect.splice.at, effect.splice.end(), effect.row));
        effects
    }
}

fn damage(applied: &Applied, records: &Records, row: usize, stream: &mut Stream) -> Option<Damage> {
    match applied.rule.kind.spoil {
        Spoil::Record(spoil) | Spoil::FileEnd(spoil) => spoil(records, row, stream),
        Spoil::FileStart(spoil) => spoil(records, stream),
        Spoil::Lost(from) => records.lost_from(from(records)),
        Spoil::Stale => records.stale(),
        _ => None,
    }
}

fn effect(applied: &Applied, row: usize, damage: Damage) -> TextEffect {
    let Damage { splice, rows } = damage;
    TextEffect {
        rule: applied.number,
        kind: applied.rule.kind,
        row: (!rows.is_empty()).then_some(row),
        rows: rows.len(),
        splice,
    }
}
