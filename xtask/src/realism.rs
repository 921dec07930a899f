//! `cargo xtask realism`: measures the generated data and writes the figures into the document.

use std::path::Path;
use std::process::{Command, ExitCode};

/// Runs the program of `retailgen-realism`.
///
/// As a program and not as a dependency: xtask must build while a generator does not fit a changed schema.
pub fn write(root: &Path) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root)
        .args(["run", "--quiet", "--package", "retailgen-realism", "--", "docs/realism.md"])
        .status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: cargo does not start: {error}");
            ExitCode::FAILURE
        }
    }
}
