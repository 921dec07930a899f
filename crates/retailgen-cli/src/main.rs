//! The program `retailgen`.

#[cfg(test)]
mod reference;

use std::{env, ffi::OsString, process::ExitCode};

fn main() -> ExitCode {
    let command_line: Vec<OsString> = env::args_os().collect();
    retailgen_cli::run(&command_line).into()
}
