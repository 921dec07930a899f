//! A rule of a policy with the randomness that is its own.

use retailgen_synth::Key;

use crate::policy::Rule;

/// A rule at work.
#[derive(Debug)]
pub struct Applied {
    /// Number in the policy.
    pub number: usize,
    /// The rule.
    pub rule: Rule,
    /// What its randomness comes from.
    pub key: Key,
    /// Where its strata begin, as a share of one.
    pub phase: f64,
}
