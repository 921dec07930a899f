//! Where a path leads: to a folder at all, and whether a run's folder lies around it.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::{MARKER_NAME, Manifest};
use crate::SinkError;

/// Where a path leads: absolute, without `.` and `..`, and without symbolic links as far as it exists.
///
/// ```
/// use std::path::Path;
/// use retailgen_sinks::folder::real_path;
///
/// let folder = tempfile::tempdir()?;
/// let real = real_path(folder.path());
/// assert_eq!(real_path(&folder.path().join("new/../data")), real.join("data"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn real_path(path: &Path) -> PathBuf {
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

/// Refuses an address, such as `s3://bucket/data`: as a path it would lead to a folder of the name `s3:`.
///
/// # Errors
/// [`SinkError::Address`].
///
/// ```
/// use std::path::Path;
/// use retailgen_sinks::folder::refuse_address;
///
/// assert!(refuse_address(Path::new("s3://bucket/data")).is_err());
/// assert!(refuse_address(Path::new("s3/bucket")).is_ok());
/// ```
pub fn refuse_address(path: &Path) -> Result<(), SinkError> {
    let is_scheme = |scheme: &str| {
        // One letter is a drive of Windows.
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    match path.to_string_lossy().split_once("://") {
        Some((scheme, _)) if is_scheme(scheme) => Err(SinkError::Address { path: path.to_path_buf() }),
        _ => Ok(()),
    }
}

/// Refuses a folder that lies within one that a run has written or is writing: its files would not be the run's, and a
/// verification would report them.
pub(super) fn refuse_within_run(root: &Path) -> Result<(), SinkError> {
    match real_path(root).ancestors().skip(1).find(|around| is_of_a_run(around)) {
        Some(around) => Err(SinkError::WithinRun { path: root.to_path_buf(), around: around.to_path_buf() }),
        None => Ok(()),
    }
}

/// Whether a folder has our marker or manifest. A manifest that cannot be read may be anybody's.
fn is_of_a_run(folder: &Path) -> bool {
    let is_marked = fs::symlink_metadata(folder.join(MARKER_NAME)).is_ok_and(|found| found.is_file());
    is_marked || matches!(Manifest::read(folder), Ok(Some(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::{Begin, Overwrite, OwnedFolder, Run, Standing};

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
                    assert!(matches!(error, SinkError::WithinRun { .. }), "{error}");
                    let error = OwnedFolder::begin(folder, &run(), &[], overwrite).unwrap_err();
                    assert!(matches!(error, SinkError::WithinRun { .. }), "{error}");
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
    fn an_address_is_no_folder() {
        for address in ["s3://bucket/x", "gs://b", "file:///tmp/x", "abfss://c@a.dfs.core.windows.net/x", "HTTP://x"] {
            assert!(refuse_address(Path::new(address)).is_err(), "{address}");
            let error = OwnedFolder::look(Path::new(address), &run(), &[], Overwrite::Yes).unwrap_err();
            assert!(matches!(error, SinkError::Address { .. }), "{error}");
        }
        for folder in ["s3:/bucket", "c://data", "data/s3://x", "://x", "3s://x", "a b://x"] {
            assert!(refuse_address(Path::new(folder)).is_ok(), "{folder}");
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
