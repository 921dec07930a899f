//! What a mistyped name may have meant.

/// How alike two names must be, from 0 to 1, for one to be offered for the other.
const ALIKE: f64 = 0.6;
/// The longest name that is worth comparing; no real one is half as long.
const LONGEST: usize = 100;
/// The shortest beginning that says which name it is of.
const SHORTEST_BEGINNING: usize = 3;

/// The known name that `name` most likely stands for, if any is like it: for messages that ask "did you mean".
///
/// Case does not count. A name that is cut short is found where only one begins so.
///
/// ```
/// use retailgen_anomaly::nearest_name;
///
/// let tables = ["customers", "orders_header", "orders_lines"];
/// assert_eq!(nearest_name("custmers", tables), Some("customers"));
/// assert_eq!(nearest_name("cust", tables), Some("customers"));
/// assert_eq!(nearest_name("weather", tables), None);
/// ```
#[must_use]
pub fn nearest_name<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    if name.len() > LONGEST {
        return None;
    }
    let name = name.to_lowercase();
    let known: Vec<(&str, String)> = known.into_iter().map(|candidate| (candidate, candidate.to_lowercase())).collect();
    let alike = known
        .iter()
        .map(|(candidate, lower)| (strsim::normalized_damerau_levenshtein(&name, lower), *candidate))
        .filter(|(alike, _)| *alike >= ALIKE)
        // Of equals the first, so that the message does not change.
        .reduce(|best, other| if other.0 > best.0 { other } else { best });
    if let Some((_, candidate)) = alike {
        return Some(candidate);
    }
    let mut begun = known.iter().filter(|(_, lower)| name.len() >= SHORTEST_BEGINNING && lower.starts_with(&name));
    match (begun.next(), begun.next()) {
        (Some((candidate, _)), None) => Some(candidate),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: [&str; 4] = ["customers", "orders_header", "orders_lines", "exchange_rates"];

    #[test]
    fn only_names_that_are_alike_are_offered() {
        assert_eq!(nearest_name("custmers", TABLES), Some("customers"));
        assert_eq!(nearest_name("order_lines", TABLES), Some("orders_lines"));
        assert_eq!(nearest_name("weather", TABLES), None);
        assert_eq!(nearest_name(&"customers".repeat(1_000), TABLES), None);
        assert_eq!(nearest_name("", TABLES), None);
    }

    #[test]
    fn case_does_not_count() {
        assert_eq!(nearest_name("eru", ["AUD", "EUR"]), Some("EUR"));
        assert_eq!(nearest_name("NON", ["default", "none"]), Some("none"));
        assert_eq!(nearest_name("CHF", ["AUD", "EUR"]), None);
    }

    #[test]
    fn a_beginning_is_enough_where_one_name_has_it() {
        assert_eq!(nearest_name("Exch", TABLES), Some("exchange_rates"));
        assert_eq!(nearest_name("ex", TABLES), None);
        assert_eq!(nearest_name("ord", TABLES), None);
    }
}
