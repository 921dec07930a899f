//! What the library makes is a function of the scenario: its sources ask for no clock, no variable and no argument, and keep
//! nothing that changes. That nothing is printed is for the lints.

use std::{fs, path::Path};

/// The crates that a value passes through.
const CRATES: [&str; 9] = [
    "retailgen",
    "retailgen-anomaly",
    "retailgen-dataset",
    "retailgen-folder",
    "retailgen-schema",
    "retailgen-sinks",
    "retailgen-synth",
    "retailgen-tables",
    "retailgen-truth",
];
/// What a source would name for it. Maps without an order are not among values either, but for lookups they would be right.
const OUTSIDE: [&str; 6] = ["env::var", "env::args", "env::current_dir", "::now(", "static mut", "thread_local!"];

#[test]
fn no_source_of_the_library_asks_for_anything_outside() {
    let mut seen = 0;
    let mut asking = Vec::new();
    for name in CRATES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("src");
        visit(&folder, &mut |path, text| {
            seen += 1;
            asking.extend(lines_that_ask(text).map(|(number, line)| format!("{}:{number}: {line}", path.display())));
        });
    }
    assert!(seen > 100, "the sources were not found: {seen}");
    assert!(asking.is_empty(), "{asking:#?}");
}

/// Lines of code, with their numbers from 1, that name anything outside.
fn lines_that_ask(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.trim()));
    lines.filter(|(_, line)| !line.starts_with("//") && OUTSIDE.iter().any(|name| line.contains(name)))
}

fn visit(folder: &Path, each: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("its entries can be read").path();
        if path.is_dir() {
            visit(&path, each);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            each(&path, &fs::read_to_string(&path).expect("a source is text"));
        }
    }
}

#[test]
fn a_source_that_asks_is_seen() {
    let text =
        "let a = 1;\n// Instant::now() is not for us\nlet b = Instant::now();\nlet c = std::env::var(\"SEED\");\n";
    assert_eq!(lines_that_ask(text).map(|(number, _)| number).collect::<Vec<_>>(), [3, 4]);
}
