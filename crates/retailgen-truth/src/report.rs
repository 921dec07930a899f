//! `ANOMALIES.md`: what was injected, where and how often, for people; on a few pages, however much there is.

use std::io::{self, Write};

use retailgen_anomaly::kind;

use crate::{
    DeliveredFiles, Requested, RuleRecord, RunFacts,
    tally::{Entry, Example, Tally},
};

/// Characters of a value that are shown.
const SHOWN: usize = 60;
/// Rules that are listed.
const RULES: usize = 70;

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
        "The faults that the policy {} has put into the files of this run. `labels.parquet` has a row for every effect,\n\
         `audit.csv` counts them by file, `run.json` by rule.\n",
        code(&facts.policy.name)
    )?;
    let decoys = tally.decoys().map(|(_, entry)| entry.count).sum::<u64>();
    write!(out, "{}", counted(tally.labels() - decoys, "effect"))?;
    if decoys > 0 {
        write!(out, ", and {}", counted(decoys, "decoy"))?;
    }
    writeln!(out, ".")?;
    if !facts.rules.is_empty() {
        write_rules(&facts.rules, tally, out)?;
    }
    write_decoys(tally, out)?;
    write_expected(facts, files, out)
}

fn write_rules(rules: &[RuleRecord], tally: &Tally, out: &mut impl Write) -> io::Result<()> {
    let listed = &rules[..rules.len().min(RULES)];
    writeln!(out, "\n## Rules\n")?;
    writeln!(out, "| rule | what is wrong | asked for | eligible rows | planned | hit | moved | unplaced | effects |")?;
    writeln!(out, "|---|---|--:|--:|--:|--:|--:|--:|--:|")?;
    for rule in listed {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            code(&rule.rule_id),
            kind::find(&rule.kind).map_or("", |kind| kind.meaning),
            requested(rule.requested),
            rule.eligible,
            rule.planned,
            rule.realised,
            rule.moved,
            rule.unplaced,
            tally.rule(&rule.rule_id).map_or(0, |entry| entry.count),
        )?;
    }
    if listed.len() < rules.len() {
        writeln!(out, "\nAnd {}, which `run.json` lists.", counted((rules.len() - listed.len()) as u64, "more rule"))?;
    }
    writeln!(out, "\n## Examples\n\nThe first effect of each rule.\n")?;
    writeln!(out, "| rule | file | line | column | before | after |")?;
    writeln!(out, "|---|---|--:|---|---|---|")?;
    for rule in listed {
        if let Some(Entry { example: Some(example), .. }) = tally.rule(&rule.rule_id) {
            writeln!(out, "| {} | {}", code(&rule.rule_id), told(example))?;
        }
    }
    Ok(())
}

fn write_decoys(tally: &Tally, out: &mut impl Write) -> io::Result<()> {
    let mut decoys = tally.decoys().peekable();
    if decoys.peek().is_some() {
        writeln!(out, "\n## Decoys\n")?;
        writeln!(out, "Right values that only look wrong. A check that reports one of them reports too much.\n")?;
        writeln!(out, "| decoy | how often | file | line | column | before | after |")?;
        writeln!(out, "|---|--:|---|--:|---|---|---|")?;
    }
    for (kind, Entry { count, example }) in decoys {
        if let Some(example) = example {
            writeln!(out, "| {} | {count} | {}", code(kind), told(example))?;
        }
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
        "Odd, but ordinary business: no faults, and not in `labels.parquet`. Counted in the clean rows: a row that a \
         fault repeats counts once.\n"
    )?;
    writeln!(out, "| table | what | how often |")?;
    writeln!(out, "|---|---|--:|")?;
    for (table, kind, count) in totals {
        writeln!(out, "| {} | {} | {count} |", code(table), code(kind))?;
    }
    Ok(())
}

/// The cells of an example: file, line, column, before and after.
fn told(example: &Example) -> String {
    let line = match (example.line, example.row) {
        (Some(line), _) => line.to_string(),
        (None, Some(row)) => format!("row {row}"),
        (None, None) => String::new(),
    };
    let (before, after) = (example.before.as_deref(), example.after.as_deref());
    let (column, before, after) = if let Some(column) = &example.column {
        (code(column), value(before), value(after))
    } else if example.is_text {
        // Of a file that is written otherwise as a whole there is no part to show.
        let shown = |text: Option<&str>| text.map_or_else(|| "*the file*".to_owned(), |text| value(Some(text)));
        ("*text*".to_owned(), shown(before), shown(after))
    } else {
        let original = after.map(|file| format!("copy of a row of {}", code(file)));
        ("*row*".to_owned(), before.map(code).unwrap_or_default(), original.unwrap_or_default())
    };
    format!("{} | {line} | {column} | {before} | {after} |", code(&example.file))
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
