//! Paths below a folder, as plans, markers and manifests write them.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The name of the manifest within its folder.
pub const MANIFEST_NAME: &str = "_manifest.json";

/// The name of the marker within its folder.
pub const MARKER_NAME: &str = "_retailgen.inprogress";

/// Says what is wrong with a relative path; nothing for one that stays inside the folder on every system.
///
/// Components are parted by `/`. Backslashes and colons are refused because they part or name drives on Windows,
/// control characters because a marker has one path a line, and hidden `.partial` names because files being written are
/// called so.
pub(crate) fn problem(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("is empty");
    }
    if path.starts_with('/') {
        return Some("is absolute");
    }
    if path.contains(['\\', ':']) || path.chars().any(char::is_control) {
        return Some("holds a backslash, a colon or a control character");
    }
    for part in path.split('/') {
        match part {
            "" => return Some("has an empty component"),
            "." | ".." => return Some("has a component `.` or `..`, which could lead out of the folder"),
            _ if is_partial(part.as_ref()) => return Some("is named like a temporary file"),
            _ => {}
        }
    }
    if path == MARKER_NAME || path == MANIFEST_NAME {
        return Some("is reserved");
    }
    None
}

/// The place on the disk of a path below `root`, as plans and manifests have it, with `/` between folders.
///
/// ```
/// use std::path::Path;
/// use retailgen_folder::place_below;
///
/// assert_eq!(place_below(Path::new("data_raw"), "returns/part-0.parquet"), Path::new("data_raw/returns/part-0.parquet"));
/// ```
#[must_use]
pub fn place_below(root: &Path, path: &str) -> PathBuf {
    let mut place = root.to_path_buf();
    place.extend(path.split('/'));
    place
}

/// The folders of a checked path, outermost first: `a` and `a/b` for `a/b/c.csv`.
pub(crate) fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// The temporary name of a file.
pub(crate) fn partial_name(of: impl AsRef<Path>) -> OsString {
    let mut name = OsString::from(".");
    name.push(of.as_ref().file_name().unwrap_or_default());
    name.push(".partial");
    name
}

/// Whether a name is one of those.
pub(crate) fn is_partial(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(b".") && name.ends_with(b".partial")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_could_leave_the_folder_are_refused() {
        for path in [
            "customers.csv",
            "orders_header/order_dt=2024-01-01/part-00000.csv",
            "returns/_delta_log/0.json",
            "a..b/...c",
        ] {
            assert_eq!(problem(path), None, "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "..",
            "../x",
            "a/../../x",
            "a/..",
            "./a",
            "a//b",
            "a/",
            "C:/x",
            "C:x",
            "a\\..\\b",
            "a\nb",
            ".a.csv.partial",
            "_manifest.json",
            "_retailgen.inprogress",
        ] {
            assert!(problem(path).is_some(), "{path:?}");
        }
    }

    #[test]
    fn folders_come_outermost_first() {
        assert_eq!(folders("a/b/c.csv").collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(folders("c.csv").count(), 0);
    }
}
