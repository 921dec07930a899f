//! `retailgen schema`: what the tables hold, and code that loads them.

use std::path::{self, PathBuf};

use clap::{Args, Command, ValueHint, builder::NonEmptyStringValueParser, error::ErrorKind};
use retailgen::{LoaderOptions, Policy, SchemaFormat, Table, render_schema, write_dbt_project};

use crate::{
    console::{self, Console},
    failure::Failure,
    shell,
    values::{Tables, policy, tables},
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
    /// Tables [default: all]
    #[arg(value_name = "TABLE", value_parser = tables(), hide_possible_values = true)]
    tables: Vec<Tables>,

    #[arg(short, long, value_name = "FORMAT", default_value_t = SchemaFormat::default(), help = formats_help())]
    format: SchemaFormat,

    /// Folder that the loaders read
    #[arg(long, value_name = "FOLDER", default_value = "data_raw", value_parser = NonEmptyStringValueParser::new())]
    from: String,

    #[arg(
        help = "Policy of the files: columns with cells that do not cast are loaded as text. Values: default, castable, \
                  none, a TOML file, or - for standard input [default: all cells cast]"
    )]
    #[arg(long, value_name = "POLICY", value_parser = policy(), value_hint = ValueHint::FilePath)]
    anomalies: Option<Policy>,

    /// Folder to write the dbt project into, created if it does not exist, instead of printing it
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
    let named: Vec<Table> = args.tables.iter().flat_map(Tables::all).copied().collect();
    let tables = if named.is_empty() { &Table::ALL[..] } else { &named };
    if args.anomalies.is_some() && !args.format.reads_files() {
        let readers = SchemaFormat::ALL.into_iter().filter(|format| format.reads_files()).map(SchemaFormat::name);
        let readers = readers.collect::<Vec<_>>().join(", ");
        return Err(conflict(format!(
            "--anomalies is for formats that read the files ({readers}): --format {} describes clean data",
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
    write_dbt_project(folder, tables, &args.loader_options(&from))?;
    let quoted = shell::quote(folder.as_os_str());
    let console = Console::for_errors();
    console.line(format_args!("wrote a dbt project into {}; to run it:", folder.display()));
    console.line(format_args!("  dbt build --project-dir {quoted} --profiles-dir {quoted}"));
    Ok(())
}

/// Flags that do not go together.
fn conflict(message: String) -> Failure {
    SchemaArgs::augment_args(Command::new("retailgen schema")).error(ErrorKind::ArgumentConflict, message).into()
}

fn formats_help() -> String {
    let names = SchemaFormat::ALL.map(SchemaFormat::name).join(", ");
    format!("Format, one of {names}")
}
