//! The files that `retailgen score` writes: never in place of the user's own.

use std::fs;

use super::workplace::Workplace;

const FINDINGS: &str = "table,row,column\nstores,0,name\n";

/// A small run, findings about it and notes.
fn place() -> Workplace {
    let place = Workplace::new();
    place.run_small(&[]);
    fs::write(place.path("findings.csv"), FINDINGS).unwrap();
    fs::write(place.path("notes.txt"), "mine\n").unwrap();
    fs::write(place.path("notes.parquet"), "mine\n").unwrap();
    place
}

#[test]
fn files_of_the_user_are_refused_before_anything_is_written() {
    let place = place();
    let before = place.files(".");
    let places = [
        (
            "notes.txt",
            "notes.txt was not written by retailgen score, so it stays as it is; choose another file, or delete it",
        ),
        ("notes.parquet", "notes.parquet was not written by retailgen score"),
        ("findings.csv", "findings.csv is named for something else as well; choose another file"),
        ("./data_raw/../findings.csv", "is named for something else as well"),
        ("data_raw/stores.csv", "which is the folder of a run"),
        ("data_raw/missed.csv", "which is the folder of a run"),
        ("data_raw.truth/missed.csv", "which is the folder of a run"),
        ("data_raw", "data_raw was not written by retailgen score"),
    ];
    for flag in ["--missed", "--false-alarms", "--junit"] {
        for (path, wanted) in places {
            let ended = place.run(&["score", "findings.csv", "--html", "page.html", flag, path]);
            ended.assert_code(2);
            ended.assert_says(&format!("error: {flag}: "));
            ended.assert_says(wanted);
        }
    }
    let twice = place.run(&["score", "findings.csv", "--missed", "list.csv", "--false-alarms", "list.csv"]);
    twice.assert_code(2);
    twice.assert_says("--false-alarms: list.csv is named for something else as well");
    // The page is looked for with them, before any list is written.
    let page = place.run(&["score", "findings.csv", "--missed", "list.csv", "--html", "notes.txt"]);
    page.assert_code(2);
    page.assert_says("notes.txt was not written by retailgen report");
    assert!(before == place.files("."), "something was written");
}

#[test]
fn earlier_lists_of_ours_are_replaced() {
    let place = place();
    let flags = ["--missed", "missed.csv", "--false-alarms", "alarms.parquet", "--junit", "junit.xml", "--quiet"];
    let score = || place.run(&[&["score", "findings.csv"][..], &flags].concat());
    score().assert_code(0);
    let lists = || ["missed.csv", "alarms.parquet", "junit.xml"].map(|name| fs::read(place.path(name)).unwrap());
    let first = lists();
    fs::write(place.path("findings.csv"), format!("{FINDINGS}products,0,name\n")).unwrap();
    score().assert_code(0);
    assert!(first[1] != lists()[1], "there is one more false alarm");
    // One list is none of the other sort.
    let ended = place.run(&["score", "findings.csv", "--false-alarms", "missed.csv"]);
    ended.assert_code(2);
    assert_eq!(first[0], lists()[0]);
}

#[test]
fn lists_of_the_cells_of_any_dataset_are_as_careful() {
    let place = Workplace::new();
    fs::write(place.path("truth.csv"), "table,row,key,column,kind,value\n,0,,city,,\n").unwrap();
    fs::write(place.path("findings.csv"), "row,column\n1,city\n").unwrap();
    let before = place.files(".");
    let score = |flag, path| place.run(&["score", "--truth-table", "truth.csv", "findings.csv", flag, path]);
    for (flag, path) in [("--missed", "truth.csv"), ("--false-alarms", "findings.csv"), ("--junit", "truth.csv")] {
        let ended = score(flag, path);
        ended.assert_code(2);
        ended.assert_says(&format!("error: {flag}: "));
    }
    assert_eq!(before, place.files("."));
    for _ in 0..2 {
        score("--missed", "missed.csv").assert_code(0);
    }
}
