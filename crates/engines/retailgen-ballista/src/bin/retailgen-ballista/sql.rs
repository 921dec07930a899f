//! The client: it has one query run and prints what comes out.

use std::process::ExitCode;

use datafusion::arrow::util::pretty::pretty_format_batches;
use retailgen_ballista::remote;

use crate::{arguments::SqlArguments, failure::Failure, tell};

/// Runs the query.
pub async fn run(options: SqlArguments) -> Result<ExitCode, Failure> {
    let scenario = options.scenario().map_err(|error| Failure::Usage(error.into()))?;
    let url = format!("df://{}:{}", options.scheduler.scheduler_host, options.scheduler.scheduler_port);
    let context = remote(&url, &scenario).await.map_err(|error| Failure::Usage(error.into()))?;
    let partitions = format!("set datafusion.execution.target_partitions = {}", options.partitions);
    context.sql(&partitions).await.map_err(Failure::Query)?;
    // A query that does not fit the tables is a mistake of its writer; what goes wrong while rows are made is none.
    let planned = context.sql(&options.query).await.map_err(|error| Failure::Usage(error.into()))?;
    options.scheduler.reach(1).await?;
    let batches = planned.collect().await.map_err(Failure::Query)?;
    let table = pretty_format_batches(&batches).map_err(|error| Failure::Query(error.into()))?;
    tell(&table.to_string())?;
    Ok(ExitCode::SUCCESS)
}
