//! Some faults of each kind, from as many columns as possible.

use std::collections::{BTreeMap, BTreeSet};

use retailgen_schema::Table;
use retailgen_truth::Label;

use super::MOST_KINDS;

/// How many there are of a kind.
const OF_A_KIND: usize = 3;
/// The most characters of a value that are kept.
const MOST_CHARACTERS: usize = 4_000;

/// A fault with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The table.
    pub table: Table,
    /// The file, below the folder.
    pub file: String,
    /// The physical line, from 1, where the file has lines.
    pub line: Option<u64>,
    /// The row, from 0.
    pub row: Option<u64>,
    /// The cell of a sheet.
    pub cell: Option<String>,
    /// The column; none for a whole row and for text.
    pub column: Option<String>,
    /// Whether it is text, and not a row or a cell.
    pub is_text: bool,
    /// The key of the clean row.
    pub key: Option<String>,
    /// What should stand there.
    pub clean: Option<String>,
    /// What stands there.
    pub dirty: Option<String>,
    /// Where the original of a repeated row stands: file and row.
    pub original: (Option<String>, Option<u64>),
}

impl Example {
    /// What a label says.
    pub fn new(label: &Label) -> Self {
        let text = |text: &Option<std::borrow::Cow<str>>| {
            text.as_deref().map(|text| text.chars().take(MOST_CHARACTERS).collect::<String>())
        };
        Self {
            table: label.table,
            file: label.file.clone().into_owned(),
            line: label.line,
            row: label.row,
            cell: text(&label.cell),
            column: text(&label.column),
            is_text: label.is_text(),
            key: text(&label.key),
            clean: text(&label.clean_value),
            dirty: text(&label.dirty_value),
            original: (text(&label.related_file), label.related_row),
        }
    }
}

/// Examples being chosen: the first of each column, then the first of all.
#[derive(Debug, Default)]
pub struct Examples {
    kinds: BTreeMap<String, OfKind>,
}

#[derive(Debug, Default)]
struct OfKind {
    columns: BTreeSet<(Table, Option<String>)>,
    first_of_columns: Vec<Example>,
    others: Vec<Example>,
}

impl Examples {
    /// Looks at a label.
    pub fn add(&mut self, label: &Label) {
        if !self.kinds.contains_key(&*label.kind) {
            if self.kinds.len() >= MOST_KINDS {
                return;
            }
            self.kinds.insert(label.kind.clone().into_owned(), OfKind::default());
        }
        let Some(kind) = self.kinds.get_mut(&*label.kind) else { return };
        if kind.first_of_columns.len() >= OF_A_KIND {
            return;
        }
        let column = (label.table, label.column.as_deref().map(str::to_owned));
        if !kind.columns.contains(&column) {
            kind.columns.insert(column);
            kind.first_of_columns.push(Example::new(label));
        } else if kind.others.len() < OF_A_KIND
            && !kind.others.iter().chain(&kind.first_of_columns).any(|other| is_like(other, label))
        {
            kind.others.push(Example::new(label));
        }
    }

    /// The chosen ones.
    pub fn chosen(self) -> BTreeMap<String, Vec<Example>> {
        let chosen = |kind: OfKind| {
            let mut chosen: Vec<Example> =
                kind.first_of_columns.into_iter().chain(kind.others).take(OF_A_KIND).collect();
            chosen.sort_by(|a, b| (a.table, &a.file, a.row).cmp(&(b.table, &b.file, b.row)));
            chosen
        };
        self.kinds.into_iter().map(|(name, kind)| (name, chosen(kind))).collect()
    }
}

/// Whether the label shows nothing that the example does not: the next readings of a broken sensor are all alike.
fn is_like(example: &Example, label: &Label) -> bool {
    label.column.is_some() && example.dirty.as_deref() == label.dirty_value.as_deref() && label.dirty_value.is_some()
}
