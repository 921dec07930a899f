//! A run, from the command line to the closing summary.

use std::{
    ffi::OsString,
    io::{self, ErrorKind},
    time::Instant,
};

use clap::{CommandFactory as _, error::ErrorKind as Refused};
use retailgen::{
    DatasetError, Error, Outcome, PartNumber, Scenario, anomalies_json, count_dropped_by_system, describe_anomalies,
};

use crate::{
    answers, append,
    args::Args,
    command::Command,
    console::{self, Console},
    environment, escape, exercise,
    failure::Failure,
    feed, heal, history, interruption, manual, merge, page,
    parameters::parameters,
    progress_bar::ProgressDisplay,
    report::{self, Ending},
    schema, score,
    summary::{Elapsed, Estimates, Summary, count},
    tables, verify,
};

/// Does what the command line asks.
///
/// # Errors
/// [`Failure`], which knows what to say and the exit code.
pub fn run(command_line: &[OsString]) -> Result<(), Failure> {
    let args = environment::parse(command_line)?;
    let console = args.said.console();
    for warning in environment::mistyped_variables() {
        console.warning(warning);
    }
    let failed = |error| Failure::of_run(error, command_line);
    match &args.command {
        None if args.appending.append => {
            let report = append::append(&args)?;
            if args.said.json { print_json(&report) } else { Ok(()) }
        }
        None if args.destination.stdout => pipe(&args, command_line),
        None if args.destination.dry_run => {
            let part = args.part()?;
            let text = plan(&args, part).map_err(failed)?;
            if args.said.json { print_json(&text) } else { print(&text) }
        }
        None => {
            let report = generate(&args, command_line)?;
            if args.said.json { print_json(&report) } else { Ok(()) }
        }
        Some(Command::Anomalies { policy, show: true, .. }) => print(&escape::lines(&policy.to_commented_toml())),
        Some(Command::Anomalies { policy, json: true, .. }) => print_json(&anomalies_json(policy)),
        Some(Command::Anomalies { policy, .. }) => print(&escape::lines(&describe_anomalies(policy))),
        Some(Command::Verify(verifying)) => {
            let console = Console::new(verifying.quiet);
            verify::verify(verifying, command_line, console, &ProgressDisplay::new(&args.said, console))
        }
        Some(Command::Schema(args)) => schema::schema(args),
        Some(Command::Answers(args)) => answers::answers(args, command_line),
        Some(Command::Score(args)) => score::score(args),
        Some(Command::Feed(feeding)) => {
            let console = Console::new(feeding.said.quiet);
            let progress = ProgressDisplay::new(&feeding.said, console);
            let report = feed::feed(feeding, console, &progress, command_line);
            progress.clear();
            let report = report?;
            if feeding.said.json { print_json(&report) } else { Ok(()) }
        }
        Some(Command::History(asked)) => history::history(asked, command_line),
        Some(Command::Exercise(args)) => exercise::exercise(args, command_line),
        Some(Command::Heal(healing)) => {
            let console = Console::new(healing.quiet);
            let report = heal::heal(healing, console, &ProgressDisplay::new(&args.said, console)).map_err(failed)?;
            if healing.json { print_json(&report) } else { Ok(()) }
        }
        Some(Command::Merge(merging)) => {
            let console = Console::new(merging.quiet);
            let report = merge::merge(merging, console, &ProgressDisplay::new(&args.said, console)).map_err(failed)?;
            if merging.json { print_json(&report) } else { Ok(()) }
        }
        Some(Command::Report(reporting)) => page::report(reporting, Console::new(reporting.quiet)).map_err(failed),
        Some(Command::Tables { json }) => print(&if *json { tables::json() } else { tables::lines() }),
        Some(Command::Completions { shell }) => manual::completions(*shell),
        Some(Command::Man { command }) => manual::page(command.as_deref()),
    }
}

fn print(text: &str) -> Result<(), Failure> {
    console::to_stdout(text).map_err(Failure::Output)
}

fn print_json(text: &str) -> Result<(), Failure> {
    console::json_to_stdout(text).map_err(Failure::Output)
}

/// Writes one table to standard output. Nothing is on the disk then, so a signal may end it at once.
fn pipe(args: &Args, command_line: &[OsString]) -> Result<(), Failure> {
    let failed = |error| Failure::of_run(error, command_line);
    let scenario = args.scenario().map_err(failed)?;
    let &[table] = scenario.tables() else {
        let message = "--stdout takes one table: name it, as in --tables customers --stdout";
        return Err(Args::command().error(Refused::ArgumentConflict, message).into());
    };
    if scenario.formats().is_gzip() {
        let message = "--stdout writes text as it is: leave --compression gzip out, and pipe it through gzip";
        return Err(Args::command().error(Refused::ArgumentConflict, message).into());
    }
    if console::stdout_was_closed() {
        return Err(Failure::Output(io::Error::other("it is closed")));
    }
    let console = args.said.console();
    tell_left_out(&scenario, console);
    match scenario.dataset().write_table(table, &mut io::stdout().lock()) {
        Ok(rows) => console.line(format_args!("wrote {} of {table} to standard output", count(rows, "row"))),
        // The reader has seen enough.
        Err(DatasetError::Output { source, .. }) if source.kind() == ErrorKind::BrokenPipe => {}
        Err(DatasetError::Output { source, .. }) => return Err(Failure::Output(source)),
        Err(error) => return Err(failed(error.into())),
    }
    Ok(())
}

/// What a run would write, for standard output.
fn plan(args: &Args, part: Option<PartNumber>) -> Result<String, Error> {
    let scenario = args.scenario()?;
    let console = args.said.console();
    console.line(format_args!("{}, dry run", parameters(&scenario, part, args.threads())));
    tell_left_out(&scenario, console);
    let dataset = scenario.dataset();
    let estimates = part.map_or_else(|| dataset.estimate(), |part| dataset.estimate_of_part(part))?;
    if args.said.json {
        return Ok(report::of_plan(&scenario, part, &estimates));
    }
    if part.is_none() {
        tell_absent(&scenario, estimates.iter().map(|estimate| estimate.table.name()), console);
    }
    console.line("rows are counted without faults; bytes are estimates, without the truth");
    Ok(format!("{}\n", Estimates(&estimates)))
}

/// Says which rules of the policy do nothing, since the formats asked for cannot hold their faults, or there are no deliveries.
fn tell_left_out(scenario: &Scenario, console: Console) {
    const SHOWN: usize = 3;
    let ids = scenario.left_out();
    if let Some(first) = ids.get(..SHOWN.min(ids.len())).filter(|first| !first.is_empty()) {
        let more = ids.len() - first.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        console.line(format_args!(
            "left out {}, whose faults these formats cannot hold: {}{more}",
            count(ids.len() as u64, "rule"),
            first.join(", ")
        ));
    }
    let of_deliveries = scenario.anomalies().rules().iter().filter(|rule| rule.kind.is_of_deliveries()).count() as u64;
    if of_deliveries > 0 {
        let rules = count(of_deliveries, "rule");
        console.line(format_args!("without effect, since only `retailgen feed` makes deliveries: {rules}"));
    }
}

/// Says which of the tables asked for have no file, for want of rows. Loaders would not find them.
fn tell_absent<'n>(scenario: &Scenario, present: impl Iterator<Item = &'n str>, console: Console) {
    let present: Vec<&str> = present.collect();
    let absent = scenario.tables().iter().map(|table| table.name()).filter(|name| !present.contains(name));
    let absent = absent.collect::<Vec<_>>().join(", ");
    if !absent.is_empty() {
        console.line(format_args!("no file for {absent}: no rows on these days at this scale"));
    }
}

/// Writes the files; returns the report as JSON.
fn generate(args: &Args, command_line: &[OsString]) -> Result<String, Failure> {
    let failed = |error| Failure::of_run(error, command_line);
    let part = args.part()?;
    let scenario = args.scenario().map_err(failed)?;
    let cancelled = interruption::flag();
    let console = args.said.console();
    let truth = args.truth(&scenario).map_err(failed)?;
    let folder = args.out().display();
    console.line(format_args!("{}, into {folder}", parameters(&scenario, part, args.threads())));
    tell_left_out(&scenario, console);

    let begin = Instant::now();
    let progress = ProgressDisplay::new(&args.said, console);
    let mut options = args.write_options(truth.as_deref());
    options.cancelled = Some(&cancelled);
    options.progress = &progress;
    options.part = part;
    let dataset = scenario.dataset();
    let outcome = dataset.write(args.out(), &options);
    progress.clear();

    let outcome = outcome.map_err(|error| Failure::of_writing(error, truth.as_deref(), command_line))?;
    let summary = Summary::of(args.out(), outcome.manifest());
    let ending = match outcome {
        Outcome::Written(_) => {
            let elapsed = begin.elapsed();
            console.lines(&summary);
            if part.is_none() {
                tell_absent(&scenario, summary.tables().map(|(name, _)| name), console);
            }
            console.line(format_args!(
                "wrote {} in {} ({}) into {folder}",
                summary.in_words(),
                Elapsed(elapsed),
                summary.throughput(elapsed)
            ));
            if let Some(part) = part {
                console
                    .line(format_args!("that is {part}: when all are there, `retailgen merge` makes one run of them"));
            } else if let Some(truth) = &truth {
                console.line(format_args!("faults and where they are: {}", truth.display()));
            }
            if args.said.verbose > 0 {
                tell_ignored(count_dropped_by_system(args.out()).map_err(Error::from)?, console);
            }
            Ending::Written(elapsed)
        }
        Outcome::AlreadyDone(_) => {
            let what = part.map_or_else(|| "this run".to_owned(), |part| part.to_string());
            console.line(format_args!(
                "nothing to do: {folder} already holds {what}, {}, going by the names and sizes of its files (`retailgen \
                 verify` reads them); --overwrite writes it again",
                summary.in_words()
            ));
            Ending::AlreadyDone
        }
    };
    Ok(report::of_run(&scenario, part, args.out(), truth.as_deref(), &summary, ending))
}

/// Says how many files are in the folder that systems drop.
fn tell_ignored(ignored: u64, console: Console) {
    if ignored > 0 {
        console.line(format_args!("ignored {} that systems drop, such as .DS_Store", count(ignored, "file")));
    }
}
