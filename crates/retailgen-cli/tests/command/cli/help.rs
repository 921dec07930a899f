//! The help and the version, word for word.

use super::{snapshot, workplace::Workplace};

#[test]
fn the_help_is_as_recorded() {
    for subcommand in [
        "",
        "anomalies",
        "verify",
        "heal",
        "report",
        "answers",
        "schema",
        "score",
        "exercise",
        "tables",
        "completions",
        "man",
    ] {
        let (flags, name) = match subcommand {
            "" => (vec!["--help"], "help".to_owned()),
            _ => (vec![subcommand, "--help"], format!("help-{subcommand}")),
        };
        let ended = Workplace::new().run(&flags);
        ended.assert_code(0);
        assert_eq!(ended.stderr, "");
        snapshot::assert_recorded(&name, &ended.stdout);
    }
}

#[test]
fn the_short_help_is_short() {
    let place = Workplace::new();
    let help = place.run(&["-h"]).stdout;
    snapshot::assert_recorded("help-short", &help);
    assert!(help.lines().count() <= 50 && !help.contains("RETAILGEN_") && !help.contains("--delta-cdf"), "{help}");
    for subcommand in ["anomalies", "verify", "heal", "report", "answers", "schema", "score", "exercise"] {
        let help = place.run(&[subcommand, "-h"]).stdout;
        assert!(help.lines().count() <= 30 && !help.contains("RETAILGEN_"), "{help}");
    }
}

#[test]
fn the_help_says_first_what_the_tool_is_and_no_example_is_broken() {
    let help = Workplace::new().run(&["--help"]).stdout;
    assert!(help.starts_with("Generates a retail company's data"), "{help}");
    let (_, rest) = help.split_once("Examples:\n").unwrap();
    let (examples, _) = rest.split_once("\n\nUsage: ").unwrap();
    for line in examples.lines() {
        assert!(line.starts_with("  retailgen"), "{line:?} is the rest of an example of more than 100 characters");
    }
}

#[test]
fn the_version_names_the_tool_and_the_dataset() {
    let ended = Workplace::new().run(&["--version"]);
    ended.assert_code(0);
    assert_eq!(
        ended.stdout,
        format!("retailgen {} (dataset version {})\n", env!("CARGO_PKG_VERSION"), retailgen::DATASET_VERSION)
    );
}
