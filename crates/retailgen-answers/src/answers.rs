//! The answers about a folder, all from one pass over its files.

use std::path::Path;

use retailgen_schema::Table;

use crate::{
    AnswersError,
    gold::{Answer, Gold},
    pass::walk,
    question::{QUESTIONS, Question},
    source::Source,
    wrong::Wrong,
};

/// What answers are wanted.
///
/// ```
/// use retailgen_answers::AnswerOptions;
///
/// let options = AnswerOptions::default();
/// assert!(options.truth.is_none() && options.question.is_none());
/// ```
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct AnswerOptions<'o> {
    /// The folder of the truth; without it only the answers of the files as they are can be given.
    pub truth: Option<&'o Path>,
    /// The one question that is asked, by its name; all where there is none.
    pub question: Option<&'o str>,
}

/// A question that cannot be answered.
///
/// ```
/// use retailgen_answers::{Question, Unanswered};
///
/// fn missing(unanswered: &Unanswered) -> (&Question, usize) {
///     (unanswered.question, unanswered.missing.len())
/// }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Unanswered {
    /// What is asked.
    pub question: &'static Question,
    /// The tables that are not in the folder.
    pub missing: Vec<Table>,
}

/// The answers about a folder.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Answers {
    /// The answers to the questions.
    pub gold: Vec<Answer>,
    /// The questions that cannot be answered, for want of tables.
    pub unanswered: Vec<Unanswered>,
    /// Whether the text of records or files is at fault, so that a reader may see other rows than these answers: they are of
    /// the text with those faults undone.
    pub has_text_faults: bool,
}

impl Answers {
    /// Reads a folder and its truth and answers.
    ///
    /// # Errors
    /// [`AnswersError`] where the folder is none that a run has finished, a file in it is missing or not in its form, the truth
    /// is about other data, or there is no such question.
    ///
    /// ```
    /// use std::path::Path;
    /// use retailgen_answers::{AnswerOptions, Answers};
    ///
    /// let mut options = AnswerOptions::default();
    /// options.question = Some("best_customers");
    /// let error = Answers::of(Path::new("data_raw"), &options).unwrap_err();
    /// assert!(error.to_string().starts_with("there is no question best_customers: the questions are revenue_by_state, "));
    /// ```
    pub fn of(folder: &Path, options: &AnswerOptions) -> Result<Self, AnswersError> {
        let asked: Vec<&Question> = match options.question {
            Some(name) => vec![Question::named(name)?],
            None => QUESTIONS.iter().collect(),
        };
        let source = Source::open(folder)?;
        let wrong = options.truth.map(|truth| Wrong::read(&source, truth)).transpose()?;
        let has_truth = wrong.is_some();
        let wrong = wrong.unwrap_or_default();
        let missing = |question: &Question| -> Vec<Table> {
            question.tables.iter().copied().filter(|table| !source.has(*table)).collect()
        };
        let (answerable, unanswered): (Vec<_>, Vec<_>) =
            asked.into_iter().partition(|question| missing(question).is_empty());
        let unanswered = unanswered.into_iter().map(|question| Unanswered { question, missing: missing(question) });
        let unanswered = unanswered.collect();
        let mut gold = Gold::new(&answerable, has_truth);
        walk(&source, &wrong, |table| answerable.iter().any(|question| question.tables.contains(&table)), &mut gold)?;
        Ok(Self { gold: gold.answers(), unanswered, has_text_faults: wrong.has_text() })
    }
}

impl Question {
    /// The question of that name.
    ///
    /// # Errors
    /// [`AnswersError::UnknownQuestion`] where there is none, with the names that there are.
    pub fn named(name: &str) -> Result<&'static Self, AnswersError> {
        let found = QUESTIONS.iter().find(|question| question.name == name);
        found.ok_or_else(|| AnswersError::UnknownQuestion {
            name: name.to_owned(),
            known: QUESTIONS.iter().map(|question| question.name).collect(),
        })
    }
}
