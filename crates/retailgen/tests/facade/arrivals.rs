//! Files that arrive twice, in the folder of another day, or without their rows: how many, where, and what finds them.

use std::collections::{BTreeMap, BTreeSet};

use retailgen::{
    Check, Policy, Scenario, Table,
    score::{Finding, Findings, Ladder, Score, Truth},
};
use retailgen_schema::Format;

use crate::support::{
    contents::{read, table_of},
    scale,
    tamper::Finished,
    truth::{Label, labels},
    window,
    written::Written,
};

/// A year of orders and events, with faults of their files.
fn year(rules: &str) -> Scenario {
    let scenario = Scenario::new(4).with_scale(scale("0.002")).with_window(window("2024-01-01", 366));
    let tables = [Table::OrdersHeader, Table::OrdersLines, Table::Events];
    scenario.with_tables(tables).unwrap().with_anomalies(Policy::parse(rules, "mine.toml").unwrap())
}

fn rule(id: &str, table: &str, kind: &str, rate: f64) -> String {
    format!("[[rule]]\nid = '{id}'\ntable = '{table}'\nkind = '{kind}'\nrate = {rate}\n")
}

fn every_kind() -> Scenario {
    year(
        &[
            rule("twice", "orders_header", "file.redelivered", 0.1),
            rule("stale", "orders_header", "file.stale", 0.05),
            rule("elsewhere", "orders_lines", "file.misplaced", 0.1),
            rule("rowless", "orders_lines", "file.header_only", 0.05),
            rule("empty", "events", "file.empty", 0.05),
            rule("events", "events", "file.misplaced", 0.02),
        ]
        .concat(),
    )
}

/// The labels of a rule, by their files.
fn files_of<'l>(labels: &'l [Label], rule: &str) -> BTreeMap<&'l str, Vec<&'l Label>> {
    let mut files: BTreeMap<&str, Vec<&Label>> = BTreeMap::new();
    for label in labels.iter().filter(|label| label.rule.as_deref() == Some(rule)) {
        files.entry(&label.file).or_default().push(label);
    }
    files
}

#[test]
fn a_year_has_as_many_files_as_are_asked_for() {
    let written = Written::new(&every_kind(), 2);
    let (labels, files, run) = (written.labels(), written.files(), written.run());
    let rules = run["rules"].as_array().unwrap();
    let count = |id: &str, key: &str| rules.iter().find(|rule| rule["rule_id"] == id).unwrap()[key].as_u64().unwrap();

    // Of 366 days a tenth, a twentieth and a fiftieth. A file that two rules meet has one fault.
    let twice = files_of(&labels, "twice");
    assert!((30..=37).contains(&twice.len()), "{}", twice.len());
    assert_eq!(count("elsewhere", "eligible"), 366);
    assert!((36..=37).contains(&count("elsewhere", "planned")), "{}", count("elsewhere", "planned"));
    for (id, planned) in [("rowless", 18..=19), ("empty", 18..=19), ("events", 7..=8)] {
        assert!(planned.contains(&count(id, "planned")), "{id}: {}", count(id, "planned"));
    }
    let hit = |id: &str| files_of(&labels, id).len() as u64;
    for id in ["elsewhere", "rowless", "empty", "events"] {
        assert_eq!(hit(id), count(id, "realised"), "{id}");
    }
    assert!(hit("elsewhere") + hit("rowless") >= 45 && hit("empty") + hit("events") >= 20);

    for (path, labels) in twice {
        let first = labels[0].related_file.as_deref().unwrap();
        assert_eq!(path, first.replace("part-00000.csv", "part-00000_1.csv"));
        assert!(read(path, &files[path]).is_same(&read(first, &files[first])), "{path}");
        assert_eq!(labels.len(), read(path, &files[path]).rows.len());
    }
    for (path, labels) in files_of(&labels, "elsewhere") {
        let own = labels[0].related_file.as_deref().unwrap();
        let date = |path: &str| {
            path["orders_lines/order_dt=".len()..][..10].parse::<retailgen_synth::calendar::Date>().unwrap()
        };
        assert_eq!(date(path), date(own).plus_days(1));
        assert!(!files.contains_key(own) && path.ends_with("/part-00000_2.csv"), "{path}");
    }
    let header = "order_id,line_number,product_id,qty,unit_price,line_discount_pct,tax_pct\n";
    assert!(files_of(&labels, "rowless").keys().all(|path| files[*path] == header.as_bytes()));
    assert!(files_of(&labels, "empty").keys().all(|path| files[*path].is_empty()));
    let stale = files_of(&labels, "stale");
    assert!((14..=19).contains(&stale.len()), "{}", stale.len());
    let clean = Written::new(&every_kind().with_anomalies(Policy::none()), 2).files();
    for path in stale.keys() {
        let day: retailgen_synth::calendar::Date = path["orders_header/order_dt=".len()..][..10].parse().unwrap();
        // The day before the first one has no file here.
        if let Some(before) = clean.get(&path.replace(&day.to_string(), &day.plus_days(-1).to_string())) {
            assert!(files[*path] == *before, "{path}");
        }
    }
    // By chance: of 366 files in a row that are hit or not, runs are as long as draws have them.
    let months: BTreeSet<&str> = files_of(&labels, "twice").keys().map(|path| &path[23..30]).collect();
    assert!((9..=12).contains(&months.len()), "{months:?}");
}

#[test]
fn other_formats_have_the_same_files_twice_and_elsewhere() {
    let twice = rule("twice", "orders_header", "file.redelivered", 0.1);
    let scenario = year(&(twice + &rule("elsewhere", "orders_lines", "file.misplaced", 0.1)));
    let paths = |scenario: &Scenario| -> BTreeSet<String> {
        let files = scenario.dataset().plan().files().iter().map(|file| file.path().to_owned()).collect::<Vec<_>>();
        let is_second = |path: &&String| path.contains("_1.") || path.contains("_2.");
        files.iter().filter(is_second).map(|path| path.split('.').next().unwrap().to_owned()).collect()
    };
    let parquet = scenario.clone().with_formats("parquet".parse().unwrap());
    assert!(paths(&parquet).len() >= 65, "{}", paths(&parquet).len());
    assert_eq!(paths(&parquet), paths(&scenario));
    assert_eq!(parquet.formats().of(Table::OrdersHeader), Format::Parquet);
    let run = Finished::new(&parquet);
    assert!(run.verify().holds(), "{:?}", run.verify().findings);
}

#[test]
fn what_is_done_to_a_second_or_misplaced_file_is_found() {
    let run = Finished::new(&every_kind());
    assert!(run.verify().holds());
    let labels = labels(&run.truth());
    let second = files_of(&labels, "twice").into_keys().next().unwrap().to_owned();
    let misplaced = files_of(&labels, "elsewhere").into_values().next().unwrap()[0].clone();

    let changed = run.copy();
    let path = changed.data().join(&second);
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, _) = text.trim_end().rsplit_once(',').unwrap();
    std::fs::write(&path, format!("{head},XXX\n")).unwrap();
    changed.sign();
    let findings = changed.verify().findings;
    assert!(findings.iter().any(|finding| finding.check == Check::LabelRelated), "{findings:?}");

    let gone = run.copy();
    std::fs::remove_file(gone.data().join(&second)).unwrap();
    assert!(gone.verify().findings.iter().any(|finding| finding.check == Check::FileMissing));

    let back = run.copy();
    let own = back.data().join(misplaced.related_file.as_deref().unwrap());
    std::fs::create_dir_all(own.parent().unwrap()).unwrap();
    std::fs::rename(back.data().join(&misplaced.file), own).unwrap();
    let checks: BTreeSet<Check> = back.verify().findings.iter().map(|finding| finding.check).collect();
    assert!(checks.contains(&Check::FileMissing) && checks.contains(&Check::FileExtra), "{checks:?}");
}

#[test]
fn whoever_names_a_row_of_such_a_file_has_found_it() {
    let run = Finished::new(&every_kind());
    let mut truth = Truth::open(&run.truth(), Some(&run.data())).unwrap();
    truth.know_files(&run.data());
    let labels = labels(&run.truth());
    let findings = |labels: &[&Label], place: fn(&Label, &mut Finding)| -> Findings {
        let finding = |label: &&Label| {
            let mut finding = Finding::default();
            finding.table = Some(table_of(&label.file));
            place(label, &mut finding);
            finding
        };
        labels.iter().map(finding).collect()
    };
    // Each row of a second file, by its place or its key, which means both rows.
    let copies: Vec<&Label> = labels.iter().filter(|label| label.kind == "file.redelivered").collect();
    let ways: [fn(&Label, &mut Finding); 2] = [
        |label, finding| (finding.file, finding.row) = (Some(label.file.as_str().into()), Some(label.row as u64)),
        |label, finding| finding.key = Some(label.key.as_str().into()),
    ];
    for place in ways {
        let on = Score::of(&findings(&copies, place), &truth, Some(&run.data())).unwrap().on(Ladder::Row);
        assert_eq!((on.counts.found, on.counts.false_alarms), (copies.len() as u64, 0));
    }
    // Any row of a misplaced file, or the file alone.
    let misplaced: Vec<&Label> = labels.iter().filter(|label| label.kind == "file.misplaced").collect();
    let any_row = |label: &Label, finding: &mut Finding| {
        (finding.file, finding.row) = (Some(label.file.as_str().into()), Some(1));
    };
    let stale: Vec<&Label> = labels.iter().filter(|label| label.kind == "file.stale").collect();
    for of_kind in [&misplaced, &stale] {
        let on = Score::of(&findings(of_kind, any_row), &truth, Some(&run.data())).unwrap().on(Ladder::Row);
        assert_eq!((on.counts.found, on.counts.false_alarms), (of_kind.len() as u64, 0));
    }
    let of_file = |label: &Label, finding: &mut Finding| finding.file = Some(label.file.as_str().into());
    let on = Score::of(&findings(&misplaced, of_file), &truth, Some(&run.data())).unwrap().on(Ladder::File);
    assert_eq!(on.counts.false_alarms, 0);
    assert!(on.counts.found >= misplaced.len() as u64);
    // Of a file without rows nothing else can be named.
    let lost: Vec<&Label> =
        labels.iter().filter(|label| ["file.empty", "file.header_only"].contains(&label.kind.as_str())).collect();
    for ladder in [Ladder::Row, Ladder::Cell] {
        let on = Score::of(&findings(&lost, of_file), &truth, Some(&run.data())).unwrap().on(ladder);
        assert_eq!((on.counts.found, on.counts.false_alarms), (lost.len() as u64, 0), "{ladder:?}");
    }
}
