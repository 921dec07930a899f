//! `cargo xtask tidy`: holds the invariants of docs/architecture.md that no compiler holds.

mod arrows;
mod circles;
mod files;
mod pages;
mod source;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use thiserror::Error;

use crate::workspace::{MetadataError, Workspace};
use files::RustFile;

/// Says of everything that breaks an invariant what to do about it, and fails if there is anything.
pub fn run(root: &Path) -> ExitCode {
    match problems(root) {
        Ok(problems) if problems.is_empty() => {
            println!("the arrows, files and pages are as docs/architecture.md wants them");
            ExitCode::SUCCESS
        }
        Ok(problems) => {
            for problem in &problems {
                eprintln!("error: {problem}");
            }
            eprintln!("{} invariants of docs/architecture.md do not hold", problems.len());
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn problems(root: &Path) -> Result<Vec<String>, TidyError> {
    let workspace = Workspace::load(root)?;
    let mut problems = arrows::without_crate(&workspace);
    problems.extend(arrows::forbidden(&workspace));
    let drawing = root.join("docs/architecture.md");
    problems.extend(arrows::differences_of_drawing(&workspace, &read(&drawing)?));
    for package in &workspace.packages {
        let files = files::below(root, &package.folder)?;
        problems.extend(files.iter().flat_map(RustFile::problems));
        problems.extend(files::facade_problem(&package.name, &files));
        problems.extend(circles::circles(&files));
    }
    problems.extend(pages::problems(&pages::texts(root)?));
    Ok(problems)
}

fn read(path: &Path) -> Result<String, TidyError> {
    fs::read_to_string(path).map_err(TidyError::io(path))
}

/// Why the invariants cannot be looked at.
#[derive(Debug, Error)]
enum TidyError {
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    #[error("cannot read {}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

impl TidyError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Io { path, source }
    }
}
