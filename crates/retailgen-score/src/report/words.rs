//! A score in words and small tables.

use std::fmt::{self, Write as _};

use crate::{Counts, Group, How, Ladder, LadderScore, Ratio, Score, names};

/// The most lines of a table; the others are counted.
const SHOWN: usize = 40;

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.accounts(f)?;
        self.ladders(f)?;
        let by = self.headline.name();
        table(f, &format!("by kind ({by})"), &self.kinds, false)?;
        if let Some(by_column) = self.macro_recall_by_column() {
            write!(f, "recall over all faults {}", share(self.on(self.headline).counts.recall().value()))?;
            if let Some(by_kind) = self.macro_recall() {
                write!(f, ", mean over kinds {by_kind:.3}")?;
            }
            writeln!(f, ", mean over columns {by_column:.3}")?;
        }
        table(f, &format!("by nearest check that can see it ({by})"), &self.detectability, false)?;
        let (mut columns, whole): (Vec<Group>, Vec<Group>) =
            self.columns.iter().cloned().partition(|column| column.counts.missed + column.counts.false_alarms > 0);
        // Those about which something was found first: the list may be cut.
        columns.sort_by_key(|column| column.counts.found + column.counts.false_alarms == 0);
        table(f, &format!("by column ({by})"), &columns, true)?;
        if !whole.is_empty() {
            writeln!(f, "in {} columns all was found, and nothing reported wrongly", whole.len())?;
        }
        if self.tables.len() > 1 {
            table(f, &format!("by table ({by})"), &self.tables, true)?;
        }
        self.apart(f)?;
        f.write_str(self.rules)
    }
}

impl Score {
    fn accounts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} findings", self.submitted)?;
        if self.repeated > 0 {
            write!(f, ", {} of them repeated", self.repeated)?;
        }
        let located = self.located.iter().map(|(how, all, several)| {
            let mut text = format!("{all} by {}", how.name());
            if *several > 0 {
                // Writing to a String cannot fail.
                let _ = write!(text, " ({several} may mean several rows)");
            }
            text
        });
        let located = located.collect::<Vec<_>>().join(", ");
        writeln!(f, "{}{located}", if located.is_empty() { "" } else { "; located " })?;
        if self.left_out > 0 {
            writeln!(f, "{} findings on other tables left out", self.left_out)?;
        }
        for (reason, lost) in &self.not_understood {
            writeln!(f, "not understood: {} because {reason}, such as {}", lost.count, lost.example)?;
        }
        for (kind, number) in &self.unknown_kinds {
            let near = names::offer(names::nearest_kinds(kind)).unwrap_or_default();
            writeln!(
                f,
                "{number} findings of kind {kind:?} count by place only; `retailgen anomalies` has no such kind{near}"
            )?;
        }
        writeln!(f, "{} faults to be found, {} neutral", self.faults, self.neutral)
    }

    fn ladders(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\n{:<7}{:>8}{:>8}{:>8}  {:<22}{:<22}{:<20}{:>10}",
            "level", "found", "missed", "wrong", "precision", "recall", "F1", "wrong/1000"
        )?;
        let has_values = self.located.iter().any(|(how, ..)| *how == How::Value);
        for score in self.ladders.iter().filter(|score| score.ladder != Ladder::Value || has_values) {
            let LadderScore { ladder, counts, .. } = score;
            let mark = if *ladder == self.headline { "*" } else { "" };
            let per_thousand =
                score.false_alarms_per_thousand().map_or_else(|| "-".to_owned(), |rate| format!("{rate:.2}"));
            let f1 = with_interval(counts.f1(), counts.f1_interval());
            let name = format!("{}{mark}", ladder.name());
            let Counts { found, missed, false_alarms, .. } = counts;
            let (precision, recall) = (of_ratio(counts.precision()), of_ratio(counts.recall()));
            writeln!(
                f,
                "{name:<7} {found:>7} {missed:>7} {false_alarms:>7}  {precision:<22}{recall:<22}{f1:<20}{per_thousand:>10}"
            )?;
        }
        let headline = self.on(self.headline);
        if headline.coarser > 0 {
            writeln!(
                f,
                "{} findings say less than a {} and do not count there",
                headline.coarser,
                self.headline.name()
            )?;
        }
        Ok(())
    }

    /// What is no part of the figures.
    fn apart(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reported: Vec<String> = self
            .decoys
            .iter()
            .filter(|(_, ratio)| ratio.hits > 0)
            .map(|(kind, ratio)| format!("{kind} {} of {}", ratio.hits, ratio.of))
            .collect();
        if !reported.is_empty() {
            writeln!(f, "\nright values that only look wrong and were reported: {}", reported.join(", "))?;
        }
        if self.repairs != crate::Repairs::default() {
            let crate::Repairs { right, wrong, harm } = self.repairs;
            writeln!(f, "\nrepairs: {right} right, {wrong} wrong, {harm} of values that were right")?;
        }
        if !self.counted.is_empty() {
            writeln!(f, "\ncounted by tools, apart from all figures above:")?;
            for line in &self.counted {
                let column = line.column.as_deref().map_or_else(String::new, |column| format!(".{column}"));
                let kind = line.kind.as_deref().map_or_else(String::new, |kind| format!(" {kind}"));
                writeln!(f, "  {}{column}{kind}: {} counted, {} there", line.table, line.reported, line.there)?;
            }
        }
        Ok(())
    }
}

fn table(f: &mut fmt::Formatter<'_>, title: &str, groups: &[Group], with_alarms: bool) -> fmt::Result {
    if groups.is_empty() {
        return Ok(());
    }
    let width = groups.iter().take(SHOWN).map(|group| group.name.len()).max().unwrap_or(0).max(title.len()) + 2;
    write!(f, "\n{title:<width$}{:>8}{:>8}  ", "found", "missed")?;
    writeln!(f, "{}", if with_alarms { "recall                   wrong  precision" } else { "recall" })?;
    for Group { name, counts } in groups.iter().take(SHOWN) {
        let Counts { found, missed, false_alarms } = counts;
        write!(f, "{name:<width$} {found:>7} {missed:>7}  ")?;
        let recall = of_ratio(counts.recall());
        if with_alarms {
            writeln!(f, "{recall:<22} {false_alarms:>7}  {}", share(counts.precision().value()))?;
        } else {
            writeln!(f, "{recall}")?;
        }
    }
    match groups.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(f, "… and {more} more; --json has all"),
    }
}

fn of_ratio(ratio: Ratio) -> String {
    with_interval(ratio.value(), ratio.interval())
}

fn with_interval(value: Option<f64>, interval: Option<(f64, f64)>) -> String {
    match interval {
        Some((low, high)) => format!("{} [{low:.3}, {high:.3}]", share(value)),
        None => share(value),
    }
}

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Shown<'g>(&'g [Group]);

    impl fmt::Display for Shown<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            table(f, "by table", self.0, true)
        }
    }

    #[test]
    fn numbers_of_any_length_stay_apart() {
        let counts = Counts { found: 167_137_000, missed: 123_456_789, false_alarms: 14_878_743_000 };
        let shown = Shown(&[Group { name: "events".to_owned(), counts }]).to_string();
        let line = shown.lines().last().unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!((words[1], words[2], words[words.len() - 2]), ("167137000", "123456789", "14878743000"), "{line}");
    }
}
