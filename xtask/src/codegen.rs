//! `cargo xtask codegen`: everything that follows from `schemas/*.toml`, from the model's data, from the files of the kinds of
//! faults and from the changelog's heading, written or compared.

mod column_type;
mod dataset_version;
mod definition;
mod dictionary;
mod example;
mod kinds;
mod pattern;
mod python;
mod reference;
mod rust;
mod rustfmt;
mod validation;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use thiserror::Error;

/// The command that brings generated files up to date, as it is named in them.
const COMMAND: &str = "cargo xtask codegen";
/// Folder with the Rust form of the schema. It holds nothing but generated files, so that one nobody generates any more is
/// found.
const GENERATED: &str = "crates/retailgen-schema/src/generated";
/// Folder with the Rust form of the model's reference data, likewise.
const REFERENCE: &str = "crates/retailgen-tables/src/reference/generated";

/// Writes every generated file that is stale, and deletes those that nothing generates any more.
pub fn write(root: &Path) -> ExitCode {
    report(write_stale(root), |changed| {
        for path in changed {
            let verb = if root.join(&path).exists() { "wrote" } else { "deleted" };
            println!("{verb} {}", path.display());
        }
        ExitCode::SUCCESS
    })
}

/// Fails if any generated file is stale, and lists those.
pub fn check(root: &Path) -> ExitCode {
    report(stale(root), |stale| {
        if stale.is_empty() {
            return ExitCode::SUCCESS;
        }
        for Stale { path, .. } in stale {
            eprintln!("stale: {}", path.display());
        }
        eprintln!("run `{COMMAND}` and commit the result");
        ExitCode::FAILURE
    })
}

fn report<T>(result: Result<T, CodegenError>, success: impl FnOnce(T) -> ExitCode) -> ExitCode {
    match result {
        Ok(value) => success(value),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A file that is not as it should be.
struct Stale {
    /// Path below the workspace folder.
    path: PathBuf,
    /// What it should hold; nothing if it should not be there.
    content: Option<String>,
}

fn write_stale(root: &Path) -> Result<Vec<PathBuf>, CodegenError> {
    let mut changed = Vec::new();
    for Stale { path, content } in stale(root)? {
        let target = root.join(&path);
        match content {
            Some(content) => {
                let folder = target.parent().expect("generated files lie in folders");
                fs::create_dir_all(folder).map_err(|source| CodegenError::io(folder, source))?;
                fs::write(&target, content)
            }
            None => fs::remove_file(&target),
        }
        .map_err(|source| CodegenError::io(&target, source))?;
        changed.push(path);
    }
    Ok(changed)
}

fn stale(root: &Path) -> Result<Vec<Stale>, CodegenError> {
    let mut outputs = outputs(root)?;
    for folder in [GENERATED, REFERENCE] {
        for path in files_in(&root.join(folder))? {
            outputs.entry(Path::new(folder).join(path)).or_insert(None);
        }
    }
    let mut stale = Vec::new();
    for (path, content) in outputs {
        let target = root.join(&path);
        let found = match fs::read(&target) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(CodegenError::io(&target, source)),
        };
        if found.as_deref() != content.as_deref().map(str::as_bytes) {
            stale.push(Stale { path, content });
        }
    }
    Ok(stale)
}

/// What each generated file should hold, by its path below the workspace folder.
fn outputs(root: &Path) -> Result<BTreeMap<PathBuf, Option<String>>, CodegenError> {
    let tables = definition::load(&root.join("schemas"))?;
    validation::validate(&tables)?;
    let mut outputs = BTreeMap::new();
    for (name, text) in rust::modules(&tables) {
        let formatted = rustfmt::format(root, &text)?;
        outputs.insert(Path::new(GENERATED).join(name), Some(formatted));
    }
    for (name, text) in reference::modules(root)? {
        outputs.insert(Path::new(REFERENCE).join(name), Some(rustfmt::format(root, &text)?));
    }
    outputs.insert(PathBuf::from(kinds::LIST), Some(rustfmt::format(root, &kinds::list(root)?)?));
    outputs.insert(PathBuf::from(dataset_version::CONSTANT), Some(dataset_version::constant(root)?));
    outputs.insert(PathBuf::from("schemas/schemas.py"), Some(python::module(&tables)));
    outputs.insert(PathBuf::from("docs/data-dictionary.md"), Some(dictionary::page(&tables)));
    Ok(outputs)
}

/// Names of the files in a folder, which need not exist, in order.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, CodegenError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(CodegenError::io(folder, source)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|source| CodegenError::io(folder, source))?;
        names.push(PathBuf::from(entry.file_name()));
    }
    names.sort();
    Ok(names)
}

/// A number with a mark between thousands.
fn digit_groups(number: u64, mark: char) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}

/// Why nothing could be generated.
#[derive(Debug, Error)]
pub enum CodegenError {
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    /// A definition is not TOML, lacks a key, or has one that means nothing.
    #[error("{}: {source}", path.display())]
    Toml { path: PathBuf, source: Box<toml::de::Error> },
    /// A definition contradicts itself or another one.
    #[error("{}: table {table}: {problem}", path.display())]
    Table { path: PathBuf, table: String, problem: String },
    /// A column's definition contradicts itself or another one.
    #[error("{}: table {table}, column {column}: {problem}", path.display())]
    Column { path: PathBuf, table: String, column: String, problem: String },
    /// A file of the catalogue holds no kind, or another one than its name says.
    #[error("{}: {problem}", path.display())]
    Kind { path: PathBuf, problem: String },
    /// The changelog does not tell the dataset version.
    #[error("{}: {problem}", dataset_version::CHANGELOG)]
    Changelog { problem: String },
    /// `rustfmt` could not be run.
    #[error("cannot run rustfmt: {0}; install it with `rustup component add rustfmt`")]
    RustfmtMissing(io::Error),
    /// `rustfmt` refused the generated text.
    #[error("rustfmt refuses the generated code, so the generator is at fault: {0}")]
    RustfmtRefused(String),
}

impl CodegenError {
    fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_generated_is_stale() {
        let stale = stale(&crate::workspace_root()).unwrap();
        let paths: Vec<_> = stale.iter().map(|stale| stale.path.display().to_string()).collect();
        assert!(paths.is_empty(), "stale: {paths:?}; run `{COMMAND}` and commit the result");
    }

    /// A workspace with nothing but the definitions, the data and the changelog, in the system's folder for temporary files.
    fn bare_workspace() -> PathBuf {
        let root = std::env::temp_dir().join(format!("retailgen-codegen-{}", std::process::id()));
        for folder in ["schemas", reference::DATA, kinds::KINDS] {
            let (from, to) = (crate::workspace_root().join(folder), root.join(folder));
            fs::create_dir_all(&to).unwrap();
            for name in files_in(&from).unwrap() {
                fs::copy(from.join(&name), to.join(&name)).unwrap();
            }
        }
        fs::copy(crate::workspace_root().join(dataset_version::CHANGELOG), root.join(dataset_version::CHANGELOG))
            .unwrap();
        root
    }

    #[test]
    fn changed_missing_and_surplus_files_are_found_and_mended() {
        let root = bare_workspace();
        write_stale(&root).unwrap();
        assert!(stale(&root).unwrap().is_empty(), "writing leaves nothing stale");

        let changed = Path::new("docs/data-dictionary.md");
        let surplus = Path::new(GENERATED).join("loyalty.rs");
        let also_surplus = Path::new(REFERENCE).join("weather.rs");
        let missing = Path::new(GENERATED).join("stores.rs");
        let text = fs::read_to_string(root.join(changed)).unwrap();
        fs::write(root.join(changed), text.replace("int64", "int32")).unwrap();
        fs::write(root.join(&surplus), "//! A table that is no more.").unwrap();
        fs::write(root.join(&also_surplus), "//! Data that is no more.").unwrap();
        fs::remove_file(root.join(&missing)).unwrap();

        let expected = [surplus.clone(), missing, also_surplus, changed.to_owned()];
        let found: Vec<_> = stale(&root).unwrap().into_iter().map(|stale| stale.path).collect();
        assert_eq!(found, expected);
        assert_eq!(write_stale(&root).unwrap(), expected);
        assert!(stale(&root).unwrap().is_empty());
        assert!(!root.join(surplus).exists());
        fs::remove_dir_all(root).unwrap();
    }
}
