//! `retailgen report` as its users meet it.

use std::fs;

use super::workplace::{SMALL, Workplace};

#[test]
fn a_page_is_written_where_it_is_wanted_and_says_so() {
    let place = Workplace::new();
    place.run_small(&[]);
    let ended = place.run(&["report"]);
    ended.assert_code(0);
    assert_eq!(ended.stdout, "");
    assert!(
        ended.stderr.starts_with("wrote report.html, ") && ended.stderr.ends_with(" kB: open it in a browser\n"),
        "{ended:?}"
    );
    let page = fs::read_to_string(place.path("report.html")).unwrap();
    // What the decoys mean comes from the company.
    assert!(page.contains("known faults in it") && page.contains("What they look like"));

    let again = place.run(&["report", "data_raw", "-o", "report.html"]);
    again.assert_code(0);
    again.assert_says("nothing to do: report.html is that page already\n");

    let quiet = place.run(&["report", "data_raw", "-o", "pages/other.html", "--truth", "data_raw.truth", "--quiet"]);
    assert_eq!((quiet.code, quiet.stderr.as_str()), (Some(0), ""));
    assert_eq!(fs::read_to_string(place.path("pages/other.html")).unwrap(), page);
    assert_eq!(place.run(&["verify"]).code, Some(0), "the folder is as it was");
}

#[test]
fn without_a_truth_the_command_and_the_page_say_so() {
    let place = Workplace::new();
    place.run_small(&["--truth", "elsewhere"]);
    let ended = place.run(&["report"]);
    ended.assert_code(0);
    ended.assert_says("no truth in data_raw.truth: the page cannot say what is wrong\n");
    assert!(fs::read_to_string(place.path("report.html")).unwrap().contains("there is no truth with it"));
    let unwanted = place.run(&["report", "--no-truth"]);
    unwanted.assert_code(0);
    assert_eq!(unwanted.stderr, "nothing to do: report.html is that page already\n");
}

#[test]
fn a_page_shows_the_result_of_a_verification_of_its_data() {
    let place = Workplace::new();
    place.run_small(&[]);
    let result = place.run(&["verify", "--json"]);
    result.assert_code(0);
    fs::write(place.path("holds.json"), result.stdout).unwrap();
    place.run(&["report", "--verified", "holds.json"]).assert_code(0);
    let page = fs::read_to_string(place.path("report.html")).unwrap();
    assert!(page.contains("href=\"#verified\"") && page.contains("All that was checked holds"), "{page}");
    assert_eq!(page.matches("<span class=\"n\">holds</span>").count(), 7);

    // A value is changed that no label is on; the file keeps its size.
    let path = place.path("data_raw/suppliers.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{}x\n", text.strip_suffix("e\n").unwrap())).unwrap();
    let result = place.run(&["verify", "--json"]);
    result.assert_code(3);
    fs::write(place.path("fails.json"), result.stdout).unwrap();
    place.run(&["report", "--verified", "fails.json", "-o", "fails.html"]).assert_code(0);
    let page = fs::read_to_string(place.path("fails.html")).unwrap();
    assert!(page.contains("2 findings, says the given result"), "{page}");
    assert!(page.contains("<dt>cell.unlabelled</dt><dd>suppliers.csv, line "), "{page}");
    assert_eq!(page.matches("<span class=\"n\">1 finding</span>").count(), 2);

    // About other data, and no result at all.
    place.run(&[&SMALL[..], &["--out", "other", "--seed", "8"]].concat()).assert_code(0);
    let refused = place.run(&["report", "other", "--verified", "holds.json", "-o", "other.html"]);
    refused.assert_code(2);
    refused.assert_says(
        "error: holds.json holds no verification for this page: it is about another run than other; write one with \
         `retailgen verify --json`\n",
    );
    fs::write(place.path("mine.json"), "{}").unwrap();
    let refused = place.run(&["report", "--verified", "mine.json", "-o", "other.html"]);
    refused.assert_code(2);
    refused.assert_says("error: mine.json holds no verification for this page: missing field `run_id`");
    assert!(!place.path("other.html").exists());
}

#[test]
fn another_page_is_replaced_only_where_that_is_asked_for_and_a_file_that_is_none_never() {
    let place = Workplace::new();
    place.run_small(&[]);
    place.run(&["report"]).assert_code(0);
    place.run(&[&SMALL[..], &["--seed", "8", "--out", "other"]].concat()).assert_code(0);
    let refused = place.run(&["report", "other"]);
    refused.assert_code(2);
    refused
        .assert_says("error: report.html holds another page; name another file, or allow overwriting to replace it\n");
    refused.assert_says("report other --overwrite\n");
    place.run(&["report", "other", "--overwrite"]).assert_code(0);

    fs::write(place.path("mine.html"), "mine").unwrap();
    let refused = place.run(&["report", "-o", "mine.html", "--overwrite"]);
    refused.assert_code(2);
    refused
        .assert_says("error: mine.html was not written by retailgen report, so it stays as it is; name another file\n");
    assert_eq!(fs::read_to_string(place.path("mine.html")).unwrap(), "mine");
}

#[test]
fn what_gives_no_page_is_told_in_a_sentence_and_leaves_nothing() {
    let place = Workplace::new();
    place.run_small(&[]);
    place.run(&[&SMALL[..], &["--seed", "8", "--out", "other"]].concat()).assert_code(0);
    fs::create_dir(place.path("notes")).unwrap();
    fs::write(place.path("notes/notes.txt"), "mine").unwrap();
    let stores = place.path("data_raw/stores.csv");
    for (flags, code, sentence) in [
        (
            &["report", "nowhere"][..],
            2,
            "error: nowhere is not a folder that retailgen has finished: it does not exist\n",
        ),
        (&["report", "notes"], 2, "notes is not a folder that retailgen has finished: it has no _manifest.json"),
        (&["report", "data_raw.truth"], 2, "data_raw.truth holds the truth about data, not data"),
        (
            &["report", "--truth", "other.truth"],
            2,
            "error: other.truth holds the truth about another run than data_raw",
        ),
        (&["report", "-o", "data_raw/page.html"], 2, "data_raw/page.html lies within "),
        (&["report", "-o", "s3://bucket/page.html"], 2, "is an address"),
        (&["report", "--truth", "x", "--no-truth"], 2, "cannot be used with"),
    ] {
        let ended = place.run(flags);
        ended.assert_code(code);
        ended.assert_says(sentence);
        assert_eq!(ended.stdout, "", "{flags:?}");
    }
    fs::remove_file(stores).unwrap();
    let ended = place.run(&["report"]);
    ended.assert_code(1);
    ended.assert_says("error: cannot make a page of data_raw/stores.csv: it is missing, and _manifest.json lists it\n");
    assert!(!place.path("report.html").exists());
}
