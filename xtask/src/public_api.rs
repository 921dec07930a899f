//! `cargo xtask public-api`: what the library makes public, listed, and held to having an example each.

mod examples;
mod items;
mod rustdoc;
mod signature;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use thiserror::Error;

pub use rustdoc::in_place_of_rustdoc;

use items::PublicItems;
use rustdoc::{Documents, RustdocError};

/// Where the listing lies.
const LISTING: &str = "docs/public-api.txt";

/// Differences that are listed; the others are counted.
const MOST_LISTED: usize = 40;

/// Writes the listing of the public API, or with `check` compares it; then fails if an item has no example
/// ([`examples::missing`] is the rule) or names a type that users cannot.
pub fn run(root: &Path, check: bool) -> ExitCode {
    match hold(root, check) {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn hold(root: &Path, check: bool) -> Result<String, PublicApiError> {
    let api = PublicItems::of(&Documents::make(root)?);
    let listing = listing(&api);
    let path = root.join(LISTING);
    let mut problems = Vec::new();
    if check {
        let found = match fs::read_to_string(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(PublicApiError::Io { verb: "read", path, source }),
        };
        if found != listing {
            problems.push(stale(&found, &listing));
        }
    } else {
        fs::write(&path, &listing).map_err(|source| PublicApiError::Io { verb: "write", path, source })?;
    }
    let missing = examples::missing(&api);
    if !missing.is_empty() {
        problems.push(format!(
            "{} items have no example that runs (docs/contributing.md tells the rule):\n  {}",
            missing.len(),
            missing.join("\n  ")
        ));
    }
    if !api.unnameable.is_empty() {
        let lines: Vec<String> =
            api.unnameable.iter().map(|(declared, by)| format!("{declared} in the signature of {by}")).collect();
        problems.push(format!("types that retailgen does not hand on:\n  {}", lines.join("\n  ")));
    }
    if problems.is_empty() {
        Ok(format!("{LISTING} has {} lines, and every item an example", listing.lines().count()))
    } else {
        Err(PublicApiError::Problems(problems))
    }
}

/// One line an item, path and declaration, sorted.
fn listing(api: &PublicItems) -> String {
    let mut lines: Vec<String> = api.items.iter().map(|item| format!("{}: {}\n", item.path, item.signature)).collect();
    lines.sort_unstable();
    lines.concat()
}

/// The lines by which the stored listing and the right one differ.
fn stale(found: &str, right: &str) -> String {
    let only = |mark: char, text: &str, other: &str| -> Vec<String> {
        let other: std::collections::BTreeSet<&str> = other.lines().collect();
        text.lines().filter(|line| !other.contains(line)).map(|line| format!("{mark} {line}")).collect()
    };
    let mut lines = only('-', found, right);
    lines.extend(only('+', right, found));
    let more = lines.len().saturating_sub(MOST_LISTED);
    if more > 0 {
        lines.truncate(MOST_LISTED);
        lines.push(format!("and {more} more"));
    }
    format!(
        "{LISTING} is stale:\n  {}\nrun `cargo xtask public-api`, look at what it changes, and commit it",
        lines.join("\n  ")
    )
}

/// What is wrong with the public API, or why that cannot be told.
#[derive(Debug, Error)]
enum PublicApiError {
    #[error(transparent)]
    Rustdoc(#[from] RustdocError),
    #[error("{}", .0.join("\n"))]
    Problems(Vec<String>),
    #[error("cannot {verb} {}: {source}", path.display())]
    Io { verb: &'static str, path: PathBuf, source: io::Error },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_listing_tells_the_lines_that_differ() {
        let told = stale("a: fn a()\nb: fn b()\n", "a: fn a()\nb: fn b(i64)\n");
        assert!(told.contains("is stale:\n  - b: fn b()\n  + b: fn b(i64)\n"), "{told}");
    }
}
