//! Folders that hold something already.

use std::{fs, process::Command};

use super::workplace::{Ended, SMALL, Workplace};

#[test]
fn another_run_is_refused_with_the_command_that_replaces_it() {
    let place = Workplace::new();
    let out = ["--out", "my data's"];
    place.run_small(&out);
    let before = place.files("my data's");

    let ended = place.run(&[&SMALL[..], &["--seed", "8", "--out", "my data's"]].concat());
    ended.assert_code(2);
    ended.assert_says("error: my data's holds another run (seed 42 → 8); choose another folder");
    assert_eq!(place.files("my data's"), before);

    let command = ended.stderr.lines().last().unwrap().trim();
    let typed = env!("CARGO_BIN_EXE_retailgen");
    assert!(command.ends_with(r"--scale 0.001 --days 2 --seed 8 --out 'my data'\''s' --overwrite"), "{command}");
    assert!(command.contains(typed), "{command}");

    if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell.args(["-c", command]);
        place.prepare(&mut shell);
        Ended::from(shell.output().unwrap()).assert_code(0);
        place.run_small(&["--seed", "8", "--out", "fresh"]);
        assert_eq!(place.files("my data's"), place.files("fresh"));
        assert_ne!(place.files("my data's"), before);
    }
}

#[test]
fn replacing_leaves_what_others_put_there() {
    let place = Workplace::new();
    place.run_small(&[]);
    fs::write(place.path("data_raw/notes.txt"), "mine").unwrap();
    place.run_small(&["-t", "stores", "--overwrite"]);
    let files = place.files("data_raw");
    assert_eq!(files.keys().collect::<Vec<_>>(), ["_manifest.json", "notes.txt", "stores.csv"]);
    assert_eq!(files["notes.txt"], b"mine");
}

#[test]
fn a_foreign_folder_is_never_touched() {
    let place = Workplace::new();
    fs::create_dir(place.path("photos")).unwrap();
    fs::write(place.path("photos/stores.csv"), "mine").unwrap();
    for flags in [&["--out", "photos"][..], &["--out", "photos", "--overwrite"]] {
        let ended = place.run(&[&SMALL[..], flags].concat());
        ended.assert_code(2);
        ended.assert_says("error: photos is not empty and was not written by retailgen");
        assert_eq!(place.files("photos"), [("stores.csv".to_owned(), b"mine".to_vec())].into());
    }
}

#[test]
fn a_finished_folder_that_lost_a_file_is_told_with_the_command_that_repairs_it() {
    let place = Workplace::new();
    place.run_small(&[]);
    let whole = place.files("data_raw");
    fs::remove_file(place.path("data_raw/stores.csv")).unwrap();
    let ended = place.run(&SMALL);
    ended.assert_code(2);
    ended.assert_says("stores.csv is missing");
    assert!(ended.stderr.ends_with("retailgen --scale 0.001 --days 2 --overwrite\n"), "{}", ended.stderr);
    place.run_small(&["--overwrite"]);
    assert_eq!(place.files("data_raw"), whole);
}

#[cfg(unix)]
#[test]
fn nothing_is_removed_where_the_truth_cannot_be_written() {
    let place = Workplace::new();
    place.run_small(&["--no-truth"]);
    let before = place.files("data_raw");
    // A folder that nobody can make, whoever runs this.
    fs::write(place.path("file"), "").unwrap();
    for truth in ["/dev/null/x", "/proc/x", "file/x"] {
        let ended = place.run(&[&SMALL[..], &["--seed", "5", "--truth", truth, "--overwrite"]].concat());
        assert!(matches!(ended.code, Some(1 | 2)), "{ended:?}");
        ended.assert_says(truth);
        assert_eq!(place.files("data_raw"), before, "{truth}");

        let ended = place.run(&[&SMALL[..], &["--out", "new/data", "--truth", truth]].concat());
        assert!(matches!(ended.code, Some(1 | 2)), "{ended:?}");
        assert!(!place.path("new").exists(), "{truth}");
    }
}

#[test]
fn a_folder_where_a_file_was_is_refused_before_anything_is_touched() {
    let place = Workplace::new();
    place.run_small(&[]);
    fs::remove_file(place.path("data_raw/shipments.parquet")).unwrap();
    fs::create_dir(place.path("data_raw/shipments.parquet")).unwrap();
    fs::write(place.path("data_raw/shipments.parquet/x"), "").unwrap();
    let before = place.files("data_raw");
    let ended = place.run(&[&SMALL[..], &["--overwrite"]].concat());
    ended.assert_code(2);
    ended.assert_says("shipments.parquet was not written by retailgen and is in the way");
    assert_eq!(place.files("data_raw"), before);
    fs::remove_dir_all(place.path("data_raw/shipments.parquet")).unwrap();
    place.run_small(&["--overwrite"]);
}

#[test]
fn what_systems_drop_is_ignored_and_counted() {
    let place = Workplace::new();
    fs::create_dir_all(place.path("data_raw/lost+found")).unwrap();
    let ended = place.run_small(&["-v"]);
    ended.assert_says("ignored 1 file that systems drop, such as .DS_Store");
    for name in ["data_raw/.DS_Store", "data_raw/returns/desktop.ini", "data_raw.truth/.nfs01"] {
        fs::write(place.path(name), "theirs").unwrap();
    }
    let verified = place.run(&["verify", "data_raw"]);
    verified.assert_code(0);
    assert!(verified.stdout.trim_end().ends_with(", 4 ignored files that systems drop"), "{verified:?}");
    place.run(&["heal", "data_raw", "--out", "healed"]).assert_code(0);
    place.run_small(&["--seed", "8", "--overwrite"]);
    assert!(place.path("data_raw/.DS_Store").exists());
    fs::write(place.path("data_raw/returns/notes.txt"), "mine").unwrap();
    place.run(&["verify", "data_raw"]).assert_code(3);
}

#[cfg(unix)]
#[test]
fn what_is_no_manifest_is_not_waited_for() {
    let place = Workplace::new();
    place.run_small(&["--out", "sub/data"]);
    for (pipe, code) in [("_manifest.json", 0), ("sub/_manifest.json", 0), ("sub/data/_manifest.json", 2)] {
        let _ = fs::remove_file(place.path(pipe));
        assert!(Command::new("mkfifo").arg(place.path(pipe)).status().unwrap().success());
        place.run(&[&SMALL[..], &["--out", "sub/data", "--overwrite"]].concat()).assert_code(code);
    }
    place.run(&["verify", "sub/data"]).assert_code(2);
}

#[cfg(unix)]
#[test]
fn folders_whose_path_is_no_plain_text_are_refused_early() {
    use std::os::unix::ffi::OsStrExt as _;

    let place = Workplace::new();
    for name in [&b"a\nb"[..], b"a\xffb"] {
        let mut command = place.command(&SMALL);
        command.arg("--out").arg(std::ffi::OsStr::from_bytes(name));
        let ended = Ended::from(command.output().unwrap());
        ended.assert_code(2);
        ended.assert_says("choose another folder");
        assert_eq!(fs::read_dir(place.path("")).unwrap().count(), 0);
    }
}

#[cfg(unix)]
#[test]
fn pipes_in_place_of_files_are_findings_and_nobody_waits_for_them() {
    let place = Workplace::new();
    let tables = ["-t", "stores,shipments,exchange_rates,returns"];
    for (pipe, verified, healed) in [
        ("data_raw/stores.csv", 3, 1),
        ("data_raw/shipments.parquet", 3, 1),
        ("data_raw/exchange_rates.xlsx", 3, 1),
        ("data_raw/returns/_delta_log/00000000000000000000.json", 3, 0),
        ("data_raw.truth/run.json", 3, 1),
        ("data_raw.truth/labels.parquet", 3, 1),
        ("data_raw.truth/audit.csv", 3, 0),
    ] {
        place.run_small(&[&tables[..], &["--overwrite"]].concat());
        fs::remove_file(place.path(pipe)).unwrap();
        assert!(Command::new("mkfifo").arg(place.path(pipe)).status().unwrap().success());
        place.run(&["verify", "data_raw"]).assert_code(verified);
        place.run(&["heal", "data_raw", "--out", "healed", "--overwrite"]).assert_code(healed);
    }
}

#[cfg(unix)]
#[test]
fn too_few_open_files_are_a_failure_and_no_finding() {
    let place = Workplace::new();
    let run = [&SMALL[..], &["--overwrite", "-j", "2", "-t", "stores,shipments,exchange_rates,returns"]].concat();
    let command = |flags: &[&str], open_files: u32| {
        let mut shell = Command::new("sh");
        let typed = env!("CARGO_BIN_EXE_retailgen");
        shell.arg("-c").arg(format!("ulimit -n {open_files} && exec {typed} {}", flags.join(" ")));
        place.prepare(&mut shell);
        Ended::from(shell.output().unwrap())
    };
    for flags in [&run[..], &["verify", "data_raw"], &["heal", "data_raw", "--out", "healed", "--overwrite"]] {
        place.run(&run).assert_code(0);
        let ended: Vec<Ended> = (4..20).map(|open_files| command(flags, open_files)).collect();
        assert!(ended.iter().all(|ended| matches!(ended.code, Some(0 | 1))), "{ended:#?}");
        assert!(
            ended.iter().any(|ended| ended.stderr.contains("too many files are open; raise the limit")),
            "{ended:#?}"
        );
        assert!(!ended.iter().any(|ended| ended.stderr.contains("damaged")), "{ended:#?}");
        ended.last().unwrap().assert_code(0);
    }
}

#[test]
fn data_and_truth_are_not_taken_for_each_other() {
    let place = Workplace::new();
    place.run_small(&["-t", "stores"]);
    place.run_small(&["-t", "stores", "--out", "other"]);
    let before = place.files("other");
    let truth = place.run(&[&SMALL[..], &["-t", "stores", "--truth", "other"]].concat());
    truth.assert_code(2);
    truth.assert_says("error: other holds other files of this run, such as \"stores.csv\"; choose another folder\n");
    let data = place.run(&[&SMALL[..], &["-t", "stores", "--out", "other.truth", "--no-truth"]].concat());
    data.assert_code(2);
    data.assert_says("other.truth holds other files of this run, such as \"run.json\"");
    assert_eq!(place.files("other"), before);
}
