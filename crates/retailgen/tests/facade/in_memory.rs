//! Dirty data in memory: it is what a run writes, its labels say where it differs from the clean rows, and iterators of it
//! go where a test harness takes them.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{
    batches,
    contents::{Row, read, texts},
    csv, scenario,
    truth::{self, cell},
    window,
    written::{Written, under},
};
use arrow_array::{RecordBatch, RecordBatchReader};
use proptest::prelude::*;
use retailgen::{
    Batches, Dataset, DatasetError, DirtyBatch, DirtyBatches, DirtyFile, DirtyFiles, Error, Format, Label, Level,
    Policy, Scenario, Table, Window,
    rows::{self, CustomersRow, RowError},
    strategies,
};

/// Two weeks at a scale where most rules have several hits.
fn some_scenario(policy: &str) -> Scenario {
    under(11, "0.01", window("2024-11-20", 14), policy)
}

fn dirty_batches(dataset: &Dataset, table: Table) -> Vec<DirtyBatch> {
    dataset.dirty_batches(table).unwrap().collect::<Result<_, _>>().unwrap()
}

fn dirty_files(dataset: &Dataset, table: Table) -> Vec<DirtyFile> {
    dataset.dirty_files(table).unwrap().collect::<Result<_, _>>().unwrap()
}

/// What of a label does not hang on where its row is counted from.
fn said_by(label: &Label) -> String {
    let rule = (&label.rule_id, &label.incident_id, &label.kind, label.level.to_string());
    let values = (&label.key, &label.column, &label.clean_value, &label.dirty_value);
    let nature = (label.decoy, label.breaks_type);
    format!("{:?}", (rule, &label.file, values, &label.related_file, &label.related_key, nature))
}

/// The same of a label read from a truth folder.
fn said_by_stored(label: &truth::Label) -> String {
    let rule = (&label.rule, &label.incident, &label.kind, &label.level);
    let values = (Some(&label.key), &label.column, &label.clean, &label.dirty);
    let nature = (label.decoy, label.breaks_type);
    format!("{:?}", (rule, &label.file, values, &label.related_file, &label.related_key, nature))
}

#[test]
fn files_in_memory_are_those_that_are_written() {
    let scenario = some_scenario("default");
    let written = Written::new(&scenario, 2);
    let (files, stored) = (written.files(), truth::by_file(&written.labels()));
    let dataset = scenario.dataset();
    let is_text = |table: &Table| matches!(table.definition().format, Format::Csv | Format::Jsonl);
    let mut seen = BTreeSet::new();
    for table in Table::ALL.into_iter().filter(is_text) {
        let mut labels = 0;
        for file in dirty_files(&dataset, table) {
            assert!(file.text == files[&file.path], "{}", file.path);
            assert_eq!(file.rows, read(&file.path, &file.text).rows.len() as u64);
            let stored = truth::labels_of(&stored, &file.path);
            assert_eq!(file.labels.len(), stored.len(), "{}", file.path);
            for (label, stored) in file.labels.iter().zip(stored) {
                assert_eq!(said_by(label), said_by_stored(stored));
                let related = label.related_row.map(|row| row as usize);
                assert_eq!((label.index(), related), (Some(stored.row), stored.related_row), "{label:?}");
                assert_eq!(label.line.map(|line| line as usize), stored.line, "{label:?}");
                assert_eq!(label.table, table);
            }
            labels += file.labels.len();
            seen.insert(file.path);
        }
        assert!(labels > 0, "{table}");
    }
    let text_files = files.keys().filter(|path| matches!(path.rsplit_once('.'), Some((_, "csv" | "jsonl"))));
    assert!(seen.iter().eq(text_files));
}

#[test]
fn batches_in_memory_hold_the_rows_and_labels_that_are_written() {
    let scenario = some_scenario("castable");
    let written = Written::new(&scenario, 2);
    let (files, stored) = (written.files(), truth::by_file(&written.labels()));
    let dataset = scenario.dataset();
    for table in Table::ALL {
        let mut by_file: BTreeMap<String, Vec<DirtyBatch>> = BTreeMap::new();
        let mut first_row = 0;
        for batch in dirty_batches(&dataset, table) {
            assert_eq!(batch.first_row, first_row);
            assert_eq!(batch.rows.schema(), table.definition().schema());
            first_row += batch.rows.num_rows() as u64;
            by_file.entry(batch.file.clone()).or_default().push(batch);
        }
        assert!(!by_file.is_empty(), "{table}");
        for (path, batches) in by_file {
            let rows: Vec<Vec<Option<String>>> = batches.iter().flat_map(|batch| texts(&batch.rows)).collect();
            let in_file: Vec<_> = read(&path, &files[&path]).rows.into_iter().map(|row| row.cells).collect();
            assert!(rows == in_file, "{path}");

            let mut above = 0;
            let mut labels = Vec::new();
            for batch in &batches {
                labels.extend(batch.labels.iter().map(|label| (above + label.index().unwrap(), label)));
                above += batch.rows.num_rows();
            }
            let stored = truth::labels_of(&stored, &path);
            assert_eq!(labels.len(), stored.len(), "{path}");
            for ((row, label), stored) in labels.into_iter().zip(stored) {
                assert_eq!(said_by(label), said_by_stored(stored));
                assert_eq!((row, label.line), (stored.row, None), "{label:?}");
            }
        }
    }
}

/// Every label is of the cell or row that it names, and what has no label is clean.
fn assert_labels_are_the_difference(table: Table, batch: &DirtyBatch) {
    let row_of = |cells| Row { line: None, text: String::new(), cells };
    let rows: Vec<Row> = texts(&batch.rows).into_iter().map(row_of).collect();
    let mut clean = texts(&batch.clean).into_iter().map(row_of);
    let mut labels = batch.labels.iter().peekable();
    for (number, row) in rows.iter().enumerate() {
        let of_row: Vec<&Label> =
            std::iter::from_fn(|| labels.next_if(|label| label.index() == Some(number))).collect();
        for label in of_row.iter().filter(|label| label.level == Level::Cell) {
            assert_eq!(cell(table, row, label.column.as_deref().unwrap()).as_deref(), label.dirty_value.as_deref());
        }
        if of_row.iter().any(|label| label.level == Level::Row) {
            assert!(of_row.iter().all(|label| !label.decoy), "{of_row:?}");
            continue;
        }
        let clean = clean.next().unwrap();
        for column in table.definition().columns {
            let label = of_row.iter().find(|label| label.column.as_deref() == Some(column.name));
            match label {
                Some(label) => {
                    assert_eq!(cell(table, &clean, column.name).as_deref(), label.clean_value.as_deref(), "{label:?}");
                }
                // The line of an object whose keys have labels is another one too.
                None if table.definition().document.is_some() && !of_row.is_empty() => {}
                None => assert_eq!(cell(table, row, column.name), cell(table, &clean, column.name), "row {number}"),
            }
        }
    }
    assert_eq!(labels.next(), None);
    assert!(clean.next().is_none());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn labels_are_the_difference(
        dirty in prop::sample::select(Table::ALL.to_vec()).prop_flat_map(strategies::dirty_tables)
    ) {
        for batch in &dirty.batches {
            assert_labels_are_the_difference(dirty.table, batch);
        }
        let clean = batches(&dirty.scenario.dataset(), dirty.table);
        // A file that comes a second time has no clean row.
        let is_again = |batch: &&DirtyBatch| batch.clean.num_rows() == 0 && batch.rows.num_rows() > 0;
        let rows = dirty.batches.iter().filter(|batch| !is_again(batch)).map(|batch| &batch.clean);
        prop_assert!(rows.eq(&clean));
    }
}

#[test]
fn rows_are_structs_but_for_the_nulls_that_the_labels_tell() {
    let dataset = under(11, "0.05", window("2024-11-20", 14), "castable").dataset();
    let mut nulls = 0;
    for batch in dirty_batches(&dataset, Table::Customers) {
        let mut found = BTreeSet::new();
        for row in rows::read::<CustomersRow>(&batch.rows).unwrap() {
            match row {
                Ok(_) => {}
                Err(RowError::Null { row, .. }) => _ = found.insert(row),
                Err(error) => panic!("{error}"),
            }
        }
        let is_null = |label: &&Label| label.level == Level::Cell && label.dirty_value.is_none();
        let told: BTreeSet<usize> = batch.labels.faults().filter(is_null).filter_map(Label::index).collect();
        assert_eq!(found, told);
        nulls += told.len();
    }
    assert!(nulls > 0, "the policy leaves telephone numbers out");
}

#[test]
fn without_a_policy_there_are_decoys_only() {
    let dataset = some_scenario("none").dataset();
    for table in Table::ALL {
        let dirty = dirty_batches(&dataset, table);
        assert!(
            dirty.iter().all(|batch| batch.rows == batch.clean && batch.labels.faults().next().is_none()),
            "{table}"
        );
        let rows: Vec<RecordBatch> = dirty.into_iter().map(|batch| batch.rows).collect();
        assert_eq!(rows, batches(&dataset, table));
    }
    let many = dirty_batches(&under(11, "0.2", window("2024-11-20", 14), "none").dataset(), Table::Customers);
    assert!(many.iter().flat_map(|batch| batch.labels.decoys()).next().is_some());
    let customers = &dirty_files(&dataset, Table::Customers)[0];
    assert_eq!(customers.text, csv(Table::Customers, &batches(&dataset, Table::Customers)));
}

#[test]
fn what_cannot_be_held_is_refused_beforehand() {
    let dataset = some_scenario("default").dataset();
    assert_eq!(
        dataset.dirty_batches(Table::Customers).unwrap_err().to_string(),
        "record batches of the table customers cannot hold what the rule \"customers.birth_date.malformed\" writes: take a \
         policy without it, such as \"castable\", or the table's text"
    );
    for table in Table::ALL {
        let malformed = dataset.scenario().anomalies().rules_for(table).any(|rule| rule.kind.breaks_type);
        let format = table.definition().format;
        let refused = matches!(dataset.dirty_batches(table), Err(DatasetError::DoesNotCast { .. }));
        assert_eq!(refused, malformed && format == Format::Csv, "{table}");
        let refused = matches!(dataset.dirty_files(table), Err(DatasetError::NotText { .. }));
        assert_eq!(refused, !matches!(format, Format::Csv | Format::Jsonl), "{table}");
    }
    assert_eq!(
        dataset.dirty_files(Table::Shipments).unwrap_err().to_string(),
        "the table shipments is no text but parquet: write it into a folder, give it a text format, or choose among customers, products, \
         stores, suppliers, orders_header, orders_lines, events, sensors"
    );
    let text = "[[rule]]\nid = \"many\"\ntable = \"stores\"\ncolumn = \"name\"\nkind = \"null\"\ncount = 1000\n";
    let dataset =
        scenario(1, "0.001", Window::default()).with_anomalies(Policy::parse(text, "many.toml").unwrap()).dataset();
    assert!(matches!(dataset.dirty_batches(Table::Stores), Err(DatasetError::Policy(_))));
    assert!(matches!(dataset.dirty_files(Table::Stores), Err(DatasetError::Policy(_))));
    assert!(dataset.dirty_batches(Table::Suppliers).is_ok());
}

#[test]
fn iterators_go_to_other_threads_and_into_readers() {
    fn is_send<T: Send>() {}
    fn is_shared<T: Send + Sync>() {}
    is_send::<Batches>();
    is_send::<DirtyBatches>();
    is_send::<DirtyFiles>();
    is_shared::<Dataset>();
    is_shared::<DirtyBatch>();
    is_shared::<Error>();

    let dataset = scenario(3, "0.001", Window::default()).dataset();
    let reader: Box<dyn RecordBatchReader + Send> = Box::new(dataset.batches(Table::Stores));
    assert_eq!(reader.schema(), Table::Stores.definition().schema());
    let there = std::thread::spawn(|| reader.map(Result::unwrap).collect::<Vec<_>>()).join();
    assert_eq!(there.unwrap(), batches(&dataset, Table::Stores));
}

mod laws {
    use proptest::prelude::*;
    use retailgen::{Table, strategies};

    proptest! {
        #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 100, ..ProptestConfig::default() })]
        #[test]
        fn rows_are_the_clean_ones_and_those_that_are_one_too_many(table in strategies::dirty_tables(Table::Customers)) {
            for batch in &table.batches {
                let extra = batch.labels.extra_rows().count();
                prop_assert_eq!(batch.rows.num_rows(), batch.clean.num_rows() + extra);
            }
        }
    }
}
