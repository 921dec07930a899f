//! The pages of the repository: their links lead somewhere, and what they show is what happens.

#![expect(clippy::unwrap_used, reason = "tests, helpers included, end where something is not as it should be")]

#[cfg(unix)]
mod blocks;
#[cfg(unix)]
mod commands;
#[cfg(unix)]
mod console;
mod links;
mod markdown;
mod repository;
#[cfg(unix)]
mod shell;
mod snippets;
