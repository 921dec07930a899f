//! Kills before every change on the disk: what they leave is never taken for finished, and the same command finishes it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::{
    shim,
    workplace::{Ended, MARKER, Workplace},
};

/// A table of one file, a Delta table, and one whose file goes on where it ended.
const TABLES: [&str; 8] = ["--seed", "7", "--scale", "0.0005", "-t", "stores,returns,shipments", "-j", "1"];

/// Each kill waits for the disk most of the time.
const THREADS: usize = 4;

/// How a command ends that is killed.
const KILLED: i32 = 137;

/// Every file below some folders.
type Contents = BTreeMap<String, Vec<u8>>;

/// A command that goes on with what stands in a workplace.
struct Killed<'k> {
    /// What it goes on with.
    begun: &'k Workplace,
    flags: &'k [&'k str],
    /// The folders that it finishes, each with a manifest.
    folders: &'k [&'k str],
}

impl Killed<'_> {
    /// Kills the command before each change on the disk, and has it end what was begun; returns how many changes it makes.
    fn assert_ends_alike(&self) -> usize {
        let library = Workplace::new();
        let killer = shim::compiled_program(&library, "killed_after");
        let before = self.contents(self.begun);
        let undisturbed = self.copy();
        undisturbed.run(self.flags).assert_code(0);
        let whole = self.contents(&undisturbed);
        assert!(before != whole);
        let (next, all) = (AtomicUsize::new(0), AtomicUsize::new(usize::MAX));
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    while all.load(Ordering::Relaxed) == usize::MAX {
                        let changes = next.fetch_add(1, Ordering::Relaxed);
                        if !self.is_killed(&killer, changes, [&before, &whole]) {
                            all.fetch_min(changes, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        all.into_inner()
    }

    /// Kills the command after so many changes and has it end what was begun; false where it makes no more than so many.
    fn is_killed(&self, killer: &Path, changes: usize, [before, whole]: [&Contents; 2]) -> bool {
        let place = self.copy();
        let mut command = Command::new(killer);
        command.arg(changes.to_string()).arg(env!("CARGO_BIN_EXE_retailgen")).args(self.flags);
        place.prepare(&mut command);
        let ended = Ended::from(command.output().unwrap());
        if ended.code == Some(0) {
            assert!(self.contents(&place) == *whole);
            return false;
        }
        ended.assert_code(KILLED);
        self.assert_honest(&self.contents(&place), &[before, whole], changes);
        place.run(self.flags).assert_code(0);
        let found = self.contents(&place);
        let differing: Vec<&String> = found.keys().filter(|path| found.get(*path) != whole.get(*path)).collect();
        assert!(found == *whole, "after {changes} changes: {differing:?}");
        true
    }

    /// What has its name is whole, and what says that it is finished holds what it held before or is to hold.
    fn assert_honest(&self, found: &Contents, honest: &[&Contents], changes: usize) {
        for (path, bytes) in found {
            let name = path.rsplit('/').next().unwrap();
            if name != MARKER && !name.starts_with('.') && !path.contains("/_retailgen.parts/") {
                let known = honest.iter().any(|contents| contents.get(path) == Some(bytes));
                assert!(known, "after {changes} changes {path} is not whole");
            }
        }
        for folder in self.folders {
            let below = |contents: &Contents| -> Contents {
                let of = contents
                    .iter()
                    .filter(|(path, _)| path.strip_prefix(folder).is_some_and(|path| path.starts_with('/')));
                of.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
            };
            let of_folder = below(found);
            let is_there = |name: &str| of_folder.contains_key(&format!("{folder}/{name}"));
            if is_there("_manifest.json") && !is_there(MARKER) {
                assert!(
                    honest.iter().any(|contents| below(contents) == of_folder),
                    "after {changes} changes {folder} is not what its manifest says"
                );
            }
        }
    }

    fn contents(&self, place: &Workplace) -> Contents {
        let files = |folder: &&str| -> Contents {
            let below = if place.path(folder).exists() { place.files(folder) } else { Contents::new() };
            below.into_iter().map(|(path, bytes)| (format!("{folder}/{path}"), bytes)).collect()
        };
        self.folders.iter().flat_map(files).collect()
    }

    fn copy(&self) -> Workplace {
        let copy = Workplace::new();
        copy_below(&self.begun.path(""), &copy.path(""));
        copy
    }
}

fn copy_below(from: &Path, to: &PathBuf) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_below(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn an_append_killed_at_any_change_is_ended_by_the_same_command() {
    let begun = Workplace::new();
    begun.run(&[&TABLES[..], &["--start-date", "2024-08-01", "--days", "110"]].concat()).assert_code(0);
    let flags = ["--append", "-j", "1", "-q"];
    let changes = Killed { begun: &begun, flags: &flags, folders: &["data_raw", "data_raw.truth"] }.assert_ends_alike();
    assert!(changes > 60, "{changes}");
}

#[test]
fn a_delivery_killed_at_any_change_is_ended_by_the_same_command() {
    let begun = Workplace::new();
    let feed = |days: &'static str| [&["feed"][..], &TABLES, &["--since", "2024-12-20", "--days", days, "-q"]].concat();
    begun.run(&feed("1")).assert_code(0);
    let folders = ["landing/2025-01-01", "landing/2025-01-02", "landing.truth/2025-01-01", "landing.truth/2025-01-02"];
    let changes = Killed { begun: &begun, flags: &feed("2"), folders: &folders }.assert_ends_alike();
    assert!(changes > 30, "{changes}");
}
