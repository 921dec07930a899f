//! The arguments of `retailgen-ballista`. Flags that Ballista's own programs have are called as theirs.

use std::{net::IpAddr, num::NonZeroUsize, path::PathBuf};

use clap::{Args, Parser, Subcommand, builder::PossibleValuesParser};
use retailgen::{DatasetError, Date, Policy, Scale, Scenario, Window};

/// Queries of generated tables on several machines: a scheduler, executors, and a client.
#[derive(Parser)]
#[command(name = "retailgen-ballista", version)]
pub struct Arguments {
    /// Tell on standard error what the process does, not only what goes wrong
    #[arg(long, global = true)]
    pub verbose: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Run the scheduler, which plans queries and deals their tasks to executors
    Scheduler(SchedulerArguments),
    /// Run an executor, which makes the rows and computes with them
    Executor(ExecutorArguments),
    /// Have a query run and print what comes out
    Sql(SqlArguments),
}

/// Where the scheduler is.
#[derive(Args)]
pub struct SchedulerAddress {
    /// Host of the scheduler
    #[arg(long, default_value = "localhost")]
    pub scheduler_host: String,
    /// Port of the scheduler
    #[arg(long, default_value_t = 50050)]
    pub scheduler_port: u16,
}

/// Where a process listens. Nobody has to prove who they are: let nobody but the cluster reach it.
#[derive(Args)]
pub struct Listen {
    /// IP address to listen on; 0.0.0.0 listens on all networks
    #[arg(long, default_value = "127.0.0.1")]
    pub bind_host: IpAddr,
}

#[derive(Args)]
pub struct SchedulerArguments {
    #[command(flatten)]
    pub listen: Listen,
    /// Port to listen on; 0 for a free one
    #[arg(short = 'p', long, default_value_t = 50050)]
    pub bind_port: u16,
    /// After how long without a word an executor is lost, and its tasks are another's; they call every 5 s
    #[arg(long, default_value_t = 180, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(6..))]
    pub executor_timeout_seconds: u64,
}

#[derive(Args)]
pub struct ExecutorArguments {
    #[command(flatten)]
    pub scheduler: SchedulerAddress,
    #[command(flatten)]
    pub listen: Listen,
    /// Port to listen on; 0 for a free one
    #[arg(short = 'p', long, default_value_t = 50051)]
    pub bind_port: u16,
    /// Name or address by which other executors and clients reach this one [default: the address from which it calls the scheduler]
    #[arg(long)]
    pub external_host: Option<String>,
    /// Existing folder for intermediate results [default: one of its own, removed at the end]
    #[arg(long)]
    pub work_dir: Option<PathBuf>,
    /// Tasks that run at the same time [default: one for each core]
    #[arg(long)]
    pub concurrent_tasks: Option<NonZeroUsize>,
    /// Bytes that queries may take, shared by the tasks; beyond them they use the disk [default: 70 % of the memory]
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1..))]
    pub memory_pool_size: Option<u64>,
}

#[derive(Args)]
pub struct SqlArguments {
    /// The query, over the tables of the scenario
    pub query: String,
    #[command(flatten)]
    pub scheduler: SchedulerAddress,
    /// Parts into which each table is cut
    #[arg(long, default_value = "16")]
    pub partitions: NonZeroUsize,
    /// Seed of the data
    #[arg(long, default_value_t = 7)]
    pub seed: u64,
    /// Scale factor
    #[arg(long, default_value = "0.01")]
    pub scale: Scale,
    /// First day
    #[arg(long, default_value_t = Window::default().first())]
    pub start: Date,
    /// Number of days
    #[arg(long, default_value_t = Window::default().days())]
    pub days: u32,
    /// Built-in policy of faults
    #[arg(long, default_value = "none", value_parser = PossibleValuesParser::new(Policy::builtin_names()))]
    pub anomalies: String,
}

impl SqlArguments {
    /// The scenario that the flags describe.
    ///
    /// # Errors
    /// Where the days are none of the company.
    pub fn scenario(&self) -> Result<Scenario, DatasetError> {
        let window = Window::new(self.start, self.days)?;
        let policy = Policy::builtin(&self.anomalies).unwrap_or_else(Policy::none);
        Ok(Scenario::new(self.seed).with_scale(self.scale).with_window(window).with_anomalies(policy))
    }
}
