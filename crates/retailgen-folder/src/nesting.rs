//! Where a path leads: to a folder at all, and whether a run's folder lies around it.

use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use retailgen_stores::{Address, AddressProblem};

use crate::dir::{Dir, Kind};
use crate::{FolderError, MARKER_NAME, Manifest};

/// Where a path leads: absolute, without `.` and `..`, and without symbolic links as far as it exists. An address leads where it
/// says.
///
/// ```
/// use std::path::Path;
/// use retailgen_folder::real_path;
///
/// let folder = tempfile::tempdir()?;
/// let real = real_path(folder.path());
/// assert_eq!(real_path(&folder.path().join("new/../data")), real.join("data"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn real_path(path: &Path) -> PathBuf {
    if Address::is_one(path) {
        return path.to_path_buf();
    }
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut real = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => drop(real.pop()),
            part => real.push(part),
        }
        real = fs::canonicalize(&real).unwrap_or(real);
    }
    real
}

/// Refuses an address, such as `s3://bucket/data`, where only folders will do: as a path it would lead to a folder of the name
/// `s3:`.
///
/// # Errors
/// [`FolderError::Address`].
///
/// ```
/// use std::path::Path;
/// use retailgen_folder::refuse_address;
///
/// assert!(refuse_address(Path::new("s3://bucket/data")).is_err());
/// assert!(refuse_address(Path::new("s3/bucket")).is_ok());
/// ```
pub fn refuse_address(path: &Path) -> Result<(), FolderError> {
    if Address::is_one(path) {
        return Err(FolderError::Address { path: path.to_path_buf(), problem: AddressProblem::FoldersOnly });
    }
    Ok(())
}

/// Refuses a folder that lies within one that a run has written or is writing: its files would not be the run's, and a
/// verification would report them.
///
/// # Errors
/// [`FolderError::WithinRun`], and [`FolderError::Io`] where a folder above cannot be looked into.
///
/// ```
/// use retailgen_folder::{Begin, FolderError, OwnedFolder, Overwrite, Run, refuse_within_run};
///
/// let parent = tempfile::tempdir()?;
/// let run = Run { run_id: "07ab".into(), tool_version: "0.1.0".into(), dataset_version: "1".into() };
/// let Begin::Ready(folder) = OwnedFolder::begin(parent.path(), &run, &[], Overwrite::No)? else { unreachable!() };
/// folder.finish(Vec::new())?;
/// let refused = refuse_within_run(&parent.path().join("report.html")).unwrap_err();
/// assert!(matches!(refused, FolderError::WithinRun { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn refuse_within_run(root: &Path) -> Result<(), FolderError> {
    // Above a bucket there is nothing, and a bucket as a whole is nobody's folder.
    let is_a_place = |around: &&Path| !Address::is_one(root) || matches!(Address::parse(around), Ok(Some(_)));
    for around in real_path(root).ancestors().skip(1).take_while(is_a_place) {
        if is_of_a_run(around)? {
            return Err(FolderError::WithinRun { path: root.to_path_buf(), around: around.to_path_buf() });
        }
    }
    Ok(())
}

/// Whether a folder has our marker or manifest. One that may not be looked into, or that cannot be read as ours, may be
/// anybody's.
fn is_of_a_run(folder: &Path) -> Result<bool, FolderError> {
    let found = Dir::open(folder).and_then(|open| {
        let Some(open) = open else { return Ok(false) };
        Ok(matches!(open.kind(MARKER_NAME)?, Some(Kind::File(_))) || Manifest::read(&open)?.is_some())
    });
    match found {
        Err(FolderError::Damaged { .. } | FolderError::NotAFolder { .. }) => Ok(false),
        Err(FolderError::Io { source, .. })
            if matches!(source.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::NotADirectory) =>
        {
            Ok(false)
        }
        found => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Begin, Overwrite, OwnedFolder, Run, Standing};

    fn run() -> Run {
        Run { run_id: "07ab".into(), tool_version: "0.1.0".into(), dataset_version: "1".into() }
    }

    #[test]
    fn a_folder_within_a_run_is_refused_and_one_beside_it_is_not() {
        let parent = tempfile::tempdir().unwrap();
        let root = parent.path().join("data");
        let within = [root.join("more"), root.join("more/still"), parent.path().join("x/../data/more")];
        let look = |folder: &Path, overwrite| OwnedFolder::look(folder, &run(), &[], overwrite);
        for folder in &within {
            assert_eq!(look(folder, Overwrite::No).unwrap(), Standing::Free);
        }
        let Begin::Ready(owned) = OwnedFolder::begin(&root, &run(), &[], Overwrite::No).unwrap() else {
            panic!("nothing was there")
        };
        let refuse_all = || {
            for folder in &within {
                for overwrite in [Overwrite::No, Overwrite::Yes] {
                    let error = look(folder, overwrite).unwrap_err();
                    assert!(matches!(error, FolderError::WithinRun { .. }), "{error}");
                    let error = OwnedFolder::begin(folder, &run(), &[], overwrite).unwrap_err();
                    assert!(matches!(error, FolderError::WithinRun { .. }), "{error}");
                }
            }
            assert!(!root.join("more").exists());
        };
        refuse_all();
        assert_eq!(look(&root, Overwrite::No).unwrap(), Standing::Unfinished);
        owned.finish(Vec::new()).unwrap();
        refuse_all();
        assert_eq!(look(&root, Overwrite::No).unwrap(), Standing::Done);
        assert_eq!(look(&root, Overwrite::Yes).unwrap(), Standing::Free);
        assert_eq!(look(&parent.path().join("data2"), Overwrite::No).unwrap(), Standing::Free);
    }

    #[test]
    fn an_address_without_a_store_is_no_folder() {
        for address in ["ftp://host/x", "file:///tmp/x", "memory://bucket"] {
            assert!(refuse_address(Path::new(address)).is_err(), "{address}");
            let error = OwnedFolder::look(Path::new(address), &run(), &[], Overwrite::Yes).unwrap_err();
            assert!(matches!(error, FolderError::Address { .. }), "{error}");
        }
    }

    #[test]
    fn somebody_elses_manifest_makes_no_folder_ours() {
        let parent = tempfile::tempdir().unwrap();
        for text in ["{}", "{\"tool\":\"other\"}", "x"] {
            fs::write(parent.path().join("_manifest.json"), text).unwrap();
            refuse_within_run(&parent.path().join("data")).unwrap();
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_before_what_comes_behind_them() {
        let parent = tempfile::tempdir().unwrap();
        let real = fs::canonicalize(parent.path()).unwrap();
        fs::create_dir_all(real.join("a/b")).unwrap();
        std::os::unix::fs::symlink("a/b", real.join("link")).unwrap();
        assert_eq!(real_path(&real.join("link/../new")), real.join("a/new"));
        assert_eq!(real_path(&real.join("none/../link")), real.join("a/b"));
    }
}
