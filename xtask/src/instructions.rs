//! `cargo xtask instructions`: how many instructions a run takes for each table, and whether a change made one dearer.
//!
//! Instructions are steady where seconds are not: the same program on the same data differs by a few in a million, beside
//! whatever else the machine does. They are counted in the build that the tests use, so that nothing is compiled for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::{fs, io, thread};

use serde::Deserialize;
use thiserror::Error;

use crate::fixtures;
use crate::scratch::ScratchFolder;
use crate::workspace_binary::BuildError;

/// Where the counts are recorded.
const FILE: &str = "xtask/instructions.toml";
/// All tables in one run.
const ALL: &str = "all";
/// What is run but for its tables: faults and truth are on by default.
const RUN: [&str; 7] = ["--quiet", "--seed", "42", "--scale", "0.01", "--threads", "1"];
/// Cachegrind without its caches counts and does no more: a run takes some twenty times as long as without.
const VALGRIND: [&str; 2] = ["--tool=cachegrind", "--cache-sim=no"];
/// Functions with this in their names are left out. Processors digest in hardware, which valgrind does not show a program:
/// without it digests are half of all instructions, and hide the others.
const LEFT_OUT: &str = "sha2";
/// A count may grow by this share before it is a change that somebody must want. Another C library or processor, whose
/// copying differs, moves a count by less than one per cent.
const MARGIN: f64 = 0.05;

const PREAMBLE: &str = "\
# Millions of instructions of a run for each table, counted by `cargo xtask instructions`, which writes this file.
# `cargo xtask instructions --check`, a step of .ci/run, fails where a count has grown by more than 5 %.
";

/// Counts, and records the counts; with `check` compares them with what is recorded.
pub fn run(root: &Path, check: bool) -> ExitCode {
    match counted(root, check) {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(if matches!(error, InstructionsError::Dearer(_)) { 3 } else { 1 })
        }
    }
}

/// Millions of instructions by table.
type Counts = BTreeMap<String, f64>;

/// The file of the counts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    millions: Counts,
}

fn counted(root: &Path, check: bool) -> Result<String, InstructionsError> {
    let file = root.join(FILE);
    let io = |source| InstructionsError::Io { path: file.clone(), source };
    // Read first: a file that is missing shows before a minute has gone by.
    let recorded = if check { Some(recorded(&fs::read_to_string(&file).map_err(io)?)?) } else { None };
    let counts = count(root)?;
    if let Some(recorded) = recorded {
        return compare(&recorded, &counts);
    }
    fs::write(&file, text(&counts)).map_err(io)?;
    Ok(format!("wrote {FILE}\n{}", text(&counts).trim_end()))
}

fn recorded(text: &str) -> Result<Counts, InstructionsError> {
    Ok(toml::from_str::<Recorded>(text).map_err(Box::new)?.millions)
}

fn text(counts: &Counts) -> String {
    let mut text = format!("{PREAMBLE}\n[millions]\n");
    for (table, millions) in counts {
        let _ = writeln!(text, "{table} = {millions:.1}");
    }
    text
}

/// Counts for every table, as many runs at a time as there are processors.
fn count(root: &Path) -> Result<Counts, InstructionsError> {
    let tables = tables(root)?;
    let scratch = ScratchFolder::new("instructions");
    let scratch = scratch.map_err(|(path, source)| InstructionsError::Io { path, source })?;
    let program = fixtures::program(root)?;
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // All tables take longest, so they come first.
    let waiting = Mutex::new(std::iter::once(ALL).chain(tables.iter().map(String::as_str)));
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || -> Result<Vec<(String, f64)>, InstructionsError> {
        std::iter::from_fn(next)
            .map(|table| Ok((table.to_owned(), millions(&program, table, &scratch.path().join(table))?)))
            .collect()
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut counts = Counts::new();
        for worker in workers {
            counts.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(counts)
    })
}

/// The tables, by the names of their schemas.
fn tables(root: &Path) -> Result<BTreeSet<String>, InstructionsError> {
    let folder = root.join("schemas");
    let io = |source| InstructionsError::Io { path: folder.clone(), source };
    let mut tables = BTreeSet::new();
    for entry in fs::read_dir(&folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.extension().is_some_and(|extension| extension == "toml")
            && let Some(name) = path.file_stem()
        {
            tables.insert(name.to_string_lossy().into_owned());
        }
    }
    Ok(tables)
}

/// Millions of instructions of one run, which leaves its files at `out`.
fn millions(program: &Path, table: &str, out: &Path) -> Result<f64, InstructionsError> {
    let counts = out.with_extension("counts");
    // Called as the command is, without the flags that the environment may give it.
    let output = fixtures::retailgen(Path::new("valgrind"))
        .args(VALGRIND)
        .arg(format!("--cachegrind-out-file={}", counts.display()))
        .arg(program)
        .args(RUN)
        .args(["--tables", table, "--out"])
        .arg(out)
        .output();
    let output = output.map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => InstructionsError::NoValgrind,
        _ => InstructionsError::Io { path: PathBuf::from("valgrind"), source },
    })?;
    let counted = fs::read_to_string(&counts).map(|text| instructions(&text)).unwrap_or_default();
    if !output.status.success() || counted == 0 {
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(InstructionsError::Run { table: table.to_owned(), told });
    }
    Ok(counted as f64 / 1e6)
}

/// The count in what Cachegrind has written: lines `fn=NAME`, each above lines of a place in the source and its count.
fn instructions(text: &str) -> u64 {
    let mut is_counted = false;
    let mut sum = 0;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("fn=") {
            is_counted = !name.contains(LEFT_OUT);
        } else if is_counted
            && let Some((place, count)) = line.split_once(' ')
            && place.bytes().all(|byte| byte.is_ascii_digit())
        {
            sum += count.parse().unwrap_or(0);
        }
    }
    sum
}

/// What became of the counts; an error where one has grown too much, or tables have come or gone.
fn compare(recorded: &Counts, counts: &Counts) -> Result<String, InstructionsError> {
    let mut dearer = Vec::new();
    let mut told = Vec::new();
    for table in recorded.keys().chain(counts.keys()).collect::<BTreeSet<_>>() {
        let (Some(before), Some(now)) = (recorded.get(table), counts.get(table)) else {
            dearer.push(format!("{table}: counted or recorded, not both"));
            continue;
        };
        let line = format!("{table}: {now:.1} million, {:+.1} %", (now / before - 1.0) * 100.0);
        if *now > before * (1.0 + MARGIN) { dearer.push(line) } else { told.push(line) }
    }
    if dearer.is_empty() { Ok(told.join("\n")) } else { Err(InstructionsError::Dearer(dearer)) }
}

/// Why there are no counts, or not the right ones.
#[derive(Debug, Error)]
enum InstructionsError {
    #[error("valgrind is not installed, with which the instructions are counted (Debian: apt-get install valgrind)")]
    NoValgrind,
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{FILE} cannot be read; `cargo xtask instructions` writes it: {0}")]
    Recorded(#[from] Box<toml::de::Error>),
    #[error("no instructions were counted for {table}; valgrind and retailgen said:\n{told}")]
    Run { table: String, told: String },
    #[error(
        "these take over 5 % more instructions than recorded:\n  {}\nif that is worth it, run `cargo xtask instructions` \
         and commit {FILE}",
        .0.join("\n  ")
    )]
    Dearer(Vec<String>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(counts: &[(&str, f64)]) -> Counts {
        counts.iter().map(|&(table, millions)| (table.to_owned(), millions)).collect()
    }

    #[test]
    fn what_is_recorded_is_read_back() {
        let counts = counts(&[("events", 1_234.5), ("stores", 20.0)]);
        assert_eq!(recorded(&text(&counts)).unwrap(), counts);
        assert!(recorded("[thousands]\nstores = 1.0\n").is_err());
    }

    #[test]
    fn growth_beyond_the_margin_fails_by_name() {
        let before = counts(&[("events", 100.0), ("stores", 100.0)]);
        let told = compare(&before, &counts(&[("events", 104.9), ("stores", 50.0)])).unwrap();
        assert_eq!(told, "events: 104.9 million, +4.9 %\nstores: 50.0 million, -50.0 %");
        for now in [counts(&[("events", 105.1), ("stores", 100.0)]), counts(&[("stores", 100.0)])] {
            let error = compare(&before, &now).unwrap_err().to_string();
            assert!(error.contains("\n  events: ") && !error.contains("stores: "), "{error}");
        }
        let error = compare(&before, &counts(&[("events", 1.0), ("returns", 1.0), ("stores", 1.0)])).unwrap_err();
        assert!(error.to_string().contains("returns: counted or recorded, not both"), "{error}");
    }

    #[test]
    fn digests_are_left_out() {
        let text = "events: Ir\nfl=a.rs\nfn=retailgen::main\n7 100\n12 20\nfn=sha2::sha256::compress\n3 5000\nfl=b.rs\n\
                    fn=memcpy\n0 3\nsummary: 5123\n";
        assert_eq!(instructions(text), 123);
        assert_eq!(instructions("error: no such scale"), 0);
    }
}
