//! Why nothing was measured.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use thiserror::Error;

#[derive(Debug, Error)]
pub enum BenchError {
    #[error("`{0}` is no option of bench with its value; `cargo xtask bench --help` lists them")]
    Usage(String),
    #[error("--runs {0} is no number of runs: give 1 or more")]
    Runs(String),
    #[error("--scales {0} has a scale that is empty or named twice: give such as 0.1,1")]
    Scales(String),
    #[error("--against {0:?} is no command: it is empty, or a quote is not closed")]
    Command(String),
    #[error("--ours {0:?} are no flags: a quote is not closed")]
    Flags(String),
    #[error("--ours goes with --against only")]
    NoPeer,
    #[error("--against takes one scale, and --scales has several")]
    SeveralScales,
    #[error("retailgen-cli does not build; cargo has said why")]
    Build,
    #[error("`{command}` does not start: {source}")]
    Start { command: String, source: io::Error },
    #[error("`{command}` failed ({status}); it has said why")]
    Failed { command: String, status: ExitStatus },
    #[error("`{command}` ({status}) printed nothing: name the folder of its output with {{out}}, or have it print")]
    PrintedNothing { command: String, status: ExitStatus },
    #[error("`{command}` ({status}) wrote nothing into the folder that stands for {{out}}")]
    WroteNothing { command: String, status: ExitStatus },
    #[error(
        "{0} tells no rows and bytes: its layout has changed, and `of_manifest` in xtask/src/bench/runs.rs must follow"
    )]
    Manifest(PathBuf),
    #[error("docs/performance.md has no place for the figures: put the lines\n{begin}\n{end}\ninto it")]
    NoPlace { begin: String, end: String },
    #[error("the dataset version does not stand in what `retailgen --version` says: {0:?}")]
    Version(String),
    #[error("git does not say of when the commit is ({0})")]
    Commit(ExitStatus),
    #[error("cannot {verb} {path}: {source}")]
    Io { verb: &'static str, path: PathBuf, source: io::Error },
}

impl BenchError {
    pub fn io(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { verb, path, source }
    }

    /// 2 where the task was called in a way that there is not, else 1.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::Runs(_)
            | Self::Scales(_)
            | Self::Command(_)
            | Self::Flags(_)
            | Self::NoPeer
            | Self::SeveralScales => 2,
            _ => 1,
        }
    }
}
