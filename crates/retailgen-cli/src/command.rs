//! The subcommands: what each takes.

use clap::{Subcommand, ValueHint};
use clap_complete::Shell;
use retailgen::Policy;

use crate::{
    answers::AnswersArgs, exercise::ExerciseArgs, feed::FeedArgs, heal::HealArgs, history::HistoryArgs,
    merge::MergeArgs, page::ReportArgs, schema::SchemaArgs, score::ScoreArgs, values::policy, verify::VerifyArgs,
};

const COMPLETIONS_HELP: &str = "\
For bash, where bash-completion looks:
  retailgen completions bash > ~/.local/share/bash-completion/completions/retailgen";

/// What can be asked for besides generating.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the kinds of faults, and the rules of a policy
    Anomalies {
        /// Policy: default, castable, structural, temporal, drift, none, preset:NAME, a TOML file, - for standard input; a,b joins two
        #[arg(default_value = "default", value_parser = policy(), value_hint = ValueHint::FilePath)]
        policy: Policy,

        /// Print JSON instead of Markdown [default: off]
        #[arg(long)]
        json: bool,

        /// Print the policy alone, as TOML to copy and change [default: off]
        #[arg(long, conflicts_with = "json")]
        show: bool,
    },

    /// Write a first load, and a folder for what arrives on each day after it
    Feed(Box<FeedArgs>),

    /// Print what a slowly changing dimension must hold after a feed
    History(HistoryArgs),

    /// Print the columns of the tables, or code that loads them: SQL, Python, dbt
    Schema(SchemaArgs),

    /// Check a folder against its manifest and, value by value, against its truth
    Verify(VerifyArgs),

    /// Write the files of a folder again without their faults, which the truth lists
    Heal(HealArgs),

    /// Make a page to look at: what the data is, what is wrong with it, and where
    Report(ReportArgs),

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
