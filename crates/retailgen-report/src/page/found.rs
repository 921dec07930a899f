//! What somebody's check found of the faults: found, missed and false alarms, by kind.

use maud::{Markup, html};

use super::{Page, figure, legend, numbered, share};
use crate::{
    FoundCounts,
    draw::{self, Bar, bars, count, plural, shown},
};

/// The most kinds that are listed.
const MOST_KINDS: usize = 100;

impl Page<'_> {
    /// The section; nothing where no findings are given.
    pub fn found(&self) -> Markup {
        let Some(findings) = self.findings else { return html! {} };
        let FoundCounts { found, missed, false_alarms } = findings.all;
        let reported = found.saturating_add(false_alarms);
        let mut says = format!(
            "{} of {} found, {}.",
            count(found),
            plural(found.saturating_add(missed), "fault"),
            share(found, found.saturating_add(missed))
        );
        let alarms = plural(false_alarms, "false alarm");
        draw::add(
            &mut says,
            format_args!(" {alarms} in {}, {}.", plural(reported, "report"), share(false_alarms, reported)),
        );
        let mut kinds: Vec<&(&str, FoundCounts)> = findings.kinds.iter().collect();
        kinds.sort_by_key(|(name, counts)| {
            (std::cmp::Reverse((counts.missed, counts.false_alarms, counts.found)), *name)
        });
        let rows: Vec<Bar> = kinds
            .into_iter()
            .take(MOST_KINDS)
            .map(|(name, counts)| {
                let all = counts.found.saturating_add(counts.missed);
                let part = |number: u64| if all == 0 { 0.0 } else { number as f64 / all as f64 };
                Bar {
                    name: shown(name),
                    parts: vec![("web", part(counts.found)), ("none", part(counts.missed))],
                    values: vec![
                        share(counts.found, all),
                        count(counts.found),
                        count(counts.missed),
                        count(counts.false_alarms),
                    ],
                }
            })
            .collect();
        let heads = ["Share found", "Found", "Missed", "False alarms"];
        let content = html! {
            (legend(&[("web", "found"), ("none", "missed")]))
            div.scroll tabindex="0" role="region" aria-label="Found and missed by kind" { (bars("Kind of fault", &heads, &rows)) }
        };
        let content = figure("wide-figure", "Found and missed, by kind", &says, &content);
        let last = self.sections().count();
        numbered(7, last, &format!("The findings of {}, held against the truth.", shown(findings.name)), &content)
    }
}
