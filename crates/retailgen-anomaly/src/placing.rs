//! Which rows and cells of a table are hit: a policy's rules at work on clean blocks.

mod applied;
mod block;
mod budget;
mod chosen;
mod dealing;
mod delta;
mod edits;
mod eligible;
mod files;
mod incident;
mod place;
mod redelivery;
mod refused;
mod series;
mod slots;
mod text;

use arrow_array::RecordBatch;
use retailgen_schema::{Table, TableDefinition};
use retailgen_synth::Seed;

use self::{applied::Applied, block::Block, chosen::Chosen};
use crate::{
    kind::{Kind, OperationFault, Spoil, UnusedKeys},
    policy::{Amount, Policy, Rule},
};

pub use delta::DeltaHit;
pub use edits::{Edits, Effect, Incident, Original, Tally};
pub use files::{LaidOut, Misdelivery};
pub use place::{Day, Place, Timing};
pub use redelivery::Redelivery;
pub use text::{BlockText, DueInText, Edges, TextEffect};

/// A policy's rules for one table, ready to be applied to its blocks.
#[derive(Debug)]
pub struct TableFaults {
    definition: &'static TableDefinition,
    /// By the hash of their ids: where two meet on a cell, the earlier one keeps it.
    rules: Vec<Applied>,
}

impl TableFaults {
    /// The rules of `policy` for `table`, in the format of its files that `definition` names, with the randomness that belongs to
    /// `seed`; `unused` says of a table which keys it will never
    /// give, `entities` of a rule from which entities its hits come, if from few.
    #[must_use]
    pub fn new(
        policy: &Policy,
        table: Table,
        definition: &'static TableDefinition,
        seed: Seed,
        unused: impl Fn(Table) -> UnusedKeys,
        entities: impl Fn(&Rule) -> Vec<String>,
    ) -> Self {
        let key = seed.key("anomalies");
        let mut rules: Vec<Applied> = policy
            .rules()
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.table == table)
            .map(|(number, rule)| {
                let key = key.key(&rule.id);
                let reference = rule.column_definition().and_then(|column| column.references);
                Applied {
                    number,
                    rule: rule.clone(),
                    key,
                    dealing: key.key("dealing"),
                    phase: key.key("phase").unit(0),
                    unused: reference.map_or(UnusedKeys::NONE, |reference| unused(reference.table)),
                    entities: rule.entities.and_then(|_| Chosen::of(rule, entities(rule))),
                }
            })
            .collect();
        rules.sort_by_key(|applied| (applied.key.bits(0), applied.number));
        Self { definition, rules }
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
            (Spoil::Redeliver, Amount::Rate(rate)) => redelivery::on(applied, rate, &day),
            _ => Vec::new(),
        };
        let mut all: Vec<Redelivery> = self.rules.iter().flat_map(again).collect();
        all.sort_by_key(|redelivery| (redelivery.after, redelivery.from, redelivery.row));
        all
    }

    /// How the file that begins at a place is misdelivered; none where it comes once and into its own folder.
    #[must_use]
    pub fn misdelivery(&self, file: &Place) -> Option<Misdelivery> {
        files::misdelivery(&self.rules, file)
    }

    /// The rule by which the file that begins at a place comes a day late; none where it comes on its day, or never.
    #[must_use]
    pub fn lateness(&self, file: &Place) -> Option<Misdelivery> {
        files::lateness(&self.rules, file)
    }

    /// The rule by which something is the matter with the operations of the day of a place, and its kind; none where all is well.
    #[must_use]
    pub fn of_operations(&self, day: &Place, fault: OperationFault) -> Option<(usize, &'static Kind)> {
        files::of_operations(&self.rules, day, fault)
    }

    /// Whether the file that begins at a place loses what it holds, so that nothing else is wrong in it.
    #[must_use]
    pub fn is_lost(&self, file: &Place) -> bool {
        files::is_lost(&self.rules, file)
    }

    /// The cells whose values are gone or written otherwise in the whole file that begins at a place: nothing else is wrong in them.
    #[must_use]
    pub fn spoiled_cells(&self, file: &Place) -> Vec<usize> {
        let change = files::change(&self.rules, self.definition, file);
        let changed = change.and_then(|(_, change)| change.spoiled_column());
        let laid_out = self.laid_out(file).into_iter().filter_map(|laid_out| laid_out.fault.spoiled_column());
        changed.into_iter().chain(laid_out).filter_map(|name| self.definition.cell_number(name)).collect()
    }

    /// Whether a file of typed values may be laid out otherwise.
    #[must_use]
    pub fn may_lay_out(&self) -> bool {
        self.rules.iter().any(|applied| applied.rule.kind.is_of_layout())
    }

    /// How the file of typed values that begins at a place is laid out otherwise, by the names of the kinds.
    #[must_use]
    pub fn laid_out(&self, file: &Place) -> Vec<LaidOut> {
        files::laid_out(&self.rules, self.definition, file)
    }

    /// The faults of a Delta table as a whole.
    #[must_use]
    pub fn delta_hits(&self) -> Vec<DeltaHit> {
        delta::hits(&self.rules)
    }

    /// How the rules that misdeliver files, or lay them out otherwise, fare in a block of `rows` rows of the file that begins at a
    /// place.
    #[must_use]
    pub fn tallies_of_files(&self, file: &Place, rows: usize, is_first: bool) -> Vec<Tally> {
        files::tallies(&self.rules, self.definition, file, rows, is_first)
    }

    /// What becomes of a clean block. `again` are the rows delivered again after one of its rows, the n-th of them
    /// standing in the other batch at place n; their `after` counts from the block's first row.
    #[must_use]
    pub fn apply(&self, place: &Place, batch: &RecordBatch, again: &[Redelivery]) -> Edits {
        let mut block = Block::new(self.definition, batch);
        let is_of_rows = |applied: &&Applied| {
            let spoil = applied.rule.kind.spoil;
            let is_of_files =
                matches!(spoil, Spoil::Arrival(_) | Spoil::Operations(_) | Spoil::Typed(_) | Spoil::Delta(_));
            !spoil.is_of_text() && !is_of_files
        };
        for applied in self.rules.iter().filter(is_of_rows) {
            block.apply(applied, place);
        }
        for (number, redelivery) in again.iter().enumerate() {
            block.deliver_again(number, redelivery, &self.rules);
        }
        block.finish()
    }

    /// How many faults of text a block of `rows` clean rows is due; `file` is where its file begins.
    #[must_use]
    pub fn due_in_text(&self, place: &Place, file: &Place, rows: usize, edges: Edges) -> DueInText {
        DueInText::of(&self.rules, self.definition, place, file, rows, edges)
    }

    /// What becomes of the text of a block, by what it is due. Rows count as they are written.
    #[must_use]
    pub fn spoil_text(&self, due: &mut DueInText, place: &Place, block: &BlockText) -> Vec<TextEffect> {
        due.apply(&self.rules, self.definition, place, block)
    }
}
