//! What a test pays for data in memory: the smallest company made and read, one table or all of them.
//!
//! `cargo bench -p retailgen-example-validator` builds no more than what a test harness does.

use std::hint::black_box;

use criterion::Criterion;
use retailgen::{Dataset, Policy, Scale, Scenario, Table, Window};

/// A week of the smallest company.
fn dataset(seed: u64) -> Dataset {
    let day = "2024-03-01".parse().expect("it is a day");
    let week = Window::new(day, 7).expect("the company trades then");
    let scenario = Scenario::new(seed).with_scale(Scale::MIN).with_window(week);
    scenario.with_anomalies(Policy::castable()).dataset()
}

/// Rows of a table, with the labels made on the way.
fn rows(dataset: &Dataset, table: Table) -> usize {
    let batches = dataset.dirty_batches(table).expect("the policy is castable");
    batches.map(|batch| batch.expect("every value casts").rows.num_rows()).sum()
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("dataset", |bencher| bencher.iter(|| dataset(black_box(7))));
    for table in Table::ALL {
        criterion.bench_function(&format!("dataset and {table}"), |bencher| {
            bencher.iter(|| rows(&dataset(black_box(7)), table));
        });
    }
    criterion.bench_function("dataset and all tables", |bencher| {
        bencher.iter(|| {
            let dataset = dataset(black_box(7));
            Table::ALL.into_iter().map(|table| rows(&dataset, table)).sum::<usize>()
        });
    });
    criterion.final_summary();
}
