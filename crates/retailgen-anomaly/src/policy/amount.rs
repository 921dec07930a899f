//! How many rows a rule hits.

use std::fmt;

/// How many rows a rule hits.
///
/// ```
/// use retailgen_anomaly::{Amount, Policy};
///
/// let rule = "[[rule]]\nid = 'x'\ntable = 'stores'\ncolumn = 'name'\nkind = 'null'\n";
/// let amount = |key: &str| Policy::parse(format!("{rule}{key}\n"), "mine.toml").map(|policy| policy.rules()[0].amount);
/// assert_eq!(amount("count = 3")?, Amount::Count(3));
/// assert_eq!(amount("rate = 0.0075")?.to_string(), "0.75 %");
/// assert!(amount("rate = 1.5").is_err());
/// # Ok::<(), retailgen_anomaly::PolicyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// This share of the rows that it can hit, above 0 and at most 1; at least one row where there is any.
    Rate(f64),
    /// This many rows, at least 1; only in tables that are not partitioned.
    Count(u64),
}

/// `0.75 %` or `12 rows`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Ten decimals hide the last binary digits, as in 0.07 * 100.
            Self::Rate(rate) => {
                let percent = format!("{:.10}", rate * 100.0);
                write!(f, "{} %", percent.trim_end_matches('0').trim_end_matches('.'))
            }
            Self::Count(1) => f.write_str("1 row"),
            Self::Count(count) => write!(f, "{count} rows"),
        }
    }
}
