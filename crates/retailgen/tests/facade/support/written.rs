//! Datasets written with their truth, and read back.

use std::{collections::BTreeMap, fs, num::NonZeroUsize, path::Path};

use retailgen::{Policy, Scenario, Window, WriteOptions};

use super::{
    scale,
    truth::{Label, labels},
};

/// A scenario written with its truth.
pub struct Written {
    folder: tempfile::TempDir,
}

impl Written {
    pub fn new(scenario: &Scenario, threads: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let truth = folder.path().join("truth");
        let mut options = WriteOptions::default();
        options.threads = NonZeroUsize::new(threads).unwrap();
        options.truth = Some(&truth);
        scenario.dataset().write(&folder.path().join("data"), &options).unwrap();
        Self { folder }
    }

    pub fn labels(&self) -> Vec<Label> {
        labels(&self.folder.path().join("truth"))
    }

    /// Every data file by its path.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = files_below(&self.folder.path().join("data"));
        files.retain(|path, _| !path.starts_with('_'));
        files
    }

    pub fn truth_file(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join("truth").join(name)).unwrap()
    }

    pub fn run(&self) -> serde_json::Value {
        serde_json::from_slice(&self.truth_file("run.json")).unwrap()
    }
}

/// Every file of a folder by its path below it.
pub fn files_below(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(root, root, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let below: Vec<_> = path.strip_prefix(root).unwrap().iter().map(|part| part.to_str().unwrap()).collect();
            files.insert(below.join("/"), fs::read(&path).unwrap());
        }
    }
}

/// A scenario of all tables under a built-in policy.
pub fn under(seed: u64, scale_text: &str, days: Window, policy: &str) -> Scenario {
    let policy = Policy::builtin(policy).unwrap();
    Scenario::new(seed).with_scale(scale(scale_text)).with_window(days).with_anomalies(policy)
}
