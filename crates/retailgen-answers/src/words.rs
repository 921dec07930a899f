//! The answers as text, for people.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
};

use retailgen_schema::Table;

use crate::{Answers, aligned::aligned, bronze::BronzeFile, gold::Answer, question::AnswerRow, silver::SilverTable};

/// What stands where SQL has null.
const NULL: &str = "null";
/// What stands where an answer has no such row.
const NONE: &str = "–";

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.has_text_faults {
            f.write_str(
                "The text of some files is at fault. All this is about the text with that undone; a reader may see other rows.\n\n",
            )?;
        }
        if !self.let_through.is_empty() {
            writeln!(f, "Rows with these faults alone are not rejected: {}.\n", self.let_through.join(", "))?;
        }
        if let Some(files) = &self.bronze {
            of_bronze(files, f)?;
            f.write_char('\n')?;
        }
        if let Some(tables) = &self.silver {
            of_silver(tables, f)?;
            f.write_char('\n')?;
        }
        for (number, answer) in self.gold.iter().enumerate() {
            if number > 0 {
                f.write_char('\n')?;
            }
            of_question(answer, f)?;
        }
        if !self.gold.is_empty() && !self.unanswered.is_empty() {
            f.write_char('\n')?;
        }
        for unanswered in &self.unanswered {
            let missing: Vec<&str> = unanswered.missing.iter().map(|table| table.name()).collect();
            writeln!(f, "{}: not answered, since there is no {}", unanswered.question.name, missing.join(", "))?;
        }
        Ok(())
    }
}

/// The files of each table together: there may be thousands.
fn of_bronze(files: &[BronzeFile], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut tables: BTreeMap<Table, ([u64; 4], BTreeMap<&str, u64>)> = BTreeMap::new();
    for file in files {
        let (counts, rejects) = tables.entry(file.table).or_default();
        for (count, more) in counts.iter_mut().zip([1, file.rows, file.parsed, file.cast]) {
            *count += more;
        }
        for (reason, rows) in &file.rejects {
            *rejects.entry(reason).or_default() += rows;
        }
    }
    f.write_str("bronze: rows that stand in the files, that parse, and whose cells all cast\n")?;
    let mut lines = vec![["table", "files", "rows", "parsed", "cast"].map(str::to_owned).to_vec()];
    for (table, (counts, _)) in &tables {
        lines.push([vec![table.name().to_owned()], counts.map(|count| count.to_string()).to_vec()].concat());
    }
    aligned(&lines, 4, f)?;
    for (table, (_, rejects)) in tables {
        for (reason, rows) in rejects {
            writeln!(f, "  {table}, {reason}: {rows}")?;
        }
    }
    Ok(())
}

fn of_silver(tables: &[SilverTable], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(
        "silver: rows without repeated primary keys, and rows kept where what is wrong is dropped, nulled, repaired\n",
    )?;
    let mut lines = vec![["table", "rows", "without repeats"].map(str::to_owned).to_vec()];
    let has_truth = tables.iter().any(|table| table.kept.is_some());
    if has_truth {
        lines[0].extend(["dropped", "nulled", "repaired"].map(str::to_owned));
    }
    for table in tables {
        let mut line = vec![table.table.name().to_owned()];
        line.extend([table.rows, table.rows_without_repeats].map(|rows| rows.to_string()));
        line.extend(
            table.kept.iter().flat_map(|kept| [kept.dropped, kept.nulled, kept.repaired].map(|rows| rows.to_string())),
        );
        lines.push(line);
    }
    aligned(&lines, if has_truth { 5 } else { 2 }, f)?;
    for table in tables {
        for (column, orphans) in table.orphans.iter().filter(|(_, orphans)| **orphans > 0) {
            writeln!(f, "  {}, {column} without its row: {orphans}", table.table)?;
        }
    }
    Ok(())
}

fn of_question(answer: &Answer, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let question = answer.question;
    writeln!(f, "{}: {}", question.name, question.asks)?;
    let keys = question.columns.iter().take_while(|column| column.is_key).count();
    let figures = &question.columns[keys..];
    let answers: Vec<(&str, &[AnswerRow])> =
        [("clean", answer.clean.as_deref()), ("dirty", Some(&*answer.dirty)), ("rejected", answer.rejected.as_deref())]
            .into_iter()
            .filter_map(|(name, rows)| Some((name, rows?)))
            .collect();
    // A row of the table is a figure; the answers stand beside each other.
    let mut rows: Vec<&[Option<String>]> = Vec::new();
    for (_, answer) in &answers {
        for row in *answer {
            if !rows.contains(&&row[..keys]) {
                rows.push(&row[..keys]);
            }
        }
    }
    let cell = |cell: &Option<String>| cell.clone().unwrap_or_else(|| NULL.to_owned());
    let mut table = vec![head(answer, keys, &answers)];
    for key in rows {
        for (number, figure) in figures.iter().enumerate() {
            let mut line: Vec<String> = key.iter().map(cell).collect();
            if figures.len() > 1 {
                line.push(figure.name.to_owned());
            }
            line.extend(answers.iter().map(|(_, answer)| {
                let found = answer.iter().find(|row| row[..keys] == *key);
                found.map_or_else(|| NONE.to_owned(), |row| cell(&row[keys + number]))
            }));
            table.push(line);
        }
    }
    aligned(&table, answers.len(), f)?;
    if answer.clean.is_some() {
        writeln!(f, "  moved by {}", question.moved_by)?;
    }
    Ok(())
}

fn head(answer: &Answer, keys: usize, answers: &[(&str, &[AnswerRow])]) -> Vec<String> {
    let columns = answer.question.columns;
    let mut head: Vec<String> = columns[..keys].iter().map(|column| column.name.to_owned()).collect();
    if columns.len() - keys > 1 {
        head.push(String::new());
    }
    let figure = columns.get(keys).filter(|_| columns.len() - keys == 1);
    head.extend(answers.iter().map(|(name, _)| match figure {
        Some(figure) => format!("{} {name}", figure.name),
        None => (*name).to_owned(),
    }));
    head
}
