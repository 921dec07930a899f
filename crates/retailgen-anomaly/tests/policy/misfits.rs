//! Kinds where they do not fit, each with its message in full.

use super::{message, rule};

#[test]
#[expect(clippy::too_many_lines, reason = "one message a kind")]
fn kinds_that_do_not_fit_are_refused() {
    for (table, column, kind, wanted) in [
        (
            "customers",
            Some("phone"),
            "email.malformed",
            "email.malformed does not fit customers.phone (utf8): it needs a column of e-mail addresses, named `email`",
        ),
        (
            "customers",
            Some("email"),
            "date.malformed",
            "date.malformed does not fit customers.email (utf8): it needs a column of type date32",
        ),
        (
            "orders_header",
            Some("order_dt_local"),
            "timestamp.malformed",
            "timestamp.malformed does not fit orders_header.order_dt_local (date32): it needs a column of type timestamp[us], or a key of JSON lines named `…_ts`",
        ),
        (
            "customers",
            Some("address_line2"),
            "null",
            "null does not fit customers.address_line2 (utf8): it needs a column that is never null in clean rows",
        ),
        (
            "stores",
            Some("close_dt"),
            "null.contradictory",
            "null.contradictory does not fit stores.close_dt (date32): it needs a column that is null or not by what \
             another column says: products.discontinued_dt",
        ),
        (
            "customers",
            Some("first_name"),
            "code.duplicated",
            "code.duplicated does not fit customers.first_name (utf8): it needs a column whose values are unique",
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
        (
            "stores",
            Some("name"),
            "coordinates.impossible",
            "coordinates.impossible does not fit stores.name (utf8): it needs a column of degrees, latitude or longitude",
        ),
        (
            "orders_header",
            Some("shipping_fee"),
            "price.invalid",
            "price.invalid does not fit orders_header.shipping_fee (decimal128(12,2)): it needs a required decimal column \
             in a currency whose clean values are above zero",
        ),
        (
            "orders_header",
            Some("customer_id"),
            "number.negative",
            "number.negative does not fit orders_header.customer_id (int64): it needs an integer or decimal column whose \
             clean values are never negative",
        ),
        (
            "orders_header",
            Some("shipping_fee"),
            "number.zero",
            "number.zero does not fit orders_header.shipping_fee (decimal128(12,2)): it needs an integer or decimal column \
             whose clean values are above zero",
        ),
        (
            "orders_lines",
            Some("unit_price"),
            "fraction.over_one",
            "fraction.over_one does not fit orders_lines.unit_price (decimal128(12,4)): it needs a decimal column of \
             fractions with room for more than one",
        ),
        (
            "customers",
            Some("customer_id"),
            "key.orphan",
            "key.orphan does not fit customers.customer_id (int64): it needs a foreign key of type int64",
        ),
        (
            "customers",
            Some("country_code"),
            "currency.invalid",
            "currency.invalid does not fit customers.country_code (utf8): it needs a column of currency codes, named \
             `currency`",
        ),
        (
            "products",
            Some("currency"),
            "country.invalid",
            "country.invalid does not fit products.currency (utf8): it needs a column of country codes, named \
             `country_code`",
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
