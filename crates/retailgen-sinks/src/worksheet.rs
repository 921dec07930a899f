//! Places in a worksheet, as Excel names them.

/// The address of a cell as Excel shows it, "C17": `row` counts the rows below the header from 0, `column` from 0.
///
/// ```
/// use retailgen_sinks::worksheet::cell_address;
///
/// assert_eq!(cell_address(0, 0), "A2");
/// assert_eq!(cell_address(15, 27), "AB17");
/// ```
#[must_use]
pub fn cell_address(row: usize, column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + (rest % 26) as u8));
        if rest < 26 {
            break;
        }
        // There is no letter for nought: Z is followed by AA.
        rest = rest / 26 - 1;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", row + 2)
}
