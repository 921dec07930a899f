//! The rows under SQL are the rows of the library, which are the rows of the files.

use datafusion::arrow::{array::RecordBatch, compute::concat_batches};
use retailgen::{Dataset, Scenario, Table};

use crate::query::{faulty, rows, run, scenario, session, texts};

/// The rows of a table as the library gives them, whose tests hold them against the files.
fn of_library(dataset: &Dataset, table: Table) -> Vec<RecordBatch> {
    if dataset.scenario().anomalies().rules().is_empty() {
        dataset.batches(table).map(Result::unwrap).collect()
    } else {
        dataset.dirty_batches(table).unwrap().map(|batch| batch.unwrap().rows).collect()
    }
}

fn tables_are_those_of_the_library(scenario: &Scenario) {
    let dataset = scenario.dataset();
    let [alone, shared] = [1, 3].map(|partitions| session(scenario, partitions));
    for table in Table::ALL {
        let query = format!("select * from {table}");
        let wanted = of_library(&dataset, table);
        let schema = table.definition().schema();
        let (found, _) = run(&alone, &query).unwrap();
        assert_eq!(concat_batches(&schema, &found).unwrap(), concat_batches(&schema, &wanted).unwrap(), "{table}");

        let mut wanted = texts(&wanted);
        let mut found = rows(&shared, &query);
        wanted.sort_unstable();
        found.sort_unstable();
        assert!(found == wanted, "{table} in three partitions: {} rows of {}", found.len(), wanted.len());

        // Where the number is known it comes from the plan, and no row is made.
        assert_eq!(rows(&shared, &format!("select count(*) from {table}")), [wanted.len().to_string()], "{table}");
    }
}

#[test]
fn clean_tables_are_those_of_the_library() {
    tables_are_those_of_the_library(&scenario());
}

#[test]
fn tables_with_faults_are_those_of_the_library() {
    tables_are_those_of_the_library(&faulty());
}

#[test]
fn the_smallest_scenario_has_all_tables() {
    let day = retailgen::Window::new("2024-02-29".parse().unwrap(), 1).unwrap();
    let smallest = Scenario::new(7).with_scale(retailgen::Scale::MIN).with_window(day);
    tables_are_those_of_the_library(&smallest);
    tables_are_those_of_the_library(&smallest.with_anomalies(retailgen::Policy::castable()));
}

#[test]
fn clean_and_faulty_tables_differ() {
    let [clean, faulty] = [scenario(), faulty()].map(|scenario| session(&scenario, 2));
    let query = "select count(*), count(email), count(distinct email) from customers";
    assert_ne!(rows(&clean, query), rows(&faulty, query));
}

#[test]
fn sums_are_those_of_the_library_however_many_partitions_there_are() {
    let query = "select count(*), sum(qty), min(order_id), max(order_id), count(distinct product_id) from orders_lines";
    for scenario in [scenario(), faulty()] {
        let whole = of_library(&scenario.dataset(), Table::OrdersLines);
        let in_memory = datafusion::prelude::SessionContext::new();
        let schema = Table::OrdersLines.definition().schema();
        let table = datafusion::datasource::MemTable::try_new(schema, vec![whole]).unwrap();
        in_memory.register_table("orders_lines", std::sync::Arc::new(table)).unwrap();
        let wanted = rows(&in_memory, query);
        for partitions in [1, 2, 5, 64] {
            let context = session(&scenario, partitions);
            assert_eq!(rows(&context, query), wanted, "{partitions} partitions");
            assert_eq!(rows(&context, query), wanted, "{partitions} partitions, a second time");
        }
    }
}

#[test]
fn a_table_that_the_scenario_leaves_out_is_not_there() {
    let stores = scenario().with_tables([Table::Stores]).unwrap();
    assert_eq!(rows(&session(&stores, 2), "select count(*) from stores").len(), 1);
    let error = crate::query::refusal(&session(&stores, 2), "select * from customers").to_string();
    assert!(error.contains("customers"), "{error}");
    let error =
        retailgen_datafusion::GeneratedTable::rows(&stores.dataset(), Table::Customers).unwrap_err().to_string();
    assert_eq!(error, "the scenario does not have the table customers: name it in with_tables, or take all tables");
}

#[test]
fn a_name_that_is_taken_is_refused() {
    let stores = scenario().with_tables([Table::Stores]).unwrap();
    let error = retailgen_datafusion::register_all(&session(&stores, 1), &stores).unwrap_err().to_string();
    assert!(error.contains("stores already exists"), "{error}");
}
