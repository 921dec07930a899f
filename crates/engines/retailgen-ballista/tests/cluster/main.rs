//! Generated tables on a scheduler and two executors, in processes of their own. One binary: each has all of Ballista in it.
#![expect(clippy::unwrap_used, reason = "tests; their helpers are not marked as such")]

mod codecs;
mod command;
mod processes;
mod queries;
mod recovery;
mod sessions;
mod writing;
