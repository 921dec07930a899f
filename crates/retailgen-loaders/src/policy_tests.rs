//! What loaders for a policy promise: text where a cell need not cast, and everything else as without one.

use retailgen_anomaly::{Policy, kind::CATALOGUE};
use retailgen_schema::{ColumnType, Table};

use crate::{LoaderOptions, SchemaFormat, loaded_table::LoadedTable, render_schema};

const STRICT: LoaderOptions = LoaderOptions::new("data_raw");

fn under(policy: &Policy, table: Table, format: SchemaFormat) -> String {
    render_schema(&[table], format, &STRICT.with_anomalies(policy))
}

fn default() -> Policy {
    Policy::builtin("default").unwrap()
}

/// A policy with one rule.
fn one_rule(table: Table, column: &str, kind: &str) -> Policy {
    let rule =
        format!("[[rule]]\nid = \"x\"\ntable = \"{table}\"\ncolumn = \"{column}\"\nkind = \"{kind}\"\nrate = 0.1\n");
    Policy::parse(rule, "mine.toml").unwrap()
}

#[test]
fn a_policy_of_what_casts_gives_the_strict_text() {
    let negative = one_rule(Table::OrdersLines, "qty", "number.negative");
    for policy in [Policy::castable(), Policy::none(), negative] {
        // Rows with faults that cast break keys, which only this one has.
        for format in SchemaFormat::ALL.into_iter().filter(|format| *format != SchemaFormat::Postgres) {
            let strict = render_schema(&Table::ALL, format, &STRICT);
            let text = render_schema(&Table::ALL, format, &STRICT.with_anomalies(&policy));
            assert_eq!(text, strict, "{format} under {}", policy.name());
        }
    }
}

#[test]
fn cells_of_a_workbook_in_which_a_formula_has_failed_end_no_load() {
    let policy = one_rule(Table::ExchangeRates, "rate_to_aud", "workbook.error_cells");
    let sql = under(&policy, Table::ExchangeRates, SchemaFormat::Duckdb);
    assert!(sql.contains("header = true, ignore_errors = true)") && sql.contains("formula has failed"), "{sql}");
    assert!(
        !sql.contains("_cast") && !under(&default(), Table::ExchangeRates, SchemaFormat::Duckdb).contains("ignore")
    );
}

#[test]
fn formats_follow_the_policy_where_they_read_files_and_nowhere_else() {
    let policy = default();
    for format in SchemaFormat::ALL {
        let strict = render_schema(&Table::ALL, format, &STRICT);
        let text = render_schema(&Table::ALL, format, &STRICT.with_anomalies(&policy));
        assert_eq!(text != strict, format.reads_files(), "{format}");
    }
}

#[test]
fn a_column_that_a_rule_breaks_is_text_and_no_other() {
    // Under the default policy this table is as the contract has it, so names do not decide.
    let policy = one_rule(Table::Sensors, "sensor_ts", "timestamp.malformed");
    for (format, typed, text) in [
        (
            SchemaFormat::Pyarrow,
            "pa.field(\"sensor_ts\", pa.timestamp(\"us\"))",
            "pa.field(\"sensor_ts\", pa.string())",
        ),
        (SchemaFormat::Pandas, "pa.field(\"sensor_ts\", pa.timestamp(\"us\"))", "pa.field(\"sensor_ts\", pa.string())"),
        (SchemaFormat::Polars, "\"sensor_ts\": pl.Datetime(\"us\")", "\"sensor_ts\": pl.String"),
        (SchemaFormat::Spark, "sensor_ts TIMESTAMP_NTZ", "sensor_ts STRING"),
        (SchemaFormat::Duckdb, "sensor_ts: 'TIMESTAMP'", "sensor_ts: 'VARCHAR'"),
        (SchemaFormat::Dbt, "sensor_ts: 'TIMESTAMP'", "sensor_ts: 'VARCHAR'"),
    ] {
        let strict = render_schema(&[Table::Sensors], format, &STRICT);
        assert!(strict.contains(typed) && !strict.contains(text), "{strict}");
        let code = under(&policy, Table::Sensors, format);
        assert!(code.contains(text) && !code.contains(typed), "{code}");
        assert_eq!(under(&default(), Table::Sensors, format), strict, "{format}");
        let customers = render_schema(&[Table::Customers], format, &STRICT);
        assert_eq!(under(&policy, Table::Customers, format), customers, "{format}");
    }
}

#[test]
fn sql_has_beside_the_text_what_casts() {
    let sql = under(&default(), Table::Customers, SchemaFormat::Duckdb);
    assert!(
        sql.contains("SELECT\n    *,\n    TRY_CAST(nullif(birth_date, '') AS DATE) AS birth_date_cast\nFROM read_csv("),
        "{sql}"
    );
    assert!(sql.contains("-- Text, because not all of its cells cast: birth_date.\n"), "{sql}");
    let dbt = under(&default(), Table::Customers, SchemaFormat::Dbt);
    assert!(dbt.contains("    TRY_CAST(nullif(birth_date, '') AS DATE) AS birth_date,\n"), "{dbt}");
    assert!(dbt.contains("- casts:\n                  arguments:\n                    type: \"DATE\"\n"), "{dbt}");
    for table in Table::ALL.map(Table::definition) {
        for column in table.columns {
            assert!(table.column(&format!("{}_cast", column.name)).is_none(), "{}.{}", table.name, column.name);
        }
    }
}

/// No typed load of a broken record works; whoever wonders why it stops reads the reason above the code.
#[test]
fn loaders_say_that_records_are_broken_and_take_broken_lines() {
    let structural = Policy::builtin("structural").unwrap();
    for format in [SchemaFormat::Duckdb, SchemaFormat::Postgres, SchemaFormat::Pandas, SchemaFormat::Polars] {
        for (policy, says) in [(&structural, true), (&default(), false)] {
            let code = under(policy, Table::OrdersHeader, format);
            assert_eq!(code.contains("Records or files are broken"), says, "{code}");
        }
    }
    let events = under(&structural, Table::Events, SchemaFormat::Duckdb);
    assert!(events.contains("CASE WHEN json_valid(json) THEN json END"), "{events}");
}

#[test]
fn a_line_that_is_no_json_ends_nothing_where_the_policy_leaves_some() {
    let broken = one_rule(Table::Events, "json", "json.malformed");
    let whole = one_rule(Table::Events, "event_ts", "timestamp.malformed");
    for (format, part) in [
        (SchemaFormat::Duckdb, "CASE WHEN json_valid(json) THEN json END"),
        (SchemaFormat::Dbt, "CASE WHEN json_valid(json) THEN json END"),
        (SchemaFormat::Pandas, "object_of(line)"),
        (SchemaFormat::Polars, "map_elements(is_json"),
        (SchemaFormat::Spark, "\"PERMISSIVE\""),
    ] {
        assert!(under(&broken, Table::Events, format).contains(part), "{format}");
        // A key that holds an instant is text in the contract, too.
        assert_eq!(under(&whole, Table::Events, format), render_schema(&[Table::Events], format, &STRICT), "{format}");
    }
}

#[test]
fn whatever_a_kind_can_break_is_read_as_text() {
    let mut broken = 0;
    for kind in CATALOGUE.iter().filter(|kind| kind.breaks_type) {
        for table in Table::ALL {
            for cell in
                table.definition().cells.iter().filter(|&cell| kind.fits(table.definition(), Some(cell)).is_ok())
            {
                let loaded = LoadedTable::new(table, Some(&one_rule(table, cell.name, kind.name)));
                if loaded.has_failed_cells() {
                    continue;
                }
                assert!(loaded.is_broken(cell));
                assert_eq!(loaded.column(cell).column_type, ColumnType::Utf8, "{table}.{}", cell.name);
                // The keys of an envelope are read by their types in the contract.
                let is_key = table.definition().column(cell.name).is_none();
                assert!(!is_key || cell.column_type == ColumnType::Utf8, "{table}.{}", cell.name);
                broken += 1;
            }
        }
    }
    assert!(broken > 10, "{broken}");
}
