//! Faults of the Delta table as a whole: a data file that is gone, one that no commit names, a commit that is cut, a checkpoint that is
//! not there; what their labels hold, what verifies and heals, and what a finding or an answer makes of them.

use std::{collections::BTreeSet, fs, num::NonZeroUsize};

use parquet::arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder};
use serde_json::Value;

use crate::support::{
    place::Place,
    scale,
    spoiling::{of_kind, spoiled},
    tamper::{Finished, edit_manifest},
    truth::Label,
    window,
    written::{Written, files_below},
};
use retailgen::{
    Check, DeltaOptions, HealOptions, PartNumber, Policy, ReportOptions, Scenario, Side, Table, WriteOptions, heal,
    report_page,
    score::{Finding, Findings, Ladder, Score, Truth},
    superseded_files,
};

const BROKEN: &str = "delta.broken_commit";
const MISSING: &str = "delta.missing_file";
const ORPHAN: &str = "delta.orphan_file";
const STALE: &str = "delta.stale_checkpoint";
const KINDS: [&str; 4] = [BROKEN, MISSING, ORPHAN, STALE];

/// Some of the faults beside the faults of `default`.
fn with(kinds: &[&str]) -> Scenario {
    let rule = |kind: &&str| format!("[[rule]]\nid = '{kind}'\ntable = 'returns'\nkind = '{kind}'\ncount = 1\n");
    let rules: String = kinds.iter().map(rule).collect();
    let policy = Policy::parse(format!("extends = 'default'\n{rules}"), "mine.toml").unwrap();
    Scenario::new(5).with_scale(scale("0.02")).with_window(window("2024-01-01", 60)).with_anomalies(policy)
}

fn returns(kinds: &[&str]) -> Scenario {
    with(kinds).with_tables([Table::Returns]).unwrap()
}

/// The faults alone.
fn alone(kinds: &[&str]) -> Scenario {
    let scenario = returns(kinds);
    let rule = |kind: &&str| format!("[[rule]]\nid = '{kind}'\ntable = 'returns'\nkind = '{kind}'\nrate = 1.0\n");
    scenario.with_anomalies(Policy::parse(kinds.iter().map(rule).collect::<String>(), "mine.toml").unwrap())
}

fn clean(scenario: &Scenario) -> Scenario {
    scenario.clone().with_anomalies(Policy::none())
}

fn of<'l>(labels: &'l [Label], kind: &str) -> &'l Label {
    labels.iter().find(|label| label.kind == kind).unwrap()
}

fn is_json(entry: &str) -> bool {
    entry.lines().all(|action| serde_json::from_str::<Value>(action).is_ok())
}

/// Any of the faults, alone and with others, with a change data feed and without, amid faults of cells.
#[test]
fn each_is_labelled_verifies_and_heals_to_the_byte() {
    for number in 1..1_usize << KINDS.len() {
        let kinds: Vec<&str> =
            KINDS.iter().enumerate().filter(|(place, _)| number >> place & 1 == 1).map(|(_, kind)| *kind).collect();
        let mut delta = DeltaOptions::default();
        delta.change_data_feed = number % 2 == 0;
        let scenario = returns(&kinds).with_delta(delta);
        let run = Finished::new(&scenario);
        let verification = run.verify();
        assert!(verification.holds(), "{kinds:?}: {:#?}", verification.findings);
        let healed = heal(&run.data(), &HealOptions::new(&run.truth(), &run.path("healed"))).unwrap();
        let written = clean(&scenario).dataset().write(&run.path("clean"), &WriteOptions::default()).unwrap();
        assert_eq!(healed.manifest(), written.manifest());
        assert!(files_below(&run.path("healed")) == files_below(&run.path("clean")), "{kinds:?}");
        let labels = run.labels();
        let of_files = labels.iter().filter(|label| label["level"] == "file");
        let found: BTreeSet<&str> = of_files.map(|label| label["kind"].as_str().unwrap()).collect();
        assert_eq!(found, kinds.iter().copied().collect(), "{kinds:?}");
    }
}

#[test]
fn labels_say_where_each_is_and_what_it_takes_to_undo_it() {
    let written = Written::new(&alone(&KINDS), 2);
    let (labels, files, run) = (written.labels(), written.files(), written.run());
    let sound = Written::new(&clean(&alone(&[])), 1).files();
    let text = |path: &str| std::str::from_utf8(&files[path]).unwrap();
    for rule in run["rules"].as_array().unwrap() {
        let counts = ["eligible", "planned", "realised", "labels", "unplaced"].map(|name| rule[name].as_u64().unwrap());
        assert_eq!(counts, [1, 1, 1, 1, 0], "{rule}");
    }
    let faults: Vec<&Label> = labels.iter().filter(|label| !label.decoy).collect();
    assert_eq!(faults.len(), 4);
    assert!(faults.iter().all(|label| label.level == "file" && label.line.is_none() && label.column.is_none()));

    // The log names a file that neither folder nor manifest has; the label has its rows.
    let missing = of(&labels, MISSING);
    assert!(sound.contains_key(&missing.file) && !files.contains_key(&missing.file));
    let name = missing.file.strip_prefix("returns/").unwrap();
    assert!(files.keys().any(|path| path.contains("_delta_log/0") && text(path).contains(name)));
    let rows = missing.clean.as_ref().unwrap().lines().count() - 1;
    assert!(rows > 20 && missing.clean.as_ref().unwrap().starts_with("return_id,"));
    assert_eq!(missing.text.as_ref().unwrap().1, rows);

    // The log does not name a file that both have; it is the file whose rows it has.
    let orphan = of(&labels, ORPHAN);
    assert!(files.contains_key(&orphan.file) && !sound.contains_key(&orphan.file));
    let name = orphan.file.strip_prefix("returns/").unwrap();
    assert!(files.keys().all(|path| !path.contains("_delta_log/0") || !text(path).contains(name)));
    assert!(files[&orphan.file] == sound[orphan.related_file.as_ref().unwrap()]);
    assert_ne!(orphan.related_file.as_ref(), Some(&missing.file));

    // The last commit, and it alone, ends within its last action.
    let broken = of(&labels, BROKEN);
    let entries: Vec<&String> = files.keys().filter(|path| path.contains("_delta_log/0")).collect();
    assert_eq!(*entries[entries.len() - 1], broken.file);
    assert!(entries.iter().all(|path| is_json(text(path)) != (**path == broken.file)));
    let (entry, lost) = (text(&broken.file), broken.clean.as_deref().unwrap());
    assert_eq!(broken.text, Some((entry.len()..entry.len(), 0)));
    assert!(is_json(&format!("{entry}{lost}")) && lost.ends_with("}\n"));
    assert_eq!(entry.matches('\n').count() + 1, format!("{entry}{lost}").matches('\n').count());
    // What points to a checkpoint stands in a log without one.
    let stale = of(&labels, STALE);
    assert!(stale.file.ends_with("_delta_log/_last_checkpoint") && stale.text.is_none());
    let pointer: Value = serde_json::from_str(text(&stale.file)).unwrap();
    assert_eq!(pointer["version"].as_u64(), Some(entries.len() as u64 - 2));
    assert!(pointer["size"].as_u64() > Some(2) && !files.keys().any(|path| path.contains(".checkpoint.")));
    let manifest: Value =
        serde_json::from_slice(&fs::read(Finished::new(&alone(&KINDS)).data().join("_manifest.json")).unwrap())
            .unwrap();
    let listed = manifest["files"].as_array().unwrap().iter();
    assert!(listed.map(|file| file["path"].as_str().unwrap().to_owned()).eq(in_order(&alone(&KINDS))));
}

/// The paths that a scenario delivers.
fn in_order(scenario: &Scenario) -> Vec<String> {
    scenario.dataset().plan().paths().map(str::to_owned).collect()
}

#[test]
fn what_is_there_too_much_missing_or_otherwise_is_found() {
    let run = Finished::new(&returns(&KINDS));
    let labels = crate::support::truth::labels(&run.truth());
    let [broken, missing, orphan, stale] = KINDS.map(|kind| of(&labels, kind).file.clone());
    let sound = Written::new(&clean(&returns(&[])), 1).files();
    let found = |expected: Check, spoil: &dyn Fn(&Finished)| {
        let copy = run.copy();
        spoil(&copy);
        let found: BTreeSet<Check> = copy.verify().findings.iter().map(|finding| finding.check).collect();
        assert!(found.contains(&expected), "{expected:?}: {found:?}");
        let healed = heal(&copy.data(), &HealOptions::new(&copy.truth(), &copy.path("healed")));
        assert!(!copy.path("healed").join("_manifest.json").exists() || healed.is_ok());
        healed.is_ok()
    };
    let put = |path: &str, bytes: &[u8]| fs::write(path, bytes).unwrap();
    let put_back = |run: &Finished| put(run.data().join(&missing).to_str().unwrap(), &sound[&missing]);
    found(Check::FileExtra, &put_back);
    assert!(!found(Check::FileMissing, &|run| fs::remove_file(run.data().join(&orphan)).unwrap()));
    let moved_on = |run: &Finished| {
        run.edit(&stale, |pointer| pointer.replace("\"version\":", "\"version\":1"));
        run.sign();
    };
    assert!(found(Check::DeltaHistory, &moved_on), "whatever it says, it is left out");
    // Signed, the deed is in the manifest, and what was planned is not.
    let swept = |run: &Finished| {
        fs::remove_file(run.data().join(&orphan)).unwrap();
        edit_manifest(&run.data(), |manifest| {
            manifest["files"].as_array_mut().unwrap().retain(|file| file["path"] != orphan.as_str());
        });
    };
    assert!(!found(Check::RunPlan, &swept));
    // A row less than the data file has.
    let shortened = |run: &Finished| {
        let path = run.data().join(&orphan);
        let reader = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(&path).unwrap()).unwrap();
        let batch = reader.build().unwrap().next().unwrap().unwrap();
        let mut writer = ArrowWriter::try_new(fs::File::create(&path).unwrap(), batch.schema(), None).unwrap();
        writer.write(&batch.slice(1, batch.num_rows() - 1)).unwrap();
        writer.close().unwrap();
        run.sign();
    };
    found(Check::RowMissing, &shortened);
    found(Check::DeltaHistory, &|run| put(run.data().join(&broken).to_str().unwrap(), b""));
    // A commit that is whole, and one that is cut elsewhere.
    let lost = of(&labels, BROKEN).clean.clone().unwrap();
    let mend = |run: &Finished| {
        run.edit(&broken, |entry| entry + &lost);
        run.sign();
    };
    assert!(!found(Check::DeltaHistory, &mend));
    let cut_more = |run: &Finished| {
        run.edit(&broken, |entry| entry[..entry.len() - 1].to_owned());
        run.sign();
    };
    assert!(!found(Check::DeltaHistory, &cut_more));
    assert!(!found(Check::FileSize, &|run| run.edit(&broken, |entry| entry + &lost)));
}

#[test]
fn a_label_too_many_too_few_or_otherwise_is_found() {
    let run = Finished::new(&returns(&KINDS));
    for kind in KINDS {
        spoiled(&run.copy(), Side::Truth, &[Check::LabelPlan], |run| {
            run.edit_labels(|labels| labels.retain(|label| !of_kind(kind)(label)));
        });
        for other in KINDS.into_iter().filter(|other| *other != kind) {
            spoiled(&run.copy(), Side::Truth, &[Check::LabelRule], |run| {
                run.edit_labels(|labels| {
                    let label = labels.iter_mut().find(|label| of_kind(kind)(label)).unwrap();
                    label.insert("kind".to_owned(), other.into());
                });
            });
        }
    }
    for (kind, column, value) in [
        (BROKEN, "clean_value", Value::from("\"}}\n")),
        (BROKEN, "byte", 7.into()),
        (BROKEN, "delta_version", 1.into()),
        (STALE, "delta_version", 0.into()),
        (ORPHAN, "related_file", "returns/part-00000.parquet".into()),
        (MISSING, "delta_version", 3.into()),
        (MISSING, "clean_value", "return_id\n1\n".into()),
    ] {
        let copy = run.copy();
        copy.edit_labels(|labels| {
            let label = labels.iter_mut().find(|label| of_kind(kind)(label)).unwrap();
            label.insert(column.to_owned(), value.clone());
        });
        copy.sign();
        assert!(!copy.verify().holds(), "{kind}: {column} = {value}");
    }
    // No commit is healed by a label that does not complete it.
    let wrong = run.copy();
    wrong.edit_labels(|labels| {
        let label = labels.iter_mut().find(|label| of_kind(BROKEN)(label)).unwrap();
        label.insert("clean_value".to_owned(), "}".into());
    });
    wrong.sign();
    let error = heal(&wrong.data(), &HealOptions::new(&wrong.truth(), &wrong.path("healed"))).unwrap_err();
    assert!(error.to_string().contains("_delta_log"), "{error}");
}

#[test]
fn threads_parts_and_appended_days_come_to_the_same_bytes() {
    let mut delta = DeltaOptions::default();
    delta.change_data_feed = true;
    let scenario = with(&KINDS).with_delta(delta);
    let tables = [Table::Stores, Table::OrdersHeader, Table::Returns];
    let rule = "[[rule]]\nid = 'gone'\ntable = 'orders_header'\nkind = 'file.missing'\nrate = 0.1\n";
    let policy = format!("{}{rule}", scenario.anomalies().to_toml());
    let scenario = scenario.with_tables(tables).unwrap().with_anomalies(Policy::parse(policy, "mine.toml").unwrap());
    let whole = Place::new();
    whole.write("data", &scenario.dataset(), None).unwrap();
    let whole = whole.contents("data");
    let threads = Place::new();
    let mut options = WriteOptions::default();
    options.threads = NonZeroUsize::new(5).unwrap();
    threads.write_as("data", &scenario.dataset(), None, options).unwrap();
    assert!(threads.contents("data") == whole);

    for of in [2, 5] {
        let parts = Place::new();
        for number in (1..=of).rev() {
            parts.write("data", &scenario.dataset(), Some(PartNumber::new(number, of).unwrap())).unwrap();
        }
        parts.merge(&["data"], None).unwrap();
        assert!(parts.contents("data") == whole, "{of} parts");
    }

    // Later commits stand on the one that is cut.
    let run = Finished::new(&scenario);
    let truth = run.truth();
    let mut options = WriteOptions::default();
    options.truth = Some(&truth);
    let before = files_below(&run.data());
    scenario.dataset().append(&run.data(), 2, &options).unwrap();
    let once = Written::new(&scenario.clone().extended(2).unwrap(), 2);
    let after = files_below(&run.data());
    assert!(once.files().iter().all(|(path, bytes)| after[path] == *bytes));
    let is_log = |path: &&String| path.contains("_delta_log/");
    assert!(before.keys().filter(is_log).all(|path| after[path] == before[path]));
    assert!(after.keys().filter(is_log).count() > before.keys().filter(is_log).count());
    let verification = run.verify();
    assert!(verification.holds(), "{:#?}", verification.findings);
    let broken = |labels: &[Label]| of(labels, BROKEN).file.clone();
    assert_eq!(broken(&once.labels()), broken(&Written::new(&scenario, 1).labels()));
}

#[test]
fn whoever_names_the_file_has_found_it() {
    let run = Finished::new(&alone(&KINDS));
    let labels = crate::support::truth::labels(&run.truth());
    let truth = Truth::open(&run.truth(), Some(&run.data())).unwrap();
    let score = |files: &[String], row: Option<u64>| {
        let finding = |file: &String| {
            let mut finding = Finding::default();
            (finding.table, finding.file, finding.row) = (Some(Table::Returns), Some(file.as_str().into()), row);
            finding
        };
        let findings: Findings = files.iter().map(finding).collect();
        Score::of(&findings, &truth, Some(&run.data())).unwrap()
    };
    let paths = KINDS.map(|kind| of(&labels, kind).file.clone());
    let names = paths.clone().map(|path| path.rsplit('/').next().unwrap().to_owned());
    for files in [&paths, &names] {
        for ladder in [Ladder::File, Ladder::Row, Ladder::Cell] {
            let counts = score(files, None).on(ladder).counts;
            assert_eq!((counts.found, counts.false_alarms), (4, 0), "{ladder:?}");
        }
    }
    // A row of the file that no commit names tells of it.
    let counts = score(&paths[2..3], Some(7)).on(Ladder::Row).counts;
    assert_eq!((counts.found, counts.false_alarms), (1, 0));
}

#[test]
fn answers_and_reports_come_from_what_a_reader_can_get() {
    for kinds in [&KINDS[..], &[BROKEN], &[MISSING], &[ORPHAN, STALE]] {
        let days = with(&[]);
        let rules = alone(kinds).anomalies().to_toml();
        let scenario = days.with_anomalies(Policy::parse(rules, "mine.toml").unwrap());
        let (run, sound) = (Finished::new(&scenario), Finished::new(&clean(&scenario)));
        let found = run.answers();
        let wanted = sound.answers_without_truth();
        let as_it_is = run.answers_without_truth();
        let mut moved = 0;
        for ((found, wanted), as_it_is) in found.gold.iter().zip(&wanted.gold).zip(&as_it_is.gold) {
            assert_eq!(found.clean.as_ref(), Some(&wanted.dirty), "{}", found.question.name);
            assert_eq!(found.dirty, as_it_is.dirty, "{}", found.question.name);
            moved += usize::from(found.dirty != wanted.dirty);
        }
        // A reader of the log does not see a file that it does not name.
        assert_eq!(moved > 0, kinds != [ORPHAN, STALE], "{kinds:?}");
        let bronze: BTreeSet<String> = found.bronze.unwrap().into_iter().map(|file| file.file).collect();
        let labels = crate::support::truth::labels(&run.truth());
        let of_files = labels.iter().filter(|label| [MISSING, ORPHAN].contains(&label.kind.as_str()));
        assert!(of_files.into_iter().all(|label| !bronze.contains(&label.file)));
        let page = report_page(&run.data(), &ReportOptions::default()).unwrap();
        assert!(page.contains("returns"));
    }
}

#[test]
fn rows_of_a_file_that_no_commit_names_do_not_count() {
    let run = Finished::new(&alone(&[ORPHAN]));
    let orphan = crate::support::truth::labels(&run.truth()).into_iter().find(|label| label.kind == ORPHAN).unwrap();
    let manifest = alone(&[ORPHAN]).dataset().write(&run.path("again"), &WriteOptions::default()).unwrap();
    assert!(superseded_files(&run.data(), manifest.manifest()).contains(&orphan.file));
    let (plan, sound) = (alone(&[ORPHAN]).dataset().plan(), clean(&alone(&[])).dataset().plan());
    assert_eq!(plan.by_table()[0].rows, sound.by_table()[0].rows);
    assert_eq!(plan.files().len(), sound.files().len() + 1);
    let rows = |scenario: Scenario| -> usize {
        let batches = scenario.dataset().dirty_batches(Table::Returns).unwrap();
        batches.map(|batch| batch.unwrap().rows.num_rows()).sum()
    };
    assert_eq!(rows(alone(&KINDS)), rows(clean(&alone(&[]))));
}

#[test]
fn in_another_format_the_rules_are_left_out() {
    for format in ["csv", "parquet", "jsonl"] {
        let scenario = alone(&KINDS).with_formats(format!("returns={format}").parse().unwrap());
        assert_eq!(scenario.left_out(), KINDS);
        let run = Finished::new(&scenario);
        assert!(run.verify().holds());
    }
    let refused =
        Policy::parse("[[rule]]\nid = 'x'\ntable = 'shipments'\nkind = 'delta.orphan_file'\nrate = 1.0\n", "mine.toml");
    assert!(refused.unwrap_err().to_string().contains("it needs a Delta table"));
}

#[test]
fn the_preset_has_all_of_them_at_any_size() {
    let preset = Policy::builtin("preset:delta-crash").unwrap();
    for (size, days) in [("0.0001", 1), ("0.001", 3), ("0.02", 40)] {
        let scenario = Scenario::new(7).with_scale(scale(size)).with_window(window("2024-03-01", days));
        let scenario = scenario.with_tables([Table::Returns]).unwrap().with_anomalies(preset.clone());
        let run = Finished::new(&scenario);
        let verification = run.verify();
        assert!(verification.holds(), "{size}, {days} days: {:#?}", verification.findings);
        heal(&run.data(), &HealOptions::new(&run.truth(), &run.path("healed"))).unwrap();
    }
}
