//! Sessions, and what comes out of a query.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::RecordBatch,
        util::display::{ArrayFormatter, FormatOptions},
    },
    error::{DataFusionError, Result},
    physical_plan::{ExecutionPlan, collect},
    prelude::{SessionConfig, SessionContext},
};
use retailgen::{Policy, Scenario, Window};
use retailgen_datafusion::{register_all, register_function};

/// Thirty-five days of two months at a small scale, with a peak in the middle.
pub fn scenario() -> Scenario {
    let days = Window::new("2024-11-10".parse().unwrap(), 35).unwrap();
    Scenario::new(7).with_scale("0.01".parse().unwrap()).with_window(days)
}

/// The same with faults that typed columns hold.
pub fn faulty() -> Scenario {
    scenario().with_anomalies(Policy::castable())
}

/// A session with the scenario's tables and the function.
pub fn session(scenario: &Scenario, partitions: usize) -> SessionContext {
    let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(partitions));
    register_all(&context, scenario).unwrap();
    register_function(&context);
    context
}

/// Runs a query on two threads, and hands back the plan with what it measured.
pub fn run(context: &SessionContext, query: &str) -> Result<(Vec<RecordBatch>, Arc<dyn ExecutionPlan>)> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        let plan = context.sql(query).await?.create_physical_plan().await?;
        Ok((collect(Arc::clone(&plan), context.task_ctx()).await?, plan))
    })
}

/// The rows of a query as text, in order.
pub fn rows(context: &SessionContext, query: &str) -> Vec<String> {
    texts(&run(context, query).unwrap().0)
}

/// The one whole number that a query comes to.
pub fn number(context: &SessionContext, query: &str) -> u64 {
    let rows = rows(context, query);
    assert_eq!(rows.len(), 1, "{query}: {rows:?}");
    rows[0].parse().unwrap()
}

/// Why a query does not run.
pub fn refusal(context: &SessionContext, query: &str) -> DataFusionError {
    run(context, query).map(|(batches, _)| texts(&batches)).expect_err(query)
}

/// Each row as its cells, with a bar between; null is told apart from empty text.
pub fn texts(batches: &[RecordBatch]) -> Vec<String> {
    let options = FormatOptions::default().with_null("∅");
    let mut rows = Vec::new();
    for batch in batches {
        let columns: Vec<_> =
            batch.columns().iter().map(|column| ArrayFormatter::try_new(column.as_ref(), &options).unwrap()).collect();
        for row in 0..batch.num_rows() {
            let cells: Vec<_> = columns.iter().map(|column| column.value(row).to_string()).collect();
            rows.push(cells.join("|"));
        }
    }
    rows
}

/// How many batches of the generator all scans of a plan have made.
pub fn generated(plan: &dyn ExecutionPlan) -> usize {
    let own =
        plan.metrics().and_then(|metrics| metrics.sum_by_name("generated_batches")).map_or(0, |sum| sum.as_usize());
    own + plan.children().into_iter().map(|child| generated(child.as_ref())).sum::<usize>()
}
