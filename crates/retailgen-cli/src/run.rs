//! A run, from the command line to the closing summary.

use std::{ffi::OsString, num::NonZeroUsize, time::Instant};

use clap::Parser as _;
use retailgen::{GENERATED_TABLES, Outcome, Scenario, WriteOptions, anomalies_json, describe_anomalies};

use crate::{
    args::{self, Args, Command},
    console::{self, Console},
    failure::Failure,
    heal, interruption,
    progress_bar::ProgressDisplay,
    schema,
    summary::{Elapsed, Summary, count},
    verify,
};

/// Does what the command line asks.
///
/// # Errors
/// [`Failure`], which knows what to say and the exit code.
pub fn run(command_line: &[OsString]) -> Result<(), Failure> {
    let args = Args::try_parse_from(command_line)?;
    let failed = |error| Failure::of_run(error, command_line);
    match &args.command {
        None => generate(&args).map_err(failed),
        Some(Command::Anomalies { policy, json }) => {
            let text = if *json { anomalies_json(policy) } else { describe_anomalies(policy) };
            console::to_stdout(&text).map_err(Failure::Output)
        }
        Some(Command::Verify { folder, truth, no_truth, json }) => {
            let truth = verify::truth(folder, truth.as_deref(), *no_truth);
            let progress = ProgressDisplay::new(&args, Console::new(false));
            let verification = verify::verify(folder, truth.as_deref(), &progress);
            progress.clear();
            verify::report(&verification.map_err(failed)?, *json)
        }
        Some(Command::Schema(args)) => schema::schema(args),
        Some(Command::Heal { folder, out, truth, overwrite }) => {
            heal::heal(folder, out, truth.as_deref(), args::overwrite(*overwrite)).map_err(failed)
        }
    }
}

fn generate(args: &Args) -> Result<(), retailgen::Error> {
    let scenario = args.scenario()?;
    let cancelled = interruption::flag();
    let console = Console::new(args.quiet);
    let folder = args.out.display();
    console.line(format_args!("{}, into {folder}", parameters(&scenario, args.threads())));

    let truth = args.truth();
    let begin = Instant::now();
    let progress = ProgressDisplay::new(args, console);
    let mut options = WriteOptions::default();
    options.threads = args.threads();
    options.overwrite = args.overwrite();
    options.truth = truth.as_deref();
    options.cancelled = Some(&cancelled);
    let dataset = scenario.dataset();
    let outcome = dataset.write(&args.out, &options, &progress);
    progress.clear();

    let outcome = outcome?;
    let summary = Summary::of(outcome.manifest(), Some(&dataset.plan()));
    match outcome {
        Outcome::Written(_) => {
            let elapsed = begin.elapsed();
            console.line(&summary);
            console.line(format_args!(
                "wrote {} in {} ({}) into {folder}",
                summary.in_words(),
                Elapsed(elapsed),
                summary.throughput(elapsed)
            ));
            if let Some(truth) = &truth {
                console.line(format_args!("what is wrong in it, and where, is told in {}", truth.display()));
            }
        }
        Outcome::AlreadyDone(_) => console.line(format_args!(
            "nothing to do: {folder} holds this very run, {}; --overwrite writes it again",
            summary.in_words()
        )),
    }
    Ok(())
}

/// What is generated and how, in one line.
fn parameters(scenario: &Scenario, threads: NonZeroUsize) -> String {
    let window = scenario.window();
    let tables = if scenario.tables() == GENERATED_TABLES {
        "all tables".to_owned()
    } else {
        scenario.tables().iter().map(|table| table.name()).collect::<Vec<_>>().join(" and ")
    };
    format!(
        "seed {}, scale {}, {} to {} ({}), {tables}, anomalies {}, {}",
        scenario.seed().0,
        scenario.scale(),
        window.first(),
        window.last(),
        count(window.days().into(), "day"),
        scenario.anomalies().name(),
        count(threads.get() as u64, "thread")
    )
}
