//! Answers put into a file: whole or not at all, and never in place of anything that is not ours.

use std::path::Path;

use retailgen_folder::{MarkedFile, Overwrite};

use crate::AnswersError;

/// What every file of answers has in its beginning.
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
}

impl<'p> AnswersFile<'p> {
    /// The place.
    ///
    /// # Errors
    /// [`AnswersError::NotOurs`] where something else stands there, and [`AnswersError::Folder`] where it would lie within the
    /// folder of a run or cannot be looked at.
    pub fn at(path: &'p Path) -> Result<Self, AnswersError> {
        let file = MarkedFile::at(path, MARK)?.ok_or_else(|| AnswersError::NotOurs(path.to_path_buf()))?;
        Ok(Self { path, file })
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
        if !self.file.takes(marked.as_bytes(), overwrite)? {
            return Err(AnswersError::OtherAnswers(self.path.to_path_buf()));
        }
        Ok(self.file.put(marked.as_bytes())?)
    }
}
