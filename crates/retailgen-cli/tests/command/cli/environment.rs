//! Flags from the environment.

use super::workplace::{Ended, SMALL, Workplace};

fn run(place: &Workplace, flags: &[&str], variables: &[(&str, &str)]) -> Ended {
    Ended::from(place.command(flags).envs(variables.iter().copied()).output().unwrap())
}

#[test]
fn variables_stand_for_flags() {
    let place = Workplace::new();
    let variables = [
        ("RETAILGEN_SEED", "7"),
        ("RETAILGEN_SCALE", "0.001"),
        ("RETAILGEN_DAYS", "2"),
        ("RETAILGEN_TABLES", "stores,customers"),
        ("RETAILGEN_ANOMALIES", "none"),
        ("RETAILGEN_OUT", "by_variables"),
        ("RETAILGEN_VERBOSE", "2"),
        ("RETAILGEN_JSON", "yes"),
    ];
    let ended = run(&place, &[], &variables);
    ended.assert_code(0);
    ended.assert_says("stores.csv: 5 rows");
    ended.assert_says("planned ");
    assert!(ended.stdout.starts_with('{'), "{}", ended.stdout);
    place.run_small(&["--seed", "7", "-t", "stores,customers", "--anomalies", "none", "--out", "by_flags"]);
    assert_eq!(place.files("by_variables"), place.files("by_flags"));
}

#[test]
fn what_is_typed_comes_first() {
    let place = Workplace::new();
    let variables = [
        ("RETAILGEN_SEED", "7"),
        ("RETAILGEN_OUT", "elsewhere"),
        ("RETAILGEN_TRUTH", "elsewhere.truth"),
        ("RETAILGEN_QUIET", "true"),
    ];
    // Each of these stands against one of the variables.
    let flags = [&SMALL[..], &["--seed", "8", "--out", "here", "--no-truth", "-v", "-t", "stores"]].concat();
    let ended = run(&place, &flags, &variables);
    ended.assert_code(0);
    ended.assert_says("seed 8, ");
    assert!(place.path("here/stores.csv").exists() && !place.path("elsewhere.truth").exists());
    let piped = run(&place, &[&SMALL[..], &["-t", "stores", "--stdout"]].concat(), &variables);
    piped.assert_code(0);
    assert!(piped.stdout.starts_with("store_id,") && !place.path("elsewhere").exists());
}

#[test]
fn an_empty_variable_and_a_switch_that_is_off_count_as_absent() {
    let place = Workplace::new();
    let variables = [
        ("RETAILGEN_SEED", ""),
        ("RETAILGEN_TABLES", ""),
        ("RETAILGEN_QUIET", "0"),
        ("RETAILGEN_NO_TRUTH", "false"),
        ("RETAILGEN_TRUTH", "truth"),
        ("RETAILGEN_VERBOSE", "1"),
        ("RETAILGEN_DRY_RUN", ""),
    ];
    let ended = run(&place, &SMALL, &variables);
    ended.assert_code(0);
    ended.assert_says("seed 42, ");
    ended.assert_says("stores.csv: ");
    assert!(place.path("truth/labels.parquet").exists());
}

#[test]
fn a_bad_variable_is_named() {
    let place = Workplace::new();
    for (variables, said) in [
        (
            &[("RETAILGEN_SEED", "seven")][..],
            &["a seed is a whole number", "RETAILGEN_SEED is set in the environment"][..],
        ),
        (&[("RETAILGEN_SCALE", "0")], &["from 0.0001 to 1000", "RETAILGEN_SCALE is"]),
        (&[("RETAILGEN_TABLES", "stores,order_header")], &["did you mean orders_header?", "RETAILGEN_TABLES is"]),
        (&[("RETAILGEN_OVERWRITE", "maybe")], &["'maybe'", "RETAILGEN_OVERWRITE is"]),
        (&[("RETAILGEN_PROGRESS", "often")], &["auto, always, never", "RETAILGEN_PROGRESS is"]),
        (&[("RETAILGEN_VERBOSE", "much")], &["'much'", "RETAILGEN_VERBOSE is"]),
        (
            &[("RETAILGEN_QUIET", "1"), ("RETAILGEN_VERBOSE", "1")],
            &["cannot be used with", "RETAILGEN_QUIET and RETAILGEN_VERBOSE are set in the environment"],
        ),
    ] {
        let ended = run(&place, &["--days", "2"], variables);
        ended.assert_code(2);
        for words in said {
            ended.assert_says(words);
        }
        assert!(!place.path("data_raw").exists(), "{variables:?}");
    }
    // A bad value that was typed is not blamed on a variable.
    let ended = run(&place, &["--seed", "x"], &[("RETAILGEN_SEED", "7"), ("RETAILGEN_SCALE", "0.001")]);
    ended.assert_code(2);
    assert!(!ended.stderr.contains("RETAILGEN_"), "{}", ended.stderr);
}

#[test]
fn subcommands_have_variables_and_are_left_alone_by_those_of_runs() {
    let place = Workplace::new();
    place.run_small(&["--truth", "elsewhere", "-t", "stores,suppliers"]);
    let variables = [
        ("RETAILGEN_SEED", "seven"),
        ("RETAILGEN_OUT", "data_raw"),
        ("RETAILGEN_TRUTH", "elsewhere"),
        ("RETAILGEN_HEAL_OUT", "healed"),
        ("RETAILGEN_JSON", "true"),
    ];
    let verified = run(&place, &["verify", "data_raw"], &variables);
    verified.assert_code(0);
    assert!(verified.stdout.contains("\"clean_twin\": true"), "{}", verified.stdout);
    run(&place, &["heal", "data_raw"], &variables).assert_code(0);
    assert!(place.path("healed/stores.csv").exists());
    for flags in [&["--version"][..], &["tables"], &["--help"]] {
        run(&place, flags, &variables).assert_code(0);
    }
}

#[test]
fn a_mistyped_variable_is_told_and_stops_nothing() {
    let place = Workplace::new();
    let variables =
        [("RETAILGEN_SED", "7"), ("RETAILGEN_HEALOUT", "x"), ("RETAILGEN_WEATHER", "1"), ("RETAILGEN_", "1")];
    let flags = [&SMALL[..], &["-t", "stores"]].concat();
    let ended = run(&place, &flags, &variables);
    ended.assert_code(0);
    let warnings = "warning: the environment variable RETAILGEN_ stands for no flag and is ignored\n\
                    warning: the environment variable RETAILGEN_HEALOUT stands for no flag and is ignored; did you mean RETAILGEN_HEAL_OUT?\n\
                    warning: the environment variable RETAILGEN_SED stands for no flag and is ignored; did you mean RETAILGEN_SEED?\n\
                    warning: the environment variable RETAILGEN_WEATHER stands for no flag and is ignored\n\
                    seed 42, ";
    assert!(ended.stderr.starts_with(warnings), "{}", ended.stderr);
    // Neither who wants quiet is told, nor is an empty one or another subcommand's a mistake.
    assert_eq!(run(&place, &[&flags[..], &["--quiet"]].concat(), &variables).stderr, "");
    let right = [("RETAILGEN_HEAL_OUT", "x"), ("RETAILGEN_SED", ""), ("RETAILGENIUS", "1")];
    assert!(!run(&place, &flags, &right).stderr.contains("warning"));
    run(&place, &["tables"], &variables).assert_says("did you mean RETAILGEN_SEED?");
}

#[test]
fn blanks_and_line_ends_around_a_value_do_not_count() {
    let place = Workplace::new();
    let variables = [
        ("RETAILGEN_OUT", "data\r\n"),
        ("RETAILGEN_TRUTH", " elsewhere\t"),
        ("RETAILGEN_SEED", " 7\r"),
        ("RETAILGEN_SCALE", "0.001\r"),
        ("RETAILGEN_START_DATE", "2024-01-01\r"),
        ("RETAILGEN_DAYS", "2\n"),
        ("RETAILGEN_TABLES", "stores\r"),
        ("RETAILGEN_CURRENCIES", "EUR\r"),
        ("RETAILGEN_COMPRESSION", "zstd\r"),
        ("RETAILGEN_DELTA_TIMESTAMPS", "utc\r"),
        ("RETAILGEN_ANOMALIES", "castable\r"),
        ("RETAILGEN_THREADS", "1\r"),
        ("RETAILGEN_PROGRESS", "never\r"),
        ("RETAILGEN_DELTA_CDF", "true\r"),
        ("RETAILGEN_VERBOSE", "1\r"),
        ("RETAILGEN_QUIET", "\r"),
    ];
    let ended = run(&place, &[], &variables);
    ended.assert_code(0);
    ended.assert_says(
        "seed 7, scale 0.001, 2024-01-01 to 2024-01-02 (2 days), stores, anomalies castable, 1 thread, into data\n",
    );
    assert!(place.path("data/stores.csv").exists() && place.path("elsewhere/run.json").exists());
}

#[test]
fn a_control_character_within_a_value_is_shown_escaped() {
    let place = Workplace::new();
    for variable in
        ["RETAILGEN_SEED", "RETAILGEN_ANOMALIES", "RETAILGEN_TABLES", "RETAILGEN_PROGRESS", "RETAILGEN_OVERWRITE"]
    {
        let ended = run(&place, &["--days", "2"], &[(variable, "a\x1b[31mb")]);
        ended.assert_code(2);
        ended.assert_says("u{1b}[31mb");
        ended.assert_says(&format!("{variable} is set in the environment"));
        assert!(!ended.stderr.contains('\x1b'), "{ended:?}");
    }
}
