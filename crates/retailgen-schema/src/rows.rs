//! The rows of a record batch, read as the structs that generators write them from.
//!
//! ```
//! use retailgen_schema::rows::{self, RowError, SuppliersRow};
//! use retailgen_schema::suppliers::SuppliersBuilder;
//!
//! let mut builder = SuppliersBuilder::with_capacity(1);
//! builder.push(&SuppliersRow { name: "Murray River Mills", ..SuppliersRow::EXAMPLE });
//! let batch = builder.finish();
//!
//! for supplier in rows::read::<SuppliersRow>(&batch)? {
//!     assert_eq!(supplier?.name, "Murray River Mills");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The structs have what clean rows have: a required column is no `Option`. In a batch with faults a row whose required
//! cell is null is an [`RowError::Null`], which names the cell; the other cells of such a row are in the batch's columns.

use std::{iter::FusedIterator, marker::PhantomData, ops::Range};

use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    types::{Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType},
};
use thiserror::Error;

use crate::{Date32, Decimal, Table, TimestampMicros};

pub use crate::generated::row_structs::*;

/// A row struct of a table: one of the eleven, or what wraps one.
///
/// Code for any of them takes it as a bound:
///
/// ```
/// use retailgen_schema::rows::{self, ExchangeRatesRow, TableRow};
/// use arrow_array::RecordBatch;
///
/// fn all<'b, R: TableRow<'b>>(batch: &'b RecordBatch) -> Result<Vec<R>, String> {
///     let rows = rows::read(batch).map_err(|error| format!("no {}: {error}", R::TABLE))?;
///     rows.collect::<Result<_, _>>().map_err(|error| error.to_string())
/// }
///
/// # use retailgen_schema::{Date32, Decimal, exchange_rates::ExchangeRatesBuilder};
/// # let mut builder = ExchangeRatesBuilder::with_capacity(2);
/// # let row = ExchangeRatesRow { date: Date32(19_723), currency: "EUR", rate_to_aud: Decimal(164_000_000) };
/// # builder.push(&row);
/// # builder.push(&ExchangeRatesRow { currency: "NZD", rate_to_aud: Decimal(92_000_000), ..row });
/// # let batch = builder.finish();
/// let rates: Vec<ExchangeRatesRow> = all(&batch)?;
/// assert_eq!(rates[1].currency, "NZD");
/// # Ok::<(), String>(())
/// ```
pub trait TableRow<'b>: Sized {
    /// The table whose rows these are.
    const TABLE: Table;

    /// Reads one row; called by [`TypedRows`], and by what wraps a row struct.
    ///
    /// # Errors
    /// [`RowError`] where the struct cannot hold the row.
    ///
    /// ```
    /// use retailgen_schema::{Table, rows::{self, Cells, ExchangeRatesRow, RowError, TableRow}};
    ///
    /// /// A rate in cents of an Australian dollar.
    /// struct Cents(i64);
    ///
    /// impl<'b> TableRow<'b> for Cents {
    ///     const TABLE: Table = ExchangeRatesRow::TABLE;
    ///
    ///     fn from_cells(cells: Cells<'b>) -> Result<Self, RowError> {
    ///         Ok(Self(ExchangeRatesRow::from_cells(cells)?.rate_to_aud.0 / 1_000_000))
    ///     }
    /// }
    ///
    /// # use retailgen_schema::{Date32, Decimal, exchange_rates::ExchangeRatesBuilder};
    /// # let mut builder = ExchangeRatesBuilder::with_capacity(2);
    /// # let row = ExchangeRatesRow { date: Date32(19_723), currency: "EUR", rate_to_aud: Decimal(164_000_000) };
    /// # builder.push(&row);
    /// # builder.push(&ExchangeRatesRow { currency: "NZD", rate_to_aud: Decimal(92_000_000), ..row });
    /// # let batch = builder.finish();
    /// let cents: Vec<i64> = rows::read::<Cents>(&batch)?.map(|row| row.map(|row| row.0)).collect::<Result<_, _>>()?;
    /// assert_eq!(cents, [164, 92]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn from_cells(cells: Cells<'b>) -> Result<Self, RowError>;
}

/// The cells of one row, from which a [`TableRow`] is read: made by [`read`] alone, of batches with the right columns.
///
/// All that can be done with them is to hand them on to a row struct, here to one that may fail:
///
/// ```
/// use retailgen_schema::{Table, rows::{self, Cells, ExchangeRatesRow, RowError, TableRow}};
///
/// /// A rate, or nothing where a fault has left none.
/// struct IfWhole<'b>(Option<ExchangeRatesRow<'b>>);
///
/// impl<'b> TableRow<'b> for IfWhole<'b> {
///     const TABLE: Table = ExchangeRatesRow::TABLE;
///
///     fn from_cells(cells: Cells<'b>) -> Result<Self, RowError> {
///         Ok(Self(ExchangeRatesRow::from_cells(cells).ok()))
///     }
/// }
///
/// # use retailgen_schema::{Date32, Decimal, exchange_rates::ExchangeRatesBuilder};
/// # let mut builder = ExchangeRatesBuilder::with_capacity(2);
/// # let row = ExchangeRatesRow { date: Date32(19_723), currency: "EUR", rate_to_aud: Decimal(164_000_000) };
/// # builder.push(&row);
/// # builder.push(&ExchangeRatesRow { currency: "NZD", rate_to_aud: Decimal(92_000_000), ..row });
/// # let batch = builder.finish();
/// for rate in rows::read::<IfWhole>(&batch)? {
///     assert!(rate?.0.is_some());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Cells<'b> {
    table: Table,
    batch: &'b RecordBatch,
    row: usize,
}

impl<'b> Cells<'b> {
    /// The cell of a column whose clean values are never null.
    pub(crate) fn required<C: Cell<'b>>(self, column: usize) -> Result<C, RowError> {
        let Self { table, row, .. } = self;
        self.optional(column)?.ok_or_else(|| RowError::Null { table, column: self.name(column), row })
    }

    /// The cell of any column.
    pub(crate) fn optional<C: Cell<'b>>(self, column: usize) -> Result<Option<C>, RowError> {
        let Self { table, batch, row } = self;
        let array = batch.column(column).as_ref();
        if array.is_null(row) {
            return Ok(None);
        }
        let too_long = || RowError::TooManyDigits { table, column: self.name(column), row };
        C::at(array, row).map(Some).ok_or_else(too_long)
    }

    fn name(self, column: usize) -> &'static str {
        self.table.definition().columns[column].name
    }
}

/// A type that row structs have fields of.
pub(crate) trait Cell<'b>: Sized {
    /// The value in a row of an array of the type's own; none where the type cannot hold it.
    fn at(array: &'b dyn Array, row: usize) -> Option<Self>;
}

macro_rules! cell {
    ($cell:ty, $array:ident, $row:ident => $value:expr) => {
        impl<'b> Cell<'b> for $cell {
            fn at($array: &'b dyn Array, $row: usize) -> Option<Self> {
                Some($value)
            }
        }
    };
}

cell!(i32, array, row => array.as_primitive::<Int32Type>().value(row));
cell!(i64, array, row => array.as_primitive::<Int64Type>().value(row));
cell!(f64, array, row => array.as_primitive::<Float64Type>().value(row));
cell!(bool, array, row => array.as_boolean().value(row));
cell!(&'b str, array, row => array.as_string::<i32>().value(row));
cell!(Date32, array, row => Date32(array.as_primitive::<Date32Type>().value(row)));
cell!(TimestampMicros, array, row => TimestampMicros(array.as_primitive::<TimestampMicrosecondType>().value(row)));

impl<const PRECISION: u8, const SCALE: i8> Cell<'_> for Decimal<PRECISION, SCALE> {
    fn at(array: &dyn Array, row: usize) -> Option<Self> {
        i64::try_from(array.as_primitive::<Decimal128Type>().value(row)).ok().map(Self)
    }
}

/// Reads the rows of `batch` as structs; text is borrowed from it.
///
/// # Errors
/// [`OtherColumns`] where the batch does not have the table's columns, in their order. An item is an error where the
/// struct cannot hold the row.
///
/// ```
/// use retailgen_schema::rows::{self, ExchangeRatesRow, SuppliersRow};
///
/// # use retailgen_schema::{Date32, Decimal, exchange_rates::ExchangeRatesBuilder};
/// # let mut builder = ExchangeRatesBuilder::with_capacity(2);
/// # let row = ExchangeRatesRow { date: Date32(19_723), currency: "EUR", rate_to_aud: Decimal(164_000_000) };
/// # builder.push(&row);
/// # builder.push(&ExchangeRatesRow { currency: "NZD", rate_to_aud: Decimal(92_000_000), ..row });
/// # let batch = builder.finish();
/// let mut currencies = Vec::new();
/// for rate in rows::read::<ExchangeRatesRow>(&batch)? {
///     currencies.push(rate?.currency);
/// }
/// assert_eq!(currencies, ["EUR", "NZD"]);
/// assert!(rows::read::<SuppliersRow>(&batch).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read<'b, R: TableRow<'b>>(batch: &'b RecordBatch) -> Result<TypedRows<'b, R>, OtherColumns> {
    let (wanted, found) = (R::TABLE.definition().schema(), batch.schema());
    let fields = |schema: &arrow_schema::Schema| {
        let fields = schema.fields().iter().map(|field| format!("{} {}", field.name(), field.data_type()));
        fields.collect::<Vec<_>>()
    };
    let same = wanted.fields().len() == found.fields().len()
        && wanted
            .fields()
            .iter()
            .zip(found.fields())
            .all(|(wanted, found)| (wanted.name(), wanted.data_type()) == (found.name(), found.data_type()));
    if !same {
        let table = R::TABLE;
        return Err(OtherColumns { table, wanted: fields(&wanted).join(", "), found: fields(&found).join(", ") });
    }
    Ok(TypedRows { batch, rows: 0..batch.num_rows(), row: PhantomData })
}

/// The rows of a batch as structs: [`read`].
///
/// It knows its length, can be read from both ends, and its clones start where it stands:
///
/// ```
/// use retailgen_schema::rows::{self, ExchangeRatesRow};
///
/// # use retailgen_schema::{Date32, Decimal, exchange_rates::ExchangeRatesBuilder};
/// # let mut builder = ExchangeRatesBuilder::with_capacity(2);
/// # let row = ExchangeRatesRow { date: Date32(19_723), currency: "EUR", rate_to_aud: Decimal(164_000_000) };
/// # builder.push(&row);
/// # builder.push(&ExchangeRatesRow { currency: "NZD", rate_to_aud: Decimal(92_000_000), ..row });
/// # let batch = builder.finish();
/// let mut rates = rows::read::<ExchangeRatesRow>(&batch)?;
/// assert_eq!(rates.len(), 2);
/// assert!(rates.clone().all(|rate| rate.is_ok()));
/// let last = rates.next_back().ok_or("there are two rows")??;
/// assert_eq!((last.currency, rates.len()), ("NZD", 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct TypedRows<'b, R> {
    batch: &'b RecordBatch,
    rows: Range<usize>,
    row: PhantomData<fn() -> R>,
}

impl<'b, R: TableRow<'b>> TypedRows<'b, R> {
    fn at(&self, row: usize) -> Result<R, RowError> {
        R::from_cells(Cells { table: R::TABLE, batch: self.batch, row })
    }
}

impl<'b, R: TableRow<'b>> Iterator for TypedRows<'b, R> {
    type Item = Result<R, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next().map(|row| self.at(row))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.size_hint()
    }
}

impl<'b, R: TableRow<'b>> DoubleEndedIterator for TypedRows<'b, R> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.rows.next_back().map(|row| self.at(row))
    }
}

impl<'b, R: TableRow<'b>> ExactSizeIterator for TypedRows<'b, R> {}
impl<'b, R: TableRow<'b>> FusedIterator for TypedRows<'b, R> {}

/// Why a row is no struct. Rows count within the batch, from 0.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{RecordBatch, new_null_array};
/// use retailgen_schema::{Table, rows::{self, ExchangeRatesRow, RowError}};
///
/// # use retailgen_schema::{Date32, Decimal, exchange_rates::ExchangeRatesBuilder};
/// # let mut builder = ExchangeRatesBuilder::with_capacity(2);
/// # let row = ExchangeRatesRow { date: Date32(19_723), currency: "EUR", rate_to_aud: Decimal(164_000_000) };
/// # builder.push(&row);
/// # builder.push(&ExchangeRatesRow { currency: "NZD", rate_to_aud: Decimal(92_000_000), ..row });
/// # let batch = builder.finish();
/// // What an unloading that lost a column would look like.
/// let mut columns = batch.columns().to_vec();
/// columns[1] = new_null_array(columns[1].data_type(), 2);
/// let batch = RecordBatch::try_new(batch.schema(), columns)?;
///
/// let mut found = rows::read::<ExchangeRatesRow>(&batch)?;
/// let null = RowError::Null { table: Table::ExchangeRates, column: "currency", row: 0 };
/// assert_eq!(found.next(), Some(Err(null)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum RowError {
    /// A cell is null that no clean row has null.
    #[error("row {row} of {}: {column} is null, so the row is no struct; its cells are in the batch's columns", table.name())]
    Null {
        /// The table.
        table: Table,
        /// The column.
        column: &'static str,
        /// The row.
        row: usize,
    },
    /// A number has more digits than its column's type allows.
    #[error("row {row} of {}: {column} has more digits than its type", table.name())]
    TooManyDigits {
        /// The table.
        table: Table,
        /// The column.
        column: &'static str,
        /// The row.
        row: usize,
    },
}

/// A batch has other columns than the table whose rows were to be read.
///
/// ```
/// use retailgen_schema::rows::{self, ExchangeRatesRow};
///
/// # use retailgen_schema::{Date32, Decimal, exchange_rates::ExchangeRatesBuilder};
/// # let mut builder = ExchangeRatesBuilder::with_capacity(2);
/// # let row = ExchangeRatesRow { date: Date32(19_723), currency: "EUR", rate_to_aud: Decimal(164_000_000) };
/// # builder.push(&row);
/// # builder.push(&ExchangeRatesRow { currency: "NZD", rate_to_aud: Decimal(92_000_000), ..row });
/// # let batch = builder.finish();
/// let without_date = batch.project(&[1, 2])?;
/// let refused = rows::read::<ExchangeRatesRow>(&without_date).unwrap_err().to_string();
/// assert!(refused.starts_with("the batch is not of exchange_rates: its columns are currency Utf8, rate_to_aud "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the batch is not of {}: its columns are {found}; the table has {wanted}", table.name())]
pub struct OtherColumns {
    table: Table,
    wanted: String,
    found: String,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Decimal128Array, StringArray};

    use super::*;
    use crate::{exchange_rates::ExchangeRatesBuilder, suppliers::SuppliersBuilder};

    fn rates(currencies: [Option<&str>; 2], rate: i128) -> RecordBatch {
        let mut builder = ExchangeRatesBuilder::with_capacity(2);
        let row = ExchangeRatesRow { date: Date32(19_723), currency: "EUR", rate_to_aud: Decimal(164_000_000) };
        builder.push(&row);
        builder.push(&row);
        let batch = builder.finish();
        let numbers = Decimal128Array::from(vec![rate; 2]);
        let numbers = numbers.with_data_type(batch.column(2).data_type().clone());
        let columns: Vec<ArrayRef> =
            vec![Arc::clone(batch.column(0)), Arc::new(StringArray::from(currencies.to_vec())), Arc::new(numbers)];
        RecordBatch::try_new(batch.schema(), columns).expect("the columns are of the table's types")
    }

    #[test]
    fn a_row_with_a_null_names_it_and_the_others_are_read() {
        let batch = rates([None, Some("NZD")], 1);
        let mut rows = read::<ExchangeRatesRow>(&batch).expect("the columns are right");
        assert_eq!(rows.len(), 2);
        let (table, column) = (Table::ExchangeRates, "currency");
        let second = ExchangeRatesRow { date: Date32(19_723), currency: "NZD", rate_to_aud: Decimal(1) };
        assert_eq!(rows.clone().collect::<Vec<_>>(), [Err(RowError::Null { table, column, row: 0 }), Ok(second)]);
        assert_eq!(rows.next_back(), Some(Ok(second)));
        assert_eq!(rows.len(), 1);
    }

    #[test]
    fn a_number_beyond_its_type_is_an_error() {
        let batch = rates([Some("EUR"); 2], i128::from(i64::MAX) + 1);
        let mut rows = read::<ExchangeRatesRow>(&batch).expect("the columns are right");
        let (table, column) = (Table::ExchangeRates, "rate_to_aud");
        assert_eq!(rows.next(), Some(Err(RowError::TooManyDigits { table, column, row: 0 })));
    }

    #[test]
    fn a_batch_of_another_table_is_refused() {
        let batch = SuppliersBuilder::with_capacity(0).finish();
        let refused = read::<ExchangeRatesRow>(&batch).expect_err("suppliers have no rates").to_string();
        assert!(
            refused.starts_with("the batch is not of exchange_rates: its columns are supplier_id Int64, "),
            "{refused}"
        );
        let fewer = rates([Some("EUR"); 2], 1).project(&[0, 1]).expect("there are such columns");
        read::<ExchangeRatesRow>(&fewer).expect_err("a column is missing");
    }
}
