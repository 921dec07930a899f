//! What a misspelt name may have meant.

/// How alike two names must be, from 0 to 1, for one to be offered for the other.
const ALIKE: f64 = 0.6;
/// The longest name that is worth comparing; no real one is half as long.
const LONGEST: usize = 100;

/// The candidate most like `name`, if any is like it.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if name.len() > LONGEST {
        return None;
    }
    candidates
        .into_iter()
        .map(|candidate| (strsim::normalized_damerau_levenshtein(name, candidate), candidate))
        .filter(|(alike, _)| *alike >= ALIKE)
        // Of equals the first, so that the message does not change.
        .reduce(|best, other| if other.0 > best.0 { other } else { best })
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_are_alike_are_offered() {
        let tables = ["customers", "orders_header", "orders_lines"];
        assert_eq!(nearest("custmers", tables), Some("customers"));
        assert_eq!(nearest("order_lines", tables), Some("orders_lines"));
        assert_eq!(nearest("weather", tables), None);
        assert_eq!(nearest(&"customers".repeat(1_000), tables), None);
    }
}
