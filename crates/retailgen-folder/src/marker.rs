//! The marker: names the run that is writing into a folder and every file that may be its.
//!
//! The file is a sequence of sections, each a line of JSON (`{"format":1,"run_id":"…","paths":2}`) and that many lines of
//! one path. It is only ever appended to, so that the lock on it stays the lock on the folder; the last section names the
//! run, all of them together the files. A section takes effect when its last line is whole: a run touches nothing before
//! that, so a section cut short by a kill stands for nothing and is overwritten by the next.

use std::ffi::{OsStr, OsString};
use std::fs::{File, TryLockError};
use std::io::{self, BufRead, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::dir::{Dir, read_small};
use crate::holding::Holding;
use crate::path::{self, MARKER_NAME};
use crate::{FolderError, Shortcoming, Shortcomings};

/// The version of the marker's form.
const FORMAT: u32 = 1;

/// The line that opens a section.
#[derive(Deserialize, Serialize)]
struct SectionHeader {
    format: u32,
    run_id: String,
    paths: u64,
}

/// What the whole sections of a marker say.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    /// The run of the last section; none when no section is whole.
    pub run_id: Option<String>,
    /// The paths of all sections, in order.
    pub planned: Vec<String>,
    /// Where the last whole section ends.
    end: u64,
}

impl Sections {
    /// Reads a marker; `place` is for messages.
    pub(crate) fn read(mut from: impl BufRead, place: &Path) -> Result<Self, FolderError> {
        let mut sections = Self::default();
        let mut end = 0;
        let mut line = Vec::new();
        while next_line(&mut from, &mut line, &mut end, place)? {
            let header: SectionHeader = serde_json::from_slice(&line)
                .map_err(|error| damaged(place, format!("a section does not begin as one: {error}")))?;
            if header.format != FORMAT {
                return Err(damaged(place, format!("its format {} is not the known {FORMAT}", header.format)));
            }
            let whole = sections.planned.len();
            for _ in 0..header.paths {
                if !next_line(&mut from, &mut line, &mut end, place)? {
                    sections.planned.truncate(whole);
                    return Ok(sections);
                }
                let path = std::str::from_utf8(&line).map_err(|error| damaged(place, error.to_string()))?;
                if let Some(problem) = path::problem(path) {
                    return Err(damaged(place, format!("the path {path:?} {problem}")));
                }
                sections.planned.push(path.to_owned());
            }
            sections.run_id = Some(header.run_id);
            sections.end = end;
        }
        Ok(sections)
    }
}

/// Reads a line without its LF and adds its length to `end`; false at the end of the file or before an unfinished line.
fn next_line(from: &mut impl BufRead, line: &mut Vec<u8>, end: &mut u64, place: &Path) -> Result<bool, FolderError> {
    line.clear();
    *end += from.read_until(b'\n', line).map_err(FolderError::io("read", place))? as u64;
    Ok(line.pop_if(|last| *last == b'\n').is_some())
}

fn damaged(place: &Path, reason: String) -> FolderError {
    FolderError::Damaged { path: place.to_path_buf(), reason }
}

/// A marker that this process has locked.
#[derive(Debug)]
pub(crate) struct Marker {
    root: Arc<Dir>,
    name: OsString,
    file: File,
    /// Whether it was made by this process, just now.
    created: bool,
    /// Its length before this process appended to it, once it has.
    length_before: Option<u64>,
}

impl Marker {
    /// Opens or makes the marker of a folder, and locks it until dropped.
    pub(crate) fn hold(root: &Arc<Dir>, holding: Holding, shortcomings: &Shortcomings) -> Result<Self, FolderError> {
        Self::hold_named(root, MARKER_NAME, holding, shortcomings)
    }

    /// The same of a marker by another name.
    pub(crate) fn hold_named(
        root: &Arc<Dir>,
        name: &str,
        holding: Holding,
        shortcomings: &Shortcomings,
    ) -> Result<Self, FolderError> {
        let (name, place) = (OsStr::new(name), root.place(name));
        let (file, created) = match root.create_shown(name) {
            Ok(file) => (file, true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                (root.open_plain(name, true).map_err(FolderError::io("open", &place))?, false)
            }
            Err(error) => return Err(FolderError::io("create", &place)(error)),
        };
        let in_use = || FolderError::InUse { path: root.path().to_path_buf() };
        let locked = match root.try_lock(&file, holding) {
            Ok(()) => Ok(()),
            Err(TryLockError::WouldBlock) => return Err(in_use()),
            // Without locks the protocol holds against kills, but not against a second process.
            Err(TryLockError::Error(error)) => shortcomings.tolerate(Shortcoming::Locks, Err(error)),
        };
        let marker = Self { root: Arc::clone(root), name: name.to_owned(), file, created, length_before: None };
        if let Err(error) = locked {
            marker.release();
            return Err(FolderError::io("lock", &place)(error));
        }
        // Another process may have removed the marker between our opening and our locking it.
        if root.is_still_at(&marker.file, name) { Ok(marker) } else { Err(in_use()) }
    }

    /// Lets others in, or shuts them out, without letting go in between as far as the system allows.
    pub(crate) fn change(&self, holding: Holding, shortcomings: &Shortcomings) -> Result<(), FolderError> {
        let in_use = || FolderError::InUse { path: self.root.path().to_path_buf() };
        match self.root.try_lock(&self.file, holding) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(in_use()),
            Err(TryLockError::Error(error)) => {
                let tolerated = shortcomings.tolerate(Shortcoming::Locks, Err(error));
                tolerated.map_err(FolderError::io("lock", &self.place()))?;
            }
        }
        if self.root.is_still_at(&self.file, &self.name) { Ok(()) } else { Err(in_use()) }
    }

    /// Whether this process has made it.
    pub(crate) fn was_created(&self) -> bool {
        self.created
    }

    fn place(&self) -> PathBuf {
        self.root.place(&self.name)
    }

    /// Reads the marker through the locked handle; where locks are mandatory no other would do.
    pub(crate) fn read(&self) -> Result<Sections, FolderError> {
        let place = self.place();
        (&self.file).seek(SeekFrom::Start(0)).map_err(FolderError::io("read", &place))?;
        Sections::read(read_small(&self.file, &place)?.as_slice(), &place)
    }

    /// Appends a section, and has it on the disk before returning.
    pub(crate) fn append<'a>(
        &mut self,
        after: &Sections,
        run_id: &str,
        paths: impl ExactSizeIterator<Item = &'a str>,
        shortcomings: &Shortcomings,
    ) -> Result<(), FolderError> {
        let header = SectionHeader { format: FORMAT, run_id: run_id.to_owned(), paths: paths.len() as u64 };
        self.length_before = Some(after.end);
        let write = || -> io::Result<()> {
            // Some mounts cannot shorten a file; most often there is nothing behind the last whole section.
            if self.file.metadata()?.len() != after.end {
                self.file.set_len(after.end)?;
            }
            (&self.file).seek(SeekFrom::Start(after.end))?;
            let mut out = BufWriter::new(&self.file);
            serde_json::to_writer(&mut out, &header)?;
            out.write_all(b"\n")?;
            for path in paths {
                out.write_all(path.as_bytes())?;
                out.write_all(b"\n")?;
            }
            out.flush()?;
            drop(out);
            shortcomings.tolerate(Shortcoming::Flushing, self.root.show(&self.file, &self.name))
        };
        write().map_err(FolderError::io("write", &self.place()))
    }

    /// Puts the marker back as it was found. The folder is then as it was, as long as nothing else has been touched.
    pub(crate) fn release(self) {
        // There is another error to tell. What stays behind is a marker that names the run.
        let _ = match self.length_before {
            _ if self.created => self.root.remove_file(&self.name).map(drop),
            Some(length) => {
                let shortened = self.file.set_len(length).and_then(|()| self.root.show(&self.file, &self.name));
                shortened.map_err(FolderError::io("write", &self.place()))
            }
            None => Ok(()),
        };
    }

    /// Removes the marker.
    pub(crate) fn remove(self) -> Result<(), FolderError> {
        self.root.remove_file(&self.name).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Result<Sections, FolderError> {
        Sections::read(text, Path::new("out/_retailgen.inprogress"))
    }

    const TWO: &[u8] = b"{\"format\":1,\"run_id\":\"a1\",\"paths\":2}\nx.csv\ny/z.csv\n{\"format\":1,\"run_id\":\"b2\",\"paths\":1}\nw.csv\n";

    #[test]
    fn the_last_whole_section_names_the_run_and_all_name_the_files() {
        let sections = read(TWO).unwrap();
        assert_eq!(sections.run_id.as_deref(), Some("b2"));
        assert_eq!(sections.planned, ["x.csv", "y/z.csv", "w.csv"]);
        assert_eq!(sections.end, TWO.len() as u64);
    }

    #[test]
    fn a_section_cut_short_anywhere_stands_for_nothing() {
        let first = TWO.iter().position(|byte| *byte == b'{').unwrap()
            + "{\"format\":1,\"run_id\":\"a1\",\"paths\":2}\nx.csv\ny/z.csv\n".len();
        for length in 0..TWO.len() {
            let sections = read(&TWO[..length]).unwrap();
            if length < first {
                assert_eq!((sections.run_id, sections.planned.len(), sections.end), (None, 0, 0), "{length}");
            } else {
                assert_eq!(sections.run_id.as_deref(), Some("a1"), "{length}");
                assert_eq!(sections.planned, ["x.csv", "y/z.csv"], "{length}");
                assert_eq!(sections.end, first as u64, "{length}");
            }
        }
    }

    #[test]
    fn whatever_is_no_marker_is_damaged() {
        for text in [
            "hello\n",
            "{\"format\":2,\"run_id\":\"a\",\"paths\":0}\n",
            "{\"format\":1,\"run_id\":\"a\",\"paths\":1}\n../x\n",
            "{\"format\":1,\"run_id\":\"a\",\"paths\":1}\n/etc/passwd\n",
            "{\"format\":1,\"run_id\":\"a\",\"paths\":0}\nx.csv\n",
        ] {
            let error = read(text.as_bytes()).unwrap_err();
            assert!(matches!(error, FolderError::Damaged { .. }), "{text}: {error}");
        }
    }
}
