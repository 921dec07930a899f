//! `cargo xtask renew`: everything that is generated, written anew in the order in which one follows from another.

use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus};
use std::{fs, io};

use thiserror::Error;

use crate::cargo;
use crate::scratch::ScratchFolder;

/// Something that is generated, and the arguments of Cargo that write it or find out whether it is stale.
#[derive(Debug)]
struct Step {
    what: &'static str,
    write: &'static str,
    check: &'static str,
    /// Set where it is written; tests compare without them.
    variables: &'static [&'static str],
}

/// The whole workspace is named throughout: with one package Cargo would compile dependencies with other features.
const STEPS: [Step; 9] = [
    Step {
        what: "what follows from schemas, reference data, kinds of faults and the changelog",
        write: "xtask codegen",
        check: "xtask codegen --check",
        variables: &[],
    },
    Step {
        what: "golden digests, what the examples print, tables and queries of the pages",
        write: "test --workspace --test facade -- golden:: examples:: documents::",
        check: "test --workspace --test facade -- golden:: examples:: documents::",
        variables: &["UPDATE_GOLDEN", "UPDATE_DOCUMENTS"],
    },
    Step {
        what: "recorded messages and the reference of the command",
        write: "test --workspace --test command --bin retailgen -- cli:: reference::",
        check: "test --workspace --test command --bin retailgen -- cli:: reference::",
        variables: &["UPDATE_SNAPSHOTS", "UPDATE_DOCUMENTS"],
    },
    Step {
        what: "the list of public items",
        write: "xtask public-api",
        check: "xtask public-api --check",
        variables: &[],
    },
    Step { what: "the fixtures", write: "xtask gen-fixtures", check: "xtask gen-fixtures --check", variables: &[] },
    Step {
        what: "the figures of realism",
        write: "xtask realism",
        check: "test --workspace --test realism -- figures::",
        variables: &[],
    },
    Step {
        what: "the picture of the front page",
        write: "xtask picture",
        check: "xtask picture --check",
        variables: &[],
    },
    Step { what: "the example of a report", write: "xtask page", check: "xtask page --check", variables: &[] },
    // Last: the commands on the pages show what the others have written.
    Step {
        what: "the output that pages show",
        write: "test --workspace --test command -- book::",
        check: "test --workspace --test command -- book::",
        variables: &["UPDATE_BOOK"],
    },
];

/// The variable for values, and what it is where values have moved before under the version of the dataset as it is.
const GOLDEN: &str = "UPDATE_GOLDEN";
const AGAIN: &str = "again";

/// Renews everything, or with `--check` finds out what is stale and leaves all as it is.
pub fn run(root: &Path, options: &[&str]) -> ExitCode {
    let outcome = match options {
        [] => renew(root, "1"),
        ["--golden-again"] => renew(root, AGAIN),
        ["--check"] => check(root),
        _ => Err(RenewError::Options(options.join(" "))),
    };
    match outcome {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(if matches!(error, RenewError::Options(_)) { 2 } else { 1 })
        }
    }
}

fn renew(root: &Path, golden: &str) -> Result<String, RenewError> {
    let before = tree(root)?;
    for step in &STEPS {
        println!("== {}", step.what);
        let mut command = cargo::command(root);
        command.args(step.write.split(' '));
        command.envs(step.variables.iter().map(|&name| (name, if name == GOLDEN { golden } else { "1" })));
        let status = command.status().map_err(RenewError::Start)?;
        if !status.success() {
            return Err(RenewError::Step { what: step.what, command: step.command_to_write(), status });
        }
    }
    let after = tree(root)?;
    if before == after {
        return Ok("nothing was stale".to_owned());
    }
    let changes = git(root, None, &["diff", "--stat", &before, &after])?;
    Ok(format!("{}\nread the difference: all of it should follow from your change", changes.trim_end()))
}

fn check(root: &Path) -> Result<String, RenewError> {
    let mut stale = Vec::new();
    for step in &STEPS {
        println!("== {}", step.what);
        let mut command = cargo::command(root);
        command.args(step.check.split(' '));
        for variable in STEPS.iter().flat_map(|step| step.variables) {
            command.env_remove(variable);
        }
        if !command.status().map_err(RenewError::Start)?.success() {
            stale.push(format!("{}: {}", step.what, step.command_to_write()));
        }
    }
    if stale.is_empty() { Ok("nothing is stale".to_owned()) } else { Err(RenewError::Stale(stale)) }
}

impl Step {
    /// How this alone is written, as it would be typed.
    fn command_to_write(&self) -> String {
        let variables = self.variables.iter().map(|name| format!("{name}=1 "));
        format!("{}cargo {}", variables.collect::<String>(), self.write)
    }
}

/// The id of the workspace's files as they are, in git's words, with those that are not committed.
fn tree(root: &Path) -> Result<String, RenewError> {
    let scratch = ScratchFolder::new("renew").map_err(|(_, error)| RenewError::Scratch(error))?;
    // An index of its own, so that what is staged stays as it is; a copy of the right one, so that git reads little.
    let index = scratch.path().join("index");
    let own = git(root, None, &["rev-parse", "--git-path", "index"])?;
    fs::copy(root.join(own.trim()), &index).map_err(RenewError::Scratch)?;
    git(root, Some(&index), &["add", "--all"])?;
    Ok(git(root, Some(&index), &["write-tree"])?.trim().to_owned())
}

fn git(root: &Path, index: Option<&Path>, arguments: &[&str]) -> Result<String, RenewError> {
    let mut command = Command::new("git");
    command.current_dir(root).args(arguments);
    if let Some(index) = index {
        command.env("GIT_INDEX_FILE", index);
    }
    let output = command.output().map_err(RenewError::Git)?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(RenewError::GitFailed { arguments: arguments.join(" "), told });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Why not everything is renewed.
#[derive(Debug, Error)]
enum RenewError {
    #[error("{0:?} is no option of renew: give --check, --golden-again or nothing")]
    Options(String),
    #[error("cargo does not start: {0}")]
    Start(io::Error),
    #[error("{what} could not be written ({status}), see above; mend that, then go on from `{command}`")]
    Step { what: &'static str, command: String, status: ExitStatus },
    #[error("stale, or failing for another reason above:\n  {}\n`cargo xtask renew` writes all of it", .0.join("\n  "))]
    Stale(Vec<String>),
    #[error("git does not start: {0}")]
    Git(io::Error),
    #[error("git {arguments} fails: {told}")]
    GitFailed { arguments: String, told: String },
    #[error("no copy of git's index can be made: {0}")]
    Scratch(io::Error),
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn a_step_says_how_it_is_written_alone() {
        let commands: Vec<String> = STEPS.iter().map(Step::command_to_write).collect();
        assert_eq!(commands[0], "cargo xtask codegen");
        assert_eq!(commands[8], "UPDATE_BOOK=1 cargo test --workspace --test command -- book::");
    }

    /// What is compiled into the test program that an argument of Cargo names: folders with a `main.rs`.
    fn programs(root: &Path, argument: &str, name: &str) -> Vec<PathBuf> {
        let packages = fs::read_dir(root.join("crates")).unwrap().map(|package| package.unwrap().path());
        let folders = packages.filter_map(|package| match argument {
            "--test" => Some(package.join("tests").join(name)),
            "--bin" => {
                let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
                manifest.contains(&format!("[[bin]]\nname = \"{name}\"\n")).then(|| package.join("src"))
            }
            _ => None,
        });
        folders.filter(|folder| folder.join("main.rs").is_file()).collect()
    }

    fn has_tests(path: &Path) -> bool {
        if path.is_dir() {
            return fs::read_dir(path).unwrap().any(|entry| has_tests(&entry.unwrap().path()));
        }
        fs::read_to_string(path).is_ok_and(|text| text.contains("#[test]"))
    }

    /// A filter that names nothing runs no test, and Cargo takes that for success.
    #[test]
    fn steps_name_test_programs_and_modules_with_tests() {
        let root = crate::workspace_root();
        let lines = STEPS.iter().flat_map(|step| [step.write, step.check]);
        for line in lines.filter(|line| line.starts_with("test ")) {
            let (options, filters) = line.split_once(" -- ").unwrap();
            let options: Vec<&str> = options.split(' ').collect();
            let named = options.windows(2).filter(|pair| ["--bin", "--test"].contains(&pair[0]));
            let programs: Vec<Vec<PathBuf>> = named.map(|pair| programs(&root, pair[0], pair[1])).collect();
            assert!(!programs.is_empty() && programs.iter().all(|found| !found.is_empty()), "{line}: {programs:?}");
            for filter in filters.split(' ') {
                let module = filter.strip_suffix("::").unwrap();
                let found = programs.iter().flatten().any(|program| {
                    let main = fs::read_to_string(program.join("main.rs")).unwrap();
                    main.lines().any(|line| line == format!("mod {module};"))
                        && [format!("{module}.rs"), module.to_owned()].iter().any(|name| has_tests(&program.join(name)))
                });
                assert!(found, "{line}: {filter}");
            }
        }
    }

    #[test]
    fn the_tree_knows_what_is_not_committed() {
        let scratch = ScratchFolder::new("renew-test").unwrap();
        let root = scratch.path();
        git(root, None, &["init", "--quiet"]).unwrap();
        fs::write(root.join("a"), "1").unwrap();
        git(root, None, &["add", "a"]).unwrap();
        let before = tree(root).unwrap();
        fs::write(root.join("b"), "2").unwrap();
        let after = tree(root).unwrap();
        assert_eq!((tree(root).unwrap(), before == after), (after.clone(), false));
        assert!(git(root, None, &["diff", "--stat", &before, &after]).unwrap().contains(" b | 1 +"));
        assert!(!git(root, None, &["ls-files"]).unwrap().contains('b'));
    }
}
