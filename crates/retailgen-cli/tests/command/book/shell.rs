//! A folder of a page's own, in which its commands run.

use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
};

use tempfile::TempDir;

use super::console::{Step, is_shown, renewed};

/// How a command went otherwise than the page says.
#[derive(Debug)]
pub struct Difference {
    /// To be read.
    pub problem: String,
    /// What the page should show as the command's output, if that is all there is to it.
    pub instead: Option<Vec<String>>,
}

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
    pub fn run(&self, step: &Step) -> Result<(), Difference> {
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
            let problem = format!("$ {}\n{printed}it ended with {}, not {}", step.command, output.status, step.code);
            return Err(Difference { problem, instead: None });
        }
        match &step.output {
            Some(shown) if !is_shown(&printed, shown) => Err(Difference {
                problem: format!("$ {}\n{printed}that is not what the page shows", step.command),
                instead: renewed(&printed, shown),
            }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(command: &str, output: Option<&str>, code: i32) -> Step {
        let output = output.map(|text| text.lines().map(str::to_owned).collect());
        Step { command: command.to_owned(), output, end: 1, code }
    }

    #[test]
    fn a_code_or_an_output_that_is_another_is_told() {
        let shell = Shell::new();
        shell.put("a.txt", &["one".to_owned()]);
        shell.run(&step("cat a.txt; echo two >&2", Some("one\ntwo"), 0)).unwrap();
        shell.run(&step("retailgen --seed x --out b", None, 2)).unwrap();
        let difference = |command, output, code| shell.run(&step(command, output, code)).unwrap_err();
        let other = difference("cat a.txt", Some("two"), 0);
        assert!(other.problem.contains("not what the page shows"));
        assert_eq!(other.instead, Some(vec!["one".to_owned()]));
        assert!(difference("exit 3", None, 0).problem.contains("exit status: 3"));
        assert!(difference("true", None, 3).problem.contains("not 3"));
        assert_eq!(difference("cat a.txt", Some("two"), 3).instead, None);
    }

    #[test]
    fn nothing_of_the_caller_reaches_the_commands() {
        let shell = Shell::new();
        shell.run(&step("env | grep -c '^RETAILGEN_'", Some("0"), 1)).unwrap();
    }
}
