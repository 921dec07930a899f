//! Exercises as teachers rely on them: small, solvable by their key, of one topic, the same for a seed.

mod folder;
mod marking;
mod topics;
