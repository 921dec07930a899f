//! Texts as literals of the languages that loaders are written in, and paths as patterns that match nothing else.

use std::fmt::Write as _;

/// A string literal of SQL.
pub fn sql(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A word of a POSIX shell.
pub fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// What begins a pattern in `DuckDB`'s paths, and a pattern for just that, in the order of replacing one after the other.
///
/// A backslash would part folders, even in brackets, so it is named by the range that it is in.
pub const DUCKDB_PATTERNS: [(&str, &str); 4] = [("[", "[[]"), ("*", "[*]"), ("?", "[?]"), ("\\", "[[-^]")];

/// A pattern of `DuckDB` that matches a path.
pub fn duckdb_pattern(path: &str) -> String {
    DUCKDB_PATTERNS.iter().fold(path.to_owned(), |path, (special, pattern)| path.replace(special, pattern))
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
