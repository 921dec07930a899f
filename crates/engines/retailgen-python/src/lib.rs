//! The module `retailgen._native`: what the Python package `retailgen` is made of.
//!
//! `python/retailgen/_native.pyi` has the types of all functions and classes, and the same descriptions; tests hold both
//! against this module.

#![expect(clippy::doc_markdown, reason = "what Python shows as help is written as Python's descriptions are")]
#![expect(clippy::needless_pass_by_value, reason = "a function for Python owns the lists that it is given")]

mod attended;
mod command;
mod dataset;
mod error;
mod files;
mod kinds;
mod labels;
mod names;
mod part;
mod policy;
mod progress;
mod scenario;
mod score;
mod stream;
mod table;
mod verify;

use pyo3::pymodule;

/// The part of the package `retailgen` that is compiled.
#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::{
        command::run_command,
        dataset::Dataset,
        files::{Written, WrittenFile},
        kinds::policy_of_kinds,
        labels::Label,
        progress::Progress,
        scenario::dataset_of,
        score::{Counts, Score, score_files},
        table::Table,
        verify::{Finding, Verification, verify},
    };

    use pyo3::{
        Bound, PyResult,
        types::{PyModule, PyModuleMethods as _},
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("DATASET_VERSION", retailgen::DATASET_VERSION)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("TABLES", retailgen::Table::ALL.map(retailgen::Table::name).to_vec())
    }
}
