//! Answers put into a file: whole or not at all, and never in place of anything that is not ours.

use std::path::Path;

use retailgen_folder::{FolderError, MarkedFile, Overwrite};
use retailgen_read::{Rows, TableFile};

use crate::{Answers, AnswersError, table::COLUMNS};

/// What every file of answers has in its beginning; a table of answers is known by its columns.
pub(crate) const MARK: &str = "Made by retailgen answers";

/// A place where answers may be put, found out before anything is read.
///
/// ```
/// use retailgen_answers::{AnswersError, AnswersFile};
///
/// let folder = tempfile::tempdir()?;
/// let notes = folder.path().join("notes.json");
/// std::fs::write(&notes, "mine")?;
/// assert!(matches!(AnswersFile::at(&notes), Err(AnswersError::NotOurs(_))));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct AnswersFile<'p> {
    path: &'p Path,
    file: MarkedFile,
    is_table: bool,
}

impl<'p> AnswersFile<'p> {
    /// The place. Where its name ends in `.parquet` it takes a table, otherwise a text.
    ///
    /// # Errors
    /// [`AnswersError::NotOurs`] where something else stands there, and [`AnswersError::Folder`] where it would lie within the
    /// folder of a run or cannot be looked at.
    pub fn at(path: &'p Path) -> Result<Self, AnswersError> {
        let is_table = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"));
        let file =
            if is_table { MarkedFile::known_by(path, |path| Ok(is_ours(path)))? } else { MarkedFile::at(path, MARK)? };
        let file = file.ok_or_else(|| AnswersError::NotOurs(path.to_path_buf()))?;
        Ok(Self { path, file, is_table })
    }

    /// Whether it takes a table: the name ends in `.parquet`.
    ///
    /// ```
    /// use std::path::Path;
    /// use retailgen_answers::AnswersFile;
    ///
    /// let folder = tempfile::tempdir()?;
    /// assert!(AnswersFile::at(&folder.path().join("answers.parquet"))?.takes_table());
    /// assert!(!AnswersFile::at(Path::new("answers.json"))?.takes_table());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn takes_table(&self) -> bool {
        self.is_table
    }

    /// Puts answers there as a table; false where it was there already.
    ///
    /// # Errors
    /// As [`put`](Self::put).
    ///
    /// ```
    /// use std::path::Path;
    /// use retailgen_answers::{AnswerOptions, Answers, AnswersFile};
    /// use retailgen_folder::Overwrite;
    ///
    /// let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/fixtures");
    /// # if fixtures.exists() {
    /// let answers = Answers::of(&fixtures.join("clean"), &AnswerOptions::default())?;
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("answers.parquet");
    /// assert!(AnswersFile::at(&path)?.put_table(&answers, Overwrite::No)?);
    /// assert!(!AnswersFile::at(&path)?.put_table(&answers, Overwrite::No)?);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn put_table(&self, answers: &Answers, overwrite: Overwrite) -> Result<bool, AnswersError> {
        let content = answers.to_parquet().map_err(FolderError::io("write", self.path))?;
        self.put_content(&content, overwrite)
    }

    /// Puts a text there; false where it was there already.
    ///
    /// # Errors
    /// [`AnswersError::OtherAnswers`] where other answers stand there that may not be replaced, and [`AnswersError::Folder`]
    /// where the file cannot be written.
    ///
    /// ```
    /// use retailgen_answers::AnswersFile;
    /// use retailgen_folder::Overwrite;
    ///
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("answers.txt");
    /// assert!(AnswersFile::at(&path)?.put("one", Overwrite::No)?);
    /// assert!(AnswersFile::at(&path)?.put("two", Overwrite::No).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn put(&self, text: &str, overwrite: Overwrite) -> Result<bool, AnswersError> {
        // Only what is known by it later on may be there.
        let marked = if text.contains(MARK) { text.to_owned() } else { format!("{MARK}\n\n{text}") };
        self.put_content(marked.as_bytes(), overwrite)
    }

    fn put_content(&self, content: &[u8], overwrite: Overwrite) -> Result<bool, AnswersError> {
        if !self.file.takes(content, overwrite)? {
            return Err(AnswersError::OtherAnswers(self.path.to_path_buf()));
        }
        Ok(self.file.put(content)?)
    }
}

/// Whether a file is a table of answers.
fn is_ours(path: &Path) -> bool {
    TableFile::new(path).and_then(|file| Rows::open(&file).ok()).is_some_and(|rows| rows.columns() == COLUMNS)
}
