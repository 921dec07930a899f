//! Which crate depends on which: what is forbidden, and the drawing in docs/architecture.md.

use std::collections::BTreeSet;

use super::files::FACADE;
use crate::workspace::Workspace;

/// Arrows that must not come about, also by way of other crates: from, to, why.
const FORBIDDEN: [(&str, &[&str], &str); 6] = [
    ("retailgen-anomaly", &["retailgen-sinks", "retailgen-tables"], "a fault is the same in every format and table"),
    (
        "retailgen-truth",
        &["retailgen-dataset", "retailgen-tables"],
        "a truth can be read and held against findings without a generator",
    ),
    (
        "retailgen-answers",
        &["retailgen-dataset", "retailgen-sinks", "retailgen-tables"],
        "answers follow from the files and the truth alone",
    ),
    (
        "retailgen-loaders",
        &["retailgen-dataset", "retailgen-sinks", "retailgen-tables"],
        "code that loads files follows from schema and policy",
    ),
    (
        "retailgen-report",
        &["retailgen-dataset", "retailgen-sinks", "retailgen-tables"],
        "a page follows from the files alone, of which nobody need know how they came about",
    ),
    (
        "retailgen-score",
        &["retailgen-dataset", "retailgen-sinks", "retailgen-tables"],
        "findings are held against the truth alone, which anybody may have been given",
    ),
];

/// Crates of which only these may be among the direct dependencies, of ours: crate, its own, why.
const ONLY: [(&str, &[&str], &str); 5] = [
    ("retailgen-cli", &["retailgen"], "what the command can do, the library can"),
    ("retailgen-schema", &[], "it says what the tables are, and knows no generator"),
    ("retailgen-synth", &[], "it makes values from keys, and knows no retailer"),
    ("retailgen-folder", &["retailgen-stores"], "it writes files, and knows no table"),
    ("retailgen-read", &["retailgen-folder"], "it reads tables that anybody wrote, and uses no writer's code"),
];

/// The arrows that must not be there.
pub fn forbidden(workspace: &Workspace) -> Vec<String> {
    let mut problems = Vec::new();
    for (from, to, why) in FORBIDDEN {
        for way in to.iter().filter_map(|to| workspace.way(from, to)) {
            problems.push(format!("{}: {why}; take that arrow out of Cargo.toml", way.join(" → ")));
        }
    }
    for (name, allowed, why) in ONLY {
        let dependencies = workspace.packages.iter().filter(|package| package.name == name);
        for dependency in dependencies.flat_map(|package| &package.dependencies) {
            if !allowed.contains(&dependency.as_str()) {
                problems.push(format!("{name} → {dependency}: {why}; take that arrow out of Cargo.toml"));
            }
        }
    }
    problems
}

/// The rules that hold nothing, since the workspace has no crate of a name in them: a crate was renamed or is gone.
pub fn without_crate(workspace: &Workspace) -> Vec<String> {
    let crates = workspace.arrows();
    let unknown = named().into_iter().filter(|name| !crates.contains_key(name));
    unknown
        .map(|name| format!("{name}: a rule in xtask/src/tidy names this crate, and there is none; change the rule"))
        .collect()
}

/// Every crate that a rule names.
fn named() -> BTreeSet<&'static str> {
    let of_two = FORBIDDEN.iter().chain(&ONLY).flat_map(|(from, to, _)| [from].into_iter().chain(*to));
    of_two.copied().chain([FACADE]).collect()
}

/// How the block of crates in a page differs from what Cargo knows: a line a crate, `name → dependency dependency`.
pub fn differences_of_drawing(workspace: &Workspace, page: &str) -> Vec<String> {
    const PAGE: &str = "docs/architecture.md";
    let wanted = drawing(workspace);
    let mut lines = page.lines();
    if !lines.by_ref().any(|line| line == "```crates") {
        return vec![format!("{PAGE}: no block ```crates draws the crates; write it with these lines:\n{wanted}")];
    }
    let found: Vec<&str> = lines.take_while(|line| *line != "```").map(str::trim_end).collect();
    if wanted.lines().eq(found) {
        Vec::new()
    } else {
        vec![format!("{PAGE}: the block ```crates is not what Cargo knows; its lines should be\n{wanted}")]
    }
}

fn drawing(workspace: &Workspace) -> String {
    let line = |(name, dependencies): (&str, &BTreeSet<String>)| {
        let dependencies: Vec<&str> = dependencies.iter().map(String::as_str).collect();
        if dependencies.is_empty() { name.to_owned() } else { format!("{name} → {}", dependencies.join(" ")) }
    };
    workspace.arrows().into_iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::workspace::Package;

    fn workspace(arrows: &[(&str, &[&str])]) -> Workspace {
        let package = |&(name, dependencies): &(&str, &[&str])| Package {
            name: name.to_owned(),
            folder: PathBuf::new(),
            dependencies: dependencies.iter().map(|&name| name.to_owned()).collect(),
        };
        Workspace { packages: arrows.iter().map(package).collect() }
    }

    #[test]
    fn a_forbidden_arrow_is_found_by_way_of_others() {
        let ways =
            workspace(&[("retailgen-anomaly", &["between"]), ("between", &["retailgen-tables", "retailgen-anomaly"])]);
        let [problem] = &forbidden(&ways)[..] else { panic!("it is one") };
        assert!(problem.starts_with("retailgen-anomaly → between → retailgen-tables: "), "{problem}");
        assert!(forbidden(&workspace(&[("retailgen-tables", &["retailgen-anomaly"])])).is_empty());
    }

    #[test]
    fn some_crates_stand_on_few() {
        let cli = workspace(&[("retailgen-cli", &["retailgen", "retailgen-schema"]), ("retailgen-synth", &[])]);
        let [problem] = &forbidden(&cli)[..] else { panic!("it is one") };
        assert!(problem.starts_with("retailgen-cli → retailgen-schema: "), "{problem}");
    }

    #[test]
    fn a_rule_names_crates_that_there_are() {
        let all: Vec<(&str, &[&str])> = named().into_iter().map(|name| (name, &[] as &[&str])).collect();
        assert_eq!(without_crate(&workspace(&all)), [""; 0]);
        for (gone, (name, _)) in all.iter().enumerate() {
            let renamed = [&all[..gone], &[("renamed", &[])], &all[gone + 1..]].concat();
            let [problem] = &without_crate(&workspace(&renamed))[..] else { panic!("{name}") };
            assert!(problem.starts_with(&format!("{name}: ")), "{problem}");
        }
    }

    #[test]
    fn the_drawing_is_what_cargo_knows() {
        let found = workspace(&[("b", &[]), ("a", &["b", "c"]), ("c", &["b"])]);
        let page = |block: &str| format!("# Page\n\n```crates\n{block}\n```\n\n```crates\nother\n```\n");
        assert_eq!(differences_of_drawing(&found, &page("a → b c\nb\nc → b")), [""; 0]);
        for block in ["a → b\nb\nc → b", "b\na → b c\nc → b", "a → b c\nb", ""] {
            let [problem] = &differences_of_drawing(&found, &page(block))[..] else { panic!("{block}") };
            assert!(problem.ends_with("a → b c\nb\nc → b"), "{problem}");
        }
        assert_eq!(differences_of_drawing(&found, "# Page\n").len(), 1);
    }
}
