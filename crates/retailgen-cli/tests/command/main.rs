//! The command and the pages that tell of it, in one program.

#![expect(clippy::unwrap_used, reason = "tests, helpers included, end where something is not as it should be")]

mod book;
mod cli;
