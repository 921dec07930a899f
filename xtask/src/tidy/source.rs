//! The paths that a file of Rust names, read from its text: enough to see which files lean on which.

use std::collections::BTreeMap;

/// A path as it is written, cut at `::`.
pub type Names = Vec<String>;

/// What a file says of others, its tests left out.
#[derive(Debug, Default, PartialEq)]
pub struct Source {
    /// Every path of more than one name, and every import.
    pub paths: Vec<Names>,
    /// The imports, by the name that they have here.
    pub imports: BTreeMap<String, Names>,
    /// The modules that are compiled for tests only.
    pub test_modules: Vec<String>,
}

impl Source {
    pub fn parse(text: &str) -> Self {
        let mut source = Self::default();
        let code = source.without_tests(&code(text));
        let tokens = tokens(&code);
        let mut at = 0;
        while at < tokens.len() {
            let is_inner = at > 0 && tokens[at - 1] == "::";
            if tokens[at] == "use" {
                at = source.import(&tokens, at + 1, &[]);
            } else if is_name(tokens[at]) && !is_inner {
                let mut end = at + 1;
                while tokens.get(end) == Some(&"::") && tokens.get(end + 1).is_some_and(|name| is_name(name)) {
                    end += 2;
                }
                if end > at + 1 {
                    source.paths.push(tokens[at..end].iter().step_by(2).map(|&name| name.to_owned()).collect());
                }
                at = end;
            } else {
                at += 1;
            }
        }
        source
    }

    /// Takes one tree of imports in, below `prefix`; returns where it ends.
    fn import(&mut self, tokens: &[&str], mut at: usize, prefix: &[String]) -> usize {
        let mut path = prefix.to_vec();
        loop {
            match tokens.get(at).copied() {
                Some("{") => {
                    at += 1;
                    while tokens.get(at).is_some_and(|token| *token != "}") {
                        at = self.import(tokens, at, &path);
                        at += usize::from(tokens.get(at) == Some(&","));
                    }
                    return at + 1;
                }
                Some("::") => at += 1,
                Some("*") => {
                    self.paths.push(path);
                    return at + 1;
                }
                Some(name) if is_name(name) => {
                    at += 1;
                    if name != "self" || path.is_empty() {
                        path.push(name.to_owned());
                    }
                    if tokens.get(at) == Some(&"::") {
                        continue;
                    }
                    let renamed = tokens.get(at) == Some(&"as");
                    let known_as =
                        if renamed { tokens.get(at + 1).map(|name| (*name).to_owned()) } else { path.last().cloned() };
                    self.imports.extend(known_as.map(|name| (name, path.clone())));
                    self.paths.push(path);
                    return if renamed { at + 2 } else { at };
                }
                // No import that this reader knows: it goes on behind.
                _ => return at + 1,
            }
        }
    }

    /// The code without the items that stand at the margin under `#[cfg(test)]`; their modules are noted.
    fn without_tests(&mut self, code: &str) -> String {
        let mut kept = String::new();
        let mut lines = code.lines();
        while let Some(line) = lines.next() {
            if !line.starts_with("#[cfg(test)]") && !line.starts_with("#[cfg(all(test") {
                kept.push_str(line);
                kept.push('\n');
                continue;
            }
            for line in lines.by_ref() {
                if let Some((_, name)) = line.trim_end_matches(';').split_once("mod ").filter(|_| line.ends_with(';')) {
                    self.test_modules.push(name.to_owned());
                }
                if !line.starts_with([' ', '#']) && line.ends_with([';', '}']) {
                    break;
                }
            }
        }
        kept
    }
}

/// A text without comments and without what stands in quotes.
fn code(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let begins_name = !kept.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(hashes) = raw_string(rest).filter(|_| begins_name) {
            let close = format!("\"{}", "#".repeat(hashes));
            let open = rest.find('"').map_or(0, |quote| quote + 1);
            rest[open..].find(&close).map_or(rest.len(), |end| open + end + close.len())
        } else if first == '"' {
            quoted(rest, '"').unwrap_or(rest.len())
        } else if first == '\'' {
            // What has no second quote behind one character is a lifetime.
            quoted(rest, '\'')
                .filter(|&end| rest[1..end - 1].starts_with('\\') || rest[1..end - 1].chars().count() == 1)
                .unwrap_or(0)
        } else {
            0
        };
        if skipped == 0 {
            kept.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            rest = &rest[skipped..];
        }
    }
    kept
}

/// The number of `#` that a raw string begins with, if one begins here.
fn raw_string(text: &str) -> Option<usize> {
    let text = text.strip_prefix('b').unwrap_or(text).strip_prefix('r')?;
    let behind = text.trim_start_matches('#');
    behind.starts_with('"').then_some(text.len() - behind.len())
}

/// The length of what begins with a quote, up to the next one that no backslash stands before.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == quote && !escaped {
            return Some(at + 1);
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names, `::`, and any other character that is not blank.
fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let name = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let length = match name {
            0 if rest.starts_with("::") => 2,
            0 => first.len_utf8(),
            name => name,
        };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        Source::parse(text).paths.iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn imports_are_taken_apart() {
        let text = "use crate::{a::B, c::{self, D as E, f::*}};\npub(crate) use super::g;";
        assert_eq!(paths(text), ["crate::a::B", "crate::c", "crate::c::D", "crate::c::f", "super::g"]);
        let imports = Source::parse(text).imports;
        assert_eq!(imports["E"], ["crate", "c", "D"]);
        assert_eq!(imports["c"], ["crate", "c"]);
    }

    #[test]
    fn paths_in_code_count_and_words_do_not() {
        let text = "//! [`crate::no`]\nfn a<'x>(b: &'x crate::b::C) { d::e::<u8>(\"crate::no\", 'x', '\\'', r#\"super::no\"#) /* crate::no */ }";
        assert_eq!(paths(text), ["crate::b::C", "d::e"]);
    }

    #[test]
    fn tests_do_not_count() {
        let text = "#[cfg(test)]\nmod far;\n#[cfg(test)]\nmod near {\n    use crate::no;\n}\n#[cfg(test)]\nuse crate::no;\nuse crate::a;\n";
        let source = Source::parse(text);
        assert_eq!(source.paths, [["crate", "a"]]);
        assert_eq!(source.test_modules, ["far"]);
    }
}
