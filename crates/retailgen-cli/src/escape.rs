//! Text that was read from a file, an argument or the environment, made harmless for a terminal.

use std::borrow::Cow;

/// Text as one line: control characters are escaped, line breaks too.
pub fn line(text: &str) -> Cow<'_, str> {
    escaped(text, is_harmful, |c| c.escape_default().to_string())
}

/// Text of several lines, whose breaks stay.
pub fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c != '\n' && is_harmful(c), |c| c.escape_default().to_string())
}

/// JSON, which stays JSON: only its strings can hold such characters.
pub fn json(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c != '\n' && is_harmful(c), |c| format!("\\u{:04x}", u32::from(c)))
}

/// Whether a terminal may do something else than show the character: obey it, or show what follows in another order.
fn is_harmful(c: char) -> bool {
    let reorders = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || reorders
}

fn escaped(text: &str, is_harmful: impl Fn(char) -> bool, escape: impl Fn(char) -> String) -> Cow<'_, str> {
    if !text.contains(&is_harmful) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_harmful(c) { escape(c) } else { c.to_string() }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_nothing_to_obey() {
        let read = "a\x1b[31m\rb\nc\u{9b}d\u{202e}é";
        assert_eq!(line(read), r"a\u{1b}[31m\rb\nc\u{9b}d\u{202e}é");
        assert_eq!(lines(read), "a\\u{1b}[31m\\rb\nc\\u{9b}d\\u{202e}é");
        assert!(matches!(line("plain é"), Cow::Borrowed("plain é")));
    }

    #[test]
    fn json_says_the_same_when_it_is_escaped() {
        let value = serde_json::json!({ "name": "a\u{9b}\u{7f}\u{202e}\n" });
        let text = format!("{value:#}\n");
        assert!(json(&text).chars().all(|c| c == '\n' || !is_harmful(c)));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json(&text)).unwrap(), value);
    }
}
