//! How files are compressed: the choices, which every build knows whether or not it writes such files.

use std::fmt;
use std::str::FromStr;

/// How the pages of Parquet files are compressed; `gzip` compresses files of text as well, which else are not.
///
/// ```
/// use retailgen_sinks::compression::Compression;
///
/// assert_eq!(Compression::default(), Compression::Zstd);
/// assert_eq!(Compression::ALL.map(Compression::name), ["zstd", "snappy", "gzip", "none"]);
/// assert_eq!(Compression::Snappy.to_string().parse(), Ok(Compression::Snappy));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Compression {
    /// Zstandard at level 1: the smallest files. Level 3 takes half as long again for less than 0.1 % of the bytes.
    #[default]
    Zstd,
    /// Snappy: larger and a little faster, read by the oldest readers.
    Snappy,
    /// gzip, of files of text too: `customers.csv.gz`.
    Gzip,
    /// None at all.
    None,
}

impl Compression {
    /// All of them, the default first.
    pub const ALL: [Self; 4] = [Self::Zstd, Self::Snappy, Self::Gzip, Self::None];

    /// The name of the choice: `zstd`, `snappy`, `gzip` or `none`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Snappy => "snappy",
            Self::Gzip => "gzip",
            Self::None => "none",
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// No compression has this name.
///
/// ```
/// use retailgen_sinks::compression::Compression;
///
/// let refused = "brotli".parse::<Compression>().unwrap_err();
/// assert_eq!(refused.name, "brotli");
/// assert_eq!(refused.to_string(), "there is no compression \"brotli\"; choose one of zstd, snappy, gzip, none");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no compression {name:?}; choose one of {}", Compression::ALL.map(Compression::name).join(", "))]
#[non_exhaustive]
pub struct UnknownCompression {
    /// The name that was asked for.
    pub name: String,
}

impl FromStr for Compression {
    type Err = UnknownCompression;

    /// The compression of exactly that name.
    ///
    /// ```
    /// use retailgen_sinks::compression::Compression;
    ///
    /// assert_eq!("snappy".parse(), Ok(Compression::Snappy));
    /// assert_eq!(
    ///     "lzo".parse::<Compression>().unwrap_err().to_string(),
    ///     "there is no compression \"lzo\"; choose one of zstd, snappy, gzip, none"
    /// );
    /// ```
    fn from_str(name: &str) -> Result<Self, UnknownCompression> {
        Self::ALL.into_iter().find(|one| one.name() == name).ok_or_else(|| UnknownCompression { name: name.to_owned() })
    }
}
