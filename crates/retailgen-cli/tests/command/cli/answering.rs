//! `retailgen answers` as its users meet it.

use std::fs;

use serde_json::Value;

use super::workplace::{SMALL, Workplace};

#[test]
fn answers_are_printed_and_the_folder_stays_as_it_is() {
    let place = Workplace::new();
    place.run_small(&[]);
    let before = place.files("data_raw");
    let ended = place.run(&["answers"]);
    ended.assert_code(0);
    assert_eq!(ended.stderr, "");
    for words in ["bronze: rows", "silver: rows", "average_basket: What does", "clean  dirty  rejected", "moved by"] {
        assert!(ended.stdout.contains(words), "{words}: {}", ended.stdout);
    }
    let gold = place.run(&["answers", "data_raw", "--layer", "gold"]);
    assert!(!gold.stdout.contains("bronze") && ended.stdout.ends_with(&gold.stdout), "{gold:?}");

    let json: Value = serde_json::from_str(&place.run(&["answers", "--json"]).stdout).unwrap();
    let asked = [&json["gold"], &json["unanswered"]].map(|list| list.as_array().unwrap().len());
    assert_eq!(asked.iter().sum::<usize>(), 12);
    let question = &json["gold"][0];
    assert_eq!(question["healed"], question["clean"]);
    assert!(question["sql"].as_str().unwrap().starts_with("select"));
    assert!(question["clean"][0][1].is_string(), "values are decimal strings");
    assert_eq!(place.files("data_raw"), before);
    assert_eq!(place.run(&["verify", "-q"]).code, Some(0));
}

#[test]
fn without_a_truth_there_are_the_answers_of_the_files_as_they_are_and_no_sql() {
    let place = Workplace::new();
    place.run_small(&["--anomalies", "none"]);
    let ended = place.run(&["answers", "--question", "reachable_customers"]);
    ended.assert_code(0);
    ended.assert_says("no truth in data_raw.truth: these are the answers of the files as they are\n");
    assert!(ended.stdout.contains("dirty") && !ended.stdout.contains("clean"), "{}", ended.stdout);
    for flags in [&["--sql", "duckdb"][..], &["--sql", "dbt"], &["--sql", "spark"], &["--let-through", "null"]] {
        let refused = place.run(&[&["answers"], flags].concat());
        refused.assert_code(2);
        assert_eq!(
            refused.stderr,
            "error: SQL and --let-through go by the truth, and there is none: name it with --truth\n"
        );
    }
}

#[test]
fn a_question_that_there_is_not_is_refused_with_those_that_there_are() {
    let place = Workplace::new();
    let refused = place.run(&["answers", "--question", "revenue"]);
    refused.assert_code(2);
    refused.assert_says("error: there is no question revenue: the questions are revenue_by_state, ");
}

#[test]
fn sql_is_of_the_questions_that_can_be_answered() {
    let place = Workplace::new();
    place.run_small(&["-t", "customers,stores"]);
    let script = place.run(&["answers", "--sql", "duckdb", "--silver", "my silver"]).stdout;
    assert!(script.starts_with("-- Made by retailgen answers") && script.ends_with("FROM verdicts;\n"), "{script}");
    assert!(script.contains("'my silver/customers.csv'") && !script.contains("stores"), "{script}");
    let tests = place.run(&["answers", "--sql", "dbt"]).stdout;
    assert!(tests.starts_with("# ==> tests/answers_reachable_customers.sql <==\n"), "{tests}");
    assert_eq!(tests.matches("# ==> ").count(), 1);
    let program = place.run(&["answers", "--sql", "spark", "--silver", "my silver"]).stdout;
    assert!(
        program.starts_with("# Made by retailgen answers") && program.contains("DATA = \"my silver\""),
        "{program}"
    );
    assert!(program.contains("customers.createOrReplaceTempView(\"customers\")") && !program.contains("stores"));
    assert_eq!(program.matches("\njudge(\n").count(), 1);
}

#[test]
fn checks_of_tables_that_are_there_load_none() {
    let place = Workplace::new();
    place.run_small(&["-t", "customers"]);
    let script = place.run(&["answers", "--sql", "duckdb", "--no-loaders"]).stdout;
    assert!(!script.contains("VIEW") && script.contains("from customers\n") && script.ends_with("FROM verdicts;\n"));
    let program = place.run(&["answers", "--sql", "spark", "--no-loaders"]).stdout;
    assert!(!program.contains("spark.read") && !program.contains("TempView"), "{program}");
    assert!(program.contains("spark = SparkSession.builder.getOrCreate()\n"), "{program}");
    for flags in
        [&["--no-loaders"][..], &["--sql", "duckdb", "--no-loaders", "--silver", "mine"], &["--expect", "clean"]]
    {
        place.run(&[&["answers"], flags].concat()).assert_code(2);
    }
}

#[test]
fn faults_that_are_let_through_are_not_rejected() {
    let place = Workplace::new();
    place.run_small(&["-t", "customers"]);
    let gold = |flags: &[&str]| -> Value {
        let flags = [&["answers", "--json", "--question", "reachable_customers"], flags].concat();
        serde_json::from_str(&place.run(&flags).stdout).unwrap()
    };
    let all = gold(&[]);
    assert_ne!(all["gold"][0]["rejected"], all["gold"][0]["dirty"]);
    let labels = fs::read_to_string(place.path("data_raw.truth/audit.csv")).unwrap();
    let kinds: Vec<&str> =
        labels.lines().filter_map(|line| line.contains(",fault,").then(|| line.split(',').nth(2))?).collect();
    let none = gold(&["--let-through", &kinds.join(",")]);
    assert_eq!(none["gold"][0]["rejected"], all["gold"][0]["dirty"]);
    assert_eq!(none["let_through"].as_array().unwrap().len(), kinds.len());
    // One rule, by its name; what dbt expects follows it.
    let rule = gold(&["--let-through", "customers.phone.null"]);
    assert!(![&all, &none].map(|other| &other["gold"][0]["rejected"]).contains(&&rule["gold"][0]["rejected"]));
    let expected = |flags: &[&str]| place.run(&[&["answers", "--sql", "dbt"], flags].concat()).stdout;
    let rejected = expected(&["--expect", "rejected"]);
    assert!(rejected.contains("the answer without the rows that faults name") && rejected != expected(&[]));
    assert_ne!(rejected, expected(&["--expect", "rejected", "--let-through", "customers.phone.null"]));

    let refused = place.run(&["answers", "--let-through", "null,nil"]);
    refused.assert_code(2);
    refused.assert_says(
        "error: there is no fault nil to let through: the kinds and rules are in data_raw.truth/run.json\n",
    );
}

#[test]
fn a_file_that_ends_in_parquet_takes_a_table() {
    let place = Workplace::new();
    place.run_small(&[]);
    let first = place.run(&["answers", "-o", "answers.parquet"]);
    first.assert_code(0);
    assert_eq!((first.stdout.as_str(), first.stderr.as_str()), ("", "wrote answers.parquet\n"));
    let written = fs::read(place.path("answers.parquet")).unwrap();
    assert!(written.starts_with(b"PAR1") && written.ends_with(b"PAR1"));
    place.run(&["answers", "-o", "answers.parquet"]).assert_says("nothing to do: answers.parquet holds these");

    let other = ["answers", "--layer", "silver", "-o", "answers.parquet"];
    let refused = place.run(&other);
    refused.assert_code(2);
    refused.assert_says("error: answers.parquet holds other answers; name another file, or allow overwriting");
    place.run(&[&other[..], &["--overwrite"]].concat()).assert_code(0);
    for flags in [&["--json"][..], &["--sql", "duckdb"]] {
        let refused = place.run(&[&["answers", "-o", "answers.parquet"], flags].concat());
        refused.assert_code(2);
        refused.assert_says("error: answers.parquet would be a table, and --json and --sql write text: ");
    }

    let theirs = place.path("data_raw/shipments.parquet");
    fs::copy(theirs, place.path("mine.parquet")).unwrap();
    let refused = place.run(&["answers", "-o", "mine.parquet", "--overwrite"]);
    refused.assert_code(2);
    refused.assert_says("error: mine.parquet was not written by retailgen answers, so it stays as it is");
}

#[test]
fn a_file_of_answers_is_replaced_only_where_that_is_asked_for_and_another_never() {
    let place = Workplace::new();
    place.run_small(&[]);
    let first = place.run(&["answers", "--json", "-o", "answers.json"]);
    first.assert_code(0);
    assert_eq!((first.stdout.as_str(), first.stderr.as_str()), ("", "wrote answers.json\n"));
    let written = fs::read_to_string(place.path("answers.json")).unwrap();
    assert_eq!(written, place.run(&["answers", "--json"]).stdout);
    place.run(&["answers", "--json", "-o", "answers.json"]).assert_says("nothing to do: answers.json holds these");

    let refused = place.run(&["answers", "-o", "answers.json"]);
    refused.assert_code(2);
    refused.assert_says("error: answers.json holds other answers; name another file, or allow overwriting");
    refused.assert_says("answers -o answers.json --overwrite\n");
    assert_eq!(fs::read_to_string(place.path("answers.json")).unwrap(), written);
    place.run(&["answers", "-o", "answers.json", "--overwrite"]).assert_code(0);
    assert!(fs::read_to_string(place.path("answers.json")).unwrap().starts_with("Made by retailgen answers\n\nbronze"));

    fs::write(place.path("mine.txt"), "mine").unwrap();
    let refused = place.run(&["answers", "-o", "mine.txt", "--overwrite"]);
    refused.assert_code(2);
    refused
        .assert_says("error: mine.txt was not written by retailgen answers, so it stays as it is; name another file\n");
    assert_eq!(fs::read_to_string(place.path("mine.txt")).unwrap(), "mine");
    place.run(&["answers", "-o", "data_raw/answers.txt"]).assert_code(2);
    assert!(!place.path("data_raw/answers.txt").exists());
}

#[test]
fn a_report_shows_the_answers_that_a_file_has_about_its_data() {
    let place = Workplace::new();
    place.run_small(&[]);
    place.run(&["answers", "--json", "-o", "answers.json"]).assert_code(0);
    place.run(&["report", "--answers", "answers.json"]).assert_code(0);
    let page = fs::read_to_string(place.path("report.html")).unwrap();
    assert!(page.contains("href=\"#answers\"") && page.contains("What does an order come to on average"), "{page}");
    let wrong = page.find("id=\"wrong\"").unwrap();
    assert!(page[wrong..].contains("Moved by order keys, currencies and rates"));

    // About other data, and no answers at all.
    place.run(&[&SMALL[..], &["--out", "other", "--seed", "8"]].concat()).assert_code(0);
    let refused = place.run(&["report", "other", "--answers", "answers.json", "-o", "other.html"]);
    refused.assert_code(2);
    refused.assert_says("error: answers.json holds no answers for this page: they are about another run than other; ");
    fs::write(place.path("mine.json"), "{}").unwrap();
    let refused = place.run(&["report", "--answers", "mine.json", "-o", "other.html"]);
    refused.assert_code(2);
    refused.assert_says("error: mine.json holds no answers for this page: missing field `run_id`");
    assert!(!place.path("other.html").exists());
}

#[test]
fn damaged_data_and_other_folders_end_in_one_sentence() {
    let place = Workplace::new();
    place.run(&[&SMALL[..], &["--out", "other", "--seed", "8"]].concat()).assert_code(0);
    place.run_small(&[]);
    for (flags, code) in [
        (&["answers", "data_raw.truth"][..], 2),
        (&["answers", "nowhere"], 2),
        (&["answers", "--truth", "other.truth"], 2),
    ] {
        let ended = place.run(flags);
        ended.assert_code(code);
        assert!(ended.stderr.starts_with("error: ") && ended.stderr.lines().count() == 1, "{ended:?}");
    }
    fs::write(place.path("data_raw/stores.csv"), "store_id\n").unwrap();
    let ended = place.run(&["answers"]);
    ended.assert_code(1);
    ended.assert_says("error: cannot answer from data_raw/stores.csv: it has 9 bytes, and _manifest.json says ");
}
