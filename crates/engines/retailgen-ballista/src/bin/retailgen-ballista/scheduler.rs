//! The scheduler: it plans queries and deals their tasks to executors that ask for some.

use std::{net::SocketAddr, process::ExitCode, sync::Arc};

use ballista_core::config::TaskSchedulingPolicy;
use ballista_scheduler::{
    cluster::BallistaCluster,
    config::SchedulerConfig,
    scheduler_process::{create_scheduler, start_grpc_service_with_listener},
};
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use retailgen_ballista::{LogicalCodec, PhysicalCodec};
use tokio::net::TcpListener;

use crate::{arguments::SchedulerArguments, failure::Failure, tell};

/// Runs the scheduler until it is stopped.
pub async fn run(options: SchedulerArguments) -> Result<ExitCode, Failure> {
    let address = SocketAddr::new(options.listen.bind_host, options.bind_port);
    let unheard = |cause| Failure::Listen { address, cause };
    let listener = TcpListener::bind(address).await.map_err(unheard)?;
    let address = listener.local_addr().map_err(unheard)?;
    let timeout = options.executor_timeout_seconds;
    let config = SchedulerConfig {
        bind_host: address.ip().to_string(),
        bind_port: address.port(),
        scheduling_policy: TaskSchedulingPolicy::PullStaged,
        executor_timeout_seconds: timeout,
        // As many looks in that time as by Ballista's defaults, 180 s and 15 s.
        expire_dead_executor_interval_seconds: (timeout / 12).max(1),
        no_executors_grace_period_seconds: timeout,
        override_logical_codec: Some(Arc::new(LogicalCodec::default())),
        override_physical_codec: Some(Arc::new(PhysicalCodec::default())),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await.map_err(Failure::Scheduler)?;
    let scheduler = create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(config)).await;
    tell(&format!("scheduler at {address}"))?;
    let scheduler = scheduler.map_err(Failure::Scheduler)?;
    start_grpc_service_with_listener(listener, scheduler).await.map_err(Failure::Scheduler)?;
    Ok(ExitCode::SUCCESS)
}
