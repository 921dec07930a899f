//! The patterns a column may have: literals, classes and fixed counts, a part of every regular-expression dialect.

/// Bytes in every text that a pattern matches, or what is wrong with the pattern.
///
/// Letters, digits, `-` and `_` stand for themselves; `[A-Z0-9]` is one of a class; `{8}` repeats what precedes it.
pub fn byte_length(pattern: &str) -> Result<usize, String> {
    let mut rest = pattern;
    let mut total = 0;
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '[' => after_class(&rest[1..]).ok_or_else(|| refused(pattern, rest))?,
            _ if is_literal(first) => &rest[1..],
            _ => return Err(refused(pattern, rest)),
        };
        let mut count = 1;
        if let Some(counted) = rest.strip_prefix('{') {
            let (digits, after) = counted.split_once('}').ok_or_else(|| refused(pattern, rest))?;
            count = digits.parse().ok().filter(|count| *count > 0).ok_or_else(|| refused(pattern, rest))?;
            rest = after;
        }
        total += count;
    }
    if total == 0 {
        return Err("an empty pattern matches no code".to_owned());
    }
    Ok(total)
}

fn is_literal(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_')
}

/// What follows a class that has just been opened; nothing if it is not a list of characters and rising ranges.
fn after_class(text: &str) -> Option<&str> {
    let (class, after) = text.split_once(']')?;
    let mut characters = class.chars();
    let mut any = false;
    while let Some(low) = characters.next().filter(char::is_ascii_alphanumeric) {
        any = true;
        let mut ahead = characters.clone();
        if ahead.next() == Some('-') {
            ahead.next().filter(|high| high.is_ascii_alphanumeric() && low <= *high)?;
            characters = ahead;
        }
    }
    (any && characters.as_str().is_empty()).then_some(after)
}

fn refused(pattern: &str, rest: &str) -> String {
    format!(
        "pattern {pattern:?}: cannot read {rest:?}; use literals, classes such as [A-Z0-9] and counts such as {{8}}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_classes_and_repeats() {
        assert_eq!(byte_length("CUST-[A-Z0-9]{8}"), Ok(13));
        assert_eq!(byte_length("[A-Z]{2}"), Ok(2));
        assert_eq!(byte_length("a{3}_[xyz]"), Ok(5));
    }

    #[test]
    fn everything_else_is_refused() {
        for pattern in ["", "a+", "[A-Z", "[Z-A]", "[]", "[^a]", "a{0}", "a{2,3}", "(a|b)", "é", "\\d"] {
            assert!(byte_length(pattern).is_err(), "{pattern}");
        }
    }
}
