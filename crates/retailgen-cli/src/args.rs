//! The arguments: what may be typed, and what it means.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::LazyLock,
    thread,
};

use clap::{
    ArgAction, ArgMatches, CommandFactory as _, Parser, ValueEnum, ValueHint, error::ErrorKind, parser::ValueSource,
};
use retailgen::{
    Compression, Currency, DATASET_VERSION, Date, DeltaOptions, DeltaTimestamps, Difficulty, Formats, Intensity,
    PartNumber, Policy, Scale, Scenario, Window, WindowError, WriteOptions, truth_beside,
};

use crate::{
    command::Command,
    parts::{self, Asked},
    values::{
        Tables, currencies_help, currency, days, delta_timestamps, difficulty, formats, intensity, overwrite,
        parquet_compression, policy, seed, tables, tables_help, threads,
    },
};

const EXAMPLES: &str = "\
Examples:
  retailgen                                     all tables at full scale into data_raw
  retailgen --seed 7 --scale 0.01 --out small   one per cent of the rows, from another seed
  retailgen --start-date 2024-11-25 --days 7    one week of trade
  retailgen -t customers,orders_header          two tables, the same bytes as in a full run
  retailgen --anomalies none                    clean data, without faults
  retailgen --seed 8 --overwrite                replace what an earlier run left in data_raw
  retailgen --scale 10 --dry-run                how many files, rows and bytes that would be
  retailgen -t customers --stdout | head        one table into a pipe, nothing on the disk
  retailgen --parts 8 --part 3                  the third of eight processes that share the work
  retailgen merge data_raw                      one run of those parts
  retailgen --append --days 2                   two more days after what a run left in data_raw
  retailgen verify data_raw                     check every value against the truth beside it
  retailgen heal data_raw --out clean           the same files without their faults
  retailgen report data_raw                     a page to look at, report.html
  retailgen score findings.jsonl                how much of the faults a check has found
  retailgen exercise --topic dates --out ex1    a small dataset to learn with, and a brief
  retailgen schema orders_lines                 the columns of a table";

const FEW_EXAMPLES: &str = "\
Examples:
  retailgen --seed 7 --scale 0.01 --out small   one per cent of the rows, from seed 7
  retailgen verify data_raw                     check every value against the truth beside it";

static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{} (dataset version {DATASET_VERSION})", env!("CARGO_PKG_VERSION")));

/// Says first what the tool is.
const TEMPLATE: &str = "\
{about-with-newline}
{before-help}{usage-heading} {usage}

{all-args}{after-help}";

/// Generates a retail company's data, with controlled faults, for testing data pipelines.
#[derive(Debug, Parser)]
#[command(name = "retailgen", version = VERSION.as_str(), before_help = FEW_EXAMPLES, before_long_help = EXAMPLES)]
#[command(after_help = "--help lists all flags, their variables and the exit codes", after_long_help = CODES)]
#[command(help_template = TEMPLATE, max_term_width = 100, args_conflicts_with_subcommands = true)]
#[expect(clippy::struct_excessive_bools, reason = "a switch that is typed or not is one")]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Seed of all random values: the same seed gives the same files
    #[arg(long, value_name = "N", default_value_t = 42, value_parser = seed, allow_negative_numbers = true)]
    seed: u64,

    /// Factor for the number of rows, from 0.0001 to 1000
    // Anything, so that -inf is told what would be right instead of being taken for flags.
    #[arg(short, long, value_name = "FACTOR", default_value_t = Scale::ONE, allow_hyphen_values = true)]
    scale: Scale,

    /// Folder to write into, created if it does not exist
    #[arg(short, long, value_name = "FOLDER", default_value = "data_raw", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,

    /// Write one table of CSV or JSON lines to standard output, and no files [default: off]
    #[arg(long, conflicts_with_all = ["out", "truth", "no_truth", "overwrite", "json"])]
    pub stdout: bool,

    /// Print the files, rows and estimated bytes of each table, and write nothing [default: off]
    #[arg(long, conflicts_with_all = ["stdout", "overwrite"])]
    pub dry_run: bool,

    /// First day, 2015-01-01 or later
    #[arg(long, value_name = "YYYY-MM-DD", default_value_t = Window::default().first())]
    #[arg(allow_negative_numbers = true)]
    start_date: Date,

    /// Number of days, the last of which is 2039-12-31 or earlier
    #[arg(long, value_name = "N", default_value_t = Window::default().days(), value_parser = days)]
    #[arg(allow_negative_numbers = true)]
    days: u32,

    #[arg(short, long, value_name = "NAMES", value_delimiter = ',', value_parser = tables(), help = tables_help())]
    #[arg(hide_possible_values = true)]
    tables: Vec<Tables>,

    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = currency(), help = currencies_help())]
    #[arg(hide_possible_values = true, hide_short_help = true)]
    currencies: Vec<Currency>,

    /// Format of the files: native (the one that the schema names), csv, jsonl or parquet, or several: csv,events=jsonl
    ///
    /// Rules whose faults a format cannot hold are left out
    #[arg(long, value_name = "FORMAT", default_value = "native", value_parser = formats(), hide_short_help = true)]
    format: String,

    /// Compression of Parquet files: zstd, snappy, gzip or none; gzip compresses CSV and JSON lines as well
    #[arg(long, value_name = "CODEC", default_value_t = Compression::default(), value_parser = parquet_compression())]
    #[arg(hide_possible_values = true, hide_short_help = true)]
    compression: Compression,

    /// Write a change data feed for the Delta table returns [default: off]
    #[arg(long, hide_short_help = true)]
    delta_cdf: bool,

    #[arg(help = "Type of instants in the Delta table: ntz (timestamp_ntz), or utc (timestamp) for older readers")]
    #[arg(long, value_name = "TYPE", default_value_t = DeltaTimestamps::default(), value_parser = delta_timestamps())]
    #[arg(hide_possible_values = true, hide_short_help = true)]
    delta_timestamps: DeltaTimestamps,

    /// Policy for the faults in the files: default, castable, structural, none, a TOML file, or several: a,b
    ///
    /// preset:NAME replays an incident, - is standard input
    #[arg(long, value_name = "POLICY", default_value = "default", value_parser = policy())]
    #[arg(value_hint = ValueHint::FilePath)]
    anomalies: Policy,

    #[arg(help = "How hard the faults of the policy default or castable are to find: easy, default or hard")]
    #[arg(long, value_name = "HOW", default_value_t = Difficulty::default(), value_parser = difficulty())]
    #[arg(hide_possible_values = true, hide_short_help = true)]
    difficulty: Difficulty,

    #[arg(help = "How many faults: low (a third of the policy's rates), medium, or high (three times)")]
    #[arg(long, value_name = "HOW", default_value_t = Intensity::default(), value_parser = intensity())]
    #[arg(hide_possible_values = true, hide_short_help = true)]
    intensity: Intensity,

    /// Take all that decides the files from the truth folder of an earlier run, which gives the same bytes again [default: off]
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath, hide_short_help = true)]
    #[arg(conflicts_with_all = SCENARIO)]
    from_truth: Option<PathBuf>,

    /// Folder for the truth, which lists every fault [default: the name of the data folder with .truth added]
    #[arg(long, value_name = "FOLDER", conflicts_with = "no_truth", value_hint = ValueHint::DirPath)]
    truth: Option<PathBuf>,

    /// Write no truth [default: off]
    #[arg(long)]
    no_truth: bool,

    /// Write one of so many parts, which `retailgen merge` makes one run of [default: the whole run]
    #[arg(long, value_name = "N", allow_negative_numbers = true, conflicts_with = "stdout", hide_short_help = true)]
    parts: Option<u32>,

    /// Which part, from 1 [default: by --part-index, or a scheduler's variable]
    #[arg(long, value_name = "N", allow_negative_numbers = true, conflicts_with_all = ["stdout", "part_index"])]
    #[arg(hide_short_help = true)]
    part: Option<u32>,

    /// Which part, from 0 [default: by --part]
    #[arg(long, value_name = "N", allow_negative_numbers = true, conflicts_with = "stdout", hide_short_help = true)]
    part_index: Option<u32>,

    /// Number of threads [default: one per processor core]
    #[arg(short = 'j', long, value_name = "N", value_parser = threads, allow_negative_numbers = true)]
    #[arg(hide_short_help = true)]
    threads: Option<NonZeroUsize>,

    /// Append --days to the run in --out, one where they are left out; the truth tells what it is of [default: off]
    #[arg(long, hide_short_help = true, conflicts_with_all = APPENDS_NOT)]
    pub append: bool,

    /// Replace the files of an earlier run, and no others [default: off]
    #[arg(long)]
    overwrite: bool,

    /// Print errors only [default: off]
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// List each finished file; -vv also the plan [default: off]
    #[arg(short, long, action = ArgAction::Count)]
    pub verbose: u8,

    /// Show progress on a terminal (auto), in a log too (always), or never
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ProgressChoice::Auto, hide_possible_values = true)]
    #[arg(hide_short_help = true)]
    pub progress: ProgressChoice,

    /// Print a summary as JSON to standard output, too [default: off]
    #[arg(long, hide_short_help = true)]
    pub json: bool,

    /// The flags that decide the files, as far as they were given.
    #[arg(skip)]
    given: Vec<&'static str>,
}

const CODES: &str = "\
Exit codes: 0 done, or nothing to do; 1 failed; 2 refused, and nothing written; 3 a check has findings, or labels do not \
fit the files; 130 interrupted

A flag that is not given takes the value of its environment variable, without blanks around it. A variable does not count \
where it is empty, or contradicts a flag that is given. Switches are true or false there.

With --parts alone, JOB_COMPLETION_INDEX, AWS_BATCH_JOB_ARRAY_INDEX or SLURM_ARRAY_TASK_ID (declared 0-7 for 8) is the \
part, from 0.

A flag about a table that is not written (--currencies, --compression, --delta-cdf, --delta-timestamps) has no effect.";

/// The flags that decide the files.
const SCENARIO: [&str; 13] = [
    "seed",
    "scale",
    "start_date",
    "days",
    "tables",
    "currencies",
    "format",
    "compression",
    "delta_cdf",
    "delta_timestamps",
    "anomalies",
    "difficulty",
    "intensity",
];

/// The flags that do not go with --append.
const APPENDS_NOT: [&str; 8] =
    ["stdout", "dry_run", "from_truth", "no_truth", "overwrite", "parts", "part", "part_index"];

/// When progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProgressChoice {
    /// Where standard error is a terminal.
    Auto,
    /// As a bar on a terminal, as lines elsewhere.
    Always,
    /// Never.
    Never,
}

impl Args {
    /// The same, knowing which of the flags that decide the files were given.
    pub fn knowing_given(self, matches: &ArgMatches) -> Self {
        let is_given = |id: &&str| {
            let is_known = matches.try_contains_id(id).unwrap_or(false);
            is_known && matches.value_source(id) == Some(ValueSource::CommandLine)
        };
        Self { given: SCENARIO.into_iter().filter(is_given).collect(), ..self }
    }

    /// Whether one of the flags that decide the files was given, by its name here.
    pub fn is_given(&self, id: &str) -> bool {
        self.given.contains(&id)
    }

    /// The same with the policy made as easy or hard, and as intense, as was asked for.
    ///
    /// # Errors
    /// What clap would say where the policy is none of those whose difficulty is known.
    pub fn with_difficulty(self) -> Result<Self, clap::Error> {
        let policy = match self.difficulty {
            Difficulty::Default => Some(self.anomalies.clone()),
            difficulty => self.anomalies.with_difficulty(difficulty),
        };
        let Some(policy) = policy else {
            let message = format!(
                "--difficulty {} goes with --anomalies default or castable, not with {}, whose rules nobody has measured",
                self.difficulty,
                self.anomalies.name()
            );
            return Err(Self::command().error(ErrorKind::ArgumentConflict, message));
        };
        Ok(Self { anomalies: policy.with_intensity(self.intensity), ..self })
    }

    /// What to generate.
    ///
    /// # Errors
    /// [`retailgen::Error::Dataset`] where the days leave the company's life, a table cannot have the format that was asked for,
    /// or a truth does not tell what was generated.
    pub fn scenario(&self) -> Result<Scenario, retailgen::Error> {
        if let Some(truth) = &self.from_truth {
            return Ok(Scenario::from_truth(truth)?);
        }
        let window = self.window()?;
        let scenario = Scenario::new(self.seed).with_scale(self.scale).with_window(window);
        let delta =
            DeltaOptions::default().with_change_data_feed(self.delta_cdf).with_timestamps(self.delta_timestamps);
        let mut scenario =
            scenario.with_anomalies(self.anomalies.clone()).with_compression(self.compression).with_delta(delta);
        if !self.tables.is_empty() {
            scenario = scenario.with_tables(self.tables.iter().flat_map(Tables::all).copied())?;
        }
        let formats = Formats::parse(&self.format, scenario.tables())?;
        scenario = scenario.with_formats(formats);
        if !self.currencies.is_empty() {
            scenario = scenario.with_currencies(self.currencies.iter().copied())?;
        }
        Ok(scenario)
    }

    /// How many days to append: one, unless it is said.
    pub fn appended_days(&self) -> u32 {
        if self.is_given("days") { self.days } else { 1 }
    }

    /// The folder of the truth, where one was named.
    pub fn given_truth(&self) -> Option<&Path> {
        self.truth.as_deref()
    }

    fn window(&self) -> Result<Window, WindowError> {
        Window::new(self.start_date, self.days)
    }

    /// Where the truth goes: beside the data, unless it is sent elsewhere, not wanted, or there are no faults.
    ///
    /// # Errors
    /// [`retailgen::DatasetError::NoNameForTruth`] where it would go beside a folder without a name.
    pub fn truth(&self, scenario: &Scenario) -> Result<Option<PathBuf>, retailgen::Error> {
        match &self.truth {
            _ if self.no_truth => Ok(None),
            Some(given) => Ok(Some(given.clone())),
            None if scenario.anomalies().rules().is_empty() => Ok(None),
            None => Ok(Some(truth_beside(&self.out)?)),
        }
    }

    /// The part of the run to write; none for all of it.
    ///
    /// # Errors
    /// What clap would say of numbers that are missing, contradictory or outside.
    pub fn part(&self) -> Result<Option<PartNumber>, clap::Error> {
        let part = parts::part(Asked { parts: self.parts, part: self.part, index: self.part_index });
        part.map_err(|message| Self::command().error(ErrorKind::ValueValidation, message))
    }

    /// How many threads to use.
    pub fn threads(&self) -> NonZeroUsize {
        // Where the system does not tell, one thread is what always works.
        self.threads.unwrap_or_else(|| thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }

    /// How to write, as far as flags say it.
    pub fn write_options<'o>(&self, truth: Option<&'o Path>) -> WriteOptions<'o> {
        let mut options = WriteOptions::default();
        options.threads = self.threads();
        options.overwrite = overwrite(self.overwrite);
        options.truth = truth;
        options
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use retailgen::Table;

    use super::*;

    fn parse(flags: &[&str]) -> Args {
        Args::try_parse_from([&["retailgen"], flags].concat()).unwrap()
    }

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn one_half_of_the_window_leaves_the_other_as_it_is() {
        let first_and_days = |flags: &[&str]| {
            let window = parse(flags).window().unwrap();
            (window.first().to_string(), window.days())
        };
        assert_eq!(first_and_days(&[]), ("2024-01-01".to_owned(), 366));
        assert_eq!(first_and_days(&["--start-date", "2020-05-01"]), ("2020-05-01".to_owned(), 366));
        assert_eq!(first_and_days(&["--days", "3"]), ("2024-01-01".to_owned(), 3));
    }

    #[test]
    fn tables_may_be_listed_repeated_and_spaced() {
        let scenario = parse(&["-t", "stores, customers", "--tables", "stores"]).scenario().unwrap();
        assert_eq!(scenario.tables(), [Table::Customers, Table::Stores]);
        assert_eq!(parse(&[]).scenario().unwrap().tables(), Table::ALL);
    }
}
