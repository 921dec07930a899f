//! Controlled faults: which rows and cells are hit, how they are spoiled, and what the truth says of each.
//!
//! A [`Policy`] is a list of rules, read from TOML and checked against the schema. For one table and seed it becomes
//! [`TableFaults`], which turns a clean block of rows into [`Edits`]: the cells to write otherwise and the rows to write
//! again. Every edit is one effect that the truth lists; nothing else differs from the clean block.
//!
//! The layer draws from keys of its own, so the clean values do not know whether there is a policy at all.

mod block;
mod budget;
mod edits;
mod eligible;
mod faults;
mod incident;
pub mod kind;
pub mod policy;
mod redelivery;
mod run;
mod strata;

pub use edits::{CellEdit, Edits, Effect, ExtraRow, Incident, Original, Tally};
pub use faults::{Belongs, Day, Place, TableFaults};
pub use kind::{Action, Detectability, Kind, Level};
pub use policy::{Amount, Policy, PolicyError, Rule};
pub use redelivery::Redelivery;
