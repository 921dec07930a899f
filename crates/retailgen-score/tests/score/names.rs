//! Names that are none of those there are: what is said of them.

use retailgen_score::{CellTruth, Finding, Findings, Ladder, Mapping, NamedCell, Score, ScoreError, Threshold, Truth};

use crate::company::{at, changed, on, score, truth};

fn of_kind(row: u64, kind: &str) -> Finding {
    changed(at(row, Some("phone")), |finding| finding.kind = Some(kind.into()))
}

#[test]
fn a_kind_that_is_none_is_told_once_and_its_findings_count_by_place() {
    let score = score([of_kind(3, "nul"), of_kind(13, "nul"), of_kind(23, "weather"), of_kind(33, "null")]);
    assert_eq!(on(&score, Ladder::Cell).0, 4);
    let told: Vec<(&str, u64)> = score.unknown_kinds.iter().map(|(kind, number)| (kind.as_str(), *number)).collect();
    assert_eq!(told, [("nul", 2), ("weather", 1)]);
    let text = score.to_string();
    assert_eq!(text.matches("\"nul\"").count(), 1, "{text}");
    for line in [
        "2 findings of kind \"nul\" count by place only; `retailgen anomalies` has no such kind: did you mean null or byte.nul?\n",
        "1 findings of kind \"weather\" count by place only; `retailgen anomalies` has no such kind\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let told = &score.to_json()["findings"]["unknown_kinds"][0];
    assert_eq!(
        (&told["kind"], &told["findings"], &told["nearest"]),
        (&"nul".into(), &2.into(), &serde_json::json!(["null", "byte.nul"]))
    );
}

#[test]
fn a_table_or_column_that_is_none_is_told_with_the_nearest_or_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("findings.csv");
    std::fs::write(&path, "table,row,column\ncustomer,3,phone\nweather,3,phone\ncustomers,3,phne\ncustomers,3,phone\n")
        .unwrap();
    let score = Score::of(&Findings::read(&[path]).unwrap(), &truth(), None).unwrap();
    let reasons: Vec<&str> = score.not_understood.keys().map(String::as_str).collect();
    assert_eq!(reasons[0], "customers has no column \"phne\": did you mean phone?");
    assert_eq!(reasons[1], "there is no table \"customer\": did you mean customers?");
    assert!(reasons[2].starts_with("there is no table \"weather\": choose among customers, "), "{reasons:?}");
    let error = "[tables.customer]".parse::<Mapping>().unwrap_err().to_string();
    assert_eq!(error, "there is no table \"customer\": did you mean customers?");
}

#[test]
fn a_threshold_about_nothing_that_exists_is_refused() {
    let refused = |text: &str| truth().check_thresholds(&[text.parse::<Threshold>().unwrap()]);
    for (text, wanted) in [
        ("kind:nul:recall=1", "\"kind:nul:recall=1\": there is no kind \"nul\": did you mean null or byte.nul?"),
        ("column:email:f1=.9", "there is no column \"email\": did you mean customers.email?"),
        ("column:customers.emial:f1=.9", "did you mean customers.email?"),
        ("table:customer:f1=.9", "there is no table \"customer\": did you mean customers?"),
        ("kind:weather:recall=1", "there is no kind \"weather\""),
    ] {
        let error = refused(text).unwrap_err();
        assert!(matches!(error, ScoreError::Threshold { .. }) && error.to_string().contains(wanted), "{error}");
    }
    // What exists and has no fault here is not reached, which is another matter.
    for text in ["recall=1", "kind:text.typo:recall=1", "column:stores (whole rows):f1=1", "table:stores:recall=1"] {
        refused(text).unwrap();
        assert_eq!(
            Score::of(&Findings::default(), &Truth::default(), None)
                .unwrap()
                .shortfalls(&[text.parse().unwrap()])
                .len(),
            1
        );
    }
    let cells = CellTruth::from_iter([changed(NamedCell::in_row(7, "city"), |cell| cell.kind = Some("typo".into()))]);
    cells.check_thresholds(&["kind:typo:recall=1".parse().unwrap(), "column:any:f1=1".parse().unwrap()]).unwrap();
    for text in ["kind:typos:recall=1", "table:hospital:f1=1"] {
        cells.check_thresholds(&[text.parse().unwrap()]).unwrap_err();
    }
}
