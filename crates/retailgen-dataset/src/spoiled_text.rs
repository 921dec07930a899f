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
#[derive(Debug, Clone, Copy)]
pub struct WholeFile {
    /// What becomes of its blocks.
    pub rewriting: Rewriting,
    /// Where the file begins: the rule by its number, and the kind.
    pub label: Option<(usize, &'static Kind)>,
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
        label.line = Some(line.saturating_add_signed(added));
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
        if let Some(whole) = self.whole_file {
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
