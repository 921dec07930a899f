//! The table function `retailgen`: a table of any scenario, named within a query.

use std::{fmt::Display, str::FromStr, sync::Arc};

use datafusion::{
    arrow::datatypes::DataType,
    catalog::{TableFunctionArgs, TableFunctionImpl},
    common::ScalarValue,
    datasource::TableProvider,
    error::Result,
    logical_expr::Expr,
    prelude::SessionContext,
};
use retailgen::{DatasetError, Date, Policy, Scale, Scenario, Window, parse_table};

use crate::{Error, GeneratedTable, LABELS};

/// The name under which [`register_function`] registers the function.
///
/// ```
/// assert_eq!(retailgen_datafusion::FUNCTION, "retailgen");
/// ```
pub const FUNCTION: &str = "retailgen";

const SIGNATURE: &str = "retailgen(table, seed, scale, start, days, policy)";

/// Registers the table function `retailgen(table, seed, scale, start, days, policy)`.
///
/// Arguments have no names. The table and the seed are required. The others may be null, or left out from the right: then the
/// scale is 1, the days are the year 2024, and the policy is `none`. A policy is the name of a built-in one, or several names with
/// commas between. The table `labels` has the labels of all tables.
///
/// ```
/// use datafusion::prelude::SessionContext;
/// use retailgen_datafusion::register_function;
///
/// # async fn run() -> datafusion::error::Result<()> {
/// let context = SessionContext::new();
/// register_function(&context);
/// let orders = context.sql("select order_id from retailgen('orders_header', 7, 0.01, '2024-11-25', 7)").await?;
/// let a_day = context.sql("select order_id from retailgen('orders_header', 7, 0.01, date '2024-11-25', 1)").await?;
/// assert!(a_day.count().await? < orders.count().await? / 2);
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(run())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn register_function(context: &SessionContext) {
    context.register_udtf(FUNCTION, Arc::new(Function));
}

#[derive(Debug)]
struct Function;

impl TableFunctionImpl for Function {
    fn call_with_args(&self, args: TableFunctionArgs) -> Result<Arc<dyn TableProvider>> {
        Ok(Arc::new(table(args.exprs())?))
    }
}

fn table(arguments: &[Expr]) -> Result<GeneratedTable, Error> {
    if !(2..=6).contains(&arguments.len()) {
        return Err(Error::ArgumentCount { signature: SIGNATURE, given: arguments.len() });
    }
    let text = |place: usize, argument, wanted: &str| match arguments.get(place) {
        None => Ok(None),
        Some(expression) => text_of(expression).map_err(|given| refused(argument, wanted, given)),
    };
    let name = text(0, "table", "text")?.ok_or_else(|| refused("table", "text", "null"))?;
    let seed_wanted = format!("a whole number from 0 to {}", u64::MAX);
    let seed = text(1, "seed", &seed_wanted)?.ok_or_else(|| refused("seed", &seed_wanted, "null"))?;
    let mut scenario = Scenario::new(parsed("seed", &seed_wanted, &seed)?);
    if let Some(scale) = text(2, "scale", "a number")? {
        scenario = scenario.with_scale(scale.parse::<Scale>().map_err(DatasetError::from)?);
    }
    let start = text(3, "start", "a date, such as '2024-11-25'")?;
    let days_wanted = "a whole number of days from 1 on";
    let days = text(4, "days", days_wanted)?;
    if start.is_some() || days.is_some() {
        let year = Window::default();
        let start = start.map_or(Ok(year.first()), |start| start.parse::<Date>().map_err(DatasetError::from))?;
        let days = days.map_or(Ok(year.days()), |days| parsed("days", days_wanted, &days))?;
        scenario = scenario.with_window(Window::new(start, days).map_err(DatasetError::from)?);
    }
    if let Some(policy) = text(5, "policy", "text")? {
        let wanted = || format!("one of {}, or some of them with commas between", Policy::builtin_names().join(", "));
        let known = Policy::builtin(&policy).ok_or_else(|| refused("policy", &wanted(), format!("{policy:?}")))?;
        scenario = scenario.with_anomalies(known);
    }
    if name == LABELS {
        return GeneratedTable::labels(&scenario.dataset());
    }
    let table = parse_table(&name)?;
    GeneratedTable::rows(&scenario.with_tables([table])?.dataset(), table)
}

/// The text of a literal, none for null. `DataFusion` has worked out what can be, so that `date '2024-11-25'` is a literal.
fn text_of(argument: &Expr) -> Result<Option<String>, String> {
    let Expr::Literal(value, _) = argument else { return Err(format!("the expression {argument}")) };
    match value.cast_to(&DataType::Utf8) {
        Ok(ScalarValue::Utf8(text)) => Ok(text),
        _ => Err(format!("a value of the type {}", value.data_type())),
    }
}

fn parsed<T: FromStr>(argument: &'static str, wanted: &str, text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| refused(argument, wanted, text))
}

fn refused(argument: &'static str, wanted: &str, given: impl Display) -> Error {
    Error::Argument { argument, signature: SIGNATURE, wanted: wanted.to_owned(), given: given.to_string() }
}
