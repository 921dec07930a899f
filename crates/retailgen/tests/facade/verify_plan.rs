//! The verifier works the plan out again: a truth that fits the files, but is not what scenario and policy come to, is found.

use std::{collections::BTreeSet, fs, sync::LazyLock};

use retailgen::{Check, DatasetError, Policy, Scenario, Side, Table, TruthError, WriteOptions};
use serde_json::Value;

use crate::support::{
    scale,
    spoiling::{Label, checks, spoiled},
    tamper::{Finished, edit_manifest},
    window,
};

const TABLES: [Table; 5] =
    [Table::Customers, Table::OrdersHeader, Table::ExchangeRates, Table::Shipments, Table::Returns];

/// A run with labels of all forms: on cells of a worksheet, in a Delta table, of incidents, of copies and of decoys.
fn scenario() -> Scenario {
    let text = "extends = \"default\"\n\
         [[rule]]\nid = \"exchange_rates.rate_to_aud.null\"\nrate = 0.1\n\
         [[rule]]\nid = \"returns.more\"\ntable = \"returns\"\ncolumn = \"reason\"\nkind = \"null\"\nrate = 0.1\n\
         [[rule]]\nid = \"customers.more\"\ntable = \"customers\"\ncolumn = \"phone\"\nkind = \"null\"\nrate = 0.1\n\
         [[rule]]\nid = \"bad.days\"\ntable = \"orders_header\"\ncolumn = \"currency\"\nkind = \"currency.invalid\"\nrate = 0.02\n\
         mechanism = \"incident\"\ndays_share = 0.25\n\
         [[rule]]\nid = \"orders_header.row.redelivered\"\nrate = 0.05\n";
    let policy = Policy::parse(text, "mine.toml").unwrap();
    let scenario = Scenario::new(5).with_scale(scale("0.1")).with_window(window("2024-11-20", 10));
    scenario.with_tables(TABLES).unwrap().with_anomalies(policy)
}

type Edit<'e> = &'e dyn Fn(&mut Value);

/// That run, written once.
fn written() -> Finished {
    static RUN: LazyLock<Finished> = LazyLock::new(|| Finished::new(&scenario()));
    RUN.copy()
}

/// Numbers the labels anew.
fn number(labels: &mut [Label]) {
    for (id, label) in labels.iter_mut().enumerate() {
        label["label_id"] = id.into();
    }
}

/// Every column of a label, changed to something else that a label can have there, or to null, is found at that label.
#[test]
fn every_column_of_a_label_is_compared() {
    let run = written();
    assert!(run.verify().holds(), "{:#?}", run.verify().findings);
    let labels = run.labels();
    let columns: Vec<String> = labels[0].keys().filter(|name| *name != "label_id").cloned().collect();
    assert_eq!(columns.len(), 24);
    // Of these the next test is.
    let columns: Vec<String> = columns.into_iter().filter(|name| !OF_TEXT.contains(&name.as_str())).collect();
    let other = |value: &Value| match value {
        Value::Bool(flag) => Value::Bool(!flag),
        Value::Number(number) => (number.as_u64().unwrap() + 1).into(),
        _ => "other".into(),
    };
    let (mut taken, mut spoils) = (BTreeSet::new(), Vec::new());
    for column in &columns {
        // One label that has the column and, of those that can be null, one that has not.
        for is_null in [false, true] {
            let place =
                (0..labels.len()).find(|place| labels[*place][column].is_null() == is_null && !taken.contains(place));
            let Some(place) = place.filter(|_| !is_null || column != "line") else {
                assert!(is_null, "no label has a value in the column {column}");
                continue;
            };
            taken.insert(place);
            let number = matches!(column.as_str(), "line" | "row" | "related_row" | "delta_version");
            let value = match &labels[place][column] {
                Value::Null if number => 1.into(),
                value => other(value),
            };
            spoils.push((place, column, value));
        }
        if let Some(place) =
            (0..labels.len()).rev().find(|place| !labels[*place][column].is_null() && !taken.contains(place))
            && !matches!(labels[place][column], Value::Bool(_))
        {
            taken.insert(place);
            spoils.push((place, column, Value::Null));
        }
    }
    run.edit_labels(|labels| {
        for (place, column, value) in &spoils {
            labels[*place][column.as_str()] = value.clone();
        }
    });
    run.sign();
    let findings = run.verify().findings;
    for (place, column, value) in spoils {
        let found = findings.iter().any(|finding| finding.label_id == Some(place as u64));
        assert!(found, "{column} changed to {value} in {:?}", labels[place]);
    }
}

/// The columns that only labels of text have.
const OF_TEXT: [&str; 3] = ["byte", "byte_end", "rows"];

/// The same of labels of text, each column alone: where bytes are wrong, nothing below them can be read.
#[test]
fn every_column_of_a_label_of_text_is_compared() {
    let text = "[[rule]]\nid = \"open\"\ntable = \"suppliers\"\nkind = \"quote.unclosed\"\nrate = 0.02\n\
         [[rule]]\nid = \"start\"\ntable = \"suppliers\"\nkind = \"header.case\"\ncount = 1\n";
    let scenario = Scenario::new(5).with_scale(scale("0.02")).with_tables([Table::Suppliers]).unwrap();
    let written = Finished::new(&scenario.with_anomalies(Policy::parse(text, "mine.toml").unwrap()));
    assert!(written.verify().holds(), "{:#?}", written.verify().findings);
    let labels = written.labels();
    assert!(
        labels.iter().any(|label| label["level"] == "file") && labels.iter().any(|label| label["level"] == "record")
    );
    for level in ["file", "record"] {
        let place = labels.iter().position(|label| label["level"] == level).unwrap();
        for (column, value) in labels[place].iter().filter(|(column, _)| *column != "label_id") {
            let number = matches!(column.as_str(), "line" | "row" | "related_row" | "delta_version");
            let other = match value {
                Value::Bool(flag) => Value::Bool(!flag),
                Value::Number(number) => (number.as_u64().unwrap() + 1).into(),
                Value::Null if number || OF_TEXT.contains(&column.as_str()) => 1.into(),
                _ => "other".into(),
            };
            let run = written.copy();
            run.edit_labels(|labels| labels[place][column.as_str()] = other.clone());
            run.sign();
            let findings = run.verify().findings;
            let found = findings.iter().any(|finding| finding.label_id == Some(place as u64));
            assert!(found, "{column} changed to {other} in {:?}: {findings:#?}", labels[place]);
        }
    }
}

/// The columns that no law but the plan looks at, each alone.
#[test]
fn what_only_the_plan_knows_is_told_with_both_values() {
    let run = written();
    for (column, value) in [
        ("cell", Value::from("Z9")),
        ("cell", Value::Null),
        ("delta_version", Value::from(77)),
        ("delta_version", Value::Null),
        ("incident_id", Value::from("else")),
        ("incident_id", Value::Null),
    ] {
        let run = run.copy();
        let findings = spoiled(&run, Side::Truth, &[Check::LabelPlan], |run| {
            run.edit_labels(|labels| {
                let label = labels.iter_mut().find(|label| !label[column].is_null()).unwrap();
                label[column] = value.clone();
            });
        });
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert_eq!(findings[0].what, format!("its {column} is not what scenario and policy come to"));
        assert_eq!(findings[0].values.as_ref().unwrap().found.is_none(), value.is_null());
    }
}

#[test]
fn what_a_label_drags_along_is_compared() {
    let run =
        Finished::new(&scenario().with_tables([Table::OrdersHeader, Table::OrdersLines, Table::Returns]).unwrap());
    let dragged = |label: &&mut Label| label["collateral"].as_array().is_some_and(|all| !all.is_empty());
    for change in [|all: &mut Vec<Value>| all.clear(), |all: &mut Vec<Value>| all[0]["why"] = "parcel.too_early".into()]
    {
        let findings = spoiled(&run.copy(), Side::Truth, &[Check::LabelPlan], |run| {
            run.edit_labels(|labels| {
                change(labels.iter_mut().find(dragged).unwrap()["collateral"].as_array_mut().unwrap());
            });
        });
        assert_eq!(findings[0].what, "its collateral is not what scenario and policy come to");
    }
}

#[test]
fn decoys_that_are_gone_are_found() {
    let run = written();
    let findings = spoiled(&run, Side::Truth, &[Check::LabelPlan], |run| {
        run.edit_labels(|labels| {
            labels.retain(|label| label["decoy"] == false);
            number(labels);
        });
        let left = run.labels().len();
        run.edit_run(|run| run["labels"] = left.into());
        run.edit_truth("audit.csv", |text| {
            text.lines().filter(|line| !line.contains(",decoy,")).flat_map(|line| [line, "\n"]).collect()
        });
    });
    assert!(findings.iter().all(|finding| finding.check == Check::LabelPlan), "{findings:#?}");
    assert!(findings[0].what.contains("decoy."), "{:?}", findings[0]);
}

#[test]
fn an_empty_truth_over_clean_data_is_found() {
    let run = written();
    let clean = run.path("clean");
    scenario().with_anomalies(Policy::none()).dataset().write(&clean, &WriteOptions::default()).unwrap();
    for name in ["anything", "default", "mine"] {
        let run = run.copy();
        for file in scenario().dataset().plan().paths() {
            fs::copy(clean.join(file), run.data().join(file)).unwrap();
        }
        run.edit_labels(Vec::clear);
        run.edit_run(|run| {
            run["policy"]["name"] = name.into();
            run["labels"] = 0.into();
            for rule in run["rules"].as_array_mut().unwrap() {
                for count in ["planned", "realised", "moved", "unplaced", "labels"] {
                    rule[count] = 0.into();
                }
            }
        });
        run.edit_truth("audit.csv", |text| {
            let kept = |line: &&str| !line.contains(",decoy,") && !line.contains(",fault,");
            text.lines().filter(kept).flat_map(|line| [line, "\n"]).collect()
        });
        run.sign();
        let listed: Value = serde_json::from_slice(&fs::read(clean.join("_manifest.json")).unwrap()).unwrap();
        edit_manifest(&run.data(), |manifest| manifest["files"] = listed["files"].clone());
        assert_eq!(checks(&run.verify()), BTreeSet::from([Check::LabelPlan, Check::RunCounts]), "{name}");
    }
}

#[test]
fn another_policy_is_found_and_a_missing_one_told_with_the_remedy() {
    let run = written();
    let other = Policy::castable().to_toml();
    let edits: [(Edit, Check, &str); 4] = [
        (&|policy| policy["toml"] = other.clone().into(), Check::RunIdentity, "the SHA-256 that is recorded"),
        (&|policy| policy["sha256"] = "0".repeat(64).into(), Check::RunIdentity, "the SHA-256 that is recorded"),
        (
            &|policy| drop(policy.as_object_mut().unwrap().remove("toml")),
            Check::RunVersion,
            "write data and truth again",
        ),
        (&|policy| policy["toml"] = Value::Null, Check::RunVersion, "write data and truth again"),
    ];
    for (edit, check, what) in edits {
        let run = run.copy();
        run.edit_run(|run| edit(&mut run["policy"]));
        assert!(matches!(Scenario::from_truth(&run.truth()), Err(DatasetError::Truth(TruthError::Changed(_)))));
        run.sign();
        assert!(matches!(Scenario::from_truth(&run.truth()), Err(DatasetError::RecordedPolicy { .. })));
        let verification = run.verify();
        assert_eq!(checks(&verification), BTreeSet::from([check]));
        assert!(verification.findings[0].what.contains(what), "{:?}", verification.findings);
        assert!(verification.clean_twin);
    }
    // Another policy altogether, with its right digest: the run does not follow from it.
    let another = Finished::new(&scenario().with_anomalies(Policy::castable()));
    let policy: Value = serde_json::from_slice(&fs::read(another.truth().join("run.json")).unwrap()).unwrap();
    run.edit_run(|run| run["policy"] = policy["policy"].clone());
    run.sign();
    assert_eq!(checks(&run.verify()), BTreeSet::from([Check::RunIdentity]));
}

#[test]
fn counts_that_the_labels_do_not_tell_are_found() {
    let run = written();
    for field in ["eligible", "moved"] {
        let findings = spoiled(&run.copy(), Side::Truth, &[Check::RunCounts], |run| {
            run.edit_run(|run| run["rules"][1][field] = 4_711.into());
        });
        assert_eq!(findings.len(), 1, "{findings:#?}");
    }
    spoiled(&run.copy(), Side::Truth, &[Check::AuditCounts], |run| {
        run.edit_truth("audit.csv", |text| text.replacen(",expected,", ",expected,1", 1));
    });
}

#[test]
fn a_run_is_written_again_from_its_truth() {
    let run = written();
    let recorded = Scenario::from_truth(&run.truth()).unwrap();
    assert_eq!(recorded, scenario());
    let again = Finished::new(&recorded);
    for (folder, other) in [(run.data(), again.data()), (run.truth(), again.truth())] {
        assert_eq!(fs::read(folder.join("_manifest.json")).unwrap(), fs::read(other.join("_manifest.json")).unwrap());
    }
}

/// Excel does not tell a row without cells from none; the last one is there all the same.
#[test]
fn a_workbook_whose_rows_are_all_null_keeps_them_and_heals() {
    let rule = |column| {
        format!(
            "[[rule]]\nid = \"{column}\"\ntable = \"exchange_rates\"\ncolumn = \"{column}\"\nkind = \"null\"\nrate = 1.0\n"
        )
    };
    let policy = Policy::parse(["date", "currency", "rate_to_aud"].map(rule).concat(), "empty.toml").unwrap();
    let clean = Scenario::new(5).with_window(window("2024-11-20", 3)).with_tables([Table::ExchangeRates]).unwrap();
    let run = Finished::new(&clean.clone().with_anomalies(policy));
    let verification = run.verify();
    assert!(verification.holds(), "{:#?}", verification.findings);
    let (truth, healed) = (run.truth(), run.path("healed"));
    let healed = retailgen::heal(&run.data(), &retailgen::HealOptions::new(&truth, &healed)).unwrap();
    let written = clean.dataset().write(&run.path("clean"), &WriteOptions::default()).unwrap();
    assert_eq!(healed.manifest(), written.manifest());
}
