//! `cargo xtask realism`: measures the generated data and writes the figures into the document.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::workspace_binary;

/// Runs the program of `retailgen-realism`.
pub fn write(root: &Path) -> ExitCode {
    let program = match workspace_binary::build(root, "retailgen-realism") {
        Ok(program) => program,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    match Command::new(&program).current_dir(root).arg("docs/realism.md").status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {} does not start: {error}", program.display());
            ExitCode::FAILURE
        }
    }
}
