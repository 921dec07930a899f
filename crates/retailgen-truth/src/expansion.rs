//! How much a Parquet file becomes when it is read: a few bytes may stand for gigabytes, as a value that is said once, in a
//! dictionary, and meant in every row.

use std::sync::Arc;

use parquet::{
    basic::{Encoding, Type},
    column::page::Page,
    errors::{ParquetError, Result},
    file::{
        metadata::{ColumnChunkMetaData, ParquetMetaData},
        reader::Length as _,
        serialized_reader::SerializedPageReader,
    },
};
use retailgen_read::{UntrustedFile, unless_it_panics};

/// The most bytes of a page, which is in memory as a whole, and of the rows that are in memory at a time.
const MOST: usize = 64 << 20;

/// How many bytes of text a file of the truth may come to, and how many more for each of its own bytes. Those that are written come
/// to some hundred.
const FREE: u64 = 32 << 20;
const MOST_GROWTH: u64 = 1_024;

/// What the columns of a Parquet file become.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expansion {
    /// The most bytes that the values of one row have, taken over a page.
    pub row: usize,
    /// The most bytes that all values can have.
    pub all: u64,
}

impl Expansion {
    /// Reads the pages of a file one after the other.
    ///
    /// # Errors
    /// [`ParquetError`] where a page is none, larger than any that `retailgen` writes, or in an encoding that it does not write.
    pub fn of(file: &UntrustedFile, metadata: &ParquetMetaData) -> Result<Self> {
        unless_it_panics(|| Self::of_pages(file, metadata))
    }

    fn of_pages(file: &UntrustedFile, metadata: &ParquetMetaData) -> Result<Self> {
        let mut whole = Self::default();
        let file = Arc::new(file.clone());
        for group in metadata.row_groups() {
            let rows = usize::try_from(group.num_rows()).map_err(|_| odd("a negative number of rows"))?;
            let mut row = 0_usize;
            for column in group.columns() {
                let of_column = Self::of_column(&file, column, rows)?;
                row = row.saturating_add(of_column.row);
                whole.all = whole.all.saturating_add(of_column.all);
            }
            whole.row = whole.row.max(row);
        }
        Ok(whole)
    }

    fn of_column(file: &Arc<UntrustedFile>, column: &ColumnChunkMetaData, rows: usize) -> Result<Self> {
        let mut found = Self::default();
        // The length of the longest text in the dictionary; any row may refer to it.
        let mut longest_meant = 0_usize;
        for page in SerializedPageReader::new(Arc::clone(file), column, rows, None)? {
            let page = page?;
            let bytes = page.buffer().len();
            if bytes > MOST {
                return Err(odd(&format!("a page of more than {MOST} bytes")));
            }
            match page {
                Page::DictionaryPage { buf, .. } => {
                    longest_meant = if column.column_type() == Type::BYTE_ARRAY { longest(&buf)? } else { 16 };
                    found.row = found.row.max(longest_meant);
                }
                page if [Encoding::RLE_DICTIONARY, Encoding::PLAIN_DICTIONARY].contains(&page.encoding()) => {
                    let values = longest_meant as u64 * u64::from(page.num_values());
                    found.all = found.all.saturating_add(values);
                }
                // Each text begins as the one before it, which is said once.
                page if page.encoding() == Encoding::DELTA_BYTE_ARRAY => {
                    return Err(odd("the encoding DELTA_BYTE_ARRAY"));
                }
                // Pages are packed, so many such values may come of few bytes.
                page => {
                    let values = usize::try_from(page.num_values()).unwrap_or(usize::MAX);
                    found.row = found.row.max(bytes.div_ceil(values.max(1)));
                    found.all = found.all.saturating_add(bytes as u64);
                }
            }
        }
        Ok(found)
    }

    /// How many rows fit into memory at a time, at most `most`.
    #[must_use]
    pub fn rows_at_a_time(&self, most: usize) -> usize {
        (MOST / self.row.max(1)).clamp(1, most)
    }
}

/// The length of the longest text in a dictionary, where each text follows its length.
fn longest(mut texts: &[u8]) -> Result<usize> {
    let mut longest = 0;
    while let Some((length, rest)) = texts.split_first_chunk() {
        let length = u32::from_le_bytes(*length) as usize;
        texts = rest.get(length..).ok_or_else(|| odd("a text that goes beyond its page"))?;
        longest = longest.max(length);
    }
    Ok(longest)
}

fn odd(what: &str) -> ParquetError {
    ParquetError::General(format!("it has {what}, which retailgen does not write"))
}
/// How many rows a file of the truth has, and how many to read at a time; refused where a few bytes stand for many, since the
/// labels of a file are held together.
pub(crate) fn believable_rows(
    file: &UntrustedFile,
    metadata: &ParquetMetaData,
    batch: usize,
) -> Result<(u64, usize), String> {
    let bytes = file.len();
    let expansion = Expansion::of(file, metadata).map_err(|error| error.to_string())?;
    let groups = metadata.row_groups().iter();
    let rows = groups.fold(0_u64, |rows, group| rows.saturating_add(group.num_rows().unsigned_abs()));
    if rows > bytes || expansion.all > FREE + bytes.saturating_mul(MOST_GROWTH) {
        return Err("it has more rows, or longer texts, than so many bytes can hold".to_owned());
    }
    Ok((rows, expansion.rows_at_a_time(batch)))
}
