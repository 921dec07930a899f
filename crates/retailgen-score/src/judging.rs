//! Findings held against what there is to find, on every ladder at once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use retailgen_anomaly::Detectability;

use crate::{
    Finding, Ladder, Repairs, Truth, column,
    digest_map::DigestMap,
    locating::{How, Located},
    rung::{Rung, Verdict},
    spot::Spot,
    truth::{Class, Item},
    value,
};

/// What was reported wrongly, so that twice the same counts once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Reported {
    File(u32),
    Row(Spot),
    Value(u64),
    Cell(Spot, Option<u16>),
    Kind(Spot, Option<u16>, u16),
}

/// Everything that comes of holding findings against a truth.
#[derive(Debug, Default)]
pub(crate) struct Judgement {
    pub(crate) rungs: BTreeMap<Ladder, Rung<Reported>>,
    /// Decoys that were reported.
    pub(crate) decoys: BTreeSet<u32>,
    pub(crate) repairs: Repairs,
    repaired: HashSet<(Spot, u16)>,
    /// What came of each value that was reported.
    values: DigestMap<Verdict>,
}

impl Judgement {
    pub(crate) fn of(findings: &[Finding], located: &[Located], truth: &Truth) -> Self {
        let mut judgement = Self::default();
        let by_file = faults_by_file(truth);
        for located in located.iter().filter(|located| located.how != How::Count) {
            judgement.on_files(located, &by_file);
            let hits = judgement.on_cells(located, truth);
            judgement.on_rows(located, &hits, truth);
            judgement.on_values(located, &hits, truth);
            judgement.meet_decoys(located, truth);
            judgement.hold_repair(&findings[located.finding as usize], located, &hits, truth);
        }
        judgement
    }

    fn rung(&mut self, ladder: Ladder) -> &mut Rung<Reported> {
        self.rungs.entry(ladder).or_default()
    }

    fn on_files(&mut self, located: &Located, by_file: &HashMap<u32, Vec<u32>>) {
        let hits = located.file.and_then(|file| by_file.get(&file));
        let verdict = match (located.file, hits) {
            (None, _) => Verdict::Coarser,
            (Some(_), Some(_)) => Verdict::Right,
            (Some(_), None) => Verdict::Wrong,
        };
        // All faults of a file are found with it: once is enough.
        let rung = self.rung(Ladder::File);
        let is_new = hits.and_then(|hits| hits.first()).is_some_and(|first| !rung.matching.is_found(first));
        let hits = hits.filter(|_| is_new).into_iter().flatten().copied();
        rung.enter(located.finding, verdict, hits, located.file.map(Reported::File));
    }

    /// On rows; rows whose cells were hit count first.
    fn on_rows(&mut self, located: &Located, cells: &[u32], truth: &Truth) {
        let mut hits: Vec<u32> = Vec::new();
        for cell in cells {
            hits.extend(faults(truth, truth.by_spot.get(&truth.items[*cell as usize].spot)));
        }
        let spots = if hits.is_empty() { &located.spots[..] } else { &[] };
        for spot in spots {
            hits.extend(faults(truth, truth.by_spot.get(spot)));
            for item in faults(truth, truth.by_original.get(spot)) {
                hits.extend(faults(truth, truth.by_spot.get(&truth.items[item as usize].spot)));
            }
            if !hits.is_empty() {
                break;
            }
        }
        let verdict = match (located.spots.first(), hits.is_empty()) {
            (None, _) => Verdict::Coarser,
            (Some(_), false) => Verdict::Right,
            (Some(spot), true) if located.is_collateral || truth.swallowed.contains(spot) => Verdict::Neutral,
            (Some(_), true) => Verdict::Wrong,
        };
        let reported = located.spots.first().map(|spot| Reported::Row(*spot));
        self.rung(Ladder::Row).enter(located.finding, verdict, hits, reported);
    }

    /// On cells, and on cells with their kind; returns the faults that were hit.
    fn on_cells(&mut self, located: &Located, truth: &Truth) -> Vec<u32> {
        let mut hits = Vec::new();
        let mut is_neutral = located.is_collateral;
        for spot in &located.spots {
            is_neutral |= truth.swallowed.contains(spot);
            let there = truth.by_spot.get(spot).into_iter().flatten();
            let of_copy = truth.by_original.get(spot).into_iter().flatten();
            for &number in there.chain(of_copy) {
                let item = &truth.items[number as usize];
                match item.class {
                    Class::Fault if is_meant(item, located) => hits.push(number),
                    Class::Neutral if item.column == located.column => is_neutral = true,
                    // Two cells of a row contradict each other: a check may name either.
                    Class::Fault if item.detectability == Detectability::Row => is_neutral = true,
                    _ => {}
                }
            }
            if !hits.is_empty() {
                break;
            }
        }
        let spot = located.spots.first();
        let verdict = match (spot, located.column) {
            (None, _) => Verdict::Coarser,
            _ if !hits.is_empty() => Verdict::Right,
            (Some(_), None) => Verdict::Coarser,
            (Some(_), Some(_)) if is_neutral => Verdict::Neutral,
            (Some(_), Some(_)) => Verdict::Wrong,
        };
        let reported = spot.map(|spot| Reported::Cell(*spot, located.column));
        self.rung(Ladder::Cell).enter(located.finding, verdict, hits.iter().copied(), reported);

        let of_kind: Vec<u32> =
            hits.iter().copied().filter(|number| Some(truth.items[*number as usize].kind) == located.kind).collect();
        let verdict = match verdict {
            _ if located.kind.is_none() => Verdict::Coarser,
            Verdict::Right if of_kind.is_empty() => Verdict::Wrong,
            verdict => verdict,
        };
        let reported = spot.zip(located.kind).map(|(spot, kind)| Reported::Kind(*spot, located.column, kind));
        self.rung(Ladder::Kind).enter(located.finding, verdict, of_kind, reported);
        hits
    }

    fn on_values(&mut self, located: &Located, hits: &[u32], truth: &Truth) {
        let of_hits = hits.iter().filter_map(|number| truth.items[*number as usize].value);
        let values: Vec<u64> = located.value.into_iter().chain(of_hits).collect();
        let reported = values.first().copied().map(Reported::Value);
        let mut faults = Vec::new();
        let mut verdict = match values.is_empty() {
            true => Verdict::Coarser,
            false if !hits.is_empty() => Verdict::Right,
            false if located.is_copied => Verdict::Neutral,
            false => Verdict::Wrong,
        };
        for value in values {
            // A value may stand in thousands of rows and be reported for each: they are found with the first.
            let known = self.values.entry(value).or_insert_with(|| {
                let there = truth.by_value.get(&value);
                faults.extend(self::faults(truth, there));
                match there {
                    _ if !faults.is_empty() => Verdict::Right,
                    Some(_) => Verdict::Neutral,
                    None => Verdict::Wrong,
                }
            });
            if *known == Verdict::Right || verdict == Verdict::Wrong {
                verdict = *known;
            }
        }
        self.rung(Ladder::Value).enter(located.finding, verdict, faults, reported);
    }

    fn meet_decoys(&mut self, located: &Located, truth: &Truth) {
        for number in located.spots.iter().filter_map(|spot| truth.by_spot.get(spot)).flatten() {
            let item = &truth.items[*number as usize];
            if item.class == Class::Decoy && (located.column.is_none() || item.column == located.column) {
                self.decoys.insert(*number);
            }
        }
    }

    fn hold_repair(&mut self, finding: &Finding, located: &Located, hits: &[u32], truth: &Truth) {
        let (Some(repair), Some(column), Some(spot)) = (&finding.repair, located.column, located.spots.first()) else {
            return;
        };
        if !self.repaired.insert((*spot, column)) {
            return;
        }
        let hit = hits.iter().map(|number| &truth.items[*number as usize]).find(|item| item.column == Some(column));
        match hit {
            // What stood in the cell is not in the label of a file.
            Some(item) if item.is_text => {}
            Some(item) if value::same(Some(repair), item.clean.as_deref()) => self.repairs.right += 1,
            Some(_) => self.repairs.wrong += 1,
            None if value::same(Some(repair), finding.value.as_deref()) => {}
            None => self.repairs.harm += 1,
        }
    }
}

/// Whether a finding in the row of a fault, or in the row that it repeats, means the fault.
fn is_meant(item: &Item, located: &Located) -> bool {
    match located.column {
        // Of a column that a release has changed, the file alone or the column is named.
        found if item.is_text => item.column.is_none() || found.is_none() || found == item.column,
        Some(number) if item.is_whole_row() => column::tells_copies(item.table, number),
        Some(number) => item.column == Some(number),
        None => item.is_whole_row(),
    }
}

fn faults<'t>(truth: &'t Truth, numbers: Option<&'t Vec<u32>>) -> impl Iterator<Item = u32> + use<'t> {
    let numbers = numbers.into_iter().flatten().copied();
    numbers.filter(|number| truth.items[*number as usize].class == Class::Fault)
}

/// The faults of every file.
pub(crate) fn faults_by_file(truth: &Truth) -> HashMap<u32, Vec<u32>> {
    let mut by_file: HashMap<u32, Vec<u32>> = HashMap::new();
    for (number, item) in (0_u32..).zip(&truth.items) {
        if item.class == Class::Fault {
            by_file.entry(item.file).or_default().push(number);
        }
    }
    by_file
}
