//! Deterministic values for made-up data.
//!
//! Every value is a pure function of a [`Seed`], the names of what it is for, and the number of the entity it belongs
//! to. Nothing is carried from one value to the next, so any row of any table can be made alone, in any order, on any
//! thread, and again for whoever refers to it.
//!
//! ```
//! use retailgen_synth::{Seed, permutation::Permutation};
//!
//! let key = Seed(42).key("customers").key("postcode");
//! assert_eq!(key.bits(7), Seed(42).key("customers").key("postcode").bits(7));
//! assert_ne!(key.bits(7), key.bits(8));
//!
//! let shuffled = Permutation::new(key, 1_000);
//! assert_eq!(shuffled.index_of(shuffled.at(123)), 123);
//! ```
//!
//! From the bottom up: [`key`] has the randomness, [`distribution`] and [`noise`] give it a shape, [`counts`],
//! [`splitting`] and [`proportional`] make numbers of things come out exactly, [`permutation`] and [`pattern`] give each thing a code of its
//! own, and [`calendar`] knows dates, holidays and zones.
//!
//! A building block of the crate `retailgen`, which hands on [`Scale`] and [`calendar::Date`]; the rest may
//! change in any release.
//!
//! There is no Arrow and no input or output here, and no `std` float maths beyond what IEEE 754 fixes to the last bit
//! (`+ - * /`, `sqrt`, `floor`): logarithms and powers come from `libm`, which is the same code on every platform.

pub mod calendar;
pub mod counts;
pub mod distribution;
pub mod key;
pub mod noise;
pub mod pattern;
pub mod permutation;
pub mod proportional;
pub mod scale;
pub mod splitting;

pub use key::{Key, Seed, Stream};
pub use scale::Scale;
