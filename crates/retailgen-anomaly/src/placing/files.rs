//! Faults of whole files: which file has one, and how files are delivered.

use retailgen_schema::TableDefinition;
use retailgen_text::{ColumnChange, TypedFault};

use super::{
    applied::Applied,
    dealing,
    edits::Tally,
    place::{Place, Timing},
};
use crate::{
    kind::{Arrival, Kind, OperationFault, Spoil},
    policy::{Amount, Mechanism},
};

/// A file that comes twice, lies in the wrong folder, is late or does not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Misdelivery {
    /// Number of the rule in the policy.
    pub rule: usize,
    /// Its kind.
    pub kind: &'static Kind,
    /// How it is delivered.
    pub arrival: Arrival,
}

/// A file of typed values that is laid out otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LaidOut {
    /// Number of the rule in the policy.
    pub rule: usize,
    /// Its kind.
    pub kind: &'static Kind,
    /// What is done.
    pub fault: TypedFault,
}

/// The rule that spoils the whole file that begins at a place, if there is one: a file has one such fault at most. With which delivery
/// it comes is another matter.
///
/// A release is in all files of its days, so it goes before whatever else is the matter with a file, unless that has lost its rows.
pub fn fault<'r>(rules: &'r [Applied], file: &Place) -> Option<&'r Applied> {
    let is_of_file = |applied: &Applied| applied.rule.kind.spoil.is_of_file() && !is_late(applied);
    let due = || rules.iter().filter(|applied| is_of_file(applied) && hits(applied, file) > 0);
    let first = due().next()?;
    let release = due().find(|applied| matches!(applied.rule.kind.spoil, Spoil::Columns(_)));
    match release {
        None => Some(first),
        Some(release) => due().find(|applied| applied.rule.kind.spoil.loses_content()).or(Some(release)),
    }
}

/// The change of a column that the file that begins at a place has, with its rule; none where it has none.
pub fn change<'r>(
    rules: &'r [Applied],
    definition: &TableDefinition,
    file: &Place,
) -> Option<(&'r Applied, ColumnChange)> {
    let applied = fault(rules, file)?;
    let Spoil::Columns(change) = applied.rule.kind.spoil else { return None };
    Some((applied, change(definition, &mut applied.key.key("release").stream(0))?))
}

/// How the file that begins at a place is misdelivered; none where it comes once and into its own folder.
pub fn misdelivery(rules: &[Applied], file: &Place) -> Option<Misdelivery> {
    let applied = fault(rules, file)?;
    let Spoil::Arrival(arrival) = applied.rule.kind.spoil else { return None };
    Some(Misdelivery { rule: applied.number, kind: applied.rule.kind, arrival })
}

/// The rule by which the file that begins at a place comes a day late; none where it comes on its day, or never.
pub fn lateness(rules: &[Applied], file: &Place) -> Option<Misdelivery> {
    let applied = rules.iter().find(|applied| is_late(applied) && hits(applied, file) > 0)?;
    let is_coming = misdelivery(rules, file).is_none_or(|misdelivery| misdelivery.arrival != Arrival::Never);
    is_coming.then_some(Misdelivery { rule: applied.number, kind: applied.rule.kind, arrival: Arrival::Late })
}

/// The rule by which something is the matter with the operations of the day of a place; none where all is well.
pub fn of_operations(rules: &[Applied], day: &Place, fault: OperationFault) -> Option<(usize, &'static Kind)> {
    let is_it = |applied: &&Applied| matches!(applied.rule.kind.spoil, Spoil::Operations(found) if found == fault);
    let applied = rules.iter().filter(is_it).find(|applied| hits(applied, day) > 0)?;
    Some((applied.number, applied.rule.kind))
}

/// Whether the file that begins at a place loses what it holds.
pub fn is_lost(rules: &[Applied], file: &Place) -> bool {
    fault(rules, file).is_some_and(|applied| applied.rule.kind.spoil.loses_content())
}

/// How the file that begins at a place is laid out otherwise. Of two rules of one kind the first does it; a file that is misdelivered
/// is as it should be.
pub fn laid_out(rules: &[Applied], definition: &TableDefinition, file: &Place) -> Vec<LaidOut> {
    let mut found: Vec<LaidOut> = Vec::new();
    for applied in rules {
        if let Spoil::Typed(fault) = applied.rule.kind.spoil
            && hits(applied, file) > 0
            && !found.iter().any(|found| found.kind == applied.rule.kind)
            && let Some(fault) = fault(definition, &mut applied.key.key("release").stream(0))
        {
            found.push(LaidOut { rule: applied.number, kind: applied.rule.kind, fault });
        }
    }
    if !found.is_empty() && fault(rules, file).is_some() {
        return Vec::new();
    }
    found.sort_by_key(|found| found.kind.name);
    found
}

/// How the rules that misdeliver files, or lay them out otherwise, fare in a block of the file that begins at a place. They count rows
/// where each row has a label, else files, or their blocks.
pub fn tallies(
    rules: &[Applied],
    definition: &TableDefinition,
    file: &Place,
    rows: usize,
    is_first: bool,
) -> Vec<Tally> {
    let chosen = fault(rules, file).map(|applied| applied.number);
    let late = lateness(rules, file).map(|lateness| lateness.rule);
    // What else is the matter with a late file is so when it comes.
    let is_held_back = late.is_some() && file.timing == Some(Timing::OnItsDay);
    let laid_out = laid_out(rules, definition, file);
    let of_rule = |applied: &Applied| {
        if is_held_back && !is_late(applied) {
            return None;
        }
        let fault = laid_out.iter().find(|laid_out| laid_out.rule == applied.number).map(|laid_out| laid_out.fault);
        let each = match (applied.rule.kind.spoil, fault) {
            (Spoil::Arrival(Arrival::Twice), _) => rows as u64,
            (Spoil::Arrival(Arrival::Late), _) if file.timing == Some(Timing::DayAfter) => u64::from(is_first),
            // Each block with rows has a label, with what is gone of them.
            (Spoil::Arrival(Arrival::Late | Arrival::Never), _) | (_, Some(TypedFault::NullColumn { .. })) => {
                u64::from(rows > 0)
            }
            (Spoil::Arrival(Arrival::InNextDay) | Spoil::Typed(_), _) => u64::from(is_first),
            _ => return None,
        };
        let planned = each * hits(applied, file);
        let is_chosen = [chosen, late].contains(&Some(applied.number)) || fault.is_some();
        let realised = if is_chosen { each } else { 0 };
        let eligible = if reaches(applied, file) { each } else { 0 };
        Some(Tally { eligible, planned, realised, ..Tally::of_rule(applied.number) })
    };
    rules.iter().filter_map(of_rule).collect()
}

/// How many hits a rule on files has on the file that begins at a place.
pub fn hits(applied: &Applied, place: &Place) -> u64 {
    if !reaches(applied, place) {
        return 0;
    }
    match (applied.rule.amount, &place.day) {
        (Amount::Count(count), _) => count,
        // All files, and not as many as there are, by chance.
        (Amount::Rate(1.0..), _) => 1,
        (Amount::Rate(rate), None) => u64::from(applied.key.key("file").unit(0) < rate),
        (Amount::Rate(rate), Some(day)) if applied.rule.mechanism == Mechanism::Even => {
            let date = f64::from(day.date.days());
            dealing::due(rate, &(date..date + 1.0), applied.phase)
        }
        (Amount::Rate(rate), Some(day)) => {
            let (start, end) = day.days_of_year();
            let of_year = dealing::due(rate, &(start..end), applied.phase);
            let from = f64::from(day.date.days()) - start;
            let key = applied.dealing.nth(day.date.year() as u64);
            dealing::hits_of_total(of_year, end - start, &(from..from + 1.0), key)
        }
    }
}

/// Whether a rule can hit the file that begins at a place: nothing is late where all days come at once.
fn reaches(applied: &Applied, file: &Place) -> bool {
    applied.reaches(file) && (file.timing.is_some() || !applied.rule.kind.is_of_deliveries())
}

fn is_late(applied: &Applied) -> bool {
    matches!(applied.rule.kind.spoil, Spoil::Arrival(Arrival::Late))
}
