//! What can be wrong with a policy.

use std::{fmt, io};

use retailgen_schema::Table;
use retailgen_synth::calendar::Date;
use thiserror::Error;

use super::{MAX_BYTES, Position};

/// A policy that cannot be used, with the place of what is wrong. Its text is one line, such as
/// `mine.toml:4:10: rule "a": there is no column "emial" in customers; did you mean "email"?`
///
/// ```
/// use retailgen_anomaly::Policy;
///
/// let text = "[[rule]]\nid = 'a'\ntable = 'customers'\ncolumn = 'emial'\nkind = 'null'\nrate = 0.1\n";
/// let error = Policy::parse(text, "mine.toml").unwrap_err();
/// assert_eq!((error.source_name.as_str(), error.rule.as_deref()), ("mine.toml", Some("a")));
/// assert_eq!(error.position.map(|position| (position.line, position.column)), Some((4, 10)));
/// assert_eq!(
///     error.to_string(),
///     "mine.toml:4:10: rule \"a\": there is no column \"emial\" in customers; did you mean \"email\"?"
/// );
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub struct PolicyError {
    /// The file, or whatever the policy was called when it was read.
    pub source_name: String,
    /// Line and column, where the problem has a place.
    pub position: Option<Position>,
    /// Id of the rule, where it is a rule's problem and the rule has one.
    pub rule: Option<String>,
    /// What is wrong. No source of the error, since its text ends with it.
    pub problem: Box<PolicyProblem>,
}

impl PolicyError {
    pub(super) fn of_file(source: &str, problem: PolicyProblem) -> Self {
        Self { source_name: source.to_owned(), position: None, rule: None, problem: Box::new(problem) }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source_name)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        f.write_str(": ")?;
        if let Some(rule) = &self.rule {
            write!(f, "rule {}: ", Quoted(rule))?;
        }
        write!(f, "{}", self.problem)
    }
}

/// What is wrong with a policy.
///
/// ```
/// use retailgen_anomaly::{Policy, policy::PolicyProblem};
/// use retailgen_schema::Table;
///
/// let text = "[[rule]]\nid = 'a'\ntable = 'customers'\ncolumn = 'emial'\nkind = 'null'\nrate = 0.1\n";
/// let error = Policy::parse(text, "mine.toml").unwrap_err();
/// match *error.problem {
///     PolicyProblem::UnknownColumn { table, suggestion, .. } => {
///         assert_eq!((table, suggestion), (Table::Customers, Some("email")));
///     }
///     other => unreachable!("{other}"),
/// }
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PolicyProblem {
    /// A period for a table without days.
    #[error("{0} has no days: leave out `start` and `until`")]
    NoDays(Table),
    /// A period that is over before it begins.
    #[error("the last day, {until}, is before the first one, {start}")]
    EndsBeforeStart {
        /// The first day.
        start: Date,
        /// The last day.
        until: Date,
    },
    /// Two policies that are put together have different rules of one id.
    #[error("the policies {first} and {second} have different rules of this id")]
    Conflict {
        /// The policy that comes first.
        first: String,
        /// The one with another rule of the id.
        second: String,
    },
    /// The file cannot be read.
    #[error("the policy cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    /// There is nothing to read.
    #[error("the policy is empty: write rules into it, or name the policy none for clean data")]
    Empty,
    /// It is larger than any policy should be.
    #[error("this is no policy: it is larger than {} KiB", MAX_BYTES / 1024)]
    TooLarge,
    /// It is not UTF-8 text.
    #[error("this is no policy: it is not UTF-8 text from here on")]
    NotText,
    /// It is not TOML.
    #[error("this is not TOML: {0}")]
    Syntax(String),
    /// A key has a value of another type.
    #[error("{key} must be {wanted}, and is {found}")]
    WrongType {
        /// The key.
        key: &'static str,
        /// What it must be.
        wanted: &'static str,
        /// The type found.
        found: &'static str,
    },
    /// A name that means nothing here.
    #[error("there is no {what} {}{}", Quoted(.name), did_you_mean_or(*.suggestion, .known))]
    Unknown {
        /// What sort of thing it should name, such as `kind`.
        what: &'static str,
        /// The name.
        name: String,
        /// The name that may have been meant.
        suggestion: Option<&'static str>,
        /// The names that there are, or where to look for them, as a part of a sentence.
        known: String,
    },
    /// A decoy is asked for, which no rule makes.
    #[error("{} is a decoy, a right value that is planted whatever the policy: leave the rule out", Quoted(.0))]
    Decoy(String),
    /// The table has no such column.
    #[error("there is no column {} in {table}{}", Quoted(.name), did_you_mean(*.suggestion))]
    UnknownColumn {
        /// The table.
        table: Table,
        /// The name.
        name: String,
        /// The name that may have been meant.
        suggestion: Option<&'static str>,
    },
    /// A rule is disabled that the policy it starts from does not have.
    #[error("there is no such rule to disable{}", did_you_mean(.suggestion.as_deref()))]
    NothingToDisable {
        /// The id that may have been meant.
        suggestion: Option<String>,
    },
    /// A rule is disabled in a policy that starts from no other.
    #[error(
        "there is no rule to disable: the policy extends no other; begin it with extends = \"default\", or leave the rule out"
    )]
    NothingExtended,
    /// A rule says too little.
    #[error("the rule has no {key}{}", changing(.suggestion.as_deref()))]
    MissingKey {
        /// The key that it lacks.
        key: &'static str,
        /// A rule of the policy it starts from that may have been meant to change.
        suggestion: Option<String>,
    },
    /// An id with other characters, or too long.
    #[error("an id is 1 to 100 letters, digits, `.`, `_` or `-`, and this one is {}", Quoted(.0))]
    BadId(String),
    /// Two rules share an id.
    #[error("line {first} has a rule with the same id")]
    DuplicateId {
        /// Line of the first one.
        first: usize,
    },
    /// The kind does not fit the table or column.
    #[error("{kind} does not fit {place}: {reason}")]
    DoesNotFit {
        /// The kind.
        kind: &'static str,
        /// Table and column.
        place: String,
        /// What it needs.
        reason: &'static str,
    },
    /// A kind that spoils cells, and no column of them.
    #[error("{kind} spoils cells, and the rule has no column: {}", naming(*.table, .fitting, .reason))]
    NoColumn {
        /// The kind.
        kind: &'static str,
        /// The table.
        table: Table,
        /// The columns of the table that the kind fits.
        fitting: Vec<&'static str>,
        /// What the kind needs.
        reason: &'static str,
    },
    /// A share outside its range.
    #[error("{key} must be above 0 and at most 1, and is {value}")]
    OutOfRange {
        /// The key.
        key: &'static str,
        /// Its value.
        value: f64,
    },
    /// A count of nothing, or of more than fits 63 bits.
    #[error("{key} must be a whole number from 1 on, and is {}", Shortened(.value))]
    BadCount {
        /// The key.
        key: &'static str,
        /// Its value.
        value: String,
    },
    /// Rate and count, or neither.
    #[error("a rule has either a rate or a count; this one has {0}")]
    RateOrCount(&'static str),
    /// A count where the number of rows depends on the window.
    #[error("{0} is partitioned, so it takes a rate and no count: a window must not change what is in a partition")]
    CountOnPartitioned(Table),
    /// An incident where there are no days, or of rows.
    #[error("incidents hit cells of a table with a file a day; {0}")]
    NoIncident(String),
    /// Runs where there are no series, of rows, or of a length that makes none.
    #[error("runs hit cells of a table with series, such as a sensor's readings; {0}")]
    NoRun(String),
    /// A key of a mechanism stands alone or with another one.
    #[error("{key} belongs to mechanism = \"{mechanism}\"")]
    NoMechanism {
        /// The key.
        key: &'static str,
        /// The mechanism that takes it.
        mechanism: &'static str,
    },
    /// More hits than incidents on the bad days can reach rows.
    #[error("rate {rate} is more than incidents can reach: with days_share {days_share} at most {}", floored(*.most))]
    TooFewDays {
        /// The rate.
        rate: f64,
        /// The share of days.
        days_share: f64,
        /// The greatest rate that can be met.
        most: f64,
    },
    /// Entities where rows cannot be chosen by them.
    #[error(
        "entities goes with rate and a kind of cells or rows: give a rate instead of a count, or another kind than {0}"
    )]
    NoEntitiesHere(&'static str),
    /// Entities of more than one column.
    #[error("entities has one column with a number, such as {{ store_id = 3 }}; write a rule for each column")]
    ManyColumns,
    /// A column whose values are not the names of entities.
    #[error("entities: {table}.{column} names none that could be chosen; {}", in_place_of(.columns))]
    NoEntities {
        /// The table.
        table: Table,
        /// The column.
        column: &'static str,
        /// The columns of the table that name entities.
        columns: Vec<&'static str>,
    },
    /// More entities than there are to be chosen.
    #[error("entities: {asked} by {column} are asked for, and {possible} can be chosen")]
    TooManyEntities {
        /// How many are asked for.
        asked: u64,
        /// The column that tells them apart.
        column: &'static str,
        /// How many there are.
        possible: u64,
    },
    /// Weights for a kind that has one form.
    #[error("{0} comes in one form only: leave out `weights`")]
    OneForm(&'static str),
    /// A weight beyond all measure.
    #[error("weights: {form} is {value}, and {most} is the greatest weight")]
    WeightTooGreat {
        /// The form.
        form: &'static str,
        /// Its weight.
        value: u64,
        /// The greatest weight.
        most: u64,
    },
    /// A condition where rows cannot be chosen by it.
    #[error(
        "where goes with rate, hits by chance and a kind of cells or rows: leave out count and mechanism, or give another kind than {0}"
    )]
    NoCondition(&'static str),
    /// A condition asks for a value that no clean row has.
    #[error("where: no {table}.{column} is {}{}", Quoted(.value), among(.known))]
    NeverThere {
        /// The table.
        table: Table,
        /// The column.
        column: &'static str,
        /// The value.
        value: String,
        /// The values that there are; none where the list is open.
        known: &'static [&'static str],
    },
    /// A count of more rows than there are.
    #[error("count is {count}, and {table} has {eligible} rows that the rule could hit")]
    TooFewRows {
        /// The count.
        count: u64,
        /// The table.
        table: Table,
        /// Its rows that the rule could hit.
        eligible: u64,
    },
}

fn among(known: &[&str]) -> String {
    if known.is_empty() { String::new() } else { format!("; choose among {}", known.join(", ")) }
}

/// Which column could be named instead.
fn in_place_of(columns: &[&str]) -> String {
    if columns.is_empty() { "no column of the table does".to_owned() } else { format!("choose {}", columns.join(", ")) }
}

fn did_you_mean(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |name| format!("; did you mean {name:?}?"))
}

fn did_you_mean_or(suggestion: Option<&str>, known: &str) -> String {
    suggestion.map_or_else(|| format!("; {known}"), |name| did_you_mean(Some(name)))
}

/// Which column a rule may name.
fn naming(table: Table, fitting: &[&str], reason: &str) -> String {
    match fitting {
        [] => format!("{reason}, and {table} has none"),
        [one] => format!("add column = {one:?}"),
        _ => format!("add column = \"…\" with one of {}", fitting.join(", ")),
    }
}

fn changing(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |id| format!("; did you mean to change the rule {id:?}?"))
}

/// A rate with four decimals at most, and no greater than it is.
fn floored(rate: f64) -> f64 {
    (rate * 10_000.0).floor() / 10_000.0
}

/// Text of the policy in a message: one line of bounded length.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, rest) = cut(self.0);
        write!(f, "{start:?}{rest}")
    }
}

/// As [`Quoted`], for what stands without quotes.
struct Shortened<'t>(&'t str);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, rest) = cut(self.0);
        write!(f, "{start}{rest}")
    }
}

fn cut(text: &str) -> (&str, &str) {
    match text.char_indices().nth(60) {
        Some((end, _)) => (&text[..end], "…"),
        None => (text, ""),
    }
}
