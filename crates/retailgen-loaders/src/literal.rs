//! Texts as literals of the languages that loaders are written in.

use std::fmt::Write as _;

/// A string literal of SQL.
pub fn sql(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A string literal of Python, in double quotes. One of YAML too: both know these escapes.
pub fn python(text: &str) -> String {
    let mut literal = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => literal.extend(['\\', character]),
            // Writing to a String cannot fail.
            control if control.is_control() => {
                let _ = write!(literal, "\\u{:04x}", u32::from(control));
            }
            other => literal.push(other),
        }
    }
    literal.push('"');
    literal
}
