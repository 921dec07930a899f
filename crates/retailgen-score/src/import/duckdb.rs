//! The rejects of the CSV reader of `DuckDB`: `reject_errors`, with `reject_scans` for the names of the files.
//!
//! Bytes are counted from 1 and true. Lines count records, so they are wrong below a line break within quotes; `column_idx`
//! has another base for each type of error. Neither is used.

use std::collections::HashMap;

use retailgen_read::{ReadError, Rows, TableFile};

use crate::{Finding, Findings, neutral_form::whole, source_file::table_of};

/// Files by the numbers of scan and file.
pub(super) type Scans = HashMap<(String, String), String>;

/// Errors that are about a whole line.
const OF_LINES: [&str; 4] = ["TOO MANY COLUMNS", "MISSING COLUMNS", "LINE SIZE OVER MAXIMUM", "UNQUOTED VALUE"];

pub(super) fn scans(file: &TableFile, scans: &mut Scans) -> Result<(), ReadError> {
    let mut rows = Rows::open(file)?;
    while let Some(row) = rows.next_row()? {
        let text = |name| row.get(name).unwrap_or_default().to_owned();
        scans.insert((text("scan_id"), text("file_id")), text("file_path"));
    }
    Ok(())
}

pub(super) fn errors(file: &TableFile, scans: &Scans, findings: &mut Findings) -> Result<(), ReadError> {
    let mut rows = Rows::open(file)?;
    while let Some(row) = rows.next_row()? {
        let text = |name| row.get(name).unwrap_or_default().to_owned();
        // Whoever joins the two tables has the path beside the error.
        let joined = row.get("file_path").map(str::to_owned);
        let scan = (text("scan_id"), text("file_id"));
        let Some(path) = joined.or_else(|| scans.get(&scan).cloned()) else {
            let example = || format!("{}, scan {}", file.path.display(), scan.0);
            findings.complain("the file of its scan is not known: give reject_scans as well", example);
            continue;
        };
        let error = text("error_type");
        let byte = row.get("line_byte_position").or(row.get("byte_position")).and_then(whole);
        let is_of_line = OF_LINES.contains(&error.as_str());
        findings.list.push(Finding {
            table: table_of(&path),
            file: Some(path.into()),
            byte: byte.and_then(|byte| byte.checked_sub(1)),
            record: row.get("csv_line").map(Box::from),
            column: row.get("column_name").filter(|_| !is_of_line).map(|name| name.trim_matches('"').into()),
            tool: Some("duckdb".into()),
            check: Some(error.into()),
            ..Finding::default()
        });
    }
    Ok(())
}
