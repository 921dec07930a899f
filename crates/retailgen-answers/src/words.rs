//! The answers as text, for people.

use std::fmt::{self, Write as _};

use crate::{Answers, gold::Answer, question::AnswerRow};

/// What stands where SQL has null.
const NULL: &str = "null";
/// What stands where an answer has no such row.
const NONE: &str = "–";

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.has_text_faults {
            f.write_str(
                "The text of some files is at fault. These answers are of the text with that undone; a reader may see other rows.\n\n",
            )?;
        }
        for (number, answer) in self.gold.iter().enumerate() {
            if number > 0 {
                f.write_char('\n')?;
            }
            of_question(answer, f)?;
        }
        for unanswered in &self.unanswered {
            let missing: Vec<&str> = unanswered.missing.iter().map(|table| table.name()).collect();
            writeln!(f, "\n{}: not answered, since there is no {}", unanswered.question.name, missing.join(", "))?;
        }
        Ok(())
    }
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

/// Columns side by side, the last ones, which are figures, to the right.
fn aligned(table: &[Vec<String>], figures: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let columns = table.first().map_or(0, Vec::len);
    let width = |column: usize| table.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for line in table {
        let mut text = String::new();
        for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
            if column + figures < columns {
                let _ = write!(text, "  {cell:<width$}");
            } else {
                let _ = write!(text, "  {cell:>width$}");
            }
        }
        writeln!(f, "{}", text.trim_end())?;
    }
    Ok(())
}
