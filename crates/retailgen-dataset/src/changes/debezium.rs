//! Operations as messages of Debezium, with a source as in `PostgreSQL`, by the JSON converter without schemas: one a line, key and
//! value.
//!
//! Dates are days since 1970 (`io.debezium.time.Date`), instants microseconds (`MicroTimestamp`), decimals strings
//! (`decimal.handling.mode=string`). What a fault has left out of the form of its column is a string.

use std::io::Write;

use retailgen_schema::{ColumnType, TableDefinition};
use retailgen_text::parse;
use serde_json::Number;

use super::{
    operation::{Difference, Kind, Operation},
    snapshot::DeliveredRow,
};

/// From the commit of a change to its message, as long each time.
const LAG_MILLIS: i64 = 200;

/// The images of a row before and after, as fields of a message's value. The table has `REPLICA IDENTITY FULL`: the row before is
/// there with all its columns.
pub fn images(definition: &TableDefinition, difference: &Difference) -> Vec<u8> {
    let (before, after) = difference.images();
    let mut out = Vec::new();
    for (name, row) in [("\"before\":", before), (",\"after\":", after)] {
        out.extend_from_slice(name.as_bytes());
        match row {
            Some(row) => push_row(definition, row, &mut out),
            None => out.extend_from_slice(b"null"),
        }
    }
    out
}

/// Appends the message of an operation whose image is made by [`images`], and the tombstone of a row that is gone.
pub fn push(definition: &TableDefinition, operation: &Operation, number: i64, out: &mut Vec<u8>) {
    let key = definition.primary_key.first().map_or_else(String::new, |name| format!("{name:?}:{}", operation.key));
    let letter = match operation.kind {
        Kind::Insert => 'c',
        Kind::Update => 'u',
        Kind::Delete => 'd',
    };
    let committed = operation.at.div_euclid(1_000);
    write!(out, "{{\"key\":{{{key}}},\"value\":{{").expect("a vector takes all");
    out.extend_from_slice(&operation.image);
    writeln!(
        out,
        ",\"source\":{{\"version\":\"3.1.0.Final\",\"connector\":\"postgresql\",\"name\":\"retail\",\"ts_ms\":{committed},\
         \"snapshot\":\"false\",\"db\":\"retail\",\"schema\":\"public\",\"table\":\"{}\",\"txId\":{number},\"lsn\":{number}}},\
         \"op\":\"{letter}\",\"ts_ms\":{}}}}}",
        definition.name,
        committed + LAG_MILLIS
    )
    .expect("a vector takes all");
    if operation.kind == Kind::Delete {
        writeln!(out, "{{\"key\":{{{key}}},\"value\":null}}").expect("a vector takes all");
    }
}

fn push_row(definition: &TableDefinition, row: DeliveredRow, out: &mut Vec<u8>) {
    for (number, column) in definition.columns.iter().enumerate() {
        out.push(if number == 0 { b'{' } else { b',' });
        push_string(column.name, out);
        out.push(b':');
        match row.cell(number) {
            Some(text) => push_value(&text, column.column_type, out),
            None => out.extend_from_slice(b"null"),
        }
    }
    out.push(b'}');
}

/// Appends a value, given as the text of its cell.
fn push_value(text: &str, column_type: ColumnType, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let number = match column_type {
        ColumnType::Int32 | ColumnType::Int64 => parse::number(bytes),
        ColumnType::Date32 => parse::date(bytes).map(|date| i64::from(date.days())),
        ColumnType::TimestampMicros => parse::instant(bytes),
        _ => None,
    };
    let stands_as_it_is = match column_type {
        ColumnType::Bool => parse::boolean(bytes).is_some(),
        ColumnType::Float64 => serde_json::from_str::<Number>(text).is_ok(),
        _ => false,
    };
    match number {
        Some(number) => write!(out, "{number}").expect("a vector takes all"),
        None if stands_as_it_is => out.extend_from_slice(bytes),
        None => push_string(text, out),
    }
}

fn push_string(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("a vector takes all, and text is JSON");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, column_type: ColumnType) -> String {
        let mut out = Vec::new();
        push_value(text, column_type, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values_have_the_types_that_the_connector_gives_them() {
        for (text, column_type, expected) in [
            ("42", ColumnType::Int64, "42"),
            ("4 2", ColumnType::Int32, "\"4 2\""),
            ("1970-01-03", ColumnType::Date32, "2"),
            ("03/01/1970", ColumnType::Date32, "\"03/01/1970\""),
            ("1970-01-01T00:00:01.000002", ColumnType::TimestampMicros, "1000002"),
            ("19.5900", ColumnType::Decimal128 { precision: 12, scale: 4 }, "\"19.5900\""),
            ("-33.868800", ColumnType::Float64, "-33.868800"),
            ("NaN", ColumnType::Float64, "\"NaN\""),
            ("true", ColumnType::Bool, "true"),
            ("yes", ColumnType::Bool, "\"yes\""),
            ("say \"no\"", ColumnType::Utf8, r#""say \"no\"""#),
            ("", ColumnType::Utf8, "\"\""),
        ] {
            assert_eq!(value(text, column_type), expected);
        }
    }
}
