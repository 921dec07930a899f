//! Findings that a page shows beside the faults: numbers alone, whoever worked them out.

/// What a check found, held against the truth.
///
/// ```
/// use retailgen_report::{FoundCounts, FoundFaults, ReportOptions};
///
/// let nulls = FoundCounts { found: 90, missed: 10, false_alarms: 3 };
/// let found = FoundFaults { name: "my checks", all: nulls, kinds: &[("null", nulls)] };
/// let mut options = ReportOptions::default();
/// options.findings = Some(found);
/// assert_eq!(options.findings.map(|found| found.all.missed), Some(10));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundFaults<'f> {
    /// Whose findings they are.
    pub name: &'f str,
    /// In all.
    pub all: FoundCounts,
    /// By kind of fault.
    pub kinds: &'f [(&'f str, FoundCounts)],
}

/// How many faults were found and missed, and how many reports are about no fault.
///
/// ```
/// let counts = retailgen_report::FoundCounts { found: 9, missed: 1, ..Default::default() };
/// assert_eq!(counts.false_alarms, 0);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FoundCounts {
    /// Found.
    pub found: u64,
    /// Missed.
    pub missed: u64,
    /// Reported, and right.
    pub false_alarms: u64,
}
