//! Thresholds: the figures that a score must reach.

use std::{fmt, str::FromStr};

use retailgen_schema::Table;

use crate::{CellTruth, Counts, Group, Score, ScoreError, Truth, names};

/// A figure that a score must reach, such as `recall=.9` or `kind:email.malformed:recall=1`.
///
/// ```
/// use retailgen_score::Threshold;
///
/// let threshold: Threshold = "kind:email.malformed:recall=.95".parse()?;
/// assert_eq!(threshold.to_string(), "kind:email.malformed:recall=0.95");
/// assert!("recall=95".parse::<Threshold>().is_err());
/// # Ok::<(), retailgen_score::ScoreError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    scope: Option<(Scope, String)>,
    figure: Figure,
    least: f64,
}

/// What a threshold is about, if not all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Kind,
    Column,
    Table,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    Precision,
    Recall,
    F1,
}

/// A threshold that a score has not reached.
///
/// ```
/// use retailgen_score::{Findings, Score, Truth};
///
/// let score = Score::of(&Findings::default(), &Truth::default(), None)?;
/// let short = score.shortfalls(&["recall=.9".parse()?]);
/// assert_eq!(short[0].to_string(), "recall=0.9 is not reached: there is nothing to take it of");
/// # Ok::<(), retailgen_score::ScoreError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Shortfall {
    /// The threshold.
    pub threshold: Threshold,
    /// What the figure is; none where there is nothing to take it of.
    pub value: Option<f64>,
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value {
            Some(value) => write!(f, "{} is not reached: it is {value:.4}", self.threshold),
            None => write!(f, "{} is not reached: there is nothing to take it of", self.threshold),
        }
    }
}

const SCOPES: [(Scope, &str); 3] = [(Scope::Kind, "kind"), (Scope::Column, "column"), (Scope::Table, "table")];
const FIGURES: [(Figure, &str); 3] = [(Figure::Precision, "precision"), (Figure::Recall, "recall"), (Figure::F1, "f1")];

impl FromStr for Threshold {
    type Err = ScoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |reason: &str| ScoreError::Threshold { text: text.to_owned(), reason: reason.to_owned() };
        let (what, least) =
            text.trim().split_once('=').ok_or_else(|| wrong("write it as recall=.9 or kind:null:recall=.9"))?;
        let (scope, figure) = match what.rsplit_once(':') {
            None => (None, what),
            Some((scope, figure)) => {
                let (name, of) =
                    scope.split_once(':').ok_or_else(|| wrong("a part is kind:NAME, column:NAME or table:NAME"))?;
                let scope = SCOPES.iter().find(|(_, known)| *known == name);
                let scope = scope.ok_or_else(|| wrong("a part is kind:NAME, column:NAME or table:NAME"))?.0;
                (Some((scope, of.to_owned())), figure)
            }
        };
        let figure = FIGURES.iter().find(|(_, known)| *known == figure);
        let figure = figure.ok_or_else(|| wrong("a figure is precision, recall or f1"))?.0;
        if figure != Figure::Recall && scope.as_ref().is_some_and(|(scope, _)| *scope == Scope::Kind) {
            return Err(wrong("a kind has a recall only: what is reported wrongly is of no kind"));
        }
        let least: f64 = least.parse().map_err(|_| wrong("a figure lies between 0 and 1"))?;
        if !(0.0..=1.0).contains(&least) {
            return Err(wrong("a figure lies between 0 and 1"));
        }
        Ok(Self { scope, figure, least })
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((scope, of)) = &self.scope {
            let name = SCOPES.iter().find(|(known, _)| known == scope).map_or("", |(_, name)| name);
            write!(f, "{name}:{of}:")?;
        }
        let name = FIGURES.iter().find(|(known, _)| *known == self.figure).map_or("", |(_, name)| name);
        write!(f, "{name}={}", self.least)
    }
}

impl Score {
    /// The thresholds that are not reached on the headline's ladder. Where there is nothing to take a figure of, it is not.
    #[must_use]
    pub fn shortfalls(&self, thresholds: &[Threshold]) -> Vec<Shortfall> {
        let short = thresholds.iter().filter_map(|threshold| {
            let value = threshold.value(self);
            let is_reached = value.is_some_and(|value| value >= threshold.least);
            (!is_reached).then(|| Shortfall { threshold: threshold.clone(), value })
        });
        short.collect()
    }
}

impl Truth {
    /// Refuses thresholds about a kind, column or table that does not exist.
    ///
    /// # Errors
    /// [`ScoreError::Threshold`], with the nearest names.
    ///
    /// ```
    /// use retailgen_score::Truth;
    ///
    /// let truth = Truth::default();
    /// truth.check_thresholds(&["column:customers.email:f1=.9".parse()?])?;
    /// let error = truth.check_thresholds(&["column:email:f1=.9".parse()?]).unwrap_err().to_string();
    /// assert!(error.contains("did you mean customers.email"), "{error}");
    /// # Ok::<(), retailgen_score::ScoreError>(())
    /// ```
    pub fn check_thresholds(&self, thresholds: &[Threshold]) -> Result<(), ScoreError> {
        let columns = names::all_columns();
        thresholds.iter().try_for_each(|threshold| {
            threshold.check(|scope, name| match scope {
                Scope::Kind => names::none_of("kind", name, names::kinds(self)),
                Scope::Column => names::none_of("column", name, columns.iter().map(String::as_str)),
                Scope::Table => Table::from_str(name).err().map(|_| names::no_table(name)),
            })
        })
    }
}

impl CellTruth {
    /// Refuses thresholds about a kind or table that it does not list. A column may have no wrong cell.
    ///
    /// # Errors
    /// As [`Truth::check_thresholds`].
    ///
    /// ```
    /// use retailgen_score::{CellTruth, NamedCell};
    ///
    /// let truth = CellTruth::from_iter([NamedCell::in_row(7, "city")]);
    /// truth.check_thresholds(&["column:city:f1=.9".parse()?])?;
    /// assert!(truth.check_thresholds(&["kind:typo:recall=.9".parse()?]).is_err());
    /// # Ok::<(), retailgen_score::ScoreError>(())
    /// ```
    pub fn check_thresholds(&self, thresholds: &[Threshold]) -> Result<(), ScoreError> {
        let columns = self.columns();
        thresholds.iter().try_for_each(|threshold| {
            threshold.check(|scope, name| match scope {
                Scope::Kind => names::none_of("kind", name, self.cells().filter_map(|cell| cell.kind.as_deref())),
                Scope::Column => names::none_of("column", name, columns?.iter().map(String::as_str)),
                Scope::Table => names::none_of("table", name, self.cells().filter_map(|cell| cell.table.as_deref())),
            })
        })
    }
}

impl Threshold {
    /// Refuses a name about which there is something to say.
    fn check(&self, wrong: impl Fn(Scope, &str) -> Option<String>) -> Result<(), ScoreError> {
        let reason = self.scope.as_ref().and_then(|(scope, name)| wrong(*scope, name));
        reason.map_or(Ok(()), |reason| Err(ScoreError::Threshold { text: self.to_string(), reason }))
    }

    fn value(&self, score: &Score) -> Option<f64> {
        let of =
            |groups: &[Group], name: &str| groups.iter().find(|group| group.name == name).map(|group| group.counts);
        let counts = match &self.scope {
            None => Some(score.on(score.headline).counts),
            Some((Scope::Kind, name)) => of(&score.kinds, name),
            Some((Scope::Column, name)) => of(&score.columns, name),
            Some((Scope::Table, name)) => of(&score.tables, name),
        };
        counts.and_then(|counts: Counts| match self.figure {
            Figure::Precision => counts.precision().value(),
            Figure::Recall => counts.recall().value(),
            Figure::F1 => counts.f1(),
        })
    }
}
