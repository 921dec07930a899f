//! A text file read as it was before some of its bytes were written otherwise.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, Read},
    path::Path,
};

use memchr::memchr_iter;

use crate::{
    ParquetUndoing, ReadError, SheetUndoing,
    inflated::Inflated,
    rewriting::{Rewriting, Rewritten},
};

/// Bytes of a file that were written otherwise.
///
/// ```
/// use std::io::Read;
/// use retailgen_read::{Span, Undoing, Undone};
///
/// let spans = vec![Span { start: 2, end: 5, clean: "\n".to_owned(), dirty: Some("\n\n\n".to_owned()) }];
/// let mut undone = Undone::new(&b"ab\n\n\ncd"[..], Undoing { spans, ..Undoing::default() });
/// let mut text = String::new();
/// undone.read_to_string(&mut text)?;
/// assert_eq!((text.as_str(), undone.misfits().len()), ("ab\ncd", 0));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The first byte, from 0.
    pub start: u64,
    /// The byte behind the last one.
    pub end: u64,
    /// What stood there.
    pub clean: String,
    /// What should stand there now, bytes that are no UTF-8 as U+FFFD; none where nobody knows.
    pub dirty: Option<String>,
}

/// A span in whose place a file has something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The span's place among those given.
    pub span: usize,
    /// What stands there; none where the file ends before, or where another span has taken some of the bytes.
    pub found: Option<String>,
}

/// How lines and bytes moved where a text was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// The place in the undone text.
    pub at: u64,
    /// The place in the file.
    pub in_file: u64,
    /// Bytes from the place on in the undone text.
    pub clean: u64,
    /// Bytes in their stead in the file.
    pub dirty: u64,
    /// Lines that the file has more, below the place.
    pub lines: i64,
}

impl Shift {
    /// Whether a record that begins at `start` of the undone text begins behind the place: what was put in right there stands
    /// before it.
    #[must_use]
    pub fn is_before(&self, start: u64) -> bool {
        self.at < start || (self.at == start && self.clean == 0)
    }

    /// Where a place of the undone text, which is not before this one and before the next one, stands in the file. Of bytes
    /// that are not there it is where they were.
    #[must_use]
    pub fn place(&self, byte: u64) -> u64 {
        let behind = byte.saturating_sub(self.at);
        match behind.checked_sub(self.clean) {
            Some(behind) => self.in_file + self.dirty + behind,
            None => self.in_file + behind.min(self.dirty),
        }
    }
}

/// What is to be undone in a file: it is written or laid out otherwise as a whole, or spans of its text are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undoing {
    /// How the whole file is written; none where it is UTF-8 as it should be.
    pub rewriting: Option<Rewriting>,
    /// Bytes that are written otherwise.
    pub spans: Vec<Span>,
    /// Whether the file did not arrive, so that all of its text is in the spans and none is read from anywhere.
    pub is_missing: bool,
    /// How it is laid out otherwise, where it is a workbook.
    pub sheet: SheetUndoing,
    /// How it is laid out otherwise, where it is Parquet.
    pub parquet: ParquetUndoing,
}

impl Undoing {
    /// What the file of a name holds before anything is undone: what `open` gives, or nothing where the file did not arrive.
    ///
    /// # Errors
    /// What `open` says.
    pub fn inflated<R: Read, E>(&self, name: &Path, open: impl FnOnce() -> Result<R, E>) -> Result<Inflated<R>, E> {
        if self.is_missing { Ok(Inflated::absent()) } else { Ok(Inflated::new(name, open()?)) }
    }
}

/// Reads bytes with spans of them undone.
#[derive(Debug)]
pub struct Undone<R> {
    inner: Rewritten<R>,
    /// Those that are still to come, in the order of the file, with their places among those given.
    spans: VecDeque<(usize, Span)>,
    /// Bytes read from the file.
    at: u64,
    /// What stood in the place of the span that was passed last, as far as it has not been handed out.
    pending: VecDeque<u8>,
    misfits: Vec<Misfit>,
    shifts: Vec<Shift>,
}

impl Undone<File> {
    /// Undoes what is to be undone of a file.
    ///
    /// # Errors
    /// [`ReadError::Folder`] where it cannot be opened.
    pub fn open(path: &Path, undoing: Undoing) -> Result<Self, ReadError> {
        Ok(Self::new(ReadError::open(path)?, undoing))
    }
}

impl<R: Read> Undone<R> {
    /// Undoes what is to be undone of what `inner` reads.
    #[must_use]
    pub fn new(inner: R, undoing: Undoing) -> Self {
        let inner = Rewritten::new(inner, undoing.rewriting);
        let spans = undoing.spans;
        let mut spans: Vec<(usize, Span)> = spans.into_iter().enumerate().collect();
        // Where bytes are gone and others put in at the same place, those that are gone came first.
        spans.sort_by_key(|(_, span)| (span.start, span.end));
        let mut growth = 0;
        let breaks = |text: &str| memchr_iter(b'\n', text.as_bytes()).count() as i64;
        let shifts = spans
            .iter()
            .map(|(_, span)| {
                let (clean, dirty) = (span.clean.len() as u64, span.end.saturating_sub(span.start));
                let at = span.start.saturating_add_signed(-growth);
                growth += dirty as i64 - clean as i64;
                let lines = breaks(span.dirty.as_deref().unwrap_or_default()) - breaks(&span.clean);
                Shift { at, in_file: span.start, clean, dirty, lines }
            })
            .collect();
        Self { inner, spans: spans.into(), at: 0, pending: VecDeque::new(), misfits: Vec::new(), shifts }
    }

    /// Spans that did not fit, as far as has been read.
    pub fn misfits(&self) -> &[Misfit] {
        &self.misfits
    }

    /// Spans behind the end of the file, once all has been read.
    pub fn left(&self) -> impl Iterator<Item = usize> {
        self.spans.iter().map(|(number, _)| *number)
    }

    /// How lines and bytes moved, in the order of the text.
    #[must_use]
    pub fn shifts(&self) -> &[Shift] {
        &self.shifts
    }

    /// What is read from, with all that was read from it.
    pub fn into_inner(self) -> R {
        self.inner.into_inner()
    }

    /// Passes the spans that begin here.
    fn pass_spans(&mut self) -> io::Result<()> {
        while self.pending.is_empty()
            && let Some((number, span)) = self.spans.pop_front_if(|(_, span)| span.start <= self.at)
        {
            let misfit = |found| Misfit { span: number, found };
            let wanted = span.end.saturating_sub(span.start);
            // Bytes that the span before has taken cannot be undone again. No byte is shown as less than one, so a span that is
            // longer than its text is none, however much there is to read.
            let longest = span.dirty.as_ref().map_or(u64::MAX, |dirty| dirty.len() as u64);
            if span.start < self.at || span.end < span.start || wanted > longest {
                self.misfits.push(misfit(None));
                continue;
            }
            let mut found = Vec::new();
            (&mut self.inner).take(wanted).read_to_end(&mut found)?;
            self.at += found.len() as u64;
            let is_whole = found.len() as u64 == wanted;
            let shown = String::from_utf8_lossy(&found);
            if !is_whole || span.dirty.as_ref().is_some_and(|dirty| *dirty != shown) {
                self.misfits.push(misfit(is_whole.then(|| shown.into_owned())));
                self.pending.extend(found);
                continue;
            }
            self.pending.extend(span.clean.as_bytes());
        }
        Ok(())
    }
}

impl<R: Read> Read for Undone<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        if self.pending.is_empty() {
            self.pass_spans()?;
        }
        if !self.pending.is_empty() {
            return self.pending.read(out);
        }
        let room = match self.spans.front() {
            Some((_, span)) => out.len().min(usize::try_from(span.start - self.at).unwrap_or(usize::MAX)),
            None => out.len(),
        };
        let read = self.inner.read(&mut out[..room])?;
        self.at += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u64, end: u64, clean: &str, dirty: &str) -> Span {
        Span { start, end, clean: clean.to_owned(), dirty: Some(dirty.to_owned()) }
    }

    fn undone(text: &[u8], spans: Vec<Span>) -> (String, Vec<Misfit>, Vec<usize>) {
        let mut undone = Undone::new(text, Undoing { spans, ..Undoing::default() });
        let mut whole = String::new();
        undone.read_to_string(&mut whole).unwrap();
        let left = undone.left().collect();
        (whole, undone.misfits.clone(), left)
    }

    #[test]
    fn spans_are_undone_at_the_beginning_in_the_middle_and_at_the_end() {
        let spans = vec![span(0, 1, "", "<"), span(3, 3, "cd", ""), span(3, 5, "x", "yz"), span(6, 6, "!", "")];
        let (text, misfits, left) = undone(b"<abyz.", spans);
        assert_eq!((text.as_str(), misfits, left), ("abcdx.!", vec![], vec![]));
        let (text, misfits, _) = undone(b"a\xc3b", vec![span(1, 2, "\u{e9}", "\u{fffd}")]);
        assert_eq!((text.as_str(), misfits), ("a\u{e9}b", vec![]));
    }

    #[test]
    fn what_does_not_fit_is_told_and_left_alone() {
        let (text, misfits, left) =
            undone(b"abcdef", vec![span(1, 3, "X", "??"), span(2, 4, "Y", "cd"), span(9, 9, "Z", "")]);
        assert_eq!(text, "abcdef");
        let found = |span, found: Option<&str>| Misfit { span, found: found.map(str::to_owned) };
        assert_eq!((misfits, left), (vec![found(0, Some("bc")), found(1, None)], vec![2]));
    }

    #[test]
    fn lines_and_bytes_shift() {
        let spans = vec![span(0, 2, "", "x\n"), span(5, 5, "\n", "")];
        let undone = Undone::new(&b""[..], Undoing { spans, ..Undoing::default() });
        let shift = |at, in_file, clean, dirty, lines| Shift { at, in_file, clean, dirty, lines };
        let shifts = [shift(0, 0, 0, 2, 1), shift(3, 5, 1, 0, -1)];
        assert_eq!(undone.shifts(), shifts);
        assert_eq!([0, 2].map(|byte| shifts[0].place(byte)), [2, 4]);
        assert_eq!([3, 4, 9].map(|byte| shifts[1].place(byte)), [5, 5, 10]);
    }
}
