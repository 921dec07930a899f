//! A healed file against its clean twin, row by row, falling into step again after rows that are missing or too many.

use super::twin::Twin;

/// How far ahead in the twin a row is looked for, and how many rows may wait for one that fits.
const WINDOW: usize = 64;

/// How a healed row and the twin part.
pub enum Difference<'a> {
    /// A row differs from the clean one in its place.
    Row(&'a Waiting, &'a [u8]),
    /// The twin has no such row.
    Extra(&'a Waiting),
    /// The file has no such row.
    Missing(&'a [u8]),
}

/// A healed row that does not fit where it stands.
pub struct Waiting {
    /// Its number, from 0.
    pub row: u64,
    /// Its first physical line.
    pub line: Option<u64>,
    /// Its text.
    pub text: Vec<u8>,
    /// The cells that were healed, with their labels.
    pub labelled: Vec<(String, Option<u64>)>,
}

/// The rows of one file so far.
pub struct Alignment<'r> {
    twin: Twin<'r>,
    waiting: Vec<Waiting>,
}

impl<'r> Alignment<'r> {
    /// Against a twin.
    pub fn new(twin: Twin<'r>) -> Self {
        Self { twin, waiting: Vec::new() }
    }

    /// Whether the next row is the twin's next; it has been dealt with then.
    pub fn fits(&mut self, text: &[u8]) -> bool {
        let fits = self.waiting.is_empty() && self.twin.record(0) == Some(text);
        if fits {
            self.twin.advance(1);
        }
        fits
    }

    /// Takes a row that does not fit.
    pub fn push(&mut self, row: Waiting, tell: &mut dyn FnMut(Difference)) {
        for ahead in 0..WINDOW {
            match self.twin.record(ahead) {
                Some(clean) if clean == row.text => {
                    self.settle(ahead, tell);
                    self.twin.advance(1);
                    return;
                }
                Some(_) => {}
                None => break,
            }
        }
        self.waiting.push(row);
        if self.waiting.len() == WINDOW {
            self.settle(WINDOW, tell);
        }
    }

    /// The file ends here.
    pub fn finish(mut self, tell: &mut dyn FnMut(Difference)) {
        self.settle(self.waiting.len(), tell);
        while let Some(clean) = self.twin.record(0) {
            tell(Difference::Missing(clean));
            self.twin.advance(1);
        }
    }

    /// Sets the rows that wait against the twin's next `clean` rows, and passes over both.
    fn settle(&mut self, clean: usize, tell: &mut dyn FnMut(Difference)) {
        let mut passed = 0;
        for number in 0..self.waiting.len().max(clean) {
            let twin = if number < clean { self.twin.record(number) } else { None };
            passed += usize::from(twin.is_some());
            match (self.waiting.get(number), twin) {
                (Some(row), Some(twin)) => tell(Difference::Row(row, twin)),
                (Some(row), None) => tell(Difference::Extra(row)),
                (None, Some(twin)) => tell(Difference::Missing(twin)),
                (None, None) => {}
            }
        }
        self.waiting.clear();
        self.twin.advance(passed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;
    use crate::{check::twin::Message, read::Layout};

    /// What is told of a file of letters, one a row, against another.
    fn told(clean: &str, found: &str) -> Vec<String> {
        let (out, blocks) = sync_channel(9);
        out.send(Message::Block(clean.chars().flat_map(|letter| [letter as u8, b'\n']).collect())).unwrap();
        out.send(Message::End).unwrap();
        let mut alignment = Alignment::new(Twin::new(&blocks, Layout::Csv));
        let mut told = Vec::new();
        let letter = |text: &[u8]| char::from(text[0]);
        let mut tell = |difference: Difference| {
            told.push(match difference {
                Difference::Row(row, clean) => format!("{}{}{}", row.row, letter(clean), letter(&row.text)),
                Difference::Extra(row) => format!("{}+{}", row.row, letter(&row.text)),
                Difference::Missing(clean) => format!("-{}", letter(clean)),
            });
        };
        for (row, letter) in found.chars().enumerate() {
            let text = vec![letter as u8, b'\n'];
            if !alignment.fits(&text) {
                alignment.push(Waiting { row: row as u64, line: None, text, labelled: Vec::new() }, &mut tell);
            }
        }
        alignment.finish(&mut tell);
        told
    }

    #[test]
    fn rows_fall_into_step_again() {
        assert!(told("abcde", "abcde").is_empty());
        assert_eq!(told("abcde", "abxde"), ["2cx"]);
        assert_eq!(told("abcde", "abde"), ["-c"]);
        assert_eq!(told("abcde", "abxcde"), ["2+x"]);
        assert_eq!(told("abcde", "axyde"), ["1bx", "2cy"]);
        assert_eq!(told("abcde", "abc"), ["-d", "-e"]);
        assert_eq!(told("abcde", "abcdex"), ["5+x"]);
        assert_eq!(told("abcde", "xbcde"), ["0ax"]);
        assert_eq!(told("abcde", "abcdx"), ["4ex"]);
        assert_eq!(told("abcde", "bcdey"), ["-a", "4+y"]);
        assert_eq!(told("", "ab"), ["0+a", "1+b"]);
        assert_eq!(told("ab", ""), ["-a", "-b"]);
    }
}
