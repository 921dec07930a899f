//! `cargo xtask page`: the page that `retailgen report` makes of a small run, as an example in the book.

use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};
use std::{fs, io};

use thiserror::Error;

use crate::fixtures;
use crate::scratch::ScratchFolder;
use crate::workspace_binary::BuildError;

/// Where the page lies in the repository.
const FILE: &str = "docs/example-report.html";
/// The run that it is about; the rest are the defaults of the command.
const RUN: [&str; 5] = ["--quiet", "--seed", "7", "--scale", "0.01"];

/// Makes the page anew, or with `check` compares it with what would be made.
pub fn run(root: &Path, check: bool) -> ExitCode {
    match make(root, check) {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(if matches!(error, PageError::Stale) { 3 } else { 1 })
        }
    }
}

fn make(root: &Path, check: bool) -> Result<String, PageError> {
    let scratch = ScratchFolder::new("page").map_err(|(path, source)| PageError::Io { path, source })?;
    // Its name stands on the page.
    let data = scratch.path().join("data_raw");
    let made = scratch.path().join("report.html");
    let program = fixtures::program(root)?;
    for arguments in [[&RUN[..], &["--out"]].concat(), vec!["report", "--quiet"]] {
        let mut command = fixtures::retailgen(&program);
        command.args(&arguments).arg(&data);
        if arguments[0] == "report" {
            command.arg("--out").arg(&made);
        }
        let status = command.status().map_err(PageError::io(&program))?;
        if !status.success() {
            return Err(PageError::Run(status));
        }
    }
    let page = fs::read(&made).map_err(PageError::io(&made))?;
    let file = root.join(FILE);
    if !check {
        fs::write(&file, &page).map_err(PageError::io(&file))?;
        return Ok(format!("made {FILE}, {} bytes", page.len()));
    }
    let found = fs::read(&file).map_err(PageError::io(&file))?;
    if found == page { Ok(format!("{FILE} is as it would be made")) } else { Err(PageError::Stale) }
}

/// Why there is no page, or not the right one.
#[derive(Debug, Error)]
enum PageError {
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error("retailgen failed ({0}); it has said why")]
    Run(ExitStatus),
    #[error("{FILE} is not what the data gives; run `cargo xtask page` and commit the result")]
    Stale,
    #[error("cannot read or write {}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

impl PageError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Io { path, source }
    }
}
