//! Reads files as Rust programs do, with the crates `csv` and `serde_json`, and prints what they make of each as a line of JSON:
//! the rows, whether reading broke off, and how many records were refused.
//!
//! Usage: `retailgen-interop-readers csv|json strict|lenient FILE...`
#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::{env, error::Error, fs};

use serde_json::{Value, json};

/// What a reader makes of a file.
#[derive(Default)]
struct Reading {
    rows: Vec<Value>,
    refused: usize,
    error: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (form, is_lenient) = (arguments.next(), arguments.next().as_deref() == Some("lenient"));
    for path in arguments {
        let bytes = fs::read(&path)?;
        let read = if form.as_deref() == Some("csv") { read_csv } else { read_json_lines };
        let Reading { rows, refused, error } = read(&bytes, is_lenient);
        println!("{}", json!({ "rows": rows, "refused": refused, "error": error }));
    }
    Ok(())
}

/// Strictly, all records must have as many fields as the header; leniently, as many as they like.
fn read_csv(bytes: &[u8], is_lenient: bool) -> Reading {
    let mut reading = Reading::default();
    let mut reader = csv::ReaderBuilder::new().flexible(is_lenient).from_reader(bytes);
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => return Reading { error: Some(error.to_string()), ..reading },
    };
    for record in reader.records() {
        match record {
            // Under its names, as `deserialize` gives it to a struct.
            Ok(record) => {
                let fields = header.iter().zip(&record).map(|(name, field)| (name.to_owned(), field.into()));
                let mut row: serde_json::Map<String, Value> = fields.collect();
                row.insert("number of fields".to_owned(), record.len().into());
                reading.rows.push(row.into());
            }
            Err(error) => return Reading { error: Some(error.to_string()), ..reading },
        }
    }
    reading
}

/// Strictly, the first line that is no JSON ends it; leniently, such lines are counted.
fn read_json_lines(bytes: &[u8], is_lenient: bool) -> Reading {
    let mut reading = Reading::default();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match serde_json::from_slice(line) {
            Ok(row) => reading.rows.push(row),
            Err(_) if is_lenient => reading.refused += 1,
            Err(error) => return Reading { error: Some(error.to_string()), ..reading },
        }
    }
    reading
}
