//! The help and the version, word for word.

use std::{env, fs, path::Path};

use crate::workplace::Workplace;

#[test]
fn the_help_is_as_recorded() {
    for (flags, name) in [
        (&["--help"][..], "help.txt"),
        (&["verify", "--help"], "help-verify.txt"),
        (&["heal", "--help"], "help-heal.txt"),
        (&["schema", "--help"], "help-schema.txt"),
    ] {
        assert_recorded(flags, name);
    }
}

fn assert_recorded(flags: &[&str], name: &str) {
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    let ended = Workplace::new().run(flags);
    ended.assert_code(0);
    assert_eq!(ended.stderr, "");
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&recorded, &ended.stdout).unwrap();
    }
    assert!(
        ended.stdout == fs::read_to_string(&recorded).unwrap_or_default(),
        "the help is not that of {}; if it is meant to be so, run the tests with UPDATE_SNAPSHOTS=1 and look at the \
         difference. It is now:\n{}",
        recorded.display(),
        ended.stdout
    );
}

#[test]
fn the_short_help_is_the_same() {
    let place = Workplace::new();
    assert_eq!(place.run(&["-h"]).stdout, place.run(&["--help"]).stdout);
}

#[test]
fn the_version_names_the_tool_and_the_dataset() {
    let ended = Workplace::new().run(&["--version"]);
    ended.assert_code(0);
    assert_eq!(ended.stdout, format!("retailgen {} (dataset version 2)\n", env!("CARGO_PKG_VERSION")));
}
