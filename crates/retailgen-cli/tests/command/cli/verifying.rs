//! `retailgen verify` and `retailgen heal` as their users meet them.

use std::fs;

use serde_json::Value;

use super::workplace::{Ended, SMALL, Workplace};

/// Spoils a value that no label is on: the last row's last.
fn spoil(place: &Workplace) {
    let path = place.path("data_raw/suppliers.csv");
    let text = fs::read_to_string(&path).unwrap();
    let (head, _) = text.trim_end().rsplit_once(',').unwrap();
    fs::write(path, format!("{head},maybe\n")).unwrap();
}

#[test]
fn a_run_holds_and_its_summary_says_what_was_looked_at() {
    let place = Workplace::new();
    place.run_small(&[]);
    let ended = place.run(&["verify", "data_raw"]);
    ended.assert_code(0);
    assert!(ended.stdout.starts_with("all holds: 14 files, ") && ended.stdout.ends_with(" labels\n"), "{ended:?}");
    assert_eq!(ended.stderr, "");
    let json = place.run(&["verify", "data_raw", "--json"]);
    json.assert_code(0);
    let document: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(
        (&document["holds"], &document["files"], &document["clean_twin"]),
        (&true.into(), &14.into(), &true.into())
    );
}

#[test]
fn findings_are_listed_on_standard_output_with_exit_code_3() {
    let place = Workplace::new();
    place.run_small(&[]);
    spoil(&place);
    let ended = place.run(&["verify", "data_raw"]);
    ended.assert_code(3);
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert!(lines[0].starts_with("cell.unlabelled: suppliers.csv, line "), "{}", lines[0]);
    assert!(
        lines[0].contains(", column preferred: ") && lines[0].contains(": \"maybe\" instead of \""),
        "{}",
        lines[0]
    );
    assert!(lines[1].starts_with("file.") && lines[2].starts_with("2 findings in 14 files, "), "{lines:?}");
    let json = place.run(&["verify", "data_raw", "--json"]);
    json.assert_code(3);
    let document: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((&document["holds"], &document["count"]), (&false.into(), &2.into()));
    assert_eq!(document["findings"][0]["column"], "preferred");
}

#[test]
fn without_a_truth_the_manifest_is_what_there_is() {
    let place = Workplace::new();
    place.run_small(&["--truth", "elsewhere"]);
    let ended = place.run(&["verify", "data_raw"]);
    ended.assert_code(0);
    ended.assert_says("no truth in data_raw.truth: the files are checked against their manifest only\n");
    assert!(ended.stdout.ends_with(" rows (no truth)\n"), "{}", ended.stdout);
    let given = place.run(&["verify", "data_raw", "--truth", "elsewhere"]);
    given.assert_code(0);
    assert!(given.stdout.ends_with(" labels\n"), "{}", given.stdout);
    let unwanted = place.run(&["verify", "data_raw", "--no-truth"]);
    assert_eq!((unwanted.code, unwanted.stderr.as_str()), (Some(0), ""));
    spoil(&place);
    let ended = place.run(&["verify", "data_raw", "--no-truth"]);
    ended.assert_code(3);
    assert!(ended.stdout.contains("suppliers.csv: its "), "{}", ended.stdout);
}

#[test]
fn what_cannot_be_verified_says_why() {
    let place = Workplace::new();
    place.run_small(&["--no-truth"]);
    for name in ["notes", "damaged"] {
        fs::create_dir(place.path(name)).unwrap();
    }
    fs::write(place.path("damaged").join("_manifest.json"), "{").unwrap();
    fs::write(place.path("notes.txt"), "mine").unwrap();
    for (flags, code, sentence) in [
        (
            &["verify", "nowhere"][..],
            2,
            "error: nowhere is not a folder that retailgen has finished: it does not exist",
        ),
        (&["verify", "notes"], 2, "it has no _manifest.json"),
        (&["verify", "damaged"], 2, "has finished: its _manifest.json is damaged"),
        (
            &["verify", "data_raw", "--truth", "nowhere"],
            2,
            "error: nowhere is not a folder that retailgen has finished",
        ),
        (&["verify", "data_raw", "--truth", "data_raw"], 2, "data_raw does not hold the truth about data"),
        (&["verify", "data_raw", "--truth", "x", "--no-truth"], 2, "cannot be used with"),
        (&["verify", "notes.txt"], 2, "notes.txt is not a folder that retailgen has finished: it is a file"),
        (&["heal"], 2, "--out <FOLDER>"),
        (
            &["heal", "data_raw", "--out", "healed"],
            2,
            "error: data_raw.truth is not a folder that retailgen has finished",
        ),
        (&["heal", "data_raw", "--truth", "data_raw", "--out", "healed"], 2, "data_raw does not hold the truth"),
        (
            &["--from-truth", "nowhere", "--out", "again"],
            2,
            "error: nowhere is not a folder that retailgen has finished: it does not exist",
        ),
        (&["--from-truth", "notes.txt", "--out", "again"], 2, "has finished: it is a file"),
    ] {
        let ended = place.run(flags);
        ended.assert_code(code);
        ended.assert_says(sentence);
        assert_eq!(ended.stdout, "", "{flags:?}");
        assert!(!ended.stderr.contains("no truth in"), "{flags:?}: {}", ended.stderr);
    }
    place.run(&["heal", "nowhere", "--out", "healed"]).assert_code(2);
    assert!(!place.path("healed").exists());
}

/// The rows that a command with `--json` tells.
fn rows(place: &Workplace, flags: &[&str]) -> u64 {
    let ended = place.run(&[flags, &["--json"]].concat());
    ended.assert_code(0);
    let value: Value = serde_json::from_str(&ended.stdout).unwrap();
    value.get("rows").unwrap_or(&value["total"]["rows"]).as_u64().unwrap()
}

#[test]
fn a_run_a_verification_and_a_healing_count_the_same_rows() {
    let place = Workplace::new();
    let scenario = ["--scale", "0.01", "-t", "stores,returns", "--delta-cdf"];
    let written = rows(&place, &scenario);
    let manifest = place.manifest("data_raw");
    let all: u64 = manifest["files"].as_array().unwrap().iter().map(|file| file["rows"].as_u64().unwrap()).sum();
    assert!(written < all, "there are replaced files");
    assert_eq!(rows(&place, &["verify", "data_raw"]), written);
    assert_eq!(rows(&place, &["verify", "data_raw", "--no-truth"]), written);
    let clean = rows(&place, &[&scenario[..], &["--anomalies", "none", "--out", "clean"]].concat());
    assert_eq!(rows(&place, &["heal", "data_raw", "--out", "healed"]), clean);
    assert_eq!(
        rows(&place, &["heal", "data_raw", "--out", "healed"]),
        clean,
        "nothing to do, and counted all the same"
    );
}

#[test]
fn quiet_leaves_what_does_not_hold() {
    let place = Workplace::new();
    place.run_small(&["--truth", "elsewhere"]);
    for flags in [
        &["verify", "data_raw", "-q"][..],
        &["verify", "data_raw", "--quiet", "--truth", "elsewhere"],
        &["heal", "data_raw", "-q", "--out", "healed", "--truth", "elsewhere"],
        &["heal", "data_raw", "-q", "--out", "healed", "--truth", "elsewhere"],
    ] {
        let ended = place.run(flags);
        assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (Some(0), "", ""), "{flags:?}");
    }
    let json = place.run(&["verify", "data_raw", "-q", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&json.stdout).unwrap()["holds"], true);
    spoil(&place);
    let ended = place.run(&["verify", "data_raw", "-q"]);
    ended.assert_code(3);
    assert!(ended.stdout.contains("suppliers.csv: its "), "{}", ended.stdout);
    let failed = place.run(&["verify", "nowhere", "-q"]);
    failed.assert_code(2);
    failed.assert_says("error: nowhere is not a folder");
}

#[test]
fn a_healed_folder_is_that_of_a_clean_run() {
    let place = Workplace::new();
    place.run_small(&[]);
    place.run_small(&["--anomalies", "none", "--out", "clean"]);
    let ended = place.run(&["heal", "data_raw", "--out", "healed"]);
    ended.assert_code(0);
    ended.assert_says("healed 14 files, ");
    assert_eq!(place.files("healed"), place.files("clean"));
    place.run(&["heal", "data_raw", "-o", "healed"]).assert_says("nothing to do: healed already holds these files, ");
    place.run(&["verify", "healed"]).assert_code(0);

    place.run_small(&["--seed", "8", "--out", "other"]);
    let refused = place.run(&["heal", "data_raw", "--out", "other"]);
    refused.assert_code(2);
    refused.assert_says("heal data_raw --out other --overwrite");
    place.run(&["heal", "data_raw", "--out", "other", "--overwrite"]).assert_code(0);
    assert_eq!(place.files("other"), place.files("clean"));
    let refused = place.run(&["heal", "data_raw", "--out", "data_raw/healed", "--overwrite"]);
    refused.assert_code(2);
    refused.assert_says("name another folder");
}

#[test]
fn what_cannot_be_healed_leaves_nothing() {
    let place = Workplace::new();
    place.run_small(&[]);
    spoil(&place);
    for out in ["healed", "new/healed"] {
        let ended = place.run(&["heal", "--out", out]);
        ended.assert_code(3);
        ended.assert_says("error: the labels do not fit the files, so nothing is healed: file.");
        assert!(!place.path("healed").exists() && !place.path("new").exists());
    }
    // A folder that was there stays.
    fs::create_dir_all(place.path("healed/mine")).unwrap();
    place.run(&["heal", "--out", "healed"]).assert_code(2);
    fs::remove_dir(place.path("healed/mine")).unwrap();
    place.run(&["heal", "--out", "healed"]).assert_code(3);
    assert!(place.path("healed").exists() && place.files("healed").is_empty());
}

#[test]
fn the_folder_of_a_plain_run_need_not_be_named() {
    let place = Workplace::new();
    place.run_small(&[]);
    assert_eq!(place.run(&["verify"]).stdout, place.run(&["verify", "data_raw"]).stdout);
    place.run(&["heal", "--out", "healed"]).assert_code(0);
}

#[test]
fn a_missing_file_of_the_truth_is_told_once() {
    for name in ["run.json", "labels.parquet", "audit.csv"] {
        let place = Workplace::new();
        place.run_small(&["-t", "stores"]);
        fs::remove_file(place.path("data_raw.truth").join(name)).unwrap();
        let ended = place.run(&["verify"]);
        ended.assert_code(3);
        let missing = format!("file.missing: truth: {name}: the manifest lists it, and it is not there");
        let told: Vec<&str> = ended.stdout.lines().filter(|line| line.contains(name)).collect();
        assert_eq!(told, [missing]);

        // Whoever removes it from the manifest too is found out.
        let path = place.path("data_raw.truth/_manifest.json");
        let mut manifest = place.manifest("data_raw.truth");
        manifest["files"].as_array_mut().unwrap().retain(|file| file["path"] != name);
        fs::write(path, manifest.to_string()).unwrap();
        let ended = place.run(&["verify"]);
        ended.assert_code(3);
        assert!(ended.stdout.contains(&format!("file.missing: truth: {name}: every truth has it")), "{ended:?}");
    }
}

#[test]
fn a_truth_named_for_the_data_is_told_from_it() {
    let place = Workplace::new();
    place.run_small(&["-t", "stores"]);
    for flags in [&["verify", "data_raw.truth"][..], &["heal", "data_raw.truth/", "--out", "healed"]] {
        let ended = place.run(flags);
        ended.assert_code(2);
        ended.assert_says(" holds the truth about data, not data: name the folder of the data, such as data_raw\n");
        assert_eq!(ended.stdout, "");
    }
}

#[test]
fn a_finding_stays_one_line_with_backtraces_on() {
    let place = Workplace::new();
    place.run_small(&["-t", "returns"]);
    let log = place.path("data_raw/returns/_delta_log/00000000000000000000.json");
    fs::write(&log, "{}\n").unwrap();
    let plain = place.run(&["verify"]);
    plain.assert_code(3);
    let ended = Ended::from(place.command(&["verify"]).env("RUST_BACKTRACE", "1").output().unwrap());
    assert_eq!(ended.stdout, plain.stdout);
}

#[test]
fn nothing_that_was_read_reaches_the_terminal_as_it_is() {
    let place = Workplace::new();
    let rule = "[[rule]]\nid = 'x'\ntable = 'stores'\ncolumn = 'name'\nkind = 'null'\ncount = 2\n";
    let policy = "a\x1b[31m\u{9b}b.toml";
    fs::write(place.path(policy), rule).unwrap();
    fs::write(place.path("bad\x1b[31m.toml"), "[[rule]]\n").unwrap();
    let folder = "data";
    let run = [&SMALL[..], &["-t", "stores", "--anomalies", policy, "--out", folder]].concat();
    let ended = [
        place.run(&run),
        place.run(&[&run[..], &["--seed", "8"]].concat()),
        place.run(&[&run[..], &["--json", "--overwrite"]].concat()),
        place.run(&[&run[..6], &["--dry-run", "--json", "--anomalies", policy]].concat()),
        place.run(&["anomalies", policy]),
        place.run(&["anomalies", policy, "--json"]),
        place.run(&["anomalies", "bad\x1b[31m.toml"]),
        place.run(&["verify", folder]),
        place.run(&["verify", "no\x1b[31m\nerror: all lost"]),
        place.run(&["--out", "no\x1b[31m\nerror: all lost"]),
        place.run(&["--\x1b[31m"]),
        place.run(&["verify", "a", "\x1b[31m"]),
    ];
    assert!(ended[0].code == Some(0) && ended[7].stdout.starts_with("all holds"), "{ended:?}");
    fs::write(place.path(folder).join("odd\x1b[31m\nname"), "").unwrap();
    let found = [place.run(&["verify", folder]), place.run(&["verify", folder, "--json"])];
    assert!(found[0].stdout.starts_with("file.extra: odd\\u{1b}[31m\\nname: "), "{found:?}");
    for ended in ended.iter().chain(&found) {
        let is_harmless = |text: &str| !text.contains(|c: char| c.is_control() && c != '\n');
        assert!(is_harmless(&ended.stdout) && is_harmless(&ended.stderr), "{ended:?}");
        assert!(!ended.stderr.contains("\nerror: all lost"), "{ended:?}");
    }
}

#[cfg(unix)]
#[test]
fn folders_may_have_any_name() {
    let place = Workplace::new();
    for name in
        ["o'neil \"x\"", "run [1]", "a#b", "100%25", "what?", "st*r", "grün é", "back\\slash", "k=v", "{x} $y", "~a"]
    {
        place.run_small(&["--quiet", "-t", "stores,events,exchange_rates,shipments,returns", "--out", name]);
        place.run(&["verify", "--quiet", name]).assert_code(0);
        let healed = format!("{name} healed");
        place.run(&["heal", "--quiet", name, "--out", &healed]).assert_code(0);
        place.run(&["verify", "--quiet", &healed]).assert_code(0);
    }
}
