//! Folders beside, around and within each other: where the truth goes, and what is refused.

use std::fs;

use super::workplace::{Ended, MARKER, SMALL, Workplace};

/// Runs the command in a folder of the workplace.
fn run_in(place: &Workplace, folder: &str, flags: &[&str]) -> Ended {
    Ended::from(place.command(flags).current_dir(place.path(folder)).output().unwrap())
}

#[test]
fn the_truth_of_a_folder_without_a_name_of_its_own_is_beside_it() {
    let place = Workplace::new();
    fs::create_dir_all(place.path("in/data")).unwrap();
    run_in(&place, "in/data", &[&SMALL[..], &["--out", "."]].concat()).assert_code(0);
    place.run_small(&["--out", "named"]);
    assert_eq!(place.files("in/data"), place.files("named"));
    assert_eq!(place.files("in/data.truth"), place.files("named.truth"));

    fs::create_dir(place.path("in/data/below")).unwrap();
    for (folder, data) in [("in/data", "."), ("in/data/below", ".."), ("in", "data/below/.."), ("in", "data/.")] {
        let again = run_in(&place, folder, &[&SMALL[..], &["--out", data]].concat());
        again.assert_code(0);
        again.assert_says("nothing to do");
        let verified = run_in(&place, folder, &["verify", data]);
        verified.assert_code(0);
        assert!(verified.stdout.ends_with(" labels\n"), "{data}: {verified:?}");
    }
    run_in(&place, "in/data", &["heal", ".", "--out", "../healed"]).assert_code(0);
    place.run(&["verify", "in/healed"]).assert_code(0);
}

#[cfg(unix)]
#[test]
fn a_root_has_nothing_beside_it() {
    let place = Workplace::new();
    for flags in [&["--out", "/"][..], &["--out", "/.."], &["verify", "/"], &["heal", "/", "--out", "healed"]] {
        let ended = place.run(flags);
        ended.assert_code(2);
        ended.assert_says("has no name to add .truth to: name the folder of the truth with --truth");
        ended.assert_says("--no-truth");
    }
    let named = place.run(&[&SMALL[..], &["--out", "/", "--no-truth"]].concat());
    named.assert_code(2);
    named.assert_says("error: / is not empty and was not written by retailgen");
}

/// A workplace with a run and its truth, a clean run, and a folder in which a run was killed.
fn with_runs() -> Workplace {
    let place = Workplace::new();
    place.run_small(&[]);
    place.run_small(&["--anomalies", "none", "--out", "other"]);
    fs::create_dir(place.path("begun")).unwrap();
    let marker = "{\"format\":1,\"run_id\":\"07ab\",\"paths\":1}\nstores.csv\n";
    fs::write(place.path("begun").join(MARKER), marker).unwrap();
    place
}

/// Every command must be refused with its sentence, and change nothing.
fn assert_refused(place: &Workplace, refusals: &[(&[&str], &str)]) {
    let found = || ["data_raw", "data_raw.truth", "other", "begun"].map(|folder| place.files(folder));
    let before = found();
    for (flags, sentence) in refusals {
        let flags = if flags[0] == "heal" { flags.to_vec() } else { [&SMALL[..], flags].concat() };
        let ended = place.run(&flags);
        ended.assert_code(2);
        ended.assert_says(sentence);
        assert!(found() == before && !place.path("new").exists(), "{flags:?} wrote something");
    }
}

#[test]
fn folders_within_each_other_are_refused_before_anything_is_touched() {
    assert_refused(
        &with_runs(),
        &[
            (&["--out", "new", "--truth", "new/truth"], "the truth cannot be written into the folder of the data"),
            (&["--out", "new", "--truth", "x/../new"], "the truth cannot be written into the folder of the data"),
            (&["--out", "new/data", "--truth", "new"], "the data cannot be written into the folder of its truth"),
            (&["--out", "data_raw/more"], "data_raw/more lies within "),
            (&["--out", "data_raw/more/still", "--overwrite"], "data_raw, which is the folder of a run"),
            (&["--out", "x/../data_raw/more", "--no-truth"], "data_raw, which is the folder of a run"),
            (&["--out", "data_raw.truth/more"], "data_raw.truth, which is the folder of a run"),
            (&["--out", "begun/more"], "begun, which is the folder of a run"),
            (&["--out", "new", "--truth", "data_raw/truth"], "data_raw/truth lies within "),
            (&["heal", "data_raw", "--out", "other/healed"], "other, which is the folder of a run"),
            (&["heal", "data_raw", "--out", "data_raw/healed"], "cannot be written into the data or its truth"),
        ],
    );
}

#[cfg(unix)]
#[test]
fn links_lead_around_no_refusal() {
    use std::os::unix::fs::symlink;

    let place = with_runs();
    symlink("data_raw", place.path("link")).unwrap();
    fs::create_dir(place.path("empty")).unwrap();
    symlink("empty", place.path("alias")).unwrap();
    assert_refused(
        &place,
        &[
            (&["--out", "link/more"], "data_raw, which is the folder of a run"),
            (&["--out", "new", "--truth", "link/truth"], "data_raw, which is the folder of a run"),
            (&["--out", "empty", "--truth", "alias/truth"], "the truth cannot be written into the folder of the data"),
            (&["--out", "alias/data", "--truth", "empty"], "the data cannot be written into the folder of its truth"),
            (&["heal", "link", "--out", "data_raw/x", "--truth", "data_raw.truth"], "cannot be written into the data"),
        ],
    );
    assert_eq!(fs::read_dir(place.path("empty")).unwrap().count(), 0);
}
