//! The file of the operations on a table's rows: its text, its labels, and how the rules of operations fare in it.

use memchr::memchr_iter;
use retailgen_anomaly::{Policy, Rule, Tally};
use retailgen_folder::{ManifestFile, PendingFile};
use retailgen_schema::CHANGES;
use retailgen_truth::Label;

use super::{DeliveredOperations, Numbered, TableChanges, disorder::Hit};
use crate::DatasetError;

/// Bytes of text written at a time.
const CHUNK: usize = 256 * 1024;

/// A file of changes that is written: its entry in the manifest, whose rows are the operations, its labels, and how the rules of
/// operations have fared in it.
#[derive(Debug)]
pub struct WrittenChanges {
    /// The entry.
    pub entry: ManifestFile,
    /// The labels, in order.
    pub labels: Vec<Label<'static>>,
    /// How the rules have fared.
    pub tallies: Vec<Tally>,
}

/// The file being written.
pub struct ChangesFile<'f> {
    changes: &'f TableChanges,
    policy: &'f Policy,
    file: PendingFile,
    above: Above,
}

/// What stands above a place in the file.
#[derive(Debug, Clone, Copy, Default)]
struct Above {
    rows: u64,
    lines: u64,
    bytes: u64,
}

impl<'f> ChangesFile<'f> {
    /// A file that has been begun.
    pub fn new(changes: &'f TableChanges, policy: &'f Policy, file: PendingFile) -> Self {
        Self { changes, policy, file, above: Above::default() }
    }

    /// Writes it to its end.
    ///
    /// # Errors
    /// [`DatasetError::Folder`] where the system refuses.
    pub fn write(mut self, delivered: DeliveredOperations) -> Result<WrittenChanges, DatasetError> {
        let mut labels = Vec::new();
        let mut text = Vec::new();
        self.changes.push_header(&mut text);
        self.write_text(0, &text)?;
        self.write_operations(&delivered.own)?;
        for (hit, operations) in delivered.of_day_before.iter().filter(|(_, operations)| !operations.is_empty()) {
            labels.push(self.write_labelled(*hit, operations)?);
        }
        let kept_back = delivered.kept_back.filter(|(_, operations)| !operations.is_empty());
        // In the order of labels, in which those without a row come first.
        labels.splice(0..0, kept_back.map(|(hit, operations)| self.label_of_kept_back(hit, &operations)));
        let tallies = self.tallies(&labels);
        let entry = ManifestFile::new(self.changes.path(), CHANGES, self.above.rows, self.file.commit()?);
        Ok(WrittenChanges { entry, labels, tallies })
    }

    fn write_text(&mut self, rows: u64, text: &[u8]) -> Result<(), DatasetError> {
        self.above.rows += rows;
        self.above.lines += memchr_iter(b'\n', text).count() as u64;
        self.above.bytes += text.len() as u64;
        Ok(self.file.write_block(text)?)
    }

    fn write_operations(&mut self, operations: &Numbered) -> Result<(), DatasetError> {
        let (mut text, mut rows) = (Vec::new(), 0);
        for operation in operations {
            self.changes.push(operation, &mut text);
            rows += 1;
            if text.len() >= CHUNK {
                self.write_text(rows, &text)?;
                rows = 0;
                text.clear();
            }
        }
        self.write_text(rows, &text)
    }

    /// Writes operations of the day before, which a rule has brought; their label has their text.
    fn write_labelled(&mut self, hit: Hit, operations: &Numbered) -> Result<Label<'static>, DatasetError> {
        let (text, first) = (self.text(operations), self.above);
        self.write_text(operations.len() as u64, text.as_bytes())?;
        let mut label = self.label(hit);
        label.line = Some(first.lines + 1);
        (label.row, label.rows) = (Some(first.rows), Some(operations.len() as u64));
        (label.byte, label.byte_end) = (Some(first.bytes), Some(self.above.bytes));
        (label.clean_value, label.dirty_value) = (Some("".into()), Some(text.into()));
        Ok(label)
    }

    /// The label of operations that the file lacks. They would stand among the others, each in its place; the label is at the end.
    fn label_of_kept_back(&self, hit: Hit, operations: &Numbered) -> Label<'static> {
        let mut label = self.label(hit);
        (label.byte, label.byte_end) = (Some(self.above.bytes), Some(self.above.bytes));
        (label.clean_value, label.dirty_value) = (Some(self.text(operations).into()), Some("".into()));
        label
    }

    fn label(&self, (rule, kind): Hit) -> Label<'static> {
        Label::by_rule(self.changes.table(), self.changes.path(), kind, self.policy.rules()[rule].id.clone())
    }

    /// Operations as they stand in the file.
    fn text(&self, operations: &Numbered) -> String {
        let mut text = Vec::new();
        for operation in operations {
            self.changes.push(operation, &mut text);
        }
        String::from_utf8_lossy(&text).into_owned()
    }

    /// How the rules of the table's operations have fared, by the labels. The file can be hit where it has rows.
    fn tallies(&self, labels: &[Label]) -> Vec<Tally> {
        let rules = self.policy.rules().iter().enumerate();
        let is_of_file = |rule: &Rule| rule.table == self.changes.table() && rule.kind.is_of_operations();
        let tally = |(number, rule): (usize, &Rule)| {
            let hits = labels.iter().filter(|label| label.rule_id.as_deref() == Some(&rule.id)).count() as u64;
            let mut tally = Tally::of_rule(number);
            tally.eligible = hits.max(u64::from(self.above.rows > 0));
            (tally.planned, tally.realised) = (hits, hits);
            tally
        };
        rules.filter(|(_, rule)| is_of_file(rule)).map(tally).collect()
    }
}
