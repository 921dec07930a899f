//! What every format promises: the same columns as the definition.

use std::collections::BTreeSet;

use retailgen_anomaly::Policy;
use retailgen_schema::{FieldType, Format, Table};
use serde_json::Value;

use crate::{LoaderOptions, SchemaFormat, layout, literal, loaded_table::LoadedTable, render_schema};

const LOADERS: [SchemaFormat; 6] = [
    SchemaFormat::Postgres,
    SchemaFormat::Duckdb,
    SchemaFormat::Pandas,
    SchemaFormat::Polars,
    SchemaFormat::Spark,
    SchemaFormat::Dbt,
];

fn of_all(format: SchemaFormat) -> String {
    render_schema(&Table::ALL, format, &LoaderOptions::new("data_raw"))
}

#[test]
fn json_holds_every_column_and_key() {
    let value: Value = serde_json::from_str(&of_all(SchemaFormat::Json)).unwrap();
    let tables = value["tables"].as_array().unwrap();
    assert_eq!(tables.len(), Table::ALL.len());
    for (object, table) in tables.iter().zip(Table::ALL.map(Table::definition)) {
        assert_eq!(object["name"], table.name);
        let names: Vec<&str> =
            object["columns"].as_array().unwrap().iter().map(|column| column["name"].as_str().unwrap()).collect();
        assert_eq!(names, table.columns.iter().map(|column| column.name).collect::<Vec<_>>());
    }
    let headers = &tables[4];
    assert_eq!(headers["partitions"][0]["type"], "date32");
    assert_eq!(headers["columns"][3]["references"]["table"], "customers");
    assert_eq!(headers["rows_at_scale_1"]["low"], 1_200_000);
    assert_eq!(tables[6]["document"]["event_types"][6]["payload"][0]["references"]["column"], "order_id");
    assert_eq!(tables[10]["columns"][6]["since_version"], 1);
    assert_eq!(headers["document"], Value::Null);
}

#[test]
fn views_that_need_an_extension_come_last() {
    let sql = of_all(SchemaFormat::Duckdb);
    let place = |view: &str| sql.find(&format!("VIEW {view} AS")).unwrap();
    let last_plain = ["customers", "events", "events_parsed", "sensors", "shipments"].map(place).into_iter().max();
    assert!(place("events") < place("events_parsed"));
    assert!(last_plain.unwrap() < place("exchange_rates") && place("exchange_rates") < place("returns"), "{sql}");
    assert!(
        last_plain.unwrap() < sql.find("-- read_xlsx").unwrap() && !sql[..last_plain.unwrap()].contains("extension")
    );
}

#[test]
fn tables_of_ddl_come_after_those_they_refer_to() {
    let backwards: Vec<Table> = Table::ALL.into_iter().rev().collect();
    let sql = render_schema(&backwards, SchemaFormat::Ddl, &LoaderOptions::new(""));
    let place = |table: Table| sql.find(&format!("CREATE TABLE {table} (")).unwrap();
    let mut keys = 0;
    for table in Table::ALL {
        for key in table.definition().columns.iter().filter_map(|column| column.references) {
            assert!(place(key.table) < place(table), "{table} refers to {}", key.table);
            keys += 1;
        }
    }
    assert_eq!(sql.matches("FOREIGN KEY").count(), keys);
    assert!(sql.contains(
        "    PRIMARY KEY (order_id, line_number),\n    FOREIGN KEY (order_id) REFERENCES orders_header (order_id)"
    ));
}

#[test]
fn ddl_of_one_table_refers_to_no_other() {
    let sql = render_schema(&[Table::OrdersHeader], SchemaFormat::Ddl, &LoaderOptions::new(""));
    assert!(!sql.contains("FOREIGN KEY"), "{sql}");
    assert!(sql.contains("Refers to customers.customer_id."), "{sql}");
    // The key of an event is in the object, not in a column.
    assert!(!render_schema(&[Table::Events], SchemaFormat::Ddl, &LoaderOptions::new("")).contains("PRIMARY KEY"));
}

#[test]
fn text_for_a_terminal_is_aligned_and_no_wider_than_120() {
    let text = of_all(SchemaFormat::Table);
    for line in text.lines() {
        assert!(line.chars().count() <= 120, "{line}");
        assert_eq!(line, line.trim_end());
    }
    let suppliers = render_schema(&[Table::Suppliers], SchemaFormat::Table, &LoaderOptions::new(""));
    let begin = suppliers.lines().find(|line| line.contains("meaning")).unwrap().find("meaning").unwrap();
    for column in Table::Suppliers.definition().columns {
        let line = suppliers.lines().find(|line| line.trim_start().starts_with(column.name)).unwrap();
        assert_eq!(line.find(column.meaning.split(' ').next().unwrap()), Some(begin), "{line}");
    }
}

#[test]
fn loaders_name_every_column_once_and_read_from_the_folder() {
    for format in LOADERS {
        for table in Table::ALL {
            let text = render_schema(&[table], format, &LoaderOptions::new("some/folder/"));
            assert!(text.contains("some/folder"), "{format} {table}");
            assert!(!text.contains("folder//"), "{format} {table}");
            assert!(text.contains(layout::root(table.definition())), "{format} {table}");
            for other in Table::ALL.into_iter().filter(|other| *other != table) {
                let assigned = [format!("\n{other} = "), format!("VIEW {other} AS"), format!("CREATE TABLE {other} ")];
                assert!(assigned.iter().all(|words| !text.contains(words.as_str())), "{format} {table} makes {other}");
            }
        }
    }
}

#[test]
fn loaders_leave_the_rows_value_where_the_path_has_one_too() {
    let text = |format| render_schema(&[Table::Sensors], format, &LoaderOptions::new("data_raw"));
    assert!(text(SchemaFormat::Duckdb).contains("hive_partitioning = false"));
    assert!(text(SchemaFormat::Postgres).contains("\\copy sensors (month, sensor_ts, store_id, "));
    assert!(!text(SchemaFormat::Polars).contains("store_id="));
    assert!(text(SchemaFormat::Spark).contains("recursiveFileLookup=True"));
    let pandas = text(SchemaFormat::Pandas);
    assert!(pandas.contains("pa.schema([pa.field(\"month\", pa.string())])"), "{pandas}");
}

#[test]
fn rows_of_text_have_a_line_where_their_place_is_wanted() {
    let options = LoaderOptions::new("data_raw");
    for format in [SchemaFormat::Duckdb, SchemaFormat::Pandas, SchemaFormat::Polars] {
        for table in Table::ALL {
            let has_line = |options: &LoaderOptions| render_schema(&[table], format, options).contains("_line\"");
            let has_line_in_sql = render_schema(&[table], format, &options.with_place()).contains("AS _line");
            let is_text = matches!(table.definition().format, Format::Csv | Format::Jsonl);
            assert_eq!(has_line(&options.with_place()) || has_line_in_sql, is_text, "{format} {table}");
            assert!(!has_line(&options), "{format} {table}");
        }
    }
    // As many fields as the table has columns.
    let sql = render_schema(&[Table::Suppliers], SchemaFormat::Duckdb, &options.with_place());
    assert!(sql.contains("){5}"), "{sql}");
    let python = render_schema(&[Table::Suppliers], SchemaFormat::Polars, &options.with_place());
    assert!(python.ends_with("suppliers = with_lines(suppliers, 6)\n"), "{python}");
}

#[test]
fn folders_are_quoted() {
    let folder = "o'neil's \"data\"\\raw";
    let sql = render_schema(&[Table::Stores], SchemaFormat::Duckdb, &LoaderOptions::new(folder));
    assert!(sql.contains(r#"'o''neil''s "data"[[-^]raw/stores.csv'"#), "{sql}");
    for format in [SchemaFormat::Pandas, SchemaFormat::Polars, SchemaFormat::Spark] {
        let code = render_schema(&[Table::Stores], format, &LoaderOptions::new(folder));
        assert!(code.contains(r#"DATA = "o'neil's \"data\"\\raw""#), "{code}");
    }
    assert_eq!(literal::python("a\nb"), "\"a\\u000ab\"");
    let psql = render_schema(&[Table::Stores], SchemaFormat::Postgres, &LoaderOptions::new(folder));
    assert!(psql.contains(r#"FROM './o''neil''s "data"\raw/stores.csv' WITH (FORMAT csv, HEADER true)"#), "{psql}");
}

#[test]
fn what_begins_a_pattern_stands_for_itself() {
    assert_eq!(literal::duckdb_pattern(r"a[1]/b*c?/\d]"), "a[[]1]/b[*]c[?]/[[-^]d]");
    let delta = |folder, format| render_schema(&[Table::Returns], format, &LoaderOptions::new(folder));
    assert!(delta("run [1]", SchemaFormat::Duckdb).contains("delta_scan('run [1]/returns')"));
    for folder in ["100%", r"back\slash"] {
        assert!(!delta(folder, SchemaFormat::Duckdb).contains("delta_scan"));
        for format in [SchemaFormat::Pandas, SchemaFormat::Polars, SchemaFormat::Spark] {
            assert!(delta(folder, format).contains("shutil.copytree("), "{format}");
            assert!(!delta("run [1]", format).contains("shutil"), "{format}");
        }
    }
}

#[test]
fn tables_of_postgres_have_keys_where_the_rows_are_clean() {
    let clean = of_all(SchemaFormat::Postgres);
    assert!(clean.contains("PRIMARY KEY (order_id, line_number)") && clean.contains(" DOUBLE PRECISION"), "{clean}");
    assert_eq!(clean.matches("\\copy ").count(), Table::ALL.len());
    let castable = Policy::castable();
    let options = LoaderOptions::new("data_raw").with_anomalies(&castable);
    let dirty = render_schema(&Table::ALL, SchemaFormat::Postgres, &options);
    assert!(!dirty.contains("KEY (") && !dirty.contains(" NOT NULL,\n"), "{dirty}");
}

#[test]
fn paths_of_each_layout() {
    let of = |table: Table| (layout::root(table.definition()), layout::glob(table.definition()));
    assert_eq!(of(Table::Customers), ("customers.csv", "customers.csv".to_owned()));
    assert_eq!(of(Table::OrdersHeader), ("orders_header", "orders_header/*/*.csv".to_owned()));
    assert_eq!(of(Table::Events), ("events", "events/*/*.jsonl".to_owned()));
    assert_eq!(of(Table::Sensors), ("sensors", "sensors/*/*/*.csv".to_owned()));
    assert_eq!(of(Table::Returns), ("returns", "returns".to_owned()));
    let names = |table: Table| {
        let columns = LoadedTable::new(table, None).columns();
        columns.iter().map(|column| column.name).skip(table.definition().columns.len()).collect::<Vec<_>>()
    };
    assert_eq!(names(Table::OrdersLines), ["order_dt"]);
    assert_eq!(names(Table::Sensors), ["month"]);
    assert_eq!(["", "/", "a/", "/a//", "~a", "-a"].map(layout::folder_name), [".", "/.", "a", "/a", "./~a", "./-a"]);
}

#[test]
fn a_key_of_several_payloads_has_one_type() {
    for document in Table::ALL.iter().filter_map(|table| table.definition().document.as_ref()) {
        let fields = document.event_types.iter().flat_map(|event_type| event_type.payload);
        let pairs: BTreeSet<(&str, bool)> =
            fields.map(|field| (field.name, field.field_type == FieldType::Integer)).collect();
        assert_eq!(layout::payload_columns(document).len(), pairs.len());
    }
}

#[test]
fn dbt_tests_only_the_keys_of_tables_it_has() {
    let all = of_all(SchemaFormat::Dbt);
    assert!(all.contains("to: source('retailgen', 'orders_header')"));
    assert!(all.contains("columns: [store_id, shelf_id, sensor_ts]"));
    let one = render_schema(&[Table::OrdersHeader], SchemaFormat::Dbt, &LoaderOptions::new("data_raw"));
    assert!(!one.contains("relationships"), "{one}");
    assert!(!one.contains("plugins"), "{one}");
}

#[test]
fn names_are_read_and_mistyped_ones_get_a_suggestion() {
    for format in SchemaFormat::ALL {
        assert_eq!(format.to_string().parse::<SchemaFormat>().unwrap(), format);
    }
    assert_eq!(
        "xml".parse::<SchemaFormat>().unwrap_err().to_string(),
        "there is no schema format \"xml\": choose among table, json, ddl, md, pyarrow, postgres, duckdb, pandas, polars, spark, dbt"
    );
}
