//! Gold: the answers to the questions, as they should be and as the faults make them.

use retailgen_schema::Table;

use crate::{
    edition::{Edition, Editions},
    known::Known,
    pass::{Seen, Visitor},
    question::{AnswerRow, Fold, Question},
    record::Record,
};

/// The answers to a question. Each is a list of rows, with a text for each column and none for null.
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
/// options.question = Some("reachable_customers");
/// let answers = Answers::of(&fixtures.join("dirty"), &options)?;
/// let answer = &answers.gold[0];
/// assert_ne!(answer.clean.as_ref(), Some(&answer.dirty));
/// # }
/// # Ok::<(), retailgen_answers::AnswersError>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Answer {
    /// What is asked.
    pub question: &'static Question,
    /// From the files as they are.
    pub dirty: Vec<AnswerRow>,
    /// From the files as they should be, and so from the healed ones; none without a truth.
    pub clean: Option<Vec<AnswerRow>>,
    /// From the files without the rows that faults name, those apart whose faults are
    /// [let through](crate::AnswerOptions::let_through); none without a truth.
    pub rejected: Option<Vec<AnswerRow>>,
}

/// What a question comes to in each edition.
type Folds = Vec<(Edition, Box<dyn Fold>)>;

/// Questions being answered.
pub(crate) struct Gold {
    known: Known,
    asked: Vec<(&'static Question, Folds)>,
}

impl Gold {
    /// Without a truth there is one edition: the files as they are.
    pub fn new(questions: &[&'static Question], has_truth: bool) -> Self {
        let folds = |question: &Question| {
            let editions = Edition::ALL.into_iter().filter(|edition| has_truth || *edition == Edition::Dirty);
            editions.map(|edition| (edition, (question.fold)())).collect()
        };
        Self { known: Known::default(), asked: questions.iter().map(|question| (*question, folds(question))).collect() }
    }

    /// Whether a question is about the table.
    pub fn wants(&self, table: Table) -> bool {
        self.asked.iter().any(|(question, _)| question.tables.contains(&table))
    }

    pub fn answers(self) -> Vec<Answer> {
        let of_edition = |folds: &[(Edition, Box<dyn Fold>)], wanted| {
            folds.iter().find(|(edition, _)| *edition == wanted).map(|(_, fold)| fold.answer())
        };
        let answer = |(question, folds): (&'static Question, Folds)| Answer {
            question,
            dirty: of_edition(&folds, Edition::Dirty).unwrap_or_default(),
            clean: of_edition(&folds, Edition::Clean),
            rejected: of_edition(&folds, Edition::Rejected),
        };
        self.asked.into_iter().map(answer).collect()
    }

    fn take(&mut self, table: Table, record: &Record, editions: Editions) {
        self.known.add(record, editions);
        for (question, folds) in &mut self.asked {
            if question.tables.contains(&table) {
                for (edition, fold) in folds.iter_mut().filter(|(edition, _)| editions.has(*edition)) {
                    fold.take(record, self.known.of(*edition));
                }
            }
        }
    }
}

impl Visitor for Gold {
    fn row(&mut self, seen: &Seen) {
        if !self.wants(seen.table) {
            return;
        }
        if seen.is_missing {
            if let Some(record) = Record::read(seen.table, seen.clean) {
                self.take(seen.table, &record, Editions::CLEAN);
            }
            return;
        }
        let Some(wrong) = seen.wrong else {
            if let Some(record) = Record::read(seen.table, seen.dirty) {
                self.take(seen.table, &record, Editions::ALL);
            }
            return;
        };
        if let Some(record) = Record::read(seen.table, seen.dirty) {
            self.take(seen.table, &record, if wrong.is_rejected { Editions::DIRTY } else { Editions::NOT_CLEAN });
        }
        if !wrong.is_extra
            && let Some(record) = Record::read(seen.table, seen.clean)
        {
            self.take(seen.table, &record, Editions::CLEAN);
        }
    }
}
