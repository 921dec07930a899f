//! The marking of what a learner hands in.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use retailgen_dataset::policy_of_run;
use retailgen_folder::Manifest;
use retailgen_score::{Findings, LadderScore, Score, Truth};

use crate::{ExerciseError, Topic};

/// The share of the faults that must be found.
pub(crate) const RECALL: f64 = 0.95;
/// The share of the findings that must be right.
pub(crate) const PRECISION: f64 = 0.9;

/// What a learner has reached.
///
/// ```
/// use std::path::Path;
/// use retailgen_exercise::{ExerciseError, Mark, mark};
///
/// /// What the learner is told.
/// fn answer(findings: &Path) -> Result<String, ExerciseError> {
///     let mark: Mark = mark("ex1".as_ref(), "ex1.truth".as_ref(), &[findings])?;
///     let shown = |figure: Option<f64>| figure.map_or_else(|| "none".to_owned(), |figure| format!("{figure:.2}"));
///     Ok(format!("{}: recall {}, precision {}", mark.topic(), shown(mark.recall()), shown(mark.precision())))
/// }
/// assert!(matches!(answer("findings.csv".as_ref()), Err(ExerciseError::NoKey(_))));
/// ```
#[derive(Debug)]
pub struct Mark {
    topic: Topic,
    score: Score,
}

/// Marks the findings in some files, which may be none, against the answer key in `truth`. `folder` is the exercise's data.
///
/// ```
/// use retailgen_exercise::{ExerciseError, mark};
///
/// let refused = mark("ex1".as_ref(), "ex1.truth".as_ref(), &["findings.csv"]).unwrap_err();
/// assert!(matches!(refused, ExerciseError::NoKey(_)));
/// ```
///
/// # Errors
/// [`ExerciseError::NoKey`] and [`ExerciseError::NotAnExercise`]; [`ExerciseError::Folder`] and [`ExerciseError::Dataset`] where
/// data or key is not whole, or they do not belong together; [`ExerciseError::Score`] where there are findings and none can be
/// understood.
pub fn mark<P: AsRef<Path>>(folder: &Path, truth: &Path, findings: &[P]) -> Result<Mark, ExerciseError> {
    if !truth.exists() {
        return Err(ExerciseError::NoKey(truth.to_path_buf()));
    }
    Manifest::of_finished(folder)?;
    let policy = policy_of_run(folder, truth)?;
    let topic = Topic::of_policy(policy.name()).ok_or_else(|| ExerciseError::NotAnExercise(folder.to_path_buf()))?;
    let paths: Vec<PathBuf> = findings.iter().map(|path| path.as_ref().to_path_buf()).collect();
    let findings = Findings::read(&paths)?;
    let truth = Truth::open(truth, Some(folder))?;
    let score = Score::by(topic.ladder(), &findings, &truth, Some(folder))?;
    Ok(Mark { topic, score })
}

impl Mark {
    /// What the exercise is about.
    #[must_use]
    pub fn topic(&self) -> Topic {
        self.topic
    }

    /// The share of the faults that were found.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        self.counted().counts.recall().value()
    }

    /// The share of the findings that are right; none where there are none.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        self.counted().counts.precision().value()
    }

    /// Whether that is enough.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        reaches(self.recall(), RECALL) && reaches(self.precision(), PRECISION)
    }

    /// Only the level that the brief asks for counts.
    fn counted(&self) -> LadderScore {
        self.score.on(self.topic.ladder())
    }
}

fn reaches(value: Option<f64>, least: f64) -> bool {
    value.is_some_and(|value| value >= least)
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LadderScore { counts, coarser, .. } = self.counted();
        let all = counts.found + counts.missed;
        writeln!(f, "{}: {} of {all} faults found, false alarms: {}", self.topic, counts.found, counts.false_alarms)?;
        for (reason, lost) in &self.score.not_understood {
            writeln!(f, "not understood: {} findings: {reason} ({})", lost.count, lost.example)?;
        }
        if coarser > 0 {
            writeln!(f, "not counted: {coarser} findings that name no {}", self.topic.ladder().name())?;
        }
        for (name, value, least) in [("recall", self.recall(), RECALL), ("precision", self.precision(), PRECISION)] {
            let shown = value.map_or_else(|| "none".to_owned(), |value| format!("{value:.3}"));
            let verdict = if reaches(value, least) { "reached" } else { "not reached" };
            writeln!(f, "{name:<9}  {shown}, wanted {least}: {verdict}")?;
        }
        writeln!(f, "{}", if self.is_passed() { "passed" } else { "not passed" })
    }
}
