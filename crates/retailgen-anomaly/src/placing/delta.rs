//! Faults of a Delta table as a whole: which of them it has.

use super::{applied::Applied, files, place::Place};
use crate::kind::{DeltaFault, Kind, Spoil};

/// A fault of a Delta table as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeltaHit {
    /// Number of the rule in the policy.
    pub rule: usize,
    /// Its kind.
    pub kind: &'static Kind,
    /// What is wrong.
    pub fault: DeltaFault,
    /// What chooses a file, or a byte.
    pub draw: u64,
}

/// The faults of the table. Of two rules of one kind the first has it.
pub fn hits(rules: &[Applied]) -> Vec<DeltaHit> {
    let table = Place::in_file(0.0..0.0, 0, 0);
    let mut found: Vec<DeltaHit> = Vec::new();
    for applied in rules {
        if let Spoil::Delta(fault) = applied.rule.kind.spoil
            && files::hits(applied, &table) > 0
            && !found.iter().any(|found| found.fault == fault)
        {
            let draw = applied.key.key("delta").bits(0);
            found.push(DeltaHit { rule: applied.number, kind: applied.rule.kind, fault, draw });
        }
    }
    found
}
