//! What a reader of a truth folder relies on: what its files say.

mod guarding;

use std::{borrow::Cow, collections::BTreeMap, fs, fs::File, path::Path, sync::Arc, thread};

use arrow_array::{Array, ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray};
use parquet::arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder};
use retailgen_anomaly::{Action, Detectability, Level, kind::CATALOGUE};
use retailgen_folder::{Claimed, FolderError, FolderState, MANIFEST_NAME, MARKER_NAME, Overwrite, Run};
use retailgen_schema::Table;

use super::{DeliveredFiles, TruthWriter};
use crate::{
    Collateral, Consequence, ExpectedCount, Label, PolicyRecord, Requested, RuleRecord, RunFacts, ScenarioRecord,
    StoredLabels, TruthError,
};

const RULE: &str = "orders_header.customer_id.orphan";

/// The files of a run over four days.
#[derive(Debug)]
struct Files(Vec<(Table, String)>);

impl DeliveredFiles for Files {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn file(&self, number: usize) -> (Table, &str) {
        (self.0[number].0, &self.0[number].1)
    }
}

fn files() -> Files {
    let dimensions = [(Table::Customers, "customers.csv".to_owned()), (Table::Stores, "stores.csv".to_owned())];
    let days =
        (25..29).map(|day| (Table::OrdersHeader, format!("orders_header/order_dt=2024-11-{day}/part-00000.csv")));
    Files(dimensions.into_iter().chain(days).collect())
}

fn run(run_id: &str) -> Run {
    Run { run_id: run_id.to_owned(), tool_version: "0.1.0".to_owned(), dataset_version: "1".to_owned() }
}

fn policy(name: &str) -> PolicyRecord {
    PolicyRecord { name: name.to_owned(), sha256: "ab12".to_owned(), toml: None, left_out: Vec::new() }
}

fn facts() -> RunFacts<'static> {
    let scenario = ScenarioRecord {
        seed: u64::MAX.to_string(),
        scale: "0.01".to_owned(),
        start_date: "2024-11-25".to_owned(),
        days: 4,
        appended_days: 0,
        increment: None,
        tables: ["customers", "stores", "orders_header"].map(str::to_owned).into(),
        currencies: vec!["AUD".to_owned()],
        formats: None,
        compression: "zstd".to_owned(),
        delta_timestamps: "ntz".to_owned(),
        delta_change_data_feed: false,
    };
    let rule = RuleRecord {
        rule_id: RULE.to_owned(),
        table: "orders_header".to_owned(),
        column: Some("customer_id".to_owned()),
        kind: CATALOGUE[0].name.to_owned(),
        requested: Requested::Rate(0.005),
        eligible: 1_000,
        planned: 6,
        realised: 5,
        moved: 2,
        unplaced: 1,
        labels: 0,
        entities: Vec::new(),
    };
    let counted =
        RuleRecord { rule_id: "stores.gone".to_owned(), requested: Requested::Count(3), column: None, ..rule.clone() };
    RunFacts { scenario, policy: policy("default"), rules: vec![rule, counted], expected: Vec::new() }
}

/// A label of a row of a file, by its number among [`files`].
fn label_of(file: usize, row: u64) -> Label<'static> {
    let (table, path) = files().0.swap_remove(file);
    Label {
        rule_id: Some(RULE.into()),
        line: Some(row + 2),
        row: Some(row),
        key: Some(format!("{{\"order_id\":{row}}}").into()),
        column: Some("customer_id".into()),
        clean_value: Some(row.to_string().into()),
        dirty_value: Some(Cow::Borrowed("90000001")),
        detectability: Detectability::CrossTable,
        expected_action: Action::Quarantine,
        ..Label::new(table, path, "key.orphan", Level::Cell)
    }
}

/// Labels that between them have every field set and not set, and text that is hard to keep.
fn varied(file: usize) -> Vec<Label<'static>> {
    let whole = Label {
        incident_id: Some("till/7".into()),
        level: Level::Row,
        cell: Some("C17".into()),
        delta_version: Some(0),
        column: None,
        clean_value: None,
        dirty_value: None,
        related_file: Some("orders_header/order_dt=2024-11-25/part-00000.csv".into()),
        related_row: Some(0),
        related_key: Some("{\"order_id\":1}".into()),
        detectability: Detectability::CrossRow,
        expected_action: Action::Reject,
        ..label_of(file, file as u64)
    };
    let decoy = Label {
        rule_id: None,
        kind: "decoy.apostrophe".into(),
        decoy: true,
        clean_value: Some("O'Brien|`\n\u{0}🙂".into()),
        dirty_value: Some("O'Brien|`\n\u{0}🙂".into()),
        expected_action: Action::Accept,
        ..label_of(file, 100)
    };
    let broken = Label {
        clean_value: Some("".into()),
        dirty_value: None,
        breaks_type: true,
        detectability: Detectability::Type,
        expected_action: Action::Warn,
        ..label_of(file, 200)
    };
    let nowhere = Label { line: None, row: None, key: None, column: None, ..label_of(file, 0) };
    vec![whole, decoy, broken, nowhere, label_of(file, 300 + file as u64)]
}

fn begin_run<'p>(folder: &Path, run_id: &str, plan: &'p Files, overwrite: Overwrite) -> TruthWriter<'p> {
    match TruthWriter::claim(folder, &run(run_id), overwrite).unwrap() {
        Claimed::Ready(claim) => TruthWriter::begin(claim, &run(run_id), plan).unwrap(),
        Claimed::AlreadyDone(_) => panic!("the folder is finished"),
    }
}

fn begin<'p>(folder: &Path, plan: &'p Files) -> TruthWriter<'p> {
    begin_run(folder, "07ab", plan, Overwrite::No)
}

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// The labels as the Parquet reader has them.
fn read(folder: &Path) -> RecordBatch {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(folder.join("labels.parquet")).unwrap()).unwrap();
    let schema = builder.schema().clone();
    let rows = builder.metadata().file_metadata().num_rows() as usize;
    assert_eq!(builder.metadata().file_metadata().created_by(), Some("retailgen"));
    assert!(builder.metadata().row_groups().iter().all(|group| group.num_rows() <= 65_536));
    match builder.with_batch_size(rows.max(1)).build().unwrap().next() {
        Some(batch) => batch.unwrap(),
        None => RecordBatch::new_empty(schema),
    }
}

fn column<'b, A: Array + 'static>(batch: &'b RecordBatch, name: &str) -> &'b A {
    batch.column_by_name(name).unwrap().as_any().downcast_ref().unwrap()
}

/// Checks a row of `labels.parquet` against what was handed over, field by field.
fn assert_row(batch: &RecordBatch, row: usize, label: &Label) {
    let text = |name| {
        let cells = column::<StringArray>(batch, name);
        cells.is_valid(row).then(|| cells.value(row))
    };
    let number = |name| {
        let cells = column::<Int64Array>(batch, name);
        cells.is_valid(row).then(|| cells.value(row) as u64)
    };
    let flag = |name| column::<BooleanArray>(batch, name).value(row);
    assert_eq!(number("label_id"), Some(row as u64));
    assert_eq!(text("incident_id"), label.incident_id.as_deref());
    assert_eq!(text("rule_id"), label.rule_id.as_deref());
    assert_eq!(text("kind"), Some(&*label.kind));
    assert_eq!(text("level"), Some(if label.level == Level::Row { "row" } else { "cell" }));
    assert_eq!(flag("decoy"), label.decoy);
    assert_eq!(text("table"), Some(label.table.name()));
    assert_eq!(text("file"), Some(&*label.file));
    assert_eq!(number("line"), label.line);
    assert_eq!(number("row"), label.row);
    assert_eq!(text("cell"), label.cell.as_deref());
    assert_eq!(number("delta_version"), label.delta_version);
    assert_eq!(text("key"), label.key.as_deref());
    assert_eq!(text("column"), label.column.as_deref());
    assert_eq!(text("clean_value"), label.clean_value.as_deref());
    assert_eq!(text("dirty_value"), label.dirty_value.as_deref());
    assert_eq!(text("related_file"), label.related_file.as_deref());
    assert_eq!(number("related_row"), label.related_row);
    assert_eq!(text("related_key"), label.related_key.as_deref());
    assert_eq!(flag("breaks_type"), label.breaks_type);
    let check = match label.detectability {
        Detectability::CrossRow => "cross_row",
        Detectability::Type => "type",
        _ => "cross_table",
    };
    assert_eq!(text("detectability"), Some(check));
    let action = match label.expected_action {
        Action::Reject => "reject",
        Action::Accept => "accept",
        Action::Warn => "warn",
        _ => "quarantine",
    };
    assert_eq!(text("expected_action"), Some(action));
}

#[test]
fn labels_read_back_as_they_were_handed_over_in_plan_order() {
    let parent = tempfile::tempdir().unwrap();
    let (plan, folder) = (files(), parent.path().join("truth"));
    let handed: Vec<(usize, Vec<Label>)> = (0..plan.count()).map(|file| (file, varied(file))).collect();
    let writer = begin(&folder, &plan);
    for (file, labels) in handed.iter().rev() {
        writer.receive(*file, labels).unwrap();
    }
    let manifest = writer.finish(&facts()).unwrap();
    let batch = read(&folder);
    let mut row = 0;
    for label in handed.iter().flat_map(|(_, labels)| labels) {
        assert_row(&batch, row, label);
        row += 1;
    }
    assert_eq!((row, batch.num_columns()), (batch.num_rows(), 25));
    let paths: Vec<_> = manifest.files.iter().map(|file| (file.path.as_str(), file.rows)).collect();
    let audited = text(&folder, "audit.csv").lines().count() as u64 - 1;
    let expected = [
        ("run.json", 1),
        ("labels.parquet", row as u64),
        ("collateral.parquet", 0),
        ("audit.csv", audited),
        ("ANOMALIES.md", 0),
    ];
    assert_eq!(paths, expected);
    let names: Vec<_> = contents(&folder).into_keys().collect();
    let written = ["audit.csv", "collateral.parquet", "labels.parquet", "run.json"];
    assert_eq!(names, [&["ANOMALIES.md", MANIFEST_NAME], &written[..]].concat());
}

/// A truth whose second label drags two rows along, and its labels.
fn with_collateral(folder: &Path) -> Vec<Label<'static>> {
    let plan = files();
    let mut labels = vec![label_of(2, 0), label_of(2, 1), label_of(2, 2)];
    let order = Collateral::new(Table::OrdersHeader, "{\"order_id\":7}", Consequence::OrderLacksLine);
    let line = Collateral::new(Table::OrdersLines, "{\"line_number\":2,\"order_id\":7}", Consequence::LineNumberGap);
    labels[1].collateral = vec![order, line.in_column("line_number")];
    let writer = begin(folder, &plan);
    writer.receive(2, &labels).unwrap();
    let manifest = writer.finish(&facts()).unwrap();
    assert!(manifest.files.iter().any(|file| (file.path.as_str(), file.rows) == ("collateral.parquet", 2)));
    labels
}

#[test]
fn what_a_label_drags_along_comes_back_with_it() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("truth");
    let labels = with_collateral(&folder);
    let stored: Vec<_> = StoredLabels::open(&folder).unwrap().map(|label| label.unwrap().label).collect();
    assert_eq!(stored, labels);
    fs::remove_file(folder.join("collateral.parquet")).unwrap();
    let stored: Vec<_> = StoredLabels::open(&folder).unwrap().map(|label| label.unwrap().label).collect();
    assert_eq!(stored.len(), 3);
    assert!(stored.iter().all(|label| label.collateral.is_empty()));
}

#[test]
fn collateral_of_no_label_or_without_sense_is_told() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("truth");
    with_collateral(&folder);
    let path = folder.join("collateral.parquet");
    let file = File::open(&path).unwrap();
    let batch = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap().next().unwrap().unwrap();
    let write = |number: usize, column: ArrayRef| {
        let mut columns = batch.columns().to_vec();
        columns[number] = column;
        let batch = RecordBatch::try_new(batch.schema(), columns).unwrap();
        let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    };
    for ids in [[0, 9], [-1, -1]] {
        write(0, Arc::new(Int64Array::from(ids.to_vec())));
        let error = StoredLabels::open(&folder).unwrap().find_map(Result::err).unwrap();
        assert!(error.to_string().contains("it has rows of no label"), "{error}");
    }
    write(0, Arc::new(Int64Array::from(vec![2, 1])));
    let stored: Vec<_> = StoredLabels::open(&folder).unwrap().map(Result::unwrap).collect();
    assert_eq!((stored[2].collateral.len(), stored[2].flaws[0].text.as_deref()), (1, Some("of label 1")));
    write(4, Arc::new(StringArray::from(vec!["order.lacks_line", "moonshine"])));
    let stored: Vec<_> = StoredLabels::open(&folder).unwrap().map(Result::unwrap).collect();
    assert_eq!(stored[1].collateral.len(), 1);
    assert_eq!(stored[1].flaws[0].column, "collateral");
}

#[test]
fn more_labels_than_a_row_group_holds_stay_in_order() {
    let parent = tempfile::tempdir().unwrap();
    let (plan, folder) = (files(), parent.path().join("truth"));
    let writer = begin(&folder, &plan);
    for block in 0..7 {
        // Another file's labels in between part the stretches of the first in the hidden file.
        writer.receive(1, &[label_of(1, block)]).unwrap();
        writer
            .receive(0, &(block * 10_000..(block + 1) * 10_000).map(|row| label_of(0, row)).collect::<Vec<_>>())
            .unwrap();
    }
    writer.finish(&facts()).unwrap();
    let batch = read(&folder);
    let rows: Vec<i64> = column::<Int64Array>(&batch, "row").values().to_vec();
    assert_eq!(rows, (0..70_000).chain(0..7).collect::<Vec<i64>>());
    assert_eq!(column::<Int64Array>(&batch, "label_id").values().to_vec(), (0..70_007).collect::<Vec<i64>>());
}

#[test]
fn neither_threads_nor_the_order_of_files_show_in_the_folder() {
    let parent = tempfile::tempdir().unwrap();
    let plan = files();
    let files = plan.count();
    let in_order = parent.path().join("in_order");
    let writer = begin(&in_order, &plan);
    for file in 0..files {
        writer.receive(file, &varied(file)).unwrap();
    }
    writer.finish(&facts()).unwrap();

    let from_threads = parent.path().join("from_threads");
    let writer = begin(&from_threads, &plan);
    thread::scope(|scope| {
        for first in 0..3 {
            let writer = &writer;
            scope.spawn(move || {
                for file in (first..files).step_by(3).collect::<Vec<_>>().into_iter().rev() {
                    for label in varied(file) {
                        writer.receive(file, &[label]).unwrap();
                    }
                }
            });
        }
    });
    writer.finish(&facts()).unwrap();
    assert_eq!(contents(&in_order), contents(&from_threads));
}

#[test]
fn an_empty_truth_is_whole() {
    let parent = tempfile::tempdir().unwrap();
    let (plan, folder) = (files(), parent.path().join("truth"));
    let writer = begin(&folder, &plan);
    writer.receive(0, &[]).unwrap();
    writer.finish(&RunFacts { rules: Vec::new(), policy: policy("none"), ..facts() }).unwrap();
    let batch = read(&folder);
    assert_eq!((batch.num_rows(), batch.num_columns()), (0, 25));
    assert_eq!(text(&folder, "audit.csv"), "table,file,kind,nature,count\n");
    assert!(text(&folder, "ANOMALIES.md").contains("\n0 effects.\n"));
    let document: serde_json::Value = serde_json::from_str(&text(&folder, "run.json")).unwrap();
    assert_eq!((&document["labels"], &document["rules"]), (&0.into(), &serde_json::json!([])));
}

#[test]
fn the_audit_counts_faults_decoys_and_expected_oddities_by_file() {
    let parent = tempfile::tempdir().unwrap();
    let (plan, folder) = (files(), parent.path().join("truth"));
    let writer = begin(&folder, &plan);
    writer.receive(3, &[label_of(3, 5), label_of(3, 6)]).unwrap();
    writer.receive(1, &varied(1)).unwrap();
    let late = |file, count| ExpectedCount { file, kind: "delivery.late", count };
    let expected = vec![late(5, 9), late(0, 4), late(1, 2), late(1, 3)];
    writer.finish(&RunFacts { expected, ..facts() }).unwrap();
    let path = |file: usize| plan.file(file).1;
    assert_eq!(
        text(&folder, "audit.csv"),
        format!(
            "table,file,kind,nature,count\n\
             customers,{},delivery.late,expected,4\n\
             stores,{1},key.orphan,fault,4\nstores,{1},decoy.apostrophe,decoy,1\nstores,{1},delivery.late,expected,5\n\
             orders_header,{2},key.orphan,fault,2\n\
             orders_header,{3},delivery.late,expected,9\n",
            path(0),
            path(1),
            path(3),
            path(5)
        )
    );
}

#[test]
fn run_json_holds_the_scenario_the_policy_and_each_rules_counts() {
    let parent = tempfile::tempdir().unwrap();
    let (plan, folder) = (files(), parent.path().join("truth"));
    let writer = begin(&folder, &plan);
    writer.receive(3, &varied(3)).unwrap();
    writer.finish(&facts()).unwrap();
    let document: serde_json::Value = serde_json::from_str(&text(&folder, "run.json")).unwrap();
    let rule = |rule_id: &str, column, requested, labels| {
        serde_json::json!({
            "rule_id": rule_id, "table": "orders_header", "column": column, "kind": CATALOGUE[0].name,
            "requested": requested, "eligible": 1000, "planned": 6, "realised": 5, "moved": 2, "unplaced": 1,
            "labels": labels,
        })
    };
    let expected = serde_json::json!({
        "tool_version": "0.1.0",
        "dataset_version": "1",
        "scenario": {
            "seed": "18446744073709551615", "scale": "0.01", "start_date": "2024-11-25", "days": 4,
            "tables": ["customers", "stores", "orders_header"],
            "currencies": ["AUD"], "compression": "zstd",
            "delta_timestamps": "ntz", "delta_change_data_feed": false,
        },
        "policy": { "name": "default", "sha256": "ab12" },
        "labels": 5,
        "rules": [
            rule(RULE, serde_json::json!("customer_id"), serde_json::json!({ "rate": 0.005 }), 4),
            rule("stores.gone", serde_json::Value::Null, serde_json::json!({ "count": 3 }), 0),
        ],
    });
    assert_eq!(document, expected);
}

#[test]
fn the_report_tells_each_rule_with_its_first_example() {
    let parent = tempfile::tempdir().unwrap();
    let (plan, folder) = (files(), parent.path().join("truth"));
    let writer = begin(&folder, &plan);
    writer.receive(2, &varied(2)).unwrap();
    writer.receive(3, &[label_of(3, 40), label_of(3, 41)]).unwrap();
    let expected = vec![ExpectedCount { file: 0, kind: "delivery.late", count: 4 }];
    writer.finish(&RunFacts { expected, ..facts() }).unwrap();
    let report = text(&folder, "ANOMALIES.md");
    let path = plan.file(2).1;
    for line in [
        "6 effects, and 1 decoy.".to_owned(),
        format!("| `{RULE}` | {} | 0.5 % | 1000 | 6 | 5 | 2 | 1 | 6 |", CATALOGUE[0].meaning),
        format!(
            "| `{RULE}` | `{path}` | 4 | *row* | `{{\"order_id\":2}}` | copy of a row of `orders_header/order_dt=2024-11-25/part-00000.csv` |"
        ),
        format!("| `stores.gone` | {} | 3 | 1000 | 6 | 5 | 2 | 1 | 0 |", CATALOGUE[0].meaning),
        "| `customers` | `delivery.late` | 4 |".to_owned(),
    ] {
        assert!(report.lines().any(|found| found == line), "no line {line:?} in\n{report}");
    }
    assert!(report.contains(&format!("| `decoy.apostrophe` | 1 | `{path}` | 102 | ")), "{report}");
    assert!(!report.contains(plan.file(3).1), "only the first:\n{report}");
}

#[test]
fn the_report_stays_short_whatever_the_policy() {
    let parent = tempfile::tempdir().unwrap();
    let (plan, folder) = (files(), parent.path().join("truth"));
    let rule = |number| RuleRecord { rule_id: format!("rule.{number}"), ..facts().rules[0].clone() };
    let rules: Vec<RuleRecord> = (0..1_000).map(rule).collect();
    let writer = begin(&folder, &plan);
    for rule in &rules {
        writer.receive(2, &[Label { rule_id: Some(rule.rule_id.clone().into()), ..label_of(2, 1) }]).unwrap();
    }
    writer.finish(&RunFacts { rules, ..facts() }).unwrap();
    let report = text(&folder, "ANOMALIES.md");
    assert!(report.lines().count() < 200, "{report}");
    assert!(report.contains("\nAnd 930 more rules, which `run.json` lists.\n"), "{report}");
}
