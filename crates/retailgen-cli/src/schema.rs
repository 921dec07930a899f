//! `retailgen schema`: what the tables hold, and code that loads them.

use std::path::{self, Path, PathBuf};

use clap::{Args, Command, ValueHint, builder::NonEmptyStringValueParser, error::ErrorKind};
use retailgen::{
    Error, Formats, LoaderOptions, Manifest, Policy, SchemaFormat, Table, policy_of_run, refuse_address,
    refuse_another_truth, render_schema, truth_beside, write_dbt_project,
};

use crate::{
    console::{self, Console},
    failure::Failure,
    shell,
    values::{Tables, policy, tables},
};

const EXAMPLES: &str = "\
Examples:
  retailgen schema orders_lines                        what a table holds, for reading
  retailgen schema --format postgres                   CREATE TABLE and \\copy of all tables
  retailgen schema sensors --format polars             Python that loads a table from data_raw
  retailgen schema -f duckdb --truth                   SQL that loads all tables, and their labels
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
        help = "Policy of the files, by which columns with cells that do not cast are loaded as text: default, castable, \
                  none (all cells cast), a TOML file, or - for standard input [default: the policy that the truth beside \
                  --from names, or default]"
    )]
    #[arg(long, value_name = "POLICY", value_parser = policy(), value_hint = ValueHint::FilePath)]
    anomalies: Option<Policy>,

    /// For duckdb: a view of each table's labels beside their rows, from this truth folder [default: beside --from]
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    truth: Option<String>,

    /// For duckdb, pandas, polars: file, row and line of each row, for findings [default: off]
    #[arg(long)]
    with_place: bool,

    /// Folder to write the dbt project into, created if it does not exist, instead of printing it
    #[arg(short, long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

impl SchemaArgs {
    /// The truth folder that is named, or else the one beside the data.
    fn truth(&self) -> Result<PathBuf, Error> {
        match self.truth.as_deref() {
            None | Some("") => Ok(truth_beside(Path::new(&self.from))?),
            Some(named) => Ok(named.into()),
        }
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
    if args.truth.is_some() && args.format != SchemaFormat::Duckdb {
        return Err(conflict(format!("--truth is for --format duckdb only: --format {} has no labels", args.format)));
    }
    if args.with_place && !args.format.tells_places() {
        let tellers = SchemaFormat::ALL.into_iter().filter(|format| format.tells_places()).map(SchemaFormat::name);
        let tellers = tellers.collect::<Vec<_>>().join(", ");
        return Err(conflict(format!(
            "--with-place is for some formats only ({tellers}), not for --format {}",
            args.format
        )));
    }
    if args.out.is_some() && args.format != SchemaFormat::Dbt {
        return Err(conflict(format!("--out is for --format dbt only: --format {} is printed", args.format)));
    }
    refuse_other_formats(args)?;
    let truth = args.truth();
    if let (Some(_), Ok(truth)) = (&args.truth, &truth) {
        refuse_another_truth(Path::new(&args.from), truth).map_err(Error::from)?;
    }
    let (policy, note) = match &args.anomalies {
        None if args.format.reads_files() => {
            let (policy, note) = policy_and_note(&args.from, truth.as_deref().ok());
            (policy, Some(note))
        }
        given => (given.clone(), None),
    };
    let options = |from| {
        let strict = LoaderOptions::new(from);
        policy.as_ref().map_or(strict, |policy| strict.with_anomalies(policy))
    };
    let Some(folder) = &args.out else {
        let marks = if matches!(args.format, SchemaFormat::Duckdb | SchemaFormat::Postgres) { "--" } else { "#" };
        let note = note.map_or_else(String::new, |note| format!("{marks} {note}\n"));
        let mut options = options(&args.from);
        let truth = args.truth.as_ref().map(|_| truth).transpose()?.map(|truth| truth.to_string_lossy().into_owned());
        options.truth = truth.as_deref();
        options.place = args.with_place;
        return console::to_stdout(&(note + &render_schema(tables, args.format, &options))).map_err(Failure::Output);
    };
    let from = seen_from(folder, &args.from).unwrap_or_else(|| args.from.clone());
    refuse_address(folder).map_err(Error::from)?;
    write_dbt_project(folder, tables, &options(&from)).map_err(Error::from)?;
    let console = Console::for_errors();
    if let Some(note) = note {
        console.line(note);
    }
    let quoted = shell::quote(folder.as_os_str());
    console.line(format_args!("wrote a dbt project into {}; to run it:", folder.display()));
    console.line(format_args!("  dbt build --project-dir {quoted} --profiles-dir {quoted}"));
    Ok(())
}

/// The policy that a truth folder records, or else the default one, and a sentence that says so. It goes above code, so what
/// was read stands in it on one line.
fn policy_and_note(folder: &str, truth: Option<&Path>) -> (Option<Policy>, String) {
    let Some(truth) = truth.filter(|truth| truth.is_dir()) else {
        let note = "For what the policy default writes: no truth is there to name another. --anomalies does, none for clean data.";
        return (Policy::builtin("default"), note.to_owned());
    };
    match policy_of_run(Path::new(folder), truth) {
        Ok(policy) => {
            let note =
                format!("For what the policy {} writes, which {} names.", policy.name().escape_debug(), shown(truth));
            (Some(policy), note)
        }
        Err(error) => {
            let reason = error.to_string();
            let note = format!(
                "For what the policy default writes: {} does not tell another ({reason:?}). Name one with --anomalies.",
                shown(truth)
            );
            (Policy::builtin("default"), note)
        }
    }
}

/// Refuses code for a folder whose files it would not find.
fn refuse_other_formats(args: &SchemaArgs) -> Result<(), Failure> {
    let Ok(manifest) = Manifest::of_finished(Path::new(&args.from)) else { return Ok(()) };
    let files = manifest.files.iter().filter_map(|file| Some((file.table.parse().ok()?, file.path.as_str())));
    let formats = Formats::of_files(files);
    let other = Table::ALL.into_iter().find(|&table| formats.of(table) != table.definition().format);
    match other.filter(|_| args.format.reads_files()) {
        None if formats.is_gzip() && args.format.reads_files() => Err(conflict(format!(
            "--format {} reads text as it is, and {} has it compressed: write it without --compression gzip",
            args.format,
            shown(Path::new(&args.from))
        ))),
        None => Ok(()),
        Some(table) => Err(conflict(format!(
            "--format {} reads files in the formats of the schema, and {} has {table} as {}: read it as any file of that format",
            args.format,
            shown(Path::new(&args.from)),
            formats.of(table)
        ))),
    }
}

/// A folder quoted, on one line whatever its name holds.
fn shown(folder: &Path) -> String {
    format!("{:?}", folder.to_string_lossy())
}

/// The way from a project's folder, where dbt works, to the data's folder. An absolute one stays as it is typed; a
/// relative one stays relative, so that both folders can be moved together.
fn seen_from(project: &Path, data: &str) -> Option<String> {
    if Path::new(data).is_absolute() {
        return None;
    }
    let (project, data) = (real(project)?, real(Path::new(data))?);
    let shared = project.components().zip(data.components()).take_while(|(one, other)| one == other).count();
    let up = project.components().skip(shared).map(|_| "..".into());
    let down = data.components().skip(shared).map(|folder| folder.as_os_str().to_string_lossy());
    Some(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// An absolute path without links, as far as there is anything.
fn real(path: &Path) -> Option<PathBuf> {
    let path = path::absolute(path).ok()?;
    path.ancestors().find_map(|there| Some(there.canonicalize().ok()?.join(path.strip_prefix(there).ok()?)))
}

/// Flags that do not go together.
fn conflict(message: String) -> Failure {
    SchemaArgs::augment_args(Command::new("retailgen schema")).error(ErrorKind::ArgumentConflict, message).into()
}

fn formats_help() -> String {
    let names = SchemaFormat::ALL.map(SchemaFormat::name).join(", ");
    format!("Format, one of {names}; ddl is for DuckDB")
}
