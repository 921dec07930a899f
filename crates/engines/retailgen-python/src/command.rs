//! The command `retailgen`, started from Python.

use std::ffi::OsString;

use pyo3::{Python, pyfunction};

/// Does what a command line asks, and returns the exit code. The first word is the name of the command.
#[pyfunction]
#[pyo3(signature = (words, /))]
pub fn run_command(py: Python<'_>, words: Vec<OsString>) -> u8 {
    py.detach(|| retailgen_cli::run(&words))
}
