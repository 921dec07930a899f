//! The workspace's own programs, built for a task that calls them.
//!
//! As programs and not as dependencies: xtask must build while a generator does not fit a changed schema.

use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::{env, io};

use thiserror::Error;

use crate::cargo;

/// Builds the program of this name; returns where it lies.
///
/// The whole workspace is named, as in the test command. Otherwise Cargo turns on other features of the dependencies, and
/// compiles them once more, and again when the tests build their way back.
pub fn build(root: &Path, name: &str) -> Result<PathBuf, BuildError> {
    let status = cargo::command(root)
        .args(["build", "--quiet", "--workspace", "--bin", name])
        .status()
        .map_err(BuildError::Start)?;
    if !status.success() {
        return Err(BuildError::Build { name: name.to_owned(), status });
    }
    // Next to this very program, wherever the target folder has been put.
    let own = env::current_exe().map_err(BuildError::Find)?;
    Ok(own.with_file_name(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

/// Why there is no program to call.
#[derive(Debug, Error)]
pub enum BuildError {
    #[error("cargo does not start: {0}")]
    Start(io::Error),
    #[error("{name} does not build ({status}); cargo has said why")]
    Build { name: String, status: ExitStatus },
    #[error("cannot find the running xtask: {0}")]
    Find(io::Error),
}
