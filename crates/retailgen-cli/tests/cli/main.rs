//! The command as its users meet it: the real binary, in folders of its own.

#![expect(clippy::unwrap_used, reason = "tests, helpers included, end where something is not as it should be")]

mod anomalies;
mod folders;
mod help;
#[cfg(unix)]
mod interruptions;
mod refusals;
mod runs;
mod schema;
#[cfg(unix)]
mod streams;
mod verifying;
mod workplace;
