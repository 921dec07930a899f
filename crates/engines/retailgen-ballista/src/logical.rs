//! `LogicalCodec`: the tables of a query on their way from the client to the scheduler.

use std::sync::Arc;

use ballista_core::serde::BallistaLogicalExtensionCodec;
use datafusion::{
    arrow::datatypes::SchemaRef,
    common::TableReference,
    datasource::{TableProvider, file_format::FileFormatFactory},
    error::Result,
    execution::TaskContext,
    logical_expr::{Extension, LogicalPlan},
};
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use retailgen_datafusion::GeneratedTable;

use crate::{
    functions::functions_by_ballista,
    payload::{self, MAGIC},
};

/// Writes generated tables into logical plans and reads them back; all else is left to Ballista's own codec.
///
/// A client of your own had better turn off Ballista's adaptive planner, as [`remote`](crate::remote) does.
///
/// ```
/// use std::sync::Arc;
/// use ballista_core::extension::SessionConfigExt;
/// use datafusion::{datasource::TableProvider, prelude::{SessionConfig, SessionContext}};
/// use datafusion_proto::logical_plan::LogicalExtensionCodec;
/// use retailgen::{Scenario, Table};
/// use retailgen_ballista::LogicalCodec;
/// use retailgen_datafusion::GeneratedTable;
///
/// let codec = Arc::new(LogicalCodec::default());
/// let stores = GeneratedTable::rows(&Scenario::new(7).dataset(), Table::Stores)?;
/// let (schema, mut bytes) = (stores.schema(), Vec::new());
/// codec.try_encode_table_provider(&"stores".into(), Arc::new(stores), &mut bytes)?;
///
/// // A scheduler of your own takes it as `override_logical_codec`, and a client so:
/// let context = SessionContext::new_with_config(
///     SessionConfig::new_with_ballista()
///         .with_ballista_adaptive_query_planner(false)
///         .with_ballista_logical_extension_codec(codec.clone()),
/// );
/// let again = codec.try_decode_table_provider(&bytes, &"stores".into(), schema.clone(), &context.task_ctx())?;
/// assert_eq!(again.schema(), schema);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct LogicalCodec {
    ballista: BallistaLogicalExtensionCodec,
}

impl LogicalExtensionCodec for LogicalCodec {
    fn try_decode_table_provider(
        &self,
        bytes: &[u8],
        name: &TableReference,
        schema: SchemaRef,
        context: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        match bytes.strip_prefix(MAGIC) {
            Some(payload) => {
                let table = GeneratedTable::of(&payload::decode(payload)?)?;
                // The planned number would stand in the plan as a row of constants. Where that comes to a union with tables, as in
                // counts of several, Ballista 55 waits for ever for one of its tasks.
                Ok(Arc::new(table.with_estimated_rows()))
            }
            None => self.ballista.try_decode_table_provider(bytes, name, schema, context),
        }
    }

    fn try_encode_table_provider(
        &self,
        name: &TableReference,
        table: Arc<dyn TableProvider>,
        bytes: &mut Vec<u8>,
    ) -> Result<()> {
        match table.downcast_ref::<GeneratedTable>() {
            Some(table) => {
                bytes.extend_from_slice(MAGIC);
                bytes.extend(payload::encode(table.content())?);
                Ok(())
            }
            None => self.ballista.try_encode_table_provider(name, table, bytes),
        }
    }

    fn try_decode(&self, bytes: &[u8], inputs: &[LogicalPlan], context: &TaskContext) -> Result<Extension> {
        self.ballista.try_decode(bytes, inputs, context)
    }

    fn try_encode(&self, node: &Extension, bytes: &mut Vec<u8>) -> Result<()> {
        self.ballista.try_encode(node, bytes)
    }

    fn try_decode_file_format(&self, bytes: &[u8], context: &TaskContext) -> Result<Arc<dyn FileFormatFactory>> {
        self.ballista.try_decode_file_format(bytes, context)
    }

    fn try_encode_file_format(&self, bytes: &mut Vec<u8>, format: Arc<dyn FileFormatFactory>) -> Result<()> {
        self.ballista.try_encode_file_format(bytes, format)
    }

    functions_by_ballista!();
}
