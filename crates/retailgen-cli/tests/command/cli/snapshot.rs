//! What the command says, held against what is recorded of it.

use std::{env, fs, path::Path};

/// Asserts that a text is the one recorded under a name; `cargo xtask renew` records it, under `UPDATE_SNAPSHOTS=1`.
#[track_caller]
pub fn assert_recorded(name: &str, text: &str) {
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/snapshots/{name}.txt"));
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&recorded, text).unwrap();
    }
    assert!(
        text == fs::read_to_string(&recorded).unwrap_or_default(),
        "this is not what {} has; if it is meant to be so, `cargo xtask renew` records it. It is now:\n{text}",
        recorded.display(),
    );
}

/// The text with the time that a run took, and its speed, left out.
pub fn without_times(text: &str) -> String {
    // "wrote 12 files, 1,234 rows, 56.70 kB in 0.4 s (640,000 rows/s, 64.75 MB/s) into data_raw"
    let without =
        |line: &str| match line.rsplit_once(" in ").and_then(|(head, tail)| Some((head, tail.split_once(" into ")?.1)))
        {
            Some((head, folder)) => format!("{head} in TIME into {folder}"),
            None => line.to_owned(),
        };
    text.lines().map(without).collect::<Vec<_>>().join("\n") + "\n"
}

/// The text with the ids of runs left out, which hang on everything that decides the files.
pub fn without_run_ids(text: &str) -> String {
    let is_id = |word: &str| word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let told = words.map(|word| {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if is_id(bare) { word.replace(bare, "RUN") } else { word.to_owned() }
    });
    told.collect()
}
