//! The questions that a retailer asks: each is declared once, in a file of its own.

use retailgen_schema::Table;

use crate::{dialect::Dialect, known::KnownRows, record::Record};

/// What a line brings in after its discount, in the order's currency.
fn turnover(to: Dialect) -> String {
    format!(
        "try_cast(l.qty as {}) * try_cast(l.unit_price as decimal(12, 4))
        * (1 - try_cast(l.line_discount_pct as decimal(5, 4)))",
        to.quantity()
    )
}

/// The rate of an order's currency on its day.
const JOIN_RATE: &str = "join exchange_rates r on try_cast(r.date as date) = try_cast(h.order_dt_local as date) and r.currency = h.currency";

/// The files of the questions, in the order in which they are asked.
macro_rules! questions {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        /// All questions, in the order in which they are asked.
        pub(crate) static QUESTIONS: &[Question] = &[$($name::QUESTION),*];
    };
}

questions! {
    revenue_by_state,
    top_products,
    average_basket,
    repeat_customers,
    orders_by_channel_and_weekday,
    turnover_by_currency,
    parcels_within_a_week,
    delivery_margin,
    return_rate_by_category,
    conversion_by_device,
    reachable_customers,
    cold_chain_breaches,
}

/// A question with its SQL.
///
/// ```
/// use retailgen_answers::{Dialect, Question};
///
/// let question = Question::named("average_basket")?;
/// assert!(question.sql(Dialect::Duckdb).contains("orders_header") && question.rounding.contains("cent"));
/// # Ok::<(), retailgen_answers::AnswersError>(())
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Question {
    /// Its name.
    pub name: &'static str,
    /// What is asked, in words.
    pub asks: &'static str,
    /// The faults that move the answer.
    pub moved_by: &'static str,
    /// The tables without which it cannot be answered.
    pub tables: &'static [Table],
    /// The columns of the answer.
    pub columns: &'static [AnswerColumn],
    /// The order of the rows, and how many are kept.
    pub order: &'static str,
    /// How values are rounded.
    pub rounding: &'static str,
    pub(crate) sql: fn(Dialect) -> String,
    pub(crate) fold: fn() -> Box<dyn Fold>,
}

impl Question {
    /// Its SQL, over the tables that the loaders of `retailgen schema` define. Casts are lenient; keys are compared as they are.
    ///
    /// ```
    /// use retailgen_answers::{Dialect, Question};
    ///
    /// let sql = Question::named("orders_by_channel_and_weekday")?.sql(Dialect::Spark);
    /// assert!(sql.contains("extract(dow_iso from try_cast(order_dt_local as date)) as weekday"), "{sql}");
    /// # Ok::<(), retailgen_answers::AnswersError>(())
    /// ```
    #[must_use]
    pub fn sql(&self, dialect: Dialect) -> String {
        (self.sql)(dialect)
    }
}

/// A column of an answer.
///
/// ```
/// use retailgen_answers::Question;
///
/// let columns = Question::named("revenue_by_state")?.columns;
/// assert_eq!((columns[0].name, columns[0].is_key, columns[1].sql_type), ("state", true, "decimal(38, 2)"));
/// # Ok::<(), retailgen_answers::AnswersError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnswerColumn {
    /// Its name.
    pub name: &'static str,
    /// Its type in `DuckDB`.
    pub sql_type: &'static str,
    /// Whether it tells what the row is about, and is no figure.
    pub is_key: bool,
}

impl AnswerColumn {
    const fn key(name: &'static str, sql_type: &'static str) -> Self {
        Self { name, sql_type, is_key: true }
    }

    const fn figure(name: &'static str, sql_type: &'static str) -> Self {
        Self { name, sql_type, is_key: false }
    }
}

/// A row of an answer: a text for each column, none for null.
pub(crate) type AnswerRow = Vec<Option<String>>;

/// What a question comes to, row by row. Rows that others refer to come first.
pub(crate) trait Fold {
    fn take(&mut self, record: &Record, known: KnownRows);

    fn answer(&self) -> Vec<AnswerRow>;
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIALECTS: [Dialect; 2] = [Dialect::Duckdb, Dialect::Spark];

    #[test]
    fn questions_have_names_of_their_own_and_sql_with_all_their_columns() {
        for (number, question) in QUESTIONS.iter().enumerate() {
            assert!(QUESTIONS[..number].iter().all(|other| other.name != question.name), "{}", question.name);
            for (column, dialect) in
                question.columns.iter().flat_map(|column| DIALECTS.map(|dialect| (column, dialect)))
            {
                assert!(question.sql(dialect).contains(column.name), "{}: {}", question.name, column.name);
            }
            let keys = question.columns.iter().take_while(|column| column.is_key).count();
            assert!(question.columns[keys..].iter().all(|column| !column.is_key), "{}: keys first", question.name);
            assert!(!(question.fold)().answer().iter().any(|row| row.len() != question.columns.len()));
        }
    }
}
