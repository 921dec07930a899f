//! The answers about a folder, all from one pass over its files.

use std::path::Path;

use retailgen_schema::Table;

use crate::{
    AnswersError,
    bronze::{Bronze, BronzeFile},
    gold::{Answer, Gold},
    pass::{Seen, Visitor, walk},
    question::{QUESTIONS, Question},
    silver::{Silver, SilverTable},
    source::Source,
    wrong::Wrong,
};

/// A layer of a warehouse, by what is expected of it.
///
/// ```
/// use retailgen_answers::Layer;
///
/// assert_ne!(Layer::Bronze, Layer::Gold);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// The files as they came: rows that parse and cast.
    Bronze,
    /// Cleaned tables: rows without repeats, orphans, rows kept.
    Silver,
    /// Figures: the answers to the questions.
    Gold,
}

/// What answers are wanted.
///
/// ```
/// use retailgen_answers::AnswerOptions;
///
/// let options = AnswerOptions::default();
/// assert!(options.truth.is_none() && options.question.is_none() && options.let_through.is_empty());
/// ```
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct AnswerOptions<'o> {
    /// The folder of the truth; without it only the answers of the files as they are can be given.
    pub truth: Option<&'o Path>,
    /// The one layer that is asked about; all where there is none.
    pub layer: Option<Layer>,
    /// The one question that is asked, by its name; all where there is none. It is of the layer gold.
    pub question: Option<&'o str>,
    /// The faults that a pipeline does not claim to see, by kind or rule. The rejected answers keep their rows as they are, so
    /// that they are what rejecting all else comes to.
    pub let_through: &'o [&'o str],
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

/// The answers about a folder. As text they are tables for people.
///
/// What is kept while the files are read grows with orders, visits and customers, and with the rows of the largest table by eight
/// bytes each where silver is asked about.
///
/// ```
/// use std::path::Path;
/// use retailgen_answers::{AnswerOptions, Answers};
///
/// let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/fixtures");
/// let truth = fixtures.join("dirty.truth");
/// # if truth.exists() {
/// let mut options = AnswerOptions::default();
/// options.truth = Some(&truth);
/// let answers = Answers::of(&fixtures.join("dirty"), &options)?;
/// for table in answers.silver.iter().flatten() {
///     assert!(table.kept.is_some_and(|kept| kept.dropped <= kept.repaired));
/// }
/// assert!(answers.to_string().contains("average_basket"));
/// # }
/// # Ok::<(), retailgen_answers::AnswersError>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Answers {
    /// What identifies the run that the folder holds.
    pub run_id: String,
    /// What a strict reader takes in, by file; none where it is not asked about.
    pub bronze: Option<Vec<BronzeFile>>,
    /// What is left after cleaning, by table; none where it is not asked about.
    pub silver: Option<Vec<SilverTable>>,
    /// The answers to the questions.
    pub gold: Vec<Answer>,
    /// The questions that cannot be answered, for want of tables.
    pub unanswered: Vec<Unanswered>,
    /// The faults, by kind or rule, with which a row is not rejected.
    pub let_through: Vec<String>,
    /// Whether the text of records or files is at fault, so that a reader may see other rows than these answers: they are of
    /// the text with those faults undone.
    pub has_text_faults: bool,
}

impl Answers {
    /// Reads a folder and its truth and answers.
    ///
    /// # Errors
    /// [`AnswersError`] where the folder is none that a run has finished, a file in it is missing or not in its form, the truth
    /// is about other data or absent where faults are let through, or there is no such question or fault.
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
        let layer = if options.question.is_some() { Some(Layer::Gold) } else { options.layer };
        let wants = |wanted| layer.is_none_or(|layer| layer == wanted);
        let asked: Vec<&Question> = match options.question {
            Some(name) => vec![Question::named(name)?],
            None if wants(Layer::Gold) => QUESTIONS.iter().collect(),
            None => Vec::new(),
        };
        let source = Source::open(folder)?;
        let wrong = options.truth.map(|truth| Wrong::read(&source, truth, options.let_through)).transpose()?;
        let has_truth = wrong.is_some();
        if !has_truth && !options.let_through.is_empty() {
            return Err(AnswersError::NoTruth);
        }
        let wrong = wrong.unwrap_or_default();
        let missing = |question: &Question| -> Vec<Table> {
            question.tables.iter().copied().filter(|table| !source.has(*table)).collect()
        };
        let (answerable, unanswered): (Vec<_>, Vec<_>) =
            asked.into_iter().partition(|question| missing(question).is_empty());
        let unanswered = unanswered.into_iter().map(|question| Unanswered { question, missing: missing(question) });
        let unanswered = unanswered.collect();
        let mut layers = Layers {
            bronze: wants(Layer::Bronze).then(Bronze::default),
            silver: wants(Layer::Silver).then(|| Silver::new(has_truth)),
            gold: Gold::new(&answerable, has_truth),
        };
        let counts_rows = layers.bronze.is_some() || layers.silver.is_some();
        let reads = |table| counts_rows || answerable.iter().any(|question| question.tables.contains(&table));
        walk(&source, &wrong, reads, &mut layers)?;
        Ok(Self {
            run_id: source.run_id,
            bronze: layers.bronze.map(|bronze| bronze.files),
            has_text_faults: wrong.has_text(),
            silver: layers.silver.map(|silver| silver.finish(wrong.by_kind)),
            gold: layers.gold.answers(),
            unanswered,
            let_through: options.let_through.iter().map(|name| (*name).to_owned()).collect(),
        })
    }
}

/// All layers look at each row.
struct Layers {
    bronze: Option<Bronze>,
    silver: Option<Silver>,
    gold: Gold,
}

impl Visitor for Layers {
    fn file(&mut self, table: Table, path: &str) {
        if let Some(bronze) = &mut self.bronze {
            bronze.file(table, path);
        }
        if let Some(silver) = &mut self.silver {
            silver.file(table, path);
        }
    }

    fn row(&mut self, seen: &Seen) {
        if let Some(bronze) = self.bronze.as_mut().filter(|_| !seen.is_missing) {
            bronze.row(seen);
        }
        if let Some(silver) = &mut self.silver {
            silver.row(seen);
        }
        self.gold.row(seen);
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
