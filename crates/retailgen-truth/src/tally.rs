//! Counts and first examples of the labels as they go by.

use std::collections::BTreeMap;

use crate::Label;

/// What has gone by. It grows with the rules and kinds, not with the labels.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    rules: BTreeMap<String, Entry>,
    decoys: BTreeMap<String, Entry>,
    labels: u64,
}

/// A rule's labels, or a kind of decoy's.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub example: Option<Example>,
}

/// A label as people are shown it.
#[derive(Debug)]
pub(crate) struct Example {
    /// The path of the file.
    pub file: String,
    /// The first physical line, from 1.
    pub line: Option<u64>,
    /// The row, from 0.
    pub row: Option<u64>,
    /// The column; none for a row and for text.
    pub column: Option<String>,
    /// Whether it is text, and not a row or a cell.
    pub is_text: bool,
    /// The clean text; for a row or file the key.
    pub before: Option<String>,
    /// The dirty text; for a row the file that holds its original.
    pub after: Option<String>,
}

impl Tally {
    /// Counts a label.
    pub fn add(&mut self, label: &Label) {
        self.labels += 1;
        let (entries, name) = match label.rule_id.as_deref() {
            Some(rule_id) if !label.decoy => (&mut self.rules, rule_id),
            _ => (&mut self.decoys, &*label.kind),
        };
        // Looked up first, so that a name is copied once only.
        let entry = match entries.get_mut(name) {
            Some(entry) => entry,
            None => entries.entry(name.to_owned()).or_default(),
        };
        entry.count += 1;
        entry.example.get_or_insert_with(|| Example::new(label));
    }

    /// How many labels there are.
    pub fn labels(&self) -> u64 {
        self.labels
    }

    /// The labels of a rule, if it has any.
    pub fn rule(&self, rule_id: &str) -> Option<&Entry> {
        self.rules.get(rule_id)
    }

    /// The decoys, by kind.
    pub fn decoys(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.decoys.iter().map(|(kind, entry)| (kind.as_str(), entry))
    }
}

impl Example {
    fn new(label: &Label) -> Self {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let (before, after) = match label.column {
            Some(_) => (&label.clean_value, &label.dirty_value),
            None if label.is_text() => (&label.clean_value, &label.dirty_value),
            None => (&label.key, &label.related_file),
        };
        Self {
            file: label.file.clone().into_owned(),
            line: label.line,
            row: label.row,
            column: owned(label.column.as_deref()),
            is_text: label.is_text(),
            before: owned(before.as_deref()),
            after: owned(after.as_deref()),
        }
    }
}
