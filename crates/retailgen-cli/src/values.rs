//! The values of arguments: read, and where one will not do, told what would.

use std::{
    ffi::{OsStr, OsString},
    io,
    path::{Path, PathBuf},
    slice,
    str::FromStr,
};

use clap::{
    Arg, Command, Error,
    builder::{OsStringValueParser, PathBufValueParser, PossibleValue, TypedValueParser},
};
use retailgen::{Overwrite, Policy, PolicyProblem, Table, nearest_name, parse_table};

/// A value of a type whose values all have names, which shells complete.
#[derive(Debug, Clone)]
pub struct Named<T> {
    names: Vec<&'static str>,
    read: fn(&str) -> Result<T, String>,
}

impl<T> Named<T> {
    /// The values of these names, read so.
    pub fn new(names: impl Into<Vec<&'static str>>, read: fn(&str) -> Result<T, String>) -> Self {
        Self { names: names.into(), read }
    }
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
    Named::new([&["all"][..], &Table::ALL.map(Table::name)].concat(), read)
}

pub fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("a seed is a whole number from 0 to {}", u64::MAX))
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

/// A folder by its path or address. `file:///data` is the folder `/data`, since folders have locks and stores have none.
pub fn folder() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| match path.to_str() {
        Some(text) if text.starts_with("memory://") => Err("what is in memory is gone with the command; name a folder"),
        Some(text) => Ok(text
            .strip_prefix("file://")
            .filter(|rest| rest.starts_with('/') && !rest.contains('%'))
            .map_or(path.clone(), PathBuf::from)),
        None => Ok(path),
    })
}

/// The value of that name, or else the names that there are.
pub fn known<T: Copy>(text: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, String> {
    let found = all.iter().copied().find(|value| name(*value) == text);
    found.ok_or_else(|| format!("choose among {}", all.iter().copied().map(name).collect::<Vec<_>>().join(", ")))
}

/// The value of that name, or else the nearest name.
pub fn one_of<T: FromStr>(text: &str, names: &[&str]) -> Result<T, String>
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
