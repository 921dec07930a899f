//! The validator finds the faults that are there, all of them, and nothing else.
#![allow(clippy::unwrap_used, reason = "a test; its helpers are not marked as such")]

use arrow_array::cast::AsArray;
use retailgen::{Dataset, DirtyBatch, Level, Policy, Scenario, Table, Window};
use retailgen_example_validator::{ColumnError, Keys, malformed_emails, unknown_keys};

/// Ten days of trade, with some 7,000 customers, and with every fault that a record batch can hold.
fn dataset(seed: u64) -> Dataset {
    Scenario::new(seed)
        .with_scale("0.1".parse().unwrap())
        .with_window(Window::new("2024-03-01".parse().unwrap(), 10).unwrap())
        .with_anomalies(Policy::castable())
        .dataset()
}

fn batches(dataset: &Dataset, table: Table) -> Vec<DirtyBatch> {
    dataset.dirty_batches(table).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn malformed_emails_are_found_and_odd_ones_pass() {
    let (mut rows_seen, mut found, mut odd) = (0, 0, 0);
    for batch in batches(&dataset(7), Table::Customers) {
        let wrong = malformed_emails(&batch.rows, "email").unwrap();
        let detection = batch.labels.detection(wrong, batch.labels.faults_of("email.malformed"));
        assert!(detection.is_exact(), "{detection}");
        rows_seen += batch.clean.num_rows();
        found += detection.found.len();
        odd += batch.labels.decoys().count();
    }
    // Three in four hundred addresses; and among the right ones some with a tag, or of a name with an apostrophe.
    assert!(found.abs_diff(rows_seen * 3 / 400) <= 1, "{found} of {rows_seen}");
    assert!(odd > 0);
}

#[test]
fn orders_of_nobody_are_found() {
    let dataset = dataset(8);
    for (table, column) in [(Table::Customers, "customer_id"), (Table::Stores, "store_id")] {
        let mut known = Keys::default();
        for batch in batches(&dataset, table) {
            known.repeated(&batch.rows, column).unwrap();
        }
        let mut found = 0;
        for batch in batches(&dataset, Table::OrdersHeader) {
            let wrong = unknown_keys(&batch.rows, column, &known).unwrap();
            let orphans = batch.labels.faults_in(column).filter(|label| label.kind == "key.orphan");
            let detection = batch.labels.detection(wrong, orphans);
            assert!(detection.is_exact(), "{detection}");
            found += detection.found.len();
        }
        assert!(found > 0, "{column}");
    }
}

#[test]
fn rows_that_come_again_are_found() {
    let dataset = dataset(9);
    for (table, key) in
        [(Table::Customers, "customer_id"), (Table::Products, "product_id"), (Table::OrdersHeader, "order_id")]
    {
        let (mut keys, mut found) = (Keys::default(), 0);
        for batch in batches(&dataset, table) {
            let again = keys.repeated(&batch.rows, key).unwrap();
            // An order whose first delivery lies before the window cannot be known to come again: its label names no file.
            let known = batch.labels.faults().filter(|label| label.level == Level::Row && label.related_file.is_some());
            let detection = batch.labels.detection(again, known);
            assert!(detection.is_exact(), "{table}: {detection}");
            found += detection.found.len();
        }
        assert!(found > 0, "{table}");
    }
}

#[test]
fn a_check_that_is_wrong_is_told_where() {
    // A check that takes every address with a plus sign for a fault, and looks for nothing else.
    let (mut missed, mut unexpected) = (0, 0);
    for batch in batches(&dataset(7), Table::Customers) {
        let emails = batch.rows["email"].as_string::<i32>();
        let found = emails.iter().enumerate().filter(|(_, email)| email.is_some_and(|email| email.contains('+')));
        let detection = batch.labels.detection(found.map(|(row, _)| row), batch.labels.faults_of("email.malformed"));
        for label in &detection.missed {
            assert!(detection.to_string().contains(&format!("\nmissed: {label}")) || detection.missed.len() > 20);
        }
        let plus_tags = detection.unexpected.iter().flat_map(|row| &row.labels);
        unexpected += plus_tags.filter(|label| label.kind == "decoy.plus_tag").count();
        missed += detection.missed.len();
    }
    assert!(missed > 0 && unexpected > 0, "{missed} missed, {unexpected} unexpected");
}

#[test]
fn a_column_that_is_not_there_or_of_another_type_is_named() {
    let batch = &batches(&dataset(7), Table::Stores)[0].rows;
    let refused = |column: &str, wanted| ColumnError { column: column.to_owned(), wanted };
    assert_eq!(malformed_emails(batch, "store_id"), Err(refused("store_id", "utf8")));
    assert_eq!(unknown_keys(batch, "name", &Keys::default()), Err(refused("name", "int64")));
    assert_eq!(
        Keys::default().repeated(batch, "id").unwrap_err().to_string(),
        "there is no column \"id\" of type int64: name one that the batch has"
    );
}
