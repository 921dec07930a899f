//! `retailgen schema`: what it prints and writes, and what it refuses.

use std::fs;

use super::workplace::Workplace;

const FORMATS: [&str; 11] =
    ["table", "json", "ddl", "md", "pyarrow", "postgres", "duckdb", "pandas", "polars", "spark", "dbt"];

#[test]
fn every_format_of_every_table_is_printed() {
    let place = Workplace::new();
    for format in FORMATS {
        let all = place.run(&["schema", "--format", format]);
        all.assert_code(0);
        assert_eq!(all.stderr, "", "{format}");
        for table in ["customers", "sensors", "events", "exchange_rates", "shipments", "returns"] {
            assert!(all.stdout.contains(table), "{format} lacks {table}");
            let one = place.run(&["schema", table, "-f", format]);
            one.assert_code(0);
            assert!(one.stdout.contains(table) && one.stdout.len() < all.stdout.len(), "{format} {table}");
        }
    }
    assert_eq!(fs::read_dir(place.path("")).unwrap().count(), 0, "printing wrote something");
}

#[test]
fn the_table_is_what_is_printed_without_a_format() {
    let place = Workplace::new();
    let text = place.run(&["schema", "suppliers"]);
    text.assert_code(0);
    assert_eq!(text.stdout, place.run(&["schema", "suppliers", "--format", "table"]).stdout);
    assert!(text.stdout.starts_with("suppliers: Companies the retailer buys from.\n"), "{}", text.stdout);
}

#[test]
fn loaders_read_from_the_folder_that_is_named() {
    let place = Workplace::new();
    let sql = place.run(&["schema", "stores", "shipments", "--format", "duckdb", "--from", "/srv/in"]).stdout;
    assert!(sql.contains("'/srv/in/stores.csv'") && sql.contains("'/srv/in/shipments.parquet'"), "{sql}");
    let python = place.run(&["schema", "stores", "--format", "polars"]).stdout;
    assert!(python.contains("DATA = \"data_raw\"\n"), "{python}");
}

#[test]
fn loaders_for_a_policy_read_as_text_what_does_not_cast() {
    let place = Workplace::new();
    let policy =
        "[[rule]]\nid = \"x\"\ntable = \"stores\"\ncolumn = \"open_dt\"\nkind = \"date.malformed\"\ncount = 1\n";
    fs::write(place.path("mine.toml"), policy).unwrap();
    for format in FORMATS.into_iter().filter(|format| !["table", "json", "ddl", "md"].contains(format)) {
        let printed = |policy: &[&str]| {
            let ended = place.run(&[&["schema", "stores", "customers", "--format", format], policy].concat());
            ended.assert_code(0);
            ended.stdout
        };
        let strict = printed(&["--anomalies", "none"]);
        let texts = [&["--anomalies", "default"][..], &["--anomalies", "mine.toml"]].map(printed);
        assert!(texts[0] != strict && texts[1] != strict && texts[0] != texts[1], "{format}");
        if format != "postgres" {
            assert_eq!(printed(&["--anomalies", "castable"]), strict, "{format}");
        }
        let plain = printed(&[]);
        let (note, code) = plain.split_once('\n').unwrap();
        assert!(note.ends_with("--anomalies does, none for clean data.") && code == texts[0], "{format}: {note}");
    }
    let sql = place.run(&["schema", "-f", "duckdb", "--anomalies", "mine.toml"]).stdout;
    assert!(
        sql.contains("TRY_CAST(nullif(open_dt, '') AS DATE) AS open_dt_cast") && sql.contains("birth_date: 'DATE'"),
        "{sql}"
    );

    let written = place.run(&["schema", "-f", "dbt", "--anomalies", "default", "--out", "dbt"]);
    written.assert_code(0);
    let model = String::from_utf8_lossy(&place.files("dbt")["models/staging/stg_customers.sql"]).into_owned();
    assert!(model.contains("TRY_CAST(nullif(birth_date, '') AS DATE) AS birth_date"), "{model}");
}

#[test]
fn without_a_policy_loaders_read_what_the_run_has_written() {
    let place = Workplace::new();
    fs::write(place.path("mine.toml"), "").unwrap();
    let run = |policy: &str, out: &str| {
        place.run_small(&["--quiet", "-t", "customers", "--anomalies", policy, "--out", out]);
    };
    let printed = |flags: &[&str]| {
        let ended = place.run(&[&["schema", "customers", "-f", "pandas"], flags].concat());
        ended.assert_code(0);
        ended.stdout
    };
    run("castable", "raw");
    let strict = printed(&["--from", "raw", "--anomalies", "none"]);
    let note = "# For what the policy castable writes, which \"raw.truth\" names.\n";
    assert_eq!(printed(&["--from", "raw"]), format!("{note}{strict}"));
    let policy = "[[rule]]\nid = \"x\"\ntable = \"customers\"\ncolumn = \"email\"\nkind = \"null\"\ncount = 1\n";
    fs::write(place.path("mine.toml"), policy).unwrap();
    run("mine.toml", "own");
    let own = printed(&["--from", "own"]);
    assert!(own.contains("# For what the policy mine writes, which \"own.truth\" names.\n"), "{own}");
    assert!(!own.contains("Text, because not all of its cells cast"), "{own}");
}

#[test]
fn the_truth_of_another_run_names_no_policy() {
    let place = Workplace::new();
    place.run_small(&["-t", "customers", "--anomalies", "castable"]);
    place.run_small(&["-t", "customers", "--no-truth", "--overwrite"]);
    let words = "data_raw.truth is the truth of another run than data_raw holds: name its own, or remove that one";
    let printed = place.run(&["schema", "customers", "-f", "duckdb"]);
    printed.assert_code(0);
    assert!(printed.stdout.starts_with("-- For what the policy default writes: "), "{}", printed.stdout);
    assert!(printed.stdout.contains(words) && printed.stdout.contains("birth_date_cast"), "{}", printed.stdout);
    let refused = place.run(&["schema", "customers", "-f", "duckdb", "--truth"]);
    refused.assert_code(2);
    refused.assert_says(&format!("error: {words}\n"));
    assert_eq!(refused.stdout, "");
}

#[test]
fn labels_stand_beside_their_rows() {
    let place = Workplace::new();
    let beside = place.run(&["schema", "stores", "-f", "duckdb", "--truth", "--from", "raw"]).stdout;
    assert!(beside.contains("VIEW stores_labels AS") && beside.contains("'raw.truth/labels.parquet'"), "{beside}");
    let named = place.run(&["schema", "-f", "duckdb", "--truth=else where/[1]", "stores"]).stdout;
    assert!(named.contains("'else where/[[]1]/labels.parquet'"), "{named}");
}

#[test]
fn a_dbt_project_is_written_once() {
    let place = Workplace::new();
    let flags = ["schema", "--format", "dbt", "--from", "raw", "--out", "nested/dbt"];
    let ended = place.run(&flags);
    ended.assert_code(0);
    assert_eq!(ended.stdout, "");
    ended.assert_says("dbt build --project-dir nested/dbt --profiles-dir nested/dbt");
    let files = place.files("nested/dbt");
    assert_eq!(files.keys().filter(|path| path.starts_with("models/staging/stg_")).count(), 11);
    // dbt works in the project's folder, from where the data is elsewhere.
    let project = String::from_utf8_lossy(&files["dbt_project.yml"]).into_owned();
    assert!(project.contains("  data: \"../../raw\"\n"), "{project}");

    let again = place.run(&flags);
    again.assert_code(2);
    again.assert_says("error: nested/dbt is not empty: name a new or empty folder");
    assert_eq!(place.files("nested/dbt"), files);
}

#[test]
fn bad_requests_are_refused() {
    let place = Workplace::new();
    fs::write(place.path("notes.txt"), "mine").unwrap();
    for (flags, sentence) in [
        (&["order_header"][..], "there is no table \"order_header\": did you mean orders_header?"),
        (&["zzz"], "choose among customers, "),
        (&["--format", "panda"], "there is no schema format \"panda\": did you mean pandas?"),
        (&["--format", "xml"], "choose among table, json, "),
        (&["--from", ""], "'--from <FOLDER>'"),
        (&["--format", "json", "--out", "x"], "--out is for --format dbt only: --format json is printed"),
        (
            &["--format", "spark", "--with-place"],
            "--with-place is for some formats only (duckdb, pandas, polars), not for --format spark",
        ),
        (&["--format", "pandas", "--truth"], "--truth is for --format duckdb only: --format pandas has no labels"),
        (&["--format", "dbt", "--out", "notes.txt"], "cannot write notes.txt"),
        (
            &["--format", "ddl", "--anomalies", "none"],
            "--anomalies is for formats that read the files (pyarrow, postgres, duckdb, pandas, polars, spark, dbt): \
             --format ddl describes clean data",
        ),
        (&["--anomalies", "default"], "--format table describes clean data"),
        (&["--format", "duckdb", "--anomalies", "defualt"], "did you mean default?"),
        (&["--format", "duckdb", "--anomalies", "no.toml"], "the policy cannot be read"),
    ] {
        let ended = place.run(&[&["schema"], flags].concat());
        ended.assert_code(2);
        ended.assert_says("error: ");
        ended.assert_says(sentence);
        assert_eq!(ended.stdout, "", "{flags:?}");
    }
    assert_eq!(place.files(""), [("notes.txt".to_owned(), b"mine".to_vec())].into());
}
