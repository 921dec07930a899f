//! The catalogue of kinds of faults: a line for each file of the folder.

use std::path::Path;

use super::{COMMAND, CodegenError, files_in};

/// Folder with a file a kind, and nothing else.
pub const KINDS: &str = "crates/retailgen-anomaly/src/kind/catalogue";
/// The file that lists them.
pub const LIST: &str = "crates/retailgen-anomaly/src/kind/catalogue.rs";

/// The text of the list, not yet laid out by rustfmt.
pub fn list(root: &Path) -> Result<String, CodegenError> {
    let files = files_in(&root.join(KINDS))?;
    let mut modules: Vec<&str> = files.iter().filter_map(|file| file.to_str()?.strip_suffix(".rs")).collect();
    // As their names, which have a dot in the place of the first underscore.
    modules.sort_by_key(|module| module.replacen('_', ".", 1));
    let declared = modules.iter().map(|module| format!("pub mod {module};")).collect::<Vec<_>>().join("\n");
    let listed = modules.iter().map(|module| format!("&{module}::KIND")).collect::<Vec<_>>().join(", ");
    Ok(format!(
        "\
//! The list of kinds of faults.
//!
//! Generated from the files beside it by `{COMMAND}`: add one there and run this.

{declared}

use super::Kind;

/// Every kind there is, by name.
pub const CATALOGUE: &[&Kind] = &[{listed}];
"
    ))
}
