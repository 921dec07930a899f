//! Faults of whole Parquet files: the end gone, a column of another type, a column of nulls, with all else that is wrong in them.

use std::{collections::BTreeSet, fs};

use retailgen::{
    Check, DatasetError, HealOptions, Policy, ReportError, ReportOptions, Scenario, Side, Table, WriteOptions,
    answers::{AnswerOptions, Answers},
    heal, report_page,
    score::{Finding, Findings, Ladder, Score, Truth},
};

use crate::support::{
    contents::{parquet_batches, read},
    landing::{Landing, feed},
    scale,
    spoiling::{checks, of_kind, spoiled, spoiled_label},
    tamper::Finished,
    truth::{by_file, healed, labels, labels_of},
    window,
    written::{Written, files_below},
};

const FILE: &str = "shipments.parquet";
const KINDS: [&str; 3] = ["parquet.cut_footer", "parquet.null_column", "parquet.retyped"];

fn rules(kinds: &[&str]) -> String {
    let rule = |kind: &&str| format!("[[rule]]\nid = '{kind}'\ntable = 'shipments'\nkind = '{kind}'\nrate = 1.0\n");
    kinds.iter().map(rule).collect()
}

/// The faults of some kinds beside the faults of `default`.
fn with(seed: u64, kinds: &[&str]) -> Scenario {
    let policy = Policy::parse(format!("extends = 'default'\n{}", rules(kinds)), "mine.toml").unwrap();
    let scenario = Scenario::new(seed).with_scale(scale("0.002")).with_window(window("2024-03-01", 6));
    scenario.with_anomalies(policy)
}

fn parcels(seed: u64, kinds: &[&str]) -> Scenario {
    with(seed, kinds).with_tables([Table::Shipments]).unwrap()
}

/// The same with nothing else wrong.
fn alone(seed: u64, kinds: &[&str]) -> Scenario {
    parcels(seed, kinds).with_anomalies(Policy::parse(rules(kinds), "mine.toml").unwrap())
}

/// Any faults of a file, alone and with others: labelled, undone by a reader of the tests' own, verified and healed; each column and
/// type comes with some seed.
#[test]
fn each_fault_is_labelled_and_heals_to_the_byte() {
    let (mut forms, mut nulls, mut cuts) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for seed in 0..12 {
        let clean = Written::new(&parcels(seed, &[]).with_anomalies(Policy::none()), 1);
        for number in 1..1_usize << KINDS.len() {
            let kinds: Vec<&str> =
                KINDS.iter().enumerate().filter(|(place, _)| number >> place & 1 == 1).map(|(_, kind)| *kind).collect();
            if seed > 1 && kinds.len() == 2 {
                continue;
            }
            let run = Finished::new(&parcels(seed, &kinds));
            let verification = run.verify();
            assert!(verification.holds(), "{seed}, {kinds:?}: {:#?}", verification.findings);
            heal(&run.data(), &HealOptions::new(&run.truth(), &run.path("healed"))).unwrap();
            assert!(files_below(&run.path("healed"))[FILE] == clean.files()[FILE], "{seed}, {kinds:?}");
            let dirty = fs::read(run.data().join(FILE)).unwrap();
            let all = labels(&run.truth());
            assert!(healed(FILE, &dirty, &all).is_same(&read(FILE, &clean.files()[FILE])), "{seed}, {kinds:?}");
            let found: BTreeSet<&str> =
                all.iter().filter(|label| label.level == "file").map(|label| label.kind.as_str()).collect();
            assert!(found.into_iter().eq(kinds), "{seed}");
            for label in all.iter().filter(|label| label.level == "file") {
                let [clean, dirty] = [&label.clean, &label.dirty].map(|value| value.clone().unwrap());
                match label.kind.as_str() {
                    "parquet.cut_footer" => drop(cuts.insert(clean.len() > 16)),
                    "parquet.retyped" => drop(forms.insert(dirty)),
                    _ => drop(nulls.insert(clean.split('\n').next().unwrap().to_owned())),
                }
            }
        }
    }
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    let (ship_cost, shipped_at) =
        (["ship_cost: float64", "ship_cost: utf8"], ["shipped_at: timestamp[ns]", "shipped_at: utf8"]);
    assert_eq!(forms, [&["order_id: utf8"][..], &ship_cost, &shipped_at].concat());
    assert!(nulls.iter().eq(["carrier", "order_id", "ship_cost", "shipped_at"]), "{nulls:?}");
    assert_eq!(cuts.len(), 2, "the magic bytes alone, and half of the footer");
}

#[test]
fn the_same_bytes_come_of_any_number_of_threads() {
    let scenario = with(3, &KINDS);
    let [one, four] = [1, 4].map(|threads| Written::new(&scenario, threads));
    assert!(one.files() == four.files() && one.truth_file("labels.parquet") == four.truth_file("labels.parquet"));
}

#[test]
fn a_label_too_many_too_few_or_of_another_kind_is_found() {
    for kind in KINDS {
        let run = Finished::new(&parcels(3, &[kind]));
        let findings = spoiled(&run.copy(), Side::Truth, &[Check::LabelPlan], |run| {
            run.edit_labels(|labels| labels.retain(|label| !of_kind(kind)(label)));
        });
        assert!(findings.iter().any(|finding| finding.file == FILE), "{kind}: {findings:?}");
        for other in KINDS.iter().filter(|other| **other != kind) {
            spoiled_label(&run.copy(), &[Check::LabelRule], of_kind(kind), |label| {
                drop(label.insert("kind".to_owned(), (*other).into()));
            });
        }
    }
    // A file that is as it should be, and labels that say otherwise; and the other way round.
    let clean = Finished::new(&parcels(3, &[]));
    let sound = fs::read(clean.data().join(FILE)).unwrap();
    for (kind, check) in KINDS.into_iter().zip([Check::FileUnreadable, Check::Unlabelled, Check::FileColumns]) {
        let faulty = Finished::new(&parcels(3, &[kind]));
        let dirty = fs::read(faulty.data().join(FILE)).unwrap();
        spoiled(&faulty, Side::Data, &[Check::FileUnreadable], |run| fs::write(run.data().join(FILE), &sound).unwrap());
        let error = heal(&faulty.data(), &HealOptions::new(&faulty.truth(), &faulty.path("healed"))).unwrap_err();
        assert!(error.to_string().contains(FILE), "{error}");
        let run = clean.copy();
        fs::write(run.data().join(FILE), dirty).unwrap();
        assert!(checks(&run.verify()).contains(&check), "{kind}");
    }
}

/// A kind, a column of its labels, and what is made of the text there.
type Edit<'e> = (&'e str, &'e str, &'e dyn Fn(String) -> serde_json::Value);

#[test]
fn whatever_a_label_says_must_be_so() {
    let run = Finished::new(&parcels(1, &KINDS));
    assert!(run.verify().holds());
    let text =
        |label: &serde_json::Map<String, serde_json::Value>, name: &str| label[name].as_str().unwrap().to_owned();
    let other_digit = |digits: String| {
        let last = if digits.ends_with('0') { "1" } else { "0" };
        digits[..digits.len() - 1].to_owned() + last
    };
    let edits: [Edit; 7] = [
        ("parquet.cut_footer", "clean_value", &|clean| other_digit(clean).into()),
        ("parquet.cut_footer", "clean_value", &|clean| (clean + "00").into()),
        ("parquet.cut_footer", "clean_value", &|_| "PAR1".into()),
        ("parquet.null_column", "clean_value", &|clean| clean.replacen('\n', "\nx", 1).into()),
        ("parquet.null_column", "clean_value", &|clean| (clean + "\n").into()),
        ("parquet.retyped", "clean_value", &|clean| clean.replacen(": ", ": big", 1).into()),
        ("parquet.retyped", "dirty_value", &|dirty| (dirty.split(": ").next().unwrap().to_owned() + ": int32").into()),
    ];
    for (kind, name, edit) in edits {
        let spoiled = run.copy();
        let findings = spoiled_label(&spoiled, &[], of_kind(kind), |label| {
            let edited = edit(text(label, name));
            drop(label.insert(name.to_owned(), edited));
        });
        assert!(findings.iter().any(|finding| finding.file == FILE), "{kind}, {name}: {findings:?}");
    }
    for (name, by) in [("byte", 1), ("byte_end", 1), ("byte", -1)] {
        let spoiled = run.copy();
        spoiled_label(&spoiled, &[], of_kind("parquet.cut_footer"), |label| {
            let moved = label[name].as_i64().unwrap() + by;
            drop(label.insert(name.to_owned(), moved.into()));
        });
        heal(&spoiled.data(), &HealOptions::new(&spoiled.truth(), &spoiled.path("healed"))).unwrap_err();
    }
}

/// A footer of half a length, or one whose rows read the same, is not the one that was written.
#[test]
fn each_byte_of_a_footer_that_is_gone_is_told() {
    let run = Finished::new(&alone(0, &["parquet.cut_footer"]));
    let label = run.labels().into_iter().find(of_kind("parquet.cut_footer")).unwrap();
    let digits = label["clean_value"].as_str().unwrap();
    let mut whole = fs::read(run.data().join(FILE)).unwrap();
    assert_eq!(label["byte"].as_u64(), Some(whole.len() as u64));
    whole.extend((0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()));
    let clean = Written::new(&alone(0, &[]).with_anomalies(Policy::none()), 1);
    assert!(whole == clean.files()[FILE], "nothing else is wrong");
    for at in [0, digits.len() / 3, digits.len() - 20, digits.len() - 1].into_iter().filter(|at| *at < digits.len()) {
        let mut edited = digits.to_owned();
        let digit = if &digits[at..=at] == "0" { "1" } else { "0" };
        edited.replace_range(at..=at, digit);
        spoiled_label(&run.copy(), &[], of_kind("parquet.cut_footer"), |label| {
            drop(label.insert("clean_value".to_owned(), edited.into()));
        });
    }
}

#[test]
fn answers_and_reports_see_the_parcels_through_any_layout() {
    let of = |policy: Policy| {
        let scenario = Scenario::new(4).with_scale(scale("0.002")).with_window(window("2024-03-01", 6));
        Finished::new(&scenario.with_anomalies(policy))
    };
    let none = of(Policy::none());
    let sheet = "[[rule]]\nid = 'sheet'\ntable = 'exchange_rates'\nkind = 'workbook.title_row'\nrate = 1.0\n";
    let usual = of(Policy::parse(sheet, "mine.toml").unwrap());
    let laid_out = of(Policy::parse(sheet.to_owned() + &rules(&KINDS), "mine.toml").unwrap());
    let answers = |run: &Finished| {
        let answers = run.answers();
        answers.gold.iter().map(|answer| (answer.dirty.clone(), answer.clean.clone())).collect::<Vec<_>>()
    };
    assert!(answers(&usual) == answers(&laid_out));
    let page = |run: &Finished| {
        let truth = run.truth();
        let mut options = ReportOptions::default();
        options.truth = Some(&truth);
        report_page(&run.data(), &options)
    };
    let section = |page: String| {
        let (_, behind) = page.split_once("How long parcels take").expect("parcels are on the page");
        behind.split("</figure>").next().unwrap().to_owned()
    };
    assert!(section(page(&usual).unwrap()) == section(page(&laid_out).unwrap()));
    // Without the truth nobody can read the file, and both say which.
    let refused = report_page(&laid_out.data(), &ReportOptions::default()).unwrap_err();
    assert!(matches!(&refused, ReportError::Damaged { path, .. } if path.ends_with(FILE)), "{refused}");
    let refused = Answers::of(&laid_out.data(), &AnswerOptions::default()).unwrap_err();
    assert!(refused.to_string().contains(FILE), "{refused}");
    assert!(report_page(&none.data(), &ReportOptions::default()).is_ok());
}

#[test]
fn whoever_names_the_file_or_its_column_has_found_the_fault() {
    let column_of = |run: &Finished, kind: &'static str| {
        let label = run.labels().into_iter().find(of_kind(kind)).unwrap();
        label["clean_value"].as_str().unwrap().split([':', '\n']).next().unwrap().to_owned()
    };
    for (kind, of_column) in KINDS.into_iter().zip([false, true, true]) {
        let run = Finished::new(&alone(2, &[kind]));
        let truth = Truth::open(&run.truth(), Some(&run.data())).unwrap();
        let labels = truth.faults();
        let column = of_column.then(|| column_of(&run, kind));
        let found = |column: Option<&str>, row: Option<u64>| {
            let mut finding = Finding::default();
            (finding.table, finding.file) = (Some(Table::Shipments), Some(FILE.into()));
            (finding.column, finding.row) = (column.map(Into::into), row);
            let findings: Findings = [finding].into_iter().collect();
            let on = Score::of(&findings, &truth, Some(&run.data())).unwrap().on(Ladder::Cell);
            (on.counts.found, on.counts.false_alarms)
        };
        assert_eq!((labels, found(column.as_deref(), None)), (1, (1, 0)), "{kind}");
        if of_column {
            assert_eq!(found(column.as_deref(), Some(7)), (1, 0), "{kind}");
            assert_eq!(found(Some("delivered_at"), Some(7)), (0, 1), "{kind}");
        }
    }
}

#[test]
fn a_table_that_is_no_parquet_or_no_file_has_no_layout() {
    let csv = parcels(3, &KINDS).with_formats("shipments=csv".parse().unwrap());
    assert_eq!(csv.left_out(), KINDS);
    let refused = parcels(3, &KINDS).dataset().dirty_batches(Table::Shipments).map(drop).unwrap_err();
    assert!(matches!(refused, DatasetError::DoesNotCast { .. }), "{refused}");
}

/// A day that arrives has its file, and that is at fault as well.
#[test]
fn each_day_of_a_feed_has_them() {
    let policy = Policy::parse(format!("extends = 'default'\n{}", rules(&KINDS)), "mine.toml").unwrap();
    let tables = [Table::OrdersHeader, Table::Shipments];
    let scenario = Scenario::new(8).with_scale(scale("0.002")).with_window(window("2024-12-26", 8));
    let scenario = scenario.with_tables(tables).unwrap().with_anomalies(policy);
    let landing = Landing::new(feed(&scenario));
    landing.assert_each_verifies_and_heals();
    for delivery in landing.feed.deliveries() {
        let labels = labels(&landing.place.path("landing.truth").join(delivery.name()));
        assert!(KINDS.iter().all(|kind| labels.iter().any(|label| label.kind == *kind)), "{}", delivery.name());
    }
}

#[test]
fn appended_days_give_the_run() {
    for kinds in [&KINDS[..1], &KINDS[1..2], &KINDS[2..], &KINDS] {
        let tables = [Table::OrdersHeader, Table::Shipments];
        let scenario = Scenario::new(5).with_scale(scale("0.002")).with_window(window("2024-07-20", 130));
        let scenario = scenario.with_tables(tables).unwrap();
        let policy = Policy::parse(format!("extends = 'default'\n{}", rules(kinds)), "mine.toml").unwrap();
        let scenario = scenario.with_anomalies(policy);
        let run = Finished::new(&scenario);
        let truth = run.truth();
        let mut options = WriteOptions::default();
        options.truth = Some(&truth);
        scenario.dataset().append(&run.data(), 2, &options).unwrap();
        let whole = Written::new(&scenario.extended(2).unwrap(), 2);
        assert!(files_below(&run.data())[FILE] == whole.files()[FILE], "{kinds:?}");
        assert!(fs::read(truth.join("labels.parquet")).unwrap() == whole.truth_file("labels.parquet"), "{kinds:?}");
        let labels = by_file(&whole.labels());
        assert!(kinds.iter().all(|kind| labels_of(&labels, FILE).iter().any(|label| label.kind == *kind)));
        let verification = run.verify();
        assert!(verification.holds(), "{:#?}", verification.findings);
    }
}

/// What a column of nulls was is told block by block.
#[test]
fn the_fields_of_a_column_that_is_gone_are_those_of_the_clean_file() {
    let run = Finished::new(&alone(6, &["parquet.null_column"]));
    let dirty = parquet_batches(&fs::read(run.data().join(FILE)).unwrap());
    let labels: Vec<_> = run.labels().into_iter().filter(of_kind("parquet.null_column")).collect();
    let rows: u64 = labels.iter().map(|label| label["rows"].as_u64().unwrap()).sum();
    assert_eq!(rows, dirty.iter().map(|batch| batch.num_rows() as u64).sum::<u64>());
    let name = labels[0]["clean_value"].as_str().unwrap().split('\n').next().unwrap();
    let nulls: usize = dirty.iter().map(|batch| batch.column_by_name(name).unwrap().null_count()).sum();
    assert_eq!(nulls as u64, rows);
    assert!(labels.iter().all(|label| label["key"].is_string() && label["column"].is_null()));
}
