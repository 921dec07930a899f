//! Which items have an example.

use rustdoc_types::ItemKind;

use super::items::{PublicItem, PublicItems};

/// The paths of the items that should have an example and have none, in order.
///
/// Every module, struct, enum, trait, function, constant and type alias has a code block that runs in its own
/// documentation. A method has one of its own, or is used, as `.name` or `Type::name`, in a code block of its type or trait,
/// or of the module in which users find that; so is a function or constant of a type, as `Type::name`. Fields and variants
/// go with their type. Implementations of traits are not asked.
pub fn missing(api: &PublicItems) -> Vec<&str> {
    let mut missing: Vec<&str> =
        api.items.iter().filter(|item| !has_example(api, item)).map(|item| item.path.as_str()).collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

fn has_example(api: &PublicItems, item: &PublicItem) -> bool {
    match item.kind {
        ItemKind::Module
        | ItemKind::Struct
        | ItemKind::Union
        | ItemKind::Enum
        | ItemKind::Trait
        | ItemKind::Constant
        | ItemKind::Static
        | ItemKind::TypeAlias
        | ItemKind::Macro => !code_blocks(&item.docs).is_empty(),
        ItemKind::Function | ItemKind::AssocConst => {
            let name = last_name(&item.path);
            let is_used_for = |owner: usize| {
                let owner = &api.items[owner];
                // Code names types that implement a trait, not the trait.
                let of_type = if owner.kind == ItemKind::Trait { "" } else { last_name(&owner.path) };
                let mut uses = vec![format!("{of_type}::{name}")];
                uses.extend(item.takes_self.then(|| format!(".{name}")));
                let is_used_in =
                    |docs: &str| code_blocks(docs).iter().any(|code| uses.iter().any(|wanted| has_use(code, wanted)));
                is_used_in(&owner.docs) || owner.module.is_some_and(|module| is_used_in(&api.items[module].docs))
            };
            !code_blocks(&item.docs).is_empty() || item.owner.is_some_and(is_used_for)
        }
        _ => true,
    }
}

/// The code blocks of a text that `cargo test --doc` compiles and runs.
fn code_blocks(docs: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = docs.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.trim_start().strip_prefix("```") else { continue };
        let code: Vec<&str> = lines.by_ref().take_while(|line| line.trim_start() != "```").collect();
        let runs = language
            .split([',', ' '])
            .all(|word| matches!(word.trim(), "" | "rust" | "should_panic") || word.starts_with("edition"));
        if runs {
            blocks.push(code.join("\n"));
        }
    }
    blocks
}

fn last_name(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or_default()
}

/// Whether `.name` or `Type::name` stands in code, with whole names.
fn has_use(code: &str, wanted: &str) -> bool {
    let is_of_name = |next: char| next.is_alphanumeric() || next == '_';
    code.match_indices(wanted).any(|(start, _)| {
        let (before, after) = (&code[..start], &code[start + wanted.len()..]);
        let begins = match wanted.chars().next() {
            Some('.') => !before.ends_with('.'),
            Some(':') => before.ends_with(is_of_name),
            _ => !before.ends_with(is_of_name),
        };
        begins && !after.starts_with(is_of_name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(path: &str, kind: ItemKind, docs: &str, owner: Option<usize>) -> PublicItem {
        let module = (path != "lib").then_some(0);
        let (path, signature, docs) = (path.to_owned(), String::new(), docs.to_owned());
        PublicItem { path, kind, signature, takes_self: owner.is_some(), docs, owner, module }
    }

    #[test]
    fn only_blocks_that_run_count() {
        let text = "Text.\n\n```\nran();\n```\n\n```text\nno\n```\n```no_run\nno()\n```\n```rust,should_panic\nran_too();\n```";
        assert_eq!(code_blocks(text), ["ran();", "ran_too();"]);
        assert!(code_blocks("`code` in a line").is_empty());
    }

    #[test]
    fn a_use_has_whole_names() {
        assert!(has_use("let x = file.rows();", ".rows"));
        assert!(has_use("files.map(Plan::rows)", "Plan::rows"));
        assert!(has_use("R::TABLE", "::TABLE"));
        for code in ["rows()", "file.rows_of()", "file.all_rows()", "..rows", "file. rows"] {
            assert!(!has_use(code, ".rows"), "{code}");
        }
        for code in ["Plan::rows_of", "MyPlan::rows", "Plan.rows"] {
            assert!(!has_use(code, "Plan::rows"), "{code}");
        }
    }

    #[test]
    fn methods_are_covered_by_their_type_or_module_and_types_by_themselves() {
        let items = vec![
            item("lib", ItemKind::Module, "```\nlib::Plan::make().files();\n```", None),
            item("lib::Plan", ItemKind::Struct, "```\nplan.rows().of();\n```", None),
            item("lib::Plan::files", ItemKind::Function, "", Some(1)),
            item("lib::Plan::rows", ItemKind::Function, "", Some(1)),
            item("lib::Plan::bytes", ItemKind::Function, "", Some(1)),
            PublicItem { takes_self: false, ..item("lib::Plan::make", ItemKind::Function, "", Some(1)) },
            PublicItem {
                takes_self: false,
                ..item("lib::Plan::new", ItemKind::Function, "```\nold::new();\n```", Some(1))
            },
            PublicItem { takes_self: false, ..item("lib::Plan::of", ItemKind::Function, "", Some(1)) },
            item("lib::Plan::name", ItemKind::StructField, "", Some(1)),
            item("lib::Plan", ItemKind::Impl, "", Some(1)),
            item("lib::make", ItemKind::Function, "", None),
            item("lib::Error", ItemKind::Enum, "```ignore\n```", None),
        ];
        let api = PublicItems { items, ..PublicItems::default() };
        assert_eq!(missing(&api), ["lib::Error", "lib::Plan::bytes", "lib::Plan::of", "lib::make"]);
    }
}
