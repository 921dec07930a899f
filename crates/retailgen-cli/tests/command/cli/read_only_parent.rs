//! A writable folder in one that is read-only, such as a volume in a container: no truth can be made beside the data.

use std::{collections::BTreeSet, ffi::OsString, fs, path::Path};

use super::{
    shim,
    workplace::{Ended, SMALL, Workplace},
};

/// A workplace with a folder `volume`, beside which nothing can be made.
struct ReadOnly {
    place: Workplace,
    library: Workplace,
}

impl ReadOnly {
    fn new() -> Self {
        let (place, library) = (Workplace::new(), Workplace::new());
        fs::create_dir(place.path("volume")).unwrap();
        shim::compiled(&library, "read_only_folder");
        Self { place, library }
    }

    /// Runs a small run into the volume.
    fn run(&self, flags: &[&str]) -> Ended {
        let mut command =
            self.place.command(&[&SMALL[..], &["-t", "stores,returns", "--out", "volume"], flags].concat());
        command.env("LD_PRELOAD", self.library.path("read_only_folder.so"));
        command.env("READ_ONLY_FOLDER", fs::canonicalize(self.place.path("")).unwrap());
        Ended::from(command.output().unwrap())
    }

    #[track_caller]
    fn assert_refused(&self, flags: &[&str]) {
        let before = self.place.files("");
        let ended = self.run(flags);
        ended.assert_code(1);
        ended.assert_says("error: cannot create the folder volume.truth: the file system is read-only");
        ended.assert_says("that is the folder for the truth: name another with --truth, or pass --no-truth\n");
        assert_eq!(self.place.files(""), before, "{flags:?}");
        assert_eq!(names(&self.place.path("")), BTreeSet::from(["volume".into()]), "{flags:?}");
    }
}

fn names(folder: &Path) -> BTreeSet<OsString> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
}

#[test]
fn a_truth_that_cannot_stand_beside_the_data_is_refused_before_the_data_is_touched() {
    let read_only = ReadOnly::new();
    read_only.assert_refused(&[]);
    read_only.assert_refused(&["--parts", "2", "--part", "1"]);
    assert_eq!(names(&read_only.place.path("volume")), BTreeSet::new());
    // As the advice says.
    read_only.run(&["--no-truth"]).assert_code(0);
    read_only.assert_refused(&["--seed", "8", "--overwrite"]);
}

#[test]
fn the_truth_can_be_sent_elsewhere() {
    let read_only = ReadOnly::new();
    let elsewhere = Workplace::new();
    let truth = elsewhere.path("truth");
    read_only.run(&["--truth", truth.to_str().unwrap()]).assert_code(0);
    assert!(truth.join("labels.parquet").exists());
    let verified = read_only.place.run(&["verify", "volume", "--truth", truth.to_str().unwrap()]);
    verified.assert_code(0);
}
