//! Whole files of typed values laid out otherwise: workbooks.

/// How a file of typed values is laid out otherwise. Its writer does it, since the bytes of such a file stand nowhere before it is
/// whole; what the cells say stays as it is. A file may have several.
///
/// ```
/// use retailgen_text::TypedFault;
///
/// assert_eq!(TypedFault::TitleRow.rows_above(), 1);
/// assert_eq!(TypedFault::ExtraSheet.rows_above(), 0);
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
}

impl TypedFault {
    /// How many rows it puts above the header of a sheet.
    #[must_use]
    pub fn rows_above(self) -> u64 {
        u64::from(self == Self::TitleRow)
    }
}
