//! The cells of a workbook with the faults of its layout undone.

use crate::{
    SheetUndoing,
    sheet_cell::{DAYS_BEFORE_1970, Placed, SheetCell},
};

/// Undoes faults in the cells of a sheet, which stand in the order of rows and columns. Returns how many rows stood above the
/// header.
///
/// # Errors
/// Why a cell is not what a fault makes of it, as the end of a sentence.
pub fn undo(cells: &mut Vec<Placed>, undoing: &SheetUndoing) -> Result<usize, String> {
    let above = usize::from(undoing.has_title);
    if undoing.has_title {
        let of_title = cells.iter().take_while(|((row, _), _)| *row == 0).count();
        if of_title != 1 || !matches!(cells[0], ((0, 0), SheetCell::Text(_))) {
            return Err("no title stands above its header, as its label says".to_owned());
        }
        cells.remove(0);
    }
    let is_told = |((row, _), cell): &&mut Placed| *row > above && !matches!(cell, SheetCell::Failure(_));
    for ((row, column), cell) in cells.iter_mut().filter(is_told) {
        let found = if undoing.text_dates.contains(column) {
            day_of(cell).map(|day| SheetCell::Instant(f64::from(day)))
        } else if undoing.text_numbers.contains(column) {
            number_of(cell).map(SheetCell::Number)
        } else {
            continue;
        };
        let place = (*row + 1, *column + 1);
        let what = || format!("row {}, column {} is not the text that its label says: {cell:?}", place.0, place.1);
        *cell = found.ok_or_else(what)?;
    }
    Ok(above)
}

/// The day, as Excel counts, of a text of the form 31/03/2024.
fn day_of(cell: &SheetCell) -> Option<i32> {
    let SheetCell::Text(text) = cell else { return None };
    let bytes = text.as_bytes();
    let has_form = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 2 || at == 5 { *byte == b'/' } else { byte.is_ascii_digit() });
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i32>().ok();
    let (day, month, year) = (number(0..2)?, number(3..5)?, number(6..10)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let length = *lengths.get(usize::try_from(month - 1).ok()?)?;
    if !has_form || year < 1 || !(1..=length).contains(&day) {
        return None;
    }
    let before = year - 1;
    // Days since 1 January of the year 1. The year 1970 begins 719,162 days after it.
    let of_years = 365 * before + before / 4 - before / 100 + before / 400;
    let of_months: i32 = lengths[..(month - 1) as usize].iter().sum();
    Some(of_years + of_months + day - 1 - 719_162 + DAYS_BEFORE_1970)
}

/// The number of a text of digits, with a sign and a point where it has these.
fn number_of(cell: &SheetCell) -> Option<f64> {
    let SheetCell::Text(text) = cell else { return None };
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    text.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> SheetCell {
        SheetCell::Text(text.to_owned())
    }

    #[test]
    fn days_and_numbers_are_read_from_their_text_alone() {
        for (written, day) in
            [("01/03/2024", 45_352), ("01/01/1970", 25_569), ("29/02/2024", 45_351), ("31/12/9999", 2_958_465)]
        {
            assert_eq!(day_of(&text(written)), Some(day), "{written}");
        }
        for other in ["2024-03-01", "1/03/2024", "29/02/2023", "00/03/2024", "01/13/2024", "01/03/+024", ""] {
            assert_eq!(day_of(&text(other)), None, "{other}");
        }
        assert_eq!(day_of(&SheetCell::Instant(45_352.0)), None);
        assert_eq!(number_of(&text("-1.64000000")), Some(-1.64));
        for other in [text("1e3"), text("inf"), text("1,64"), text(""), SheetCell::Number(1.64)] {
            assert_eq!(number_of(&other), None, "{other:?}");
        }
    }

    #[test]
    fn what_no_fault_has_made_is_refused() {
        let header = ((0, 0), text("date"));
        let undone = |cells: &[Placed], undoing: SheetUndoing| {
            let mut cells = cells.to_vec();
            undo(&mut cells, &undoing).map(|above| (above, cells))
        };
        let dates = || SheetUndoing { text_dates: vec![0], ..SheetUndoing::default() };
        let day = |day| ((1, 0), day);
        let wanted = vec![header.clone(), day(SheetCell::Instant(45_352.0))];
        assert_eq!(undone(&[header.clone(), day(text("01/03/2024"))], dates()), Ok((0, wanted)));
        assert!(undone(&[header.clone(), day(SheetCell::Instant(45_352.0))], dates()).is_err());
        let title = || SheetUndoing { has_title: true, ..SheetUndoing::default() };
        assert_eq!(undone(&[header.clone(), day(text("date"))], title()), Ok((1, vec![day(text("date"))])));
        assert!(undone(&[header, ((0, 1), text("currency"))], title()).is_err());
        assert!(undone(&[], title()).is_err());
    }
}
