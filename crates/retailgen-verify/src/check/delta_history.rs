//! The history of a Delta table: whether its log and change data follow from its data files, and say what they should.

use std::{
    collections::BTreeSet,
    io::{self, Read},
    path::Path,
};

use retailgen_folder::{FolderError, Manifest, open_plain, place_below};
use retailgen_sinks::{SinkError, delta::DeltaTable};

use super::{
    delta_log::{Log, LoggedFile},
    finding::{Check, Finding, Findings},
};
use crate::VerifyError;

/// Checks that log and change data are those that follow from the data files, and that whoever reads the log finds what the
/// history says in every version.
///
/// # Errors
/// [`VerifyError`] where the system refuses.
pub fn check<'t>(
    root: &Path,
    manifest: &Manifest,
    table: &'t DeltaTable,
    findings: &mut Findings,
) -> Result<(), VerifyError> {
    let DeltaTable { definition, options, .. } = table;
    let mut tell =
        |path: &str, what: String| findings.push(Finding::on(Check::DeltaHistory, definition.name, path, what));
    match table.expected(root) {
        Ok(expected) => {
            for file in expected {
                // One that the manifest does not list is told already.
                if manifest.files.iter().any(|found| found.path == file.path && found.sha256 != file.digest.sha256) {
                    tell(&file.path, "it is not what follows from the data files".to_owned());
                }
            }
        }
        Err(SinkError::Folder(FolderError::Io { source, action, path }))
            if source.kind() != io::ErrorKind::NotFound =>
        {
            return Err(FolderError::Io { source, action, path }.into());
        }
        // That a data file is gone or broken is a finding of its own.
        Err(error) => tell(definition.path, format!("what follows from its data files is not known: {error}")),
    }
    let listed = |path: &str| {
        let file = manifest.files.iter().find(|file| file.path == format!("{}{path}", definition.path));
        file.map(|file| LoggedFile { bytes: file.bytes, rows: Some(file.rows) })
    };
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
        let Some(text) = entry_text(&place_below(root, &path))? else {
            tell(&path, format!("version {version} is not in the log, so it and later ones cannot be read"));
            break;
        };
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
