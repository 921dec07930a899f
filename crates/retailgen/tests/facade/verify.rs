//! The verifier: what is right passes, and whatever is spoiled in the data is found, by the digests and, with digests
//! made good, by the laws.

use std::{collections::BTreeSet, fs};

use crate::support::{
    self, scale,
    spoiling::{HEADERS, LINES, checks, copies, free_line, plain, spoiled, with_line},
    tamper::{Finished, edit_manifest},
};
use proptest::prelude::*;
use retailgen::{Check, FolderError, Policy, Scenario, Side, Table, VerifyError, VerifyOptions, Window, verify};
use serde_json::Value;

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_holds(
        seed: u64, size in prop::sample::select(vec!["0.0001", "0.001", "0.004"]), start in 0_i32..3_000, days in 1_u32..40,
        policy in prop::sample::select(vec!["default", "castable", "structural", "temporal", "drift", "chaos", "none"]),
        tables in prop::sample::subsequence(Table::ALL.to_vec(), 1..=Table::ALL.len()),
    ) {
        let days = Window::new(support::date("2016-01-01").plus_days(start), days).unwrap();
        let scenario = Scenario::new(seed).with_scale(scale(size)).with_window(days).with_tables(tables).unwrap();
        let run = Finished::new(&scenario.with_anomalies(Policy::builtin(policy).unwrap()));
        let verification = run.verify();
        prop_assert!(verification.holds(), "{:#?}", verification.findings);
        prop_assert_eq!(verification.labels, Some(run.labels().len() as u64));
        prop_assert!(verification.clean_twin);
        let without = verify(&run.data(), &VerifyOptions::default()).unwrap();
        prop_assert!(without.labels.is_none());
        // Faults of text are what a reader without the truth stumbles over.
        let is_readable = run.labels().iter().all(|label| label["level"] != "record" && label["level"] != "file");
        prop_assert!(!is_readable || (without.holds() && without.rows == verification.rows));
    }
}

#[test]
fn runs_with_many_copies_hold() {
    for run in [plain(), copies()] {
        let verification = run.verify();
        assert!(verification.holds(), "{:#?}", verification.findings);
    }
    let labels = copies().labels();
    let again = || labels.iter().filter(|label| label["kind"] == "row.redelivered");
    assert!(
        again().any(|label| label["related_file"].is_null()) && again().any(|label| !label["related_file"].is_null())
    );
    assert!(labels.iter().filter(|label| label["kind"] == "row.repeated" && label["level"] == "row").count() > 10);
}

#[test]
fn changed_bytes_are_found_in_their_cell() {
    let run = plain();
    let line = free_line(&run, LINES);
    let text = fs::read_to_string(run.data().join(LINES)).unwrap();
    let fields: Vec<&str> = text.lines().nth(line).unwrap().split(',').collect();
    for column in 0..fields.len() {
        let run = plain();
        let findings = spoiled(&run, Side::Data, &[Check::Unlabelled], |run| {
            run.edit(LINES, |text| {
                with_line(&text, line, |row| {
                    let mut fields: Vec<String> = row.split(',').map(str::to_owned).collect();
                    fields[column].replace_range(0..1, "9");
                    fields[column].push('7');
                    vec![fields.join(",")]
                })
            });
        });
        assert_eq!(findings.len(), 1, "{findings:#?}");
        let name = Table::OrdersLines.definition().columns[column].name;
        assert_eq!(findings[0].column.as_deref(), Some(name));
        assert_eq!((findings[0].row, findings[0].line), (Some(line as u64 - 1), Some(line as u64 + 1)));
        let values = findings[0].values.as_ref().unwrap();
        assert_eq!(values.expected.as_deref(), Some(fields[column]));
        assert_ne!(values.found, values.expected);
        let without = verify(&run.data(), &VerifyOptions::default()).unwrap();
        assert!(without.holds(), "only the laws can tell");
    }
}

#[test]
fn rows_that_go_come_or_change_places_are_found() {
    let run = plain();
    let line = free_line(&run, LINES);
    let edited = |edit: fn(&str) -> Vec<String>| move |text: String| with_line(&text, line, edit);
    let findings = spoiled(&plain(), Side::Data, &[Check::RowMissing], |run| run.edit(LINES, edited(|_| vec![])));
    assert_eq!(findings.iter().filter(|finding| finding.check == Check::RowMissing).count(), 1);
    let twice = edited(|row| vec![row.to_owned(), row.to_owned()]);
    let findings = spoiled(&plain(), Side::Data, &[Check::RowExtra], |run| run.edit(LINES, twice));
    assert_eq!(findings.iter().filter(|finding| finding.check == Check::RowExtra).count(), 1);
    spoiled(&plain(), Side::Data, &[Check::RowMissing], |run| {
        run.edit(LINES, |text| text[..text.len() / 2].to_owned());
    });
    spoiled(&plain(), Side::Data, &[Check::RowMissing, Check::RowExtra], |run| {
        run.edit(LINES, |text| {
            let mut lines: Vec<&str> = text.lines().collect();
            lines.swap(line, line - 1);
            lines.join("\n") + "\n"
        });
    });
    let findings = spoiled(&plain(), Side::Data, &[Check::RowShape], |run| {
        run.edit(LINES, edited(|row| vec![format!("{row},")]));
    });
    assert!(findings[0].what.contains("has 8 fields instead of 7"), "{findings:?}");
    let findings = spoiled(&plain(), Side::Data, &[Check::RowShape], |run| {
        run.edit(LINES, edited(|_| vec!["1".to_owned()]));
    });
    assert!(findings.iter().any(|finding| finding.what == "the row has 1 field instead of 7"), "{findings:?}");
}

#[test]
fn text_that_says_the_same_in_other_bytes_is_found() {
    for edit in [(|row| vec![format!("\"{}\"{}", &row[..1], &row[1..])]) as fn(&str) -> Vec<String>, |row| {
        vec![row.replacen(',', ",\"", 1).replacen(',', "\",", 2).replacen("\",", ",", 1)]
    }] {
        let run = plain();
        let line = free_line(&run, "suppliers.csv");
        let spoil = |run: &Finished| run.edit("suppliers.csv", |text| with_line(&text, line, edit));
        let findings = spoiled(&run, Side::Data, &[], spoil);
        assert!(findings.iter().all(|finding| finding.row == Some(line as u64 - 1)), "{findings:#?}");
    }
    let run = plain();
    let end = |run: &Finished| run.edit("suppliers.csv", |text| text.trim_end().to_owned());
    let findings = spoiled(&run, Side::Data, &[Check::Unlabelled], end);
    assert_eq!((findings.len(), &findings[0].column), (1, &None));
    spoiled(&plain(), Side::Data, &[Check::FileColumns], |run| {
        run.edit("suppliers.csv", |text| text.replacen("name", "nome", 1));
    });
    for (edit, reason) in [
        (|text: String| text.replace('\n', "\r\n"), "; its lines end with CRLF"),
        (|text: String| format!("\u{feff}{text}"), "; it begins with a byte order mark"),
    ] as [(fn(String) -> String, &str); 2]
    {
        let run = plain();
        run.edit("suppliers.csv", |text| edit(text.clone()));
        let told = run.verify().findings.into_iter().find(|finding| finding.check == Check::FileColumns).unwrap();
        assert!(told.what.contains(reason) && !told.what.contains(char::is_control), "{told:?}");
    }
    let run = plain();
    run.edit("suppliers.csv", |text| text.replacen(",true", ",\"true", 1));
    let found = checks(&run.verify());
    assert!(found.contains(&Check::RowShape) && found.contains(&Check::RowMissing), "{found:?}");
}

#[test]
fn files_that_go_come_or_change_places_are_found() {
    let other = "orders_header/order_dt=2024-11-23/part-00000.csv";
    let findings = spoiled(&plain(), Side::Data, &[Check::Unlabelled], |run| {
        let (a, b) = (run.data().join(HEADERS), run.data().join(other));
        let texts = (fs::read(&a).unwrap(), fs::read(&b).unwrap());
        fs::write(a, texts.1).unwrap();
        fs::write(b, texts.0).unwrap();
    });
    let files: BTreeSet<&str> = findings.iter().map(|finding| finding.file.as_str()).collect();
    assert!(files.contains(HEADERS) && files.contains(other));

    let run = plain();
    let findings =
        spoiled(&run, Side::Data, &[Check::RunPlan], |run| fs::remove_file(run.data().join(HEADERS)).unwrap());
    assert_eq!(findings[0].file, HEADERS);
    assert!(!run.verify().more.is_empty() || findings.len() >= 2, "its labels lead nowhere");

    let added = "orders_header/order_dt=2024-12-24/part-00000.csv";
    let findings = spoiled(&plain(), Side::Data, &[Check::RunPlan], |run| {
        let place = run.data().join(added);
        fs::create_dir(place.parent().unwrap()).unwrap();
        fs::copy(run.data().join(HEADERS), place).unwrap();
        let before = run.verify();
        assert_eq!(checks(&before), BTreeSet::from([Check::FileExtra]));
        run.list(added, "orders_header");
    });
    assert_eq!(findings[0].file, added);

    let run = plain();
    edit_manifest(&run.data(), |manifest| manifest["files"].as_array_mut().unwrap().swap(0, 1));
    assert!(checks(&run.verify()).contains(&Check::RunPlan));
}

#[test]
fn folders_that_are_not_finished_cannot_be_verified() {
    let run = plain();
    let nowhere = run.path("nowhere");
    let refused = |folder: &std::path::Path, truth: Option<&std::path::Path>| {
        let mut options = VerifyOptions::default();
        options.truth = truth;
        let error = verify(folder, &options).unwrap_err();
        assert!(matches!(error, VerifyError::Folder(FolderError::NotFinished { .. })), "{error}");
    };
    refused(&nowhere, None);
    refused(&run.data(), Some(&nowhere));
    fs::write(run.data().join("_manifest.json"), "{").unwrap();
    refused(&run.data(), None);
    fs::remove_file(run.data().join("_manifest.json")).unwrap();
    refused(&run.data(), None);
}

#[test]
fn many_findings_are_counted_and_come_in_the_same_order() {
    let run = plain();
    run.edit("customers.csv", |text| text.replace("true", "TRUE"));
    let verification = run.verify();
    assert_eq!(verification.findings.iter().filter(|finding| finding.check == Check::Unlabelled).count(), 20);
    assert!(verification.more.iter().any(|more| more.check == Check::Unlabelled && more.count > 20));
    assert_eq!(verification, run.verify());
    let json: Value = serde_json::from_str(&verification.to_json()).unwrap();
    assert_eq!(json["holds"], false);
    assert_eq!(json["count"], verification.count());
    assert_eq!(json["findings"][0]["check"], "cell.unlabelled");
    assert_eq!(json["findings"][0]["values"]["found"], "TRUE");
}

/// A rate with more digits than a simple reader of JSON keeps comes back from the truth as it was.
#[test]
fn rates_of_many_digits_hold() {
    let text =
        "[[rule]]\nid = 'a'\ntable = 'suppliers'\ncolumn = 'name'\nkind = 'null'\nrate = 0.0012000000000000001\n";
    let policy = Policy::parse(text, "mine.toml").unwrap();
    let scenario = Scenario::new(5).with_scale(scale("0.01")).with_tables([Table::Suppliers]).unwrap();
    let run = Finished::new(&scenario.with_anomalies(policy));
    assert!(run.verify().holds(), "{:#?}", run.verify().findings);
}
