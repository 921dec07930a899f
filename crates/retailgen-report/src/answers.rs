//! Answers that a page shows: those that `retailgen answers --json` has written about the same data.

use std::path::Path;

use serde::Deserialize;

use crate::{ReportError, given_file, source::Source};

/// The questions of the layer gold with their answers.
#[derive(Debug, Deserialize)]
pub struct Answered {
    run_id: String,
    /// The questions.
    pub gold: Vec<Question>,
}

/// A question with its answers.
#[derive(Debug, Deserialize)]
pub struct Question {
    /// Its name.
    pub name: String,
    /// What is asked.
    pub asks: String,
    /// The faults that move the answer.
    pub moved_by: String,
    /// The columns of the answers.
    pub columns: Vec<Column>,
    /// The answer that is right; none where it was asked without a truth.
    pub clean: Option<Vec<Row>>,
    /// The answer of the files as they are.
    pub dirty: Vec<Row>,
}

/// A cell for each column, none for null.
type Row = Vec<Option<String>>;

/// A column of an answer.
#[derive(Debug, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Whether it tells what the row is about, and is no figure.
    pub is_key: bool,
}

impl Answered {
    /// Reads a file, which must be about the same run as the data.
    pub fn read(path: &Path, source: &Source) -> Result<Self, ReportError> {
        let none = |reason: String| ReportError::NoAnswers { path: path.to_path_buf(), reason };
        let answered: Self = given_file::read(path)?.map_err(none)?;
        if answered.run_id != source.manifest.run_id {
            return Err(none(format!("they are about another run than {}", source.folder().display())));
        }
        let has_all = |question: &Question| {
            let rows = question.clean.iter().flatten().chain(&question.dirty);
            rows.into_iter().all(|row| row.len() == question.columns.len())
        };
        match answered.gold.iter().find(|question| !has_all(question)) {
            Some(question) => Err(none(format!("a row of {} has not a cell for each column", question.name))),
            None => Ok(answered),
        }
    }
}
