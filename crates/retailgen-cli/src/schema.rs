//! `retailgen schema`: what the tables hold, and code that loads them.

use std::path::{self, PathBuf};

use clap::{Args, Command, ValueHint, builder::NonEmptyStringValueParser, error::ErrorKind};
use retailgen::{Error, LoaderOptions, Policy, SchemaFormat, Table, parse_table, render_schema, write_dbt_project};

use crate::{
    console::{self, Console},
    failure::Failure,
    values::policy,
};

const EXAMPLES: &str = "\
Examples:
  retailgen schema orders_lines                        what a table holds, for reading
  retailgen schema --format ddl                        CREATE TABLE statements of all tables
  retailgen schema sensors --format polars             Python that loads a table from data_raw
  retailgen schema -f duckdb --anomalies default       SQL that loads what a plain run has written
  retailgen schema --format dbt --out dbt              a dbt project on data_raw, in the folder dbt";

/// The arguments of `retailgen schema`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct SchemaArgs {
    /// The tables; all where none is named
    #[arg(value_name = "TABLE", value_parser = table)]
    tables: Vec<Table>,

    #[arg(short, long, value_name = "FORMAT", default_value_t = SchemaFormat::default(), help = formats_help())]
    format: SchemaFormat,

    /// Have the loaders read from this folder
    #[arg(long, value_name = "FOLDER", default_value = "data_raw", value_parser = NonEmptyStringValueParser::new())]
    from: String,

    #[arg(
        help = "Load what this policy writes, columns with cells that do not cast as text: default, castable, none, \
                  or a TOML file [default: all cells cast]"
    )]
    #[arg(long, value_name = "POLICY", value_parser = policy, value_hint = ValueHint::FilePath)]
    anomalies: Option<Policy>,

    /// Write the dbt project into this folder, made if need be, instead of printing it
    #[arg(short, long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

impl SchemaArgs {
    fn loader_options<'o>(&'o self, from: &'o str) -> LoaderOptions<'o> {
        let strict = LoaderOptions::new(from);
        self.anomalies.as_ref().map_or(strict, |policy| strict.with_anomalies(policy))
    }
}

/// Prints the schema, or writes the dbt project.
///
/// # Errors
/// [`Failure`] where a folder is named for a format that is no project, or a policy for one that reads no files, where the
/// folder cannot be used, or standard output takes no more.
pub fn schema(args: &SchemaArgs) -> Result<(), Failure> {
    let tables = if args.tables.is_empty() { &Table::ALL[..] } else { &args.tables };
    if args.anomalies.is_some() && !args.format.reads_files() {
        let readers = SchemaFormat::ALL.into_iter().filter(|format| format.reads_files()).map(SchemaFormat::name);
        let readers = readers.collect::<Vec<_>>().join(", ");
        return Err(conflict(format!(
            "--anomalies is for formats that read the files, which are {readers}: --format {} tells what holds of clean \
             data",
            args.format
        )));
    }
    let Some(folder) = &args.out else {
        let text = render_schema(tables, args.format, &args.loader_options(&args.from));
        return console::to_stdout(&text).map_err(Failure::Output);
    };
    if args.format != SchemaFormat::Dbt {
        return Err(conflict(format!("--out is for --format dbt only: --format {} is printed", args.format)));
    }
    // dbt works in the folder of the project, from where a relative path would lead elsewhere. A path that cannot be
    // made absolute is left as it is.
    let from =
        path::absolute(&args.from).map_or_else(|_| args.from.clone(), |from| from.to_string_lossy().into_owned());
    write_dbt_project(folder, tables, &args.loader_options(&from)).map_err(Error::from)?;
    let folder = folder.display();
    let hint = format!(
        "wrote a dbt project into {folder}; to run it:\n  dbt build --project-dir {folder} --profiles-dir {folder}"
    );
    Console::for_errors().line(hint);
    Ok(())
}

/// Flags that do not go together.
fn conflict(message: String) -> Failure {
    SchemaArgs::augment_args(Command::new("retailgen schema")).error(ErrorKind::ArgumentConflict, message).into()
}

fn table(text: &str) -> Result<Table, Error> {
    parse_table(text.trim())
}

fn formats_help() -> String {
    let names = SchemaFormat::ALL.map(SchemaFormat::name).join(", ");
    format!("Print it in this format, of {names}")
}
