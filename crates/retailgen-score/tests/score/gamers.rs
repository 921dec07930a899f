//! Whoever submits nothing has nothing, the truth has all, and tricks earn next to nothing.

use proptest::{prelude::*, sample::subsequence};
use retailgen_schema::Table;
use retailgen_score::{Finding, Findings, Ladder, Score, Truth};
use retailgen_truth::{Label, Labels};

use crate::company::{FAULTS, LINES, NEUTRAL, ROWS, all_faults, at, changed, key, labels, on, score, truth};

fn columns() -> impl Iterator<Item = &'static str> + Clone {
    Table::Customers.definition().columns.iter().map(|column| column.name)
}

fn every_cell() -> Vec<Finding> {
    (0..ROWS).flat_map(|row| columns().map(move |column| at(row, Some(column)))).collect()
}

fn f1(score: &Score, ladder: Ladder) -> f64 {
    score.on(ladder).counts.f1().unwrap_or(0.0)
}

#[test]
fn nothing_submitted_finds_nothing() {
    let score = score([]);
    assert_eq!(on(&score, Ladder::Cell), (0, FAULTS, 0));
    assert_eq!((score.on(Ladder::Cell).counts.recall().value(), score.macro_recall()), (Some(0.0), Some(0.0)));
    assert_eq!(score.on(Ladder::Cell).counts.precision().value(), None);
}

#[test]
fn the_truth_submitted_finds_all() {
    let score = score(all_faults());
    assert_eq!((score.faults, score.neutral), (FAULTS, NEUTRAL));
    for ladder in [Ladder::File, Ladder::Row, Ladder::Cell, Ladder::Kind] {
        let counts = score.on(ladder).counts;
        assert_eq!((counts.missed, counts.false_alarms, counts.f1()), (0, 0, Some(1.0)), "{ladder:?}");
    }
    assert_eq!((score.repeated, score.macro_recall()), (0, Some(1.0)));
}

/// A way to look good, and what it must come to on cells: F1 below this.
type Trick = (&'static str, Vec<Finding>, f64);

fn tricks() -> Vec<Trick> {
    let faults = all_faults();
    let moved = |by: u64| {
        let mut moved = faults.clone();
        for finding in &mut moved {
            finding.row = finding.row.map(|row| row + by);
        }
        moved
    };
    let with = |change: fn(&mut Finding)| {
        let mut changed = faults.clone();
        for finding in &mut changed {
            change(finding);
        }
        changed
    };
    let lines = with(|finding| (finding.line, finding.row) = (finding.row.map(|row| row + 1), None));
    let other_column = with(|finding| finding.column = Some("last_name".into()));
    let rows_of_faults: Vec<u64> = labels().iter().filter(|label| !label.decoy).filter_map(|label| label.row).collect();
    // Keyed, so that the test is the same every time.
    let random = (0..FAULTS).map(|number| {
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
        let column = columns().nth((mixed >> 32) as usize % columns().count());
        at(mixed % ROWS, column)
    });
    let count = |number| {
        let mut finding = Finding::of(Table::Customers);
        (finding.column, finding.count) = (Some("phone".into()), Some(number));
        finding
    };
    let file = |name: &str| {
        let mut finding = Finding::of(Table::Customers);
        (finding.table, finding.file) = (None, Some(name.into()));
        finding
    };
    let value = |text: String| {
        let mut finding = Finding::of(Table::Customers);
        (finding.column, finding.value) = (Some("email".into()), Some(text.into()));
        finding
    };
    let invented = |number: u64| {
        let mut finding = Finding::of(Table::Customers);
        (finding.key, finding.column) = (Some(key(number + 10_000).into()), Some("phone".into()));
        finding
    };
    vec![
        ("every cell", every_cell(), 0.03),
        ("every row, no column", (0..ROWS).map(|row| at(row, None)).collect(), 0.14),
        ("every cell of one column", (0..ROWS).map(|row| at(row, Some("phone"))).collect(), 0.18),
        ("every cell of the key", (0..ROWS).map(|row| at(row, Some("customer_id"))).collect(), 0.04),
        (
            "every cell of a row that has a fault",
            rows_of_faults.iter().flat_map(|row| columns().map(|column| at(*row, Some(column)))).collect(),
            0.14,
        ),
        ("every second cell", every_cell().into_iter().step_by(2).collect(), 0.03),
        ("the truth, one row down", moved(1), 0.15),
        ("the truth, ten rows down", moved(5), 0.05),
        ("the truth by lines that are off by one", lines, 0.15),
        ("the truth in another column", other_column, 0.15),
        ("random cells, as many as there are faults", random.collect(), 0.1),
        (
            "the decoys",
            labels().iter().filter(|label| label.decoy).map(|label| at(label.row.unwrap(), Some("email"))).collect(),
            0.01,
        ),
        ("the cells that count for nothing", (0..5).map(|n| at(n * 100 + 60, Some("address_line1"))).collect(), 0.01),
        ("counts that are right", vec![count(50)], 0.01),
        ("every file", vec![file("customers.csv"), file(LINES)], 0.01),
        ("values that anybody has", (0..ROWS).map(|n| value(format!("name{n}@example.com"))).collect(), 0.01),
        ("keys that nobody has", (0..ROWS).map(invented).collect(), 0.01),
        (
            "all rows as text that says nothing",
            (0..ROWS)
                .map(|row| {
                    let mut finding = at(row, None);
                    finding.value = Some("x".into());
                    finding
                })
                .collect(),
            0.14,
        ),
    ]
}

#[test]
fn tricks_earn_next_to_nothing() {
    for (name, findings, below) in tricks() {
        let score = score(findings);
        let reached = f1(&score, Ladder::Cell);
        assert!(reached < below, "{name}: {reached}");
        assert!(score.to_string().contains("Rules: the same finding twice counts once"), "{name}");
    }
}

#[test]
fn kinds_by_the_bag_earn_next_to_nothing() {
    let all = truth_kinds();
    let stuffed: Vec<Finding> = all_faults()
        .into_iter()
        .map(|mut finding| {
            finding.kind = Some(all.join(",").into());
            finding
        })
        .collect();
    assert_eq!(on(&score(stuffed), Ladder::Kind), (0, FAULTS, FAULTS));

    let one_by_one = all_faults().into_iter().flat_map(|finding| {
        all.iter()
            .map(move |kind| changed(finding.clone(), |finding| finding.kind = Some(kind.as_str().into())))
            .collect::<Vec<_>>()
    });
    let score = score(one_by_one);
    let counts = score.on(Ladder::Kind).counts;
    assert_eq!((counts.found, counts.false_alarms), (FAULTS, FAULTS * (all.len() as u64 - 1)));
}

fn truth_kinds() -> Vec<String> {
    let mut kinds: Vec<String> = labels().iter().map(|label| label.kind.to_string()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

#[test]
fn saying_it_often_or_in_several_ways_changes_nothing() {
    let half: Vec<Finding> = all_faults().into_iter().step_by(2).chain([at(2, Some("phone"))]).collect();
    let once = score(half.clone());
    let often = score(std::iter::repeat_n(half.clone(), 50).flatten());
    assert_eq!(
        often.ladders.iter().map(|ladder| ladder.counts).collect::<Vec<_>>(),
        once.ladders.iter().map(|ladder| ladder.counts).collect::<Vec<_>>()
    );
    assert_eq!(often.repeated, 49 * half.len() as u64);

    // By row, by key and by line.
    let fault = at(3, Some("phone"));
    let mut by_key = Finding::of(Table::Customers);
    (by_key.key, by_key.column) = (Some("4".into()), Some("phone".into()));
    let by_line = changed(fault.clone(), |finding| (finding.row, finding.line) = (None, Some(5)));
    assert_eq!(on(&score([fault, by_key, by_line]), Ladder::Cell), (1, FAULTS - 1, 0));
}

#[test]
fn both_orders_of_a_pair_are_one() {
    let copy = at(60, Some("customer_id"));
    let original = at(59, Some("customer_id"));
    for findings in [vec![copy.clone(), original.clone()], vec![original.clone(), copy], vec![original]] {
        assert_eq!(on(&score(findings), Ladder::Cell), (1, FAULTS - 1, 0));
    }
}

proptest! {
    /// Whatever is submitted, every fault is found or missed, and every finding is accounted for.
    #[test]
    fn nothing_is_lost(findings in subsequence(all_sorts(), 0..150)) {
        let submitted = findings.len() as u64;
        let score = score(findings);
        for ladder in [Ladder::Cell, Ladder::Kind] {
            let counts = score.on(ladder).counts;
            let decoys = score.decoys.iter().map(|(_, ratio)| ratio.of).sum::<u64>();
            prop_assert_eq!(counts.found + counts.missed + score.neutral, labels().len() as u64 - decoys);
        }
        for ladder in Ladder::ALL {
            let on = score.on(ladder);
            prop_assert_eq!(on.right + on.wrong + on.neutral + on.coarser, submitted);
            prop_assert!(on.counts.false_alarms <= on.wrong);
        }
        let of_kinds: u64 = score.kinds.iter().map(|kind| kind.counts.found + kind.counts.missed).sum();
        prop_assert_eq!(of_kinds, FAULTS);
    }
}

/// Findings of every sort, right and wrong.
fn all_sorts() -> Vec<Finding> {
    let wrong = (0..ROWS).step_by(7).map(|row| at(row, Some("email")));
    let rows = (0..ROWS).step_by(11).map(|row| at(row, None));
    let neutral = (0..5).map(|number| at(number * 100 + 60, Some("address_line1")));
    all_faults().into_iter().chain(wrong).chain(rows).chain(neutral).collect()
}

#[test]
fn the_property_is_tried_on_every_sort() {
    let score = score(all_sorts());
    let cells = score.on(Ladder::Cell);
    assert!([cells.right, cells.wrong, cells.neutral, cells.coarser].iter().all(|number| *number > 0), "{cells:?}");
    assert_eq!(truth().faults(), FAULTS);
}

proptest! {
    /// Rows of one file are found and missed as `Labels::detection` has it.
    #[test]
    fn rows_are_judged_as_by_a_detection(rows in subsequence((0..ROWS).collect::<Vec<_>>(), 0..60)) {
        // Without rows that have an original: a detection knows nothing of those.
        let labels: Labels =
            labels().into_iter().filter(|label| label.table == Table::Customers && label.related_row.is_none()).collect();
        let detection = labels.detection(rows.iter().map(|row| *row as usize), labels.faults());
        let truth = Truth::of(labels.iter().cloned());
        let findings: Findings = rows.iter().map(|row| at(*row, None)).collect();
        let score = Score::of(&findings, &truth, None).unwrap();
        let number_of_rows = |labels: &[&Label]| {
            labels.iter().map(|label| label.row).collect::<std::collections::BTreeSet<_>>().len() as u64
        };
        let wanted =
            (number_of_rows(&detection.found), number_of_rows(&detection.missed), detection.unexpected.len() as u64);
        prop_assert_eq!(on(&score, Ladder::Row), wanted);
    }
}
