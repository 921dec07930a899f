//! Where records and quoted fields of CSV text end.

use memchr::{memchr, memchr2};

/// The length of the CSV record that a text begins with, its line end included; none where it does not end there.
///
/// ```
/// use retailgen_read::csv_record;
///
/// assert_eq!(csv_record(b"1,\"two\nlines\"\n2,x\n"), Some(14));
/// assert_eq!(csv_record(b"1,\"open\n"), None);
/// ```
#[must_use]
pub fn csv_record(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr2(b'"', b'\n', &text[at..])?;
        if text[at] == b'\n' {
            return Some(at + 1);
        }
        // A quote opens a field only where one begins; elsewhere it stands for itself.
        at = if at == 0 || text[at - 1] == b',' { after_quotes(text, at)? } else { at + 1 };
    }
}

/// The place after the quotes that open at `open`; none where they do not close within the text.
///
/// ```
/// use retailgen_read::after_quotes;
///
/// assert_eq!(after_quotes(b"\"a \"\"b\"\"\",c", 0), Some(9));
/// assert_eq!(after_quotes(b"\"open", 0), None);
/// ```
#[must_use]
pub fn after_quotes(text: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += memchr(b'"', &text[at..])? + 1;
        if text.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}
