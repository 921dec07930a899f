//! What the files in `data/` say, as constants.
//!
//! Generated from `crates/retailgen-tables/data` by `cargo xtask codegen`: edit that and run this.

pub mod addresses;
pub mod catalogue;
pub mod companies;
pub mod countries;
pub mod names;
pub mod web;
