//! The scan: parts of a table as `DataFusion` reads files, made when they are opened.
//!
//! It is a scan of files, and no plan node of our own, since a distributed `DataFusion` deals the files of a scan to its tasks and
//! gives each task the whole of a node that it does not know.

use std::{fmt, sync::Arc};

use datafusion::{
    common::{Statistics, tree_node::TreeNodeRecursion},
    datasource::{
        listing::PartitionedFile,
        physical_plan::{FileGroup, FileOpenFuture, FileOpener, FileScanConfig, FileScanConfigBuilder, FileSource},
        projection::{ProjectionOpener, SplitProjection},
        source::DataSourceExec,
        table_schema::TableSchema,
    },
    error::Result,
    execution::object_store::ObjectStoreUrl,
    object_store::ObjectStore,
    physical_expr::{PhysicalExpr, projection::ProjectionExprs},
    physical_plan::{
        ExecutionPlan, apply_expression_roots,
        metrics::{Count, ExecutionPlanMetricsSet, MetricBuilder},
    },
};
use futures::{FutureExt as _, StreamExt as _, stream};
use retailgen::PartNumber;

use crate::{
    Error,
    content::Content,
    parts::{part_of_path, path_of_part},
};

/// The plan that makes some parts of a table, a list of them in each partition.
///
/// # Errors
/// Where the projection names columns that there are not.
pub fn scan(
    content: Content,
    parts: Vec<Vec<PartNumber>>,
    statistics: Statistics,
    projection: Option<&Vec<usize>>,
    limit: Option<usize>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let file = |part: PartNumber| {
        // Sizes say to those who cut files further how that pays, and nothing can be cut here.
        PartitionedFile::new(path_of_part(content.name(), part), 1)
    };
    // A scan of nothing has a partition like any other, since a plan without one has no place in some others.
    let parts = if parts.is_empty() { vec![Vec::new()] } else { parts };
    let groups = parts.into_iter().map(|parts| FileGroup::new(parts.into_iter().map(file).collect())).collect();
    let source = Arc::new(GeneratedSource::new(content));
    let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), source)
        .with_file_groups(groups)
        .with_statistics(statistics)
        .with_projection_indices(projection.cloned())?
        .with_limit(limit)
        .build();
    Ok(DataSourceExec::from_data_source(config))
}

/// What a scan reads in the place of files: the content of a table.
///
/// A file of the scan is a part of the table, named by its path (`stores/3-of-8`), since a plan keeps nothing else of a file on its
/// way to another process. Whoever takes plans to other processes has to take this along:
///
/// ```
/// use datafusion::{datasource::source::DataSourceExec, error::Result, prelude::SessionContext};
/// use retailgen::{Scenario, Table};
/// use retailgen_datafusion::{GeneratedSource, register_all};
///
/// # async fn run() -> Result<()> {
/// let context = SessionContext::new();
/// register_all(&context, &Scenario::new(7))?;
/// let plan = context.sql("select store_id from stores").await?.create_physical_plan().await?;
/// let scan = plan.downcast_ref::<DataSourceExec>().and_then(|scan| scan.downcast_to_file_source::<GeneratedSource>());
/// let (files, source) = scan.expect("the whole plan is a scan");
/// assert_eq!(source.content().table(), Some(Table::Stores));
/// assert!(files.file_groups[0].files()[0].path().as_ref().starts_with("stores/1-of-"));
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(run())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct GeneratedSource {
    content: Content,
    schema: TableSchema,
    projection: SplitProjection,
    metrics: ExecutionPlanMetricsSet,
}

impl GeneratedSource {
    /// All columns of a table.
    #[must_use]
    pub fn new(content: Content) -> Self {
        let schema = TableSchema::from(content.schema());
        let projection = SplitProjection::unprojected(&schema);
        Self { content, schema, projection, metrics: ExecutionPlanMetricsSet::new() }
    }

    /// The content of the table.
    #[must_use]
    pub fn content(&self) -> &Content {
        &self.content
    }
}

impl FileSource for GeneratedSource {
    fn create_file_opener(
        &self,
        _store: Arc<dyn ObjectStore>,
        _config: &FileScanConfig,
        partition: usize,
    ) -> Result<Arc<dyn FileOpener>> {
        let opener = PartOpener {
            content: self.content.clone(),
            columns: self.projection.file_indices.clone(),
            generated: MetricBuilder::new(&self.metrics).counter("generated_batches", partition),
        };
        ProjectionOpener::try_new(self.projection.clone(), Arc::new(opener), self.schema.file_schema())
    }

    fn table_schema(&self) -> &TableSchema {
        &self.schema
    }

    fn with_batch_size(&self, _rows: usize) -> Arc<dyn FileSource> {
        // A batch is a block of the generator, of up to 8,192 entities.
        Arc::new(self.clone())
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        Some(&self.projection.source)
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        &self.metrics
    }

    fn file_type(&self) -> &'static str {
        "retailgen"
    }

    fn supports_repartitioning(&self) -> bool {
        false
    }

    fn try_pushdown_projection(&self, projection: &ProjectionExprs) -> Result<Option<Arc<dyn FileSource>>> {
        let merged = self.projection.source.try_merge(projection)?;
        let projection = SplitProjection::new(self.schema.file_schema(), &merged);
        Ok(Some(Arc::new(Self { projection, ..self.clone() })))
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        apply_expression_roots(self.projection.source.iter(), visit)
    }
}

impl fmt::Debug for GeneratedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GeneratedSource").field("content", &self.content).finish_non_exhaustive()
    }
}

/// Makes the part of a table that a file of the scan stands for.
struct PartOpener {
    content: Content,
    columns: Vec<usize>,
    generated: Count,
}

impl FileOpener for PartOpener {
    fn open(&self, file: PartitionedFile) -> Result<FileOpenFuture> {
        let path = file.path().as_ref();
        let part = part_of_path(path).ok_or_else(|| Error::NotAPart { path: path.to_owned() })?;
        let (content, columns, generated) = (self.content.clone(), self.columns.clone(), self.generated.clone());
        let open = async move {
            let batches = content.read(part).map_err(Error::from)?.map(move |batch| {
                generated.add(1);
                Ok(batch?.project(&columns)?)
            });
            Ok(stream::iter(batches).boxed())
        };
        Ok(open.boxed())
    }
}
