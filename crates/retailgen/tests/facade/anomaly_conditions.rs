//! Rules with `where` hit only rows that meet it, and the share of these that is asked for.

use std::collections::BTreeMap;

use retailgen::{Policy, Scenario, Table, VerifyOptions, WriteOptions, verify};

use crate::support::{
    contents::{read, table_of},
    scale,
    truth::cell,
    window,
    written::Written,
};

const POLICY: &str = "
[[rule]]
id = 'tills'
table = 'orders_header'
column = 'currency'
kind = 'currency.invalid'
rate = 0.1
where = { channel = 'pos' }

[[rule]]
id = 'visitors'
table = 'events'
column = 'user_id'
kind = 'key.orphan'
rate = 0.2
where = { event_type = ['add_to_cart', 'remove_from_cart'] }

[[rule]]
id = 'first-lines'
table = 'orders_lines'
kind = 'row.repeated'
rate = 0.05
where = { line_number = 1, qty = [1, 2] }

[[rule]]
id = 'new-zealand'
table = 'customers'
column = 'phone'
kind = 'null'
rate = 0.5
where = { country_code = 'NZ' }
";

/// Columns with the values that a rule asks for.
type Wanted = &'static [(&'static str, &'static [&'static str])];

/// By rule: its table, its share, and what it asks for.
const RULES: [(&str, Table, f64, Wanted); 4] = [
    ("tills", Table::OrdersHeader, 0.1, &[("channel", &["pos"])]),
    ("visitors", Table::Events, 0.2, &[("event_type", &["add_to_cart", "remove_from_cart"])]),
    ("first-lines", Table::OrdersLines, 0.05, &[("line_number", &["1"]), ("qty", &["1", "2"])]),
    ("new-zealand", Table::Customers, 0.5, &[("country_code", &["NZ"])]),
];

fn scenario(policy: Policy) -> Scenario {
    let tables = RULES.map(|(_, table, ..)| table);
    let scenario = Scenario::new(6).with_scale(scale("0.05")).with_window(window("2024-11-01", 30));
    scenario.with_tables(tables).unwrap().with_anomalies(policy)
}

#[test]
fn hits_meet_the_condition_and_are_the_share_of_what_does() {
    let policy = Policy::parse(POLICY, "mine.toml").unwrap();
    let clean = Written::new(&scenario(Policy::none()), 2);
    let rows: BTreeMap<String, _> =
        clean.files().iter().map(|(path, bytes)| (path.clone(), read(path, bytes).rows)).collect();
    let dirty = Written::new(&scenario(policy), 2);
    let labels = dirty.labels();
    for (rule, table, rate, wanted) in RULES {
        let meets = |row: &&_| {
            wanted
                .iter()
                .all(|(column, values)| cell(table, row, column).is_some_and(|found| values.contains(&&*found)))
        };
        let has_user = |row: &&_| rule != "visitors" || cell(table, row, "user_id").is_some_and(|user| user != "null");
        let of_table = rows.iter().filter(|(path, _)| table_of(path) == table).flat_map(|(_, rows)| rows);
        let eligible: Vec<_> = of_table.filter(meets).filter(has_user).collect();
        let keys: Vec<String> = eligible.iter().map(|row| crate::support::truth::key(table, row).to_string()).collect();
        let hit: Vec<_> =
            labels.iter().filter(|label| label.rule.as_deref() == Some(rule) && label.level != "file").collect();
        // A copy may bring a label for each cell that has moved on.
        let hit: Vec<_> =
            hit.into_iter().filter(|label| label.kind != "row.repeated" || label.column.is_none()).collect();
        assert!(hit.iter().all(|label| keys.contains(&label.key)), "{rule}");
        let due = rate * eligible.len() as f64;
        assert!(due > 20.0, "{rule}: {due}");
        assert!((hit.len() as f64 - due).abs() <= 3.0 + 0.05 * due, "{rule}: {} of {due}", hit.len());
    }
}

#[test]
fn such_a_run_is_verified_and_written_again_from_its_truth() {
    let folder = tempfile::tempdir().unwrap();
    let (data, truth) = (folder.path().join("data"), folder.path().join("truth"));
    let policy = Policy::parse(POLICY, "mine.toml").unwrap();
    let (mut write, mut check) = (WriteOptions::default(), VerifyOptions::default());
    (write.truth, check.truth) = (Some(truth.as_path()), Some(truth.as_path()));
    scenario(policy.clone()).dataset().write(&data, &write).unwrap();
    let verification = verify(&data, &check).unwrap();
    assert!(verification.holds(), "{:#?}", verification.findings);
    let text = std::fs::read_to_string(truth.join("run.json")).unwrap();
    let run: serde_json::Value = serde_json::from_str(&text).unwrap();
    let recorded = run["policy"]["toml"].as_str().unwrap();
    assert_eq!(Policy::parse(recorded, "mine").unwrap(), policy);
}

/// Faults of cells, records and files alike.
#[test]
fn only_rows_and_files_of_its_days_are_eligible_for_a_rule() {
    let kinds = [
        "column = 'currency'\nkind = 'currency.invalid'",
        "kind = 'line.blank'",
        "kind = 'newline.windows'",
        "kind = 'file.misplaced'",
    ];
    let rule = |(number, kind): (usize, &&str)| {
        format!(
            "[[rule]]\nid = 'r{number}'\ntable = 'orders_header'\n{kind}\nrate = 0.3\nstart = 2024-11-10\nuntil = 2024-11-12\n"
        )
    };
    let policy: String = kinds.iter().enumerate().map(rule).collect();
    let days = ["2024-11-10", "2024-11-11", "2024-11-12"];
    let clean = Written::new(&scenario(Policy::none()), 2);
    let of_days = clean.files().into_iter().filter(|(path, _)| {
        table_of(path) == Table::OrdersHeader && days.iter().any(|day| path.contains(&format!("order_dt={day}")))
    });
    let rows: usize = of_days.map(|(path, bytes)| read(&path, &bytes).rows.len()).sum();
    let dirty = Written::new(&scenario(Policy::parse(&policy, "days.toml").unwrap()), 2);
    let run = dirty.run();
    let eligible: Vec<u64> =
        run["rules"].as_array().unwrap().iter().map(|rule| rule["eligible"].as_u64().unwrap()).collect();
    assert_eq!(eligible, [rows as u64, rows as u64, 3, 3]);
}
