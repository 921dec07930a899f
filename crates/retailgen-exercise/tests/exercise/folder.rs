//! An exercise in a temporary folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use retailgen_dataset::WriteOptions;
use retailgen_exercise::{Exercise, Topic};
use retailgen_truth::{Label, StoredLabels};
use tempfile::TempDir;

/// An exercise that has been written.
pub struct Place {
    parent: TempDir,
}

impl Place {
    pub fn of(topic: Topic, seed: u64) -> Self {
        let place = Self { parent: tempfile::tempdir().unwrap() };
        Exercise::new(topic, seed).write(&place.data(), &WriteOptions::default()).unwrap();
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.parent.path().join(name)
    }

    pub fn data(&self) -> PathBuf {
        self.path("ex1")
    }

    pub fn key(&self) -> PathBuf {
        self.path("ex1.truth")
    }

    pub fn brief(&self) -> String {
        fs::read_to_string(self.path("ex1.brief.md")).unwrap()
    }

    /// Something of each label that is a fault.
    pub fn faults<T>(&self, take: impl Fn(&Label) -> T) -> Vec<T> {
        let mut labels = StoredLabels::open(&self.key()).unwrap();
        let mut taken = Vec::new();
        while let Some(stored) = labels.next().transpose().unwrap() {
            if !stored.label.decoy {
                taken.push(take(&stored.label));
            }
        }
        taken
    }

    /// Every file with its content, the brief and the key among them.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        collect(self.parent.path(), self.parent.path(), &mut files);
        files.sort();
        files
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            files.push((path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap()));
        }
    }
}
