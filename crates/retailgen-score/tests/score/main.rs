//! The scorer on a truth of its own: what is right, what earns nothing, and how files of findings are read.
#![expect(clippy::unwrap_used, reason = "tests; their helpers are not marked as such")]

mod cells;
mod company;
mod data;
mod files;
mod gamers;
mod imports;
mod ladders;
mod lookups;
mod names;
mod outcomes;
mod published;
mod reports;
mod toys;
mod workbooks;
