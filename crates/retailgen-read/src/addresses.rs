//! The addresses in the XML of a worksheet, looked at before they are reckoned with: the reader of workbooks takes any number
//! of letters and digits for one, and overflows.

/// The most letters of a column and the most digits of a row, which stay far below the greatest number.
const LETTERS: usize = 3;
const DIGITS: usize = 7;

/// Whether all attributes that are addresses, or go from one to another, can be reckoned with.
pub(crate) fn all_fit(xml: &[u8]) -> bool {
    let mut rest = xml;
    while let Some(equals) = memchr::memchr(b'=', rest) {
        let (before, after) = (rest[..equals].trim_ascii_end(), rest[equals + 1..].trim_ascii_start());
        rest = &rest[equals + 1..];
        let start = before.iter().rposition(u8::is_ascii_whitespace).map_or(0, |space| space + 1);
        if [&b"r"[..], b"ref"].contains(&&before[start..])
            && let Some((quote @ (b'"' | b'\''), after)) = after.split_first()
        {
            let value = after.split(|byte| byte == quote).next().unwrap_or_default();
            if !fits(value) {
                return false;
            }
        }
    }
    true
}

/// Whether a text is an address, or two of which the first does not lie behind the second.
fn fits(value: &[u8]) -> bool {
    let mut last = Some((0, 0));
    value.split(|byte| *byte == b':').all(|text| {
        let address = address(text);
        let fits = matches!((last, address), (Some(last), Some(address)) if last.0 <= address.0 && last.1 <= address.1);
        last = address;
        fits
    })
}

/// The column and the row of an address, either of which may be missing.
fn address(text: &[u8]) -> Option<(u32, u32)> {
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (column, row) = text.split_at(letters);
    if letters > LETTERS || row.len() > DIGITS || !row.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let column =
        column.iter().fold(0, |column, letter| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    Some((column, row.iter().fold(0, |row, digit| row * 10 + u32::from(digit - b'0'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_what_cannot_be_reckoned_with() {
        for xml in
            ["<c r=\"A1\" s=\"2\">", "<row r = '1048576'>", "<dimension ref=\"A1:C3\"/>", "<v>r=5</v>", "a=b", ""]
        {
            assert!(all_fit(xml.as_bytes()), "{xml}");
        }
        for xml in ["<c r=\"A12345678\">", "<c s=\"1\"\nr='ABCD1'>", "<dimension ref=\"B2:A1\"/>", "<c r=\"Ä1\">"] {
            assert!(!all_fit(xml.as_bytes()), "{xml}");
        }
    }
}
