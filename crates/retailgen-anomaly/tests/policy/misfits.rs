//! Kinds where they do not fit, with the message in full. Each kind lists more such places in its own file.

use super::{message, rule};

#[test]
fn kinds_that_do_not_fit_are_refused() {
    for (table, column, kind, wanted) in [
        (
            "customers",
            Some("phone"),
            "email.malformed",
            "email.malformed does not fit customers.phone (utf8): it needs a column with the role email",
        ),
        (
            "orders_header",
            Some("shipping_fee"),
            "number.zero",
            "number.zero does not fit orders_header.shipping_fee (decimal128(12,2)): it needs an integer or decimal column \
             whose clean values are above zero",
        ),
        (
            "customers",
            Some("customer_id"),
            "row.repeated",
            "row.repeated does not fit customers.customer_id (int64): it repeats whole rows: leave out `column`",
        ),
        (
            "customers",
            None,
            "row.redelivered",
            "row.redelivered does not fit customers: it needs a table with one partition column whose key is one column",
        ),
    ] {
        let table = format!("table = \"{table}\"");
        let line = if column.is_some() { 5 } else { 4 };
        let column = column.map_or_else(String::new, |column| format!("column = \"{column}\""));
        let kind = format!("kind = \"{kind}\"");
        let text = rule(&[("table", &table), ("column", &column), ("kind", &kind)]);
        assert_eq!(message(text), format!("mine.toml:{line}:8: rule \"a\": {wanted}"));
    }
}

#[test]
fn kinds_of_cells_without_a_column_are_told_which_fit() {
    for (table, kind, wanted) in [
        ("customers", "email.malformed", "add column = \"email\""),
        ("orders_lines", "key.orphan", "add column = \"…\" with one of order_id, product_id"),
        ("suppliers", "date.malformed", "it needs a column of type date32, and suppliers has none"),
    ] {
        let (table, spoils) =
            (format!("table = \"{table}\""), format!("{kind} spoils cells, and the rule has no column"));
        let kind = format!("kind = \"{kind}\"");
        let refused = message(rule(&[("table", &table), ("column", ""), ("kind", &kind)]));
        assert_eq!(refused, format!("mine.toml:4:8: rule \"a\": {spoils}: {wanted}"));
    }
}

#[test]
fn typed_files_hold_nothing_that_does_not_cast() {
    assert_eq!(
        message(rule(&[
            ("table", "table = \"shipments\""),
            ("column", "column = \"shipped_at\""),
            ("kind", "kind = \"timestamp.malformed\""),
        ])),
        "mine.toml:5:8: rule \"a\": timestamp.malformed does not fit shipments.shipped_at (timestamp[us]): the files of \
         the table are typed and hold nothing that does not cast"
    );
}
