//! Every bad policy, with its message in full.

use retailgen_anomaly::Policy;
use retailgen_anomaly::policy::MAX_BYTES;

use super::{message, rule};

#[test]
fn names_that_mean_nothing_are_refused_with_what_may_have_been_meant() {
    for (key, text, wanted) in [
        (
            "table",
            "table = \"custmers\"",
            "mine.toml:3:9: rule \"a\": there is no table \"custmers\"; did you mean \"customers\"?",
        ),
        (
            "table",
            "table = \"weather\"",
            "mine.toml:3:9: rule \"a\": there is no table \"weather\"; choose among customers, products, stores, \
             suppliers, orders_header, orders_lines, events, sensors, exchange_rates, shipments, returns",
        ),
        (
            "column",
            "column = \"emial\"",
            "mine.toml:4:10: rule \"a\": there is no column \"emial\" in customers; did you mean \"email\"?",
        ),
        (
            "kind",
            "kind = \"email.malfromed\"",
            "mine.toml:5:8: rule \"a\": there is no kind \"email.malfromed\"; did you mean \"email.malformed\"?",
        ),
        (
            "kind",
            "kind = \"typo\"",
            "mine.toml:5:8: rule \"a\": there is no kind \"typo\"; `retailgen anomalies`, or `describe_anomalies` of the \
             library, lists the kinds",
        ),
        (
            "kind",
            "kind = \"decoy.plus_tag\"",
            "mine.toml:5:8: rule \"a\": \"decoy.plus_tag\" is a decoy, a right value that is planted whatever the policy: \
             leave the rule out",
        ),
        ("rate", "rat = 0.01", "mine.toml:6:1: rule \"a\": there is no key \"rat\"; did you mean \"rate\"?"),
        (
            "mechanism",
            "mechanism = \"burst\"",
            "mine.toml:7:13: rule \"a\": there is no mechanism \"burst\"; choose among random, even, incident, run",
        ),
    ] {
        assert_eq!(message(rule(&[(key, text)])), wanted);
    }
    assert_eq!(message("rules = []"), "mine.toml:1:1: there is no key \"rules\"; did you mean \"rule\"?");
    assert_eq!(
        message("extends = \"defaults\""),
        "mine.toml:1:11: there is no built-in policy \"defaults\"; did you mean \"default\"?"
    );
}

#[test]
fn amounts_out_of_range_are_refused() {
    for (text, wanted) in [
        ("rate = 1.5", "mine.toml:6:8: rule \"a\": rate must be above 0 and at most 1, and is 1.5"),
        ("rate = nan", "mine.toml:6:8: rule \"a\": rate must be above 0 and at most 1, and is NaN"),
        ("rate = -1", "mine.toml:6:8: rule \"a\": rate must be above 0 and at most 1, and is -1"),
        ("rate = 0.0", "mine.toml:6:8: rule \"a\": rate must be above 0 and at most 1, and is 0"),
        ("rate = inf", "mine.toml:6:8: rule \"a\": rate must be above 0 and at most 1, and is inf"),
        ("rate = \"1 %\"", "mine.toml:6:8: rule \"a\": rate must be a number above 0 and at most 1, and is text"),
        ("count = 0", "mine.toml:6:9: rule \"a\": count must be a whole number from 1 on, and is 0"),
        ("count = -3", "mine.toml:6:9: rule \"a\": count must be a whole number from 1 on, and is -3"),
        (
            "count = 9999999999999999999",
            "mine.toml:6:9: rule \"a\": count must be a whole number from 1 on, and is 9999999999999999999",
        ),
        ("count = 1.5", "mine.toml:6:9: rule \"a\": count must be a whole number from 1 on, and is a number"),
        ("rate = 0.1\ncount = 1", "mine.toml:7:9: rule \"a\": a rule has either a rate or a count; this one has both"),
        ("", "mine.toml:1:1: rule \"a\": a rule has either a rate or a count; this one has neither"),
    ] {
        assert_eq!(message(rule(&[("rate", text)])), wanted);
    }
    assert_eq!(
        message(rule(&[
            ("table", "table = \"orders_lines\""),
            ("column", "column = \"qty\""),
            ("kind", "kind = \"number.negative\""),
            ("rate", "count = 5"),
        ])),
        "mine.toml:6:9: rule \"a\": orders_lines is partitioned, so it takes a rate and no count: a window must not change \
         what is in a partition"
    );
}

#[test]
fn a_count_of_more_rows_than_there_are_is_refused() {
    let policy = Policy::parse(rule(&[("rate", "count = 12")]), "mine.toml").unwrap();
    let rule = policy.rule("a").unwrap();
    rule.check_rows(12).unwrap();
    assert_eq!(
        rule.check_rows(11).unwrap_err().to_string(),
        "mine.toml:1:1: rule \"a\": count is 12, and customers has 11 rows that the rule could hit"
    );
}

#[test]
fn a_rule_to_disable_needs_a_policy_that_has_it() {
    assert_eq!(
        message("[[rule]]\nid = \"customers.phone.null\"\ndisabled = true"),
        "mine.toml:2:6: rule \"customers.phone.null\": there is no rule to disable: the policy extends no other; begin it with \
         extends = \"default\", or leave the rule out"
    );
}

#[test]
fn incidents_need_days_and_enough_of_them() {
    let order_ts = |lines: &str| {
        message(rule(&[
            ("table", "table = \"orders_header\""),
            ("column", "column = \"order_ts\""),
            ("kind", "kind = \"timestamp.malformed\""),
            ("more", lines),
        ]))
    };
    let incident = ("more", "mechanism = \"incident\"\ndays_share = 0.05");
    assert_eq!(order_ts("mechanism = \"incident\""), "mine.toml:7:13: rule \"a\": the rule has no days_share");
    assert_eq!(
        order_ts("days_share = 0.05"),
        "mine.toml:7:14: rule \"a\": days_share belongs to mechanism = \"incident\""
    );
    assert_eq!(
        order_ts("mechanism = \"even\"\ndays_share = 0.05"),
        "mine.toml:8:14: rule \"a\": days_share belongs to mechanism = \"incident\""
    );
    assert_eq!(
        order_ts("mechanism = \"incident\"\ndays_share = 1.2"),
        "mine.toml:8:14: rule \"a\": days_share must be above 0 and at most 1, and is 1.2"
    );
    assert_eq!(
        order_ts("mechanism = \"incident\"\ndays_share = 0.001"),
        "mine.toml:8:14: rule \"a\": rate 0.01 is more than incidents can reach: with days_share 0.001 at most 0.0001"
    );
    assert_eq!(
        message(rule(&[incident])),
        "mine.toml:7:13: rule \"a\": incidents hit cells of a table with a file a day; customers is not one"
    );
    assert_eq!(
        message(rule(&[
            ("table", "table = \"orders_header\""),
            ("column", ""),
            ("kind", "kind = \"row.redelivered\""),
            incident,
        ])),
        "mine.toml:6:13: rule \"a\": incidents hit cells of a table with a file a day; row.redelivered cannot come so"
    );
}

#[test]
fn runs_need_series_and_a_length() {
    let reading = |lines: &str| {
        message(rule(&[
            ("table", "table = \"sensors\""),
            ("column", "column = \"temperature_c\""),
            ("kind", "kind = \"number.out_of_range\""),
            ("more", lines),
        ]))
    };
    assert_eq!(reading("mechanism = \"run\""), "mine.toml:7:13: rule \"a\": the rule has no length");
    assert_eq!(reading("length = 6"), "mine.toml:7:10: rule \"a\": length belongs to mechanism = \"run\"");
    for length in [1, 25] {
        assert_eq!(
            reading(&format!("mechanism = \"run\"\nlength = {length}")),
            "mine.toml:8:10: rule \"a\": runs hit cells of a table with series, such as a sensor's readings; a length is 2 \
             to 24"
        );
    }
    assert_eq!(
        message(rule(&[("more", "mechanism = \"run\"\nlength = 6")])),
        "mine.toml:7:13: rule \"a\": runs hit cells of a table with series, such as a sensor's readings; customers has none"
    );
}

#[test]
fn what_is_missing_or_of_another_type_is_named() {
    for (key, text, wanted) in [
        ("id", "", "mine.toml:1:1: the rule has no id"),
        ("id", "id = 7", "mine.toml:2:6: id must be text in quotes, and is a whole number"),
        ("id", "id = \"\"", "mine.toml:2:6: an id is 1 to 100 letters, digits, `.`, `_` or `-`, and this one is \"\""),
        (
            "id",
            "id = \"a, b\"",
            "mine.toml:2:6: an id is 1 to 100 letters, digits, `.`, `_` or `-`, and this one is \"a, b\"",
        ),
        ("table", "", "mine.toml:1:1: rule \"a\": the rule has no table"),
        ("table", "table = 1.5", "mine.toml:3:9: rule \"a\": table must be text in quotes, and is a number"),
        ("column", "column = [\"email\"]", "mine.toml:4:10: rule \"a\": column must be text in quotes, and is a list"),
        ("kind", "", "mine.toml:1:1: rule \"a\": the rule has no kind"),
        (
            "disabled",
            "disabled = 1",
            "mine.toml:7:12: rule \"a\": disabled must be true or false, and is a whole number",
        ),
        (
            "rate",
            "rate = 2024-01-01",
            "mine.toml:6:8: rule \"a\": rate must be a number above 0 and at most 1, and is a date or time",
        ),
    ] {
        assert_eq!(message(rule(&[(key, text)])), wanted);
    }
    let list = "mine.toml:1:8: rule must be a list of tables, written as [[rule]], and is ";
    assert_eq!(message("rule = 1"), [list, "a whole number"].concat());
    assert_eq!(
        message("[rule]\nid = \"a\""),
        "mine.toml:1:1: rule must be a list of tables, written as [[rule]], and is a table"
    );
    assert_eq!(
        message("rule = [1]"),
        "mine.toml:1:9: rule must be a list of tables, written as [[rule]], and is a whole number"
    );
}

#[test]
fn an_id_names_one_rule() {
    let twice = format!("{}\n{}", rule(&[]), rule(&[]));
    assert_eq!(message(twice), "mine.toml:9:6: rule \"a\": line 1 has a rule with the same id");
    let long = format!("id = \"{}\"", "x".repeat(200_000));
    assert_eq!(
        message(rule(&[("id", &long)])),
        format!(
            "mine.toml:2:6: an id is 1 to 100 letters, digits, `.`, `_` or `-`, and this one is \"{}\"…",
            "x".repeat(60)
        )
    );
}

#[test]
fn what_is_no_policy_at_all_is_refused_with_its_place() {
    for (text, wanted) in [
        ("[[rule]]\nid = \n", "mine.toml:2:6: this is not TOML: string values must be quoted, expected literal string"),
        ("[[rule]\n", "mine.toml:1:8: this is not TOML: unclosed array table, expected `]`"),
        ("é = 1", "mine.toml:1:1: this is not TOML: invalid unquoted key, expected letters, numbers, `-`, `_`"),
        ("extends = \"none\"\nextends = \"none\"", "mine.toml:2:1: this is not TOML: duplicate key"),
    ] {
        assert_eq!(message(text), wanted);
    }
    let large = format!("{}{}", rule(&[]), "# more\n".repeat(10 << 20 >> 3));
    assert_eq!(message(large), "mine.toml: this is no policy: it is larger than 1024 KiB");
    assert_eq!(message(b"id = 1\n\"\xff\xfe\""), "mine.toml:2:2: this is no policy: it is not UTF-8 text from here on");
    assert!(Policy::parse("#".repeat(MAX_BYTES), "mine.toml").is_ok());
    assert!(message("a=[".repeat(1 << 17)).starts_with("mine.toml:1:"), "depth is bounded");
}

#[test]
fn a_change_of_a_rule_is_checked_like_a_rule() {
    let changed = |lines: &str| message(format!("extends = \"default\"\n[[rule]]\n{lines}"));
    assert_eq!(
        changed("id = \"customers.phone.null\"\ncolumn = \"address_line2\""),
        "mine.toml:2:1: rule \"customers.phone.null\": null does not fit customers.address_line2 (utf8): it needs a column \
         that is never null in clean rows"
    );
    assert_eq!(
        changed("id = \"customers.phone.nul\"\nrate = 0.1"),
        "mine.toml:2:1: rule \"customers.phone.nul\": the rule has no table; did you mean to change the rule \
         \"customers.phone.null\"?"
    );
    assert_eq!(
        changed("id = \"customers.phone.nul\"\ndisabled = true"),
        "mine.toml:3:6: rule \"customers.phone.nul\": there is no such rule to disable; did you mean \
         \"customers.phone.null\"?"
    );
    assert_eq!(
        changed("id = \"orders_header.order_ts.malformed\"\nrate = 0.1"),
        "mine.toml:2:1: rule \"orders_header.order_ts.malformed\": rate 0.1 is more than incidents can reach: with days_share \
         0.05 at most 0.006"
    );
    assert_eq!(
        changed("id = \"orders_header.currency.invalid\"\ncount = 4"),
        "mine.toml:4:9: rule \"orders_header.currency.invalid\": orders_header is partitioned, so it takes a rate and no \
         count: a window must not change what is in a partition"
    );
}
