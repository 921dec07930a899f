//! On what and of what the figures are: the machine, the dataset version, the commit.

use std::path::Path;
use std::process::Command;
use std::{fs, thread};

use super::error::BenchError;

/// A sentence on machine, build and number of runs.
pub fn told(root: &Path, binary: &Path, runs: usize) -> Result<String, BenchError> {
    let processors = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let model = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| model(&text)).unwrap_or_default();
    let system = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let said = output(binary, &["--version"], root)?;
    let version = dataset_version(&said.0).ok_or_else(|| BenchError::Version(said.0.trim().to_owned()))?;
    let (date, status) = output(Path::new("git"), &["log", "-1", "--format=%cs"], root)?;
    if date.trim().is_empty() {
        return Err(BenchError::Commit(status));
    }
    Ok(format!(
        "{processors} processors{model}, {} {}; dataset version {version}, commit of {}; min/median/max of {runs} runs.",
        std::env::consts::OS,
        // What follows the numbers is the distributor's.
        system.trim().split('-').next().unwrap_or_default(),
        date.trim()
    ))
}

/// What a program prints, and how it ends.
fn output(program: &Path, arguments: &[&str], root: &Path) -> Result<(String, std::process::ExitStatus), BenchError> {
    let output = Command::new(program).args(arguments).current_dir(root).output();
    let output = output.map_err(BenchError::io("start", program))?;
    Ok((String::from_utf8_lossy(&output.stdout).into_owned(), output.status))
}

/// The model of the first processor, in parentheses.
fn model(cpuinfo: &str) -> Option<String> {
    let (_, model) = cpuinfo.lines().find(|line| line.starts_with("model name"))?.split_once(':')?;
    Some(format!(" ({})", model.trim()))
}

fn dataset_version(said: &str) -> Option<u32> {
    said.split_once("dataset version ")?.1.split(')').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_and_the_command_are_read_as_they_write() {
        assert_eq!(dataset_version("retailgen 0.1.0 (dataset version 11)\n"), Some(11));
        assert_eq!(dataset_version("retailgen 0.1.0"), None);
        assert_eq!(model("processor\t: 0\nmodel name\t: AMD EPYC\nmodel name\t: x\n"), Some(" (AMD EPYC)".to_owned()));
        assert_eq!(model("processor : 0\n"), None);
    }
}
