//! What rustdoc knows of the published crates, as JSON.
//!
//! That output of rustdoc is not stable yet, so it is asked for with `RUSTC_BOOTSTRAP=1`. It is reproducible all the same:
//! `rust-toolchain.toml` pins the toolchain, and with it the format, which the crate `rustdoc-types` reads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};
use std::{env, fs, io};

use rustdoc_types::{Crate, FORMAT_VERSION, Id, Item};
use thiserror::Error;

use crate::cargo;
use crate::workspace::{MetadataError, Workspace};

/// The facade. Rustdoc describes what it hands on only where that is declared, in the crates that it depends on.
pub const FACADE: &str = "retailgen";

/// Under this variable xtask plays rustdoc.
const IN_PLACE_OF_RUSTDOC: &str = "RETAILGEN_XTASK_IN_PLACE_OF_RUSTDOC";

/// Runs rustdoc with what Cargo hands it, and unstable options allowed; nothing unless Cargo was told to call xtask for it.
///
/// `RUSTC_BOOTSTRAP` in the environment of Cargo would reach the build scripts too, and since some of them ask for it, all
/// dependencies would be compiled once more.
pub fn in_place_of_rustdoc() -> Option<ExitCode> {
    env::var_os(IN_PLACE_OF_RUSTDOC)?;
    let status = Command::new("rustdoc").args(env::args_os().skip(1)).env("RUSTC_BOOTSTRAP", "1").status();
    Some(match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: rustdoc does not start: {error}");
            ExitCode::FAILURE
        }
    })
}

/// The crates as rustdoc describes them, with all features.
#[derive(Debug)]
pub struct Documents {
    crates: BTreeMap<String, Crate>,
}

/// An item of one of the crates. Ids mean something only in their crate.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    pub of: &'a Crate,
    pub item: &'a Item,
}

impl Documents {
    /// Has the crates documented as they are now.
    pub fn make(root: &Path) -> Result<Self, RustdocError> {
        let own = env::current_exe().map_err(RustdocError::FindXtask)?;
        let names = Workspace::load(root)?.with_dependencies(FACADE);
        // The folder that Cargo has built xtask in. What Cargo compiles for the documents stays there and serves other
        // commands; the documents get a folder of their own, since they would replace HTML.
        let target = own.ancestors().nth(2).unwrap_or(root);
        let folder = target.join("public-api");
        let mut command = cargo::command(root);
        command.args(["doc", "--quiet", "--no-deps", "--all-features", "--lib"]);
        for name in &names {
            command.args(["--package", name]);
        }
        let status = command
            .arg("--target-dir")
            .arg(&folder)
            .env("CARGO_BUILD_BUILD_DIR", target)
            .env("RUSTDOCFLAGS", "-Zunstable-options --output-format json")
            .env("RUSTDOC", &own)
            .env(IN_PLACE_OF_RUSTDOC, "1")
            .status()
            .map_err(RustdocError::Start)?;
        if !status.success() {
            return Err(RustdocError::Document(status));
        }
        let mut crates = BTreeMap::new();
        for name in names {
            let name = name.replace('-', "_");
            let found = load(&folder.join("doc").join(format!("{name}.json")))?;
            crates.insert(name, found);
        }
        Ok(Self { crates })
    }

    /// The root module of the facade.
    pub fn facade(&self) -> Found<'_> {
        let of = &self.crates[FACADE];
        Found { of, item: &of.index[&of.root] }
    }

    /// The item that a crate means by an id, in whichever of the crates it is declared; nothing for one of others.
    pub fn find<'a>(&'a self, of: &'a Crate, id: Id) -> Option<Found<'a>> {
        if let Some(item) = of.index.get(&id) {
            return Some(Found { of, item });
        }
        let summary = of.paths.get(&id)?;
        let of = self.crates.get(summary.path.first()?)?;
        let is_wanted = |id: &&Id| of.paths[id].path == summary.path && of.paths[id].kind == summary.kind;
        let id = of.paths.keys().filter(|id| of.index.contains_key(id)).find(is_wanted)?;
        Some(Found { of, item: &of.index[id] })
    }

    /// Where an item of the crates is declared; nothing for one of others.
    pub fn declared_at(&self, of: &Crate, id: Id) -> Option<String> {
        let path = &of.paths.get(&id)?.path;
        self.crates.contains_key(path.first()?).then(|| path.join("::"))
    }
}

fn load(path: &Path) -> Result<Crate, RustdocError> {
    let text = fs::read_to_string(path).map_err(|source| RustdocError::Read { path: path.to_owned(), source })?;
    let read = |source| RustdocError::Json { path: path.to_owned(), source };
    let value: serde_json::Value = serde_json::from_str(&text).map_err(read)?;
    let version = value["format_version"].as_u64().unwrap_or_default();
    if version != u64::from(FORMAT_VERSION) {
        return Err(RustdocError::Format { version });
    }
    serde_json::from_value(value).map_err(read)
}

/// Why the crates could not be documented.
#[derive(Debug, Error)]
pub enum RustdocError {
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    #[error("cannot find the running xtask: {0}")]
    FindXtask(io::Error),
    #[error("cargo does not start: {0}")]
    Start(io::Error),
    #[error("the crates cannot be documented ({0}); rustdoc has said why")]
    Document(ExitStatus),
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    Json { path: PathBuf, source: serde_json::Error },
    #[error(
        "rustdoc writes version {version} of its JSON, and rustdoc-types reads {FORMAT_VERSION}: with another toolchain, \
         take the rustdoc-types 0.{version} in Cargo.toml"
    )]
    Format { version: u64 },
}
