//! The cells of any dataset: what is found, what is not understood, and toy detectors whose counts follow by hand.

use std::{collections::BTreeSet, fs, path::PathBuf};

use proptest::{prelude::*, sample::subsequence};
use retailgen_score::{CellFindings, CellTruth, Counts, How, Ladder, NamedCell, Score, ScoreError};

use crate::company::changed;

const COLUMNS: [&str; 4] = ["id", "name", "city", "seats"];

fn example(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/wrong-cells").join(name)
}

fn truth() -> CellTruth {
    CellTruth::between(&example("dirty.csv"), &example("clean.csv")).unwrap()
}

fn score(cells: impl IntoIterator<Item = NamedCell>) -> Score {
    truth().score(&CellFindings::from_iter(cells), None).unwrap()
}

fn told(counts: Counts) -> (u64, u64, u64) {
    (counts.found, counts.missed, counts.false_alarms)
}

#[test]
fn findings_are_scored_by_cell_and_row() {
    let findings = CellFindings::read(&[example("findings.csv")]).unwrap();
    let score = truth().score(&findings, None).unwrap();
    assert_eq!((score.headline, score.faults, score.located[0]), (Ladder::Cell, 4, (How::Row, 4, 0)));
    let cells = score.on(Ladder::Cell);
    assert_eq!((told(cells.counts), cells.clean), ((3, 1, 1), Some(28)));
    assert_eq!(score.on(Ladder::Row).counts, cells.counts);
    // The city is found, and of three seats two.
    let mean = score.macro_recall_by_column().unwrap();
    assert!((mean - f64::midpoint(1.0, 2.0 / 3.0)).abs() < 1e-12, "{mean}");
    assert_eq!((score.kinds.len(), score.macro_recall()), (0, None));
    let text = score.to_string();
    assert!(text.contains("recall over all faults 0.750, mean over columns 0.833\n"), "{text}");
    assert!(text.contains("Of two files, cells are wrong whose texts differ"), "{text}");
    let short = score.shortfalls(&["column:seats:recall=.7".parse().unwrap(), "f1=.75".parse().unwrap()]);
    assert_eq!(short.len(), 1);
    assert_eq!(short[0].to_string(), "column:seats:recall=0.7 is not reached: it is 0.6667");
}

#[test]
fn a_list_of_wrong_cells_has_keys_and_kinds() {
    let truth = CellTruth::read(&example("wrong-cells.csv")).unwrap();
    let cell = |key: &str, column: &str, kind: Option<&str>| {
        changed(NamedCell::default(), |cell| {
            (cell.key, cell.column) = (Some(key.into()), Some(column.into()));
            cell.kind = kind.map(Box::from);
        })
    };
    let found = [cell("2", "city", Some("typo")), cell("6", "seats", Some("unit")), cell("7", "seats", None)];
    let score = truth.score(&found.into_iter().collect(), Some(Ladder::Kind)).unwrap();
    assert_eq!(told(score.on(Ladder::Cell).counts), (2, 2, 1));
    assert_eq!(told(score.on(Ladder::Kind).counts), (1, 3, 1));
    assert_eq!((score.on(Ladder::Kind).coarser, score.on(Ladder::Cell).clean), (1, None));
    let kinds: Vec<_> = score.kinds.iter().map(|kind| (kind.name.as_str(), kind.counts.found)).collect();
    assert_eq!(kinds, [("factor of ten", 0), ("missing", 0), ("typo", 1), ("unit", 0)]);
    let error = truth.score(&CellFindings::default(), Some(Ladder::File)).unwrap_err().to_string();
    assert_eq!(error, "this truth of cells cannot be used: it has no level file: name one of row, cell, kind");
}

#[test]
fn a_row_that_is_wrong_as_a_whole_is_found_by_any_of_its_cells() {
    let row = |row| changed(NamedCell::in_row(row, ""), |cell| cell.column = None);
    let truth = CellTruth::from_iter([row(3), row(3), NamedCell::in_row(5, "city")]);
    assert_eq!(truth.faults(), 2);
    let on_cells = |cells: &[NamedCell]| {
        let score = truth.score(&cells.iter().cloned().collect(), None).unwrap();
        let cells = score.on(Ladder::Cell);
        (told(cells.counts), cells.coarser, told(score.on(Ladder::Row).counts))
    };
    assert_eq!(on_cells(&[row(3)]), ((1, 1, 0), 0, (1, 1, 0)));
    assert_eq!(on_cells(&[NamedCell::in_row(3, "name")]), ((1, 1, 0), 0, (1, 1, 0)));
    // It says less than a cell.
    assert_eq!(on_cells(&[row(5), row(3)]), ((1, 1, 0), 1, (2, 0, 0)));
}

#[test]
fn rows_are_told_apart_by_table_and_known_by_number_or_key() {
    let cell = |table: &str, row: Option<u64>, key: Option<&str>| {
        changed(NamedCell::in_row(0, "name"), |cell| {
            (cell.table, cell.row, cell.key) = (Some(table.into()), row, key.map(Box::from));
            cell.table = cell.table.take().filter(|name| !name.is_empty());
        })
    };
    let truth = CellTruth::from_iter([cell("a", Some(1), Some("k1")), cell("b", Some(1), None)]);
    let found = [
        cell("a", None, Some("k1")),
        cell("b", Some(1), None),
        cell("b", None, Some("k1")),
        cell("c", Some(1), None),
        cell("", Some(1), None),
    ];
    let score = truth.score(&found.into_iter().collect(), None).unwrap();
    assert_eq!(told(score.on(Ladder::Cell).counts), (2, 0, 2));
    assert_eq!(score.located, [(How::Row, 2, 0), (How::Key, 2, 0)]);
    assert_eq!(score.not_understood["it names no table, and the truth has several"].count, 1);
    let tables: Vec<_> = score.tables.iter().map(|table| (table.name.as_str(), told(table.counts))).collect();
    assert_eq!(tables, [("a", (1, 0, 0)), ("b", (1, 0, 1))]);

    let by_row = CellTruth::from_iter([NamedCell::in_row(1, "name")]);
    let error = by_row.score(&CellFindings::from_iter([cell("a", None, Some("k1"))]), None).unwrap_err().to_string();
    assert!(
        error.contains("it names its key, and the truth knows rows by row (table a, key k1, column name)"),
        "{error}"
    );
}

#[test]
fn what_the_files_do_not_have_is_not_understood() {
    let score = score([NamedCell::in_row(8, "city"), NamedCell::in_row(0, "town"), NamedCell::in_row(0, "city")]);
    let reasons: Vec<&str> = score.not_understood.keys().map(String::as_str).collect();
    assert_eq!(reasons, ["there is no column \"town\"", "there is no row beyond 7"]);
    assert_eq!((score.submitted, told(score.on(Ladder::Cell).counts)), (3, (0, 4, 1)));
}

#[test]
fn what_is_no_truth_of_cells_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let (two, three) = (write("two.csv", "a,b\n1,2\n3,4\n"), write("three.csv", "a,b\n1,2\n3,4\n5,6\n"));
    let one_column = write("one.csv", "a\n1\n3\n");
    for (dirty, clean, wanted) in [
        (&two, &three, "two.csv has 2 rows, and "),
        (&three, &two, "three.csv has 3 rows, and "),
        (&two, &one_column, "two.csv has 2 columns, and "),
    ] {
        let error = CellTruth::between(dirty, clean).unwrap_err();
        assert!(matches!(error, ScoreError::TruthTable(_)) && error.to_string().contains(wanted), "{error}");
    }
    let error = CellTruth::read(&write("list.csv", "row,column\n1,a\nfirst,a\n")).unwrap_err().to_string();
    assert!(error.ends_with("list.csv, line 3: the row is no whole number from 0"), "{error}");
    assert!(matches!(CellTruth::read(&write("list.txt", "row\n")), Err(ScoreError::UnknownFormat(_))));
}

/// Flagged, and right of them.
fn flagged(is_wrong: impl Fn(&[String], &str) -> bool) -> (u64, u64) {
    let text = fs::read_to_string(example("dirty.csv")).unwrap();
    let rows: Vec<Vec<String>> =
        text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect();
    let mut cells = Vec::new();
    for (number, name) in COLUMNS.iter().enumerate() {
        let column: Vec<String> = rows.iter().map(|row| row[number].clone()).collect();
        let wrong = column.iter().zip(0_u64..).filter(|(cell, _)| is_wrong(&column, cell));
        cells.extend(wrong.map(|(_, row)| NamedCell::in_row(row, name)));
    }
    let (found, _, wrong) = told(score(cells).on(Ladder::Cell).counts);
    (found + wrong, found)
}

#[test]
fn toy_detectors_have_the_counts_that_follow_by_hand() {
    let times = |column: &[String], cell: &str| column.iter().filter(|other| *other == cell).count();
    assert_eq!(flagged(|_, _| true), (32, 4), "every cell");
    assert_eq!(flagged(|_, cell| cell.is_empty()), (1, 1), "empty cell");
    // All ids, all names but two, all cities but two, all seats.
    assert_eq!(flagged(|column, cell| times(column, cell) == 1), (8 + 6 + 6 + 8, 4), "singleton value");
    let shape = |cell: &str| -> String {
        cell.chars()
            .map(|c| {
                if c.is_ascii_digit() {
                    '9'
                } else if c.is_alphabetic() {
                    'A'
                } else {
                    c
                }
            })
            .collect()
    };
    // Of numbers: in a column without longer texts.
    let rare = |column: &[String], cell: &str| {
        let is_short = column.iter().all(|cell| cell.len() < 9);
        is_short && cell.contains(' ') && column.iter().filter(|other| shape(other) == shape(cell)).count() == 1
    };
    assert_eq!(flagged(rare), (1, 1), "rare shape of numbers");
}

proptest! {
    /// Found and missed are all that there is, and each cell counts once.
    #[test]
    fn figures_are_those_of_sets(
        wrong in subsequence((0..40_u64).collect::<Vec<_>>(), 0..40),
        reported in proptest::collection::vec(0..40_u64, 0..60),
    ) {
        let cell = |number: &u64| NamedCell::in_row(number / 4, COLUMNS[(number % 4) as usize]);
        let truth: CellTruth = wrong.iter().map(cell).collect();
        let score = truth.score(&reported.iter().map(cell).collect(), None).unwrap();
        let (wrong, reported): (BTreeSet<u64>, BTreeSet<u64>) = (wrong.into_iter().collect(), reported.into_iter().collect());
        let rows = |cells: &BTreeSet<u64>| cells.iter().map(|number| number / 4).collect::<BTreeSet<u64>>();
        for (ladder, wrong, reported) in
            [(Ladder::Cell, wrong.clone(), reported.clone()), (Ladder::Row, rows(&wrong), rows(&reported))]
        {
            let wanted = (
                wrong.intersection(&reported).count() as u64,
                wrong.difference(&reported).count() as u64,
                reported.difference(&wrong).count() as u64,
            );
            prop_assert_eq!(told(score.on(ladder).counts), wanted);
        }
    }
}
