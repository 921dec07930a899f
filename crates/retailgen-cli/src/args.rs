//! The arguments: what may be typed. Each group of flags stands in a file of its own, with what it means.

pub mod content;
mod destination;
mod parts;
pub mod said;
pub mod truth;
pub mod writing;

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use clap::{ArgMatches, CommandFactory as _, Id, Parser, error::ErrorKind, parser::ValueSource};
use retailgen::{DATASET_VERSION, PartNumber, Scenario, WriteOptions};

use self::{
    content::{Company, Content, Days},
    destination::Destination,
    parts::Asked,
    said::Said,
    truth::TruthFolders,
    writing::{Appending, Writing},
};
use crate::command::Command;

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
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,

    #[command(flatten)]
    company: Company,

    #[command(flatten)]
    pub destination: Destination,

    #[command(flatten)]
    days: Days,

    #[command(flatten)]
    content: Content,

    #[command(flatten)]
    truth: TruthFolders,

    #[command(flatten)]
    parts: Asked,

    #[command(flatten)]
    pub writing: Writing,

    #[command(flatten)]
    pub appending: Appending,

    #[command(flatten)]
    pub said: Said,

    /// The flags about the content that were given.
    #[arg(skip)]
    given: Vec<Id>,
}

const CODES: &str = "\
Exit codes: 0 done, or nothing to do; 1 failed; 2 refused, and nothing written; 3 a check has findings, or labels do not \
fit the files; 130 interrupted

A flag that is not given takes the value of its environment variable, without blanks around it. A variable does not count \
where it is empty, or contradicts a flag that is given. Switches are true or false there.

With --parts alone, JOB_COMPLETION_INDEX, AWS_BATCH_JOB_ARRAY_INDEX or SLURM_ARRAY_TASK_ID (declared 0-7 for 8) is the \
part, from 0.

A flag about a table that is not written (--currencies, --compression, --delta-cdf, --delta-timestamps) has no effect.";

impl Args {
    /// The same, knowing which of the flags about the content were given.
    pub fn knowing_given(self, matches: &ArgMatches) -> Self {
        let is_given = |id: &Id| {
            let id = id.as_str();
            let is_known = matches.try_contains_id(id).unwrap_or(false);
            is_known && matches.value_source(id) == Some(ValueSource::CommandLine)
        };
        Self { given: content::ids().into_iter().filter(is_given).collect(), ..self }
    }

    /// Whether one of the flags about the content was given, by its name here.
    pub fn is_given(&self, id: &str) -> bool {
        self.given.iter().any(|given| given == id)
    }

    /// Whether a flag was given that decides the setting of this difference.
    pub fn decides(&self, difference: &str) -> bool {
        content::is_decided(difference, |id| self.is_given(id))
    }

    /// The same with the policy made as easy or hard, and as intense, as was asked for.
    ///
    /// # Errors
    /// What clap would say where the policy is none of those whose difficulty is known.
    pub fn with_difficulty(self) -> Result<Self, clap::Error> {
        let refused = |message| Self::command().error(ErrorKind::ArgumentConflict, message);
        let content = self.content.with_difficulty().map_err(refused)?;
        let command = match self.command {
            Some(Command::Feed(feed)) => Some(Command::Feed(Box::new(feed.with_difficulty().map_err(refused)?))),
            command => command,
        };
        Ok(Self { command, content, ..self })
    }

    /// What to generate.
    ///
    /// # Errors
    /// [`retailgen::Error::Dataset`] where the days leave the company's life, a table cannot have the format that was asked for,
    /// or a truth does not tell what was generated.
    pub fn scenario(&self) -> Result<Scenario, retailgen::Error> {
        if let Some(scenario) = self.truth.scenario()? {
            return Ok(scenario);
        }
        let window = self.days.window().map_err(retailgen::DatasetError::from)?;
        self.content.scenario(&self.company, window)
    }

    /// How many days to append: one, unless it is said.
    pub fn appended_days(&self) -> u32 {
        if self.is_given("days") { self.days.number() } else { 1 }
    }

    /// The folder of the data.
    pub fn out(&self) -> &Path {
        &self.destination.out
    }

    /// The folder of the truth, where one was named.
    pub fn given_truth(&self) -> Option<&Path> {
        self.truth.to_write().given()
    }

    /// The folder for the truth; none where no truth is written.
    ///
    /// # Errors
    /// [`retailgen::DatasetError::NoNameForTruth`] where it would go beside a folder without a name.
    pub fn truth(&self, scenario: &Scenario) -> Result<Option<PathBuf>, retailgen::Error> {
        self.truth.to_write().folder(scenario, self.out())
    }

    /// The part of the run to write; none for all of it.
    ///
    /// # Errors
    /// What clap would say of numbers that are missing, contradictory or outside.
    pub fn part(&self) -> Result<Option<PartNumber>, clap::Error> {
        self.parts.part().map_err(|message| Self::command().error(ErrorKind::ValueValidation, message))
    }

    /// How many threads to use.
    pub fn threads(&self) -> NonZeroUsize {
        self.writing.threads()
    }

    /// How to write, as far as flags say it.
    pub fn write_options<'o>(&self, truth: Option<&'o Path>) -> WriteOptions<'o> {
        self.writing.options(truth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
    }
}
