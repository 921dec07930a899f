//! `cargo xtask gen-fixtures`: a small set of all sources, clean and with faults, for the tests of others.

mod digests;
mod views;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};
use std::{env, io};

use thiserror::Error;

use crate::scratch::ScratchFolder;
use crate::workspace_binary::{self, BuildError};
use digests::Digests;

/// Where the repository's own set lies, and the policy of every set.
const FOLDER: &str = "examples/fixtures";
const POLICY: &str = "policy.toml";
/// What a repository can carry without slowing whoever clones it, in bytes.
const LIMIT: u64 = 2_000_000;

/// Differences that are listed; the others are counted.
const MOST_LISTED: usize = 20;

/// Two weeks of an ordinary November, Black Friday (29 November) and Cyber Monday: long enough for `returns` to have
/// gone through its whole history.
const WINDOW: [&str; 4] = ["--start-date", "2024-11-11", "--days", "28"];

/// The folders of a set.
const CLEAN: &str = "clean";
const DIRTY: &str = "dirty";
const TRUTH: &str = "dirty.truth";
/// All that is written of a set but the list of digests: the folders, and the views on the two halves.
const PARTS: [&str; 5] = [CLEAN, DIRTY, TRUTH, "clean.sql", "dirty.sql"];

/// Writes a set, or with `--check` compares one with what would be written.
pub fn run(root: &Path, options: &[&str]) -> ExitCode {
    let outcome = Options::parse(options).and_then(|options| {
        let folder = options.out.clone().unwrap_or_else(|| root.join(FOLDER));
        if options.check { check(root, &options, &folder) } else { write(root, &options, &folder) }
    });
    match outcome {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

#[derive(Debug, PartialEq)]
struct Options {
    /// The folder of the set; the repository's own if none is given.
    out: Option<PathBuf>,
    // These go to the command line as they are, which knows what they may be.
    seed: String,
    scale: String,
    tables: Option<String>,
    check: bool,
}

impl Options {
    fn parse(arguments: &[&str]) -> Result<Self, FixturesError> {
        let mut options =
            Self { out: None, seed: "7".to_owned(), scale: "0.005".to_owned(), tables: None, check: false };
        let mut arguments = arguments.iter();
        while let Some(&name) = arguments.next() {
            if name == "--check" {
                options.check = true;
                continue;
            }
            let mut value = || match arguments.next() {
                Some(&value) => Ok(value.to_owned()),
                None => Err(FixturesError::Usage(name.to_owned())),
            };
            match name {
                "--out" => options.out = Some(value()?.into()),
                "--seed" => options.seed = value()?,
                "--scale" => options.scale = value()?,
                "--tables" => options.tables = Some(value()?),
                _ => return Err(FixturesError::Usage(name.to_owned())),
            }
        }
        Ok(options)
    }
}

fn write(root: &Path, options: &Options, folder: &Path) -> Result<String, FixturesError> {
    // Asked before anything is written: the files may be somebody else's.
    Digests::check_replaceable(folder)?;
    for half in [CLEAN, DIRTY] {
        views::check_replaceable(folder, half)?;
    }
    generate(root, options, folder)?;
    let digests = Digests::of(folder)?;
    digests.write(folder)?;
    digests.check_limit(folder, options)?;
    Ok(format!("wrote {} files, {:.2} MB, to {}", digests.files(), digests.bytes() as f64 / 1e6, folder.display()))
}

fn check(root: &Path, options: &Options, folder: &Path) -> Result<String, FixturesError> {
    let scratch = ScratchFolder::new("fixtures").map_err(|(path, source)| FixturesError::io("make", &path, source))?;
    generate(root, options, scratch.path())?;
    let wanted = Digests::of(scratch.path())?;
    let found = Digests::of(folder)?;
    let mut differences = found.differences_to(&wanted);
    if !found.are_stored_in(folder)? {
        differences.push(format!("{} is not of these files", digests::FILE));
    }
    if !differences.is_empty() {
        let more = differences.len().saturating_sub(MOST_LISTED);
        if more > 0 {
            differences.truncate(MOST_LISTED);
            differences.push(format!("and {more} more"));
        }
        return Err(FixturesError::Stale { folder: folder.to_owned(), differences });
    }
    found.check_limit(folder, options)?;
    Ok(format!("{} files in {} are as they would be written", found.files(), folder.display()))
}

impl Digests {
    /// Holds the repository's own set against its limit.
    fn check_limit(&self, folder: &Path, options: &Options) -> Result<(), FixturesError> {
        if options.out.is_none() && self.bytes() > LIMIT {
            return Err(FixturesError::TooLarge { folder: folder.to_owned(), bytes: self.bytes() });
        }
        Ok(())
    }
}

/// Writes the clean and the dirty half of a set, and the views on each.
fn generate(root: &Path, options: &Options, folder: &Path) -> Result<(), FixturesError> {
    let policy = root.join(FOLDER).join(POLICY);
    let program = program(root)?;
    let half = |name: &str, flags: &[&OsStr]| {
        let mut command = retailgen(&program);
        command.args(["--quiet", "--overwrite", "--seed", &options.seed, "--scale", &options.scale]).args(WINDOW);
        if let Some(tables) = &options.tables {
            command.args(["--tables", tables]);
        }
        command.arg("--out").arg(folder.join(name)).args(flags);
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(FixturesError::Run(status)),
            Err(source) => Err(FixturesError::io("start", &program, source)),
        }
    };
    let clean = ["--anomalies".as_ref(), "none".as_ref()];
    let dirty = ["--anomalies".as_ref(), policy.as_os_str()];
    half(CLEAN, &[&clean[..], &["--no-truth".as_ref()]].concat())?;
    half(DIRTY, &dirty)?;
    for (half, anomalies) in [(CLEAN, clean), (DIRTY, dirty)] {
        let mut command = retailgen(&program);
        command.args(["schema", "--format", "duckdb", "--from", half]).args(anomalies);
        if let Some(tables) = &options.tables {
            command.args(tables.split(','));
        }
        views::write(folder, half, &mut command)?;
    }
    Ok(())
}

/// The command that is named by `RETAILGEN`, or else built.
pub fn program(root: &Path) -> Result<PathBuf, BuildError> {
    match env::var_os("RETAILGEN") {
        Some(built) => Ok(PathBuf::from(built)),
        None => workspace_binary::build(root, "retailgen"),
    }
}

/// The command, without the flags that the environment may give it.
pub fn retailgen(program: &Path) -> Command {
    let mut command = Command::new(program);
    let is_flag = |name: &OsString| name.to_string_lossy().starts_with("RETAILGEN_");
    for (name, _) in env::vars_os().filter(|(name, _)| is_flag(name)) {
        command.env_remove(name);
    }
    command
}

/// Why there are no fixtures, or not the right ones.
#[derive(Debug, Error)]
enum FixturesError {
    #[error(
        "`{0}` is no option of gen-fixtures, or has no value: there are --out DIR, --seed N, --scale FACTOR, --tables \
         NAMES and --check"
    )]
    Usage(String),
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error("retailgen failed ({0}); it has said why")]
    Run(ExitStatus),
    #[error("{} is not a file that gen-fixtures wrote; choose another folder", .0.display())]
    Foreign(PathBuf),
    #[error(
        "{} is not what these options give:\n  {}\nrun `cargo xtask gen-fixtures` with them, and commit the result",
        folder.display(),
        differences.join("\n  ")
    )]
    Stale { folder: PathBuf, differences: Vec<String> },
    #[error("{} has {bytes} bytes, which is above {LIMIT}: lower the scale in xtask/src/fixtures.rs", folder.display())]
    TooLarge { folder: PathBuf, bytes: u64 },
    #[error("cannot {verb} {}: {source}", path.display())]
    Io { verb: &'static str, path: PathBuf, source: io::Error },
}

impl FixturesError {
    fn io(verb: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { verb, path: path.to_owned(), source }
    }

    fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Foreign(_) => 2,
            Self::Run(status) => status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1),
            Self::Stale { .. } => 3,
            Self::Build(_) | Self::TooLarge { .. } | Self::Io { .. } => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_have_defaults_and_refuse_what_they_do_not_know() {
        let options = Options::parse(&["--check", "--tables", "stores", "--out", "x"]).unwrap();
        assert_eq!((options.seed.as_str(), options.scale.as_str(), options.check), ("7", "0.005", true));
        assert_eq!((options.tables.as_deref(), options.out), (Some("stores"), Some(PathBuf::from("x"))));
        for wrong in [["--seed"].as_slice(), &["--days", "3"], &["out"]] {
            assert!(matches!(Options::parse(wrong), Err(FixturesError::Usage(name)) if name == wrong[0]));
        }
    }
}
