//! The verifier: whatever is spoiled in the truth is found, by the digests and, with digests made good, by the laws.

use std::{collections::BTreeSet, fs};

use crate::support::{
    scenario,
    spoiling::{Label, checks, copies, free_line, is_cell, of_kind, plain, spoiled, spoiled_label, with_line},
    tamper::{Finished, edit_manifest},
    truth, window,
};
use retailgen::{Check, Policy, Side, Table, VerifyOptions, verify};
use serde_json::{Map, Value};

#[test]
fn labels_that_cannot_be_read_leave_their_counts_alone() {
    let run = plain();
    std::fs::write(run.truth().join("labels.parquet"), "no Parquet").unwrap();
    let found = checks(&run.verify());
    assert!(found.contains(&Check::FileUnreadable) && !found.contains(&Check::AuditCounts), "{found:?}");
}

#[test]
fn wrong_values_in_labels_are_found_at_the_label() {
    for (column, value, expected) in [
        ("clean_value", Value::from("77"), Check::LabelCleanValue),
        ("dirty_value", Value::from("77"), Check::LabelDirtyValue),
        ("clean_value", Value::Null, Check::LabelCleanValue),
        ("dirty_value", Value::Null, Check::LabelDirtyValue),
        ("column", Value::from("order_ts"), Check::LabelDirtyValue),
        ("column", Value::from("nonsense"), Check::LabelPlace),
        ("column", Value::Null, Check::LabelForm),
        ("row", Value::from(3), Check::LabelPlace),
        ("row", Value::from(1_000_000), Check::LabelPlace),
        ("row", Value::Null, Check::LabelPlace),
        ("line", Value::from(3), Check::LabelPlace),
        ("line", Value::Null, Check::LabelPlace),
        ("breaks_type", Value::from(true), Check::LabelType),
        ("key", Value::from("{\"order_id\":1}"), Check::LabelKey),
        ("key", Value::Null, Check::LabelKey),
        ("kind", Value::from("null"), Check::LabelRule),
        ("rule_id", Value::from("orders_header.store_id.orphan"), Check::LabelRule),
        ("rule_id", Value::Null, Check::LabelRule),
        ("level", Value::from("row"), Check::LabelForm),
        ("level", Value::from("galaxy"), Check::LabelForm),
        ("table", Value::from("orders_lines"), Check::LabelForm),
        ("file", Value::from("nowhere.csv"), Check::LabelPlace),
        ("file", Value::from("customers.csv"), Check::LabelOrder),
        ("decoy", Value::from(true), Check::LabelForm),
        ("detectability", Value::from("parse"), Check::LabelRule),
        ("detectability", Value::from("luck"), Check::LabelForm),
        ("expected_action", Value::from("accept"), Check::LabelRule),
        ("label_id", Value::from(0), Check::LabelId),
        ("label_id", Value::Null, Check::LabelId),
    ] {
        let is_orphan = |label: &Label| label["kind"] == "key.orphan" && label["column"] == "customer_id";
        let findings = spoiled_label(&plain(), &[expected], is_orphan, |label| {
            assert_ne!(label[column], value);
            label[column] = value.clone();
        });
        let told = findings.iter().find(|finding| finding.check == expected).unwrap();
        let at_data = told.side == Side::Data && (told.file.starts_with("orders_header") || column == "file");
        assert!(at_data, "{column}: {told}");
    }
}

#[test]
fn a_broken_type_that_the_label_denies_is_found() {
    let findings = spoiled_label(&plain(), &[Check::LabelType], of_kind("date.malformed"), |label| {
        label["breaks_type"] = false.into();
    });
    assert_eq!(findings.len(), 1, "{findings:#?}");
}

#[test]
fn labels_that_go_come_or_change_places_are_found() {
    let delete = |fit: fn(&Label) -> bool| {
        move |run: &Finished| {
            run.edit_labels(|labels| {
                let place = labels.iter().position(fit).unwrap();
                labels.remove(place);
            });
        }
    };
    let findings =
        spoiled(&plain(), Side::Truth, &[Check::Unlabelled, Check::RunCounts, Check::AuditCounts], delete(is_cell));
    assert_eq!(findings.iter().filter(|finding| finding.check == Check::Unlabelled).count(), 1);
    let is_copy = |label: &Label| label["level"] == "row";
    spoiled(&copies(), Side::Truth, &[Check::RowExtra, Check::RunCounts, Check::AuditCounts], delete(is_copy));

    spoiled(&plain(), Side::Truth, &[Check::LabelTwice, Check::LabelId, Check::RunCounts], |run| {
        run.edit_labels(|labels| {
            let place = labels.iter().position(is_cell).unwrap();
            labels.insert(place, labels[place].clone());
        });
    });
    // Labels for values that are right, with counts and numbers made good.
    for (dirty_is_clean, expected) in [(false, Check::LabelCleanValue), (true, Check::LabelEffect)] {
        let run = plain();
        // The policy does not come to it.
        let findings = spoiled(&run, Side::Truth, &[expected, Check::RunCounts], |run| {
            let line = free_line(run, "customers.csv");
            let text = fs::read_to_string(run.data().join("customers.csv")).unwrap();
            let email = text.lines().nth(line).unwrap().split(',').nth(4).unwrap().to_owned();
            let id = text.lines().nth(line).unwrap().split(',').next().unwrap().to_owned();
            run.edit_labels(|labels| {
                let mut label = labels.iter().find(|label| label["kind"] == "email.malformed").unwrap().clone();
                label["row"] = (line - 1).into();
                label["line"] = (line + 1).into();
                label["key"] = format!("{{\"customer_id\":{id}}}").into();
                label["clean_value"] = if dirty_is_clean { email.clone() } else { "a@b.example".to_owned() }.into();
                label["dirty_value"] = email.into();
                let place = |label: &Label| label["row"].as_u64();
                let end =
                    labels.iter().position(|other| other["file"] != "customers.csv" || place(other) > place(&label));
                labels.insert(end.unwrap(), label);
                for (id, label) in labels.iter_mut().enumerate() {
                    label["label_id"] = id.into();
                }
            });
            run.edit_run(|run| {
                run["labels"] = (run["labels"].as_u64().unwrap() + 1).into();
                let rules = run["rules"].as_array_mut().unwrap();
                let rule = rules.iter_mut().find(|rule| rule["kind"] == "email.malformed").unwrap();
                rule["labels"] = (rule["labels"].as_u64().unwrap() + 1).into();
                rule["realised"] = (rule["realised"].as_u64().unwrap() + 1).into();
            });
            run.edit_truth("audit.csv", |text| {
                let line = text.lines().find(|line| line.contains("email.malformed")).unwrap();
                let (head, count) = line.rsplit_once(',').unwrap();
                text.replace(line, &format!("{head},{}", count.parse::<u64>().unwrap() + 1))
            });
        });
        assert_eq!(findings.len(), 2, "{findings:#?}");
    }

    let swap = |a: usize, b: usize| move |run: &Finished| run.edit_labels(|labels| labels.swap(a, b));
    spoiled(&plain(), Side::Truth, &[Check::LabelId, Check::LabelOrder], swap(0, 1));
    let last = plain().labels().len() - 1;
    spoiled(&plain(), Side::Truth, &[Check::LabelId, Check::LabelOrder], swap(0, last));
    spoiled(&plain(), Side::Truth, &[Check::LabelPlace], |run| {
        run.edit_labels(|labels| labels[last]["file"] = "beyond.csv".into());
    });
}

#[test]
fn originals_that_are_none_are_found() {
    let is_row = |kind: &'static str| move |label: &Label| label["kind"] == kind && label["level"] == "row";
    for (fit, column, value) in [
        (is_row("row.repeated"), "related_row", Value::from(0)),
        (is_row("row.repeated"), "related_row", Value::from(1_000_000)),
        (is_row("row.repeated"), "related_key", Value::from("{\"customer_id\":0}")),
        (is_row("row.repeated"), "related_file", Value::Null),
        (is_row("row.redelivered"), "related_key", Value::Null),
        (is_row("row.redelivered"), "related_file", Value::from("customers.csv")),
    ] {
        spoiled_label(&copies(), &[Check::LabelRelated], fit, |label| label[column] = value);
    }
    spoiled_label(&plain(), &[Check::LabelRelated], of_kind("code.duplicated"), |label| {
        label["related_row"] = 1_u64.into();
    });
    // A copied row that is none of its day's, though all says so.
    for outside in [true, false] {
        let run = copies();
        let again = run
            .labels()
            .into_iter()
            .find(|label| label["kind"] == "row.redelivered" && label["related_file"].is_null() == outside);
        let again = again.unwrap();
        let (file, line) = (again["file"].as_str().unwrap().to_owned(), again["line"].as_u64().unwrap() as usize - 1);
        let findings = spoiled(&run, Side::Data, &[Check::LabelRelated], |run| {
            run.edit(&file, |text| {
                with_line(&text, line, |row| {
                    let (head, currency) = row.rsplit_once(',').unwrap();
                    vec![format!("{head},{}", if currency == "NZD" { "GBP" } else { "NZD" })]
                })
            });
        });
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert!(findings[0].what.starts_with("the row is not in orders_header/"), "{findings:?}");
    }
}

#[test]
fn wrong_counts_are_found() {
    for field in ["labels", "realised", "unplaced"] {
        let run = plain();
        let findings = spoiled(&run, Side::Truth, &[Check::RunCounts], |run| {
            run.edit_run(|run| run["rules"][4][field] = 4_711.into());
        });
        assert!(findings.iter().all(|finding| finding.file == "run.json"), "{findings:#?}");
    }
    spoiled(&plain(), Side::Truth, &[Check::RunCounts], |run| run.edit_run(|run| run["labels"] = 4_711.into()));
    spoiled(&plain(), Side::Truth, &[Check::LabelRule], |run| {
        run.edit_run(|run| drop(run["rules"].as_array_mut().unwrap().remove(0)));
    });
    let edits: [fn(String) -> String; 5] = [
        |text| text.replacen(",fault,", ",fault,1", 1),
        |text| text.replacen(",fault,", ",decoy,", 1),
        |text| with_line(&text, 1, |_| vec![]),
        |text| with_line(&text, 1, |row| vec![row.to_owned(), row.to_owned()]),
        |text| text + "stores,nowhere.csv,null,fault,1\n",
    ];
    for edit in edits {
        spoiled(&plain(), Side::Truth, &[Check::AuditCounts], |run| run.edit_truth("audit.csv", edit));
    }
    spoiled(&plain(), Side::Truth, &[Check::FileUnreadable], |run| {
        run.edit_truth("audit.csv", |text| text.replacen(",fault,", ",sin,", 1));
    });
}

#[test]
fn another_scenario_or_run_is_found() {
    for (field, value) in [("seed", Value::from("6")), ("days", 11.into())] {
        let findings = spoiled(&plain(), Side::Truth, &[Check::RunIdentity], |run| {
            run.edit_run(|run| run["scenario"][field] = value);
        });
        assert_eq!(findings.len(), 1, "nothing is compared then: {findings:#?}");
    }
    spoiled(&plain(), Side::Truth, &[Check::FileUnreadable], |run| {
        run.edit_run(|run| run["scenario"]["scale"] = "much".into());
    });
    let run = plain();
    edit_manifest(&run.truth(), |manifest| manifest["run_id"] = "07ab".into());
    assert_eq!(checks(&run.verify()), BTreeSet::from([Check::RunIdentity]));
    // A whole truth, but of another run; the files are held against their manifest all the same.
    let run = plain();
    let other = copies();
    run.edit("suppliers.csv", |text| text.replacen("true", "false", 1));
    let mut options = VerifyOptions::default();
    let truth = other.truth();
    options.truth = Some(&truth);
    let verification = verify(&run.data(), &options).unwrap();
    assert_eq!(checks(&verification), BTreeSet::from([Check::RunIdentity, Check::FileSize]));
    assert_eq!((verification.count(), verification.labels, verification.clean_twin), (2, Some(0), false));
    // The values of another version cannot be made anew, but the labels must fit all the same.
    let run = plain();
    for folder in [run.data(), run.truth()] {
        edit_manifest(&folder, |manifest| manifest["dataset_version"] = "0".into());
    }
    run.edit_run(|run| run["dataset_version"] = "0".into());
    run.sign();
    let verification = run.verify();
    assert_eq!(checks(&verification), BTreeSet::from([Check::RunVersion]));
    assert!(!verification.clean_twin);
    let of_itself = |label: &Label| is_cell(label) && label["related_row"].is_null();
    let findings = spoiled_label(&run, &[Check::RunVersion, Check::LabelDirtyValue], of_itself, |label| {
        label["dirty_value"] = "77".into();
    });
    assert_eq!(findings.len(), 2, "{findings:#?}");
}

#[test]
fn files_of_the_truth_are_checked_like_those_of_the_data() {
    let run = plain();
    run.edit_truth("ANOMALIES.md", |text| text + "x");
    fs::write(run.truth().join("notes.txt"), "mine").unwrap();
    fs::remove_file(run.truth().join("audit.csv")).unwrap();
    let verification = run.verify();
    let told: Vec<_> = verification.findings.iter().map(|finding| (finding.check, finding.file.as_str())).collect();
    for expected in
        [(Check::FileSize, "ANOMALIES.md"), (Check::FileExtra, "notes.txt"), (Check::FileMissing, "audit.csv")]
    {
        assert!(told.contains(&expected), "{told:?}");
    }
    assert!(verification.findings.iter().all(|finding| finding.side == Side::Truth));
}

#[test]
fn a_value_that_looks_wrong_in_two_ways_is_two_decoys() {
    let tables = scenario(11, "0.004", window("2024-11-20", 20)).with_tables([Table::Customers]).unwrap();
    let run = Finished::new(&tables.with_anomalies(Policy::builtin("default").unwrap()));
    let labels = truth::labels(&run.truth());
    let both = labels.windows(2).find(|pair| pair.iter().all(|label| label.decoy) && pair[0].row == pair[1].row);
    let both = both.expect("this seed has a double name beyond ASCII");
    assert_eq!(both[0].column, both[1].column);
    assert_ne!(both[0].kind, both[1].kind);
    assert!(run.verify().holds());

    // Once of each kind, though.
    let key = both[0].key.clone();
    run.edit_labels(|labels| {
        let place = labels.iter().position(|label| label["key"] == *key && label["decoy"] == true).unwrap();
        labels.insert(place + 2, labels[place].clone());
        for (id, label) in labels.iter_mut().enumerate() {
            label["label_id"] = id.into();
        }
    });
    let twice = run.verify().findings.iter().filter(|finding| finding.check == Check::LabelTwice).count();
    assert_eq!(twice, 1);
}

#[test]
fn decoys_stay_and_must_be_where_they_are_said_to_be() {
    let add = |value: Option<&'static str>| {
        move |run: &Finished| {
            let text = fs::read_to_string(run.data().join("suppliers.csv")).unwrap();
            let row: Vec<&str> = text.lines().nth(1).unwrap().split(',').collect();
            let (id, code) = (row[0].to_owned(), value.unwrap_or(row[1]).to_owned());
            run.edit_labels(|labels| {
                let place = labels.iter().position(|label| label["table"] == "suppliers").unwrap();
                let decoy = labels[place].clone().into_iter().map(|(name, old)| {
                    let value = match name.as_str() {
                        "rule_id" | "related_file" | "related_row" | "related_key" => Value::Null,
                        "kind" => "decoy.code".into(),
                        "decoy" => true.into(),
                        "row" => 0.into(),
                        "line" => 2.into(),
                        "key" => format!("{{\"supplier_id\":{id}}}").into(),
                        "level" => "cell".into(),
                        "column" => "supplier_code".into(),
                        "clean_value" | "dirty_value" => code.clone().into(),
                        "breaks_type" => false.into(),
                        _ => old,
                    };
                    (name, value)
                });
                let decoy: Map<String, Value> = decoy.collect();
                labels.insert(place, decoy);
                for (id, label) in labels.iter_mut().enumerate() {
                    label["label_id"] = id.into();
                }
            });
            run.edit_run(|run| run["labels"] = (run["labels"].as_u64().unwrap() + 1).into());
            run.edit_truth("audit.csv", |text| {
                let last = text.lines().rfind(|line| line.contains("suppliers.csv")).unwrap();
                text.replace(last, &format!("{last}\nsuppliers,suppliers.csv,decoy.code,decoy,1"))
            });
            run.sign();
        }
    };
    let run = plain();
    add(None)(&run);
    // It is right, but there is nothing odd about it.
    assert_eq!(checks(&run.verify()), BTreeSet::from([Check::LabelPlan]));
    let run = plain();
    add(Some("SUP-NOTHERE"))(&run);
    assert_eq!(checks(&run.verify()), BTreeSet::from([Check::LabelDirtyValue]));
}
