//! Faults of a block's text: records and edges of files that are written otherwise, and where that leaves everything else.

use std::collections::BTreeSet;

use memchr::memchr_iter;
use retailgen_anomaly::{Kind, TextEffect};
use retailgen_text::{Patch, Rewriting, Splice};
use retailgen_truth::Label;

/// What becomes of the text of a block.
#[derive(Debug, Default)]
pub struct SpoiledText {
    /// In the order of the text.
    pub effects: Vec<TextEffect>,
    /// Where the rows begin in the text as it was.
    pub starts: Vec<usize>,
    /// How many lines each effect adds; below 0 where it takes some away.
    lines: Vec<i64>,
    /// How the file of the block is written as a whole, where that is otherwise.
    pub whole_file: Option<WholeFile>,
}

/// How a whole file is written otherwise.
#[derive(Debug)]
pub struct WholeFile {
    /// What becomes of its blocks.
    pub rewriting: Rewriting,
    /// What the truth says of it in this block; mostly something where the file begins alone.
    pub label: Option<WholeFileLabel>,
}

/// What the truth says of a file that is written otherwise as a whole.
#[derive(Debug)]
pub struct WholeFileLabel {
    /// The rule by its number.
    pub rule: usize,
    /// Its kind.
    pub kind: &'static Kind,
    /// What was there, and what is now, where a column has changed.
    pub values: Option<(String, String)>,
    /// How many rows of the block it is about, where it is about these alone.
    pub rows: Option<usize>,
}

impl WholeFile {
    /// The file of a block, whose clean text with so many rows this is; `is_first` where the file begins with it.
    pub fn new(
        rewriting: Rewriting,
        (rule, kind): (usize, &'static Kind),
        (text, rows): (&[u8], usize),
        is_first: bool,
    ) -> Self {
        let label = |values, rows| WholeFileLabel { rule, kind, values, rows };
        let dropped = match &rewriting {
            Rewriting::Columns { change, .. } => change.dropped(text, is_first),
            _ => None,
        };
        let label = match (&rewriting, dropped) {
            (_, Some(fields)) => (rows > 0).then(|| label(Some((fields, String::new())), Some(rows))),
            (Rewriting::Columns { change, is_json }, None) => {
                is_first.then(|| label(Some(change.values(*is_json)), None))
            }
            _ => is_first.then(|| label(None, None)),
        };
        Self { rewriting, label }
    }
}

impl SpoiledText {
    /// Effects on a text whose rows begin at `starts`.
    pub fn new(effects: Vec<TextEffect>, starts: Vec<usize>, text: &[u8]) -> Self {
        let breaks = |text: &[u8]| memchr_iter(b'\n', text).count() as i64;
        let lines = effects
            .iter()
            .map(|TextEffect { splice, .. }| breaks(&splice.dirty) - breaks(&text[splice.at..splice.end()]))
            .collect();
        Self { effects, starts, lines, whole_file: None }
    }

    /// A text that is a part of a file which is written otherwise as a whole.
    pub fn of_file(whole_file: WholeFile) -> Self {
        Self { whole_file: Some(whole_file), ..Self::default() }
    }

    /// How many lines the text has more than it had.
    pub fn lines_added(&self) -> i64 {
        self.lines.iter().sum()
    }

    /// The rows whose text is damaged.
    pub fn rows(&self) -> BTreeSet<usize> {
        self.effects.iter().filter_map(|effect| Some(effect.row?..effect.row? + effect.rows)).flatten().collect()
    }

    /// Moves a label's line to where its row begins now.
    pub fn place_line(&self, label: &mut Label) {
        let (Some(line), Some(start)) = (label.line, label.row.and_then(|row| self.starts.get(row as usize))) else {
            return;
        };
        let above = self.effects.iter().zip(&self.lines).filter(|(effect, _)| is_before(&effect.splice, *start));
        let added: i64 = above.map(|(_, lines)| lines).sum();
        // Of a file that has lost its header, too, no line is left.
        label.line = Some(line.saturating_add_signed(added).max(1));
    }

    /// Gives the labels of the effects, which come in the same order, their bytes.
    pub fn place_bytes(&self, labels: &mut [Label]) {
        let mut growth = 0;
        for (effect, label) in self.effects.iter().zip(labels) {
            let first = (effect.splice.at as i64 + growth) as u64;
            label.byte = Some(first);
            label.byte_end = Some(first + effect.splice.dirty.len() as u64);
            growth += effect.splice.growth();
        }
    }

    /// Writes the text as it is with the faults; `is_first` where the file begins with it.
    pub fn apply(&self, text: &mut Vec<u8>, is_first: bool) {
        let splices: Vec<&Splice> = self.effects.iter().map(|effect| &effect.splice).collect();
        Splice::apply(text, &splices);
        if let Some(whole) = &self.whole_file {
            whole.rewriting.apply(text, is_first);
        }
    }
}

/// Whether a row that began at `start` begins behind the splice: bytes that are put in right above it stand before it.
fn is_before(splice: &Splice, start: usize) -> bool {
    splice.at < start || (splice.at == start && splice.len == 0)
}

/// The written rows that a patch changes or adds.
pub fn patched_rows(patch: &Patch) -> BTreeSet<usize> {
    let cells = patch.cells.iter().map(|edit| edit.row);
    cells.chain(patch.extra_rows.iter().map(|extra| extra.row)).collect()
}
