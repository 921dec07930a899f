//! Customers who come a second time: under keys of their own, like the first, and told apart by the truth alone.

use std::collections::{BTreeMap, BTreeSet};

use retailgen::{HealOptions, Policy, Scenario, Table, VerifyOptions, WriteOptions, heal, verify};

use crate::support::{
    contents::{Row, read},
    scenario,
    truth::Label,
    window,
    written::{Written, files_below},
};

/// One rule, and two that may meet on a customer, with orphans.
const SECOND: &str = "
[[rule]]
id = 'second'
table = 'customers'
kind = 'entity.duplicated'
rate = 0.2
";
const ORPHANS: &str = "
[[rule]]
id = 'more'
table = 'customers'
kind = 'entity.duplicated'
rate = 0.1

[[rule]]
id = 'orphans'
table = 'orders_header'
column = 'customer_id'
kind = 'key.orphan'
rate = 0.5
";

fn of_policy(text: &str) -> Scenario {
    let policy = Policy::parse(text, "mine.toml").unwrap();
    let tables = [Table::Customers, Table::OrdersHeader];
    scenario(4, "0.02", window("2024-11-20", 10)).with_tables(tables).unwrap().with_anomalies(policy)
}

fn customers(written: &Written) -> Vec<Row> {
    read("customers.csv", &written.files()["customers.csv"]).rows
}

/// The rows that customers come again in, with the row of each one's first account.
fn pairs(labels: &[Label]) -> BTreeMap<usize, usize> {
    let again = labels.iter().filter(|label| label.kind == "entity.duplicated" && label.level == "row");
    again.map(|label| (label.row, label.related_row.unwrap())).collect()
}

#[test]
fn a_second_account_has_keys_of_its_own_and_much_of_the_first() {
    let written = Written::new(&of_policy(&[SECOND, ORPHANS].concat()), 2);
    let (rows, labels) = (customers(&written), written.labels());
    let pairs = pairs(&labels);
    let definition = Table::Customers.definition();
    for (number, column) in definition.columns.iter().enumerate().filter(|(_, column)| column.unique) {
        let values: BTreeSet<&Option<String>> = rows.iter().map(|row| &row.cells[number]).collect();
        assert_eq!(values.len(), rows.len(), "{}", column.name);
    }
    let planned = written.run()["rules"][0]["planned"].as_u64().unwrap();
    assert!(planned > 50 && pairs.len() as u64 > planned);
    let place = |name: &str| definition.columns.iter().position(|column| column.name == name).unwrap();
    let share_alike = |name: &str| {
        let column = place(name);
        let alike = pairs.iter().filter(|(again, first)| rows[**again].cells[column] == rows[**first].cells[column]);
        alike.count() as f64 / pairs.len() as f64
    };
    for (name, least, most) in [
        ("customer_id", 0.0, 0.0),
        ("natural_key", 0.0, 0.0),
        ("email", 0.0, 0.0),
        ("first_name", 0.4, 0.75),
        ("last_name", 0.5, 0.85),
        ("phone", 0.25, 0.6),
        ("address_line1", 0.25, 0.65),
        ("postcode", 0.5, 0.8),
        ("country_code", 1.0, 1.0),
        ("birth_date", 0.88, 1.0),
    ] {
        assert!((least..=most).contains(&share_alike(name)), "{name}: {}", share_alike(name));
    }
    // Accounts stand in the order in which they were opened.
    let opened: Vec<&Option<String>> = rows.iter().map(|row| &row.cells[place("join_ts")]).collect();
    assert!(opened.is_sorted());
    // The truth names both keys.
    for label in labels.iter().filter(|label| label.kind == "entity.duplicated" && label.level == "row") {
        let first = rows[pairs[&label.row]].cells[0].as_deref().unwrap();
        assert_eq!(label.related_key.as_deref(), Some(format!("{{\"customer_id\":{first}}}").as_str()));
        let mut of_row = labels.iter().filter(|other| other.row == label.row && other.file == label.file);
        let own = of_row.find(|other| other.column.as_deref() == Some("customer_id")).unwrap();
        assert_eq!((own.clean.as_deref(), &own.dirty), (Some(first), &rows[label.row].cells[0]));
    }
    // A key that names no customer names no second account either.
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.cells[0].as_deref().unwrap()).collect();
    let orphans: Vec<&str> =
        labels.iter().filter(|label| label.kind == "key.orphan").map(|label| label.dirty.as_deref().unwrap()).collect();
    assert!(orphans.len() > 100 && orphans.iter().all(|orphan| !ids.contains(orphan)));
}

#[test]
fn a_second_account_stays_who_it_is_from_day_to_day() {
    let ids = |days: u32| {
        let of_days = of_policy(SECOND).with_window(window("2024-11-20", days));
        let written = Written::new(&of_days.with_tables([Table::Customers]).unwrap(), 2);
        let (rows, labels) = (customers(&written), written.labels());
        let again = pairs(&labels).into_iter();
        again
            .map(|(again, first)| (rows[first].cells[0].clone(), rows[again].cells[0].clone()))
            .collect::<BTreeMap<_, _>>()
    };
    let (before, after) = (ids(2), ids(30));
    let both: Vec<_> = before.iter().filter_map(|(first, again)| Some((again, after.get(first)?))).collect();
    assert!(both.len() > 10 && both.iter().all(|(before, after)| before == after));
}

#[test]
fn second_accounts_are_verified_and_healed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let tables = [Table::Customers, Table::OrdersHeader, Table::Events];
    let scenario = |policy: &str| {
        let policy = Policy::builtin(policy).unwrap();
        scenario(4, "0.01", window("2024-11-20", 5)).with_tables(tables).unwrap().with_anomalies(policy)
    };
    let truth = path("truth");
    let (mut write, mut check) = (WriteOptions::default(), VerifyOptions::default());
    (write.truth, check.truth) = (Some(truth.as_path()), Some(truth.as_path()));
    scenario("default,preset:entity-resolution").dataset().write(&path("data"), &write).unwrap();
    let verification = verify(&path("data"), &check).unwrap();
    assert!(verification.holds(), "{:#?}", verification.findings);
    heal(&path("data"), &HealOptions::new(&truth, &path("healed"))).unwrap();
    scenario("none").dataset().write(&path("clean"), &WriteOptions::default()).unwrap();
    let [mut healed, mut clean] = ["healed", "clean"].map(|name| files_below(&path(name)));
    for files in [&mut healed, &mut clean] {
        files.retain(|path, _| !path.starts_with('_'));
    }
    assert!(healed == clean);
}
