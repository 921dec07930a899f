//! The validator finds the faults that are there, all of them, and nothing else.
#![allow(clippy::unwrap_used, reason = "a test; its helpers are not marked as such")]

use std::collections::HashSet;

use retailgen::{Dataset, DirtyBatch, Label, Level, Policy, Scenario, Table, Window};
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

/// The rows of the faults that `is_meant` picks.
fn rows(batch: &DirtyBatch, is_meant: impl Fn(&Label) -> bool) -> Vec<usize> {
    batch.faults().filter(|label| is_meant(label)).map(|label| label.row).collect()
}

#[test]
fn malformed_emails_are_found_and_odd_ones_pass() {
    let (mut rows_seen, mut found, mut odd) = (0, 0, 0);
    for batch in batches(&dataset(7), Table::Customers) {
        let wrong = malformed_emails(&batch.rows, "email").unwrap();
        assert_eq!(wrong, rows(&batch, |label| label.column.as_deref() == Some("email")));
        let decoys: HashSet<usize> = batch.decoys().map(|label| label.row).collect();
        rows_seen += batch.clean.num_rows();
        found += wrong.len();
        odd += decoys.len();
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
            assert_eq!(wrong, rows(&batch, |label| label.column.as_deref() == Some(column)));
            found += wrong.len();
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
            assert_eq!(
                again,
                rows(&batch, |label| label.level == Level::Row && label.related_file.is_some()),
                "{table}"
            );
            found += again.len();
        }
        assert!(found > 0, "{table}");
    }
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
