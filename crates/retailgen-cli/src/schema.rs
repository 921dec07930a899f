//! `retailgen schema`: what the tables hold, and code that loads them.

use std::path::{self, PathBuf};

use clap::{Args, CommandFactory as _, builder::NonEmptyStringValueParser, error::ErrorKind};
use retailgen::{SchemaFormat, Table, parse_table, render_schema, write_dbt_project};

use crate::{
    args,
    console::{self, Console},
    failure::Failure,
};

const EXAMPLES: &str = "\
Examples:
  retailgen schema orders_lines                        what a table holds, for reading
  retailgen schema --format ddl                        CREATE TABLE statements of all tables
  retailgen schema sensors --format polars             Python that loads a table from data_raw
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

    /// Write the dbt project into this folder, made if need be, instead of printing it
    #[arg(short, long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// Prints the schema, or writes the dbt project.
///
/// # Errors
/// [`Failure`] where a folder is named for a format that is no project, it cannot be used, or standard output takes no
/// more.
pub fn schema(args: &SchemaArgs) -> Result<(), Failure> {
    let tables = if args.tables.is_empty() { &Table::ALL[..] } else { &args.tables };
    let Some(folder) = &args.out else {
        let text = render_schema(tables, args.format, &args.from);
        return console::to_stdout(&text).map_err(Failure::Output);
    };
    if args.format != SchemaFormat::Dbt {
        let message = format!("--out is for --format dbt only: --format {} is printed", args.format);
        return Err(args::Args::command().error(ErrorKind::ArgumentConflict, message).into());
    }
    // dbt works in the folder of the project, from where a relative path would lead elsewhere. A path that cannot be
    // made absolute is left as it is.
    let from =
        path::absolute(&args.from).map_or_else(|_| args.from.clone(), |from| from.to_string_lossy().into_owned());
    write_dbt_project(folder, tables, &from)?;
    let folder = folder.display();
    let hint = format!(
        "wrote a dbt project into {folder}; to run it:\n  dbt build --project-dir {folder} --profiles-dir {folder}"
    );
    Console::for_errors().line(hint);
    Ok(())
}

fn table(text: &str) -> Result<Table, retailgen::Error> {
    parse_table(text.trim())
}

fn formats_help() -> String {
    let names = SchemaFormat::ALL.map(SchemaFormat::name).join(", ");
    format!("Print it in this format, of {names}")
}
