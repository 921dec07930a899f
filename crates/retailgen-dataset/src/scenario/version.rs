//! The number of the dataset version.
//!
//! Generated from the heading of `CHANGELOG.md` by `cargo xtask codegen`: raise it there and run this.

/// The version that the latest heading names.
pub const LATEST: &str = "14";
