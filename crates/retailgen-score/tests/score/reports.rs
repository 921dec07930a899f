//! The score as text, JSON, `JUnit` and lists, and its thresholds.

use std::fs;

use retailgen_anomaly::Level;
use retailgen_schema::Table;
use retailgen_score::{Finding, Findings, Score, Threshold, Truth};
use retailgen_truth::Label;

use crate::company::{FAULTS, all_faults, at, changed, score, truth};

fn some() -> Findings {
    all_faults()
        .into_iter()
        .filter(|finding| finding.column.as_deref() == Some("phone"))
        .chain([at(11, Some("email"))])
        .collect()
}

fn scored() -> Score {
    score(some().list)
}

#[test]
fn the_text_has_figures_and_rules() {
    let text = scored().to_string();
    assert!(text.starts_with("51 findings; located 51 by row\n71 faults to be found, 5 neutral\n"), "{text}");
    assert!(
        text.contains("cell*        50      21       1  0.980 [0.897, 0.997]  0.704 [0.590, 0.798]  0.820 "),
        "{text}"
    );
    assert!(text.contains("\nnull                   50       0  1.000 [0.929, 1.000]\n"), "{text}");
}

#[test]
fn columns_with_findings_come_first_and_what_is_cut_is_told() {
    let label = |table: Table, column: &'static str| {
        changed(Label::new(table, table.definition().path, "null", Level::Cell), |label| {
            (label.row, label.column) = (Some(3), Some(column.into()));
        })
    };
    let columns = Table::ALL.map(|table| table.definition().cells.iter().map(move |column| (table, column.name)));
    let columns: Vec<_> = columns.into_iter().flatten().filter(|(_, name)| *name != "json").collect();
    // The last is found: by their order it would be cut.
    let (table, column) = columns[columns.len() - 1];
    let found = changed(Finding::of(table), |finding| {
        (finding.file, finding.row) = (Some(table.definition().path.into()), Some(3));
        finding.column = Some(column.into());
    });
    let wrong = changed(found.clone(), |finding| finding.row = Some(4));
    let truth = Truth::of(columns.iter().map(|(table, column)| label(*table, column)));
    let text = Score::of(&Findings::from_iter([found, wrong]), &truth, None).unwrap().to_string();
    let mut by_column = text.lines().skip_while(|line| !line.starts_with("by column")).skip(1);
    let first = by_column.next().unwrap();
    assert!(first.starts_with(&format!("{table}.{column} ")), "{text}");
    let more = format!("… and {} more; --json has all", columns.len() - 40);
    assert!(by_column.any(|line| line == more), "{text}");
}

#[test]
fn json_has_the_same_figures() {
    let json = scored().to_json();
    let cells = json["levels"].as_array().unwrap().iter().find(|level| level["level"] == "cell").unwrap();
    assert_eq!((&cells["found"], &cells["missed"], &cells["false_alarms"]), (&50.into(), &21.into(), &1.into()));
    assert_eq!((&json["faults"], &json["level"]), (&FAULTS.into(), &"cell".into()));
    assert_eq!(json["kinds"][3]["name"], "null");
}

#[test]
fn thresholds_that_are_not_reached_are_told_and_are_failures_in_junit() {
    let thresholds: Vec<Threshold> =
        ["precision=.9", "recall=.9", "kind:null:recall=1", "kind:unknown:recall=0", "table:customers:f1=.8"]
            .map(|text| text.parse().unwrap())
            .to_vec();
    let score = scored();
    let short: Vec<String> = score.shortfalls(&thresholds).iter().map(ToString::to_string).collect();
    assert_eq!(
        short,
        [
            "recall=0.9 is not reached: it is 0.7042",
            "kind:unknown:recall=0 is not reached: there is nothing to take it of"
        ]
    );
    let junit = score.to_junit(&thresholds);
    assert!(junit.contains("tests=\"10\" failures=\"2\""), "{junit}");
    assert!(
        junit.contains("name=\"recall=0.9\"><failure message=\"recall=0.9 is not reached: it is 0.7042\"/>"),
        "{junit}"
    );
    assert!(junit.contains("name=\"null\"><system-out>found 50 of 50"), "{junit}");
}

#[test]
fn a_threshold_that_is_none_is_refused_with_what_would_be_one() {
    for (text, wanted) in [
        ("recall", "write it as recall=.9"),
        ("recall=x", "a figure lies between 0 and 1"),
        ("recall=1.1", "a figure lies between 0 and 1"),
        ("kind=1", "a figure is precision, recall or f1"),
        ("kind:null:precision=1", "a kind has a recall only"),
        ("sort:null:recall=1", "a part is kind:NAME"),
        ("null:recall=1", "a part is kind:NAME"),
    ] {
        let error = text.parse::<Threshold>().unwrap_err().to_string();
        assert!(error.contains(wanted), "{text}: {error}");
    }
}

#[test]
fn lists_say_what_to_look_at_next() {
    let folder = tempfile::tempdir().unwrap();
    let (missed, alarms) = (folder.path().join("missed.csv"), folder.path().join("alarms.csv"));
    let (score, findings, truth) = (scored(), some(), truth());
    score.write_missed(&truth, &missed).unwrap();
    score.write_false_alarms(&findings, &truth, &alarms).unwrap();
    let missed = fs::read_to_string(missed).unwrap();
    assert_eq!(missed.lines().count(), 22);
    assert!(missed.contains("\ncustomers,customers.csv,7,\"{\"\"customer_id\"\":8}\",email,email.malformed,name7@example.com,name7@@example.com,domain\n"), "{missed}");
    assert_eq!(
        fs::read_to_string(alarms).unwrap(),
        "table,file,row,line,byte,key,column,value,kind,tool,check,decoy\ncustomers,customers.csv,11,13,,,email,,,,,decoy.plus_tag\n"
    );
}

#[test]
fn lists_are_parquet_where_their_names_end_so() {
    let folder = tempfile::tempdir().unwrap();
    let (score, truth) = (scored(), truth());
    let [csv, parquet] = ["missed.csv", "missed.PARQUET"].map(|name| folder.path().join(name));
    score.write_missed(&truth, &csv).unwrap();
    score.write_missed(&truth, &parquet).unwrap();
    // Both are findings again, of the same faults.
    let [of_csv, of_parquet] = [csv, parquet].map(|path| Findings::read(&[path]).unwrap());
    assert_eq!((of_parquet.list.len(), &of_parquet.list), (21, &of_csv.list));
    assert_eq!(of_parquet.list[0].row, Some(7));

    let alarms = folder.path().join("alarms.parquet");
    score.write_false_alarms(&some(), &truth, &alarms).unwrap();
    let alarms = Findings::read(&[alarms]).unwrap().list;
    assert_eq!((alarms.len(), alarms[0].row, alarms[0].column.as_deref()), (1, Some(11), Some("email")));
}
