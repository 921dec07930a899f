//! The failure cases of pandera: `SchemaErrors.failure_cases`, written as CSV, Parquet or JSON lines.
//!
//! A case has the index of the frame, which is the row in its file where one frame was read from one file and none of its
//! lines was left out. Where `_file` and `_row` stand beside the cases, or the columns of the key, they are taken instead. The
//! table is the one whose name stands in the file's.

use std::collections::HashSet;

use retailgen_read::{ReadError, Rows, TableFile};

use super::{file_stem, table_in};
use crate::{
    Finding, Findings,
    neutral_form::{own_key, whole},
};

pub(super) fn failure_cases(file: &TableFile, findings: &mut Findings) -> Result<(), ReadError> {
    let table = table_in(&file_stem(&file.path));
    let mut rows = Rows::open(file)?;
    // A check of the frame comes once for each column.
    let mut seen = HashSet::new();
    while let Some(row) = rows.next_row()? {
        let Some(table) = table else {
            let example = || file.path.display().to_string();
            findings.complain("its table is not known: put the table's name into the file's", example);
            continue;
        };
        let is_of_frame = row.get("schema_context") == Some("DataFrameSchema");
        let check = row.get("check").unwrap_or_default();
        let path = row.get("_file");
        let place = row.get(if path.is_some() { "_row" } else { "index" }).and_then(whole);
        let key = own_key(&row, table);
        if is_of_frame && !seen.insert((check.to_owned(), key.clone(), path.map(str::to_owned), place)) {
            continue;
        }
        if key.is_none() && place.is_none() {
            let example = || format!("{check} in {}", file.path.display());
            findings.complain("the check is of a whole column, or its index is no row", example);
            continue;
        }
        findings.list.push(Finding {
            file: path.map(Box::from),
            row: place.filter(|_| path.is_some() || key.is_none()),
            key,
            column: row.get("column").filter(|_| !is_of_frame).map(Box::from),
            value: row.get("failure_case").filter(|_| !is_of_frame).map(Box::from),
            tool: Some("pandera".into()),
            check: Some(check.into()),
            ..Finding::of(table)
        });
    }
    Ok(())
}
