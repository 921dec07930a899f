//! Bytes of a text that are written otherwise, whatever records and cells they belong to.

/// Bytes of a text that are written otherwise.
///
/// ```
/// use retailgen_text::Splice;
///
/// let mut text = b"1,one\n2,two\n".to_vec();
/// let header_again = Splice { at: 6, len: 0, dirty: b"id,name\n".to_vec() };
/// let cut = Splice { at: 9, len: 3, dirty: Vec::new() };
/// Splice::apply(&mut text, &[&header_again, &cut]);
/// assert_eq!(text, b"1,one\nid,name\n2,t");
/// # let _ = header_again;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Splice {
    /// Where the bytes begin in the text as it is without splices.
    pub at: usize,
    /// How many bytes are replaced.
    pub len: usize,
    /// What is written instead.
    pub dirty: Vec<u8>,
}

impl Splice {
    /// Where the replaced bytes end in the text without splices.
    #[must_use]
    pub fn end(&self) -> usize {
        self.at + self.len
    }

    /// How many bytes the text grows by; below 0 where it shrinks.
    #[must_use]
    pub fn growth(&self) -> i64 {
        self.dirty.len() as i64 - self.len as i64
    }

    /// Applies splices, which come in their order and do not overlap.
    ///
    /// # Panics
    /// Where one begins before the end of the one before it, or reaches beyond the text.
    pub fn apply(text: &mut Vec<u8>, splices: &[&Self]) {
        let Some(first) = splices.first() else { return };
        let clean = text.split_off(first.at);
        let mut from = first.at;
        for splice in splices {
            text.extend_from_slice(&clean[from - first.at..splice.at - first.at]);
            text.extend_from_slice(&splice.dirty);
            from = splice.end();
        }
        text.extend_from_slice(&clean[from - first.at..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splices_take_their_places() {
        let splice = |at, len, dirty: &str| Splice { at, len, dirty: dirty.as_bytes().to_vec() };
        let cases: [(&[Splice], &str); 4] = [
            (&[], "abcdef"),
            (&[splice(0, 0, "<"), splice(2, 2, ""), splice(6, 0, ">")], "<abef>"),
            (&[splice(0, 6, "")], ""),
            (&[splice(1, 1, "xyz"), splice(2, 1, "")], "axyzdef"),
        ];
        for (splices, wanted) in cases {
            let mut text = b"abcdef".to_vec();
            Splice::apply(&mut text, &splices.iter().collect::<Vec<_>>());
            assert_eq!(String::from_utf8_lossy(&text), wanted);
            let growth: i64 = splices.iter().map(Splice::growth).sum();
            assert_eq!(growth, wanted.len() as i64 - 6);
        }
    }
}
