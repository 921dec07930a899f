//! A folder to run the command in, and what came of it.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

/// The flags of a run that takes a moment: every table, two days, a thousandth of the rows.
pub const SMALL: [&str; 4] = ["--scale", "0.001", "--days", "2"];

/// The name of the marker that a run puts into its folder first.
pub const MARKER: &str = "_retailgen.inprogress";

/// Variables that are not its own and change how the command's words look.
const HEEDED: [&str; 4] = ["COLUMNS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"];

/// A temporary folder that the command is run in.
pub struct Workplace(TempDir);

impl Workplace {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.0.path().join(relative)
    }

    /// The command, not yet started, with all streams captured or empty.
    pub fn command(&self, flags: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_retailgen"));
        command.args(flags);
        self.prepare(&mut command);
        command
    }

    /// Has another program run here, with nothing in its environment that the command heeds.
    pub fn prepare(&self, command: &mut Command) {
        command.current_dir(self.0.path());
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("RETAILGEN_") || HEEDED.contains(&text.as_ref()) {
                command.env_remove(&name);
            }
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    }

    /// Runs the command to its end.
    pub fn run(&self, flags: &[&str]) -> Ended {
        Ended::from(self.command(flags).output().unwrap())
    }

    /// Runs a small run with more flags; it must succeed.
    pub fn run_small(&self, flags: &[&str]) -> Ended {
        let ended = self.run(&[&SMALL, flags].concat());
        ended.assert_code(0);
        ended
    }

    /// Every file below a folder with its content.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path(folder), "", &mut files);
        files
    }

    /// The manifest of a folder; it must have one.
    pub fn manifest(&self, folder: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(folder).join("_manifest.json")).unwrap()).unwrap()
    }

    /// Waits until a running command has begun to write a table.
    pub fn wait_for_a_file(&self, folder: &str) {
        let begin = Instant::now();
        while !holds_a_table(&self.path(folder)) {
            assert!(begin.elapsed() < Duration::from_mins(1), "no file came");
            thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Whether there is a CSV file below the folder, whole or not.
fn holds_a_table(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        entry.file_name().to_string_lossy().contains(".csv") || (is_folder && holds_a_table(&entry.path()))
    })
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}

/// A command that has ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ended {
    #[track_caller]
    pub fn assert_code(&self, code: i32) {
        assert_eq!(self.code, Some(code), "{self:?}");
    }

    #[track_caller]
    pub fn assert_says(&self, words: &str) {
        assert!(self.stderr.contains(words), "{words:?} is not in:\n{}", self.stderr);
    }
}
