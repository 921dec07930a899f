//! `remote`: a session whose queries a scheduler runs.

use std::sync::Arc;

use ballista::prelude::{SessionConfigExt, SessionContextExt};
use datafusion::{
    execution::SessionStateBuilder,
    prelude::{SessionConfig, SessionContext},
};
use retailgen::Scenario;
use retailgen_datafusion::{register_all, register_function};

use crate::{Error, LogicalCodec, PhysicalCodec};

/// A session whose queries the scheduler at `url` runs, with the scenario's tables, their labels where it has faults, and the table
/// function `retailgen` for other scenarios.
///
/// The address is `df://HOST:PORT`; without a port it is 50050. A scan has as many parts as
/// `datafusion.execution.target_partitions` says, 16 at first. Ballista's adaptive planner is off, since it gives wrong sums. Results come from the executors: the client must reach them.
///
/// # Errors
/// [`Error::DataFusion`] where the address has no host; [`Error::Table`] as for [`register_all`]. That nobody listens there is told
/// by the first query.
///
/// ```
/// use retailgen::{Scenario, Table};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let stores = Scenario::new(7).with_tables([Table::Stores])?;
/// let context = retailgen_ballista::remote("df://localhost:50050", &stores).await?;
/// context.sql("set datafusion.execution.target_partitions = 64").await?;
/// assert!(context.table_exist("stores")? && !context.table_exist("customers")?);
///
/// let error = retailgen_ballista::remote("localhost", &stores).await.err().ok_or("it is no address")?;
/// assert!(error.to_string().contains("relative URL without a base"), "{error}");
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(run())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub async fn remote(url: &str, scenario: &Scenario) -> Result<SessionContext, Error> {
    let config = SessionConfig::new_with_ballista()
        // In Ballista 55 it counts rows several times in a union of sums, without a word.
        .with_ballista_adaptive_query_planner(false)
        .with_ballista_logical_extension_codec(Arc::new(LogicalCodec::default()))
        .with_ballista_physical_extension_codec(Arc::new(PhysicalCodec::default()));
    let state = SessionStateBuilder::new().with_config(config).with_default_features().build();
    let context = SessionContext::remote_with_state(url, state).await?;
    register_function(&context);
    register_all(&context, scenario)?;
    Ok(context)
}
