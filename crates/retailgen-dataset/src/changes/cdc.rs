//! Operations as CSV, as AWS DMS and tools like it write them: what happened, and the row; of one that is gone, the row that it was.

use std::io::Write;

use retailgen_schema::TableDefinition;
use retailgen_sinks::csv::CsvEncoder;
use retailgen_text::DayText;

use super::operation::{Kind, Operation};

/// Appends the names of the columns.
pub fn header(definition: &TableDefinition, out: &mut Vec<u8>) {
    out.extend_from_slice(b"op,seq,changed_at,");
    CsvEncoder::new(definition).header(out);
}

/// Appends an operation, whose image is the line of its row.
pub fn push(operation: &Operation, number: i64, out: &mut Vec<u8>) {
    let letter = match operation.kind {
        Kind::Insert => 'I',
        Kind::Update => 'U',
        Kind::Delete => 'D',
    };
    write!(out, "{letter},{number},").expect("a vector takes all");
    out.extend_from_slice(&DayText::default().timestamp(operation.at).expect("the company's years have four digits"));
    out.push(b',');
    out.extend_from_slice(&operation.image);
}
