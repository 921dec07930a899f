//! A little validator of record batches: malformed e-mail addresses, keys of nothing, and keys that come again.
//!
//! It stands for anybody's own, and knows nothing of `retailgen`. Its tests ask `retailgen` for rows with faults and hold
//! what it finds against the truth.

use std::collections::HashSet;

use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    types::{ArrowPrimitiveType, Int64Type},
};

/// A batch does not have what a check looks at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no column {column:?} of type {wanted}: name one that the batch has")]
pub struct ColumnError {
    /// The column that was asked for.
    pub column: String,
    /// The type that it should have.
    pub wanted: &'static str,
}

/// The rows whose address in a column of text no mail server would take, in ascending order. Null is no address.
///
/// # Errors
/// [`ColumnError`] where there is no such column of text.
pub fn malformed_emails(batch: &RecordBatch, column: &str) -> Result<Vec<usize>, ColumnError> {
    let found = batch.column_by_name(column).and_then(|array| array.as_string_opt::<i32>());
    let emails = found.ok_or_else(|| ColumnError { column: column.to_owned(), wanted: "utf8" })?;
    Ok(rows_where(emails.iter(), |email| !email.is_some_and(is_email)))
}

/// The rows whose key in a column of numbers is none of `known`, in ascending order. Null refers to nothing and passes.
///
/// # Errors
/// [`ColumnError`] where there is no such column of 64-bit integers.
pub fn unknown_keys(batch: &RecordBatch, column: &str, known: &Keys) -> Result<Vec<usize>, ColumnError> {
    Ok(rows_where(numbers(batch, column)?.iter(), |key| key.is_some_and(|key| !known.0.contains(&key))))
}

/// The keys that batches of a table have had so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys(HashSet<i64>);

impl Keys {
    /// Takes in the keys of the next batch; returns the rows whose key was there before, in ascending order.
    ///
    /// # Errors
    /// [`ColumnError`] where there is no such column of 64-bit integers.
    pub fn repeated(&mut self, batch: &RecordBatch, column: &str) -> Result<Vec<usize>, ColumnError> {
        Ok(rows_where(numbers(batch, column)?.iter(), |key| key.is_some_and(|key| !self.0.insert(key))))
    }
}

fn numbers<'b>(
    batch: &'b RecordBatch,
    column: &str,
) -> Result<&'b arrow_array::PrimitiveArray<Int64Type>, ColumnError> {
    let found = batch.column_by_name(column).filter(|array| *array.data_type() == Int64Type::DATA_TYPE);
    let array = found.ok_or_else(|| ColumnError { column: column.to_owned(), wanted: "int64" })?;
    Ok(array.as_primitive())
}

fn rows_where<T>(cells: impl Iterator<Item = T>, mut is_wrong: impl FnMut(T) -> bool) -> Vec<usize> {
    cells.enumerate().filter_map(|(row, cell)| is_wrong(cell).then_some(row)).collect()
}

/// An address as RFC 5321 has it, but for quoted names and bare hosts.
fn is_email(text: &str) -> bool {
    let words = |part: &str, signs: &str| {
        let is_allowed = |letter: char| letter.is_alphanumeric() || signs.contains(letter);
        part.split('.').all(|word| !word.is_empty() && word.chars().all(is_allowed))
    };
    text.split_once('@')
        .is_some_and(|(name, domain)| words(name, "!#$%&'*+-/=?^_`{|}~") && domain.contains('.') && words(domain, "-"))
}
