//! Maintainers' tasks: `cargo xtask help` lists them.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line for maintainers talks through its terminal"
)]

mod bench;
mod cargo;
mod codegen;
mod example_page;
mod fixtures;
mod instructions;
mod picture;
mod public_api;
mod realism;
mod renew;
mod scratch;
mod tidy;
mod ways;
mod workspace;
mod workspace_binary;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
Maintainers' tasks of retailgen.

Usage: cargo xtask <COMMAND>

Commands:
  codegen          Write what follows from schemas/*.toml, the data of the model and the kinds of faults
  codegen --check  Change nothing; list what is stale and fail if anything is
  bench            Time the release build with one and two threads, at several scales, or in turn with a peer;
                   --help tells how
  instructions     Count the instructions of a run for each table with valgrind, and record them; --check fails
                   where one has grown by more than 5 % and changes nothing
  gen-fixtures     Write a small set of all sources for others' tests [--out examples/fixtures]
                   [--seed 7] [--scale 0.005] [--tables NAMES]; --check compares and changes nothing
  picture          Draw a year of orders a day into docs/orders-a-day.svg; --check compares
  page             Make docs/example-report.html of a small run, as `retailgen report` does; --check compares
  public-api       List what the library makes public in docs/public-api.txt, and fail if an item has no
                   example; --check compares the list and changes nothing
  renew            Write anew all that is generated, in the right order, and show what changed; --golden-again
                   renews values that moved once more under the same dataset version; --check only compares
  tidy             Hold the invariants of docs/architecture.md: arrows, circles, names, lengths
  realism          Measure the generated data and write the figures into docs/realism.md
  help             Show this text";

fn main() -> ExitCode {
    if let Some(code) = public_api::in_place_of_rustdoc() {
        return code;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

fn run(arguments: &[&str]) -> ExitCode {
    match arguments {
        ["codegen"] => codegen::write(&workspace_root()),
        ["codegen", "--check"] => codegen::check(&workspace_root()),
        ["bench", options @ ..] => bench::run(&workspace_root(), options),
        ["instructions"] => instructions::run(&workspace_root(), false),
        ["instructions", "--check"] => instructions::run(&workspace_root(), true),
        ["gen-fixtures", options @ ..] => fixtures::run(&workspace_root(), options),
        ["picture"] => picture::run(&workspace_root(), false),
        ["picture", "--check"] => picture::run(&workspace_root(), true),
        ["page"] => example_page::run(&workspace_root(), false),
        ["page", "--check"] => example_page::run(&workspace_root(), true),
        ["public-api"] => public_api::run(&workspace_root(), false),
        ["public-api", "--check"] => public_api::run(&workspace_root(), true),
        ["renew", options @ ..] => renew::run(&workspace_root(), options),
        ["tidy"] => tidy::run(&workspace_root()),
        ["realism"] => realism::write(&workspace_root()),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("error: {}", refusal(arguments));
            ExitCode::from(2)
        }
    }
}

/// What is wrong with arguments that are no task.
fn refusal(arguments: &[&str]) -> String {
    let problem = match arguments {
        [] => "no task is given".to_owned(),
        _ => format!("`{}` is no task of xtask", arguments.join(" ")),
    };
    format!("{problem}; `cargo xtask help` lists the tasks with their options")
}

/// The folder of the workspace this binary was built from.
fn workspace_root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().expect("xtask/ lies in the workspace folder").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_arguments_are_refused_by_name() {
        for arguments in [&["tidyy"][..], &["codegen", "--chek"], &["tidy", "--check"], &["--version"], &[]] {
            assert_eq!(run(arguments), ExitCode::from(2), "{arguments:?}");
            let refusal = refusal(arguments);
            assert!(arguments.iter().all(|argument| refusal.contains(argument)), "{refusal}");
            assert!(refusal.contains("`cargo xtask help`"), "{refusal}");
        }
    }
}
