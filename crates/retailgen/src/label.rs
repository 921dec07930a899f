//! A label: what the truth says of one effect, and the names that it says it by.

use std::borrow::Cow;

use retailgen_anomaly::{Action, Detectability, Level};

use crate::Error;

/// Takes the labels of a run, from any thread.
pub trait LabelReceiver: Sync {
    /// Takes labels of one file, given by its place in the plan. Those of one file come by row and column, in as many calls
    /// as it likes; those of different files in any order.
    ///
    /// # Errors
    /// Whatever keeps it from taking them; the run fails then.
    fn receive(&self, file: usize, labels: &[Label]) -> Result<(), Error>;
}

/// One line of `labels.parquet`, but for its number, its table and its file, which the writer knows.
///
/// Text that was made for the label is owned, text that outlives it is borrowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label<'l> {
    /// What the effect belongs to with others, if anything.
    pub incident_id: Option<Cow<'l, str>>,
    /// The rule of the policy; none for a decoy.
    pub rule_id: Option<&'l str>,
    /// The kind, such as `email.malformed`.
    pub kind: &'l str,
    /// What is hit.
    pub level: Level,
    /// Whether it is a right value that only looks wrong.
    pub decoy: bool,
    /// The first physical line of the row, from 1, the header counted; none where a file has no lines.
    pub line: Option<u64>,
    /// The row within the file, from 0; none for an effect on the file.
    pub row: Option<u64>,
    /// The address in a worksheet, such as `C17`.
    pub cell: Option<Cow<'l, str>>,
    /// The version of a Delta table that brought the effect.
    pub delta_version: Option<u64>,
    /// The primary key of the clean row, as a JSON object; none for an effect on the file.
    pub key: Option<Cow<'l, str>>,
    /// The column; none for an effect on a row or file.
    pub column: Option<&'l str>,
    /// The text of the clean cell; none for null, and for an effect on a row or file.
    pub clean_value: Option<Cow<'l, str>>,
    /// The text as written; none for null, and for an effect on a row or file.
    pub dirty_value: Option<Cow<'l, str>>,
    /// The path of the file that holds the original of a copy; none where it was not written.
    pub related_file: Option<Cow<'l, str>>,
    /// The row of the original within that file, from 0.
    pub related_row: Option<u64>,
    /// The primary key of the original, as a JSON object.
    pub related_key: Option<Cow<'l, str>>,
    /// Whether the value as written does not cast to the column's type.
    pub breaks_type: bool,
    /// The nearest kind of check that can see it.
    pub detectability: Detectability,
    /// What a pipeline should do about it.
    pub expected_action: Action,
}

/// The names of levels in the truth.
#[cfg(feature = "parquet")]
pub const LEVELS: &[(Level, &str)] = &[(Level::Cell, "cell"), (Level::Row, "row")];

/// The names of kinds of checks in the truth.
#[cfg(feature = "parquet")]
pub const DETECTABILITIES: &[(Detectability, &str)] = &[
    (Detectability::Parse, "parse"),
    (Detectability::Type, "type"),
    (Detectability::Domain, "domain"),
    (Detectability::Row, "row"),
    (Detectability::CrossRow, "cross_row"),
    (Detectability::CrossTable, "cross_table"),
];

/// The names of actions in the truth.
#[cfg(feature = "parquet")]
pub const ACTIONS: &[(Action, &str)] = &[
    (Action::Reject, "reject"),
    (Action::Quarantine, "quarantine"),
    (Action::Warn, "warn"),
    (Action::Accept, "accept"),
];

/// The name of a value; empty for one that has none, which the tests rule out.
#[cfg(feature = "parquet")]
pub fn name<T: Copy + PartialEq>(names: &[(T, &'static str)], value: T) -> &'static str {
    names.iter().find(|(named, _)| *named == value).map_or("", |(_, name)| name)
}

#[cfg(all(test, feature = "parquet"))]
mod tests {
    use retailgen_anomaly::kind::CATALOGUE;

    use super::*;

    #[test]
    fn everything_in_the_catalogue_has_a_name() {
        for kind in CATALOGUE {
            assert_ne!(name(LEVELS, kind.level), "", "{}", kind.name);
            assert_ne!(name(DETECTABILITIES, kind.detectability), "", "{}", kind.name);
            assert_ne!(name(ACTIONS, kind.expected_action), "", "{}", kind.name);
        }
    }
}
