//! The values of arguments: read, and where one will not do, told what would.

use std::{
    ffi::{OsStr, OsString},
    io,
    num::NonZeroUsize,
    path::Path,
    slice,
    str::FromStr,
};

use clap::{
    Arg, Command, Error,
    builder::{OsStringValueParser, PossibleValue, StringValueParser, TypedValueParser},
};
use retailgen::{
    Compression, Currency, DeltaTimestamps, Difficulty, Formats, Intensity, Overwrite, Policy, PolicyProblem, Table,
    nearest_name, parse_table,
    score::{Example, Source},
};

/// Above this many, threads are refused: more than any machine has cores, and each holds a few megabytes.
const MOST_THREADS: usize = 1_024;

pub fn tables_help() -> String {
    let names = Table::ALL.map(Table::name).join(", ");
    format!("Tables to write, separated by commas: all, or some of {names} [default: all]")
}

pub fn currencies_help() -> String {
    let codes = Currency::ALL.map(Currency::code).join(", ");
    format!("Currencies in exchange_rates, separated by commas, of {codes} [default: all]")
}

/// A value of a type whose values all have names, which shells complete.
#[derive(Debug, Clone)]
pub struct Named<T> {
    names: Vec<&'static str>,
    read: fn(&str) -> Result<T, String>,
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Named<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        self.read.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.names.iter().map(PossibleValue::new)))
    }
}

/// A table, or all of them.
#[derive(Debug, Clone, Copy)]
pub enum Tables {
    All,
    One(Table),
}

impl Tables {
    /// The tables meant.
    pub fn all(&self) -> &[Table] {
        match self {
            Self::All => &Table::ALL,
            Self::One(table) => slice::from_ref(table),
        }
    }
}

pub fn tables() -> Named<Tables> {
    let read = |text: &str| match text.trim() {
        "all" => Ok(Tables::All),
        name => parse_table(name).map(Tables::One).map_err(|error| error.to_string()),
    };
    Named { names: [&["all"][..], &Table::ALL.map(Table::name)].concat(), read }
}

pub fn currency() -> Named<Currency> {
    let read = |text: &str| one_of(text.trim(), &Currency::ALL.map(Currency::code));
    Named { names: Currency::ALL.map(Currency::code).to_vec(), read }
}

/// Words for formats, kept as they are: what they come to hangs on the tables.
pub fn formats() -> impl TypedValueParser<Value = String> {
    StringValueParser::new().try_map(|text: String| Formats::parse(&text, &[]).map(|_| text))
}

pub fn parquet_compression() -> Named<Compression> {
    let read = |text: &str| one_of(text, &Compression::ALL.map(Compression::name));
    Named { names: Compression::ALL.map(Compression::name).to_vec(), read }
}

pub fn delta_timestamps() -> Named<DeltaTimestamps> {
    let read = |text: &str| one_of(text, &DeltaTimestamps::ALL.map(DeltaTimestamps::name));
    Named { names: DeltaTimestamps::ALL.map(DeltaTimestamps::name).to_vec(), read }
}

pub fn difficulty() -> Named<Difficulty> {
    let read = |text: &str| {
        let known = Difficulty::ALL.into_iter().find(|difficulty| difficulty.name() == text);
        known.ok_or_else(|| format!("choose among {}", Difficulty::ALL.map(Difficulty::name).join(", ")))
    };
    Named { names: Difficulty::ALL.map(Difficulty::name).to_vec(), read }
}

pub fn intensity() -> Named<Intensity> {
    let read = |text: &str| {
        let known = Intensity::ALL.into_iter().find(|intensity| intensity.name() == text);
        known.ok_or_else(|| format!("choose among {}", Intensity::ALL.map(Intensity::name).join(", ")))
    };
    Named { names: Intensity::ALL.map(Intensity::name).to_vec(), read }
}

pub fn sources_help() -> String {
    let names = Source::ALL.map(Source::name).join(", ");
    format!("Whose output the findings are: {names} [default: told by their content]")
}

pub fn source() -> Named<Source> {
    let read = |text: &str| {
        let known = Source::ALL.into_iter().find(|source| source.name() == text);
        known.ok_or_else(|| format!("choose among {}", Source::ALL.map(Source::name).join(", ")))
    };
    Named { names: Source::ALL.map(Source::name).to_vec(), read }
}

pub fn examples_help() -> String {
    let names = Example::ALL.map(Example::name).join(", ");
    format!("Print a program that checks the data with a tool, complete: {names}")
}

pub fn example() -> Named<Example> {
    let read = |text: &str| {
        let known = Example::ALL.into_iter().find(|example| example.name() == text);
        known.ok_or_else(|| format!("choose among {}", Example::ALL.map(Example::name).join(", ")))
    };
    Named { names: Example::ALL.map(Example::name).to_vec(), read }
}

pub fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("a seed is a whole number from 0 to {}", u64::MAX))
}

pub fn days(text: &str) -> Result<u32, String> {
    // No days, and more than there are, are left to the window, which knows how many there are from the start date.
    text.parse().map_err(|_| "give a whole number of days, such as 366 for 2024".to_owned())
}

/// A policy by its name, from a file, or from standard input.
pub fn policy() -> impl TypedValueParser<Value = Policy> {
    OsStringValueParser::new().try_map(|name| read_policy(&name))
}

fn read_policy(name: &OsString) -> Result<Policy, String> {
    let text = name.to_string_lossy();
    if let Some(policy) = Policy::builtin(&text) {
        return Ok(policy);
    }
    // A file may have a comma in its name.
    if text.contains(',') && !Path::new(name).exists() {
        let parts = text.split(',').map(|part| read_policy(&OsString::from(part)));
        return Policy::combined(parts.collect::<Result<Vec<_>, _>>()?).map_err(|error| error.to_string());
    }
    let policy = if name == "-" { Policy::read(io::stdin().lock(), "standard input") } else { Policy::load(name) };
    policy.map_err(|error| match *error.problem {
        // Most likely the name of a policy that is built in, mistyped.
        PolicyProblem::Unreadable(_) => {
            let names = Policy::builtin_names();
            format!("{error}; the built-in policies are {}{}", names.join(", "), did_you_mean(&text, names))
        }
        _ => error.to_string(),
    })
}

pub fn threads(text: &str) -> Result<NonZeroUsize, String> {
    text.parse()
        .ok()
        .filter(|threads: &NonZeroUsize| threads.get() <= MOST_THREADS)
        .ok_or_else(|| format!("give a whole number from 1 to {MOST_THREADS}, best one per processor core"))
}

/// The value of that name, or else the nearest name.
fn one_of<T: FromStr>(text: &str, names: &[&str]) -> Result<T, String>
where
    T::Err: ToString,
{
    text.parse().map_err(|error: T::Err| error.to_string() + &did_you_mean(text, names))
}

/// A question that offers the name most like `text`, if any is like it.
pub fn did_you_mean(text: &str, names: &[&str]) -> String {
    nearest_name(text, names.iter().copied()).map_or_else(String::new, |name| format!("; did you mean {name}?"))
}
/// What the flag `--overwrite` says.
pub fn overwrite(flag: bool) -> Overwrite {
    if flag { Overwrite::Yes } else { Overwrite::No }
}
