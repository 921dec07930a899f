//! `--append`: more days in what an earlier run left.

use std::{fs, thread, time::Instant};

use serde_json::Value;

use super::workplace::{MARKER, SMALL, Workplace};

#[test]
fn days_are_appended_to_the_run_that_the_truth_tells_of() {
    let place = Workplace::new();
    place.run_small(&["--seed", "7", "--start-date", "2024-11-29"]);
    let ended = place.run(&["--append", "--days", "2", "--json"]);
    ended.assert_code(0);
    ended.assert_says("seed 7, scale 0.001, 2024-11-29 to 2024-11-30 (2 days), all tables, anomalies default, ");
    ended.assert_says("2 days more into data_raw");
    ended.assert_says("data_raw goes to 2024-12-02 now, ");
    ended.assert_says("faults and where they are: data_raw.truth");
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((&report["scenario"]["days"], &report["scenario"]["appended_days"]), (&4.into(), &2.into()));
    place.run(&["verify"]).assert_code(0);

    // One, where it is not said; the flags of the run may be said again, and variables count as flags.
    let mut again = place.command(&["--append", "--seed", "7", "-q"]);
    assert!(again.env("RETAILGEN_SCALE", "0.001").status().unwrap().success());
    place.run(&["--from-truth", "data_raw.truth", "--out", "at_once"]).assert_code(0);
    assert!(place.files("data_raw") == place.files("at_once"));
    assert!(place.files("data_raw.truth") == place.files("at_once.truth"));

    // Elsewhere, with the truth elsewhere.
    place.run_small(&["--out", "there", "--truth", "its_truth"]);
    let ended = place.run(&["--append", "--out", "there"]);
    ended.assert_code(2);
    ended.assert_says("without its truth, there does not tell its seed");
    place.run(&["--append", "--out", "there", "--truth", "its_truth"]).assert_code(0);
    place.run(&["verify", "there", "--truth", "its_truth"]).assert_code(0);
}

#[test]
fn without_a_truth_the_flags_tell_what_is_gone_on_with() {
    let place = Workplace::new();
    place.run_small(&["--anomalies", "none", "--seed", "7"]);
    for flags in [&["--append"][..], &["--append", "--seed", "7", "--scale", "0.001"]] {
        let ended = place.run(flags);
        ended.assert_code(2);
        ended.assert_says("give those with which it was written");
    }
    let flags = ["--append", "--seed", "7", "--scale", "0.001", "--anomalies", "none"];
    place.run(&flags).assert_code(0);
    place.run(&flags).assert_says("data_raw goes to 2024-01-04 now");
    assert!(!place.run(&flags).stderr.contains("truth"));
    // With faults, that there is no truth is said.
    place.run_small(&["--no-truth", "--out", "untold"]);
    let ended = place.run(&["--append", "--scale", "0.001", "--out", "untold"]);
    ended.assert_code(0);
    ended.assert_says("no truth stands beside it, so none was written");
    assert!(!place.path("untold.truth").exists());
    place.run(&["verify"]).assert_code(0);
}

#[test]
fn what_cannot_be_gone_on_with_is_refused_and_stays() {
    let place = Workplace::new();
    place.run_small(&["--seed", "7"]);
    let before = (place.files("data_raw"), place.files("data_raw.truth"));
    for (flags, words) in [
        (&["--seed", "42"][..], "data_raw was written with other settings (seed 7 → 42)"),
        (&["--scale", "1", "-t", "stores"], "scale 0.001 → 1, tables all → stores"),
        (&["--anomalies", "none"], "anomalies default → none"),
        (&["--start-date", "2024-06-01"], "start date 2024-01-01 → 2024-06-01"),
        (&["--days", "0"], "days"),
        (&["--days", "9999"], "beyond the company's last day"),
        (&["--overwrite"], "cannot be used with"),
        (&["--no-truth"], "cannot be used with"),
        (&["--stdout"], "cannot be used with"),
        (&["--out", "nowhere"], "nowhere is not a folder that retailgen has finished: it does not exist"),
        (&["--truth", "nowhere"], "nowhere is not a folder that retailgen has finished: it does not exist"),
    ] {
        let ended = place.run(&[&["--append"], flags].concat());
        ended.assert_code(2);
        ended.assert_says(words);
    }
    assert!(!place.path("nowhere").exists() && !place.path("nowhere.truth").exists());
    assert!((place.files("data_raw"), place.files("data_raw.truth")) == before);

    // A truth of another run: named, or left beside data that has none.
    place.run_small(&["--seed", "8", "--out", "other"]);
    let ended = place.run(&["--append", "--truth", "other.truth"]);
    ended.assert_code(2);
    ended.assert_says("other.truth is the truth of another run than data_raw holds: name its own, or remove that one");
    place.run_small(&["--seed", "8", "--out", "other", "--anomalies", "none", "--overwrite"]);
    let ended = place.run(&["--append", "--out", "other"]);
    ended.assert_code(2);
    ended.assert_says("other.truth is the truth of another run than other holds");
    let ended = place.run(&["append", "--days", "2"]);
    ended.assert_code(2);
    ended.assert_says("tip: --append is a flag: retailgen --append");
    assert!((place.files("data_raw"), place.files("data_raw.truth")) == before);
}

#[test]
fn an_append_that_is_killed_at_any_moment_is_finished_by_the_same_command() {
    let place = Workplace::new();
    let flags = ["--append", "--days", "2", "-q"];
    place.run_small(&["--out", "whole"]);
    let begin = Instant::now();
    place.run(&[&flags[..], &["--out", "whole"]].concat()).assert_code(0);
    // As long as it takes here, with what else the machine does.
    let step = begin.elapsed() / 25;
    let whole = (place.files("whole"), place.files("whole.truth"));
    let mut interrupted = 0;
    // From before the first file to after the last one.
    for wait in 0..30 {
        let (data, truth) = (format!("data{wait}"), format!("data{wait}.truth"));
        place.run_small(&["--out", &data]);
        let mut child = place.command(&[&flags[..], &["--out", &data]].concat()).spawn().unwrap();
        thread::sleep(step * wait);
        child.kill().unwrap();
        child.wait().unwrap();
        let is_whole = (place.files(&data), place.files(&truth)) == whole;
        if !is_whole {
            interrupted += usize::from(place.path(&data).join(MARKER).exists());
            let ended = place.run(&[&flags[..], &["--out", &data]].concat());
            ended.assert_code(0);
        }
        assert!((place.files(&data), place.files(&truth)) == whole, "killed after {:?}", step * wait);
        fs::remove_dir_all(place.path(&data)).unwrap();
        fs::remove_dir_all(place.path(&truth)).unwrap();
    }
    assert!(interrupted > 0, "no kill came in between: {SMALL:?} takes no time here");
}
