//! Rust that a page shows stands in a file that the compiler sees, word for word.

use std::fs;

use super::repository::{files, instructions, root};

#[test]
fn rust_on_the_pages_is_quoted_from_what_is_compiled() {
    let examples = files("examples", "rs").into_iter();
    let crates = files("crates", "rs").into_iter().filter(|path| path.contains("/src/") || path.contains("/tests/"));
    let sources: Vec<String> =
        examples.chain(crates).map(|path| bare(&fs::read_to_string(root().join(path)).unwrap())).collect();
    let (mut seen, mut unknown) = (0, Vec::new());
    for page in instructions() {
        for block in page.blocks.iter().filter(|block| block.language.starts_with("rust")) {
            seen += 1;
            let quoted = bare(&block.lines.join("\n"));
            if !sources.iter().any(|source| source.contains(&quoted)) {
                unknown.push(page.place(block.line));
            }
        }
    }
    assert!(seen > 3, "the pages' snippets were not found");
    assert!(unknown.is_empty(), "no compiled file has these snippets: {unknown:?}");
}

/// The text without indentation and empty lines, each line between two line ends.
fn bare(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold("\n".to_owned(), |text, line| text + line + "\n")
}

#[test]
fn a_snippet_is_found_by_whole_lines() {
    let source = bare("fn f() {\n    let a = 1;\n\n    let b = 2;\n}\n");
    assert!(source.contains(&bare("let a = 1;\nlet b = 2;\n")));
    assert!(!source.contains(&bare("let a = 1\n")));
    assert!(!source.contains(&bare("let b = 2;\nlet a = 1;\n")));
}
