//! What became of the data, as text and as JSON.

use std::fmt;

use serde_json::{Value, json};

use super::{Fates, PipelineOutcome, RightRows};
use crate::Ratio;

impl fmt::Display for PipelineOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (faults, right) = (self.faults(), self.right());
        let rows = right.kept + right.lost + right.altered;
        writeln!(
            f,
            "{} faults, {} no longer there as they were; {} of {rows} right rows lost",
            faults.all(),
            share(faults.dealt_with(), faults.all()),
            share(right.lost, rows)
        )?;
        writeln!(
            f,
            "{rows} right rows: {} kept, {} lost, {} altered, {} repeated; {} decoys harmed",
            share(right.kept, rows),
            right.lost,
            right.altered,
            right.repeated,
            right.decoys_harmed
        )?;
        heading(f, "by table", true)?;
        for (table, found) in &self.tables {
            fates(f, table.name(), found.faults)?;
            let RightRows { kept, lost, altered, repeated, .. } = found.right;
            writeln!(f, " {kept:>10}{lost:>8}{altered:>8}{repeated:>9}{:>8}", found.added)?;
        }
        heading(f, "by kind", false)?;
        for (kind, found) in &self.kinds {
            fates(f, kind, *found)?;
            writeln!(f)?;
        }
        for (table, reason) in &self.not_compared {
            writeln!(f, "not compared: {table}, {reason}")?;
        }
        f.write_str(RULES)
    }
}

/// The rules of comparison.
const RULES: &str = "
Rules: rows are matched by primary key, in any order; numbers, instants and truth values are compared as values, empty as null.
Columns that were added do not count. A repeated row of the data is removed where its key stands there once. A right row is kept
where one of its copies is right; the further ones are repeated. It is lost also where it was rejected. An added row has a key that
no row of the data has.
";

fn heading(f: &mut fmt::Formatter<'_>, title: &str, with_rows: bool) -> fmt::Result {
    write!(f, "\n{title:<24}")?;
    for name in ["repaired", "removed", "nulled", "rejected", "kept", "changed"] {
        write!(f, "{name:>9}")?;
    }
    writeln!(f, "{}", if with_rows { "  rows kept    lost altered repeated   added" } else { "" })
}

fn fates(f: &mut fmt::Formatter<'_>, name: &str, fates: Fates) -> fmt::Result {
    write!(f, "{name:<24}")?;
    let Fates { repaired, removed, nulled, quarantined, kept, changed } = fates;
    [repaired, removed, nulled, quarantined, kept, changed].iter().try_for_each(|number| write!(f, "{number:>9}"))
}

fn share(hits: u64, of: u64) -> String {
    let share = Ratio { hits, of }.value();
    share.map_or_else(|| "0".to_owned(), |share| format!("{hits} ({:.1} %)", share * 100.0))
}

impl PipelineOutcome {
    /// The same as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let tables = self.tables.iter().map(|(table, found)| {
            json!({
                "table": table.name(), "faults": of_fates(found.faults), "right_rows": of_rows(found.right),
                "added": found.added, "columns": found.columns,
            })
        });
        let kinds = self.kinds.iter().map(|(kind, fates)| json!({"kind": kind, "faults": of_fates(*fates)}));
        let lost = self.not_compared.iter().map(|(table, reason)| json!({"table": table.name(), "reason": reason}));
        json!({
            "faults": of_fates(self.faults()),
            "right_rows": of_rows(self.right()),
            "tables": tables.collect::<Vec<_>>(),
            "kinds": kinds.collect::<Vec<_>>(),
            "not_compared": lost.collect::<Vec<_>>(),
        })
    }
}

fn of_fates(fates: Fates) -> Value {
    let Fates { repaired, removed, nulled, quarantined, kept, changed } = fates;
    json!({
        "repaired": repaired, "removed": removed, "nulled": nulled, "quarantined": quarantined, "kept": kept,
        "changed": changed,
    })
}

fn of_rows(rows: RightRows) -> Value {
    let RightRows { kept, lost, altered, repeated, decoys_harmed } = rows;
    json!({"kept": kept, "lost": lost, "altered": altered, "repeated": repeated, "decoys_harmed": decoys_harmed})
}
