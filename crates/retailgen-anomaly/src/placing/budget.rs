//! Budgets: how many hits a rule is due in a block.

use std::ops::Range;

use super::{applied::Applied, dealing, incident, place::Place};
use crate::policy::{Amount, Mechanism};

/// How many hits a rule is due in a block of `rows` rows that it reaches, `eligible` of which it can hit.
pub fn hits(applied: &Applied, place: &Place, rows: usize, eligible: usize) -> u64 {
    let rule = &applied.rule;
    if eligible == 0 {
        return 0;
    }
    let evenly = rule.mechanism == Mechanism::Even;
    let is_narrowed = rule.condition.is_some() || rule.entities.is_some();
    let of_total = |count, total: u64, span: &Range<f64>| {
        if evenly {
            dealing::even_hits_of_total(count, total as f64, span, applied.phase)
        } else {
            dealing::hits_of_total(count, total as f64, span, applied.dealing)
        }
    };
    // A share of so many rows, once they are known: at least one, so that even a small table shows every fault.
    let share = |rate: f64, rows: f64| (rate * rows + 0.5).floor().max(1.0) as u64;
    let at_rate = |rate: f64| match (place.total, &place.day) {
        (Some(total), _) => of_total(share(rate, total as f64), total, &place.span),
        (None, Some(_)) if evenly => dealing::due(rate, &place.span, applied.phase),
        (None, Some(day)) => dealing::hits_of_day(rate, &place.span, applied.phase, day, applied.dealing),
        (None, None) => dealing::hits_of_block(rate * rows as f64, place.span.start, applied.phase),
    };
    match (rule.amount, rule.mechanism, place.day) {
        // A count makes no sense for a table without an end; the policy's check refuses it.
        (Amount::Count(count), ..) => match (&place.counted, place.total) {
            (Some((span, total)), _) => of_total(count, *total, span),
            (None, Some(total)) => of_total(count, total, &place.span),
            (None, None) => 0,
        },
        (Amount::Rate(rate), Mechanism::Incident { days_share }, Some(day)) => {
            let Some(spell) = incident::spell_on(day.date, days_share, applied.key) else { return 0 };
            let spell = (day.rows_before)(spell.start)..(day.rows_before)(spell.end);
            let (start, end) = ((day.rows_before)(day.date), (day.rows_before)(day.date.plus_days(1)));
            if rule.entities.is_some() {
                // The rows that entities have on the other days of the spell nobody has seen: as many as on this one.
                let days = (spell.end - spell.start) / (end - start).max(1.0);
                let due = dealing::hits_of_block(rate * eligible as f64 * days, place.span.start, applied.phase);
                return due.min(eligible as u64);
            }
            let due = dealing::due(rate, &spell, applied.phase);
            let within = place.span.start - start..place.span.end - start;
            dealing::hits_of_total(due, end - start, &within, applied.dealing.nth(day.date.days() as u64))
        }
        (Amount::Rate(rate), Mechanism::Run { length }, _) if eligible < rows && rule.entities.is_some() => {
            let runs = rate * eligible as f64 / f64::from(length);
            dealing::hits_of_block(runs, place.span.start, applied.phase) * u64::from(length)
        }
        (Amount::Rate(rate), Mechanism::Run { length }, _) => at_rate(rate / f64::from(length)) * u64::from(length),
        // Only part of the rows can be hit, and how many is known within the block alone. In a table that is one file a
        // rate is one of that part; where there is a file a day it is one of all rows, or it could not be exact. With a
        // condition or entities it is one of the rows that meet it or are theirs: that is what is asked for.
        (Amount::Rate(rate), _, day) if eligible < rows && (day.is_none() || is_narrowed) => {
            if place.total.is_some_and(|total| place.span == (0.0..total as f64)) {
                return share(rate, eligible as f64);
            }
            dealing::hits_of_block(rate * eligible as f64, place.span.start, applied.phase)
        }
        (Amount::Rate(rate), ..) => at_rate(rate),
    }
}
