//! The crates of the workspace and what they depend on among each other, from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use crate::{cargo, ways};

/// The crates of the workspace and the arrows between them.
#[derive(Debug, Default)]
pub struct Workspace {
    pub packages: Vec<Package>,
}

/// A crate of the workspace.
#[derive(Debug)]
pub struct Package {
    pub name: String,
    pub folder: PathBuf,
    /// The crates of the workspace that its library or program needs; tests and build scripts may need more.
    pub dependencies: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetadataPackage>,
}

#[derive(Deserialize)]
struct MetadataPackage {
    name: String,
    manifest_path: PathBuf,
    dependencies: Vec<MetadataDependency>,
}

#[derive(Deserialize)]
struct MetadataDependency {
    name: String,
    /// None for a dependency of the library.
    kind: Option<String>,
    /// The folder of a crate of the workspace.
    path: Option<PathBuf>,
}

impl Workspace {
    pub fn load(root: &Path) -> Result<Self, MetadataError> {
        let mut command = cargo::command(root);
        let output = command
            .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
            .output()
            .map_err(MetadataError::Start)?;
        if !output.status.success() {
            return Err(MetadataError::Cargo(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        Ok(Self::parse(&output.stdout)?)
    }

    fn parse(metadata: &[u8]) -> Result<Self, serde_json::Error> {
        let Metadata { packages } = serde_json::from_slice(metadata)?;
        let package = |package: MetadataPackage| {
            let ours = package.dependencies.into_iter().filter(|found| found.kind.is_none() && found.path.is_some());
            Package {
                name: package.name,
                folder: package.manifest_path.parent().map(Path::to_owned).unwrap_or_default(),
                dependencies: ours.map(|found| found.name).collect(),
            }
        };
        Ok(Self { packages: packages.into_iter().map(package).collect() })
    }

    /// A crate and all that it depends on, also by way of others, in the order of the workspace.
    pub fn with_dependencies(&self, name: &str) -> Vec<String> {
        let is_below = |package: &&Package| package.name == name || self.way(name, &package.name).is_some();
        self.packages.iter().filter(is_below).map(|package| package.name.clone()).collect()
    }

    /// The dependencies of each crate, by name.
    pub fn arrows(&self) -> BTreeMap<&str, &BTreeSet<String>> {
        self.packages.iter().map(|package| (package.name.as_str(), &package.dependencies)).collect()
    }

    /// The way from a crate to another along the arrows, the shortest; none where there is none.
    pub fn way<'w>(&'w self, from: &'w str, to: &'w str) -> Option<Vec<&'w str>> {
        let arrows = self.arrows();
        ways::shortest(from, to, |name| arrows.get(name).into_iter().copied().flatten().map(String::as_str))
    }
}

/// Why Cargo does not tell.
#[derive(Debug, Error)]
pub enum MetadataError {
    #[error("cargo metadata does not start: {0}")]
    Start(io::Error),
    #[error("cargo metadata fails: {0}")]
    Cargo(String),
    #[error("cargo metadata writes other JSON than xtask knows: {0}")]
    Json(#[from] serde_json::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_workspaces_own_arrows_of_libraries_are_read() {
        let metadata = br#"{"packages": [{"name": "a", "manifest_path": "/w/crates/a/Cargo.toml", "dependencies": [
            {"name": "b", "kind": null, "path": "/w/crates/b"}, {"name": "serde", "kind": null, "path": null},
            {"name": "a", "kind": "dev", "path": "/w/crates/a"}]}]}"#;
        let found = Workspace::parse(metadata).unwrap();
        assert_eq!(found.packages[0].folder, Path::new("/w/crates/a"));
        assert_eq!(found.packages[0].dependencies, ["b".to_owned()].into());
    }

    #[test]
    fn ways_lead_by_other_crates() {
        let package = |(name, dependencies): (&str, &[&str])| Package {
            name: name.to_owned(),
            folder: PathBuf::new(),
            dependencies: dependencies.iter().map(|&name| name.to_owned()).collect(),
        };
        let arrows: [(&str, &[&str]); 4] = [("a", &["b", "c"]), ("b", &["c"]), ("c", &["d"]), ("d", &[])];
        let workspace = Workspace { packages: arrows.map(package).into() };
        assert_eq!(workspace.way("a", "d").unwrap(), ["a", "c", "d"]);
        assert_eq!(workspace.way("c", "b"), None);
        assert_eq!(workspace.with_dependencies("b"), ["b", "c", "d"]);
    }
}
