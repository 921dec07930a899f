//! Numbers, amounts and texts, as people read them.

use std::fmt::{Arguments, Write as _};

use retailgen_synth::calendar::Date;

use crate::figures::MONEY;

/// Adds to a text.
pub fn add(text: &mut String, more: Arguments) {
    // Writing to a String cannot fail.
    let _ = text.write_fmt(more);
}

/// `1,234,567`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 order`, `2 orders`.
pub fn plural(number: u64, thing: &str) -> String {
    let end = match thing {
        _ if number == 1 => "",
        "day of" => return format!("{} days of", count(number)),
        _ => "s",
    };
    format!("{} {thing}{end}", count(number))
}

/// So many decimals, without zeros at their end where there are none that matter.
pub fn fixed(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    if !text.contains('.') {
        return text;
    }
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// `12.3 %`; three digits that matter below one per cent.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let share = part as f64 * 100.0 / whole as f64;
    let decimals = match share {
        _ if part == 0 || part == whole => 0,
        share if share < 0.0995 => 3,
        share if share < 0.995 => 2,
        _ => 1,
    };
    format!("{share:.decimals$} %")
}

/// An amount of money, short: `A$ 1.23 M`.
pub fn dollars(amount: i128) -> String {
    let whole = amount as f64 / MONEY as f64;
    let (number, unit) = match whole.abs() {
        size if size >= 1e9 => (whole / 1e9, " bn"),
        size if size >= 1e6 => (whole / 1e6, " M"),
        size if size >= 1e4 => (whole / 1e3, " k"),
        _ => return format!("A$ {}", count(whole.max(0.0) as u64)),
    };
    let decimals = usize::from(number.abs() < 100.0);
    format!("A$ {number:.decimals$}{unit}")
}

/// `1.13 GB`.
pub fn bytes(number: u64) -> String {
    match number as f64 {
        size if size >= 1e9 => format!("{:.2} GB", size / 1e9),
        size if size >= 1e6 => format!("{:.1} MB", size / 1e6),
        size if size >= 1e3 => format!("{:.0} kB", size / 1e3),
        _ => format!("{number} bytes"),
    }
}

/// `2024-01-01`, or `2024-01-01 to 2024-12-31`.
pub fn span_of(first: Date, last: Date) -> String {
    if first == last { first.to_string() } else { format!("{first} to {last}") }
}

/// Text of the data on one line, with signs for what cannot be seen, and shortened around what matters.
pub fn shown(text: &str) -> String {
    let visible = |character: char| match character {
        '\n' => '↵',
        '\t' => '⇥',
        control if control.is_control() => '␣',
        // Marks that turn the direction of the text around them.
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => '␣',
        other => other,
    };
    text.chars().map(visible).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_people_write_them() {
        assert_eq!([count(0), count(999), count(1_000), count(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [percent(1, 8), percent(1, 200), percent(1, 9_999), percent(0, 0)],
            ["12.5 %", "0.50 %", "0.010 %", "–"]
        );
        assert_eq!([percent(0, 5), percent(5, 5)], ["0 %", "100 %"]);
        assert_eq!(
            [dollars(12_345), dollars(1_234_567_890_000), dollars(150_000_000)],
            ["A$ 1", "A$ 123 M", "A$ 15.0 k"]
        );
        assert_eq!([fixed(2.50, 2), fixed(-0.001, 1), fixed(10.0, 0)], ["2.5", "0", "10"]);
        assert_eq!(shown("a\nb\u{202e}c\u{0}"), "a↵b␣c␣");
    }
}
