//! The labels of files that do not stand alone in their own place, and the rules by which they do not.

use std::borrow::Cow;

use retailgen_anomaly::{DeltaFault, Kind};
use retailgen_schema::Table;
use retailgen_synth::calendar::Date;
use retailgen_tables::{FileStanding, Part, rows_before};
use retailgen_truth::Label;

use super::DirtyLayer;

impl DirtyLayer {
    /// The label that says in which folder a file lies that belongs into another, or of which data file it has the rows where no
    /// commit names it; none of other files.
    pub fn label_of_place<'l>(&'l self, part: &'l Part) -> Option<Label<'l>> {
        let (FileStanding::Elsewhere { own: related } | FileStanding::Orphan { of: related }) = &part.standing else {
            return None;
        };
        let (rule, kind) = self.rule_of_standing(part)?;
        let mut label = self.bare_text_label(part, rule, kind);
        label.related_file = Some(Cow::Borrowed(related));
        Some(label)
    }

    /// The rule by which a file does not stand alone in its own place, and its kind.
    pub(super) fn rule_of_standing(&self, part: &Part) -> Option<(usize, &'static Kind)> {
        if let Some(delta) = self.delta.as_ref().filter(|_| part.table == Table::Returns) {
            let fault = if part.is_orphan() { DeltaFault::OrphanFile } else { DeltaFault::MissingFile };
            return delta.hit(fault).map(|hit| (hit.rule, hit.kind));
        }
        let (_, faults) = self.faults.iter().find(|(table, _)| *table == part.table)?;
        let before = |date: Date| rows_before(&self.world, part.table, date);
        faults.misdelivery(&self.place(part, 0, &before)).map(|found| (found.rule, found.kind))
    }
}
