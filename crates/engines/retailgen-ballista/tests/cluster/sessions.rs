//! Sessions here and at a scheduler, and what comes out of a query.

use std::{future::Future, time::Duration};

use datafusion::{
    arrow::util::pretty::pretty_format_batches,
    error::Result,
    prelude::{SessionConfig, SessionContext},
};
use retailgen::{Policy, Scenario, Table, Window};
use retailgen_ballista::remote;
use retailgen_datafusion::{register_all, register_function};

/// More than there are executors.
pub const PARTS: usize = 8;

/// Thirty-five days of two months at a small scale.
pub fn scenario() -> Scenario {
    let days = Window::new("2024-11-10".parse().unwrap(), 35).unwrap();
    Scenario::new(7).with_scale("0.01".parse().unwrap()).with_window(days)
}

/// The same with faults that typed columns hold.
pub fn faulty() -> Scenario {
    scenario().with_anomalies(Policy::castable())
}

/// The number of rows that the library makes of a clean table.
pub fn rows_of_library(scenario: &Scenario, table: Table) -> usize {
    scenario.dataset().batches(table).map(|batch| batch.unwrap().num_rows()).sum()
}

/// A session that runs queries in this process.
pub fn local(scenario: &Scenario) -> SessionContext {
    let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(PARTS));
    register_all(&context, scenario).unwrap();
    register_function(&context);
    context
}

/// A session that has queries run by a scheduler.
pub async fn distributed(url: &str, scenario: &Scenario) -> SessionContext {
    let context = remote(url, scenario).await.unwrap();
    context.sql(&format!("set datafusion.execution.target_partitions = {PARTS}")).await.unwrap();
    context
}

/// What a query comes to, as a table of text.
pub async fn answer(context: &SessionContext, query: &str) -> Result<String> {
    let batches = context.sql(query).await?.collect().await?;
    Ok(pretty_format_batches(&batches)?.to_string())
}

/// The same as one number.
pub async fn number(context: &SessionContext, query: &str) -> usize {
    let answer = answer(context, query).await.unwrap();
    let cell = answer.lines().nth(3).unwrap_or_default().trim_matches(['|', ' ']);
    cell.parse().unwrap_or_else(|_| panic!("{query} comes to no number:\n{answer}"))
}

/// Runs a test to its end. Planning calls itself for each node; the limit ends a test that hangs.
pub fn run(test: impl Future<Output = ()> + Send + 'static) {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).thread_stack_size(32 * 1024 * 1024).enable_all().build().unwrap();
    let limited = async { tokio::time::timeout(Duration::from_mins(10), test).await };
    runtime.block_on(runtime.spawn(limited)).unwrap().expect("the test hangs");
}
