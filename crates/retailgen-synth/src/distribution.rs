//! Distributions: samplers and quantiles whose maths is the same on every platform.

pub mod alias;
pub mod binomial;
pub mod gamma;
pub mod negative_binomial;
pub mod normal;
pub mod power_law;
