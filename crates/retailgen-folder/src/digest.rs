//! The size and the SHA-256 of a file.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// What was written into a file.
///
/// ```
/// use retailgen_folder::{FileDigest, PendingFile};
///
/// let mut file = PendingFile::measured("stores.csv".as_ref());
/// file.write_block(b"abc")?;
/// let digest = file.commit()?;
/// assert_eq!(digest.bytes, 3);
/// assert_eq!(digest, FileDigest::of(b"abc"));
/// assert_eq!(digest.sha256.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
/// # Ok::<(), retailgen_folder::FolderError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// The size in bytes.
    pub bytes: u64,
    /// The SHA-256 of the content.
    pub sha256: Sha256Sum,
}

impl FileDigest {
    /// Of a file that would hold these bytes.
    #[must_use]
    pub fn of(content: &[u8]) -> Self {
        Self { bytes: content.len() as u64, sha256: Sha256Sum(Sha256::digest(content).into()) }
    }

    /// Of an open file, from its beginning.
    ///
    /// ```
    /// use retailgen_folder::FileDigest;
    ///
    /// let file = tempfile::tempfile()?;
    /// std::io::Write::write_all(&mut &file, b"abc")?;
    /// assert_eq!(FileDigest::of_file(&file)?, FileDigest::of(b"abc"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// What the system says where it cannot be read.
    pub fn of_file(mut file: &File) -> io::Result<Self> {
        file.seek(SeekFrom::Start(0))?;
        let (mut hash, mut bytes, mut block) = (Sha256::new(), 0, vec![0; 128 * 1024]);
        loop {
            match file.read(&mut block)? {
                0 => return Ok(Self { bytes, sha256: Sha256Sum(hash.finalize().into()) }),
                read => {
                    hash.update(&block[..read]);
                    bytes += read as u64;
                }
            }
        }
    }
}

/// A SHA-256, shown, parsed and serialized as 64 lower-case hex digits.
///
/// ```
/// use retailgen_folder::Sha256Sum;
///
/// let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // as `sha256sum` prints it
/// let sum: Sha256Sum = text.parse()?;
/// assert_eq!(sum.0[..2], [0xba, 0x78]);
/// assert_eq!(sum.to_string(), text);
/// # Ok::<(), retailgen_folder::NotASha256>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sha256Sum(pub [u8; 32]);

impl fmt::Display for Sha256Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sha256Sum({self})")
    }
}

/// The text is not a SHA-256.
///
/// ```
/// use retailgen_folder::{NotASha256, Sha256Sum};
///
/// let upper_case = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";
/// assert_eq!(upper_case.parse::<Sha256Sum>(), Err(NotASha256));
/// assert_eq!(NotASha256.to_string(), "a SHA-256 is 64 lower-case hex digits");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 is 64 lower-case hex digits")]
pub struct NotASha256;

impl FromStr for Sha256Sum {
    type Err = NotASha256;

    fn from_str(text: &str) -> Result<Self, NotASha256> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(NotASha256),
        };
        let mut sum = [0; 32];
        if text.len() != 64 {
            return Err(NotASha256);
        }
        for (byte, pair) in sum.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Self(sum))
    }
}

impl Serialize for Sha256Sum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sha256Sum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_read_as_it_is_shown() {
        let digest = FileDigest::of(b"abc");
        assert_eq!(digest.bytes, 3);
        // FIPS 180-2, appendix B.1.
        assert_eq!(digest.sha256.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest.sha256.to_string().parse(), Ok(digest.sha256));
        assert_eq!("BA".repeat(32).parse::<Sha256Sum>(), Err(NotASha256));
    }
}
