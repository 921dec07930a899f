//! Whole files of typed values laid out otherwise: workbooks and Parquet.

/// How a file of typed values is laid out otherwise. Its writer does it, since the bytes of such a file stand nowhere before it is
/// whole. A file may have several.
///
/// ```
/// use retailgen_text::TypedFault;
///
/// assert_eq!(TypedFault::TitleRow.rows_above(), 1);
/// assert_eq!(TypedFault::ExtraSheet.rows_above(), 0);
/// assert_eq!(TypedFault::NullColumn { name: "carrier" }.spoiled_column(), Some("carrier"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TypedFault {
    /// Dates of a workbook as text, the day first.
    TextDates,
    /// Numbers of a workbook as text.
    TextNumbers,
    /// A hidden sheet before the sheet of the table.
    ExtraSheet,
    /// A title in merged cells above the header.
    TitleRow,
    /// The end of a Parquet file is gone.
    CutFooter(FooterCut),
    /// A column of a Parquet file is of another type.
    Retyped {
        /// Its name.
        name: &'static str,
        /// The type.
        form: ColumnForm,
    },
    /// A column of a Parquet file is null in every row.
    NullColumn {
        /// Its name.
        name: &'static str,
    },
}

impl TypedFault {
    /// How many rows it puts above the header of a sheet.
    #[must_use]
    pub fn rows_above(self) -> u64 {
        u64::from(self == Self::TitleRow)
    }

    /// The column whose values are gone or of another type, so that nothing else can be told of them; none where all are as they were.
    #[must_use]
    pub fn spoiled_column(self) -> Option<&'static str> {
        match self {
            Self::Retyped { name, .. } | Self::NullColumn { name } => Some(name),
            _ => None,
        }
    }
}

/// How much of the end of a Parquet file is gone. Without either no reader finds where the columns stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FooterCut {
    /// The length of the footer and the magic bytes behind it.
    Magic,
    /// Half of the footer besides.
    Half,
}

/// The type that a column of a Parquet file has instead of its own. Each value can be had back, and null stays null.
///
/// ```
/// use retailgen_text::ColumnForm;
///
/// assert_eq!(ColumnForm::Nanoseconds.to_string(), "timestamp[ns]");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnForm {
    /// The text that CSV has.
    Text,
    /// Floating point of 64 bits, where decimals or whole numbers of 32 bits belong.
    Double,
    /// Whole numbers of 64 bits, where 32 bits belong.
    Long,
    /// Instants to the nanosecond, where microseconds belong.
    Nanoseconds,
}

impl std::fmt::Display for ColumnForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text => "utf8",
            Self::Double => "float64",
            Self::Long => "int64",
            Self::Nanoseconds => "timestamp[ns]",
        })
    }
}
