//! Answers: the clean ones are those of the clean run whatever the faults, windows add up, and what is missing is told.

use std::{collections::BTreeMap, fs, path::Path};

use crate::support::{scale, tamper::Finished, window};
use retailgen::{
    ErrorClass, Policy, Scenario, Table, WriteOptions,
    answers::{Answer, AnswerOptions, Answers, AnswersError, Layer},
};

const DAYS: u32 = 3;

fn scenario(policy: &str) -> Scenario {
    let base = Scenario::new(11).with_scale(scale("0.005")).with_window(window("2024-02-20", 40));
    base.with_anomalies(Policy::builtin(policy).unwrap())
}

fn ask(run: &Finished) -> Answers {
    let truth = run.truth();
    let mut options = AnswerOptions::default();
    options.truth = truth.exists().then_some(truth.as_path());
    Answers::of(&run.data(), &options).unwrap()
}

fn ask_without_truth(folder: &Path) -> Result<Answers, AnswersError> {
    Answers::of(folder, &AnswerOptions::default())
}

#[test]
fn clean_answers_are_those_of_the_clean_run_whatever_the_faults() {
    let run = Finished::new(&scenario("none"));
    let clean = ask_without_truth(&run.data()).unwrap();
    assert!(clean.gold.iter().all(|answer| answer.clean.is_none() && answer.rejected.is_none()));
    let silver = clean.silver.unwrap();
    for policy in ["default", "castable", "structural", "temporal", "drift", "chaos"] {
        let dirty = ask(&Finished::new(&scenario(policy)));
        assert_eq!(dirty.gold.len(), clean.gold.len());
        for (found, wanted) in dirty.gold.iter().zip(&clean.gold) {
            assert_eq!(found.clean.as_ref(), Some(&wanted.dirty), "{}, {policy}", wanted.question.name);
        }
        for (found, wanted) in dirty.silver.unwrap().iter().zip(&silver) {
            let kept = found.kept.unwrap();
            assert_eq!(kept.repaired, wanted.rows, "{}, {policy}", wanted.table);
            assert!(kept.dropped <= kept.nulled && kept.nulled <= kept.repaired, "{}, {policy}", wanted.table);
        }
        assert_eq!(dirty.has_text_faults, ["structural", "temporal", "drift", "chaos"].contains(&policy), "{policy}");
    }
}

/// The figures of a column by the keys of their rows.
fn figures(answers: &Answers, question: &str, column: &str) -> BTreeMap<Vec<Option<String>>, f64> {
    let Answer { question, dirty, .. } =
        answers.gold.iter().find(|answer| answer.question.name == question).unwrap().clone();
    let keys = question.columns.iter().take_while(|column| column.is_key).count();
    let figure = question.columns.iter().position(|found| found.name == column).unwrap();
    dirty.into_iter().map(|row| (row[..keys].to_vec(), row[figure].as_ref().unwrap().parse().unwrap())).collect()
}

#[test]
fn a_window_is_the_sum_of_its_days() {
    let base = Scenario::new(3).with_scale(scale("0.01"));
    let run = |day: u32, days| {
        let window = window(&format!("2024-03-{:02}", 10 + day), days);
        ask_without_truth(&Finished::new(&base.clone().with_window(window)).data()).unwrap()
    };
    let (whole, days) = (run(0, DAYS), [0, 1, 2].map(|day| run(day, 1)));
    for (question, column, rounded) in [
        ("orders_by_channel_and_weekday", "orders", 0.0),
        ("average_basket", "orders", 0.0),
        ("return_rate_by_category", "sold", 0.0),
        ("turnover_by_currency", "turnover", 0.005),
        ("revenue_by_state", "revenue_aud", 0.005),
        ("delivery_margin", "fees_aud", 0.005),
    ] {
        let mut sums = BTreeMap::new();
        for (key, figure) in days.iter().flat_map(|day| figures(day, question, column)) {
            *sums.entry(key).or_insert(0.0) += figure;
        }
        let whole = figures(&whole, question, column);
        assert!(!whole.is_empty() && whole.keys().eq(sums.keys()), "{question}");
        // Each sum has been rounded once.
        let most = rounded * f64::from(DAYS + 1) + 1e-6;
        for (key, figure) in whole {
            assert!((figure - sums[&key]).abs() <= most, "{question}, {key:?}: {figure} and {}", sums[&key]);
        }
    }
    let rows = |answers: &Answers, table| -> u64 {
        answers.bronze.iter().flatten().filter(|file| file.table == table).map(|file| file.rows).sum()
    };
    for table in [Table::OrdersHeader, Table::OrdersLines, Table::Events] {
        assert!(rows(&whole, table) > 0);
        assert_eq!(rows(&whole, table), days.iter().map(|day| rows(day, table)).sum::<u64>(), "{table}");
    }
}

#[test]
fn what_cannot_be_answered_for_want_of_tables_is_listed() {
    let tables = [Table::OrdersHeader, Table::Customers];
    let answers = ask(&Finished::new(&scenario("default").with_tables(tables).unwrap()));
    let names: Vec<&str> = answers.gold.iter().map(|answer| answer.question.name).collect();
    assert_eq!(names, ["repeat_customers", "orders_by_channel_and_weekday", "reachable_customers"]);
    let conversion = answers.unanswered.iter().find(|found| found.question.name == "conversion_by_device").unwrap();
    assert_eq!(conversion.missing, [Table::Events]);
    assert_eq!(answers.gold.len() + answers.unanswered.len(), 12);
    // Keys into tables that are not there are no orphans.
    let silver = answers.silver.unwrap();
    let orders = silver.iter().find(|found| found.table == Table::OrdersHeader).unwrap();
    assert!(orders.orphans["customer_id"] > 0 && !orders.orphans.contains_key("store_id"));
}

#[test]
fn a_layer_alone_is_as_among_all() {
    let run = Finished::new(&scenario("default"));
    let truth = run.truth();
    let mut options = AnswerOptions::default();
    options.truth = Some(&truth);
    let all = Answers::of(&run.data(), &options).unwrap();
    options.layer = Some(Layer::Bronze);
    let bronze = Answers::of(&run.data(), &options).unwrap();
    assert!(bronze.bronze == all.bronze && bronze.silver.is_none() && bronze.gold.is_empty());
    options.layer = Some(Layer::Silver);
    let silver = Answers::of(&run.data(), &options).unwrap();
    assert!(silver.silver == all.silver && silver.bronze.is_none() && silver.unanswered.is_empty());
}

#[test]
fn what_is_let_through_stays_as_it_is() {
    let run = Finished::new(&scenario("default"));
    let truth = run.truth();
    let mut options = AnswerOptions::default();
    options.truth = Some(&truth);
    let strict = Answers::of(&run.data(), &options).unwrap();
    options.let_through = &["key.orphan", "orders_header.row.redelivered"];
    let lenient = Answers::of(&run.data(), &options).unwrap();
    assert_eq!(lenient.let_through, options.let_through);
    let dropped = |answers: &Answers, table| {
        answers.silver.as_ref().unwrap().iter().find(|found| found.table == table).unwrap().kept.unwrap().dropped
    };
    assert!(dropped(&lenient, Table::OrdersHeader) > dropped(&strict, Table::OrdersHeader));
    assert_eq!(dropped(&lenient, Table::Customers), dropped(&strict, Table::Customers));
    for (lenient, strict) in lenient.gold.iter().zip(&strict.gold) {
        assert_eq!((&lenient.clean, &lenient.dirty), (&strict.clean, &strict.dirty), "{}", strict.question.name);
    }
    // Customers have no key of another table; orders that name no customer count, and so do the copies.
    for (question, is_moved) in [("reachable_customers", false), ("orders_by_channel_and_weekday", true)] {
        let rejected = |answers: &Answers| {
            answers.gold.iter().find(|answer| answer.question.name == question).unwrap().rejected.clone().unwrap()
        };
        assert_eq!(rejected(&lenient) != rejected(&strict), is_moved, "{question}");
    }
    options.let_through = &["key.orphans"];
    let error = Answers::of(&run.data(), &options).unwrap_err();
    assert!(matches!(&error, AnswersError::UnknownFault { name, .. } if name == "key.orphans"), "{error}");
    options.truth = None;
    assert!(matches!(Answers::of(&run.data(), &options).unwrap_err(), AnswersError::NoTruth));
}

#[test]
fn folders_that_are_not_what_they_should_be_are_told() {
    let run = Finished::new(&scenario("default"));
    let class = |folder: &Path| ask_without_truth(folder).unwrap_err().class();
    assert_eq!(class(&run.truth()), ErrorClass::Usage);
    assert_eq!(class(run.data().parent().unwrap()), ErrorClass::Usage);
    let other = Finished::new(&scenario("castable"));
    let truth = other.truth();
    let mut options = AnswerOptions::default();
    options.truth = Some(&truth);
    let error = Answers::of(&run.data(), &options).unwrap_err();
    assert!(matches!(error, AnswersError::TruthOfAnotherRun { .. }), "{error}");

    let customers = run.data().join("customers.csv");
    let whole = fs::read(&customers).unwrap();
    fs::write(&customers, &whole[..whole.len() - 1]).unwrap();
    let error = ask_without_truth(&run.data()).unwrap_err();
    assert_eq!(error.class(), ErrorClass::Failed);
    assert!(error.to_string().contains("customers.csv: it has ") && error.to_string().lines().count() == 1, "{error}");

    // Files of the right sizes that are something else.
    fs::write(&customers, &whole).unwrap();
    for file in ["shipments.parquet", "exchange_rates.xlsx"] {
        let path = run.data().join(file);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, vec![b'x'; whole.len()]).unwrap();
        let error = ask_without_truth(&run.data()).unwrap_err();
        assert_eq!(error.class(), ErrorClass::Failed, "{error}");
        assert!(error.to_string().contains(file) && error.to_string().lines().count() == 1, "{error}");
        fs::write(&path, whole).unwrap();
    }
    assert!(ask_without_truth(&run.data()).is_ok());
}

#[test]
fn other_formats_are_refused() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("data");
    let formats = "stores=parquet".parse().unwrap();
    let stores = scenario("none").with_tables([Table::Stores]).unwrap().with_formats(formats);
    stores.dataset().write(&folder, &WriteOptions::default()).unwrap();
    let error = ask_without_truth(&folder).unwrap_err();
    assert!(matches!(error, AnswersError::OtherFormat { table: Table::Stores, .. }), "{error}");
}
