//! Whole files that are written otherwise, read as the UTF-8 text, lines and commas that they stand for.
//!
//! The writer's list of ways stands in `retailgen-text` once more: a reader that shared it would prove nothing about it.

use std::{
    collections::VecDeque,
    io::{self, Read},
    ops::Range,
};

use crate::{column_change::ColumnChange, csv_text::after_quotes};

/// How a whole file is written, by the kind of its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rewriting {
    /// In UTF-16, the low byte first.
    Utf16,
    /// With CR before every LF.
    Crlf,
    /// With semicolons between the fields of CSV.
    Semicolons,
    /// Compressed by gzip, without compression.
    Gzip,
    /// With a column changed in every row.
    Columns(ColumnChange),
}

impl Rewriting {
    /// The rewriting of a kind of fault that needs no more to be undone; none of any other kind.
    #[must_use]
    pub fn of_kind(kind: &str) -> Option<Self> {
        match kind {
            "encoding.utf16" => Some(Self::Utf16),
            "newline.windows" => Some(Self::Crlf),
            "delimiter.semicolon" => Some(Self::Semicolons),
            "file.gzipped" => Some(Self::Gzip),
            _ => None,
        }
    }

    /// Takes what can be taken from the beginning of `written`, and says how much that was; none where it is not written so.
    fn undo(&mut self, written: &[u8], at_start: bool, at_end: bool, out: &mut VecDeque<u8>) -> Option<usize> {
        match self {
            Self::Utf16 => from_utf16(written, at_start, out),
            Self::Crlf => Some(without_cr(written, at_end, out)),
            Self::Semicolons => Some(with_commas(written, out)),
            Self::Gzip => from_members(written, out),
            Self::Columns(change) => change.undo(written, at_start, at_end, out),
        }
    }
}

/// A file as the text that it stands for, where it is written otherwise as a whole; any other as it is.
#[derive(Debug)]
pub struct Rewritten<R> {
    inner: R,
    rewriting: Option<Rewriting>,
    /// Bytes of the file that are not undone yet, and whether these are its first ones and its last ones.
    written: Vec<u8>,
    at_start: bool,
    at_end: bool,
    text: VecDeque<u8>,
}

/// Bytes read at a time, and the most that must be seen before any can be undone.
const CHUNK: u64 = 64 * 1024;
const MOST: usize = 32 << 20;

impl<R: Read> Rewritten<R> {
    /// Reads from `inner`.
    pub fn new(inner: R, rewriting: Option<Rewriting>) -> Self {
        let (written, text) = (Vec::new(), VecDeque::new());
        Self { inner, rewriting, written, at_start: true, at_end: false, text }
    }

    /// What is read from, with all that was read from it.
    pub fn into_inner(self) -> R {
        self.inner
    }
}

impl<R: Read> Read for Rewritten<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let Some(rewriting) = &mut self.rewriting else { return self.inner.read(out) };
        let refused = || io::Error::new(io::ErrorKind::InvalidData, "it is not written as its label says");
        while self.text.is_empty() && !out.is_empty() {
            let read = (&mut self.inner).take(CHUNK).read_to_end(&mut self.written)?;
            self.at_end |= read == 0;
            if self.at_end && self.written.is_empty() {
                break;
            }
            let taken = rewriting.undo(&self.written, self.at_start, self.at_end, &mut self.text);
            let taken = taken.ok_or_else(refused)?;
            if (taken == 0 && self.at_end) || self.written.len() > MOST {
                return Err(refused());
            }
            self.at_start &= taken == 0;
            self.written.drain(..taken);
        }
        self.text.read(out)
    }
}

fn from_utf16(written: &[u8], at_start: bool, out: &mut VecDeque<u8>) -> Option<usize> {
    let mark = if at_start { 2 } else { 0 };
    if at_start && !written.is_empty() && written.get(..2) != Some(&[0xff, 0xfe]) {
        return if written.len() < 2 { Some(0) } else { None };
    }
    let units: Vec<u16> =
        written.get(mark..)?.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    // The first half of a pair waits for the second.
    let whole = units.len() - usize::from(units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)));
    out.extend(String::from_utf16(&units[..whole]).ok()?.bytes());
    Some(mark + 2 * whole)
}

fn without_cr(written: &[u8], at_end: bool, out: &mut VecDeque<u8>) -> usize {
    // A CR at the end may stand before an LF.
    let whole = written.len() - usize::from(!at_end && written.last() == Some(&b'\r'));
    for (at, byte) in written[..whole].iter().enumerate() {
        if *byte != b'\r' || written.get(at + 1) != Some(&b'\n') {
            out.push_back(*byte);
        }
    }
    whole
}

/// Fields up to the last that is whole.
fn with_commas(written: &[u8], out: &mut VecDeque<u8>) -> usize {
    let mut start = 0;
    loop {
        let rest = &written[start..];
        let quoted = if rest.first() == Some(&b'"') { after_quotes(rest, 0) } else { Some(0) };
        let end = quoted
            .and_then(|from| Some(from + rest.get(from..)?.iter().position(|byte| matches!(byte, b';' | b'\n'))?));
        let Some(end) = end else { return start };
        let field = &rest[..end];
        match field {
            [b'"', inner @ .., b'"'] if !inner.is_empty() && !inner.iter().any(|byte| b",\"\n\r".contains(byte)) => {
                out.extend(inner);
            }
            field => out.extend(field),
        }
        out.push_back(if rest[end] == b';' { b',' } else { b'\n' });
        start += end + 1;
    }
}

/// Members that are stored without compression, up to the last that is whole.
fn from_members(written: &[u8], out: &mut VecDeque<u8>) -> Option<usize> {
    let mut start = 0;
    loop {
        match Member::of(&written[start..]) {
            Member::Whole { length, blocks } => {
                for block in blocks {
                    out.extend(&written[start + block.start..start + block.end]);
                }
                start += length;
            }
            Member::Unfinished => return Some(start),
            Member::Other => return None,
        }
    }
}

/// What a text begins with.
enum Member {
    /// A member of so many bytes, and where in it the stored bytes are.
    Whole { length: usize, blocks: Vec<Range<usize>> },
    /// A member whose end is not in sight.
    Unfinished,
    /// No member that is stored without compression.
    Other,
}

impl Member {
    /// RFC 1952: ten bytes without name and time, the blocks, checksum and length.
    fn of(written: &[u8]) -> Self {
        const START: [u8; 3] = [0x1f, 0x8b, 8];
        if written.iter().zip(START).any(|(byte, wanted)| *byte != wanted) {
            return Self::Other;
        }
        let (mut at, mut blocks) = (10, Vec::new());
        loop {
            let Some(head) = written.get(at..at + 5) else { return Self::Unfinished };
            if head[0] > 1 {
                return Self::Other;
            }
            let length = usize::from(u16::from_le_bytes([head[1], head[2]]));
            blocks.push(at + 5..at + 5 + length);
            at += 5 + length;
            if head[0] == 1 {
                let length = at + 8;
                return if written.len() < length { Self::Unfinished } else { Self::Whole { length, blocks } };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that hands out a few bytes at a time.
    struct Drops<'b>(&'b [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(out.len());
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    #[test]
    fn files_are_read_as_the_text_that_they_stand_for() {
        let gzip = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\0\x02\0\xfd\xffab\x01\x01\0\xfe\xffc12345678";
        let cases: [(Rewriting, &[u8], &str); 4] = [
            (Rewriting::Utf16, b"\xff\xfea\0=\xd8\0\xde", "a\u{1f600}"),
            (Rewriting::Crlf, b"a\r\n\"b\r\n\"\r\n", "a\n\"b\n\"\n"),
            (Rewriting::Semicolons, b"1;\"a;b\";\"c,d\";\"\"\n2;;x;\n", "1,a;b,\"c,d\",\"\"\n2,,x,\n"),
            (Rewriting::Gzip, &[gzip.as_slice(), gzip].concat(), "abcabc"),
        ];
        for (rewriting, written, wanted) in cases {
            for size in [1, 3, 1_000] {
                let mut text = String::new();
                Rewritten::new(Drops(written, size), Some(rewriting.clone())).read_to_string(&mut text).unwrap();
                assert_eq!(text, wanted, "{rewriting:?}");
            }
            let mut same = Vec::new();
            Rewritten::new(written, None).read_to_end(&mut same).unwrap();
            assert_eq!(same, written);
        }
    }

    #[test]
    fn what_is_not_written_so_is_refused() {
        for (rewriting, written) in [
            (Rewriting::Utf16, &b"ab"[..]),
            (Rewriting::Utf16, b"\xff\xfea"),
            (Rewriting::Semicolons, b"a;b"),
            (Rewriting::Gzip, b"id,name\n"),
            (Rewriting::Gzip, b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x05"),
        ] {
            let read = Rewritten::new(written, Some(rewriting.clone())).read_to_end(&mut Vec::new());
            assert_eq!(read.unwrap_err().kind(), io::ErrorKind::InvalidData, "{rewriting:?}");
        }
    }
}
