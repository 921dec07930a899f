//! Every generated column keeps what its definition says: type, nullability, pattern, accepted values and range.

use std::{collections::BTreeSet, sync::LazyLock};

use crate::support::{self, rows::Cell};
use arrow_array::{Array, RecordBatch, RecordBatchReader, cast::AsArray};
use regex::Regex;
use retailgen::{Dataset, Table};
use retailgen_schema::{ColumnDefinition, ColumnType};

static TABLES: LazyLock<Vec<(Table, Vec<RecordBatch>)>> = LazyLock::new(|| {
    let of = |dataset: &Dataset| Table::ALL.map(|table| (table, support::batches(dataset, table)));
    support::datasets().iter().flat_map(of).collect()
});

/// Calls `check` with every column of every batch for which the definition says something.
fn each_column(check: impl Fn(&RecordBatch, &ColumnDefinition, &str)) {
    for (table, batches) in TABLES.iter() {
        for batch in batches {
            for column in table.definition().columns {
                check(batch, column, &format!("{table}.{}", column.name));
            }
        }
    }
}

/// The texts of a column, nulls left out.
fn texts(batch: &RecordBatch, column: &ColumnDefinition) -> Vec<String> {
    String::column(batch, column.name).into_iter().flatten().collect()
}

/// A number in units of 10⁻⁹, so that all types compare exactly.
fn billionths(text: &str) -> i128 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    let fraction: i128 = format!("{fraction:0<9}").parse().unwrap();
    whole.parse::<i128>().unwrap() * 1_000_000_000 + sign * fraction
}

/// The numbers of a column in units of 10⁻⁹, nulls left out.
fn numbers(batch: &RecordBatch, column: &ColumnDefinition) -> Vec<i128> {
    let unit = 1_000_000_000;
    match column.column_type {
        ColumnType::Int32 => {
            i32::column(batch, column.name).into_iter().flatten().map(|n| i128::from(n) * unit).collect()
        }
        ColumnType::Int64 => {
            i64::column(batch, column.name).into_iter().flatten().map(|n| i128::from(n) * unit).collect()
        }
        ColumnType::Float64 => {
            let degrees = f64::column(batch, column.name).into_iter().flatten();
            degrees.map(|value| (value * 1e9).round() as i128).collect()
        }
        ColumnType::Decimal128 { scale, .. } => {
            let step = 10_i128.pow(9 - u32::try_from(scale).unwrap());
            i128::column(batch, column.name).into_iter().flatten().map(|n| n * step).collect()
        }
        other => panic!("{other} has no range"),
    }
}

#[test]
fn every_batch_has_the_schema_of_its_table() {
    for dataset in support::datasets() {
        for table in Table::ALL {
            assert_eq!(dataset.batches(table).schema(), table.definition().schema());
        }
    }
    for (table, batches) in TABLES.iter() {
        assert!(!batches.is_empty(), "{table}");
        for batch in batches {
            assert_eq!(batch.schema(), table.definition().schema(), "{table}");
            // Of a day's orders nothing may have left by the as-of time, or come back.
            assert!(batch.num_rows() > 0 || matches!(table, Table::Shipments | Table::Returns), "{table}");
        }
    }
}

#[test]
fn required_columns_are_never_null() {
    each_column(|batch, column, name| {
        assert!(!column.required || batch.column_by_name(column.name).unwrap().null_count() == 0, "{name}");
    });
}

#[test]
fn other_columns_have_both_values_and_nulls() {
    for (table, batches) in &TABLES[..Table::ALL.len()] {
        for column in table.definition().columns.iter().filter(|column| !column.required) {
            let arrays = || batches.iter().map(|batch| batch.column_by_name(column.name).unwrap());
            let (nulls, rows) = arrays().fold((0, 0), |(n, all), a| (n + a.null_count(), all + a.len()));
            assert!(0 < nulls && nulls < rows, "{table}.{}: {nulls} of {rows}", column.name);
        }
    }
}

#[test]
fn required_texts_are_neither_empty_nor_padded() {
    each_column(|batch, column, name| {
        if column.column_type == ColumnType::Utf8 {
            let odd = texts(batch, column).into_iter().find(|text| text.is_empty() || text.trim() != text);
            assert_eq!(odd, None, "{name}");
        }
    });
}

#[test]
fn codes_match_their_pattern_in_full() {
    each_column(|batch, column, name| {
        if let Some(pattern) = column.pattern {
            let whole = Regex::new(&format!("^(?:{pattern})$")).unwrap();
            let odd = texts(batch, column).into_iter().find(|text| !whole.is_match(text));
            assert_eq!(odd, None, "{name} should match {pattern}");
        }
    });
}

#[test]
fn only_accepted_values_occur_and_all_of_them_do() {
    each_column(|batch, column, name| {
        if !column.accepted.is_empty() {
            let odd = texts(batch, column).into_iter().find(|text| !column.accepted.contains(&text.as_str()));
            assert_eq!(odd, None, "{name}");
        }
    });
    for table in Table::ALL {
        for column in table.definition().columns.iter().filter(|column| !column.accepted.is_empty()) {
            let batches = TABLES.iter().filter(|(of, _)| *of == table).flat_map(|(_, batches)| batches);
            let found: BTreeSet<String> = batches.flat_map(|batch| texts(batch, column)).collect();
            let listed: BTreeSet<String> = column.accepted.iter().map(|&value| value.to_owned()).collect();
            assert_eq!(found, listed, "{table}.{}", column.name);
        }
    }
}

#[test]
fn numbers_keep_their_minimum_and_maximum() {
    each_column(|batch, column, name| {
        for (bound, is_minimum) in [(column.minimum, true), (column.maximum, false)] {
            let Some(text) = bound else { continue };
            let bound = billionths(text);
            let beyond = |&value: &i128| if is_minimum { value < bound } else { value > bound };
            assert_eq!(numbers(batch, column).into_iter().find(beyond), None, "{name} has a bound at {text}");
        }
    });
}

#[test]
fn decimals_fit_their_precision_and_coordinates_have_six_decimals() {
    each_column(|batch, column, name| match column.column_type {
        ColumnType::Decimal128 { precision, .. } => {
            let limit = 10_i128.pow(u32::from(precision));
            assert!(i128::column(batch, column.name).into_iter().flatten().all(|n| n.abs() < limit), "{name}");
        }
        ColumnType::Float64 => {
            let is_rounded = |value: f64| {
                let millionths = value * 1e6;
                value.is_finite() && (millionths - millionths.round()).abs() < 1e-6
            };
            let array = batch.column_by_name(column.name).unwrap();
            let values = array.as_primitive::<arrow_array::types::Float64Type>().iter();
            assert!(values.flatten().all(is_rounded), "{name}");
        }
        _ => {}
    });
}
