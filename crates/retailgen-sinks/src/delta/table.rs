//! What follows from the data files of a Delta table, written: change data and log.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};

use retailgen_folder::{FileDigest, OwnedFolder, PendingFile, place_below};

use super::absent_file::AbsentFile;
use super::actions::entry;
use super::broken_commit::Cut;
use super::changes::Changes;
use super::columns::file_schema;
use super::history::{DeltaCommit, DeltaTable, DerivedFile};
use crate::SinkError;
use crate::parquet::ParquetOptions;

impl DeltaTable {
    /// Writes what follows from the data files, which lie in `folder` already or are `absent`: first the change data, then the
    /// log, whose last entry makes the table whole.
    ///
    /// Log entries get the times of their commits as times of change on the disk, where there are such times, since some
    /// readers travel in time by those.
    ///
    /// # Errors
    /// [`SinkError::Folder`] unless the folder's plan has [`derived_paths`](Self::derived_paths);
    /// [`SinkError::Parquet`] and [`SinkError::Folder`] where a data file cannot be read or one that follows not be written.
    pub fn write(&self, folder: &OwnedFolder, absent: &[AbsentFile]) -> Result<Vec<DerivedFile>, SinkError> {
        let mut changes = Vec::new();
        for commit in &self.commits {
            changes.push(self.change(folder.root(), commit, |path| Ok(folder.file(path)?))?);
        }
        let mut entries = Vec::new();
        for (commit, change) in self.commits.iter().zip(&changes) {
            let path = self.log_path(commit.version);
            let mut file = folder.file(&path)?;
            let (text, cut) = self.entry(folder.root(), absent, commit, change.as_ref())?;
            file.write_block(&text)?;
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(commit.at).unwrap_or(0)))?;
            entries.push(DerivedFile { path, rows: 0, digest: file.commit()?, cut });
        }
        if let Some((path, text)) = self.pointer_path().zip(self.pointer()) {
            let mut file = folder.file(&path)?;
            file.write_block(text.as_bytes())?;
            entries.push(DerivedFile { path, rows: 0, digest: file.commit()?, cut: None });
        }
        Ok(changes.into_iter().flatten().chain(entries).collect())
    }

    /// What [`write`](Self::write) would write next to the data files below `root`; nothing is written.
    ///
    /// # Errors
    /// [`SinkError::Parquet`] and [`SinkError::Folder`] where a data file cannot be read.
    pub fn expected(&self, root: &Path, absent: &[AbsentFile]) -> Result<Vec<DerivedFile>, SinkError> {
        let (mut changes, mut entries) = (Vec::new(), Vec::new());
        for commit in &self.commits {
            let change = self.change(root, commit, |path| Ok(PendingFile::measured(Path::new(path))))?;
            let (text, cut) = self.entry(root, absent, commit, change.as_ref())?;
            let (path, digest) = (self.log_path(commit.version), FileDigest::of(&text));
            entries.push(DerivedFile { path, rows: 0, digest, cut });
            changes.extend(change);
        }
        let pointer = self.pointer_path().zip(self.pointer());
        entries.extend(pointer.map(|(path, text)| {
            let digest = FileDigest::of(text.as_bytes());
            DerivedFile { path, rows: 0, digest, cut: None }
        }));
        Ok(changes.into_iter().chain(entries).collect())
    }

    /// The text of a commit's entry as it is delivered, and what it lacks.
    fn entry(
        &self,
        root: &Path,
        absent: &[AbsentFile],
        commit: &DeltaCommit,
        change: Option<&DerivedFile>,
    ) -> Result<(Vec<u8>, Option<Cut>), SinkError> {
        let mut text = entry(self, root, absent, commit, change)?;
        let broken = self.broken.filter(|broken| broken.version == commit.version);
        let cut = broken.map(|broken| broken.cut(&mut text));
        Ok((text, cut))
    }

    /// The change data of a commit, where it has any, in a file that is opened for it.
    fn change(
        &self,
        root: &Path,
        commit: &DeltaCommit,
        open: impl FnOnce(&str) -> Result<PendingFile, SinkError>,
    ) -> Result<Option<DerivedFile>, SinkError> {
        let Some(path) = self.change_path(commit) else { return Ok(None) };
        let (file, rows) = self.write_changes(root, commit, open(&path)?)?;
        Ok(Some(DerivedFile { path, rows, digest: file.commit()?, cut: None }))
    }

    fn write_changes<W: Write + Send>(&self, root: &Path, commit: &DeltaCommit, out: W) -> Result<(W, u64), SinkError> {
        let definition = self.definition;
        let schema = file_schema(definition, commit.version, self.options.timestamps);
        let options = ParquetOptions::for_table(definition).with_compression(self.compression);
        let mut changes = Changes::new(out, root, definition, &schema, &options)?;
        let place = |path: &str| place_below(root, path);
        if let Some(rewrite) = &commit.rewritten {
            let after = rewrite.to.as_deref().map(place);
            changes.rewritten(&place(&rewrite.from), after.as_deref())?;
        }
        // Readers of a version take its change data for all of its changes, so new rows belong in it too.
        for path in &commit.appended {
            changes.added(&place(path))?;
        }
        changes.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use retailgen_schema::Table;

    use retailgen_folder::{Begin, Overwrite, Run};

    use super::*;
    use crate::compression::Compression;
    use crate::delta::{DeltaChange, DeltaOptions};

    fn table() -> DeltaTable {
        let commit = |version, change| DeltaCommit {
            version,
            at: i64::from(version) * 1_000_000,
            change,
            appended: Vec::new(),
            rewritten: None,
        };
        DeltaTable {
            definition: Table::Returns.definition(),
            id: "07ab".to_owned(),
            options: DeltaOptions::default(),
            compression: Compression::default(),
            commits: vec![commit(0, DeltaChange::Load), commit(1, DeltaChange::Evolve)],
            broken: None,
            checkpoint: None,
        }
    }

    fn begin(root: &Path) -> OwnedFolder {
        let run = Run { run_id: "07ab".into(), tool_version: "0.1.0".into(), dataset_version: "1".into() };
        match OwnedFolder::begin(root, &run, &table().derived_paths(), Overwrite::No).unwrap() {
            Begin::Ready(folder) => folder,
            Begin::AlreadyDone(_) => panic!("it is not done"),
        }
    }

    fn names(log: &Path) -> Vec<String> {
        let entries = fs::read_dir(log).into_iter().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// A log entry is written under no name that the folder's marker does not lead to.
    #[test]
    fn a_log_that_was_broken_off_is_written_anew() {
        let parent = tempfile::tempdir().unwrap();
        let root = parent.path().join("data");
        let log = root.join("returns/_delta_log");
        let [first, second] = [0, 1].map(|version| format!("{version:020}.json"));
        let folder = begin(&root);
        fs::create_dir_all(log.join(&second)).unwrap();
        assert!(table().write(&folder, &[]).is_err());
        assert_eq!(names(&log), [first.as_str(), second.as_str()]);
        fs::remove_dir(log.join(&second)).unwrap();
        // As a kill would leave it.
        fs::write(log.join(format!(".{second}.partial")), "{\"comm").unwrap();
        drop(folder);
        let folder = begin(&root);
        assert_eq!(names(&log), [""; 0]);
        assert_eq!(table().write(&folder, &[]).unwrap().len(), 2);
        assert_eq!(names(&log), [first.as_str(), second.as_str()]);
        let changed = fs::metadata(log.join(&second)).unwrap().modified().unwrap();
        assert_eq!(changed, SystemTime::UNIX_EPOCH + Duration::from_secs(1));
    }
}
