//! Files that come with the next day's delivery of a feed: what the labels of both deliveries say, what verifies and heals, and what a
//! finding or an answer makes of them.

use std::{collections::BTreeSet, fs};

use crate::support::{
    date,
    landing::feed,
    scale,
    tamper::Finished,
    truth::{Label, labels},
    window,
    written::files_below,
};
use retailgen::{
    Check, Feed, HealOptions, Policy, Scenario, Table, WriteOptions, heal,
    score::{Finding, Findings, Ladder, Score, Truth},
};

const DAILY: [Table; 3] = [Table::OrdersHeader, Table::OrdersLines, Table::Events];

/// Almost half of the files of days are late, and some of these come twice, in the next day's folder, cut short, or never.
fn policy() -> Policy {
    let rule = |table: Table| {
        let files = [("late", 0.6), ("redelivered", 0.2), ("misplaced", 0.2), ("missing", 0.1), ("empty", 0.1)];
        let rule = |(kind, rate)| {
            format!("[[rule]]\nid = '{kind}.{table}'\ntable = '{table}'\nkind = 'file.{kind}'\nrate = {rate}\n")
        };
        files.map(rule).concat()
    };
    Policy::parse(format!("extends = 'default'\n{}", DAILY.map(rule).concat()), "mine.toml").unwrap()
}

fn scenario() -> Scenario {
    Scenario::new(2).with_scale(scale("0.005")).with_window(window("2025-01-01", 12)).with_anomalies(policy())
}

/// The days of a feed.
fn days(feed: &Feed) -> Vec<Scenario> {
    feed.deliveries().skip(1).map(|delivery| delivery.dataset().scenario().clone()).collect()
}

fn clean(scenario: &Scenario) -> Scenario {
    scenario.clone().with_anomalies(Policy::none())
}

fn late(labels: &[Label]) -> Vec<&Label> {
    labels.iter().filter(|label| label.kind == "file.late").collect()
}

#[test]
fn each_late_file_has_a_label_where_it_is_not_and_one_where_it_comes() {
    let mut waiting: BTreeSet<String> = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for day in days(&feed(&scenario())) {
        let run = Finished::new(&day);
        let labels = labels(&run.truth());
        let today = day.window().last();
        let is_of = |label: &&Label, day: retailgen::Date| label.file.contains(&format!("={day}/"));
        let own = clean(&day).dataset();
        let places: BTreeSet<String> = own.plan().files().iter().map(|file| file.path().to_owned()).collect();
        let mut told = BTreeSet::new();
        for label in late(&labels) {
            let is_there = run.data().join(&label.file).exists();
            seen.insert((label.file.split('/').next().unwrap().to_owned(), is_there));
            if is_there {
                // It may lie in the folder of another day.
                let own = labels.iter().find(|other| other.file == label.file && other.kind == "file.misplaced");
                let own = own.and_then(|label| label.related_file.clone()).unwrap_or_else(|| label.file.clone());
                assert!(waiting.remove(&own), "{own}");
            } else {
                assert!(is_of(&label, today) && places.contains(&label.file), "{}", label.file);
                assert_eq!(label.dirty.as_deref(), Some(""));
                assert_eq!(labels.iter().filter(|other| other.file == label.file).count(), 1, "{}", label.file);
                told.insert(label.file.clone());
            }
        }
        assert!(waiting.is_empty(), "{waiting:?} came neither on its day nor on the next one");
        waiting = told;
        // What the record says is what the labels say.
        let record = day.record().increment.unwrap();
        let arriving = record.late_files.iter().filter(|file| file.arrives == today.to_string());
        let arriving: BTreeSet<&str> = arriving.map(|file| file.path.as_str()).collect();
        let labelled = late(&labels).into_iter().filter(|label| run.data().join(&label.file).exists());
        assert!(labelled.map(|label| label.file.as_str()).all(|file| arriving.contains(file)), "{arriving:?}");
        assert!(arriving.iter().all(|file| run.data().join(file).exists()), "{arriving:?}");
    }
    assert_eq!(seen.len(), 2 * DAILY.len(), "{seen:?}");
}

#[test]
fn each_delivery_verifies_and_heals_to_the_one_on_time() {
    for day in days(&feed(&scenario())) {
        let run = Finished::new(&day);
        let verification = run.verify();
        assert!(verification.holds(), "{}: {:?}", day.window().last(), verification.findings);
        let healed = heal(&run.data(), &HealOptions::new(&run.truth(), &run.path("healed"))).unwrap();
        let written = clean(&day).dataset().write(&run.path("clean"), &WriteOptions::default()).unwrap();
        assert_eq!(healed.manifest(), written.manifest());
        assert!(files_below(&run.path("healed")) == files_below(&run.path("clean")));
    }
}

/// A delivery with a file that is late, and one that comes late.
fn busy_day() -> Scenario {
    let is_busy = |day: &Scenario| {
        let files = day.record().increment.unwrap().late_files;
        let of_orders =
            |day: String| files.iter().any(|file| file.arrives == day && file.path.starts_with("orders_header/"));
        let today = day.window().last();
        of_orders(today.to_string()) && of_orders(today.plus_days(1).to_string())
    };
    days(&feed(&scenario())).into_iter().find(is_busy).unwrap()
}

#[test]
fn what_is_there_too_much_or_untold_is_found() {
    let run = Finished::new(&busy_day());
    let labels = labels(&run.truth());
    let (come, awaited): (Vec<&Label>, Vec<&Label>) =
        late(&labels).into_iter().partition(|label| run.data().join(&label.file).exists());
    let (come, awaited) = (come[0], awaited[0]);
    let found = |spoil: &dyn Fn(&Finished)| run.checks_of_spoiled(spoil);
    let put_back = |run: &Finished| run.put(&awaited.file, awaited.clean.as_ref().unwrap());
    assert_eq!(found(&put_back), [Check::FileExtra].into());
    let remove = |run: &Finished| fs::remove_file(run.data().join(&come.file)).unwrap();
    assert!(found(&remove).contains(&Check::FileMissing));
    for label in [come, awaited] {
        let dropped = found(&|run| {
            let is_it = |found: &serde_json::Map<String, serde_json::Value>| {
                found["file"] == label.file.as_str() && found["kind"] == "file.late"
            };
            run.edit_labels(|labels| labels.retain(|label| !is_it(label)));
            run.sign();
        });
        assert!(dropped.contains(&Check::LabelPlan), "{}: {dropped:?}", label.file);
        let of_another_kind = found(&|run| {
            run.edit_labels(|labels| {
                let label = labels.iter_mut().find(|found| found["file"] == label.file.as_str()).unwrap();
                label["kind"] = "file.missing".into();
            });
            run.sign();
        });
        assert!(of_another_kind.contains(&Check::LabelRule), "{}: {of_another_kind:?}", label.file);
    }
}

#[test]
fn whoever_names_the_file_has_found_it() {
    let run = Finished::new(&busy_day());
    let truth = Truth::open(&run.truth(), Some(&run.data())).unwrap();
    let labels = labels(&run.truth());
    let late = late(&labels);
    assert!(late.len() > 1);
    let finding = |label: &&Label| {
        let mut finding = Finding::default();
        finding.file = Some(label.file.clone().into());
        finding
    };
    let findings: Findings = late.iter().map(finding).collect();
    let score = Score::of(&findings, &truth, Some(&run.data())).unwrap();
    let counts = &score.on(Ladder::File).counts;
    assert_eq!(counts.false_alarms, 0);
    let group = score.kinds.iter().find(|group| group.name == "file.late").unwrap();
    // A file that has lost its rows as well is one place, and what is found there is the loss.
    let is_lost = |label: &&&Label| labels.iter().any(|other| other.file == label.file && other.kind == "file.empty");
    assert_eq!(group.counts.found, (late.len() - late.iter().filter(is_lost).count()) as u64);
}

#[test]
fn clean_answers_have_each_row_on_its_own_day() {
    let tables = [Table::OrdersHeader, Table::OrdersLines, Table::Customers, Table::Products, Table::Stores];
    let rule = "[[rule]]\nid = 'late'\ntable = 'orders_header'\nkind = 'file.late'\nrate = 0.5\n";
    let scenario = scenario().with_tables(tables).unwrap().with_anomalies(Policy::parse(rule, "mine.toml").unwrap());
    let (mut came, mut awaited, mut moved) = (0, 0, 0);
    for day in days(&feed(&scenario)) {
        let files = day.record().increment.unwrap().late_files;
        if files.is_empty() {
            continue;
        }
        let arrives = |file: &retailgen::LateFileRecord| file.arrives == day.window().last().to_string();
        came += files.iter().filter(|file| arrives(file)).count();
        awaited += files.iter().filter(|file| !arrives(file)).count();
        let (run, sound) = (Finished::new(&day), Finished::new(&clean(&day)));
        let found = run.answers();
        let wanted = sound.answers_without_truth();
        assert!(!found.gold.is_empty());
        for found in &found.gold {
            let wanted = wanted.gold.iter().find(|wanted| wanted.question.name == found.question.name).unwrap();
            assert_eq!(found.clean.as_ref(), Some(&wanted.dirty), "{}", found.question.name);
            moved += usize::from(found.dirty != wanted.dirty);
        }
    }
    assert!(came > 1 && awaited > 1 && moved > came, "{came} {awaited} {moved}");
}

#[test]
fn nothing_is_late_where_all_days_come_at_once_or_on_time() {
    let rules = policy().rules().iter().filter(|rule| rule.kind.name != "file.late").count();
    assert!(rules < policy().rules().len());
    let run = Finished::new(&scenario());
    assert!(late(&labels(&run.truth())).is_empty());
    let on_time = feed(&scenario()).on_time();
    assert_eq!(on_time.first_load().dataset().scenario().anomalies().rules().len(), rules);
    assert!(days(&on_time).iter().all(|day| day.record().increment.unwrap().late_files.is_empty()));
    // By the usual policies one day in four has its orders late, and the rules say so.
    let usual = scenario().with_anomalies(Policy::castable());
    let feed = feed(&usual.clone().with_window(window("2025-01-01", 40)));
    let policy = feed.first_load().dataset().scenario().anomalies().clone();
    assert_eq!(policy.name(), "castable,preset:late-arrivals");
    assert_eq!(feed.clone().on_time().first_load().dataset().scenario().anomalies(), &Policy::castable());
    let is_late = |day: &Scenario| {
        let files = day.record().increment.unwrap().late_files;
        files.iter().any(|file| file.due == day.window().last().to_string())
    };
    let late_days: Vec<_> = days(&feed).iter().filter(|day| is_late(day)).map(|day| day.window().last()).collect();
    assert_eq!(late_days.len(), 10);
    assert!(late_days.windows(2).all(|pair| pair[1] == pair[0].plus_days(4)), "{late_days:?}");
    assert!(date("2025-01-01") <= late_days[0]);
}
