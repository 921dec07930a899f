//! A rule of a policy with the randomness that is its own.

use retailgen_synth::Key;

use super::{chosen::Chosen, place::Place};
use crate::{kind::UnusedKeys, policy::Rule};

/// A rule at work.
#[derive(Debug)]
pub struct Applied {
    /// Number in the policy.
    pub number: usize,
    /// The rule.
    pub rule: Rule,
    /// What its randomness comes from.
    pub key: Key,
    /// What deals its hits to rows.
    pub dealing: Key,
    /// The share of a hit that is due before the first row, so that rules round at rows of their own.
    pub phase: f64,
    /// The keys that the table never gives that its column refers to; none where there is no such table.
    pub unused: UnusedKeys,
    /// The entities from which its hits come; `None` where they may come from any.
    pub entities: Option<Chosen>,
}

impl Applied {
    /// Whether the rule has hits on the day of a place at all.
    pub fn reaches(&self, place: &Place) -> bool {
        self.rule.is_in_period(place.day.map(|day| day.date))
    }
}
