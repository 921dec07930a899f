//! What came out on one ladder, as findings come in.

use std::{collections::HashSet, hash::Hash};

use retailgen_truth::Matching;

use crate::{Counts, Ladder, LadderScore};

/// What a finding is on a ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Right,
    Neutral,
    Wrong,
    /// It says less than the ladder asks for.
    Coarser,
}

/// What was found on a ladder, and what was reported wrongly. A `Place` is what a finding reports there.
#[derive(Debug)]
pub(crate) struct Rung<Place> {
    /// Items by number, and of what was reported wrongly the first finding.
    pub(crate) matching: Matching<Place, u32, u32>,
    /// Findings by verdict.
    right_findings: u64,
    neutral_findings: u64,
    wrong_findings: u64,
    coarser_findings: u64,
}

impl<Place> Default for Rung<Place> {
    fn default() -> Self {
        let matching = Matching::default();
        Self { matching, right_findings: 0, neutral_findings: 0, wrong_findings: 0, coarser_findings: 0 }
    }
}

impl<Place: Eq + Hash> Rung<Place> {
    /// Takes a finding with the items that it hits, as far as they were not hit before.
    pub(crate) fn enter(
        &mut self,
        finding: u32,
        verdict: Verdict,
        hits: impl IntoIterator<Item = u32>,
        reported: Option<Place>,
    ) {
        match (verdict, reported) {
            (Verdict::Neutral, _) => self.neutral_findings += 1,
            (Verdict::Coarser, _) | (_, None) => self.coarser_findings += 1,
            (Verdict::Right, Some(reported)) => {
                self.right_findings += 1;
                self.matching.report(reported, Some(hits), finding);
            }
            (Verdict::Wrong, Some(reported)) => {
                self.wrong_findings += 1;
                self.matching.report(reported, None::<[u32; 0]>, finding);
            }
        }
    }

    /// What came out: `units` are the items with what they count as on the ladder, `whole` is how many files, rows or cells there
    /// are, where that is known.
    pub(crate) fn score<Unit: Clone + Eq + Hash>(
        &self,
        ladder: Ladder,
        units: impl Iterator<Item = (u32, Unit)>,
        whole: Option<u64>,
    ) -> LadderScore {
        let (mut all, mut found) = (HashSet::new(), HashSet::new());
        for (number, unit) in units {
            if self.matching.is_found(&number) {
                found.insert(unit.clone());
            }
            all.insert(unit);
        }
        LadderScore {
            ladder,
            counts: Counts {
                found: found.len() as u64,
                missed: (all.len() - found.len()) as u64,
                false_alarms: self.matching.unexpected().len() as u64,
            },
            right: self.right_findings,
            wrong: self.wrong_findings,
            neutral: self.neutral_findings,
            coarser: self.coarser_findings,
            clean: whole.map(|whole| whole.saturating_sub(all.len() as u64)),
        }
    }
}
