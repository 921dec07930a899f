//! `retailgen score`: what a check or a pipeline found, held against the truth.

use std::{
    panic::resume_unwind,
    path::{Path, PathBuf},
    thread,
};

use clap::{Args, ValueEnum, ValueHint};
use retailgen::{
    Error, ReportOptions, Table, is_anything_at, refuse_page_place,
    score::{
        CellFindings, CellTruth, Example, Findings, Ladder, Mapping, PipelineOutcome, Score, ScoreError, ScoreFile,
        Source, Threshold, Truth, explanation,
    },
    truth_beside, write_scored_report,
};
use serde_json::Value;

use crate::{
    console::{self, Console},
    escape,
    failure::Failure,
    page,
    values::{Named, Tables, folder, known, overwrite, tables},
};

const AFTER: &str = "Exit codes: 0 scored, 1 failed, 2 refused, or no finding understood, 3 under a threshold";

/// Flags about our own data, which say nothing of any other.
const OF_OUR_DATA: [&str; 6] = ["from", "outcome", "data", "truth", "table", "html"];

/// The arguments of `retailgen score`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct ScoreArgs {
    /// Findings, or what a tool has written [default: none, which explains their form]
    #[arg(value_name = "FINDINGS", value_hint = ValueHint::FilePath)]
    findings: Vec<PathBuf>,

    #[arg(help = examples_help())]
    #[arg(long, value_name = "TOOL", value_parser = example(), hide_possible_values = true, exclusive = true)]
    example: Option<Example>,

    #[arg(help = sources_help())]
    #[arg(long, value_name = "TOOL", value_parser = source(), hide_possible_values = true, hide_short_help = true)]
    from: Option<Source>,

    /// Folder with the tables that a pipeline produced: what became of faults and right rows
    #[arg(long, value_name = "FOLDER", value_parser = folder(), value_hint = ValueHint::DirPath)]
    #[arg(conflicts_with_all = ["findings", "level", "fail_under", "missed", "false_alarms", "junit", "from", "html"])]
    outcome: Option<PathBuf>,

    /// TOML file with the pipeline's names of tables and columns, and its folder of rejected rows
    #[arg(long, value_name = "FILE", requires = "outcome", hide_short_help = true, value_hint = ValueHint::FilePath)]
    mapping: Option<PathBuf>,

    /// File that lists the wrong cells of any dataset, by row or key and column
    #[arg(long, value_name = "FILE", hide_short_help = true, value_hint = ValueHint::FilePath, requires = "findings")]
    #[arg(conflicts_with_all = OF_OUR_DATA)]
    truth_table: Option<PathBuf>,

    /// Dirty file of any dataset: a cell is wrong where --clean has another value
    #[arg(long, value_name = "FILE", hide_short_help = true, value_hint = ValueHint::FilePath, requires_all = ["findings", "clean"])]
    #[arg(conflicts_with_all = OF_OUR_DATA, conflicts_with = "truth_table")]
    dirty: Option<PathBuf>,

    /// Clean file, with the rows and columns of --dirty
    #[arg(long, value_name = "FILE", hide_short_help = true, value_hint = ValueHint::FilePath, requires = "dirty")]
    clean: Option<PathBuf>,

    /// Folder with the data, in which findings are looked up
    #[arg(long, value_name = "FOLDER", value_parser = folder(), default_value = "data_raw", value_hint = ValueHint::DirPath)]
    data: PathBuf,

    /// Folder with the truth [default: the name of the data folder with .truth added]
    #[arg(long, value_name = "FOLDER", value_parser = folder(), value_hint = ValueHint::DirPath)]
    truth: Option<PathBuf>,

    /// Tables to look at, separated by commas; others are left out [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = tables(), hide_possible_values = true)]
    table: Vec<Tables>,

    /// How exactly a finding must tell the place: file, row, value, cell, kind; auto is the finest that most reach
    #[arg(long, value_name = "LEVEL", value_enum, hide_short_help = true, default_value_t = Level::Auto, hide_possible_values = true)]
    level: Level,

    /// Figures that the score must reach: precision, recall, f1, and kind:NAME:recall, column:NAME:f1, table:NAME:f1
    #[arg(long, value_name = "FIGURE=LEAST", value_delimiter = ',')]
    fail_under: Vec<Threshold>,

    /// File to list the missed faults in: Parquet where its name ends in .parquet, otherwise CSV
    #[arg(long, hide_short_help = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    missed: Option<PathBuf>,

    /// File to list the false alarms in, likewise
    #[arg(long, hide_short_help = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    false_alarms: Option<PathBuf>,

    #[arg(help = "File for the thresholds and kinds as tests, in the XML of JUnit")]
    #[arg(long, hide_short_help = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    junit: Option<PathBuf>,

    /// File for the page of `retailgen report`, with what was found and missed
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    html: Option<PathBuf>,

    /// Replace another page at that place, and nothing else [default: off]
    #[arg(long, requires = "html", hide_short_help = true)]
    overwrite: bool,

    /// Print JSON instead of tables [default: off]
    #[arg(long)]
    json: bool,

    /// Print errors and missed thresholds only [default: off]
    #[arg(short, long, conflicts_with = "json")]
    quiet: bool,
}

/// What `--level` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    Auto,
    File,
    Row,
    Value,
    Cell,
    Kind,
}

impl Level {
    fn ladder(self) -> Option<Ladder> {
        match self {
            Self::Auto => None,
            Self::File => Some(Ladder::File),
            Self::Row => Some(Ladder::Row),
            Self::Value => Some(Ladder::Value),
            Self::Cell => Some(Ladder::Cell),
            Self::Kind => Some(Ladder::Kind),
        }
    }
}

fn sources_help() -> String {
    let names = Source::ALL.map(Source::name).join(", ");
    format!("Whose output the findings are: {names} [default: told by their content]")
}

fn source() -> Named<Source> {
    Named::new(Source::ALL.map(Source::name), |text| known(text, &Source::ALL, Source::name))
}

fn examples_help() -> String {
    let names = Example::ALL.map(Example::name).join(", ");
    format!("Print a program that checks the data with a tool, complete: {names}")
}

fn example() -> Named<Example> {
    Named::new(Example::ALL.map(Example::name), |text| known(text, &Example::ALL, Example::name))
}

/// Scores findings, or explains what they look like where there are none.
///
/// # Errors
/// [`Failure::Found`] where a threshold is not reached, and others where something cannot be read or written.
pub fn score(args: &ScoreArgs) -> Result<(), Failure> {
    if let Some(example) = args.example {
        return print(example.program());
    }
    refuse_places(args)?;
    if let Some(truth) = cell_truth(args).map_err(Error::from)? {
        return score_cells(args, &truth);
    }
    let (truth, findings) = read_truth_and_findings(args)?;
    if let Some(produced) = &args.outcome {
        let outcome = compare(args, produced, &truth).map_err(Error::from)?;
        return match (args.json, args.quiet) {
            (true, _) => json(&outcome.to_json()),
            (false, true) => Ok(()),
            (false, false) => print(&outcome.to_string()),
        };
    }
    if args.findings.is_empty() {
        return print(&explanation(&truth));
    }
    truth.check_thresholds(&args.fail_under).map_err(Error::from)?;
    let findings = findings.map_err(Error::from)?;
    let data = Some(args.data.as_path()).filter(|data| is_anything_at(data));
    let scored = match args.level.ladder() {
        None => Score::of(&findings, &truth, data),
        Some(ladder) => Score::by(ladder, &findings, &truth, data),
    };
    let scored = scored.map_err(Error::from)?;
    // The page first: it may be refused still, where another page stands there.
    if let Some(out) = &args.html {
        write_page(args, out, &scored)?;
    }
    write_files(args, &scored, &findings, &truth).map_err(Error::from)?;
    tell(args, &scored)
}

/// Refuses places where a file of the user's stands, before anything is read.
fn refuse_places(args: &ScoreArgs) -> Result<(), Error> {
    let is_of_cells = args.truth_table.is_some() || args.dirty.is_some();
    let (missed, false_alarms) = if is_of_cells {
        (ScoreFile::MissedCells, ScoreFile::FalseCells)
    } else {
        (ScoreFile::Missed, ScoreFile::FalseAlarms)
    };
    let places = [(missed, &args.missed), (false_alarms, &args.false_alarms), (ScoreFile::Junit, &args.junit)];
    let files: Vec<(ScoreFile, &Path)> =
        places.into_iter().filter_map(|(file, path)| Some((file, path.as_deref()?))).collect();
    let others = [&args.truth_table, &args.dirty, &args.clean, &args.html].into_iter().flatten().chain(&args.findings);
    ScoreFile::refuse_places(&files, &others.map(PathBuf::as_path).collect::<Vec<_>>())?;
    args.html.as_deref().map_or(Ok(()), |out| Ok(refuse_page_place(out)?))
}

/// Prints a score, and the thresholds that it does not reach.
fn tell(args: &ScoreArgs, scored: &Score) -> Result<(), Failure> {
    if args.json {
        json(&scored.to_json())?;
    } else if !args.quiet {
        print(&scored.to_string())?;
    }
    let short = scored.shortfalls(&args.fail_under);
    for shortfall in &short {
        Console::for_errors().line(shortfall);
    }
    if short.is_empty() { Ok(()) } else { Err(Failure::Found) }
}

/// The truth about a dataset that is not ours, where one is named.
fn cell_truth(args: &ScoreArgs) -> Result<Option<CellTruth>, ScoreError> {
    Ok(match (&args.truth_table, &args.dirty, &args.clean) {
        (Some(list), ..) => Some(CellTruth::read(list)?),
        (None, Some(dirty), Some(clean)) => Some(CellTruth::between(dirty, clean)?),
        _ => None,
    })
}

fn score_cells(args: &ScoreArgs, truth: &CellTruth) -> Result<(), Failure> {
    truth.check_thresholds(&args.fail_under).map_err(Error::from)?;
    let findings = CellFindings::read(&args.findings).map_err(Error::from)?;
    let scored = truth.score(&findings, args.level.ladder()).map_err(Error::from)?;
    let written = || {
        args.missed.as_deref().map_or(Ok(()), |path| truth.write_missed(&scored, path))?;
        args.false_alarms.as_deref().map_or(Ok(()), |path| findings.write_false_alarms(&scored, path))?;
        args.junit.as_deref().map_or(Ok(()), |path| scored.write_junit(&args.fail_under, path))
    };
    written().map_err(Error::from)?;
    tell(args, &scored)
}

/// The truth, and the findings, which are read in the meantime: together they take half of the time of a score.
fn read_truth_and_findings(args: &ScoreArgs) -> Result<(Truth, Result<Findings, ScoreError>), Error> {
    let read = || Findings::import(&args.findings, args.from);
    thread::scope(|scope| {
        let reading = thread::Builder::new().spawn_scoped(scope, read).ok();
        let truth = read_truth(args);
        // A thread that the system refuses is done without.
        let findings = reading.map_or_else(read, |reading| reading.join().unwrap_or_else(|panic| resume_unwind(panic)));
        Ok((truth?, findings))
    })
}

fn read_truth(args: &ScoreArgs) -> Result<Truth, Error> {
    let folder = args.truth.clone().map_or_else(|| truth_beside(&args.data), Ok)?;
    let truth = Truth::open(&folder, Some(&args.data))?;
    let tables: Vec<Table> = args.table.iter().flat_map(Tables::all).copied().collect();
    Ok(if tables.is_empty() { truth } else { truth.only(&tables) })
}

fn write_files(args: &ScoreArgs, score: &Score, findings: &Findings, truth: &Truth) -> Result<(), ScoreError> {
    if let Some(path) = &args.missed {
        score.write_missed(truth, path)?;
    }
    if let Some(path) = &args.false_alarms {
        score.write_false_alarms(findings, truth, path)?;
    }
    if let Some(path) = &args.junit {
        score.write_junit(&args.fail_under, path)?;
    }
    Ok(())
}

/// The page about the data, with the score in it.
fn write_page(args: &ScoreArgs, out: &Path, score: &Score) -> Result<(), Error> {
    let truth = args.truth.clone().map_or_else(|| truth_beside(&args.data), Ok)?;
    let mut options = ReportOptions::default();
    options.truth = Some(&truth);
    options.overwrite = overwrite(args.overwrite);
    let written = write_scored_report(&args.data, out, score, &page::names(&args.findings), &options)?;
    page::tell(out, &written, Console::new(args.quiet || args.json));
    Ok(())
}

fn compare(args: &ScoreArgs, produced: &Path, truth: &Truth) -> Result<PipelineOutcome, ScoreError> {
    let mapping = args.mapping.as_deref().map_or_else(|| Ok(Mapping::default()), Mapping::load)?;
    PipelineOutcome::of(truth, &args.data, produced, &mapping)
}

fn json(value: &Value) -> Result<(), Failure> {
    console::json_to_stdout(&format!("{value:#}\n")).map_err(Failure::Output)
}

fn print(text: &str) -> Result<(), Failure> {
    console::to_stdout(&escape::lines(text)).map_err(Failure::Output)
}
