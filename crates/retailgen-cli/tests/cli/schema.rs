//! `retailgen schema`: what it prints and writes, and what it refuses.

use std::fs;

use crate::workplace::Workplace;

const FORMATS: [&str; 10] = ["table", "json", "ddl", "md", "pyarrow", "duckdb", "pandas", "polars", "spark", "dbt"];

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
        let strict = printed(&[]);
        let texts = [&["--anomalies", "default"][..], &["--anomalies", "mine.toml"]].map(printed);
        assert!(texts[0] != strict && texts[1] != strict && texts[0] != texts[1], "{format}");
        assert_eq!(printed(&["--anomalies", "castable"]), strict, "{format}");
        assert_eq!(printed(&["--anomalies", "none"]), strict, "{format}");
    }
    let sql = place.run(&["schema", "-f", "duckdb", "--anomalies", "mine.toml"]).stdout;
    assert!(sql.contains("TRY_CAST(open_dt AS DATE) AS open_dt_cast") && sql.contains("birth_date: 'DATE'"), "{sql}");

    let written = place.run(&["schema", "-f", "dbt", "--anomalies", "default", "--out", "dbt"]);
    written.assert_code(0);
    let model = String::from_utf8_lossy(&place.files("dbt")["models/staging/stg_customers.sql"]).into_owned();
    assert!(model.contains("TRY_CAST(birth_date AS DATE) AS birth_date"), "{model}");
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
    // dbt works in the project's folder, so the path to the data has become absolute.
    let project = String::from_utf8_lossy(&files["dbt_project.yml"]).into_owned();
    let data = project.lines().find_map(|line| line.trim().strip_prefix("data: ")).unwrap();
    assert!(data.len() > "\"raw\"".len() && data.ends_with("raw\""), "{project}");

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
        (&["--format", "dbt", "--out", "notes.txt"], "cannot write notes.txt"),
        (
            &["--format", "ddl", "--anomalies", "none"],
            "--anomalies is for formats that read the files (pyarrow, duckdb, pandas, polars, spark, dbt): --format ddl \
             describes clean data",
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
