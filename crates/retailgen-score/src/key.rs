//! Primary keys in one form: the values in the order of the key's columns, as one number.

use retailgen_schema::Table;
use serde_json::Value;

use crate::value::{Digest, normal};

/// The number of a key by its values in the order of the key's columns; none where one of them is null.
pub(crate) fn of_values<'v>(table: Table, values: impl IntoIterator<Item = Option<&'v str>>) -> Option<u64> {
    let mut digest = Digest::default();
    digest.add(table.name());
    for value in values {
        digest.add_normal(normal(value?));
    }
    Some(digest.number())
}

/// The number of a key that is JSON text: an object, a list in the order of the key's columns, or the one value. A text that
/// is no JSON is the one value too.
pub(crate) fn of_json(table: Table, text: &str) -> Option<u64> {
    of_values(table, values(table, text)?.iter().map(Option::as_deref))
}

/// The values of a key that is JSON text, in the order of the key's columns.
pub(crate) fn values(table: Table, text: &str) -> Option<Vec<Option<String>>> {
    let names = table.definition().primary_key;
    let value = serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
    let values: Vec<Value> = match value {
        Value::Object(mut object) => names.iter().map(|name| object.remove(*name)).collect::<Option<_>>()?,
        Value::Array(list) => list,
        // The text itself: a number is not read and written again.
        _ if text.starts_with('"') => vec![value],
        _ => vec![Value::String(text.to_owned())],
    };
    let plain = |value: Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    };
    (values.len() == names.len()).then(|| values.into_iter().map(plain).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_may_be_written_in_several_ways() {
        let wanted = of_json(Table::OrdersLines, r#"{"line_number":2,"order_id":71}"#);
        assert!(wanted.is_some());
        for text in [r#"{"order_id":"71","line_number":2.0}"#, "[71, 2]", r#"["71","2"]"#] {
            assert_eq!(of_json(Table::OrdersLines, text), wanted, "{text}");
        }
        assert_eq!(of_json(Table::Stores, "7"), of_json(Table::Stores, r#"{"store_id":7}"#));
        assert_eq!(of_json(Table::Events, "ab-1"), of_json(Table::Events, r#""ab-1""#));
        for text in [r#"{"order_id":71}"#, "[71]", "71", r#"{"order_id":71,"line_number":null}"#] {
            assert_eq!(of_json(Table::OrdersLines, text), None, "{text}");
        }
    }
}
