//! What a Delta table may look like: the choices, which every build knows whether or not it writes such tables.

use std::fmt;
use std::str::FromStr;

/// How a Delta table is written, beyond its rows.
///
/// ```
/// use retailgen_sinks::delta::{DeltaOptions, DeltaTimestamps};
///
/// let options = DeltaOptions::default().with_change_data_feed(true).with_timestamps(DeltaTimestamps::Utc);
/// assert!(options.change_data_feed);
/// assert_eq!(options.timestamps, DeltaTimestamps::Utc);
/// assert_eq!(DeltaOptions::default().timestamps, DeltaTimestamps::Ntz);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct DeltaOptions {
    /// Whether the table has a change data feed: files that say which rows a merge or a delete changed.
    pub change_data_feed: bool,
    /// The type of its instants.
    pub timestamps: DeltaTimestamps,
}

impl DeltaOptions {
    /// The same with or without a change data feed.
    #[must_use]
    pub fn with_change_data_feed(self, change_data_feed: bool) -> Self {
        Self { change_data_feed, ..self }
    }

    /// The same with instants of another type.
    #[must_use]
    pub fn with_timestamps(self, timestamps: DeltaTimestamps) -> Self {
        Self { timestamps, ..self }
    }
}

/// The type that a Delta table gives instants. All of them are UTC either way.
///
/// ```
/// use retailgen_sinks::delta::DeltaTimestamps;
///
/// assert_eq!(DeltaTimestamps::ALL.map(DeltaTimestamps::name), ["ntz", "utc"]);
/// assert_eq!("ntz".parse(), Ok(DeltaTimestamps::default()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum DeltaTimestamps {
    /// `timestamp_ntz`, without a zone: the type of the table's Arrow schema. It asks for readers of protocol 3, which have
    /// been around since 2023.
    #[default]
    Ntz,
    /// `timestamp`, which is in UTC: read by every reader, as an Arrow timestamp with the zone UTC.
    Utc,
}

impl DeltaTimestamps {
    /// All of them, the default first.
    pub const ALL: [Self; 2] = [Self::Ntz, Self::Utc];

    /// The name of the choice: `ntz` or `utc`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ntz => "ntz",
            Self::Utc => "utc",
        }
    }
}

impl fmt::Display for DeltaTimestamps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Delta tables have no such type of timestamps.
///
/// ```
/// use retailgen_sinks::delta::DeltaTimestamps;
///
/// let refused = "local".parse::<DeltaTimestamps>().unwrap_err();
/// assert_eq!(refused.name, "local");
/// assert_eq!(refused.to_string(), "there are no Delta timestamps \"local\"; choose one of ntz, utc");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there are no Delta timestamps {name:?}; choose one of {}", DeltaTimestamps::ALL.map(DeltaTimestamps::name).join(", "))]
#[non_exhaustive]
pub struct UnknownTimestamps {
    /// The name that was asked for.
    pub name: String,
}

impl FromStr for DeltaTimestamps {
    type Err = UnknownTimestamps;

    /// The type of exactly that name.
    ///
    /// ```
    /// use retailgen_sinks::delta::DeltaTimestamps;
    ///
    /// assert_eq!("utc".parse(), Ok(DeltaTimestamps::Utc));
    /// assert_eq!(
    ///     "local".parse::<DeltaTimestamps>().unwrap_err().to_string(),
    ///     "there are no Delta timestamps \"local\"; choose one of ntz, utc"
    /// );
    /// ```
    fn from_str(name: &str) -> Result<Self, UnknownTimestamps> {
        Self::ALL.into_iter().find(|one| one.name() == name).ok_or_else(|| UnknownTimestamps { name: name.to_owned() })
    }
}
