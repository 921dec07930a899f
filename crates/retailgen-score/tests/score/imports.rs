//! What tools write: outputs recorded from the pinned versions, by `interop/record_tools.py`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use retailgen_schema::Table;
use retailgen_score::{Findings, How, Ladder, Score, ScoreError, Source, Truth};

use crate::company::on;

fn recorded(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded").join(path)
}

/// The files of a tool's recorded output, those apart that are read beside another.
fn outputs(tool: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(recorded(tool)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| !path.ends_with("manifest.json")).collect();
    files.sort();
    files
}

fn truth() -> Truth {
    let data = recorded("data_raw");
    Truth::open(&recorded("data_raw.truth"), Some(&data)).unwrap()
}

fn scored(files: &[PathBuf]) -> Score {
    let findings = Findings::import(files, None).unwrap();
    Score::of(&findings, &truth().only(&[Table::Customers]), Some(&recorded("data_raw"))).unwrap()
}

/// How many findings were located in a way, and how many of them may mean several rows.
type Located = (How, u64, u64);

#[test]
fn each_tool_finds_what_it_should_and_nothing_else() {
    // Of the nine faults of customers; the program for Great Expectations looks at no coordinates.
    let cases: [(&str, u64, &[Located]); 4] = [
        ("duckdb", 9, &[(How::Byte, 1, 0), (How::Key, 10, 2)]),
        ("pandas", 9, &[(How::Row, 11, 0)]),
        ("pandera", 9, &[(How::Row, 11, 0)]),
        ("great-expectations", 7, &[(How::Key, 11, 4)]),
    ];
    for (tool, found, located) in cases {
        let score = scored(&outputs(tool));
        assert_eq!((on(&score, Ladder::Cell), &score.located[..]), ((found, 9 - found, 0), located), "{tool}");
        assert!(score.not_understood.is_empty(), "{tool}: {:?}", score.not_understood);
    }
}

#[test]
fn dbt_tells_rows_values_and_counts() {
    let score = scored(&outputs("dbt"));
    assert_eq!((on(&score, Ladder::Cell), on(&score, Ladder::Value)), ((4, 5, 0), (4, 1, 0)));
    assert_eq!(score.located, [(How::Key, 4, 1), (How::Value, 6, 0)]);
    // The address and the code of a row that stands there twice are values of that row.
    assert_eq!(score.on(Ladder::Value).neutral, 2);

    // Without the stored failures there are counts.
    let score = scored(&[recorded("dbt/run_results.json")]);
    let nulls = score.counted.iter().find(|line| line.column.as_deref() == Some("phone")).unwrap();
    assert_eq!((nulls.reported, nulls.there), (2, 2));
    assert_eq!(on(&score, Ladder::Cell), (0, 9, 0));
}

#[test]
fn file_and_row_are_taken_before_key_and_index() {
    let folder = tempfile::tempdir().unwrap();
    let cases = folder.path().join("orders_header_failure_cases.csv");
    let text = "schema_context,column,check,check_number,failure_case,index,order_id,_file,_row\n\
        Column,currency,isin,0,XXX,70,9,orders_header/order_dt=2024-01-02/part-00000.csv,3\n";
    fs::write(&cases, text).unwrap();
    let result = folder.path().join("validation.json");
    let text = r#"{"suite_name":"orders_header","meta":{"great_expectations_version":"1.24.1"},"results":[{"success":false,
        "expectation_config":{"type":"expect_column_values_to_be_in_set","kwargs":{"column":"currency"}},
        "result":{"unexpected_count":1,"unexpected_index_list":[{"currency":"XXX","_row":3,
            "_file":"orders_header/order_dt=2024-01-02/part-00000.csv"}]}}]}"#;
    fs::write(&result, text).unwrap();
    for path in [cases, result] {
        let [finding] = &Findings::import(&[path], None).unwrap().list[..] else { panic!("there is one") };
        let place = (finding.file.as_deref(), finding.row, finding.column.as_deref());
        assert_eq!(place, (Some("orders_header/order_dt=2024-01-02/part-00000.csv"), Some(3), Some("currency")));
    }
}

/// A copy of a recorded file with some text replaced.
fn changed(path: &str, from: &str, to: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(recorded(path)).unwrap();
    assert!(text.contains(from), "{path} has no {from}");
    let copy = folder.path().join(Path::new(path).file_name().unwrap());
    fs::write(&copy, text.replace(from, to)).unwrap();
    (folder, copy)
}

#[test]
fn unknown_versions_and_foreign_files_are_refused_by_name() {
    let cases = [
        (
            "great-expectations/validation.json",
            "\"1.24.1\"",
            "\"2.0.0\"",
            None,
            "Great Expectations 2.0.0, and only results of 1.x",
        ),
        (
            "great-expectations/validation.json",
            "great_expectations_version",
            "version",
            None,
            "it does not name the version",
        ),
        ("dbt/run_results.json", "run-results/v6.json", "run-results/v9.json", None, "v9.json\", and only"),
        ("dbt/run_results.json", "", "", None, "manifest.json"),
        ("pandas/findings.csv", "", "", Some(Source::Pandera), "its columns are not those that pandera writes"),
    ];
    for (path, from, to, source, wanted) in cases {
        let (_folder, copy) = changed(path, from, to);
        let error = Findings::import(&[copy], source).unwrap_err();
        let told = match &error {
            ScoreError::Import { .. } | ScoreError::Folder(_) => error.to_string(),
            other => panic!("{other}"),
        };
        assert!(told.contains(wanted), "{told}");
    }
}

#[test]
fn what_an_output_lacks_is_told() {
    let lost = |files: &[PathBuf]| -> Vec<String> {
        Findings::import(files, None).unwrap().not_understood.into_keys().collect()
    };
    let errors = recorded("duckdb/reject_errors.csv");
    assert_eq!(lost(&[errors]), ["the file of its scan is not known: give reject_scans as well"]);
    let (folder, cases) = changed("pandera/customers_failure_cases.csv", "", "");
    let nameless = folder.path().join("cases.csv");
    fs::rename(cases, &nameless).unwrap();
    assert_eq!(lost(&[nameless]), ["its table is not known: put the table's name into the file's"]);
    let (_folder, nameless) = changed("great-expectations/validation.json", "customers", "people");
    assert_eq!(lost(&[nameless]), ["its table is not known: put the table's name into the asset's or the suite's"]);
    // A table of failures that belongs to no test of the results.
    let foreign = recorded("pandas/findings.csv");
    let files = [recorded("dbt/run_results.json"), foreign];
    assert_eq!(lost(&files), [""; 0], "findings of two tools may come together");
    assert_eq!(
        Findings::import(&[recorded("dbt/source_casts_retailgen_customers_birth_date__DATE.csv")], Some(Source::Dbt))
            .unwrap()
            .not_understood
            .into_keys()
            .collect::<Vec<_>>(),
        ["no failed test of the run_results.json given has stored it"]
    );
}

#[test]
fn rejected_rows_are_told_by_all_cells_by_their_key_or_by_the_columns_that_are_named() {
    let text = fs::read_to_string(recorded("data_raw/customers.csv")).unwrap();
    let header = text.lines().next().unwrap();
    // All rows without a telephone number: the two faults, as the file has them but for the truth values.
    let rejected: Vec<String> = text
        .lines()
        .filter(|line| line.split(',').nth(5) == Some(""))
        .map(|line| line.replace("false", "False"))
        .collect();
    assert_eq!(rejected.len(), 2);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("customers.csv");
    fs::write(&path, format!("{header}\n{}\n", rejected.join("\n"))).unwrap();
    let score = scored(&[folder.path().to_path_buf()]);
    assert_eq!((on(&score, Ladder::Row), &score.located[..]), ((2, 6, 0), &[(How::WholeRow, 2, 0)][..]));

    let keys: Vec<&str> = rejected.iter().map(|line| line.split(',').next().unwrap()).collect();
    let errors = r#"[{""name"":""phone_is_null"",""columns"":[""phone""]}]"#;
    fs::write(&path, format!("customer_id,_errors\n{},\"{errors}\"\n{},\n", keys[0], keys[1])).unwrap();
    let score = scored(&[folder.path().to_path_buf()]);
    assert_eq!((on(&score, Ladder::Cell), on(&score, Ladder::Row)), ((1, 8, 0), (2, 6, 0)));

    fs::remove_file(&path).unwrap();
    let error = Findings::import(&[folder.path()], None).unwrap_err().to_string();
    assert!(error.contains("it holds nothing of a table's name, such as customers.csv"), "{error}");
}
