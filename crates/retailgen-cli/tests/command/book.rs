//! The pages of the repository: their links lead somewhere, and what they show is what happens.

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
