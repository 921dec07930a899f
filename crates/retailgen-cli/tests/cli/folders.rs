//! Folders that hold something already.

use std::{fs, process::Command};

use crate::workplace::{Ended, SMALL, Workplace};

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
