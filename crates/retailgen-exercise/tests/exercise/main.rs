//! Exercises as teachers rely on them: small, solvable by their key, of one topic, the same for a seed.
#![expect(clippy::unwrap_used, reason = "tests; their helpers are not marked as such")]

mod folder;
mod marking;
mod topics;
