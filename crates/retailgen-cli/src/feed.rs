//! `retailgen feed`: a first load, and a folder for what arrives on each day after it.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::Instant,
};

use clap::{ValueHint, error::ErrorKind};
use retailgen::{
    Changes, DatasetError, Date, Error, FIRST_DAY, Feed, FeedDelivery, LateFileRecord, Manifest, Outcome, Progress,
    Scenario, Snapshots, Table, Window, WriteOptions,
};

use crate::{
    args::{
        content::{Company, Content, days},
        said::Said,
        truth::TruthToWrite,
        writing::Writing,
    },
    console::Console,
    failure::Failure,
    interruption,
    parameters::parameters,
    report::{self, Ending},
    summary::{Elapsed, Summary},
    values::{Named, known},
};

const CODES: &str = "\
Exit codes: 0 done, or nothing to do; 1 failed; 2 refused, and nothing written; 130 interrupted

What is there already stays as it is, so the same command with more --days goes on. Each delivery is a run of its own:
  retailgen verify landing/2025-01-03";
/// Days of the first load, where no other day is named: most returns and all parcels of orders before it have come by then.
const LOADED_DAYS: i32 = 30;

/// The arguments of `retailgen feed`.
#[derive(Debug, clap::Args)]
#[command(after_help = CODES)]
pub struct FeedArgs {
    #[command(flatten)]
    company: Company,

    /// First day that arrives
    #[arg(long, value_name = "YYYY-MM-DD", default_value_t = Date::new(2025, 1, 1), allow_negative_numbers = true)]
    start_date: Date,

    /// Number of days that arrive
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = days, allow_negative_numbers = true)]
    days: u32,

    /// First day of the first load, which ends before --start-date [default: 30 days before it]
    #[arg(long, value_name = "YYYY-MM-DD", allow_negative_numbers = true)]
    since: Option<Date>,

    /// Write the delivery of that day alone, as a scheduler does [default: the first load and all days]
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with_all = ["days", "no_initial"], allow_negative_numbers = true)]
    day: Option<Date>,

    /// Leave the first load out [default: off]
    #[arg(long)]
    no_initial: bool,

    #[arg(
        help = "Customers, products, stores, suppliers and shipments of a day: whole, or only rows that are new or changed"
    )]
    #[arg(long, value_name = "ROWS", default_value_t = Snapshots::default(), value_parser = snapshots())]
    #[arg(hide_possible_values = true)]
    snapshots: Snapshots,

    #[arg(help = "Tell beside those tables what happened to their rows: none, cdc (CSV of operations) or debezium")]
    #[arg(long, value_name = "FORM", default_value_t = Changes::default(), value_parser = changes())]
    #[arg(hide_possible_values = true)]
    changes: Changes,

    /// Deliver everything on its day, and once [default: with faults, orders of one day in four come late, and --changes late or twice]
    #[arg(long)]
    on_time: bool,

    /// Folder for the deliveries, created if it does not exist
    #[arg(short, long, value_name = "FOLDER", default_value = "landing", value_hint = ValueHint::DirPath)]
    out: PathBuf,

    #[command(flatten)]
    content: Content,

    #[command(flatten)]
    truth: TruthToWrite,

    #[command(flatten)]
    writing: Writing,

    #[command(flatten)]
    pub said: Said,
}

fn snapshots() -> Named<Snapshots> {
    Named::new(Snapshots::ALL.map(Snapshots::name), |text| known(text, &Snapshots::ALL, Snapshots::name))
}

fn changes() -> Named<Changes> {
    Named::new(Changes::ALL.map(Changes::name), |text| known(text, &Changes::ALL, Changes::name))
}

/// Writes the deliveries; returns the report as JSON.
///
/// # Errors
/// [`Failure`].
pub fn feed(
    args: &FeedArgs,
    console: Console,
    progress: &dyn Progress,
    command_line: &[OsString],
) -> Result<String, Failure> {
    let failed = |error: Error| Failure::of_run(error, command_line);
    let feed = args.feed().map_err(failed)?;
    args.refuse_contradictions(&feed)?;
    let deliveries = args.deliveries(&feed)?;
    let scenario = deliveries.last().map_or_else(|| feed.first_load(), Clone::clone).dataset().scenario().clone();
    let truth = args.truth.folder(&scenario, &args.out).map_err(failed)?;
    let folder = args.out.display();
    console.line(format_args!("{}, into {folder}", parameters(&scenario, None, args.writing.threads())));

    let cancelled = interruption::flag();
    let mut options = args.writing.options(truth.as_deref());
    options.cancelled = Some(&cancelled);
    options.progress = progress;
    feed.look(&args.out, &options).map_err(|error| failed(error.into()))?;
    let mut reports = Vec::new();
    for delivery in &deliveries {
        let written = write(delivery, &args.out, &options, console);
        reports.push(written.map_err(|error| Failure::of_writing(error, truth.as_deref(), command_line))?);
    }
    let gaps = gaps(&feed, &args.out);
    if !gaps.is_empty() {
        let days = feed.deliveries().count() - 1;
        console.line(format_args!("not there yet: {}; --days {days} instead of --day writes all", gaps.join(", ")));
    }
    if let Some(truth) = &truth {
        console.line(format_args!("faults and where they are: {}", truth.display()));
    }
    Ok(format!("[\n{}]\n", reports.join(",\n")))
}

/// The deliveries that a folder lacks between others that it has.
fn gaps(feed: &Feed, landing: &Path) -> Vec<String> {
    let is_there = |name: &String| Manifest::of_finished(&landing.join(name)).is_ok();
    let names = feed.deliveries().map(|delivery| delivery.name()).skip_while(|name| !is_there(name));
    // Up to the last one, which has just been written.
    names.filter(|name| !is_there(name)).collect()
}

/// Writes one delivery; returns its report.
fn write(
    delivery: &FeedDelivery,
    landing: &Path,
    options: &WriteOptions,
    console: Console,
) -> Result<String, DatasetError> {
    let begin = Instant::now();
    let outcome = delivery.write(landing, options)?;
    let name = delivery.name();
    let folder = landing.join(&name);
    let summary = Summary::of(&folder, outcome.manifest());
    let scenario = delivery.dataset().scenario();
    let ending = match outcome {
        Outcome::Written(_) => {
            let elapsed = begin.elapsed();
            console.line(format_args!("{name}: {} in {}{}", summary.in_words(), Elapsed(elapsed), late(scenario)));
            Ending::Written(elapsed)
        }
        Outcome::AlreadyDone(_) => {
            console.line(format_args!("{name}: there already, {}", summary.in_words()));
            Ending::AlreadyDone
        }
    };
    let truth = options.truth.map(|truth| truth.join(&name));
    Ok(report::of_run(scenario, None, &folder, truth.as_deref(), &summary, ending))
}

/// What is late in a delivery, in words.
fn late(scenario: &Scenario) -> String {
    let Some(increment) = scenario.record().increment else { return String::new() };
    let today = scenario.window().last().to_string();
    let of_file = |file: &LateFileRecord| {
        if file.arrives == today {
            format!("; {} comes a day late", file.path)
        } else {
            format!("; without {}, which is late", file.path)
        }
    };
    let of_operations = |file: &LateFileRecord| {
        if file.arrives == today {
            format!("; {} has late operations of {}", file.path, file.due)
        } else {
            format!("; {} lacks operations, which are late", file.path)
        }
    };
    let of_repeated = |file: &LateFileRecord| format!("; {} repeats the operations of {}", file.path, file.due);
    let files = increment.late_files.iter().map(of_file);
    let operations = increment.late_operations.iter().map(of_operations);
    files.chain(operations).chain(increment.repeated_operations.iter().map(of_repeated)).collect()
}

impl FeedArgs {
    /// The same with the policy made as easy or hard, and as intense, as was asked for.
    ///
    /// # Errors
    /// What is to be said where the policy is none of those whose difficulty is known.
    pub fn with_difficulty(self) -> Result<Self, String> {
        Ok(Self { content: self.content.with_difficulty()?, ..self })
    }

    /// Refuses changes where whole snapshots, between which they are, do not come.
    fn refuse_contradictions(&self, feed: &Feed) -> Result<(), Failure> {
        let has_snapshots = |table: &Table| *table == Table::Shipments || Feed::DIMENSIONS.contains(table);
        let first_load = feed.first_load();
        let message = if self.changes == Changes::None {
            return Ok(());
        } else if self.snapshots != Snapshots::Whole {
            "--changes tells what differs between whole snapshots: leave out --snapshots changed\n"
        } else if !first_load.dataset().scenario().tables().iter().any(has_snapshots) {
            "--changes is about customers, products, stores, suppliers and shipments: name one of them in --tables\n"
        } else {
            return Ok(());
        };
        Err(clap::Error::raw(ErrorKind::ArgumentConflict, message).into())
    }

    /// The feed that is asked for.
    ///
    /// # Errors
    /// [`Error::Dataset`] where a day of the feed or of its first load lies outside the company's life, or the first load has no day.
    fn feed(&self) -> Result<Feed, Error> {
        let days = match self.day {
            Some(day) => (day.days() - self.start_date.days() + 1).max(1) as u32,
            None => self.days,
        };
        let window = Window::new(self.start_date, days).map_err(DatasetError::from)?;
        let scenario = self.content.scenario(&self.company, window)?;
        let since = self.since.unwrap_or_else(|| self.start_date.plus_days(-LOADED_DAYS).max(FIRST_DAY));
        let feed = Feed::new(&scenario, since)?;
        let feed = feed.with_snapshots(self.snapshots).with_changes(self.changes);
        Ok(if self.on_time { feed.on_time() } else { feed })
    }

    /// The deliveries to write.
    ///
    /// # Errors
    /// What clap would say of a day that the feed does not have.
    fn deliveries(&self, feed: &Feed) -> Result<Vec<FeedDelivery>, Failure> {
        let Some(day) = self.day else {
            return Ok(feed.deliveries().filter(|delivery| delivery.date().is_some() || !self.no_initial).collect());
        };
        let found = feed.on(day).ok_or_else(|| {
            let message = format!("--day {day} lies before --start-date {}: a feed has no such day", self.start_date);
            clap::Error::raw(ErrorKind::ValueValidation, format!("{message}\n"))
        })?;
        Ok(vec![found])
    }
}
