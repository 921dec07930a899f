//! Whole files written otherwise: in another encoding, with other line ends or delimiters, compressed, with a column changed.

use crate::ColumnChange;

/// How the text of a whole file is written otherwise. Each block of it is rewritten alone, and every text can be had back.
///
/// ```
/// use retailgen_text::Rewriting;
///
/// let mut text = b"id,name\n1,a;b\n".to_vec();
/// Rewriting::Semicolons.apply(&mut text, true);
/// assert_eq!(text, b"id;name\n1;\"a;b\"\n");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rewriting {
    /// UTF-16, the low byte first, behind a byte order mark.
    Utf16,
    /// CR and LF at the end of every line, in texts as well.
    Crlf,
    /// Semicolons between the fields of CSV. A field that holds one is in quotes.
    Semicolons,
    /// Compressed by gzip, each block a member that is stored as it is: the same bytes on every platform.
    Gzip,
    /// With a column changed in every row.
    Columns {
        /// What has changed.
        change: ColumnChange,
        /// Whether the text is lines of JSON, and not CSV.
        is_json: bool,
    },
}

impl Rewriting {
    /// Whether it changes a text at all, which is a whole file: a column that is null throughout has no value to be written otherwise.
    #[must_use]
    pub fn changes(&self, text: &[u8]) -> bool {
        let Self::Columns { change: ColumnChange::Retyped { .. }, .. } = self else { return true };
        let mut written = text.to_vec();
        self.apply(&mut written, true);
        written != text
    }

    /// Rewrites a block of UTF-8 text; `is_first` where the file begins with it.
    ///
    /// # Panics
    /// Where the text is not UTF-8 and is to become UTF-16.
    pub fn apply(&self, text: &mut Vec<u8>, is_first: bool) {
        let clean = std::mem::take(text);
        match self {
            Self::Utf16 => {
                let letters = std::str::from_utf8(&clean).expect("blocks are UTF-8");
                text.reserve(2 * clean.len() + 2);
                let mark = is_first.then_some(0xfeff_u16);
                text.extend(mark.into_iter().chain(letters.encode_utf16()).flat_map(u16::to_le_bytes));
            }
            Self::Crlf => {
                for byte in clean {
                    if byte == b'\n' {
                        text.push(b'\r');
                    }
                    text.push(byte);
                }
            }
            Self::Semicolons => with_semicolons(&clean, text),
            Self::Gzip => stored_member(&clean, text),
            Self::Columns { change, is_json: true } => change.json(&clean, text),
            Self::Columns { change, is_json: false } => change.csv(&clean, is_first, text),
        }
    }
}

fn with_semicolons(clean: &[u8], out: &mut Vec<u8>) {
    let (mut quoted, mut start) = (false, 0);
    for (at, byte) in clean.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' | b'\n' if !quoted => {
                let field = &clean[start..at];
                if field.contains(&b';') && field.first() != Some(&b'"') {
                    out.push(b'"');
                    out.extend_from_slice(field);
                    out.push(b'"');
                } else {
                    out.extend_from_slice(field);
                }
                out.push(if *byte == b',' { b';' } else { b'\n' });
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// The most bytes that a stored block of deflate has (RFC 1951, section 3.2.4).
const MOST_STORED: usize = 0xffff;

/// A member of a gzip file (RFC 1952) without name and time.
fn stored_member(clean: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
    let blocks = clean.len().div_ceil(MOST_STORED).max(1);
    for number in 0..blocks {
        let block = &clean[number * MOST_STORED..clean.len().min((number + 1) * MOST_STORED)];
        let len = block.len() as u16;
        out.push(u8::from(number + 1 == blocks));
        out.extend_from_slice(&len.to_le_bytes());
        out.extend_from_slice(&(!len).to_le_bytes());
        out.extend_from_slice(block);
    }
    out.extend_from_slice(&crc32(clean).to_le_bytes());
    out.extend_from_slice(&(clean.len() as u32).to_le_bytes());
}

/// The checksum of gzip, four bits at a time: files that are rewritten are few.
fn crc32(bytes: &[u8]) -> u32 {
    let mut table = [0_u32; 16];
    for (entry, slot) in (0_u32..).zip(&mut table) {
        *slot = (0..4).fold(entry, |rest, _| (rest >> 1) ^ (0xedb8_8320 * (rest & 1)));
    }
    let step = |sum: u32, bits: u32| (sum >> 4) ^ table[((sum ^ bits) & 15) as usize];
    !bytes.iter().fold(!0, |sum, byte| step(step(sum, u32::from(*byte)), u32::from(*byte) >> 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(rewriting: &Rewriting, text: &str, is_first: bool) -> Vec<u8> {
        let mut bytes = text.as_bytes().to_vec();
        rewriting.apply(&mut bytes, is_first);
        bytes
    }

    #[test]
    fn texts_are_rewritten() {
        assert_eq!(rewritten(&Rewriting::Utf16, "a\u{e9}", true), b"\xff\xfea\0\xe9\0");
        assert_eq!(rewritten(&Rewriting::Utf16, "a", false), b"a\0");
        assert_eq!(rewritten(&Rewriting::Crlf, "a\n\"b\nc\"\n", true), b"a\r\n\"b\r\nc\"\r\n");
        assert_eq!(rewritten(&Rewriting::Semicolons, "a;b,\"c,d\",\n", true), b"\"a;b\";\"c,d\";\n");
    }

    #[test]
    fn a_member_has_the_checksum_that_gzip_asks_for() {
        // The check value of CRC-32/ISO-HDLC.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        let long = "x".repeat(MOST_STORED + 3);
        for (text, blocks) in [("", 1), ("abc", 1), (long.as_str(), 2)] {
            let member = rewritten(&Rewriting::Gzip, text, true);
            assert_eq!(member.len(), 10 + 5 * blocks + text.len() + 8);
        }
    }
}
