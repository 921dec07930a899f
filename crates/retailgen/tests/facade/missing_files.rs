//! Files of days that do not arrive: what their labels hold, what verifies and heals, and what a finding or an answer makes of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    num::NonZeroUsize,
};

use crate::support::{
    contents::table_of,
    place::Place,
    scale,
    tamper::{Finished, edit_manifest},
    truth::{Label, labels},
    window,
    written::{Written, files_below},
};
use retailgen::{
    Check, HealOptions, PartNumber, Policy, Scenario, Table, WriteOptions, heal,
    score::{Finding, Findings, Ladder, Score, Truth},
};

const DAILY: [Table; 3] = [Table::OrdersHeader, Table::OrdersLines, Table::Events];

/// A tenth of the files of days is missing, and there are other faults in their neighbours and where they would be.
fn policy() -> Policy {
    let rule =
        |table: Table| format!("[[rule]]\nid = 'gone.{table}'\ntable = '{table}'\nkind = 'file.missing'\nrate = 0.1\n");
    let again = "[[rule]]\nid = 'again'\ntable = 'orders_header'\nkind = 'file.redelivered'\nrate = 0.1\n";
    let text = format!("extends = 'default'\n{}{again}", DAILY.map(rule).concat());
    Policy::parse(&text, "mine.toml").unwrap()
}

fn scenario() -> Scenario {
    Scenario::new(5).with_scale(scale("0.005")).with_window(window("2024-01-01", 60)).with_anomalies(policy())
}

fn clean(scenario: &Scenario) -> Scenario {
    scenario.clone().with_anomalies(Policy::none())
}

/// The labels of missing files.
fn gone(labels: &[Label]) -> Vec<&Label> {
    labels.iter().filter(|label| label.kind == "file.missing").collect()
}

#[test]
fn a_missing_file_is_in_its_label_alone() {
    let written = Written::new(&scenario(), 2);
    let (labels, files, run) = (written.labels(), written.files(), written.run());
    let clean = Written::new(&clean(&scenario()), 1).files();
    let gone = gone(&labels);
    for table in DAILY {
        let of_table = gone.iter().filter(|label| table_of(&label.file) == table).count() as u64;
        assert!((1..=12).contains(&of_table), "{table}: {of_table}");
        let id = format!("gone.{table}");
        let rule = run["rules"].as_array().unwrap().iter().find(|rule| rule["rule_id"] == id.as_str()).unwrap();
        assert_eq!((rule["eligible"].as_u64(), rule["realised"].as_u64()), (Some(60), Some(of_table)), "{rule}");
    }
    // Of a whole year a tenth; a file that is hit twice, by this rule or by another, has one fault.
    let year = scenario().with_window(window("2024-01-01", 366)).dataset().plan();
    for table in DAILY {
        let missing = year.missing().iter().filter(|file| file.table() == table).count();
        assert!((28..=37).contains(&missing), "{table}: {missing}");
    }
    let audit = String::from_utf8(written.truth_file("audit.csv")).unwrap();
    for label in &gone {
        assert!(!files.contains_key(&label.file), "{}", label.file);
        assert_eq!(label.clean.as_deref().map(str::as_bytes), Some(&*clean[&label.file]));
        assert_eq!((label.dirty.as_deref(), label.level.as_str(), label.line), (Some(""), "file", None));
        let others = labels.iter().filter(|other| other.file == label.file).count();
        let counted: Vec<&str> = audit.lines().filter(|line| line.contains(&label.file)).collect();
        assert_eq!((others, counted.len()), (1, 1), "{counted:?}");
    }
    // What was delivered is as it would be without the rule, and the labels of what was not come last.
    assert_eq!(files.keys().filter(|path| !path.contains("_1.csv")).count() + gone.len(), clean.len());
    assert!(labels.ends_with(&gone.iter().map(|label| (*label).clone()).collect::<Vec<_>>()));
    // No row of a missing file is the first delivery of another.
    let lost: BTreeSet<&str> = gone.iter().map(|label| label.file.as_str()).collect();
    assert!(labels.iter().all(|label| label.related_file.as_deref().is_none_or(|file| !lost.contains(file))));
}

#[test]
fn it_verifies_and_heals_in_any_format() {
    // Of a day of more than 8,192 orders each block has a label.
    let large = Scenario::new(5).with_scale(scale("6")).with_window(window("2024-03-01", 2));
    let rule = "[[rule]]\nid = 'gone'\ntable = 'orders_header'\nkind = 'file.missing'\nrate = 1.0\n";
    let large = large.with_tables([Table::OrdersHeader]).unwrap();
    let large = large.with_anomalies(Policy::parse(rule, "mine.toml").unwrap());
    for (scenario, formats) in
        [(scenario(), ""), (scenario(), "parquet"), (scenario(), "orders_lines=jsonl,events=parquet"), (large, "")]
    {
        let formats = if formats.is_empty() { scenario.formats().clone() } else { formats.parse().unwrap() };
        let scenario = scenario.with_formats(formats);
        let run = Finished::new(&scenario);
        let verification = run.verify();
        assert!(verification.holds(), "{:?}", verification.findings);
        let healed = heal(&run.data(), &HealOptions::new(&run.truth(), &run.path("healed"))).unwrap();
        let written = clean(&scenario).dataset().write(&run.path("clean"), &WriteOptions::default()).unwrap();
        assert_eq!(healed.manifest(), written.manifest());
        assert!(files_below(&run.path("healed")) == files_below(&run.path("clean")));
        let missing = scenario.dataset().plan().missing().len();
        assert!(missing > 1 && written.manifest().files.len() >= missing);
        assert!(gone(&labels(&run.truth())).len() >= missing);
    }
}

#[test]
fn what_is_there_too_much_or_missing_besides_is_found() {
    let run = Finished::new(&scenario());
    let labels = labels(&run.truth());
    let label = gone(&labels)[0];
    let found = |spoil: &dyn Fn(&Finished)| run.checks_of_spoiled(spoil);
    let put_back = |run: &Finished| run.put(&label.file, label.clean.as_ref().unwrap());
    assert_eq!(found(&put_back), [Check::FileExtra].into());
    // Listed, too, it is a file that the scenario does not deliver.
    let listed = found(&|run| {
        put_back(run);
        run.list(&label.file, table_of(&label.file).name());
        run.sign();
    });
    assert!(listed.contains(&Check::RunPlan), "{listed:?}");

    let plan = scenario().dataset().plan();
    let other = plan.files().iter().find(|file| file.table() == Table::OrdersLines).unwrap().path();
    let remove = |run: &Finished| fs::remove_file(run.data().join(other)).unwrap();
    let unlisted = |run: &Finished| {
        remove(run);
        edit_manifest(&run.data(), |manifest| {
            manifest["files"].as_array_mut().unwrap().retain(|file| file["path"] != other);
        });
    };
    assert!(found(&remove).contains(&Check::FileMissing));
    assert!(found(&unlisted).contains(&Check::RunPlan));

    let edited = |edit: &dyn Fn(&mut serde_json::Map<String, serde_json::Value>)| {
        found(&|run: &Finished| {
            run.edit_labels(|labels| {
                edit(labels.iter_mut().find(|found| found["file"] == label.file.as_str()).unwrap());
            });
            run.sign();
        })
    };
    let another_text =
        edited(&|label| label["clean_value"] = label["clean_value"].as_str().unwrap().replace("web", "app").into());
    assert!(another_text.contains(&Check::LabelPlan), "{another_text:?}");
    assert!(edited(&|label| label["clean_value"] = "".into()).contains(&Check::LabelEffect));
    assert!(edited(&|label| label["kind"] = "file.empty".into()).contains(&Check::LabelRule));
    assert!(edited(&|label| label["file"] = other.into()).contains(&Check::LabelOrder));
    let dropped = found(&|run| {
        run.edit_labels(|labels| labels.retain(|found| found["file"] != label.file.as_str()));
        run.sign();
    });
    assert!(dropped.contains(&Check::LabelPlan), "{dropped:?}");
}

#[test]
fn threads_parts_and_appended_days_come_to_the_same_bytes() {
    let whole = Place::new();
    whole.write("data", &scenario().dataset(), None).unwrap();
    let whole = whole.contents("data");
    let threads = Place::new();
    let mut options = WriteOptions::default();
    options.threads = NonZeroUsize::new(5).unwrap();
    threads.write_as("data", &scenario().dataset(), None, options).unwrap();
    assert!(threads.contents("data") == whole);

    let parts = Place::new();
    for number in [3, 1, 2] {
        parts.write("data", &scenario().dataset(), Some(PartNumber::new(number, 3).unwrap())).unwrap();
    }
    parts.merge(&["data"], None).unwrap();
    assert!(parts.contents("data") == whole);

    // Up to a day whose file is missing, and on from there.
    let plan = scenario().dataset().plan();
    let of_day = |path: &str| path.strip_prefix("orders_header/order_dt=")?[..10].parse().ok();
    let last: retailgen_synth::calendar::Date =
        plan.missing().iter().rev().find_map(|file| of_day(file.path())).unwrap();
    let days = u32::try_from(last.days() - scenario().window().first().days() + 1).unwrap();
    for days in [days - 1, days] {
        let place = Place::new();
        let short = scenario().with_window(window("2024-01-01", days));
        place.write("data", &short.dataset(), None).unwrap();
        let mut options = WriteOptions::default();
        let truth = place.path("data.truth");
        options.truth = Some(&truth);
        short.dataset().append(&place.path("data"), 2, &options).unwrap();
        let once = Place::new();
        once.write("data", &short.extended(2).unwrap().dataset(), None).unwrap();
        assert!(place.contents("data") == once.contents("data"), "{days} days");
    }
}

#[test]
fn whoever_names_the_file_or_its_day_has_found_it() {
    let run = Finished::new(&scenario());
    let truth = Truth::open(&run.truth(), Some(&run.data())).unwrap();
    let labels = labels(&run.truth());
    let gone = gone(&labels);
    let score = |findings: Vec<Finding>| {
        let findings: Findings = findings.into_iter().collect();
        Score::of(&findings, &truth, Some(&run.data())).unwrap()
    };
    let names: [fn(&Label) -> String; 2] =
        [|label| label.file.clone(), |label| label.file.split('/').nth(1).unwrap().to_owned()];
    for name in names {
        let finding = |label: &&Label| {
            let mut finding = Finding::default();
            (finding.table, finding.file) = (Some(table_of(&label.file)), Some(name(label).into()));
            finding
        };
        let score = score(gone.iter().map(finding).collect());
        for ladder in [Ladder::File, Ladder::Row, Ladder::Cell] {
            let counts = score.on(ladder).counts;
            assert_eq!((counts.found, counts.false_alarms), (gone.len() as u64, 0), "{ladder:?}");
        }
    }
    // Lines without their order are sound: a right check reports them because the file of the orders is missing.
    let header = gone.iter().find(|label| table_of(&label.file) == Table::OrdersHeader).unwrap();
    let orders: BTreeSet<&str> =
        header.clean.as_ref().unwrap().lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let lines = header.file.replace("orders_header", "orders_lines");
    let text = fs::read_to_string(run.data().join(lines)).unwrap();
    let orphans: Vec<Finding> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|cells| orders.contains(cells[0]))
        .map(|cells| {
            let mut finding = Finding::default();
            finding.table = Some(Table::OrdersLines);
            finding.column = Some("order_id".into());
            finding.key = Some(format!("{{\"order_id\":{},\"line_number\":{}}}", cells[0], cells[1]).into());
            finding
        })
        .collect();
    assert!(orphans.len() > orders.len());
    assert_eq!(score(orphans).on(Ladder::Row).counts.false_alarms, 0);
}

#[test]
fn its_rows_count_in_the_clean_answers_alone() {
    let tables =
        [Table::OrdersHeader, Table::OrdersLines, Table::Customers, Table::Products, Table::Stores, Table::Events];
    let days = || Scenario::new(5).with_scale(scale("0.005")).with_window(window("2024-01-01", 60));
    let rule = "[[rule]]\nid = 'gone'\ntable = 'orders_header'\nkind = 'file.missing'\nrate = 0.1\n";
    let scenario = days().with_tables(tables).unwrap().with_anomalies(Policy::parse(rule, "mine.toml").unwrap());
    let (run, sound) = (Finished::new(&scenario), Finished::new(&clean(&scenario)));
    let found = run.answers();
    let wanted = sound.answers_without_truth();
    let as_it_is = run.answers_without_truth();
    assert!(!found.has_text_faults && !found.gold.is_empty());
    let mut moved = BTreeMap::new();
    for ((found, wanted), as_it_is) in found.gold.iter().zip(&wanted.gold).zip(&as_it_is.gold) {
        assert_eq!(found.clean.as_ref(), Some(&wanted.dirty), "{}", found.question.name);
        assert_eq!((&found.dirty, found.rejected.as_ref()), (&as_it_is.dirty, Some(&as_it_is.dirty)));
        moved.insert(found.question.name, found.dirty != wanted.dirty);
    }
    assert!(moved["orders_by_channel_and_weekday"], "{moved:?}");
    let bronze = found.bronze.unwrap();
    assert!(
        scenario.dataset().plan().missing().iter().all(|file| bronze.iter().all(|found| found.file != file.path()))
    );
}
