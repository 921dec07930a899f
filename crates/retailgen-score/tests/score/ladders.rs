//! What a finding counts as, by what it says.

use retailgen_anomaly::{Detectability, Level};
use retailgen_schema::Table;
use retailgen_score::{Finding, Findings, How, Ladder, Score, ScoreError, Truth};
use retailgen_truth::Label;

use crate::company::{FAULTS, LINES, at, changed, key, on, score, truth};

#[test]
fn a_finding_counts_on_its_own_level_and_coarser_ones() {
    let cell = score([at(3, Some("phone"))]);
    assert_eq!(
        (on(&cell, Ladder::Cell), on(&cell, Ladder::Row).0, on(&cell, Ladder::File).0),
        ((1, FAULTS - 1, 0), 1, 1)
    );
    assert_eq!((on(&cell, Ladder::Kind), cell.headline), ((0, FAULTS, 0), Ladder::Cell));
    let row = score([at(3, None)]);
    assert_eq!((on(&row, Ladder::Cell), on(&row, Ladder::Row).0, row.headline), ((0, FAULTS, 0), 1, Ladder::Row));
    assert_eq!(row.on(Ladder::Cell).coarser, 1);
    let mut file = Finding::default();
    file.file = Some("/home/me/data_raw/customers.csv".into());
    let file = score([file]);
    assert_eq!((on(&file, Ladder::File), on(&file, Ladder::Row).0, file.headline), ((1, 1, 0), 0, Ladder::File));
}

#[test]
fn a_wrong_column_is_a_false_alarm_of_cells_and_right_for_rows() {
    let score = score([at(3, Some("email"))]);
    assert_eq!((on(&score, Ladder::Cell), on(&score, Ladder::Row)), ((0, FAULTS, 1), (1, FAULTS - 1, 0)));
}

#[test]
fn a_code_that_stands_there_twice_is_found_with_either_row_but_not_by_another_column() {
    for (row, column, found) in
        [(20, "natural_key", 1), (15, "natural_key", 1), (15, "email", 0), (20, "customer_id", 0)]
    {
        assert_eq!(on(&score([at(row, Some(column))]), Ladder::Cell).0, found, "{row} {column}");
    }
    for (column, found) in [(None, 1), (Some("customer_id"), 1), (Some("natural_key"), 1), (Some("first_name"), 0)] {
        assert_eq!(on(&score([at(60, column)]), Ladder::Cell).0, found, "{column:?}");
    }
}

#[test]
fn what_goes_with_a_fault_counts_for_nothing() {
    let moved_on = score([at(60, Some("address_line1"))]);
    assert_eq!((on(&moved_on, Ladder::Cell), moved_on.on(Ladder::Cell).neutral), ((0, FAULTS, 0), 1));
    // The order lost a line to an orphan; another order has not.
    for (order, neutral) in [("77", 1), ("78", 0)] {
        let mut order_without_lines = Finding::of(Table::OrdersHeader);
        order_without_lines.key = Some(order.into());
        let mut gap = Finding::of(Table::OrdersLines);
        gap.key = Some(format!("[{order}, 2]").into());
        let score = score([order_without_lines, gap]);
        assert_eq!(
            (score.on(Ladder::Row).neutral, on(&score, Ladder::Row).2),
            (2 * neutral, 2 - 2 * neutral),
            "{order}"
        );
    }
    // Of the next line of the order only the number, and what else tells the row, is dragged along.
    for (column, neutral) in [("line_number", 1), ("order_id", 1), ("qty", 0)] {
        let mut gap = Finding::of(Table::OrdersLines);
        (gap.key, gap.column) = (Some("[77, 2]".into()), Some(column.into()));
        let score = score([gap]);
        assert_eq!((score.on(Ladder::Cell).neutral, on(&score, Ladder::Cell).2), (neutral, 1 - neutral), "{column}");
    }
}

#[test]
fn of_two_cells_that_contradict_each_other_either_may_be_named() {
    let mut label = Label::new(Table::Customers, "customers.csv", "date.swapped", Level::Cell);
    (label.row, label.column, label.detectability) = (Some(3), Some("birth_date".into()), Detectability::Row);
    let truth = Truth::of([label]);
    for (row, column, neutral) in [(3, "join_ts", 1), (4, "join_ts", 0)] {
        let score = Score::of(&Findings::from_iter([at(row, Some(column))]), &truth, None).unwrap();
        assert_eq!((score.on(Ladder::Cell).neutral, on(&score, Ladder::Cell).2), (neutral, 1 - neutral), "{row}");
    }
}

#[test]
fn a_decoy_is_a_false_alarm_listed_apart() {
    let score = score([at(11, Some("email"))]);
    assert_eq!(on(&score, Ladder::Cell), (0, FAULTS, 1));
    let [(kind, ratio)] = &score.decoys[..] else { panic!("there is one kind") };
    assert_eq!((kind.as_str(), ratio.hits, ratio.of), ("decoy.plus_tag", 1, 10));
    assert!(score.to_string().contains("reported: decoy.plus_tag 1 of 10"), "{score}");
}

#[test]
fn a_key_is_found_as_it_was_and_as_it_is() {
    let line = |key: &str| {
        let mut finding = Finding::of(Table::OrdersLines);
        (finding.key, finding.column) = (Some(key.into()), Some("order_id".into()));
        finding
    };
    for key in [r#"{"order_id":77,"line_number":1}"#, r#"{"order_id":9848,"line_number":"1"}"#, "[9848, 1]"] {
        let score = score([line(key)]);
        assert_eq!((on(&score, Ladder::Cell).0, score.located.as_slice()), (1, &[(How::Key, 1, 0)][..]), "{key}");
    }
    assert_eq!(on(&score([line("[78, 1]")]), Ladder::Cell), (0, FAULTS, 1));
}

#[test]
fn a_key_of_two_rows_means_the_one_that_is_wrong() {
    let mut finding = Finding::of(Table::Customers);
    (finding.key, finding.column) = (Some(key(59).into()), Some("customer_id".into()));
    let score = score([finding]);
    assert_eq!((on(&score, Ladder::Cell).0, score.located.as_slice()), (1, &[(How::Key, 1, 1)][..]));
}

#[test]
fn values_have_a_level_of_their_own() {
    let value = |text: &str| {
        let mut finding = Finding::of(Table::Customers);
        (finding.column, finding.value) = (Some("email".into()), Some(text.into()));
        finding
    };
    let score = score([value("name7@@example.com"), value("right@example.com")]);
    // 10 addresses, 5 codes and an order have a value that is wrong.
    assert_eq!((on(&score, Ladder::Value), score.headline), ((1, 15, 1), Ladder::Value));
    assert_eq!(on(&score, Ladder::Cell), (0, FAULTS, 0));
}

#[test]
fn counts_stand_apart() {
    let mut finding = Finding::of(Table::Customers);
    (finding.column, finding.kind, finding.count) = (Some("phone".into()), Some("null".into()), Some(48));
    let score = score([finding]);
    let line = &score.counted[0];
    assert_eq!((line.reported, line.there), (48, 50));
    assert_eq!(score.on(Ladder::Cell).counts.precision().value(), None);
}

#[test]
fn repairs_are_right_wrong_or_harm() {
    let repaired =
        |row, column, repair: &str| changed(at(row, Some(column)), |finding| finding.repair = Some(repair.into()));
    let findings = [
        repaired(7, "email", "name7@example.com"),
        repaired(57, "email", "name@example.com"),
        repaired(8, "email", "name8@example.org"),
    ];
    let score = score(findings);
    assert_eq!((score.repairs.right, score.repairs.wrong, score.repairs.harm), (1, 1, 1));
}

#[test]
fn what_is_not_understood_is_listed_and_never_dropped() {
    let no_place = Finding::of(Table::Customers);
    let no_column = at(3, Some("telephone"));
    let no_file = changed(Finding::of(Table::OrdersLines), |finding| finding.row = Some(3));
    let score = score([no_place, no_column.clone(), no_file, at(3, Some("phone"))]);
    let reasons: Vec<(&str, u64)> =
        score.not_understood.iter().map(|(reason, lost)| (reason.as_str(), lost.count)).collect();
    assert_eq!(
        reasons,
        [
            ("customers has no column \"telephone\"", 1),
            ("it names a row, a line or a byte, and no file", 1),
            ("it says no place: neither row, key, value nor count", 1),
        ]
    );
    assert_eq!((score.submitted, on(&score, Ladder::Cell).0), (4, 1));
    let error = Score::of(&Findings::from_iter([no_column]), &truth(), None).unwrap_err();
    assert!(matches!(&error, ScoreError::NothingUnderstood { findings: 1, .. }), "{error}");
}

#[test]
fn a_part_of_the_tables_is_scored_alone() {
    let truth = truth().only(&[Table::OrdersLines]);
    assert_eq!(truth.faults(), 1);
    let mut finding = Finding::of(Table::OrdersLines);
    (finding.file, finding.row, finding.column) = (Some("2024-01-05".into()), Some(3), Some("order_id".into()));
    let score = Score::of(&Findings::from_iter([finding]), &truth, None).unwrap();
    assert_eq!((on(&score, Ladder::Cell), on(&score, Ladder::File)), ((1, 0, 0), (1, 0, 0)));
    assert!(score.to_string().contains(LINES) || !score.kinds.is_empty());
}

#[test]
fn findings_about_tables_that_are_not_looked_at_are_left_out_and_counted() {
    let truth = truth().only(&[Table::OrdersLines]);
    let mut right = Finding::of(Table::OrdersLines);
    (right.file, right.row, right.column) = (Some(LINES.into()), Some(3), Some("order_id".into()));
    let by_file = changed(Finding::default(), |finding| {
        (finding.file, finding.row) = (Some("customers.csv".into()), Some(3));
    });
    let others = [at(3, Some("phone")), at(5, Some("phone")), by_file];
    let findings: Findings = others.iter().cloned().chain([right]).collect();
    let score = Score::of(&findings, &truth, None).unwrap();
    assert_eq!((score.submitted, score.left_out), (4, 3));
    for ladder in Ladder::ALL.into_iter().filter(|ladder| *ladder != Ladder::Kind) {
        assert_eq!(on(&score, ladder).2, 0, "{ladder:?}");
    }
    assert!(score.to_string().contains("\n3 findings on other tables left out\n"), "{score}");
    assert_eq!(score.to_json()["findings"]["left_out"], 3);
    // Nothing but findings about others is a score of nothing, not a failure to understand.
    let score = Score::of(&Findings::from_iter(others), &truth, None).unwrap();
    assert_eq!((score.submitted, score.left_out, on(&score, Ladder::Cell)), (3, 3, (0, 1, 0)));
}
