//! What each rule brings about: as many hits as planned, types that break where the label says so, copies, runs, decoys.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{
    self, batches,
    contents::{Row, is_derived, read, table_of},
    datasets,
    rows::Line,
    scenario,
    truth::{Label, by_file, cell, healed, labels_of},
    window,
    written::{Written, under},
};
use arrow_array::cast::AsArray;
use arrow_csv::ReaderBuilder;
use jiff::Timestamp;
use retailgen::{ColumnDefinition, Mechanism, Policy, Table, Window, WriteOptions};
use retailgen_anomaly::kind::{CATALOGUE, MOST_PIECES};
use retailgen_schema::{Format, TableDefinition};
use retailgen_tables::Parameters;
use retailgen_text::cell_text;

#[test]
fn every_rule_hits_as_often_as_planned() {
    let written = Written::new(&under(42, "0.01", Window::default(), "default"), 2);
    for rule in written.run()["rules"].as_array().unwrap() {
        let (planned, realised) = (rule["planned"].as_u64().unwrap(), rule["realised"].as_u64().unwrap());
        assert!(realised > 0, "never realised: {rule}");
        // Incidents need enough store orders on their day, which the smallest days may lack, and days after the twelfth are
        // no months.
        let id = rule["rule_id"].as_str().unwrap();
        if is_incident(id) || id.ends_with(".swapped") {
            continue;
        }
        let unplaced = rule["unplaced"].as_u64().unwrap();
        assert_eq!(planned, realised + unplaced, "{rule}");
        // Where there is a file a day, a rate is one of all rows, and a small day may have more hits than signed-in events: the
        // next test has the rate. So it is with coupons, and a sensor's day may lack the readings of a long run.
        if id == "events.user_id.orphan" || id.starts_with("orders_header.coupon_code") {
            assert!(unplaced <= 2, "{rule}");
        } else if run_length(id) > 6 {
            assert!(unplaced <= planned / 10, "{rule}");
        } else {
            assert_eq!(unplaced, 0, "{rule}");
            let due = rule["requested"]["rate"].as_f64().unwrap() * rule["eligible"].as_f64().unwrap();
            // Runs come whole.
            let slack = f64::from(run_length(id).max(2));
            // Few customers, of whom a tenth buy half of all: their lines are up to 7 % off the mean that plans go by.
            assert!((planned as f64 - due).abs() <= slack + due * 0.07, "due {due}: {rule}");
        }
    }
}

/// How a rule of the default policy lies among the rows.
fn mechanism(id: &str) -> Mechanism {
    Policy::builtin("default").unwrap().rule(id).unwrap().mechanism
}

fn is_incident(id: &str) -> bool {
    matches!(mechanism(id), Mechanism::Incident { .. })
}

/// Rows of a run; 0 where a rule's hits do not come so.
fn run_length(id: &str) -> u32 {
    match mechanism(id) {
        Mechanism::Run { length } => length,
        _ => 0,
    }
}

/// The budget of a rule is its rate over the rows that the plan expects, however the rows are cut into blocks.
#[test]
fn budgets_are_exact_over_the_rows_of_the_plan() {
    let scenario = under(42, "0.01", Window::default(), "default");
    let mut rows: BTreeMap<&str, f64> = BTreeMap::new();
    // Returns under inspection are left alone: what a later version corrects has no fault.
    for file in scenario.dataset().plan().files() {
        if file.part().life().is_none_or(|life| !life.under_inspection) {
            *rows.entry(file.table().name()).or_default() += file.rows().count() as f64;
        }
    }
    let written = Written::new(&scenario, 2);
    for rule in written.run()["rules"].as_array().unwrap() {
        let (id, table) = (rule["rule_id"].as_str().unwrap(), rule["table"].as_str().unwrap());
        // Their rows are not all eligible, and incidents are dealt out by days.
        let part = [
            "products.discontinued_dt.missing",
            "returns.return_reason_code.mixed_up",
            "shipments.delivered_at.swapped",
        ];
        if part.contains(&id) || is_incident(id) || id.starts_with("orders_header.coupon_code") {
            continue;
        }
        let (planned, rate) = (rule["planned"].as_f64().unwrap(), rule["requested"]["rate"].as_f64().unwrap());
        let due = rate * rows[table];
        let definition: Table = table.parse().unwrap();
        if definition.definition().partitions.is_empty() {
            assert_eq!(planned as u64, due.round().max(1.0) as u64, "{rule}");
        } else {
            // A plan rounds the rows of each of a year's files down; runs come whole.
            let whole = f64::from(run_length(id).max(1));
            // On a small day there may be nobody who is signed in.
            let idle = if id == "events.user_id.orphan" { 0.06 * due } else { 0.0 };
            assert!(
                (-idle..=0.0).contains(&(planned - due)) || (planned - due).abs() <= whole + rate * 400.0,
                "due {due}: {rule}"
            );
        }
    }
}

/// What a policy may ask of incidents at tills, `greatest_rate` of retailgen-anomaly, is there to be hit.
#[test]
fn incidents_at_tills_reach_what_may_be_asked_of_them() {
    for days_share in [0.05, 0.5, 0.67] {
        let text = |rate: f64| {
            format!(
                "[[rule]]\nid = 'a'\ntable = 'orders_header'\ncolumn = 'currency'\nkind = 'currency.invalid'\n\
                 rate = {rate}\nmechanism = 'incident'\ndays_share = {days_share}\n"
            )
        };
        let refused = Policy::parse(text(days_share), "mine.toml").unwrap_err().to_string();
        let most: f64 = refused.rsplit(' ').next().unwrap().parse().unwrap();
        let policy = Policy::parse(text(most), "mine.toml").unwrap();
        let scenario = scenario(3, "0.05", Window::default()).with_tables([Table::OrdersHeader]).unwrap();
        let written = Written::new(&scenario.with_anomalies(policy), 2);
        let rule = &written.run()["rules"][0];
        let (planned, realised) = (rule["planned"].as_f64().unwrap(), rule["realised"].as_f64().unwrap());
        // On some days fewer come to the tills than the curve says.
        assert!(realised >= 0.95 * planned, "{rule}");
        let days: BTreeSet<String> = written.labels().into_iter().filter_map(|label| label.incident).collect();
        assert!((days.len() as f64 - days_share * 366.0).abs() <= 3.0, "{} days of {days_share}", days.len());
    }
}

/// What `quantity.over_sold` adds is more than any order line has.
#[test]
fn no_order_line_sells_more_than_the_most_pieces() {
    assert_eq!(Parameters::default().baskets.units.len(), MOST_PIECES as usize);
    let mut most = 0;
    for dataset in datasets() {
        let lines = Line::read(&batches(dataset, Table::OrdersLines));
        most = lines.iter().map(|line| line.qty).fold(most, i32::max);
    }
    assert_eq!(most, MOST_PIECES);
}

/// Keys are nulled, orphaned and doubled as often as rows are repeated, and each copy can still be told by all of them.
#[test]
fn a_repeated_row_has_the_keys_of_its_original() {
    let rule = |id: &str, table: &str, column: &str, kind: &str| {
        let column = if column.is_empty() { String::new() } else { format!("column = \"{column}\"\n") };
        format!("[[rule]]\nid = \"{id}\"\ntable = \"{table}\"\n{column}kind = \"{kind}\"\nrate = 0.3\n")
    };
    let policy = [
        rule("a", "stores", "store_code", "code.duplicated"),
        rule("b", "stores", "store_id", "null"),
        rule("c", "stores", "", "row.repeated"),
        rule("d", "orders_lines", "order_id", "key.orphan"),
        rule("e", "orders_lines", "", "row.repeated"),
        rule("f", "events", "event_id", "key.missing"),
        rule("g", "events", "json", "json.malformed"),
        rule("h", "events", "", "row.repeated"),
        rule("i", "sensors", "sensor_ts", "null"),
        rule("j", "sensors", "", "row.repeated"),
    ];
    let policy = Policy::parse(policy.concat(), "keys.toml").unwrap();
    let scenario = scenario(3, "0.01", window("2024-11-20", 5)).with_anomalies(policy);
    let dataset = scenario.dataset();
    for table in [Table::Stores, Table::OrdersLines, Table::Events, Table::Sensors] {
        let definition = table.definition();
        let is_identity = |cell: &ColumnDefinition| cell.unique || definition.primary_key.contains(&cell.name);
        let identity: Vec<_> = definition.cells.iter().filter(|cell| is_identity(cell)).collect();
        let mut copies = 0;
        for batch in dataset.dirty_batches(table).unwrap().map(Result::unwrap) {
            let row = |row: usize| -> Vec<Option<String>> {
                if table == Table::Events {
                    let line = batch.rows["json"].as_string::<i32>().value(row);
                    let event: serde_json::Value = serde_json::from_str(line).unwrap();
                    return identity.iter().map(|cell| Some(event[cell.name].as_str().unwrap().to_owned())).collect();
                }
                identity.iter().map(|cell| cell_text(&batch.rows[cell.name], row).unwrap()).collect()
            };
            for label in batch.labels.extra_rows() {
                let original = label.related_row.unwrap() as usize;
                assert_eq!(row(label.index().unwrap()), row(original), "{table}: {label:?}");
                copies += 1;
            }
        }
        assert!(copies > 0, "{table}");
    }
}

/// A count is met to the last row, or refused before anything is written with what is possible.
#[test]
fn counts_are_met_or_refused() {
    let refused = |rules: &str| {
        let policy = Policy::parse(rules, "mine.toml").unwrap();
        let dataset = scenario(9, "0.002", window("2024-01-01", 7)).with_anomalies(policy).dataset();
        let folder = tempfile::tempdir().unwrap();
        let written = dataset.write(&folder.path().join("data"), &WriteOptions::default());
        assert!(written.is_ok() || !folder.path().join("data").exists());
        written.err().map(|error| error.to_string())
    };
    let rule = |id: &str, table: &str, column: &str, kind: &str, amount: &str| {
        format!("[[rule]]\nid = '{id}'\ntable = '{table}'\ncolumn = '{column}'\nkind = '{kind}'\n{amount}\n")
    };
    let dates =
        |count: u32| rule("a", "products", "discontinued_dt", "null.contradictory", &format!("count = {count}"));
    let told = refused(&dates(50)).unwrap();
    assert_eq!(told, "mine.toml:1:1: rule \"a\": count is 50, and products has 2 rows that the rule could hit");
    assert_eq!(refused(&dates(2)), None);
    // AUD is worth one AUD: a seventh of the rates have no inverse.
    let told = refused(&rule("a", "exchange_rates", "rate_to_aud", "rate.inverted", "count = 7665")).unwrap();
    assert!(told.contains("count is 7665, and exchange_rates has 6570 rows"), "{told}");
    // Two rules share the stores' names, of which there are ten.
    let names = [("a", "count = 6"), ("b", "count = 6")].map(|(id, amount)| rule(id, "stores", "name", "null", amount));
    let told = refused(&names.concat()).unwrap();
    assert!(told.contains("count is 6, and stores has 4 rows"), "{told}");
}

/// What a kind writes may be a value of the column's type and still none that the format of the file can hold.
#[test]
fn every_kind_can_be_written_into_every_typed_column_that_it_fits() {
    for table in [Table::ExchangeRates, Table::Shipments, Table::Returns] {
        let definition = table.definition();
        for kind in CATALOGUE {
            let columns = definition.columns.iter().map(Some).chain([None]);
            let fitting: Vec<_> = columns.filter(|column| kind.fits(definition, *column).is_ok()).collect();
            let rules = fitting.iter().enumerate().map(|(number, column)| {
                let column = column.map_or_else(String::new, |column| format!("column = \"{}\"\n", column.name));
                let head = format!("[[rule]]\nid = \"r{number}\"\ntable = \"{table}\"\n{column}");
                // A count would have to be met, and some kinds leave most rows alone.
                let run = Policy::parse(format!("{head}kind = \"{}\"\nrate = 0.02\n", kind.name), "a").is_err();
                let mechanism = if run { "mechanism = \"run\"\nlength = 6\n" } else { "" };
                head + &format!("kind = \"{}\"\nrate = 0.02\n{mechanism}", kind.name)
            });
            let policy = Policy::parse(rules.collect::<String>(), "kinds.toml").unwrap();
            let scenario = scenario(5, "0.005", window("2024-11-01", 40)).with_tables([table]).unwrap();
            let folder = tempfile::tempdir().unwrap();
            let written = scenario.with_anomalies(policy).dataset();
            let outcome = written.write(&folder.path().join("data"), &WriteOptions::default());
            assert!(outcome.is_ok(), "{} in {table}: {}", kind.name, outcome.unwrap_err());
        }
    }
}

/// Whether a strict reader of the table's types takes the rows.
fn casts(definition: &TableDefinition, header: &str, rows: &[&Row]) -> bool {
    match definition.format {
        Format::Csv => {
            let body: String = std::iter::once(header).chain(rows.iter().map(|row| row.text.as_str())).collect();
            let reader = ReaderBuilder::new(definition.schema()).with_header(true).build(body.as_bytes());
            reader.unwrap().all(|batch| batch.is_ok())
        }
        Format::Jsonl => rows.iter().all(|row| {
            let Ok(serde_json::Value::Object(event)) = serde_json::from_str(&row.text) else { return false };
            let is_instant =
                |text: &str| text.contains('T') && text.ends_with('Z') && text.parse::<Timestamp>().is_ok();
            event.get("event_ts").is_none_or(|value| value.as_str().is_some_and(is_instant))
                && event.get("user_id").is_none_or(|value| value.is_i64() || value.is_null())
        }),
        // A typed file holds its types only; reading it has checked them.
        _ => true,
    }
}

#[test]
fn castable_files_cast_strictly_and_default_ones_fail_only_where_labelled() {
    for policy in ["castable", "default"] {
        let written = Written::new(&under(11, "0.005", window("2024-05-01", 40), policy), 2);
        let labels = by_file(&written.labels());
        let mut formats = BTreeMap::<String, usize>::new();
        for (path, bytes) in written.files().into_iter().filter(|(path, _)| !is_derived(path)) {
            let (definition, contents) = (table_of(&path).definition(), read(&path, &bytes));
            let breaking: BTreeSet<usize> =
                labels_of(&labels, &path).iter().filter(|label| label.breaks_type).map(|label| label.row).collect();
            assert!(policy == "default" || breaking.is_empty());
            let (bad, good): (Vec<_>, Vec<_>) =
                contents.rows.iter().enumerate().partition(|(row, _)| breaking.contains(row));
            let good: Vec<&Row> = good.into_iter().map(|(_, row)| row).collect();
            assert!(casts(definition, &contents.header, &good), "{path} under {policy}");
            for (_, row) in &bad {
                assert!(!casts(definition, &contents.header, &[row]), "{path}: {row:?} casts although it is labelled");
            }
            *formats.entry(definition.format.to_string()).or_default() += bad.len();
        }
        assert_eq!(formats.keys().collect::<Vec<_>>(), ["csv", "delta", "jsonl", "parquet", "xlsx"]);
        if policy == "default" {
            assert!(formats["csv"] > 0 && formats["jsonl"] > 0, "{formats:?}");
            assert_eq!((formats["delta"], formats["parquet"], formats["xlsx"]), (0, 0, 0));
        }
    }
}

#[test]
fn copies_name_their_originals() {
    let written = Written::new(&under(5, "0.1", window("2024-06-01", 60), "default"), 2);
    let labels = written.labels();
    let of_kind =
        |kind: &str| labels.iter().filter(|label| label.kind == kind && label.level == "row").collect::<Vec<_>>();
    let (repeated, again) = (of_kind("row.repeated"), of_kind("row.redelivered"));
    // Only the files with a copy, and those before them that have its original, are read.
    let named: BTreeSet<&String> = repeated
        .iter()
        .chain(&again)
        .flat_map(|label| [Some(&label.file), label.related_file.as_ref()])
        .flatten()
        .collect();
    let files = written.files();
    let contents: BTreeMap<&String, _> = named.iter().map(|&path| (path, read(path, &files[path]))).collect();
    let by_file = by_file(&labels);
    // What a column holds by right, whatever has befallen it since.
    let clean = |file: &String, row: usize, column: &str| {
        let label = labels_of(&by_file, file).iter().find(|label| {
            label.row == row && matches!(label.column.as_deref(), Some(name) if name == column || name == "json")
        });
        match label {
            Some(label) if label.column.as_deref() == Some(column) => label.clean.clone(),
            Some(label) => support::json_line::value(label.clean.as_deref().unwrap(), column),
            None => cell(table_of(file), &contents[file].rows[row], column),
        }
    };
    let tables: BTreeSet<Table> = repeated.iter().map(|label| table_of(&label.file)).collect();
    assert!(tables.len() >= 8, "{tables:?}");
    for label in repeated {
        assert_eq!(label.related_key.as_ref(), Some(&label.key));
        let original = label.related_file.as_ref().unwrap();
        assert_eq!(*original, label.file);
        assert!(label.related_row.unwrap() < label.row);
        for &column in table_of(original).definition().primary_key {
            let value = clean(&label.file, label.row, column);
            assert!(value.is_some());
            assert_eq!(clean(original, label.related_row.unwrap(), column), value, "{label:?}");
        }
    }
    assert!(again.len() > 5);
    for label in again {
        assert_eq!(label.related_key.as_ref(), Some(&label.key));
        if let Some(first) = &label.related_file {
            assert!(*first < label.file);
            let copy = &contents[&label.file].rows[label.row].cells[0];
            assert!(contents[first].rows.iter().any(|row| row.cells[0] == *copy), "{label:?}");
        }
    }
}

#[test]
fn runs_are_consecutive_readings_of_one_sensor_with_one_value() {
    let written = Written::new(&under(6, "0.05", window("2024-02-01", 60), "default"), 2);
    let (files, labels) = (written.files(), written.labels());
    let labels = by_file(&labels);
    let mut runs = 0;
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("sensors")) {
        let labels = labels_of(&labels, path);
        // Clean rows, and for each written row its number among them; copies have none.
        let clean = healed(path, bytes, labels).rows;
        let copies: BTreeSet<usize> =
            labels.iter().filter(|label| label.level == "row").map(|label| label.row).collect();
        let number = |row: usize| row - copies.range(..row).count();
        let sensor = |row: &Row| [cell(Table::Sensors, row, "store_id"), cell(Table::Sensors, row, "shelf_id")];
        let mut by_run: BTreeMap<&str, Vec<&Label>> = BTreeMap::new();
        for label in labels.iter().filter(|label| label.incident.is_some()) {
            assert!(!copies.contains(&label.row));
            by_run.entry(label.incident.as_deref().unwrap()).or_default().push(label);
        }
        for (incident, run) in by_run {
            let first = run[0];
            let shows_one_value = ["number.out_of_range", "number.stuck"].contains(&first.kind.as_str());
            // A sensor that hangs shows what it would have shown now and then, and a gap ends its day early.
            assert!(first.kind != "number.out_of_range" || run.len() == 6, "{incident}");
            assert!((2..=24).contains(&run.len()), "{incident}");
            assert!(
                run.iter()
                    .all(|label| label.column == first.column && (label.dirty == first.dirty || !shows_one_value)),
                "{incident}"
            );
            let series = sensor(&clean[number(first.row)]);
            assert!(run.iter().all(|label| sensor(&clean[number(label.row)]) == series), "{incident}");
            // Whatever lies between the first and the last reading of the sensor is of the run, was taken already, or shows
            // by itself what the run shows.
            let hit: BTreeSet<usize> =
                labels.iter().filter(|label| label.column == first.column).map(|label| number(label.row)).collect();
            let span = number(first.row)..=number(run[run.len() - 1].row);
            let between = span.filter(|&row| sensor(&clean[row]) == series);
            let shown = first.dirty.clone();
            let shows_it = |row: usize| cell(Table::Sensors, &clean[row], first.column.as_deref().unwrap()) == shown;
            assert!(between.clone().all(|row| hit.contains(&row) || shows_it(row)), "{incident}");
            assert!(between.count() <= run.len() + 3, "{incident}");
            runs += 1;
        }
    }
    assert!(runs > 10, "{runs}");
}

#[test]
fn decoys_are_right_and_rare() {
    let tables = [Table::Customers, Table::Products, Table::OrdersLines];
    let written = Written::new(&under(8, "1", window("2024-08-01", 2), "default").with_tables(tables).unwrap(), 2);
    let (labels, files) = (written.labels(), written.files());
    let mut decoys: BTreeMap<(Table, &str), usize> = BTreeMap::new();
    for label in labels.iter().filter(|label| label.decoy) {
        assert_eq!((&label.rule, &label.incident, label.breaks_type), (&None, &None, false));
        assert_eq!(label.clean, label.dirty);
        *decoys.entry((table_of(&label.file), &label.kind)).or_default() += 1;
    }
    assert_eq!(decoys.len(), 12, "{decoys:?}");
    let contents: Vec<_> = files.iter().map(|(path, bytes)| (table_of(path), read(path, bytes))).collect();
    for ((table, kind), count) in &decoys {
        let rows =
            contents.iter().filter(|(of, _)| of == table).map(|(_, contents)| contents.rows.len()).sum::<usize>();
        assert!(*count <= rows / 20, "{count} times {kind} in {rows} rows");
    }
    assert!(labels.iter().any(|label| label.kind == "decoy.line_break"));
    assert!(labels.iter().any(|label| label.line.is_some_and(|line| line > label.row + 2)));
}
