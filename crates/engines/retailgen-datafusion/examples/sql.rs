//! Runs one query over generated tables and prints what comes out:
//! `cargo run --release -p retailgen-datafusion --example sql -- "select count(*) from customers" --scale 0.01`.

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use datafusion::{arrow::util::pretty::pretty_format_batches, error::DataFusionError, prelude::SessionContext};
use retailgen::{ErrorClass, Policy, Scenario, Window};
use retailgen_datafusion::{Error, register_all, register_function};

const USAGE: &str = "usage: sql QUERY [--seed 7] [--scale 0.01] [--start 2024-01-01] [--days 366] [--anomalies none]";

/// What is told on standard error, and the exit code.
type Failure = (String, u8);

fn main() -> ExitCode {
    let told = runtime().and_then(|runtime| runtime.block_on(answer())).and_then(|answer| {
        writeln!(io::stdout(), "{answer}").map_err(|error| (format!("cannot write the result: {error}"), 1))
    });
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err((text, code)) => {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(io::stderr(), "sql: {text}");
            ExitCode::from(code)
        }
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread().build().map_err(|error| (format!("cannot start threads: {error}"), 1))
}

async fn answer() -> Result<String, Failure> {
    let (query, scenario) = arguments(std::env::args().skip(1))?;
    let context = SessionContext::new();
    register_function(&context);
    register_all(&context, &scenario).map_err(|error| (error.to_string(), code_of(&error)))?;
    // A query that does not fit the tables is a mistake of its writer; what goes wrong while rows are made is none.
    let planned = context.sql(&query).await.map_err(|error| (error.to_string(), 2))?;
    let batches = planned.collect().await.map_err(|error| (error.to_string(), code_while_running(&error)))?;
    pretty_format_batches(&batches).map(|table| table.to_string()).map_err(|error| (error.to_string(), 1))
}

fn arguments(mut given: impl Iterator<Item = String>) -> Result<(String, Scenario), Failure> {
    let (mut seed, mut scale, mut start, mut days, mut policy, mut query) = (7, None, None, None, None, None);
    while let Some(argument) = given.next() {
        let mut value = || given.next().ok_or_else(|| usage(&format!("{argument} needs a value")));
        match argument.as_str() {
            "--seed" => seed = value()?.parse().map_err(|_| usage("--seed takes a whole number from 0"))?,
            "--scale" => scale = Some(value()?.parse().map_err(|error| usage(&format!("--scale: {error}")))?),
            "--start" => start = Some(value()?.parse().map_err(|error| usage(&format!("--start: {error}")))?),
            "--days" => days = Some(value()?.parse().map_err(|_| usage("--days takes a whole number"))?),
            "--anomalies" => {
                let name = value()?;
                let known = Policy::builtin_names().join(", ");
                let unknown = || usage(&format!("--anomalies takes {known}, not {name:?}"));
                policy = Some(Policy::builtin(&name).ok_or_else(unknown)?);
            }
            other if other.starts_with("--") => return Err(usage(&format!("there is no {other}"))),
            _ if query.is_some() => return Err(usage("one query is enough")),
            _ => query = Some(argument),
        }
    }
    let query = query.ok_or_else(|| usage("there is no query"))?;
    let year = Window::default();
    let window = Window::new(start.unwrap_or(year.first()), days.unwrap_or(year.days()));
    let window = window.map_err(|error| usage(&error.to_string()))?;
    let mut scenario = Scenario::new(seed).with_window(window).with_anomalies(policy.unwrap_or(Policy::none()));
    // A query is to be quick where nothing else is asked for.
    scenario = scenario.with_scale(match scale {
        Some(scale) => scale,
        None => "0.01".parse().map_err(|error| usage(&format!("{error}")))?,
    });
    Ok((query, scenario))
}

fn usage(problem: &str) -> Failure {
    (format!("{problem}\n{USAGE}"), 2)
}

fn code_of(error: &Error) -> u8 {
    if error.class() == ErrorClass::Usage { 2 } else { 1 }
}

fn code_while_running(error: &DataFusionError) -> u8 {
    match error.find_root() {
        DataFusionError::External(cause) => cause.downcast_ref::<Error>().map_or(1, code_of),
        _ => 1,
    }
}
