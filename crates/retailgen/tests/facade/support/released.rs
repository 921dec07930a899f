//! Files with a column added, dropped, renamed or retyped, undone in a way of the tests' own: record by record, from the labels.

use std::collections::VecDeque;

use retailgen::Table;

use super::{
    contents::{read, record, table_of},
    truth::Label,
};

/// Whether a kind changes a column of a whole file.
pub fn is_release(kind: &str) -> bool {
    kind.starts_with("column.")
}

/// The file as it was without the change that its labels tell.
pub fn undone(dirty: &[u8], labels: &[&Label]) -> Vec<u8> {
    let text = std::str::from_utf8(dirty).unwrap();
    let path = &labels[0].file;
    if path.contains(".jsonl") {
        text.split_inclusive('\n').map(|line| line_undone(line, labels[0])).collect::<String>().into_bytes()
    } else {
        csv_undone(text, labels, table_of(path)).into_bytes()
    }
}

fn values(label: &Label) -> (&str, &str) {
    (label.clean.as_deref().unwrap(), label.dirty.as_deref().unwrap())
}

fn named(text: &str) -> (&str, &str) {
    text.split_once(": ").unwrap()
}

fn line_undone(line: &str, label: &Label) -> String {
    let (clean, dirty) = values(label);
    match label.kind.as_str() {
        "column.added" => {
            let (name, value) = named(dirty);
            line.replacen(&format!("{{\"{name}\":{value},"), "{", 1)
        }
        "column.renamed" => line.replace(&format!("\"{dirty}\":"), &format!("\"{clean}\":")),
        "column.retyped" => {
            assert_eq!((named(clean).1, named(dirty).1), ("42", "\"42\""));
            let key = format!("\"{}\":", named(clean).0);
            let mut parts = line.split(&key);
            let first = parts.next().unwrap().to_owned();
            parts.fold(first, |whole, part| {
                let digits: String = part.trim_start_matches('"').chars().take_while(char::is_ascii_digit).collect();
                let bare = part.replacen(&format!("\"{digits}\""), &digits, usize::from(!digits.is_empty()));
                whole + &key + &bare
            })
        }
        other => panic!("{other}"),
    }
}

fn csv_undone(text: &str, labels: &[&Label], table: Table) -> String {
    let contents = read("suppliers.csv", text.as_bytes());
    let mut header = contents.columns;
    let label = labels[0];
    let (clean, dirty) = values(label);
    let mut rows: Vec<Vec<Option<String>>> = contents.rows.into_iter().map(|row| row.cells).collect();
    let place = |header: &[String], name: &str| header.iter().position(|found| found == name).unwrap();
    match label.kind.as_str() {
        "column.added" => {
            let (name, value) = named(dirty);
            let place = place(&header, name);
            header.remove(place);
            assert!(rows.iter_mut().all(|row| row.remove(place).as_deref() == Some(value)), "{label:?}");
        }
        "column.dropped" => {
            let mut fields: VecDeque<Option<String>> = VecDeque::new();
            let mut name = String::new();
            for label in labels {
                assert_eq!((label.row, values(label).1), (fields.len(), ""), "{label:?}");
                let (of_label, below) = values(label).0.split_once('\n').unwrap();
                of_label.clone_into(&mut name);
                fields.extend(below.lines().map(|line| (!line.is_empty()).then(|| line.to_owned())));
            }
            let place = table.definition().columns.iter().position(|column| column.name == name).unwrap();
            assert!(!header.contains(&name), "{label:?}");
            header.insert(place, name);
            assert_eq!(fields.len(), rows.len(), "{label:?}");
            for row in &mut rows {
                row.insert(place, fields.pop_front().unwrap());
            }
        }
        "column.renamed" => {
            let place = place(&header, dirty);
            clean.clone_into(&mut header[place]);
        }
        "column.retyped" => {
            let ((name, before), (_, after)) = (named(clean), named(dirty));
            let place = place(&header, name);
            for field in rows.iter_mut().filter_map(|row| row[place].as_mut()) {
                *field = value_undone(field, before, after);
            }
        }
        other => panic!("{other}"),
    }
    let header = record(&header.into_iter().map(Some).collect::<Vec<_>>());
    std::iter::once(header).chain(rows.iter().map(|row| record(row))).collect()
}

/// A value as it was, by an example of how it was written and is written now.
fn value_undone(field: &str, before: &str, after: &str) -> String {
    let part = |range: std::ops::Range<usize>| &field[range];
    match (before, after) {
        ("42", "42.0") => field.strip_suffix(".0").unwrap().to_owned(),
        ("1234.50", "1234,50") => field.replace(',', "."),
        ("true", "Y") => (if field == "Y" { "true" } else { "false" }).to_owned(),
        ("2024-03-31", "20240331") => [part(0..4), part(4..6), part(6..8)].join("-"),
        ("2024-03-31", "31/03/2024") => [part(6..10), part(3..5), part(0..2)].join("-"),
        (_, "2024-03-31 09:30:00.000000") => field.replacen(' ', "T", 1),
        (_, "31/03/2024 09:30:00.000000") => {
            [part(6..10), "-", part(3..5), "-", part(0..2), "T", &field[11..]].concat()
        }
        other => panic!("{other:?}"),
    }
}
