//! The labels of files that do not stand alone in their own place and on their own day, and the rules by which they do not.

use std::borrow::Cow;

use retailgen_anomaly::{DeltaFault, Kind, Place, TableFaults};
use retailgen_schema::Table;
use retailgen_synth::calendar::Date;
use retailgen_tables::{FileStanding, Part, rows_before};
use retailgen_truth::Label;

use super::DirtyLayer;

impl DirtyLayer {
    /// The label that says in which folder a file lies that belongs into another, or of which data file it has the rows where no
    /// commit names it, and the one that says that it is late; none of other files.
    pub fn labels_of_place<'l>(&'l self, part: &'l Part) -> impl Iterator<Item = Label<'l>> + use<'l> {
        [self.label_of_folder(part), self.label_of_lateness(part)].into_iter().flatten()
    }

    fn label_of_folder<'l>(&'l self, part: &'l Part) -> Option<Label<'l>> {
        let (FileStanding::Elsewhere { own: related } | FileStanding::Orphan { of: related }) = &part.standing else {
            return None;
        };
        let (rule, kind) = self.rule_of_standing(part)?;
        let mut label = self.bare_text_label(part, rule, kind);
        label.related_file = Some(Cow::Borrowed(related));
        Some(label)
    }

    fn label_of_lateness<'l>(&'l self, part: &'l Part) -> Option<Label<'l>> {
        if !part.is_late || part.is_again() {
            return None;
        }
        let lateness = self.of_file(part, TableFaults::lateness)?;
        Some(self.bare_text_label(part, lateness.rule, lateness.kind))
    }

    /// The rule by which a file does not stand alone in its own place, and its kind.
    pub(super) fn rule_of_standing(&self, part: &Part) -> Option<(usize, &'static Kind)> {
        if let Some(delta) = self.delta.as_ref().filter(|_| part.table == Table::Returns) {
            let fault = if part.is_orphan() { DeltaFault::OrphanFile } else { DeltaFault::MissingFile };
            return delta.hit(fault).map(|hit| (hit.rule, hit.kind));
        }
        let is_awaited = part.is_missing();
        let found = self.of_file(part, |faults, file| {
            faults.lateness(file).filter(|_| is_awaited).or_else(|| faults.misdelivery(file))
        });
        found.map(|found| (found.rule, found.kind))
    }

    /// What the rules of a table say of a file.
    pub(super) fn of_file<T>(&self, part: &Part, say: impl FnOnce(&TableFaults, &Place) -> Option<T>) -> Option<T> {
        let (_, faults) = self.faults.iter().find(|(table, _)| *table == part.table)?;
        let before = |date: Date| rows_before(&self.world, part.table, date);
        say(faults, &self.place(part, 0, &before))
    }
}
