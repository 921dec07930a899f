//! Generated tables under SQL. One binary: each has all of `DataFusion` in it.
#![expect(clippy::unwrap_used, reason = "tests; their helpers are not marked as such")]

mod example;
mod faces;
mod function;
mod joins;
mod labels;
mod pruning;
mod query;
