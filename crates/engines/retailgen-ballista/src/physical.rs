//! `PhysicalCodec`: the scans of a query on their way from the scheduler to the executors.

use std::sync::Arc;

use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::{
    datasource::source::DataSourceExec,
    error::Result,
    execution::TaskContext,
    physical_expr::PhysicalExpr,
    physical_expr_common::physical_expr::{proto_decode::PhysicalExprDecodeCtx, proto_encode::PhysicalExprEncodeCtx},
    physical_plan::ExecutionPlan,
};
use datafusion_proto::{
    physical_plan::{
        PhysicalExtensionCodec, PhysicalPlanDecodeContext, PhysicalProtoConverterExtension,
        from_proto::parse_protobuf_file_scan_config, to_proto::serialize_file_scan_config,
    },
    protobuf::FileScanExecConf,
};
use prost::Message;
use retailgen_datafusion::GeneratedSource;

use crate::{
    Error,
    functions::functions_by_ballista,
    payload::{self, MAGIC},
};

/// A scan of a generated table in a plan.
#[derive(Message)]
struct ScanPayload {
    /// What the table holds, as in a logical plan.
    #[prost(bytes = "vec", tag = "1")]
    content: Vec<u8>,
    /// Parts, projection, limit and statistics.
    #[prost(message, optional, tag = "2")]
    scan: Option<FileScanExecConf>,
}

/// Writes scans of generated tables into physical plans and reads them back; all else is left to Ballista's own codec.
///
/// ```
/// use datafusion::{error::Result, prelude::SessionContext};
/// use datafusion_proto::bytes::{
///     physical_plan_from_bytes_with_extension_codec, physical_plan_to_bytes_with_extension_codec,
/// };
/// use retailgen::Scenario;
/// use retailgen_ballista::PhysicalCodec;
/// use retailgen_datafusion::register_all;
///
/// # async fn run() -> Result<()> {
/// let [client, executor] = [SessionContext::new(), SessionContext::new()];
/// register_all(&client, &Scenario::new(7))?;
/// let plan = client.sql("select store_id from stores").await?.create_physical_plan().await?;
///
/// // An executor of your own takes it as `override_physical_codec`, and so does its scheduler.
/// let codec = PhysicalCodec::default();
/// let bytes = physical_plan_to_bytes_with_extension_codec(plan.clone(), &codec)?;
/// let again = physical_plan_from_bytes_with_extension_codec(&bytes, &executor.task_ctx(), &codec)?;
/// assert_eq!(again.schema(), plan.schema());
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(run())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct PhysicalCodec {
    ballista: BallistaPhysicalExtensionCodec,
}

impl PhysicalExtensionCodec for PhysicalCodec {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(bytes) = bytes.strip_prefix(MAGIC) else {
            return self.ballista.try_decode(bytes, inputs, context, converter);
        };
        let payload = ScanPayload::decode(bytes).map_err(Error::from)?;
        let source = Arc::new(GeneratedSource::new(payload::decode(&payload.content)?));
        let context = PhysicalPlanDecodeContext::new(context, self);
        let scan = parse_protobuf_file_scan_config(&payload.scan.unwrap_or_default(), &context, converter, source)?;
        Ok(DataSourceExec::from_data_source(scan))
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        bytes: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        let scan = node.downcast_ref::<DataSourceExec>();
        let Some((scan, source)) = scan.and_then(|scan| scan.downcast_to_file_source::<GeneratedSource>()) else {
            return self.ballista.try_encode(node, bytes, converter);
        };
        // It would be cut off without a word.
        if let Some(limit) = scan.limit.filter(|limit| u32::try_from(*limit).is_err()) {
            return Err(Error::Limit(limit).into());
        }
        let payload = ScanPayload {
            content: payload::encode(source.content())?,
            scan: Some(serialize_file_scan_config(scan, self, converter)?),
        };
        bytes.extend_from_slice(MAGIC);
        bytes.extend(payload.encode_to_vec());
        Ok(())
    }

    fn try_decode_expr(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn PhysicalExpr>],
        context: &PhysicalExprDecodeCtx<'_>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        self.ballista.try_decode_expr(bytes, inputs, context)
    }

    fn try_encode_expr(
        &self,
        expression: &Arc<dyn PhysicalExpr>,
        bytes: &mut Vec<u8>,
        context: &PhysicalExprEncodeCtx<'_>,
    ) -> Result<()> {
        self.ballista.try_encode_expr(expression, bytes, context)
    }

    functions_by_ballista!();
}
