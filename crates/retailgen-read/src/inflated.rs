//! A file as its bytes, or as the text that was compressed.

use std::{
    io::{self, Read},
    path::Path,
};

use flate2::read::MultiGzDecoder;

/// Reads what a file holds: of one whose name ends in `.gz`, what was compressed.
///
/// ```
/// use std::{io::Read, path::Path};
/// use retailgen_read::Inflated;
///
/// let mut plain = Inflated::new(Path::new("stores.csv"), &b"store_id\n"[..]);
/// let mut text = String::new();
/// plain.read_to_string(&mut text)?;
/// assert_eq!(text, "store_id\n");
///
/// let mut cut_short = Inflated::new(Path::new("stores.csv.gz"), &b"\x1f\x8b"[..]);
/// assert!(cut_short.read_to_string(&mut text).is_err());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Inflated<R>(Source<R>);

#[derive(Debug)]
enum Source<R> {
    /// Of a file that is not there.
    Absent,
    Plain(R),
    /// Several compressed pieces one after the other count as one.
    Gzip(Box<MultiGzDecoder<R>>),
}

impl<R: Read> Inflated<R> {
    /// Reads from `inner`, a file of this name.
    #[must_use]
    pub fn new(name: &Path, inner: R) -> Self {
        let is_compressed = name.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
        Self(if is_compressed { Source::Gzip(Box::new(MultiGzDecoder::new(inner))) } else { Source::Plain(inner) })
    }

    /// Reads the bytes of `inner` as they are.
    #[must_use]
    pub fn plain(inner: R) -> Self {
        Self(Source::Plain(inner))
    }

    /// Reads nothing: of a file that did not arrive, whose text is in a label.
    #[must_use]
    pub fn absent() -> Self {
        Self(Source::Absent)
    }

    /// What is read from; none where there is nothing.
    pub fn into_inner(self) -> Option<R> {
        match self.0 {
            Source::Absent => None,
            Source::Plain(inner) => Some(inner),
            Source::Gzip(decoder) => Some(decoder.into_inner()),
        }
    }
}

/// Damaged compression is told as [`io::ErrorKind::InvalidData`], whatever is wrong with it.
impl<R: Read> Read for Inflated<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Source::Absent => Ok(0),
            Source::Plain(inner) => inner.read(out),
            Source::Gzip(decoder) => decoder.read(out).map_err(|error| match error.kind() {
                io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                    io::Error::new(io::ErrorKind::InvalidData, format!("its compression is damaged: {error}"))
                }
                _ => error,
            }),
        }
    }
}
