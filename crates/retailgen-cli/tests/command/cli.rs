//! The command as its users meet it: the real binary, in folders of its own.

mod anomalies;
mod answering;
mod appending;
mod colours;
mod container;
mod environment;
mod exercises;
#[cfg(target_os = "linux")]
mod failing_reads;
mod feeding;
mod folders;
mod help;
#[cfg(unix)]
mod interruptions;
#[cfg(target_os = "linux")]
mod kills;
mod manual;
#[cfg(target_os = "linux")]
mod memory;
mod messages;
mod nesting;
mod pages;
mod parts;
mod piped;
mod planned;
#[cfg(target_os = "linux")]
mod read_only_parent;
mod refusals;
mod reports;
mod runs;
mod schema;
mod score_files;
mod scoring;
#[cfg(target_os = "linux")]
mod shim;
mod snapshot;
#[cfg(unix)]
mod streams;
mod verifying;
mod workplace;
