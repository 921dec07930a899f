//! What of a finished run an append writes anew, made once more to count it.

use retailgen_anomaly::Tally;
use retailgen_schema::Table;
use retailgen_tables::Oddities;
use retailgen_truth::RuleRecord;

use super::Append;
use crate::{
    DatasetError, PlannedFile, Scenario,
    passage::{Face, Passage, Wanted},
    recorded::rule_records,
};

/// What goes of a finished run.
#[derive(Debug, Default)]
pub struct Gone {
    /// Tables without a file that stays.
    whole: Vec<Table>,
    /// What the rules do in what goes of other tables.
    tallies: Vec<(Table, Vec<Tally>)>,
    /// The rows that go of the file whose first ones stay.
    pub rows: u64,
    /// What is odd in these without being wrong.
    pub oddities: Oddities,
}

impl Gone {
    /// Counts what goes; faults only where there is a truth of them.
    pub fn count(append: &Append<'_>, has_truth: bool) -> Result<Self, DatasetError> {
        let mut gone = Self::default();
        let is_begun = |file: &PlannedFile| append.begun.as_ref().is_some_and(|begun| begun.path == file.path());
        for &table in append.before.scenario().tables() {
            let files = append.plan_before.made().iter().filter(|file| file.table() == table);
            let (going, staying): (Vec<_>, Vec<_>) = files.partition(|file| !append.kept.contains_key(file.path()));
            if staying.is_empty() && !going.iter().any(|file| is_begun(file)) {
                gone.whole.push(table);
            } else {
                gone.count_files(append, table, going.into_iter().filter(|file| has_truth || is_begun(file)))?;
            }
        }
        Ok(gone)
    }

    /// Counts what goes of some files of a table.
    fn count_files<'f>(
        &mut self,
        append: &Append<'_>,
        table: Table,
        files: impl Iterator<Item = &'f PlannedFile>,
    ) -> Result<(), DatasetError> {
        let passage = Passage::new(append.before, &[table], Face::Files)?;
        let wanted = Wanted { header: true, labels: false };
        let mut buffer = Vec::new();
        for file in files {
            let begun = append.begun.as_ref().filter(|begun| begun.path == file.path());
            let rows = passage.open(file.part());
            for number in begun.map_or(0, |begun| begun.blocks)..file.part().blocks {
                let block = passage.block(file.part(), rows.as_ref(), number, wanted, buffer)?;
                if begun.is_some() {
                    self.rows += block.rows;
                    self.oddities.add(&block.oddities);
                }
                buffer = block.encoded.into_buffer();
            }
        }
        self.tallies.push((table, passage.tallies()));
        Ok(())
    }

    /// The rules of the finished run as they are counted in what stays.
    pub fn rules_without(&self, before: &[RuleRecord], scenario: &Scenario) -> Vec<RuleRecord> {
        let mut kept = before.to_vec();
        for rule in &mut kept {
            if self.whole.iter().any(|table| table.name() == rule.table) {
                (rule.eligible, rule.planned, rule.realised, rule.moved, rule.unplaced) = (0, 0, 0, 0, 0);
            }
            let tallies = self.tallies.iter().find(|(table, _)| table.name() == rule.table);
            let gone = tallies.into_iter().flat_map(|(_, tallies)| rule_records(scenario, tallies));
            for gone in gone.filter(|gone| gone.rule_id == rule.rule_id) {
                rule.eligible = rule.eligible.saturating_sub(gone.eligible);
                rule.planned = rule.planned.saturating_sub(gone.planned);
                rule.realised = rule.realised.saturating_sub(gone.realised);
                rule.moved = rule.moved.saturating_sub(gone.moved);
                rule.unplaced = rule.unplaced.saturating_sub(gone.unplaced);
            }
            rule.labels = 0;
        }
        kept
    }
}
