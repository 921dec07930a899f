//! What faults do to the figures of a business: the answers to its questions, clean beside dirty.

use maud::{Markup, html};

use super::{Page, figure, section};
use crate::{
    answers::{Answered, Question},
    draw::{numbers, shown},
};

/// The most figures of a question that are listed.
const MOST_FIGURES: usize = 60;

impl Page<'_> {
    /// The section; nothing where no answers are given.
    pub fn answers(&self) -> Markup {
        let Some(Answered { gold, .. }) = self.answers else { return html! {} };
        let content = html! { @for question in gold { (of_question(question)) } };
        section(5, "What is right, and what comes out of the files as they are.", &content)
    }
}

fn of_question(question: &Question) -> Markup {
    let columns = &question.columns;
    let keys = columns.iter().take_while(|column| column.is_key).count();
    let clean = question.clean.as_deref().unwrap_or_default();
    let cell = |row: Option<&Vec<Option<String>>>, column: usize| match row.map(|row| row[column].as_deref()) {
        Some(text) => shown(text.unwrap_or("null")),
        None => "–".to_owned(),
    };
    // Rows of the clean answer first, then those that only the dirty one has.
    let key = |row: &[Option<String>]| row[..keys].to_vec();
    let mut all: Vec<_> = clean.iter().map(|row| key(row)).collect();
    for row in &question.dirty {
        let key = key(row);
        if !all.contains(&key) {
            all.push(key);
        }
    }
    let find =
        |rows: &'_ [Vec<Option<String>>], wanted: &[Option<String>]| rows.iter().position(|row| row[..keys] == *wanted);
    let mut rows = Vec::new();
    for wanted in &all {
        let right = find(clean, wanted).map(|row| &clean[row]);
        let found = find(&question.dirty, wanted).map(|row| &question.dirty[row]);
        for (number, column) in columns.iter().enumerate().skip(keys) {
            let mut name: Vec<String> = wanted.iter().map(|text| shown(text.as_deref().unwrap_or("null"))).collect();
            if columns.len() - keys > 1 || keys == 0 {
                name.push(column.name.replace('_', " "));
            }
            let (right, found) = (cell(right, number), cell(found, number));
            let moved = if question.clean.is_none() { String::new() } else { moved(&right, &found) };
            rows.push(vec![name.join(", "), right, found, moved]);
        }
    }
    let left_out = rows.len().saturating_sub(MOST_FIGURES);
    rows.truncate(MOST_FIGURES);
    let table = numbers(&question.name, &["Figure", "Clean", "Dirty", "Moved"], &rows);
    let content = html! {
        (table)
        @if left_out > 0 { p { "Figures left out here: " (left_out) "." } }
        p { "Moved by " (shown(&question.moved_by)) "." }
    };
    figure("wide-figure", &title(&question.name), &shown(&question.asks), &content)
}

/// `revenue_by_state` as a heading.
fn title(name: &str) -> String {
    let mut letters = name.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    shown(&(first + &letters.as_str().replace('_', " ")))
}

/// By how much a figure has moved.
fn moved(clean: &str, dirty: &str) -> String {
    match (clean.parse::<f64>(), dirty.parse::<f64>()) {
        _ if clean == dirty => String::new(),
        (Ok(clean), Ok(dirty)) if clean != 0.0 => format!("{:+.2} %", (dirty - clean) * 100.0 / clean.abs()),
        _ => "yes".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Column;

    #[test]
    fn figures_that_are_left_out_are_counted() {
        let page = |figures: usize| {
            let rows = (0..figures).map(|row| vec![Some(row.to_string()), Some("1".to_owned())]);
            let column = |name: &str, is_key| Column { name: name.to_owned(), is_key };
            let question = Question {
                name: "units".to_owned(),
                asks: String::new(),
                moved_by: String::new(),
                columns: vec![column("day", true), column("units", false)],
                clean: None,
                dirty: rows.collect(),
            };
            of_question(&question).into_string()
        };
        assert!(!page(MOST_FIGURES).contains("left out"));
        assert!(page(MOST_FIGURES + 2).contains("Figures left out here: 2."));
    }

    #[test]
    fn names_become_headings() {
        assert_eq!((title("revenue_by_state").as_str(), title("").as_str()), ("Revenue by state", ""));
    }

    #[test]
    fn figures_tell_how_far_they_have_moved() {
        let cases =
            [("200", "199", "-0.50 %"), ("-2", "-1", "+50.00 %"), ("7", "7", ""), ("–", "7", "yes"), ("0", "7", "yes")];
        for (clean, dirty, says) in cases {
            assert_eq!(moved(clean, dirty), says, "{clean}, {dirty}");
        }
    }
}
