//! What an exercise can be about.

use std::{fmt, str::FromStr};

use retailgen_anomaly::{Policy, nearest_name};
use retailgen_dataset::Table;
use retailgen_score::Ladder;

use crate::ExerciseError;

/// What an exercise is about.
///
/// ```
/// use retailgen_exercise::Topic;
///
/// let topic: Topic = "schema-drift".parse()?;
/// assert_eq!((topic, topic.to_string().as_str()), (Topic::SchemaDrift, "schema-drift"));
/// assert!(topic.about().starts_with("Headers"));
/// assert_eq!(Topic::ALL.map(Topic::name), ["quotes", "duplicates", "references", "dates", "schema-drift"]);
/// let refused = "date".parse::<Topic>().unwrap_err();
/// assert!(refused.to_string().ends_with("did you mean dates?"));
/// # Ok::<(), retailgen_exercise::ExerciseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Topic {
    /// Broken records in a CSV file.
    Quotes,
    /// Rows that are there twice.
    Duplicates,
    /// Keys that name no row.
    References,
    /// Dates that are written otherwise, or are wrong.
    Dates,
    /// Headers that do not follow the contract.
    SchemaDrift,
}

/// How large the data of a topic is. The scale is as text, since it is a factor to the last digit.
pub(crate) struct Extent {
    pub tables: &'static [Table],
    pub scale: &'static str,
    pub first: &'static str,
    pub days: u32,
}

/// A month, in which a day has rows enough.
const MONTH: (&str, u32) = ("2024-03-01", 31);
/// A calendar year: over one the rate of files that are hit is exact.
const YEAR: (&str, u32) = ("2024-01-01", 366);

/// The tables that refer to each other, and all that they refer to.
const REFERRING: [Table; 5] =
    [Table::Customers, Table::Products, Table::Stores, Table::OrdersHeader, Table::OrdersLines];

impl Topic {
    /// All of them, the easiest to explain first.
    pub const ALL: [Self; 5] = [Self::Quotes, Self::Duplicates, Self::References, Self::Dates, Self::SchemaDrift];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Quotes => "quotes",
            Self::Duplicates => "duplicates",
            Self::References => "references",
            Self::Dates => "dates",
            Self::SchemaDrift => "schema-drift",
        }
    }

    /// What is to be found, in a line.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Quotes => "Records of a CSV file that stray quotes and commas have broken",
            Self::Duplicates => "Customers and orders that were delivered twice, not always unchanged",
            Self::References => "Orders and lines that name customers, stores and products which do not exist",
            Self::Dates => "Dates written in another way, impossible ones, and plausible wrong ones",
            Self::SchemaDrift => "Headers that changed from one day's file to the next",
        }
    }

    /// How exactly a finding has to name the place. It is what the brief asks for: a coarser finding earns nothing, and one
    /// that names more is taken by its row or file.
    pub(crate) fn ladder(self) -> Ladder {
        match self {
            Self::Quotes | Self::Duplicates => Ladder::Row,
            Self::References | Self::Dates => Ladder::Cell,
            Self::SchemaDrift => Ladder::File,
        }
    }

    pub(crate) fn extent(self) -> Extent {
        let (tables, scale, (first, days)): (&[Table], _, _) = match self {
            Self::Quotes => (&[Table::Customers], "0.05", MONTH),
            Self::Duplicates | Self::Dates => (&[Table::Customers, Table::OrdersHeader], "0.02", MONTH),
            Self::References => (&REFERRING, "0.02", MONTH),
            Self::SchemaDrift => (&[Table::OrdersHeader, Table::OrdersLines], "0.002", YEAR),
        };
        Extent { tables, scale, first, days }
    }

    /// The faults of the topic; a run is known as an exercise by the policy's name.
    pub(crate) fn policy(self) -> Result<Policy, ExerciseError> {
        let rules = match self {
            Self::Quotes => include_str!("../topics/quotes.toml"),
            Self::Duplicates => include_str!("../topics/duplicates.toml"),
            Self::References => include_str!("../topics/references.toml"),
            Self::Dates => include_str!("../topics/dates.toml"),
            Self::SchemaDrift => include_str!("../topics/schema-drift.toml"),
        };
        let policy = Policy::parse(rules, &format!("{}.toml", self.policy_name()));
        Ok(policy.map_err(retailgen_dataset::DatasetError::from)?)
    }

    /// The topic whose policy has this name.
    pub(crate) fn of_policy(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.policy_name() == name)
    }

    fn policy_name(self) -> String {
        format!("exercise-{self}")
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Topic {
    type Err = ExerciseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let names = Self::ALL.map(Self::name);
        let known = Self::ALL.into_iter().find(|topic| topic.name() == text);
        known.ok_or_else(|| {
            let hint = nearest_name(text, names).map_or_else(String::new, |name| format!("; did you mean {name}?"));
            ExerciseError::UnknownTopic { given: text.to_owned(), names: names.join(", "), hint }
        })
    }
}
