//! An executor: it asks the scheduler for tasks, makes the rows that they read, and keeps what they come to.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use ballista_core::config::TaskSchedulingPolicy;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use retailgen_ballista::{LogicalCodec, PhysicalCodec};
use tempfile::TempDir;
use tokio::{
    signal,
    time::{sleep, timeout},
};

use crate::{arguments::ExecutorArguments, failure::Failure, tell};

/// How often an executor that starts before its scheduler tries to reach it, half a second apart.
const TRIES: u32 = 120;

/// Runs the executor until it is stopped.
pub async fn run(options: ExecutorArguments) -> Result<ExitCode, Failure> {
    let address = free_address(SocketAddr::new(options.listen.bind_host, options.bind_port))?;
    let work_dir = WorkDir::new(options.work_dir)?;
    options.scheduler.reach(TRIES).await?;
    let mut config = ExecutorProcessConfig {
        bind_host: address.ip().to_string(),
        external_host: options.external_host,
        port: address.port(),
        scheduler_host: options.scheduler.scheduler_host,
        scheduler_port: options.scheduler.scheduler_port,
        task_scheduling_policy: TaskSchedulingPolicy::PullStaged,
        work_dir: Some(work_dir.path().to_string_lossy().into_owned()),
        memory_pool_size: options.memory_pool_size,
        override_logical_codec: Some(Arc::new(LogicalCodec::default())),
        override_physical_codec: Some(Arc::new(PhysicalCodec::default())),
        ..ExecutorProcessConfig::default()
    };
    if let Some(tasks) = options.concurrent_tasks {
        config.vcores = tasks.get();
    }
    let health = config.health.clone();
    tokio::spawn(async move {
        while !health.is_ready() {
            sleep(Duration::from_millis(50)).await;
        }
        // Where standard output is closed nobody waits for it.
        let _ = tell(&format!("executor at {address}"));
    });
    // Ballista ends without an error also where a service has failed.
    let asked = tokio::spawn(asked_to_stop());
    start_executor_process(Arc::new(config)).await.map_err(Failure::Executor)?;
    match timeout(Duration::from_secs(1), asked).await {
        Ok(Ok(code)) => Ok(code),
        _ => Err(Failure::ExecutorService),
    }
}

/// The address with a free port in the place of 0. It is free a moment later too, unless another process takes it.
fn free_address(address: SocketAddr) -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind(address).and_then(|listener| listener.local_addr());
    listener.map_err(|cause| Failure::Listen { address, cause })
}

/// Waits for a signal that ends the process; the exit code that belongs to it.
async fn asked_to_stop() -> ExitCode {
    #[cfg(unix)]
    if let Ok(mut terminated) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
        return tokio::select! {
            _ = terminated.recv() => ExitCode::SUCCESS,
            _ = signal::ctrl_c() => ExitCode::from(130),
        };
    }
    let _ = signal::ctrl_c().await;
    ExitCode::from(130)
}

/// A folder for intermediate results: the user's, or one that is removed at the end.
enum WorkDir {
    Given(PathBuf),
    Own(TempDir),
}

impl WorkDir {
    fn new(given: Option<PathBuf>) -> Result<Self, Failure> {
        match given {
            Some(path) => match path.read_dir() {
                Ok(_) => Ok(Self::Given(path)),
                Err(cause) => Err(Failure::WorkDir { path, cause }),
            },
            None => {
                TempDir::new().map(Self::Own).map_err(|cause| Failure::WorkDir { path: std::env::temp_dir(), cause })
            }
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::Given(path) => path,
            Self::Own(folder) => folder.path(),
        }
    }
}
