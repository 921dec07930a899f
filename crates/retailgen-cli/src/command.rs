//! The subcommands: what each takes.

use std::path::PathBuf;

use clap::{Subcommand, ValueHint};
use clap_complete::Shell;
use retailgen::Policy;

use crate::{
    answers::AnswersArgs, exercise::ExerciseArgs, merge::MergeArgs, schema::SchemaArgs, score::ScoreArgs,
    values::policy,
};

const COMPLETIONS_HELP: &str = "\
For bash, where bash-completion looks:
  retailgen completions bash > ~/.local/share/bash-completion/completions/retailgen";
const VERIFY_CODES: &str = "Exit codes: 0 all holds, 1 cannot be checked, 2 refused, 3 something does not hold";
const REPORT_CODES: &str = "Exit codes: 0 the page is there, 1 failed, 2 refused; nothing is written then";
const HEAL_CODES: &str = "Exit codes: 0 healed, 1 failed, 2 refused and nothing written, 3 the labels do not fit the files; nothing is left then";

/// What can be asked for besides generating.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the kinds of faults, and the rules of a policy
    Anomalies {
        /// Policy: default, castable, structural, none, preset:NAME, a TOML file, - for standard input; a,b joins two
        #[arg(default_value = "default", value_parser = policy(), value_hint = ValueHint::FilePath)]
        policy: Policy,

        /// Print JSON instead of Markdown [default: off]
        #[arg(long)]
        json: bool,

        /// Print the policy alone, as TOML to copy and change [default: off]
        #[arg(long, conflicts_with = "json")]
        show: bool,
    },

    /// Print the columns of the tables, or code that loads them: SQL, Python, dbt
    Schema(SchemaArgs),

    /// Check a folder against its manifest and, value by value, against its truth
    #[command(after_help = VERIFY_CODES)]
    Verify {
        /// Folder with the data
        #[arg(value_name = "FOLDER", default_value = "data_raw", value_hint = ValueHint::DirPath)]
        folder: PathBuf,

        /// Folder with the truth [default: the name of the data folder with .truth added, if there is one]
        #[arg(long, value_name = "FOLDER", conflicts_with = "no_truth", value_hint = ValueHint::DirPath)]
        truth: Option<PathBuf>,

        /// Check the files against their manifest only [default: off]
        #[arg(long)]
        no_truth: bool,

        /// Print JSON instead of lines [default: off]
        #[arg(long)]
        json: bool,

        /// Print errors and findings only [default: off]
        #[arg(short, long)]
        quiet: bool,
    },

    /// Write the files of a folder again without their faults, which the truth lists
    #[command(after_help = HEAL_CODES)]
    Heal {
        /// Folder with the data
        #[arg(value_name = "FOLDER", default_value = "data_raw", value_hint = ValueHint::DirPath)]
        folder: PathBuf,

        /// Folder for the healed files, created if it does not exist
        #[arg(short, long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
        out: PathBuf,

        /// Folder with the truth [default: the name of the data folder with .truth added]
        #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
        truth: Option<PathBuf>,

        /// Replace the files of an earlier run in the output folder, and no others [default: off]
        #[arg(long)]
        overwrite: bool,

        /// Print a summary as JSON to standard output, too [default: off]
        #[arg(long)]
        json: bool,

        /// Print errors only [default: off]
        #[arg(short, long)]
        quiet: bool,
    },

    /// Make a page to look at: what the data is, what is wrong with it, and where
    #[command(after_help = REPORT_CODES)]
    Report {
        /// Folder with the data
        #[arg(value_name = "FOLDER", default_value = "data_raw", value_hint = ValueHint::DirPath)]
        folder: PathBuf,

        /// File for the page, HTML without script or request
        #[arg(short, long, value_name = "FILE", default_value = "report.html", value_hint = ValueHint::FilePath)]
        out: PathBuf,

        /// Folder with the truth [default: the name of the data folder with .truth added, if there is one]
        #[arg(long, value_name = "FOLDER", conflicts_with = "no_truth", value_hint = ValueHint::DirPath)]
        truth: Option<PathBuf>,

        /// Findings of a check to hold against the truth, as `retailgen score` takes them
        #[arg(long, value_name = "FILE", conflicts_with = "no_truth", value_hint = ValueHint::FilePath)]
        findings: Vec<PathBuf>,

        /// Answers to show, from `retailgen answers --json`
        #[arg(long, value_name = "FILE", conflicts_with = "no_truth", value_hint = ValueHint::FilePath)]
        answers: Option<PathBuf>,

        /// Result of a verification to show, from `retailgen verify --json`
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        verified: Option<PathBuf>,

        /// Say nothing of what is wrong [default: off]
        #[arg(long)]
        no_truth: bool,

        /// Replace another page at that place, and nothing else [default: off]
        #[arg(long)]
        overwrite: bool,

        /// Print errors only [default: off]
        #[arg(short, long)]
        quiet: bool,
    },

    /// Print what a pipeline must come to, and what faults make of it
    Answers(AnswersArgs),

    /// Make one run of the parts that several processes have written
    Merge(MergeArgs),

    /// Hold what a check or a pipeline found against the truth
    Score(ScoreArgs),

    /// Write an exercise for learners, or mark findings
    Exercise(ExerciseArgs),

    /// List the tables: content, path, format, number of rows, key
    Tables {
        /// Print JSON instead of lines [default: off]
        #[arg(long)]
        json: bool,
    },

    /// Print a script with which a shell completes flags and names
    #[command(after_help = COMPLETIONS_HELP)]
    Completions {
        /// Shell
        #[arg(value_name = "SHELL")]
        shell: Shell,
    },

    /// Print the manual page, as roff
    Man {
        /// Subcommand whose page to print [default: the whole command]
        #[arg(value_name = "COMMAND")]
        command: Option<String>,
    },
}
