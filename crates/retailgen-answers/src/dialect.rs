//! How the SQL of questions is spelt: for `DuckDB` and dbt, or for Spark.

/// Whose SQL it is. The questions are stated once; this says what engines spell in their own way.
///
/// ```
/// use retailgen_answers::{Dialect, Question};
///
/// let question = Question::named("repeat_customers")?;
/// assert!(question.sql(Dialect::Duckdb).contains(" // count(*) as share_bp"));
/// assert!(question.sql(Dialect::Spark).contains(" div nullif(count(*), 0) as share_bp"));
/// # Ok::<(), retailgen_answers::AnswersError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `DuckDB`, alone or with dbt.
    Duckdb,
    /// Spark SQL.
    Spark,
}

impl Dialect {
    /// A quotient without its fraction; null where it is divided by nothing.
    pub(crate) fn quotient(self, part: &str, whole: &str) -> String {
        match self {
            Self::Duckdb => format!("{part} // {whole}"),
            Self::Spark => format!("{part} div nullif({whole}, 0)"),
        }
    }

    /// The number of a date's weekday, 1 for Monday.
    pub(crate) fn weekday(self, date: &str) -> String {
        match self {
            Self::Duckdb => format!("isodow({date})"),
            Self::Spark => format!("extract(dow_iso from {date})"),
        }
    }

    /// The type of an instant in UTC without its zone.
    pub(crate) fn timestamp(self) -> &'static str {
        match self {
            Self::Duckdb => "timestamp",
            Self::Spark => "timestamp_ntz",
        }
    }

    /// The type of whole numbers of any size.
    pub(crate) fn whole(self) -> &'static str {
        match self {
            Self::Duckdb => "hugeint",
            Self::Spark => "decimal(38, 0)",
        }
    }

    /// The type of a quantity that is multiplied. Spark rounds a product for which 38 digits might not do, by the types of its
    /// factors, so that these are no wider there than goods need.
    pub(crate) fn quantity(self) -> &'static str {
        match self {
            Self::Duckdb => "decimal(38, 0)",
            Self::Spark => "decimal(6, 0)",
        }
    }

    /// The type of an exchange rate that an amount is multiplied by.
    pub(crate) fn rate(self) -> &'static str {
        match self {
            Self::Duckdb => "decimal(18, 8)",
            Self::Spark => "decimal(11, 8)",
        }
    }
}
