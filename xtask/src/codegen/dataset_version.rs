//! The dataset version: a constant, from the heading under which the changelog says what moved.

use std::fs;
use std::path::Path;

use super::{COMMAND, CodegenError};

/// The one place in which the version is raised by hand.
pub const CHANGELOG: &str = "CHANGELOG.md";
/// The file with the constant.
pub const CONSTANT: &str = "crates/retailgen-dataset/src/scenario/version.rs";

/// What stands before the number in a heading.
const BEFORE: &str = ", dataset version ";

/// The text of the file with the constant.
pub fn constant(root: &Path) -> Result<String, CodegenError> {
    let path = root.join(CHANGELOG);
    let changelog = fs::read_to_string(&path).map_err(|source| CodegenError::io(&path, source))?;
    let version = latest(&changelog).map_err(|problem| CodegenError::Changelog { problem })?;
    Ok(format!(
        "\
//! The number of the dataset version.
//!
//! Generated from the heading of `{CHANGELOG}` by `{COMMAND}`: raise it there and run this.

/// The version that the latest heading names.
pub const LATEST: &str = \"{version}\";
"
    ))
}

/// The version in the first heading that names one: the changelog has the latest on top.
fn latest(changelog: &str) -> Result<u32, String> {
    let mut headings = changelog.lines().filter(|line| line.starts_with('#'));
    let found = headings.find_map(|line| Some((line, line.split_once(BEFORE)?.1)));
    let Some((heading, version)) = found else {
        return Err(format!("no heading names the dataset version: write one such as `### 0.1.0{BEFORE}9`"));
    };
    version.parse().map_err(|_| format!("`{heading}` must end with the dataset version, a whole number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_heading_counts() {
        let changelog = "# Changelog\n\nUnder the dataset version, dataset version 3\n\n## Unreleased\n\n### 0.2.0, dataset version 10\n\n### 0.1.0, dataset version 9\n";
        assert_eq!(latest(changelog), Ok(10));
        assert!(latest("# Changelog\n\n## 0.1.0\n").unwrap_err().contains("### 0.1.0, dataset version 9"));
        let problem = latest("### 0.1.0, dataset version nine\n").unwrap_err();
        assert!(problem.contains("`### 0.1.0, dataset version nine`"), "{problem}");
    }
}
