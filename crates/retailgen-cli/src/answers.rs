//! `retailgen answers`: the right results of pipelines.

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, ValueEnum, ValueHint};
use retailgen::{
    Error, LoaderOptions, Policy, SchemaFormat, Table,
    answers::{AnswerOptions, Answers, AnswersError, AnswersFile, Expected, Layer},
    render_schema,
};

use crate::{
    console::{self, Console},
    escape,
    failure::Failure,
    values::overwrite,
    verify::Sought,
};

const AFTER: &str = "Exit codes: 0 answered, 1 failed, 2 refused";

/// The arguments of `retailgen answers`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
#[expect(clippy::struct_excessive_bools, reason = "a switch that is typed or not is one")]
pub struct AnswersArgs {
    /// Folder with the data
    #[arg(value_name = "FOLDER", default_value = "data_raw", value_hint = ValueHint::DirPath)]
    folder: PathBuf,

    /// Truth [default: the data's name with .truth added, if there is one]
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    truth: Option<PathBuf>,

    /// One layer: bronze, silver or gold [default: all]
    #[arg(long, value_name = "LAYER", value_enum, hide_possible_values = true)]
    layer: Option<LayerName>,

    /// One question, by name [default: all]
    #[arg(long, value_name = "NAME", conflicts_with = "layer")]
    question: Option<String>,

    /// Print JSON [default: off]
    #[arg(long)]
    json: bool,

    /// Print what checks tables: for duckdb, dbt or spark
    #[arg(long, value_name = "TOOL", value_enum, hide_possible_values = true, conflicts_with_all = ["json", "layer"])]
    sql: Option<Tool>,

    /// Folder that the check for duckdb or spark reads
    #[arg(long, value_name = "FOLDER", default_value = "silver", value_hint = ValueHint::DirPath)]
    silver: String,

    /// The check reads no folder: your database has tables of these names [default: off]
    #[arg(long, requires = "sql", conflicts_with = "silver")]
    no_loaders: bool,

    /// What tests of dbt expect: clean or rejected
    #[arg(
        long,
        value_name = "ANSWER",
        value_enum,
        hide_possible_values = true,
        default_value = "clean",
        requires = "sql"
    )]
    expect: ExpectName,

    /// Faults, by kind or rule, with which a row is not rejected: those that you do not claim to see
    #[arg(long, value_name = "FAULT,...", value_delimiter = ',')]
    let_through: Vec<String>,

    /// File for what would be printed, or for a table where its name ends in .parquet
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: Option<PathBuf>,

    /// Replace other answers there [default: off]
    #[arg(long, requires = "out")]
    overwrite: bool,

    /// Print no remarks [default: off]
    #[arg(short, long)]
    quiet: bool,
}

/// What `--sql` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tool {
    Duckdb,
    Dbt,
    Spark,
}

/// What `--expect` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExpectName {
    Clean,
    Rejected,
}

/// What `--layer` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LayerName {
    Bronze,
    Silver,
    Gold,
}

impl LayerName {
    fn layer(self) -> Layer {
        match self {
            Self::Bronze => Layer::Bronze,
            Self::Silver => Layer::Silver,
            Self::Gold => Layer::Gold,
        }
    }
}

/// Answers, and prints the answers or writes them into a file.
///
/// # Errors
/// [`retailgen::Error::Answers`] where there are none, and [`Failure::Output`] where they could not be printed.
pub fn answers(args: &AnswersArgs, command_line: &[OsString]) -> Result<(), Failure> {
    let failed = |error: Error| Failure::of_run(error, command_line);
    let console = Console::new(args.quiet);
    let file = args.out.as_deref().map(AnswersFile::at).transpose().map_err(|error| failed(error.into()))?;
    if let Some((file, out)) = file.as_ref().zip(args.out.as_ref())
        && file.takes_table()
        && (args.json || args.sql.is_some())
    {
        return Err(failed(AnswersError::TextInTable(out.clone()).into()));
    }
    let truth = Sought::new(&args.folder, args.truth.as_deref()).map_err(failed)?;
    let mut options = AnswerOptions::default();
    options.truth = truth.found();
    options.layer = args.layer.map(LayerName::layer).or(args.sql.map(|_| Layer::Gold));
    options.question = args.question.as_deref();
    let let_through: Vec<&str> = args.let_through.iter().map(String::as_str).collect();
    options.let_through = &let_through;
    let answers = Answers::of(&args.folder, &options).map_err(|error| failed(error.into()))?;
    if let (Sought::Absent(beside), None) = (&truth, args.sql) {
        let beside = beside.display();
        console.line(format_args!("no truth in {beside}: these are the answers of the files as they are"));
    }
    let text = || match args.sql {
        Some(tool) => sql(tool, &answers, args).map_err(|error| failed(error.into())),
        None if args.json => Ok(answers.to_json()),
        None => Ok(answers.to_string()),
    };
    let Some((file, out)) = file.as_ref().zip(args.out.as_deref()) else {
        let text = text()?;
        let printed =
            if args.json { console::json_to_stdout(&text) } else { console::to_stdout(&escape::lines(&text)) };
        return printed.map_err(Failure::Output);
    };
    let may = overwrite(args.overwrite);
    let put = if file.takes_table() { file.put_table(&answers, may) } else { file.put(&text()?, may) };
    let is_new = put.map_err(|error| failed(error.into()))?;
    let shown = out.display();
    if is_new {
        console.line(format_args!("wrote {shown}"));
    } else {
        console.line(format_args!("nothing to do: {shown} holds these answers already"));
    }
    Ok(())
}

/// What a tool checks tables by. It takes cells that do not cast as text, as the files of the default policy need it.
fn sql(tool: Tool, answers: &Answers, args: &AnswersArgs) -> Result<String, AnswersError> {
    let mut tables: Vec<Table> = answers.gold.iter().flat_map(|answer| answer.question.tables).copied().collect();
    tables.sort_unstable();
    tables.dedup();
    let policy = Policy::builtin("default");
    let strict = LoaderOptions::new(&args.silver);
    let options = policy.as_ref().map_or(strict, |policy| strict.with_anomalies(policy));
    let loaders = |format| if args.no_loaders { String::new() } else { render_schema(&tables, format, &options) };
    match tool {
        Tool::Duckdb => answers.duckdb_script(&loaders(SchemaFormat::Duckdb)),
        Tool::Spark => answers.spark_program(&loaders(SchemaFormat::Spark)),
        Tool::Dbt => {
            let expected = match args.expect {
                ExpectName::Clean => Expected::Clean,
                ExpectName::Rejected => Expected::Rejected,
            };
            let tests = answers.dbt_tests(expected)?;
            Ok(tests.into_iter().map(|(path, test)| format!("# ==> {path} <==\n{test}")).collect::<Vec<_>>().join("\n"))
        }
    }
}
