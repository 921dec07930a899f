//! A folder of a page's own, in which its commands run.

use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::console::{Step, is_shown};

/// Where the commands of one page run, each finding what those before it wrote.
pub struct Shell {
    folder: TempDir,
    home: TempDir,
}

impl Shell {
    /// An empty folder.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), home: tempfile::tempdir().unwrap() }
    }

    /// Puts a file into the folder.
    pub fn put(&self, name: &str, lines: &[String]) {
        fs::write(self.folder.path().join(name), lines.join("\n") + "\n").unwrap();
    }

    /// Runs a command to its end; the error says what was otherwise than shown.
    pub fn run(&self, step: &Step) -> Result<(), String> {
        let binaries = Path::new(env!("CARGO_BIN_EXE_retailgen")).parent().unwrap().to_path_buf();
        let others = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths([binaries].into_iter().chain(env::split_paths(&others))).unwrap();
        // One stream for both, so that lines come in the order in which a terminal shows them.
        let output = Command::new("bash")
            .arg("-c")
            .arg(format!("exec 2>&1\n{}", step.command))
            .current_dir(self.folder.path())
            .env_clear()
            .envs([("PATH", path.as_os_str()), ("HOME", self.home.path().as_os_str()), ("LC_ALL", "C".as_ref())])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        if output.status.code() != Some(step.code) {
            return Err(format!("$ {}\n{printed}it ended with {}, not {}", step.command, output.status, step.code));
        }
        match &step.output {
            Some(shown) if !is_shown(&printed, shown) => {
                Err(format!("$ {}\n{printed}that is not what the page shows", step.command))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(command: &str, output: Option<&str>, code: i32) -> Step {
        let output = output.map(|text| text.lines().map(str::to_owned).collect());
        Step { command: command.to_owned(), output, code }
    }

    #[test]
    fn a_code_or_an_output_that_is_another_is_told() {
        let shell = Shell::new();
        shell.put("a.txt", &["one".to_owned()]);
        shell.run(&step("cat a.txt; echo two >&2", Some("one\ntwo"), 0)).unwrap();
        shell.run(&step("retailgen --seed x --out b", None, 2)).unwrap();
        assert!(shell.run(&step("cat a.txt", Some("two"), 0)).unwrap_err().contains("not what the page shows"));
        assert!(shell.run(&step("exit 3", None, 0)).unwrap_err().contains("exit status: 3"));
        assert!(shell.run(&step("true", None, 3)).unwrap_err().contains("not 3"));
    }

    #[test]
    fn nothing_of_the_caller_reaches_the_commands() {
        let shell = Shell::new();
        shell.run(&step("env | grep -c '^RETAILGEN_'", Some("0"), 1)).unwrap();
    }
}
