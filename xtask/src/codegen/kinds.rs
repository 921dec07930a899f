//! The catalogue of kinds of faults: a line for each file of the folder.

use std::fs;
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
    for module in &modules {
        let path = Path::new(KINDS).join(format!("{module}.rs"));
        let text = fs::read_to_string(root.join(&path)).map_err(|source| CodegenError::io(&path, source))?;
        kind(module, &text).map_err(|problem| CodegenError::Kind { path, problem })?;
    }
    modules.sort_by_key(|module| kind_name(module));
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

/// The name of the kind in a file: a dot stands for the first underscore.
fn kind_name(module: &str) -> String {
    module.replacen('_', ".", 1)
}

/// Whether a file holds the kind that it is named after; says what to do where it does not.
fn kind(module: &str, text: &str) -> Result<(), String> {
    let is_snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !module.starts_with(|c: char| c.is_ascii_lowercase()) || !module.chars().all(is_snake) {
        return Err("name the file in snake case, as email_malformed.rs for email.malformed".to_owned());
    }
    if !text.contains("pub const KIND: Kind") {
        return Err("it needs a `pub const KIND: Kind`".to_owned());
    }
    let name = kind_name(module);
    if !text.contains(&format!("name: \"{name}\"")) {
        return Err(format!(
            "its kind is not named {name:?}; name the kind after the file, or the file after the kind"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::kind;

    const KIND: &str = "pub const KIND: Kind = Kind {\n    name: \"email.domain_typo\",\n};\n";

    #[test]
    fn a_file_holds_the_kind_that_it_is_named_after() {
        assert_eq!(kind("email_domain_typo", KIND), Ok(()));
        for (module, text, expected) in [
            ("email-domain-typo", KIND.to_owned(), "in snake case"),
            ("Email_domain_typo", KIND.to_owned(), "in snake case"),
            ("email_domain_typo", KIND.replace("pub ", ""), "`pub const KIND: Kind`"),
            ("email_domain_typo", KIND.replace(".domain", ".name"), "is not named \"email.domain_typo\""),
            ("email_domain", KIND.to_owned(), "is not named \"email.domain\""),
        ] {
            let problem = kind(module, &text).unwrap_err();
            assert!(problem.contains(expected), "{module}: {problem}");
        }
    }
}
