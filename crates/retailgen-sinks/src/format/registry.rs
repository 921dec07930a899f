//! The one list of formats.

use retailgen_schema::Format;

use super::{FormatSupport, text_file};

/// The formats that this build writes.
static FORMATS: &[FormatSupport] = &[
    text_file::CSV,
    text_file::JSONL,
    #[cfg(feature = "parquet")]
    crate::parquet::SUPPORT,
    #[cfg(feature = "xlsx")]
    crate::xlsx::SUPPORT,
    #[cfg(feature = "delta")]
    crate::delta::SUPPORT,
];

impl FormatSupport {
    /// What this build can do with a format; none where it does not write it.
    ///
    /// ```
    /// use retailgen_schema::{Format, Table};
    /// use retailgen_sinks::format::FormatSupport;
    ///
    /// let csv = FormatSupport::of(Format::Csv).expect("every build writes text");
    /// let encoder = csv.encoder(Table::Stores.definition());
    /// assert_eq!(encoder.cell_address(0, 0), None);
    /// ```
    #[must_use]
    pub fn of(format: Format) -> Option<&'static Self> {
        FORMATS.iter().find(|support| support.format == format)
    }
}
