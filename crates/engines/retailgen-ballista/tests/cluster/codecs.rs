//! Tables and scans as bytes: what comes back, and what is refused.

use std::sync::Arc;

use datafusion::{
    arrow::{array::RecordBatch, compute::concat_batches, util::pretty::pretty_format_batches},
    common::TableReference,
    datasource::TableProvider,
    physical_plan::{ExecutionPlan, collect},
    prelude::SessionContext,
};
use datafusion_proto::{
    logical_plan::LogicalExtensionCodec,
    physical_plan::{DefaultPhysicalProtoConverter, PhysicalExtensionCodec},
};
use retailgen::{DATASET_VERSION, Scale, Scenario, Table};
use retailgen_ballista::{LogicalCodec, PhysicalCodec};
use retailgen_datafusion::GeneratedTable;

use crate::sessions::{faulty, local, run};

fn stores() -> GeneratedTable {
    GeneratedTable::rows(&Scenario::new(7).with_scale(Scale::MIN).dataset(), Table::Stores).unwrap()
}

fn table_as_bytes(table: GeneratedTable) -> Vec<u8> {
    let mut bytes = Vec::new();
    LogicalCodec::default().try_encode_table_provider(&"stores".into(), Arc::new(table), &mut bytes).unwrap();
    bytes
}

fn table_of_bytes(bytes: &[u8]) -> Result<Arc<dyn TableProvider>, String> {
    let (name, context) = (TableReference::from("stores"), SessionContext::new().task_ctx());
    let table = LogicalCodec::default().try_decode_table_provider(bytes, &name, stores().schema(), &context);
    table.map_err(|error| error.to_string())
}

/// The scan at the end of a plan.
fn scan_of(plan: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
    let input = plan.children().first().map(|input| Arc::clone(input));
    input.map_or(plan, scan_of)
}

async fn plan(context: &SessionContext, query: &str) -> Arc<dyn ExecutionPlan> {
    context.sql(query).await.unwrap().create_physical_plan().await.unwrap()
}

async fn scan() -> Arc<dyn ExecutionPlan> {
    let context = SessionContext::new();
    context.register_table("stores", Arc::new(stores())).unwrap();
    scan_of(plan(&context, "select store_id, store_id + 1 from stores limit 3").await)
}

fn scan_as_bytes(scan: Arc<dyn ExecutionPlan>) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let written = PhysicalCodec::default().try_encode(scan, &mut bytes, &DefaultPhysicalProtoConverter {});
    written.map(|()| bytes).map_err(|error| error.to_string())
}

fn scan_of_bytes(bytes: &[u8]) -> Result<Arc<dyn ExecutionPlan>, String> {
    let context = SessionContext::new().task_ctx();
    let scan = PhysicalCodec::default().try_decode(bytes, &[], &context, &DefaultPhysicalProtoConverter {});
    scan.map_err(|error| error.to_string())
}

fn sorted(batch: &RecordBatch) -> Vec<String> {
    let table = pretty_format_batches(std::slice::from_ref(batch)).unwrap().to_string();
    let mut rows: Vec<_> = table.lines().map(str::to_owned).collect();
    rows.sort_unstable();
    rows
}

/// The bytes as a process of another dataset version would write them.
fn of_another_version(bytes: &[u8]) -> Vec<u8> {
    let (own, other) = (format!("{DATASET_VERSION}\"}}"), format!("{}\"}}", "x".repeat(DATASET_VERSION.len())));
    let place = bytes.windows(own.len()).rposition(|part| part == own.as_bytes()).unwrap();
    [&bytes[..place], other.as_bytes(), &bytes[place + own.len()..]].concat()
}

#[test]
fn tables_come_back_with_scenario_and_policy() {
    let dataset = faulty().dataset();
    for table in
        [GeneratedTable::rows(&dataset, Table::Customers), GeneratedTable::labels(&dataset)].map(Result::unwrap)
    {
        let (content, schema) = (table.content().clone(), table.schema());
        let again = table_of_bytes(&table_as_bytes(table)).unwrap();
        assert_eq!(again.schema(), schema);
        let again = again.downcast_ref::<GeneratedTable>().unwrap().content();
        assert_eq!(again.table(), content.table());
        assert_eq!(again.dataset().scenario(), dataset.scenario());
    }
}

#[test]
fn scans_come_back_with_columns_parts_and_limit() {
    run(async {
        let context = local(&faulty());
        for query in [
            "select order_id, qty from orders_lines",
            "select order_id, order_id as again, qty + 1 as more from orders_lines",
            "select email from customers limit 7",
            "select kind from labels",
        ] {
            let scan = scan_of(plan(&context, query).await);
            let wanted = collect(scan.clone(), context.task_ctx()).await.unwrap();
            let again = scan_of_bytes(&scan_as_bytes(scan.clone()).unwrap()).unwrap();
            // In a session that knows no table.
            let found = collect(Arc::clone(&again), SessionContext::new().task_ctx()).await.unwrap();
            let schema = scan.schema();
            assert_eq!(again.schema(), schema, "{query}");
            let parts = |plan: Arc<dyn ExecutionPlan>| plan.properties().output_partitioning().partition_count();
            assert_eq!(parts(again), parts(scan), "{query}");
            let [found, wanted] = [found, wanted].map(|batches| concat_batches(&schema, &batches).unwrap());
            if query.contains("limit") {
                // Each part stops at it, and which rows come first among them is left to chance.
                assert_eq!(found.num_rows(), wanted.num_rows());
            } else {
                assert_eq!(sorted(&found), sorted(&wanted), "{query}");
            }
        }
    });
}

#[test]
fn a_plan_of_another_dataset_version_is_refused() {
    run(async {
        let told = format!("the plan is of dataset version xx, and this process makes {DATASET_VERSION}");
        let error = table_of_bytes(&of_another_version(&table_as_bytes(stores()))).unwrap_err();
        assert!(error.contains(&told), "{error}");
        let error = scan_of_bytes(&of_another_version(&scan_as_bytes(scan().await).unwrap())).unwrap_err();
        assert!(error.contains(&told), "{error}");
    });
}

#[test]
fn bytes_that_say_nothing_are_refused() {
    run(async {
        let (table, scan) = (table_as_bytes(stores()), scan_as_bytes(scan().await).unwrap());
        assert!(table_of_bytes(&table).is_ok() && scan_of_bytes(&scan).is_ok());
        for length in 0..table.len() {
            assert!(table_of_bytes(&table[..length]).is_err(), "{length} bytes of a table");
        }
        for length in 0..scan.len() {
            assert!(scan_of_bytes(&scan[..length]).is_err(), "{length} bytes of a scan");
        }
        // Whether such bytes are refused depends on what has changed. Reading them must end without a panic.
        for (place, bit) in (0..scan.len()).flat_map(|place| [(place, 1), (place, 0x80)]) {
            let mut changed = scan.clone();
            changed[place] ^= bit;
            let _ = scan_of_bytes(&changed);
        }
    });
}

#[test]
fn a_limit_that_would_be_cut_off_is_refused() {
    run(async {
        let scan = scan_of(plan(&local(&faulty()), "select order_id from orders_lines limit 4294967296").await);
        let error = scan_as_bytes(scan).unwrap_err();
        assert!(error.contains("a limit of 4294967296 rows is too large: a plan holds up to 4294967295"), "{error}");
    });
}
