//! The tables of a retailgen dataset in `DataFusion`: queried by SQL, made while they are read, and never written.
//!
//! ```
//! use datafusion::{error::Result, prelude::SessionContext};
//! use retailgen::{Policy, Scenario};
//! use retailgen_datafusion::register_all;
//!
//! # async fn run() -> Result<()> {
//! let context = SessionContext::new();
//! let scenario = Scenario::new(7).with_scale("0.001".parse().expect("it is a scale")).with_anomalies(Policy::castable());
//! register_all(&context, &scenario)?;
//! let faults = context.sql("select kind, count(*) from labels where \"table\" = 'customers' group by kind").await?;
//! assert!(faults.count().await? > 3);
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(run())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod content;
mod error;
mod files;
mod function;
mod parts;
mod scan;
mod table;

use std::sync::Arc;

use datafusion::prelude::SessionContext;
use retailgen::Scenario;

pub use self::{
    content::{Content, LABELS},
    error::Error,
    function::{FUNCTION, register_function},
    scan::GeneratedSource,
    table::GeneratedTable,
};

/// Registers the tables of a scenario under their names and, where it has faults, their labels as `labels`.
///
/// # Errors
/// As [`GeneratedTable::rows`] of any of the tables, before any is registered; [`Error::DataFusion`] where a name is taken.
///
/// ```
/// use datafusion::prelude::SessionContext;
/// use retailgen::{Scenario, Table, Window};
/// use retailgen_datafusion::register_all;
///
/// let week = Window::new("2024-11-25".parse()?, 7)?;
/// let scenario = Scenario::new(7).with_scale("0.01".parse()?).with_window(week).with_tables([Table::Stores])?;
/// let context = SessionContext::new();
/// register_all(&context, &scenario)?;
/// assert!(context.table_exist("stores")? && !context.table_exist("labels")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn register_all(context: &SessionContext, scenario: &Scenario) -> Result<(), Error> {
    let dataset = scenario.dataset();
    let plan = dataset.plan();
    let mut tables = Vec::new();
    for &table in scenario.tables() {
        tables.push((table.name(), GeneratedTable::planned(&dataset, &plan, table)?));
    }
    if !scenario.anomalies().rules().is_empty() {
        tables.push((LABELS, GeneratedTable::labels(&dataset)?));
    }
    for (name, table) in tables {
        context.register_table(name, Arc::new(table))?;
    }
    Ok(())
}

/// The front page of the crate, whose code has to run too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
