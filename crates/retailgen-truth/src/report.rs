//! `ANOMALIES.md`: what was injected, where and how often, for people.

use std::io::{self, Write};

use retailgen_anomaly::kind;

use crate::{
    DeliveredFiles, Requested, RuleRecord, RunFacts,
    tally::{Entry, Example, Tally},
};

/// Characters of a value that are shown.
const SHOWN: usize = 60;

/// Writes the report.
pub(crate) fn write(
    facts: &RunFacts,
    files: &dyn DeliveredFiles,
    tally: &Tally,
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(out, "# Anomalies\n")?;
    writeln!(
        out,
        "What is wrong in the files of this run, and was put there by the policy `{}`. Every effect is one row of\n\
         `labels.parquet`; `audit.csv` counts them by file, `run.json` by rule.\n",
        facts.policy.name
    )?;
    let decoys = tally.decoys().map(|(_, entry)| entry.count).sum::<u64>();
    write!(out, "{}", counted(tally.labels() - decoys, "effect"))?;
    if decoys > 0 {
        write!(out, ", and besides them {}", counted(decoys, "decoy"))?;
    }
    writeln!(out, ".")?;
    if !facts.rules.is_empty() {
        write_summary(facts, tally, out)?;
        for rule in &facts.rules {
            write_rule(rule, tally, out)?;
        }
    }
    write_decoys(tally, out)?;
    write_expected(facts, files, out)
}

fn write_summary(facts: &RunFacts, tally: &Tally, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n## Rules\n")?;
    writeln!(out, "| rule | asked for | eligible rows | planned | hit | moved | unplaced | effects |")?;
    writeln!(out, "|---|--:|--:|--:|--:|--:|--:|--:|")?;
    for rule in &facts.rules {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            code(&rule.rule_id),
            requested(rule.requested),
            rule.eligible,
            rule.planned,
            rule.realised,
            rule.moved,
            rule.unplaced,
            tally.rule(&rule.rule_id).map_or(0, |entry| entry.count),
        )?;
    }
    Ok(())
}

fn write_rule(rule: &RuleRecord, tally: &Tally, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n## {}\n", code(&rule.rule_id))?;
    if let Some(kind) = kind::find(&rule.kind) {
        writeln!(out, "{}\n", kind.meaning)?;
    }
    let place = rule.column.as_deref().map_or_else(
        || format!("table {}, whole rows", code(&rule.table)),
        |column| format!("table {}, column {}", code(&rule.table), code(column)),
    );
    writeln!(out, "- Kind: {}.", code(&rule.kind))?;
    writeln!(out, "- Where: {place}.")?;
    let eligible = counted(rule.eligible, "eligible row");
    writeln!(out, "- How often: {} asked for; {} of {eligible} hit.", requested(rule.requested), rule.realised)?;
    match tally.rule(&rule.rule_id) {
        Some(entry) => write_examples(entry, out),
        None => Ok(()),
    }
}

fn write_decoys(tally: &Tally, out: &mut impl Write) -> io::Result<()> {
    let mut decoys = tally.decoys().peekable();
    if decoys.peek().is_some() {
        writeln!(out, "\n## Decoys\n")?;
        writeln!(out, "Right values that only look wrong. A check that reports one of them reports too much.")?;
    }
    for (kind, entry) in decoys {
        writeln!(out, "\n### {}\n", code(kind))?;
        writeln!(out, "{}.", counted(entry.count, "value"))?;
        write_examples(entry, out)?;
    }
    Ok(())
}

fn write_expected(facts: &RunFacts, files: &dyn DeliveredFiles, out: &mut impl Write) -> io::Result<()> {
    let mut totals: Vec<(&str, &str, u64)> = Vec::new();
    for expected in &facts.expected {
        let table = files.file(expected.file).0.name();
        match totals.iter_mut().find(|total| (total.0, total.1) == (table, expected.kind)) {
            Some(total) => total.2 += expected.count,
            None => totals.push((table, expected.kind, expected.count)),
        }
    }
    if totals.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Expected\n")?;
    writeln!(
        out,
        "Odd, but the way the business is: no faults, and not in `labels.parquet`. Counted in the clean rows: a row that a \
         fault repeats counts once.\n"
    )?;
    writeln!(out, "| table | what | how often |")?;
    writeln!(out, "|---|---|--:|")?;
    for (table, kind, count) in totals {
        writeln!(out, "| {} | {} | {count} |", code(table), code(kind))?;
    }
    Ok(())
}

fn write_examples(entry: &Entry, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n| file | line | column | before | after |")?;
    writeln!(out, "|---|--:|---|---|---|")?;
    for example in &entry.examples {
        let place = match (example.line, example.row) {
            (Some(line), _) => line.to_string(),
            (None, Some(row)) => format!("row {row}"),
            (None, None) => String::new(),
        };
        let (column, before, after) = told(example);
        writeln!(out, "| {} | {place} | {column} | {before} | {after} |", code(&example.file))?;
    }
    Ok(())
}

/// The column, before and after of an example.
fn told(example: &Example) -> (String, String, String) {
    if let Some(column) = &example.column {
        return (code(column), value(example.before.as_deref()), value(example.after.as_deref()));
    }
    let key = example.before.as_deref().map(code).unwrap_or_default();
    let original = example.after.as_deref().map(|file| format!("copy of a row of {}", code(file)));
    ("*row*".to_owned(), key, original.unwrap_or_default())
}

fn value(text: Option<&str>) -> String {
    match text {
        None => "*null*".to_owned(),
        Some("") => "*empty*".to_owned(),
        Some(text) => code(text),
    }
}

/// Text as code in a cell of a table: on one line, cut where it is long, nothing in it taken for markup.
fn code(text: &str) -> String {
    let mut shown = String::new();
    for (place, character) in text.chars().enumerate() {
        if place == SHOWN {
            shown.push('…');
            break;
        }
        match character {
            // In a table even the pipes of code part cells.
            '|' => shown.push_str("\\|"),
            '"' | '\'' | '\\' => shown.push(character),
            _ => shown.extend(character.escape_debug()),
        }
    }
    // A fence longer than any run of backticks in the text; blanks keep it off backticks at the ends.
    let longest = shown.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let ends_blank = |shown: &str| shown.starts_with([' ', '`']) || shown.ends_with([' ', '`']);
    let pad = if ends_blank(&shown) { " " } else { "" };
    format!("{fence}{pad}{shown}{pad}{fence}")
}

fn requested(requested: Requested) -> String {
    match requested {
        Requested::Rate(rate) => percent(rate),
        Requested::Count(count) => count.to_string(),
    }
}

/// A share in per cent, to the millionth, without zeros at the end.
fn percent(rate: f64) -> String {
    let text = format!("{:.6}", rate * 100.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} %")
}

fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_in_their_cell() {
        assert_eq!(code("O'Brien"), "`O'Brien`");
        assert_eq!(code("a|b\nc"), "`a\\|b\\nc`");
        assert_eq!(code("`x`"), "`` `x` ``");
        assert_eq!(code(" padded"), "`  padded `");
        assert_eq!(code("zero\u{200b}width"), "`zero\\u{200b}width`");
        assert_eq!(code(&"é".repeat(61)).chars().filter(|character| *character == 'é').count(), 60);
        assert_eq!((value(None).as_str(), value(Some("")).as_str()), ("*null*", "*empty*"));
    }

    #[test]
    fn rates_are_told_as_they_were_asked_for() {
        // 0.0007 * 100 is 0.06999999999999999 in binary.
        let told: Vec<String> = [0.0075, 0.0007, 0.03, 0.1, 1.0, 0.0].map(percent).into();
        assert_eq!(told, ["0.75 %", "0.07 %", "3 %", "10 %", "100 %", "0 %"]);
    }
}
