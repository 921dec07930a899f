//! The detectors of published figures, as small functions, on a set so small that their counts are known by hand.

use std::collections::HashMap;

use retailgen_anomaly::Level;
use retailgen_schema::Table;
use retailgen_score::{Finding, Findings, Ladder, Score, Truth};
use retailgen_truth::Label;

use crate::company::changed;

const COLUMNS: [&str; 3] = ["supplier_code", "name", "country_code"];

/// Six suppliers with three errors: a code of another shape, a country that there is not, and one that is missing.
const ROWS: [[&str; 3]; 6] = [
    ["A1", "Swan", "AU"],
    ["A2", "Swan", "AU"],
    ["A3", "Swan", "AU"],
    ["A4", "Swan", "AU"],
    ["A-5", "Swan", "XX"],
    ["A6", "Swan", ""],
];
const ERRORS: [(usize, usize); 3] = [(4, 0), (4, 2), (5, 2)];

/// Flagged, and right of them.
fn score(is_wrong: impl Fn(&[&str], &str) -> bool) -> (u64, u64) {
    let labels = ERRORS.map(|(row, column)| {
        changed(Label::new(Table::Suppliers, "suppliers.csv", "error", Level::Cell), |label| {
            (label.row, label.column) = (Some(row as u64), Some(COLUMNS[column].into()));
        })
    });
    let mut findings = Findings::default();
    for (number, name) in COLUMNS.iter().enumerate() {
        let column: Vec<&str> = ROWS.iter().map(|row| row[number]).collect();
        let wrong = column.iter().enumerate().filter(|(_, cell)| is_wrong(&column, cell));
        findings.extend(wrong.map(|(row, _)| {
            changed(Finding::of(Table::Suppliers), |finding| {
                (finding.row, finding.column) = (Some(row as u64), Some((*name).into()));
            })
        }));
    }
    let counts = Score::of(&findings, &Truth::of(labels), None).unwrap().on(Ladder::Cell).counts;
    assert_eq!(counts.found + counts.missed, 3);
    (counts.found + counts.false_alarms, counts.found)
}

/// How often each thing that a function makes of a cell comes in a column.
fn times(column: &[&str], of: impl Fn(&str) -> String) -> HashMap<String, usize> {
    let mut times = HashMap::new();
    for cell in column {
        *times.entry(of(cell)).or_default() += 1;
    }
    times
}

fn shape(cell: &str) -> String {
    let class = |c: char| {
        if c.is_ascii_digit() {
            '9'
        } else if c.is_alphabetic() {
            'A'
        } else {
            c
        }
    };
    cell.chars().map(class).collect()
}

#[test]
fn toy_detectors_have_the_counts_that_follow_by_hand() {
    assert_eq!(score(|_, _| true), (18, 3), "every cell");
    assert_eq!(score(|_, cell| cell.is_empty()), (1, 1), "empty cell");
    assert_eq!(score(|column, cell| times(column, str::to_owned)[cell] == 1), (8, 3), "singleton value");
    assert_eq!(score(|column, cell| times(column, shape)[&shape(cell)] == 1), (2, 2), "rare shape");
}
