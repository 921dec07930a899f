//! The result of a verification on a page: each law with what came of it.

use retailgen_report::{ReportError, ReportOptions, page};
use serde_json::{Value, json};

use super::{folder::fixture, html::assert_sound};

/// A result about the fixtures in which all holds.
fn result() -> Value {
    let manifest = std::fs::read_to_string(fixture("dirty/_manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    json!({
        "holds": true, "count": 0, "run_id": manifest["run_id"], "findings": [], "more": [], "files": 90, "rows": 2_000,
        "labels": 70, "ignored": 0, "clean_twin": true
    })
}

fn finding(check: &str) -> Value {
    json!({
        "check": check, "side": "data", "file": "stores.csv", "table": "stores", "line": 4, "row": 2, "column": "name",
        "label_id": null, "what": "it is <wrong>", "values": { "expected": null, "found": "a\n&b" }
    })
}

fn page_with(result: &Value) -> Result<String, ReportError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("verified.json");
    std::fs::write(&path, result.to_string()).unwrap();
    let truth = fixture("dirty.truth");
    let mut options = ReportOptions::default();
    options.truth = Some(&truth);
    options.verified = Some(&path);
    page(&fixture("dirty"), &options)
}

/// The laws, each with its result.
fn laws(page: &str) -> Vec<(&str, &str)> {
    let (_, section) = page.split_once("id=\"verified\"").unwrap();
    let (list, _) = section.split_once("</ul>").unwrap();
    list.split("<li><div><b>")
        .skip(1)
        .map(|law| {
            let (name, rest) = law.split_once("</b><span class=\"n\">").unwrap();
            (name, rest.split_once('<').unwrap().0)
        })
        .collect()
}

#[test]
fn laws_hold_or_were_not_checked() {
    let whole = page_with(&result()).unwrap();
    assert_sound(&whole);
    assert!(whole.contains("Looked at: 90 files, 2,000 rows, 70 labels."));
    assert!(!whole.contains("What does not hold"));
    assert_eq!(laws(&whole).iter().map(|(_, result)| *result).collect::<Vec<_>>(), ["holds"; 7]);

    let mut without_truth = result();
    (without_truth["labels"], without_truth["clean_twin"]) = (Value::Null, false.into());
    let page = page_with(&without_truth).unwrap();
    assert!(page.contains("; there was no truth."));
    let results: Vec<&str> = laws(&page).iter().map(|(_, result)| *result).collect();
    assert_eq!(results, [&["holds"][..], &["not checked"; 6]].concat());

    let mut without_twin = result();
    without_twin["clean_twin"] = false.into();
    let page = page_with(&without_twin).unwrap();
    assert!(page.contains("values were not compared"));
    assert_eq!(laws(&page).iter().filter(|(_, result)| *result == "holds").count(), 4);
}

#[test]
fn findings_are_counted_by_check_and_told_in_words() {
    let mut result = result();
    result["findings"] =
        (0..40).map(|_| finding("label.key")).chain([finding("new.check"), finding("file.size")]).collect();
    result["more"] = json!([{ "check": "label.key", "side": "data", "file": "stores.csv", "count": 2_000 }]);
    (result["count"], result["holds"]) = (2_042.into(), false.into());
    let page = page_with(&result).unwrap();
    assert_sound(&page);
    let results = laws(&page);
    assert_eq!((results[0].1, results[3].1, results[6].1), ("1 finding", "2,040 findings", "holds"));
    assert_eq!(results[7], ("Other checks", "1 finding"));
    assert!(page.contains("<th scope=\"row\">label.key</th><td class=\"n\">2,040</td>"));
    assert!(page.contains("stores.csv, line 4, column name: it is &lt;wrong&gt;: “a↵&amp;b” instead of null"));
    assert!(page.contains("Findings left out here: 2,012."));
}

#[test]
fn what_is_no_result_about_the_data_is_refused() {
    let mut other = result();
    other["run_id"] = "07ab".into();
    let error = page_with(&other).unwrap_err().to_string();
    assert!(error.contains("it is about another run than ") && error.lines().count() == 1, "{error}");
    for none in [json!([]), json!({ "findings": [] }), json!("text")] {
        let error = page_with(&none).unwrap_err();
        assert!(matches!(error, ReportError::NoVerification { .. }), "{error}");
    }
}
