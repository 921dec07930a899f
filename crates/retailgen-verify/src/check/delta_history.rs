//! The history of a Delta table: whether its log and change data follow from its data files, and say what they should.

use std::{
    collections::BTreeSet,
    io::{self, Read},
    path::Path,
};

use retailgen_dataset::{Dataset, absent_files, labels_of_log};
use retailgen_folder::{FolderError, Manifest, open_plain, place_below};
use retailgen_sinks::{SinkError, delta::DeltaTable};
use retailgen_truth::StoredLabel;

use super::{
    delta_log::{Log, LoggedFile},
    finding::{Check, Finding, Findings},
    label_plan,
};
use crate::{VerifyError, cells::RecordForm};

/// Checks that log and change data are those that follow from the data files, that the `labels` of the log are those that follow,
/// where they are known, and that whoever reads the log finds what the history says in every version.
///
/// # Errors
/// [`VerifyError`] where the system refuses.
pub fn check<'t>(
    root: &Path,
    manifest: &Manifest,
    (dataset, table): (&Dataset, &'t DeltaTable),
    labels: Option<&[StoredLabel]>,
    findings: &mut Findings,
) -> Result<(), VerifyError> {
    let DeltaTable { definition, options, .. } = table;
    let told = |path: &str, what: String| Finding::on(Check::DeltaHistory, definition.name, path, what);
    let absent = absent_files(dataset, table)?;
    let expected = match table.expected(root, &absent) {
        Ok(expected) => expected,
        Err(SinkError::Folder(FolderError::Io { source, action, path }))
            if source.kind() != io::ErrorKind::NotFound =>
        {
            return Err(FolderError::Io { source, action, path }.into());
        }
        // That a data file is gone or broken is a finding of its own.
        Err(error) => {
            let what = format!("what follows from its data files is not known: {error}");
            findings.push(told(definition.path, what));
            Vec::new()
        }
    };
    let planned = labels_of_log(dataset, table, &expected);
    for file in &expected {
        // One that the manifest does not list is told already.
        let Some(found) = manifest.files.iter().find(|found| found.path == file.path) else { continue };
        if found.sha256 != file.digest.sha256 {
            findings.push(told(&file.path, "it is not what follows from the data files".to_owned()));
        }
        if let Some(labels) = labels {
            let own: Vec<StoredLabel> = labels.iter().filter(|label| label.file == file.path).cloned().collect();
            let planned = planned.iter().filter(|label| label.file == file.path).cloned().collect();
            label_plan::check(found, Some(RecordForm::new(definition)), &own, planned, findings);
        }
    }
    let listed = |path: &str| {
        let path = format!("{}{path}", definition.path);
        if let Some(absent) = absent.iter().find(|absent| absent.path == path) {
            return Some(LoggedFile { bytes: absent.bytes(), rows: Some(absent.rows()) });
        }
        let file = manifest.files.iter().find(|file| file.path == path);
        file.map(|file| LoggedFile { bytes: file.bytes, rows: Some(file.rows) })
    };
    let mut tell = |path: &str, what: String| findings.push(told(path, what));
    let below = |path: &'t String| path.strip_prefix(definition.path).unwrap_or(path);
    let mut log = Log::new(options.timestamps);
    let mut current: BTreeSet<&str> = BTreeSet::new();
    for commit in &table.commits {
        current.extend(commit.appended.iter().map(below));
        if let Some(rewrite) = &commit.rewritten {
            current.remove(below(&rewrite.from));
            current.extend(rewrite.to.as_ref().map(below));
        }
        let (path, version) = (table.log_path(commit.version), commit.version);
        let Some(mut text) = entry_text(&place_below(root, &path))? else {
            tell(&path, format!("version {version} is not in the log, so it and later ones cannot be read"));
            break;
        };
        let cut = expected.iter().find(|file| file.path == path).and_then(|file| file.cut.as_ref());
        text.extend(cut.map(|cut| cut.lost.as_str()));
        let changes = match log.take(&text) {
            Ok(changes) => changes,
            Err(problem) => {
                tell(&path, format!("version {version} and later ones cannot be read: {}", shortened(&problem)));
                break;
            }
        };
        let expected = current.iter().map(|path| (*path, listed(path)));
        if !log.files().iter().map(|(path, file)| (path.as_str(), Some(*file))).eq(expected) {
            tell(&path, format!("version {version} does not have the data files and rows of the history"));
        }
        if changes.iter().any(|(path, file)| listed(path).is_none_or(|listed| listed.bytes != file.bytes)) {
            tell(&path, format!("version {version} has other change data than the manifest"));
        }
        if log.columns() != definition.schema_at(version).fields() {
            tell(&path, format!("version {version} does not have the columns of the table as of then"));
        }
    }
    Ok(())
}

/// The text of a log entry; none where there is no such file, or one that is longer than any entry.
fn entry_text(place: &Path) -> Result<Option<String>, FolderError> {
    /// Its files are few, and each takes less than a thousand bytes.
    const MOST: u64 = 1 << 20;
    let file = match open_plain(place) {
        Ok(file) => file,
        Err(FolderError::NotPlain { .. }) => return Ok(None),
        Err(FolderError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut text = Vec::new();
    file.take(MOST + 1).read_to_end(&mut text).map_err(FolderError::io("read", place))?;
    if text.len() as u64 > MOST {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&text).into_owned()))
}

/// A problem as far as one line has room: it may quote what the log says.
fn shortened(problem: &str) -> String {
    const ROOM: usize = 200;
    match problem.char_indices().nth(ROOM) {
        Some((end, _)) => format!("{} …", &problem[..end]),
        None => problem.to_owned(),
    }
}
