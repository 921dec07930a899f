//! Controlled faults: which rows and cells are hit, how they are spoiled, and what the truth says of each.
//!
//! A [`Policy`] is a list of rules, read from TOML and checked against the schema. For one table and seed it becomes
//! [`TableFaults`], which turns a clean block of rows into [`Edits`]: the cells to write otherwise and the rows to write
//! again. Every edit is one effect that the truth lists; nothing else differs from the clean block.
//!
//! The layer draws from keys of its own, so the clean values do not know whether there is a policy at all.
//!
//! ```
//! use retailgen_anomaly::{Place, Policy, TableFaults, UnusedKeys};
//! use retailgen_schema::{Table, suppliers::{SuppliersBuilder, SuppliersRow}};
//! use retailgen_synth::Seed;
//!
//! let policy = Policy::parse(
//!     "[[rule]]\nid = 'x'\ntable = 'suppliers'\ncolumn = 'name'\nkind = 'null'\ncount = 1\n",
//!     "mine.toml",
//! )?;
//! let mut builder = SuppliersBuilder::with_capacity(2);
//! for supplier_id in 1..=2 {
//!     builder.push(&SuppliersRow { supplier_id, ..SuppliersRow::EXAMPLE });
//! }
//! let faults = TableFaults::new(&policy, Table::Suppliers, Table::Suppliers.definition(), Seed(7), |_| UnusedKeys::NONE, |_| Vec::new());
//! let edits = faults.apply(&Place::in_file(0.0..2.0, 0, 2), &builder.finish(), &[]);
//! assert_eq!(edits.effects.len(), 1);
//! assert_eq!(edits.effects[0].clean.as_deref(), Some(SuppliersRow::EXAMPLE.name));
//! assert_eq!(edits.effects[0].dirty, None);
//! # Ok::<(), retailgen_anomaly::PolicyError>(())
//! ```
//!
//! A building block of the crate `retailgen`, which hands on the policy with its rules, kinds and errors; the rest may
//! change in any release.

pub mod kind;
mod placing;
pub mod policy;
mod suggestion;

pub use kind::{
    Action, Arrival, Belongs, DeltaFault, Detectability, Identity, Kind, Level, OperationFault, UnusedKeys,
};
pub use placing::{
    BlockText, Day, DeltaHit, DueInText, Edges, Edits, Effect, Incident, LaidOut, Misdelivery, Original, Place,
    Redelivery, TableFaults, Tally, TextEffect, Timing,
};
pub use policy::{Amount, Policy, PolicyError, Rule};
pub use suggestion::nearest_name;
