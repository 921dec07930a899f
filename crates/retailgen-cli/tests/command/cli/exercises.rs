//! `retailgen exercise` as teachers and learners meet it.

use std::fs;

use super::workplace::Workplace;

#[test]
fn an_exercise_is_written_with_its_brief_and_marked() {
    let place = Workplace::new();
    let written = place.run(&["exercise", "--topic", "quotes", "--out", "ex1"]);
    written.assert_code(0);
    written.assert_says("what is asked: ex1.brief.md\n");
    written.assert_says("to mark findings: retailgen exercise --mark ex1 findings.csv\n");
    assert!(fs::read_to_string(place.path("ex1.brief.md")).unwrap().contains("# Broken records"));
    place.run(&["verify", "ex1", "--quiet"]).assert_code(0);
    let again = place.run(&["exercise", "--topic", "quotes", "--out", "ex1"]);
    again.assert_code(0);
    again.assert_says("nothing to do: ex1 already holds this exercise");

    fs::write(place.path("findings.csv"), "file,line\ncustomers.csv,1\n").unwrap();
    let marked = place.run(&["exercise", "--mark", "ex1", "findings.csv"]);
    marked.assert_code(3);
    assert!(
        marked.stdout.starts_with("quotes: 0 of 45 faults found") && marked.stdout.ends_with("not passed\n"),
        "{}",
        marked.stdout
    );
    let quiet = place.run(&["exercise", "--mark", "ex1", "--quiet"]);
    quiet.assert_code(3);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
}

#[test]
fn without_a_topic_the_topics_are_listed() {
    let listed = Workplace::new().run(&["exercise"]);
    listed.assert_code(0);
    assert!(listed.stdout.contains("\nschema-drift  Headers"), "{}", listed.stdout);
}

#[test]
fn what_is_wrong_is_refused_before_anything_is_written() {
    let place = Workplace::new();
    fs::create_dir(place.path("mine")).unwrap();
    fs::write(place.path("mine/notes.txt"), "mine").unwrap();
    fs::write(place.path("ex1.brief.md"), "mine").unwrap();
    let before = place.files("");
    for (flags, said) in [
        (&["--topic", "duplicate"][..], "a similar value exists: 'duplicates'"),
        (&["--topic", "quotes", "--out", "mine"], "mine"),
        (&["--topic", "quotes", "--out", "ex1", "--overwrite"], "ex1.brief.md was not written by retailgen exercise"),
        (&["findings.csv"], "--mark <FOLDER>"),
        (&["--mark", "ex1", "--topic", "quotes"], "cannot be used with"),
        (&["--mark", "ex1", "findings.csv"], "there is no answer key in ex1.truth"),
    ] {
        let ended = place.run(&[&["exercise"], flags].concat());
        ended.assert_code(2);
        assert!(ended.stderr.contains(said), "{flags:?}: {}", ended.stderr);
    }
    assert_eq!(place.files(""), before);
}

#[test]
fn another_exercise_is_replaced_where_that_is_allowed() {
    let place = Workplace::new();
    place.run(&["exercise", "--topic", "quotes", "--out", "ex1", "--quiet"]).assert_code(0);
    let refused = place.run(&["exercise", "--topic", "dates", "--out", "ex1"]);
    refused.assert_code(2);
    refused.assert_says("exercise --topic dates --out ex1 --overwrite\n");
    let mut command = place.command(&["exercise", "--overwrite"]);
    let replaced =
        command.env("RETAILGEN_EXERCISE_TOPIC", "dates").env("RETAILGEN_EXERCISE_OUT", "ex1").output().unwrap();
    assert!(replaced.status.success(), "{replaced:?}");
    assert!(place.path("ex1/orders_header").exists());
}
