//! Addresses: which store, and which place in it.

use std::path::Path;

/// The kind of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Scheme {
    /// Amazon's, and what speaks as it does.
    S3,
    /// Google's.
    Gs,
    /// Azure's.
    Az,
    /// The memory of the process, for tests.
    Memory,
}

impl Scheme {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "s3" => Self::S3,
            "gs" => Self::Gs,
            "az" => Self::Az,
            "memory" => Self::Memory,
            _ => return None,
        })
    }

    /// As it stands before `://`.
    ///
    /// ```
    /// assert_eq!(retailgen_stores::Scheme::S3.name(), "s3");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::Gs => "gs",
            Self::Az => "az",
            Self::Memory => "memory",
        }
    }
}

/// A place in a store: `s3://bucket/key`.
///
/// ```
/// use std::path::Path;
/// use retailgen_stores::{Address, AddressProblem};
///
/// let address = Address::parse(Path::new("memory://bucket/raw/data/"))?.ok_or("it is an address")?;
/// assert_eq!((address.bucket(), address.key()), ("bucket", "raw/data"));
/// assert_eq!(Address::parse(Path::new("raw/data"))?, None);
/// assert_eq!(Address::parse(Path::new("memory://bucket")), Err(AddressProblem::WholeBucket));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    scheme: Scheme,
    bucket: String,
    key: String,
}

/// Why an address cannot be used. The words follow the address in a message.
///
/// ```
/// assert_eq!(
///     retailgen_stores::AddressProblem::WholeBucket.to_string(),
///     "names no place in a bucket; add one, as in s3://bucket/data_raw"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressProblem {
    /// Something that only folders can do is wanted.
    #[error("is an address, and only a folder can be named here; name a folder")]
    FoldersOnly,
    /// Its scheme is not one of ours.
    #[error("is an address that retailgen does not know; name a folder, or an address with s3://, gs:// or az://")]
    UnknownScheme,
    /// Its scheme belongs to a feature that this build is without.
    #[error(
        "is an address, and this retailgen is built without object stores; name a folder, or build it with `--features \
         stores`"
    )]
    NotBuilt,
    /// It leads to a bucket, and to no place in it.
    #[error("names no place in a bucket; add one, as in s3://bucket/data_raw")]
    WholeBucket,
    /// It holds a name that leads elsewhere or that stores treat in different ways.
    #[error("holds an empty name, `.`, `..`, a `\\` or a control character; choose another address")]
    BadName,
}

impl Address {
    /// Whether a path is an address: it begins with a scheme of two letters at least, since one letter is a drive of Windows.
    ///
    /// ```
    /// use std::path::Path;
    /// use retailgen_stores::Address;
    ///
    /// assert!(Address::is_one(Path::new("s3://bucket/data")) && !Address::is_one(Path::new("s3/bucket")));
    /// ```
    #[must_use]
    pub fn is_one(path: &Path) -> bool {
        scheme_and_rest(&path.to_string_lossy()).is_some()
    }

    /// Reads an address; none where the path names a folder.
    ///
    /// # Errors
    /// [`AddressProblem`] where this build has no store of the kind, or no place is named.
    pub fn parse(path: &Path) -> Result<Option<Self>, AddressProblem> {
        let text = path.to_string_lossy();
        // There, names are joined by backslashes.
        let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
        let Some((scheme, rest)) = scheme_and_rest(&text) else { return Ok(None) };
        let scheme = Scheme::of(scheme).ok_or(AddressProblem::UnknownScheme)?;
        if scheme != Scheme::Memory && !cfg!(feature = "clouds") {
            return Err(AddressProblem::NotBuilt);
        }
        let (bucket, key) = rest.trim_end_matches('/').split_once('/').ok_or(AddressProblem::WholeBucket)?;
        let is_bad = |name: &str| {
            matches!(name, "" | "." | "..") || name.contains(|c: char| c == '\\' || c.is_control() || c == '\u{fffd}')
        };
        if is_bad(bucket) || key.split('/').any(is_bad) {
            return Err(AddressProblem::BadName);
        }
        Ok(Some(Self { scheme, bucket: bucket.to_owned(), key: key.to_owned() }))
    }

    /// The kind of the store.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The bucket, or what the store calls one.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// The place in the bucket, without a slash at its ends.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

fn scheme_and_rest(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let is_scheme = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then_some((scheme, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_a_path() {
        for address in ["s3://bucket/x", "gs://b", "file:///tmp/x", "abfss://c@a.dfs.core.windows.net/x", "HTTP://x"] {
            assert!(Address::is_one(Path::new(address)), "{address}");
        }
        for folder in ["s3:/bucket", "c://data", "data/s3://x", "://x", "3s://x", "a b://x"] {
            assert!(!Address::is_one(Path::new(folder)), "{folder}");
            assert_eq!(Address::parse(Path::new(folder)), Ok(None), "{folder}");
        }
    }

    #[test]
    fn what_leads_nowhere_is_refused() {
        for (address, problem) in [
            ("ftp://host/x", AddressProblem::UnknownScheme),
            ("memory://bucket", AddressProblem::WholeBucket),
            ("memory://bucket//", AddressProblem::WholeBucket),
            ("memory:///x", AddressProblem::BadName),
            ("memory://bucket/a//b", AddressProblem::BadName),
            ("memory://bucket/a/../b", AddressProblem::BadName),
            ("memory://bucket/a\nb", AddressProblem::BadName),
        ] {
            assert_eq!(Address::parse(Path::new(address)), Err(problem), "{address}");
        }
    }

    #[test]
    fn clouds_are_known_where_they_are_built() {
        let found = Address::parse(Path::new("s3://bucket/a/b"));
        if cfg!(feature = "clouds") {
            assert_eq!(found.unwrap().unwrap().key(), "a/b");
        } else {
            assert_eq!(found, Err(AddressProblem::NotBuilt));
        }
    }
}
