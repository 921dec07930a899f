//! Rules that hit few entities, or come in chosen forms: what a policy says of them, and how mistakes are refused.

use retailgen_anomaly::Policy;

use super::{message, rule};

const ORDERS: [(&str, &str); 3] = [
    ("table", "table = \"orders_header\""),
    ("column", "column = \"currency\""),
    ("kind", "kind = \"currency.invalid\""),
];

fn orders(more: &str) -> String {
    rule(&[&ORDERS[..], &[("more", more)]].concat())
}

#[test]
fn entities_that_cannot_be_told_apart_or_are_too_many_are_refused() {
    for (more, wanted) in [
        (
            "entities = 3",
            "mine.toml:7:12: rule \"a\": entities must be a column with the number of its entities, such as { store_id = 3 }, \
             and is a whole number",
        ),
        (
            "entities = {}",
            "mine.toml:7:12: rule \"a\": entities must be a column with the number of its entities, such as \
             { store_id = 3 }, and is an empty table",
        ),
        (
            "entities = { store_id = 0 }",
            "mine.toml:7:25: rule \"a\": entities must be a whole number from 1 on, and is 0",
        ),
        (
            "entities = { stor_id = 3 }",
            "mine.toml:7:14: rule \"a\": there is no column \"stor_id\" in orders_header; did you mean \"store_id\"?",
        ),
        (
            "entities = { order_ts = 3 }",
            "mine.toml:7:14: rule \"a\": entities: orders_header.order_ts names none that could be chosen; choose customer_id, \
             store_id, channel, payment_method, currency",
        ),
        (
            "entities = { payment_method = 7 }",
            "mine.toml:7:31: rule \"a\": entities: 7 by payment_method are asked for, and 6 can be chosen",
        ),
        (
            "entities = { customer_id = 10001 }",
            "mine.toml:7:28: rule \"a\": entities: 10001 by customer_id are asked for, and 10000 can be chosen",
        ),
        (
            "entities = { channel = 1, store_id = 3 }",
            "mine.toml:7:12: rule \"a\": entities has one column with a number, such as { store_id = 3 }; write a rule for \
             each column",
        ),
    ] {
        assert_eq!(message(orders(more)), wanted);
    }
    let lines = rule(&[
        ("table", "table = \"orders_lines\""),
        ("column", "column = \"qty\""),
        ("kind", "kind = \"number.zero\""),
        ("more", "entities = { order_id = 3 }"),
    ]);
    let wanted = "entities: orders_lines.order_id names none that could be chosen; choose product_id";
    assert_eq!(message(lines), format!("mine.toml:7:14: rule \"a\": {wanted}"));
    let reaches =
        "entities goes with rate and a kind of cells or rows: give a rate instead of a count, or another kind than";
    let count = rule(&[("rate", "count = 3"), ("more", "entities = { country_code = 1 }")]);
    assert!(message(count).contains(&format!("{reaches} email.malformed")));
    let again = rule(&[
        ("table", "table = \"orders_header\""),
        ("column", ""),
        ("kind", "kind = \"row.redelivered\""),
        ("more", "entities = { store_id = 3 }"),
    ]);
    assert!(message(again).contains(&format!("{reaches} row.redelivered")));
}

#[test]
fn more_entities_than_a_run_has_are_refused_with_both_numbers() {
    let policy = Policy::parse(orders("entities = { store_id = 12 }"), "mine.toml").unwrap();
    let rule = policy.rule("a").unwrap();
    assert!(rule.check_entities(12).is_ok());
    assert_eq!(
        rule.check_entities(4).unwrap_err().to_string(),
        "mine.toml:1:1: rule \"a\": entities: 12 by store_id are asked for, and 4 can be chosen"
    );
}

/// On a bad day all their rows come from tills; of all stores' rows an eighth does.
#[test]
fn incidents_at_few_stores_reach_more_of_their_rows() {
    let incident = "mechanism = \"incident\"\ndays_share = 0.05\n";
    let with = |rate: &str, more: &str| rule(&[&ORDERS[..], &[("rate", rate), ("more", more)]].concat());
    let entities = [incident, "entities = { store_id = 3 }"].concat();
    assert!(message(with("rate = 0.04", incident)).contains("with days_share 0.05 at most 0.006"));
    assert!(Policy::parse(with("rate = 0.05", &entities), "mine.toml").is_ok());
    assert!(message(with("rate = 0.06", &entities)).contains("with days_share 0.05 at most 0.05"));
}

#[test]
fn weights_of_forms_that_there_are_not_are_refused() {
    for (more, wanted) in [
        ("weights = { coma = 1 }", "mine.toml:7:13: rule \"a\": there is no form \"coma\"; did you mean \"comma\"?"),
        ("weights = { comma = 0 }", "mine.toml:7:21: rule \"a\": weights must be a whole number from 1 on, and is 0"),
        (
            "weights = { comma = 1000001 }",
            "mine.toml:7:21: rule \"a\": weights: comma is 1000001, and 1000000 is the greatest weight",
        ),
        (
            "weights = \"comma\"",
            "mine.toml:7:11: rule \"a\": weights must be a table of forms with a whole number from 1 on, such as \
             { day_first = 3, word = 1 }, and is text",
        ),
    ] {
        assert_eq!(message(rule(&[("more", more)])), wanted);
    }
    let unlike = message(orders("weights = { nothing_like_it = 1 }"));
    assert!(unlike.ends_with("; choose among lower_case, symbol, number, former, slip"), "{unlike}");
    let one_form = rule(&[("kind", "kind = \"email.domain_typo\""), ("more", "weights = { slip = 1 }")]);
    assert_eq!(
        message(one_form),
        "mine.toml:7:11: rule \"a\": email.domain_typo comes in one form only: leave out `weights`"
    );
}

#[test]
fn a_change_keeps_entities_and_weights_and_another_kind_has_forms_of_its_own() {
    let entities = "entities = { payment_method = 2 }\nweights = { symbol = 2, number = 1 }\n";
    let policy = Policy::parse(orders(entities), "mine.toml").unwrap();
    let toml = policy.to_toml();
    assert!(toml.ends_with(entities), "{toml}");
    assert_eq!(Policy::parse(&toml, "again.toml").unwrap().rules(), policy.rules());
    let shown = policy.to_string();
    assert!(shown.contains("1 %, entities = { payment_method = 2 }, weights = { symbol = 2, number = 1 }"), "{shown}");
    let changed = |more: &str| {
        let text = format!("extends = \"preset:till-release\"\n[[rule]]\nid = \"till-release.order_ts\"\n{more}");
        Policy::parse(text, "mine.toml").unwrap().rules()[0].clone()
    };
    let few = changed("entities = { store_id = 2 }\nweights = { epoch_seconds = 1 }\n");
    assert_eq!(few.entities.map(|entities| entities.to_string()).as_deref(), Some("{ store_id = 2 }"));
    assert_eq!(few.weights.map(|weights| weights.to_string()).as_deref(), Some("{ epoch_seconds = 1 }"));
}
