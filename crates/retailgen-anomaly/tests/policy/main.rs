//! Policies: what `extends` changes, the built-in ones, files; bad ones and any ones have modules of their own.

mod any_policy;
mod misfits;
mod narrowed;
mod refusals;

use std::collections::BTreeSet;

use retailgen_anomaly::kind::CATALOGUE;
use retailgen_anomaly::policy::{Difficulty, Mechanism};
use retailgen_anomaly::{Amount, Kind, Policy, Rule};
use retailgen_schema::Table;

/// A rule as TOML: the usual one, with some of its lines replaced. An empty replacement takes the line out.
fn rule(replaced: &[(&str, &str)]) -> String {
    let mut lines = vec![
        ("", "[[rule]]"),
        ("id", "id = \"a\""),
        ("table", "table = \"customers\""),
        ("column", "column = \"email\""),
        ("kind", "kind = \"email.malformed\""),
        ("rate", "rate = 0.01"),
    ];
    for (key, text) in replaced {
        match lines.iter_mut().find(|(name, _)| name == key) {
            Some(line) => line.1 = text,
            None => lines.push((key, text)),
        }
    }
    let kept: Vec<&str> = lines.iter().map(|(_, text)| *text).filter(|text| !text.is_empty()).collect();
    kept.join("\n") + "\n"
}

fn message(text: impl AsRef<[u8]>) -> String {
    Policy::parse(text, "mine.toml").expect_err("the policy is bad").to_string()
}

#[test]
fn files_are_read_like_text_and_no_further_than_the_limit() {
    let folder = std::env::temp_dir().join(format!("retailgen-policy-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("my.own.toml");
    std::fs::write(&path, rule(&[])).unwrap();
    let policy = Policy::load(&path).unwrap();
    assert_eq!((policy.name(), policy.rules().len()), ("my.own", 1));

    for nothing in ["", " \n", "# rules for the nightly run\n\n  # none yet"] {
        std::fs::write(&path, nothing).unwrap();
        let error = Policy::load(&path).unwrap_err().to_string();
        let wanted = "the policy is empty: write rules into it, or name the policy none for clean data";
        assert_eq!(error, format!("{}: {wanted}", path.display()));
    }

    std::fs::write(&path, vec![b'#'; 10 << 20]).unwrap();
    let error = Policy::load(&path).unwrap_err().to_string();
    assert_eq!(error, format!("{}: this is no policy: it is larger than 1024 KiB", path.display()));

    std::fs::remove_dir_all(&folder).unwrap();
    let error = Policy::load(&path).unwrap_err().to_string();
    let wanted = format!("{}: the policy cannot be read: No such file or directory (os error 2)", path.display());
    if cfg!(target_os = "linux") {
        assert_eq!(error, wanted);
    }
}

#[test]
fn a_policy_may_start_from_another_and_change_it() {
    let default = Policy::builtin("default").unwrap();
    let policy = Policy::parse(
        "extends = \"default\"
         [[rule]]
         id = \"customers.phone.null\"
         rate = 1
         [[rule]]
         id = \"customers.email.malformed\"
         count = 3
         [[rule]]
         id = \"orders_header.order_ts.malformed\"
         mechanism = \"even\"
         [[rule]]
         id = \"products.sku.duplicated\"
         disabled = true
         [[rule]]
         id = \"stores.name.missing\"
         table = \"stores\"
         column = \"name\"
         kind = \"null\"
         rate = 0.5",
        "mine.toml",
    )
    .unwrap();
    let amount = |id: &str| policy.rule(id).unwrap().amount;
    assert_eq!(amount("customers.phone.null"), Amount::Rate(1.0));
    assert_eq!(amount("customers.email.malformed"), Amount::Count(3));
    assert_eq!(amount("stores.name.missing"), Amount::Rate(0.5));
    let order_ts = policy.rule("orders_header.order_ts.malformed").unwrap();
    assert_eq!((order_ts.amount, order_ts.mechanism), (Amount::Rate(0.005), Mechanism::Even));
    assert_eq!(policy.rule("products.sku.duplicated"), None);

    let touched = |rule: &&Rule| {
        [
            "customers.phone.null",
            "customers.email.malformed",
            "orders_header.order_ts.malformed",
            "products.sku.duplicated",
        ]
        .contains(&rule.id.as_str())
    };
    for rule in default.rules().iter().filter(|rule| !touched(rule)) {
        assert_eq!(policy.rule(&rule.id), Some(rule));
    }
    assert_eq!(policy.rules().len(), default.rules().len());
    assert!(policy.rules().is_sorted_by_key(|rule| (rule.table, rule.id.as_str())));
}

#[test]
fn a_rule_can_be_kept_in_the_file_and_switched_off() {
    let policy = Policy::parse(rule(&[("disabled", "disabled = true")]), "mine.toml").unwrap();
    assert!(policy.rules().is_empty());
    // It must be right all the same: switching it on must not come as a surprise.
    assert_eq!(
        message(rule(&[("kind", "kind = \"null.\""), ("disabled", "disabled = true")])),
        "mine.toml:5:8: rule \"a\": there is no kind \"null.\"; did you mean \"null\"?"
    );
}

#[test]
fn castable_is_default_without_what_breaks_a_type() {
    let [default, castable, none] = ["default", "castable", "none"].map(|name| Policy::builtin(name).unwrap());
    let kept: Vec<Rule> = default.rules().iter().filter(|rule| !rule.kind.breaks_type).cloned().collect();
    assert_eq!(castable.rules(), kept);
    assert!(kept.len() < default.rules().len());
    assert!(none.rules().is_empty());
    assert_eq!(Policy::builtin("order"), None);
}

#[test]
fn the_built_in_policies_use_every_kind_and_the_default_one_every_table() {
    let default = Policy::builtin("default").unwrap();
    let kinds = |name: &str| -> BTreeSet<&str> {
        Policy::builtin(name).unwrap().rules().iter().map(|rule| rule.kind.name).collect()
    };
    // A feed adds the kinds of deliveries to any policy.
    let (of_deliveries, others) = CATALOGUE.iter().partition::<Vec<&&Kind>, _>(|kind| kind.is_of_deliveries());
    assert_eq!(kinds("chaos"), others.iter().map(|kind| kind.name).collect());
    assert_eq!(kinds("preset:late-arrivals"), of_deliveries.iter().map(|kind| kind.name).collect());
    assert!(default.rules().iter().all(|rule| !rule.kind.level.is_text()));
    for table in Table::ALL {
        assert!(default.rules_for(table).count() >= 3, "{table}");
    }
}

/// In `default` only dates, instants and lines of JSON fail to cast, so that a typed load breaks no more tables.
#[test]
fn the_default_policy_breaks_the_types_of_dates_instants_and_lines_alone() {
    let default = Policy::builtin("default").unwrap();
    let breaking = default.rules().iter().filter(|rule| rule.kind.breaks_type).map(|rule| rule.id.as_str());
    assert_eq!(
        breaking.collect::<Vec<_>>(),
        [
            "customers.birth_date.malformed",
            "orders_header.order_ts.malformed",
            "events.event_ts.malformed",
            "events.json.malformed"
        ]
    );
}

/// Of all columns and keys of the tables, whole lines of JSON counted, the built-in policies hit nearly all.
#[test]
fn the_built_in_policies_hit_nearly_every_column() {
    let hard = Policy::builtin("default").unwrap().with_difficulty(Difficulty::Hard).unwrap();
    let hit: BTreeSet<(Table, usize)> =
        hard.rules().iter().filter_map(|rule| Some((rule.table, rule.column?))).collect();
    let all: usize = Table::ALL.iter().map(|table| table.definition().cells.len()).sum();
    assert!(all == 89 && hit.len() >= 80, "{} of {all}", hit.len());
}

#[test]
fn policies_are_put_together_unless_they_differ_on_a_rule() {
    let rules = |name: &str| Policy::builtin(name).unwrap().rules().len();
    assert_eq!(rules("castable,default"), rules("default"), "rules that are alike count once");
    let mine =
        Policy::parse("extends = 'default'\n[[rule]]\nid = 'customers.phone.null'\nrate = 0.5\n", "mine").unwrap();
    let error = Policy::combined([Policy::castable(), mine]).unwrap_err();
    let told = "mine: rule \"customers.phone.null\": the policies castable and mine have different rules of this id";
    assert_eq!(error.to_string(), told);
    assert_eq!(Policy::combined([]).unwrap(), Policy::none());
    assert_eq!(Policy::builtin("default,mine"), None);
}

#[test]
fn a_period_is_kept_and_written_out() {
    let text = rule(&[
        ("table", "table = \"orders_header\""),
        ("column", "column = \"currency\""),
        ("kind", "kind = \"currency.invalid\""),
    ]);
    let with = |period: &str| Policy::parse([&text, period].concat(), "mine.toml");
    let policy = with("start = 2024-06-01\nuntil = '2024-06-30'\n").unwrap();
    let day = |text: &str| Some(text.parse().unwrap());
    assert_eq!((policy.rules()[0].start, policy.rules()[0].until), (day("2024-06-01"), day("2024-06-30")));
    assert_eq!(Policy::parse(policy.to_toml(), "mine").unwrap(), policy);
    let refused = |period: &str| with(period).unwrap_err().to_string();
    assert!(
        refused("start = 2024-06-02\nuntil = 2024-06-01\n")
            .ends_with("the last day, 2024-06-01, is before the first one, 2024-06-02")
    );
    assert!(refused("start = 7\n").contains("a day, such as 2024-03-01"), "{}", refused("start = 7\n"));
    let customers = Policy::parse(rule(&[]) + "start = 2024-06-01\n", "mine.toml").unwrap_err().to_string();
    assert!(customers.ends_with("customers has no days: leave out `start` and `until`"), "{customers}");
}

#[test]
fn a_condition_is_kept_and_names_what_there_is() {
    let text = rule(&[
        ("table", "table = \"orders_header\""),
        ("column", "column = \"currency\""),
        ("kind", "kind = \"currency.invalid\""),
    ]);
    let with = |keys: &str| Policy::parse([&text, keys].concat(), "mine.toml");
    let policy = with("where = { channel = 'web', store_id = [7, 12], order_dt_local = 2024-06-01 }\n").unwrap();
    assert_eq!(Policy::parse(policy.to_toml(), "mine").unwrap(), policy);
    assert_ne!(policy, with("where = { channel = 'pos' }\n").unwrap());
    for (keys, sentence) in [
        ("where = { chanel = 'web' }\n", "there is no column \"chanel\" in orders_header; did you mean \"channel\"?"),
        ("where = { channel = 'phone' }\n", "no orders_header.channel is \"phone\"; choose among web, pos"),
        ("where = { store_id = '007' }\n", "no orders_header.store_id is \"007\""),
        ("where = { order_dt_local = '1 June' }\n", "no orders_header.order_dt_local is \"1 June\""),
        ("where = {}\n", "where must be a table of columns"),
        ("where = { channel = [] }\n", "where must be a table of columns"),
        ("where = { channel = 1.5 }\n", "and is a number"),
        (
            "where = { channel = 'web' }\nmechanism = 'even'\n",
            "where goes with rate, hits by chance and a kind of cells or rows: leave out count and mechanism",
        ),
    ] {
        let error = with(keys).unwrap_err().to_string();
        assert!(error.contains(sentence), "{keys}: {error}");
    }
}

#[test]
fn what_is_written_out_reads_back_the_same() {
    for name in Policy::builtin_names() {
        let policy = Policy::builtin(name).unwrap();
        let again = Policy::parse(policy.to_toml(), name).unwrap();
        assert_eq!(again, policy);
        assert_eq!(again.to_toml(), policy.to_toml());
    }
    let order_ts = Policy::builtin("default").unwrap().to_toml();
    assert!(order_ts.contains(
        "[[rule]]\nid = \"orders_header.order_ts.malformed\"\ntable = \"orders_header\"\ncolumn = \"order_ts\"\n\
         kind = \"timestamp.malformed\"\nrate = 0.005\nmechanism = \"incident\"\ndays_share = 0.05\n"
    ));
}

#[test]
fn a_rule_is_shown_without_the_code_behind_its_kind() {
    let policy = Policy::parse(rule(&[]), "mine.toml").unwrap();
    let shown = format!("{:?}", policy.rules()[0]);
    assert!(shown.contains("kind: Kind { name: \"email.malformed\", .. }") && !shown.contains("0x"), "{shown}");
}
