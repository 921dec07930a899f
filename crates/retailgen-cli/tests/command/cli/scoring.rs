//! `retailgen score` as its users meet it.

use std::fs;

use serde_json::Value;

use super::workplace::Workplace;

/// A small run, and the two findings that the explanation shows.
fn place() -> (Workplace, String) {
    let place = Workplace::new();
    place.run_small(&[]);
    let explained = place.run(&["score"]);
    explained.assert_code(0);
    assert!(explained.stdout.starts_with("Findings are JSON lines, CSV, Parquet or XLSX. "), "{explained:?}");
    let findings: Vec<&str> = explained.stdout.lines().map(str::trim).filter(|line| line.starts_with('{')).collect();
    assert_eq!(findings.len(), 2, "{explained:?}");
    (place, findings.join("\n"))
}

#[test]
fn the_findings_of_the_explanation_are_found() {
    let (place, findings) = place();
    fs::write(place.path("findings.jsonl"), &findings).unwrap();
    let ended = place.run(&["score", "findings.jsonl"]);
    ended.assert_code(0);
    assert!(ended.stdout.starts_with("2 findings; located 2 by key\n"), "{ended:?}");
    assert_eq!(ended.stderr, "");
    let json = place.run(&["score", "findings.jsonl", "--json", "--level", "kind"]);
    let document: Value = serde_json::from_str(&json.stdout).unwrap();
    let kinds = document["levels"].as_array().unwrap().iter().find(|level| level["level"] == "kind").unwrap();
    assert_eq!((&kinds["found"], &kinds["false_alarms"], &document["level"]), (&2.into(), &0.into(), &"kind".into()));
    assert!(kinds["clean"].as_u64().unwrap() > 100, "the manifest tells the rows");
}

/// Of a pair either account is enough, told by its place, its own key, or the key of the other.
#[test]
fn a_customer_who_comes_twice_is_found_by_either_account() {
    let place = Workplace::new();
    let policy = "[[rule]]\nid = \"twice\"\ntable = \"customers\"\nkind = \"entity.duplicated\"\ncount = 1\n";
    fs::write(place.path("twice.toml"), policy).unwrap();
    place.run_small(&["--anomalies", "twice.toml", "-t", "customers"]);
    place.run_small(&["--anomalies", "none", "-t", "customers", "--out", "clean"]);
    let lines = |folder: &str| -> Vec<String> {
        let text = fs::read_to_string(place.path(folder).join("customers.csv")).unwrap();
        text.lines().skip(1).map(str::to_owned).collect()
    };
    let (dirty, clean) = (lines("data_raw"), lines("clean"));
    assert_eq!(dirty.len(), clean.len() + 1);
    let again = dirty.iter().position(|line| !clean.contains(line)).unwrap();
    let born = |line: &str| line.split(',').nth_back(3).map(str::to_owned);
    let number = |line: &str| line.split(',').next().unwrap().to_owned();
    let first = clean.iter().position(|line| born(line) == born(&dirty[again])).unwrap();
    let findings = [
        format!("{{\"table\":\"customers\",\"row\":{again}}}"),
        format!("{{\"table\":\"customers\",\"row\":{first}}}"),
        format!("{{\"table\":\"customers\",\"key\":{}}}", number(&dirty[again])),
        format!("{{\"table\":\"customers\",\"key\":{}}}", number(&clean[first])),
    ];
    for finding in findings {
        fs::write(place.path("findings.jsonl"), &finding).unwrap();
        let json = place.run(&["score", "findings.jsonl", "--json", "--level", "row"]);
        let document: Value = serde_json::from_str(&json.stdout).unwrap();
        let rows = document["levels"].as_array().unwrap().iter().find(|level| level["level"] == "row").unwrap();
        let found = (&rows["found"], &rows["missed"], &rows["false_alarms"]);
        assert_eq!(found, (&1.into(), &0.into(), &0.into()), "{finding}: {document}");
    }
}

#[test]
fn a_threshold_that_is_not_reached_ends_with_3_and_lists_say_what_to_look_at() {
    let (place, findings) = place();
    let wrong = r#"{"table":"stores","row":0,"column":"name"}"#;
    fs::write(place.path("findings.jsonl"), format!("{findings}\n{wrong}\n")).unwrap();
    let flags = ["--fail-under", "recall=.99,precision=.5", "--missed", "missed.csv", "--false-alarms", "alarms.csv"];
    let ended = place.run(&[&["score", "findings.jsonl", "--quiet", "--junit", "junit.xml"][..], &flags].concat());
    ended.assert_code(3);
    assert_eq!(ended.stdout, "");
    assert!(
        ended.stderr.starts_with("recall=0.99 is not reached: it is 0.") && ended.stderr.lines().count() == 1,
        "{ended:?}"
    );
    let read = |name: &str| fs::read_to_string(place.path(name)).unwrap();
    assert!(read("missed.csv").lines().count() > 3);
    assert_eq!(read("alarms.csv").lines().nth(1), Some("stores,stores.csv,0,2,,,name,,,,,"));
    assert!(read("junit.xml").contains("failures=\"1\""));
}

#[test]
fn what_cannot_be_scored_is_refused() {
    let (place, _) = place();
    fs::write(place.path("nothing.csv"), "tables,row\nstores,3\n").unwrap();
    fs::write(place.path("notes.txt"), "stores\n").unwrap();
    fs::write(place.path("semicolons.csv"), "table;row;column\nstores;3;name\n").unwrap();
    fs::write(place.path("array.json"), "[{\"table\":\"stores\",\"row\":3}]\n").unwrap();
    fs::write(place.path("mapping.toml"), "quarantine = \"nope\"\n").unwrap();
    let cases: [(&[&str], &str); 11] = [
        (&["semicolons.csv"], "its columns are separated by semicolons: separate them by commas"),
        (&["array.json"], "it is one JSON array: write its objects without the brackets, one a line"),
        (
            &["nothing.csv", "--fail-under", "kind:nul:recall=1"],
            "there is no kind \"nul\": did you mean null or byte.nul?",
        ),
        (&["--outcome", "data_raw", "--mapping", "mapping.toml"], "error: quarantine = \"nope\": there is no folder"),
        (
            &["nothing.csv"],
            "error: none of 1 findings can be understood: it names neither table nor file (nothing.csv, line 2)",
        ),
        (&["notes.txt"], "error: notes.txt is no file of findings: name a .jsonl, .csv, .parquet or .xlsx file"),
        (
            &["data_raw"],
            "error: data_raw cannot be taken for findings: it is data of a run, not a folder of rejected rows",
        ),
        (&["--data", "elsewhere"], "error: there is no truth in elsewhere.truth: name its folder with --truth"),
        (&["nothing.csv", "--fail-under", "recall=2"], "a figure lies between 0 and 1"),
        (&["nothing.csv", "--level", "cells"], "invalid value 'cells' for '--level <LEVEL>'"),
        (&["nothing.csv", "--table", "store"], "did you mean"),
    ];
    for (flags, wanted) in cases {
        let ended = place.run(&[&["score"], flags].concat());
        ended.assert_code(2);
        assert!(ended.stderr.contains(wanted), "{ended:?}");
    }
    place.run_small(&["--seed", "7", "--out", "other"]);
    let ended = place.run(&["score", "--data", "other", "--truth", "data_raw.truth"]);
    ended.assert_code(2);
    assert_eq!(ended.stderr, "error: data_raw.truth is not the truth about other: they are of different runs\n");
    let ended = place.run(&["score", "nowhere.csv"]);
    ended.assert_code(1);
    assert!(ended.stderr.starts_with("error: cannot read nowhere.csv"), "{ended:?}");
}

#[test]
fn a_healed_folder_is_the_outcome_of_a_perfect_pipeline_and_the_data_that_of_none() {
    let (place, _) = place();
    place.run(&["heal", "data_raw", "--out", "healed"]).assert_code(0);
    let outcome = |folder: &str| -> Value {
        let ended = place.run(&["score", "--outcome", folder, "--json"]);
        ended.assert_code(0);
        serde_json::from_str(&ended.stdout).unwrap()
    };
    let (healed, as_it_was) = (outcome("healed"), outcome("data_raw"));
    let faults = healed["faults"]["repaired"].as_u64().unwrap() + healed["faults"]["removed"].as_u64().unwrap();
    assert!(faults > 20, "{healed:#}");
    for fate in ["nulled", "quarantined", "kept", "changed"] {
        assert_eq!(healed["faults"][fate], 0, "{fate}: {healed:#}");
    }
    assert_eq!(as_it_was["faults"]["kept"], faults, "{as_it_was:#}");
    for outcome in [healed, as_it_was] {
        let rows = &outcome["right_rows"];
        for harm in ["lost", "altered", "repeated", "decoys_harmed"] {
            assert_eq!(rows[harm], 0, "{harm}: {outcome:#}");
        }
    }
    let ended = place.run(&["score", "--outcome", "data_raw", "--mapping", "nowhere.toml"]);
    ended.assert_code(1);
}

#[test]
fn a_score_and_a_report_with_findings_give_the_same_page() {
    let (place, findings) = place();
    fs::write(place.path("findings.jsonl"), &findings).unwrap();
    let scored = place.run(&["score", "findings.jsonl", "--html", "page.html"]);
    scored.assert_code(0);
    assert!(scored.stderr.starts_with("wrote page.html, "), "{scored:?}");
    let page = fs::read_to_string(place.path("page.html")).unwrap();
    assert!(page.contains("What was found") && page.contains("findings.jsonl"));
    let reported = place.run(&["report", "--findings", "findings.jsonl", "--out", "page.html"]);
    reported.assert_code(0);
    assert_eq!(reported.stderr, "nothing to do: page.html is that page already\n");
    let plain = place.run(&["report", "--out", "page.html"]);
    plain.assert_code(2);
    assert!(plain.stderr.contains("--overwrite"), "{plain:?}");
}

#[test]
fn the_cells_of_any_dataset_are_scored() {
    let place = Workplace::new();
    fs::write(place.path("dirty.csv"), "id,city\n1,Peth\n2,York\n3,\n").unwrap();
    fs::write(place.path("clean.csv"), "id,city\n1,Perth\n2,York\n3,Albany\n").unwrap();
    fs::write(place.path("findings.csv"), "row,column\n0,city\n1,city\n").unwrap();
    let two = ["score", "--dirty", "dirty.csv", "--clean", "clean.csv", "findings.csv"];
    let ended = place.run(&two);
    ended.assert_code(0);
    assert!(ended.stdout.starts_with("2 findings; located 2 by row\n2 faults to be found, 0 neutral\n"), "{ended:?}");
    let lists = ["--missed", "missed.csv", "--false-alarms", "alarms.csv", "--junit", "junit.xml", "--quiet"];
    let ended = place.run(&[&two[..], &lists, &["--fail-under", "recall=.5,column:city:precision=.6"]].concat());
    ended.assert_code(3);
    assert_eq!(
        (ended.stdout.as_str(), ended.stderr.as_str()),
        ("", "column:city:precision=0.6 is not reached: it is 0.5000\n")
    );
    let read = |name: &str| fs::read_to_string(place.path(name)).unwrap();
    assert_eq!(read("missed.csv"), "table,row,key,column,kind,value\n,2,,city,,\"\"\n");
    assert_eq!(read("alarms.csv"), "table,row,key,column,kind,value\n,1,,city,,\n");
    assert!(read("junit.xml").contains("failures=\"1\""));
    // What was missed is a list of wrong cells.
    let ended = place.run(&["score", "--truth-table", "missed.csv", "findings.csv", "--json"]);
    let document: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((&document["faults"], &document["columns"][0]["false_alarms"]), (&1.into(), &2.into()));
}

#[test]
fn flags_of_other_data_and_of_ours_do_not_go_together() {
    let place = Workplace::new();
    fs::write(place.path("list.csv"), "row,column\n0,city\n").unwrap();
    let cases: [(&[&str], &str); 5] = [
        (&["--truth-table", "list.csv"], "the following required arguments were not provided"),
        (&["--dirty", "list.csv", "list.csv"], "--clean <FILE>"),
        (&["--truth-table", "list.csv", "--data", "d", "list.csv"], "cannot be used with '--data <FOLDER>'"),
        (
            &["--truth-table", "list.csv", "--level", "value", "list.csv"],
            "it has no level value: name one of row, cell",
        ),
        (&["--truth-table", "none.csv", "list.csv"], "none.csv"),
    ];
    for (flags, wanted) in cases {
        let ended = place.run(&[&["score"][..], flags].concat());
        assert!(ended.stderr.contains(wanted), "{flags:?}: {ended:?}");
        ended.assert_code(if wanted == "none.csv" { 1 } else { 2 });
    }
}
