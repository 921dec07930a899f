//! `retailgen exercise`: a small dataset about one topic for learners, and the marking of what they hand in.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::{
    Args, ValueHint,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use retailgen::{
    Outcome, WriteOptions,
    exercise::{Exercise, ExerciseError, Topic, brief_beside, mark},
    truth_beside,
};

use crate::{
    console::{self, Console},
    escape,
    failure::Failure,
    interruption,
    shell::quote,
    summary::Summary,
    values::{overwrite, seed},
};

const AFTER: &str = "Exit codes: 0 written, or passed; 1 failed; 2 refused; 3 not passed";

/// The arguments of `retailgen exercise`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct ExerciseArgs {
    /// Findings to mark
    #[arg(value_name = "FINDINGS", requires = "mark", value_hint = ValueHint::FilePath)]
    findings: Vec<PathBuf>,

    /// Topic [default: none, which lists them]
    #[arg(long, value_name = "TOPIC", value_parser = topic())]
    topic: Option<Topic>,

    /// Seed: another gives other data
    #[arg(long, value_name = "N", default_value_t = 42, value_parser = seed, allow_negative_numbers = true)]
    seed: u64,

    /// Folder; the brief goes to FOLDER.brief.md
    #[arg(short, long, value_name = "FOLDER", default_value = "exercise", value_hint = ValueHint::DirPath)]
    out: PathBuf,

    /// Mark findings about the exercise there
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    #[arg(conflicts_with_all = ["topic", "seed", "out", "overwrite"])]
    mark: Option<PathBuf>,

    /// Answer key [default: the data's name with .truth added]
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    truth: Option<PathBuf>,

    /// Replace another exercise, and nothing else [default: off]
    #[arg(long)]
    overwrite: bool,

    /// Print errors only [default: off]
    #[arg(short, long)]
    quiet: bool,
}

/// The topics, which the help lists with a line each.
fn topic() -> impl TypedValueParser<Value = Topic> {
    let values = Topic::ALL.map(|topic| PossibleValue::new(topic.name()).help(topic.about()));
    PossibleValuesParser::new(values).try_map(|name| name.parse::<Topic>())
}

/// Writes an exercise, marks findings about one, or lists the topics.
///
/// # Errors
/// [`Failure::Found`] where the findings do not pass, and others where something cannot be read or written.
pub fn exercise(args: &ExerciseArgs, command_line: &[OsString]) -> Result<(), Failure> {
    let failed = |error: ExerciseError| Failure::of_run(error.into(), command_line);
    match (&args.mark, args.topic) {
        (Some(folder), _) => {
            let marked = mark(folder, &key(args, folder).map_err(failed)?, &args.findings).map_err(failed)?;
            if !args.quiet {
                print(&marked.to_string())?;
            }
            if marked.is_passed() { Ok(()) } else { Err(Failure::Found) }
        }
        (None, Some(topic)) => write(args, topic).map_err(failed),
        (None, None) => print(&topics()),
    }
}

fn write(args: &ExerciseArgs, topic: Topic) -> Result<(), ExerciseError> {
    let cancelled = interruption::flag();
    let console = Console::new(args.quiet);
    let truth = key(args, &args.out)?;
    let mut options = WriteOptions::default();
    options.overwrite = overwrite(args.overwrite);
    options.truth = Some(&truth);
    options.cancelled = Some(&cancelled);
    let outcome = Exercise::new(topic, args.seed).write(&args.out, &options)?;
    let (folder, words) = (args.out.display(), Summary::of(&args.out, outcome.manifest()).in_words());
    match outcome {
        Outcome::Written(_) => console.line(format_args!("wrote {words} into {folder}")),
        Outcome::AlreadyDone(_) => {
            console.line(format_args!("nothing to do: {folder} already holds this exercise, {words}"));
        }
    }
    console.line(format_args!("what is asked: {}", brief_beside(&args.out)?.display()));
    console.line(format_args!("the answer key, to keep from learners: {}", truth.display()));
    let elsewhere = args.truth.as_ref().map_or_else(String::new, |_| format!(" --truth {}", quote(truth.as_os_str())));
    let folder = quote(args.out.as_os_str());
    console.line(format_args!("to mark findings: retailgen exercise --mark {folder} findings.csv{elsewhere}"));
    Ok(())
}

/// The folder of the answer key to the data in a folder.
fn key(args: &ExerciseArgs, folder: &Path) -> Result<PathBuf, ExerciseError> {
    Ok(args.truth.clone().map_or_else(|| truth_beside(folder), Ok)?)
}

fn topics() -> String {
    let widest = Topic::ALL.iter().map(|topic| topic.name().len()).max().unwrap_or_default();
    let lines = Topic::ALL.map(|topic| format!("{:<widest$}  {}\n", topic.name(), topic.about())).concat();
    format!("{lines}\nTo write one: retailgen exercise --topic {} --out ex1\n", Topic::ALL[0])
}

fn print(text: &str) -> Result<(), Failure> {
    console::to_stdout(&escape::lines(text)).map_err(Failure::Output)
}
