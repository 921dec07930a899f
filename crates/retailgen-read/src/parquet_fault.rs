//! What labels say of a Parquet file that is laid out otherwise.
//!
//! As with [`SheetFault`](crate::SheetFault), the writer has a list of its own.

use arrow_schema::{DataType, TimeUnit};

/// A fault of a whole Parquet file, or of some of its rows, as its label tells it.
///
/// ```
/// use retailgen_read::ParquetFault;
///
/// let fault = ParquetFault::of_label("parquet.retyped", None, "fee: decimal128(12,2)", "fee: float64");
/// assert_eq!(fault.as_ref().and_then(ParquetFault::column), Some("fee"));
/// let fault = ParquetFault::of_label("parquet.cut_footer", Some(812), "50415231", "");
/// assert_eq!(fault, Some(ParquetFault::End { at: 812, gone: b"PAR1".to_vec() }));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParquetFault {
    /// The end of the file is gone.
    End {
        /// The byte that would be the first of it.
        at: u64,
        /// The bytes.
        gone: Vec<u8>,
    },
    /// A column is of another type.
    Retyped {
        /// Its name.
        name: String,
        /// The type that it had.
        was: DataType,
        /// The type that it has.
        is: DataType,
    },
    /// A column is null.
    NullColumn {
        /// Its name.
        name: String,
        /// The fields of CSV that were there, a line each.
        fields: Vec<u8>,
    },
}

impl ParquetFault {
    /// The fault that a label tells: its kind, where its bytes begin, and its values. None of any other kind, and where they tell none.
    #[must_use]
    pub fn of_label(kind: &str, byte: Option<u64>, clean: &str, dirty: &str) -> Option<Self> {
        let typed =
            |text: &str| text.split_once(": ").and_then(|(name, text)| Some((name.to_owned(), data_type(text)?)));
        match (kind, byte) {
            ("parquet.cut_footer", Some(at)) => Some(Self::End { at, gone: bytes(clean)? }),
            ("parquet.retyped", None) => {
                let ((name, was), (_, is)) = typed(clean).zip(typed(dirty)).filter(|(was, is)| was.0 == is.0)?;
                Some(Self::Retyped { name, was, is })
            }
            ("parquet.null_column", None) if dirty.is_empty() => {
                let (name, fields) = clean.split_once('\n')?;
                Some(Self::NullColumn { name: name.to_owned(), fields: fields.into() })
            }
            _ => None,
        }
    }

    /// The column that is at fault; none where it is none.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::End { .. } => None,
            Self::Retyped { name, .. } | Self::NullColumn { name, .. } => Some(name),
        }
    }
}

/// Bytes in hexadecimal, of which there are some.
fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        hexadecimal.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| !digits.is_empty() && digits.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// A type by its name in the contract.
fn data_type(name: &str) -> Option<DataType> {
    Some(match name {
        "int32" => DataType::Int32,
        "int64" => DataType::Int64,
        "float64" => DataType::Float64,
        "utf8" => DataType::Utf8,
        "bool" => DataType::Boolean,
        "date32" => DataType::Date32,
        "timestamp[us]" => DataType::Timestamp(TimeUnit::Microsecond, None),
        "timestamp[ns]" => DataType::Timestamp(TimeUnit::Nanosecond, None),
        _ => {
            let (precision, scale) = name.strip_prefix("decimal128(")?.strip_suffix(')')?.split_once(',')?;
            let (precision, scale) = (precision.parse().ok()?, scale.parse().ok()?);
            // Beyond these there is no decimal of 128 bits.
            ((1..=38).contains(&precision) && (0..=15).contains(&scale))
                .then_some(DataType::Decimal128(precision, scale))?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_other_kinds_and_of_no_form_tell_no_fault() {
        for (kind, byte, clean, dirty) in [
            ("file.truncated", Some(3), "50", ""),
            ("parquet.cut_footer", None, "50", ""),
            ("parquet.cut_footer", Some(3), "5", ""),
            ("parquet.cut_footer", Some(3), "", ""),
            ("parquet.cut_footer", Some(3), "5g", ""),
            ("parquet.retyped", None, "fee: int32", "cost: int64"),
            ("parquet.retyped", None, "fee: int31", "fee: int64"),
            ("parquet.retyped", None, "fee: decimal128(39,2)", "fee: utf8"),
            ("parquet.null_column", None, "fee", ""),
            ("parquet.null_column", None, "fee\n7\n", "x"),
        ] {
            assert_eq!(ParquetFault::of_label(kind, byte, clean, dirty), None, "{kind}: {clean}, {dirty}");
        }
    }
}
