//! Faults of whole files of typed values: workbooks that are laid out otherwise, with all else that is wrong in them.

use retailgen::{
    Check, DatasetError, HealOptions, Policy, ReportOptions, Scenario, Side, Table, WriteOptions, heal, report_page,
    score::{Finding, Findings, Ladder, Score, Truth},
};

use crate::support::{
    contents::read_workbook,
    scale,
    spoiling::{checks, of_kind, spoiled},
    tamper::Finished,
    truth::{by_file, labels_of},
    window,
    written::{Written, files_below},
};

const WORKBOOK: &str = "exchange_rates.xlsx";
const KINDS: [&str; 4] = ["workbook.extra_sheet", "workbook.text_dates", "workbook.text_numbers", "workbook.title_row"];

/// The faults of some kinds beside the faults of `default`, here and there at rates that few rows need.
fn with(kinds: &[&str]) -> Scenario {
    let rule = |kind: &&str| format!("[[rule]]\nid = '{kind}'\ntable = 'exchange_rates'\nkind = '{kind}'\ncount = 1\n");
    let rules: String = kinds.iter().map(rule).collect();
    let failed = |column: &str| {
        format!(
            "[[rule]]\nid = 'failed.{column}'\ntable = 'exchange_rates'\ncolumn = '{column}'\nkind = 'workbook.error_cells'\nrate = 0.01\n"
        )
    };
    let rules = rules + &failed("date") + &failed("rate_to_aud");
    let policy = Policy::parse(format!("extends = 'default'\n{rules}"), "mine.toml").unwrap();
    let scenario = Scenario::new(11).with_scale(scale("0.001")).with_window(window("2024-03-01", 5));
    scenario.with_anomalies(policy)
}

fn rates(kinds: &[&str]) -> Scenario {
    with(kinds).with_tables([Table::ExchangeRates]).unwrap()
}

/// Any faults of a workbook, alone and with others: labelled, undone by a reader of the tests' own, verified and healed.
#[test]
fn each_layout_is_labelled_and_heals_to_the_byte() {
    let clean = Written::new(&rates(&[]).with_anomalies(Policy::none()), 1);
    let usual = Written::new(&rates(&[]), 1);
    for number in 1..1_usize << KINDS.len() {
        let kinds: Vec<&str> =
            KINDS.iter().enumerate().filter(|(place, _)| number >> place & 1 == 1).map(|(_, kind)| *kind).collect();
        let run = Finished::new(&rates(&kinds));
        let verification = run.verify();
        assert!(verification.holds(), "{kinds:?}: {:#?}", verification.findings);
        heal(&run.data(), &HealOptions::new(&run.truth(), &run.path("healed"))).unwrap();
        assert!(files_below(&run.path("healed"))[WORKBOOK] == clean.files()[WORKBOOK], "{kinds:?}");
        let labels = run.labels();
        let of_file: Vec<&str> = labels
            .iter()
            .filter(|label| label["level"] == "file")
            .map(|label| label["kind"].as_str().unwrap())
            .collect();
        assert_eq!(of_file, kinds);
        // Nothing else moves: the same rows with the same faults.
        let bytes = std::fs::read(run.data().join(WORKBOOK)).unwrap();
        let contents = read_workbook(Table::ExchangeRates, &bytes, &kinds);
        assert!(contents.is_same(&read_workbook(Table::ExchangeRates, &usual.files()[WORKBOOK], &[])), "{kinds:?}");
    }
}

#[test]
fn a_label_too_many_too_few_or_of_another_kind_is_found() {
    for kind in KINDS {
        for (number, other) in KINDS.iter().enumerate().filter(|(_, other)| **other != kind) {
            let run = Finished::new(&rates(&[kind]));
            let expected = if number == 0 { Check::LabelRule } else { Check::LabelPlan };
            let findings = spoiled(&run, Side::Truth, &[expected], |run| {
                run.edit_labels(|labels| {
                    let label = labels.iter_mut().find(|label| of_kind(kind)(label)).unwrap();
                    match number {
                        0 => drop(label.insert("kind".to_owned(), (*other).into())),
                        _ => labels.retain(|label| !of_kind(kind)(label)),
                    }
                });
            });
            let found = findings.iter().any(|finding| finding.file == WORKBOOK);
            assert!(found, "{kind} as {other}: {findings:?}");
        }
    }
    // A workbook that is as it should be, and a label that says otherwise.
    let (clean, faulty) = (Finished::new(&rates(&[])), Finished::new(&rates(&KINDS)));
    let sound = std::fs::read(clean.data().join(WORKBOOK)).unwrap();
    spoiled(&faulty, Side::Data, &[Check::FileUnreadable], |run| {
        std::fs::write(run.data().join(WORKBOOK), &sound).unwrap();
    });
    let error = heal(&faulty.data(), &HealOptions::new(&faulty.truth(), &faulty.path("healed"))).unwrap_err();
    assert!(error.to_string().contains(WORKBOOK), "{error}");
    let other = std::fs::read(Finished::new(&rates(&["workbook.title_row"])).data().join(WORKBOOK)).unwrap();
    let findings = spoiled(&clean, Side::Data, &[Check::FileColumns], |run| {
        std::fs::write(run.data().join(WORKBOOK), &other).unwrap();
    });
    assert!(!findings.is_empty() && checks(&clean.verify()).contains(&Check::FileColumns));
}

#[test]
fn answers_and_reports_see_the_rates_through_any_layout() {
    let (usual, laid_out) = (Finished::new(&with(&[])), Finished::new(&with(&KINDS)));
    let answers = |run: &Finished| {
        let answers = run.answers();
        answers.gold.iter().map(|answer| (answer.dirty.clone(), answer.clean.clone())).collect::<Vec<_>>()
    };
    assert!(answers(&usual) == answers(&laid_out));
    let rates_of = |run: &Finished| {
        let truth = run.truth();
        let mut options = ReportOptions::default();
        options.truth = Some(&truth);
        let page = report_page(&run.data(), &options).unwrap();
        let (_, behind) = page.split_once("What other money costs").expect("rates are on the page");
        behind.split("</figure>").next().unwrap().to_owned()
    };
    assert!(rates_of(&usual) == rates_of(&laid_out) && rates_of(&usual).contains("EUR"));
}

#[test]
fn whoever_names_the_file_or_its_column_has_found_the_fault() {
    let run = Finished::new(&rates(&KINDS).with_anomalies(only_layouts()));
    let truth = Truth::open(&run.truth(), Some(&run.data())).unwrap();
    // The faults without a column are found by whoever finds the file at fault in any of theirs.
    for (column, row, found) in [
        (None, None, 4),
        (Some("date"), None, 3),
        (Some("date"), Some(7), 3),
        (Some("rate_to_aud"), Some(7), 3),
        (Some("currency"), Some(7), 0),
    ] {
        let mut finding = Finding::default();
        (finding.table, finding.file) = (Some(Table::ExchangeRates), Some(WORKBOOK.into()));
        (finding.column, finding.row) = (column.map(Into::into), row);
        let findings: Findings = [finding].into_iter().collect();
        let on = Score::of(&findings, &truth, Some(&run.data())).unwrap().on(Ladder::Cell);
        assert_eq!((on.counts.found, on.counts.false_alarms), (found, u64::from(found == 0)), "{column:?}, {row:?}");
    }
}

fn only_layouts() -> Policy {
    let rule = |kind: &&str| format!("[[rule]]\nid = '{kind}'\ntable = 'exchange_rates'\nkind = '{kind}'\ncount = 1\n");
    Policy::parse(KINDS.iter().map(rule).collect::<String>(), "mine.toml").unwrap()
}

#[test]
fn a_table_that_is_no_workbook_or_no_file_has_no_layout() {
    let csv = rates(&KINDS).with_formats("exchange_rates=csv".parse().unwrap());
    assert_eq!(csv.left_out(), [&["failed.date", "failed.rate_to_aud"], &KINDS[..]].concat());
    let refused = rates(&KINDS).dataset().dirty_batches(Table::ExchangeRates).map(drop).unwrap_err();
    assert!(matches!(refused, DatasetError::DoesNotCast { .. }), "{refused}");
}

#[test]
fn appended_days_give_the_run() {
    let scenario = with(&KINDS);
    let run = Finished::new(&scenario);
    let truth = run.truth();
    let mut options = WriteOptions::default();
    options.truth = Some(&truth);
    scenario.dataset().append(&run.data(), 2, &options).unwrap();
    let verification = run.verify();
    assert!(verification.holds(), "{:#?}", verification.findings);
    let whole = Written::new(&scenario.extended(2).unwrap(), 2);
    assert!(files_below(&run.data())[WORKBOOK] == whole.files()[WORKBOOK]);
    let labels = by_file(&whole.labels());
    assert!(KINDS.iter().all(|kind| labels_of(&labels, WORKBOOK).iter().any(|label| label.kind == *kind)));
}
