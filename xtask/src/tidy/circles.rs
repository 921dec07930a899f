//! Circles between the source files of a crate.
//!
//! A file leans on another when it names something that is declared there: what another file only hands on leads to where
//! that comes from. A module and the modules below it are one subject, so what a file takes from a module that it stands in
//! does not count. Neither do tests.

use std::collections::{BTreeMap, BTreeSet};
use std::slice::from_ref;

use super::files::RustFile;
use super::source::{Names, Source};
use crate::ways;

/// Generated files are data of types that stand beside them, and are handed on by the file of those types.
const GENERATED: &str = "generated";

/// How many times a path may lead on to another one.
const HANDED_ON: usize = 8;

/// The modules of a crate's library or program, each with its file.
#[derive(Debug, Default)]
struct Modules<'f> {
    files: BTreeMap<Names, (&'f str, Source)>,
}

/// One circle a line, if there are any: among files that lean on each other, the shortest from the first of them.
pub fn circles(files: &[RustFile]) -> Vec<String> {
    let modules = Modules::of(files);
    let arrows = modules.arrows();
    let mut told = BTreeSet::new();
    let mut problems = Vec::new();
    for module in arrows.keys() {
        let circle = ways::shortest(module, module, |module| arrows.get(module).into_iter().flatten());
        let Some(circle) = circle.filter(|circle| circle.iter().all(|module| !told.contains(module))) else { continue };
        let names: Vec<&str> = circle.iter().map(|&module| modules.files[module].0).collect();
        problems.push(format!(
            "{}: these files lean on each other in a circle; move what they share into the one that should know nothing of \
             the others, or into a file of its own",
            names.join(" → ")
        ));
        told.extend(circle);
    }
    problems
}

impl<'f> Modules<'f> {
    fn of(files: &'f [RustFile]) -> Self {
        let mut modules = Self::default();
        for file in files {
            if let Some(module) = module(&file.path) {
                modules.files.insert(module, (&file.path, Source::parse(&file.text)));
            }
        }
        let of_tests: Vec<Names> = modules
            .files
            .iter()
            .flat_map(|(module, (_, source))| {
                source.test_modules.iter().map(|name| [&module[..], from_ref(name)].concat())
            })
            .collect();
        modules.files.retain(|module, _| !of_tests.iter().any(|tests| module.starts_with(tests)));
        modules
    }

    fn arrows(&self) -> BTreeMap<Names, BTreeSet<Names>> {
        let is_generated = |module: &Names| module.iter().any(|name| name == GENERATED);
        let leans = |module: &Names, source: &Source| -> BTreeSet<Names> {
            let targets = source.paths.iter().filter_map(|path| self.declared_in(module, path, 0));
            targets.filter(|target| !module.starts_with(target) && !is_generated(target)).collect()
        };
        let files = self.files.iter().filter(|(module, _)| !is_generated(module));
        files.map(|(module, (_, source))| (module.clone(), leans(module, source))).collect()
    }

    /// The module in which what a path means is declared; none of what another crate declares.
    fn declared_in(&self, module: &Names, path: &[String], handed_on: usize) -> Option<Names> {
        if handed_on > HANDED_ON {
            return None;
        }
        let (first, behind) = path.split_first()?;
        let child = |module: &Names, name: &String| {
            let child = [&module[..], from_ref(name)].concat();
            self.files.contains_key(&child).then_some(child)
        };
        let (mut at, mut rest) = match first.as_str() {
            "crate" => (Names::new(), behind),
            "self" => (module.clone(), behind),
            "super" => {
                let levels = path.iter().take_while(|name| *name == "super").count();
                (module[..module.len().checked_sub(levels)?].to_vec(), &path[levels..])
            }
            _ if child(module, first).is_some() => (module.clone(), path),
            _ => {
                let (_, source) = self.files.get(module)?;
                let import = source.imports.get(first).filter(|import| import.first() != Some(first))?;
                return self.declared_in(module, &[&import[..], behind].concat(), handed_on + 1);
            }
        };
        while let Some((name, behind)) = rest.split_first() {
            if let Some(child) = child(&at, name) {
                (at, rest) = (child, behind);
            } else if let Some(import) = self.files.get(&at).and_then(|(_, source)| source.imports.get(name)) {
                return self.declared_in(&at, &[&import[..], behind].concat(), handed_on + 1);
            } else {
                break;
            }
        }
        self.files.contains_key(&at).then_some(at)
    }
}

/// The module that a file below `src` is; none of other files.
fn module(path: &str) -> Option<Names> {
    let (_, path) = path.split_once("src/")?;
    let mut names: Names = path.strip_suffix(".rs")?.split('/').map(str::to_owned).collect();
    if names.last().is_some_and(|name| name == "mod") || ["lib", "main"].iter().any(|root| names == [*root]) {
        names.pop();
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let file = |&(path, text): &(&str, &str)| RustFile { path: format!("a/src/{path}"), text: text.to_owned() };
        let circles = circles(&files.iter().map(file).collect::<Vec<_>>());
        circles.iter().map(|told| told.split(": ").next().unwrap_or_default().replace("a/src/", "")).collect()
    }

    #[test]
    fn a_circle_is_told_as_a_chain() {
        let files = [("a.rs", "use crate::b::B;"), ("b.rs", "fn b() { super::c::c() }"), ("c.rs", "use super::a;")];
        assert_eq!(found(&files), ["a.rs → b.rs → c.rs → a.rs"]);
        assert_eq!(found(&files[..2]), [""; 0]);
    }

    #[test]
    fn what_is_handed_on_leads_to_where_it_is_declared() {
        let root = ("lib.rs", "mod a;\nmod b;\npub use a::A;\npub use self::b::B;");
        assert_eq!(found(&[root, ("a.rs", "use crate::B;"), ("b.rs", "fn b() {}")]), [""; 0]);
        assert_eq!(found(&[root, ("a.rs", "use crate::B;"), ("b.rs", "use crate::A;")]), ["a.rs → b.rs → a.rs"]);
    }

    #[test]
    fn a_module_and_those_below_it_are_one_subject() {
        assert_eq!(found(&[("a.rs", "mod b;\nfn a() { b::b() }"), ("a/b.rs", "use super::A;")]), [""; 0]);
        let by_another = [("a.rs", "mod b;\nuse b::B;"), ("a/b.rs", "use crate::c::C;"), ("c.rs", "use crate::a::A;")];
        assert_eq!(found(&by_another), ["a.rs → a/b.rs → c.rs → a.rs"]);
    }

    #[test]
    fn tests_and_generated_files_do_not_count() {
        let tests =
            [("a.rs", "#[cfg(test)]\nmod tests;"), ("a/tests.rs", "use crate::b::B;"), ("b.rs", "use crate::a::A;")];
        assert_eq!(found(&tests), [""; 0]);
        let generated = [("a.rs", "use crate::generated::b::B;"), ("generated/b.rs", "use crate::a::A;")];
        assert_eq!(found(&generated), [""; 0]);
    }
}
