//! Folders of `retailgen` read back: [`verify`] holds a folder against its truth and the clean files made anew, and [`heal`]
//! writes its files again without their faults.
//!
//! Files are read with code of their own, not with the writers', so that a mistake in one does not hide in the other.
//!
//! A building block of the crate `retailgen`, which hands on what is meant to be used; the rest may change in any release.

mod cast;
mod cells;
mod check;
#[cfg(test)]
mod column_change_tests;
mod error;
mod heal;
mod read;
mod superseded_files;
mod undo;

pub use self::{
    check::{Check, Finding, More, Side, Values, Verification, VerifyOptions, verify},
    error::VerifyError,
    heal::{HealOptions, heal},
    superseded_files::superseded_files,
};
