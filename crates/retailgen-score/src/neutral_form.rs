//! Files of findings in the neutral form: JSON lines, CSV, Parquet or XLSX with columns of known names.

use std::path::Path;

use retailgen_read::{Row, Rows, TableFile};
use retailgen_schema::Table;
use serde_json::{Map, Value};

use crate::{Finding, Findings, ScoreError, foreign_form, names::no_table, source_file::table_of};

/// The columns of the neutral form.
pub(crate) const COLUMNS: [&str; 18] = [
    "table",
    "file",
    "byte",
    "line",
    "row",
    "key",
    "record",
    "column",
    "value",
    "kind",
    "group",
    "tool",
    "check",
    "severity",
    "confidence",
    "repair",
    "count",
    "_file",
];

impl Findings {
    /// Reads files of findings, one after the other.
    ///
    /// # Errors
    /// [`ScoreError::UnknownFormat`] where the ending of a name tells no format, [`ScoreError::Import`] where a file has another than
    /// its name tells, and [`ScoreError::Read`].
    pub fn read<P: AsRef<Path>>(files: &[P]) -> Result<Self, ScoreError> {
        let mut findings = Self::default();
        for path in files.iter().map(AsRef::as_ref) {
            let file = TableFile::new(path).ok_or_else(|| ScoreError::UnknownFormat(path.to_path_buf()))?;
            findings.read_file(&file)?;
        }
        Ok(findings)
    }

    pub(crate) fn read_file(&mut self, file: &TableFile) -> Result<(), ScoreError> {
        let mut rows = Rows::open(file)?;
        foreign_form::refuse(file, rows.columns())?;
        while let Some(row) = rows.next_row()? {
            let place = || format!("{}, {}", file.path.display(), place(&row));
            if row.is_broken() {
                self.complain("the line is no JSON object", place);
                continue;
            }
            match finding(&row) {
                Ok(finding) => self.list.push(finding),
                Err(reason) => self.complain(reason, place),
            }
        }
        Ok(())
    }
}

fn place(row: &Row) -> String {
    row.line().map_or_else(|| format!("row {}", row.number()), |line| format!("line {line}"))
}

/// A row as a finding, or why it is none.
fn finding(row: &Row) -> Result<Finding, String> {
    let text = |name| row.get(name).filter(|text| !text.is_empty()).map(Box::<str>::from);
    // Loaders that keep places call them by these names.
    let file = text("file").or_else(|| text("_file"));
    let table = match text("table") {
        Some(name) => Some(table(&name)?),
        None => file.as_deref().and_then(table_of),
    };
    if table.is_none() && file.is_none() {
        return Err("it names neither table nor file".to_owned());
    }
    let number = |name: &'static str| -> Result<Option<u64>, String> {
        let whole = |text: Box<str>| whole(&text).ok_or_else(|| format!("the {name} is no whole number from 0"));
        text(name).map(whole).transpose()
    };
    let number_or = |name, other| Ok::<_, String>(number(name)?.or(number(other)?));
    Ok(Finding {
        table,
        file,
        byte: number("byte")?,
        line: number_or("line", "_line")?,
        row: number_or("row", "_row")?,
        key: text("key").or_else(|| own_key(row, table?)),
        record: text("record"),
        fingerprint: None,
        column: text("column"),
        value: row.get("value").map(Box::from),
        kind: text("kind"),
        group: text("group"),
        tool: text("tool"),
        check: text("check"),
        severity: text("severity"),
        confidence: text("confidence").and_then(|text| text.parse().ok()),
        repair: row.get("repair").map(Box::from),
        count: number("count")?,
    })
}

/// A table by its name, behind which databases and schemas may stand.
pub(crate) fn table(name: &str) -> Result<Table, String> {
    let last = name.rsplit('.').next().unwrap_or_default().trim_matches(['"', '`', '[', ']']);
    last.parse().map_err(|_| no_table(name))
}

/// A whole number, which tools that know only floating-point numbers write with `.0`.
pub(crate) fn whole(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.bytes().all(|digit| digit == b'0') { whole.parse().ok() } else { None }
}

/// The key of a row that has the columns of the key under their own names.
pub(crate) fn own_key(row: &Row, table: Table) -> Option<Box<str>> {
    let names = table.definition().primary_key;
    // What is a column of the neutral form and of the key as well is neither.
    let value = |name: &&str| Some(((*name).to_owned(), row.get(name)?.into()));
    let object: Map<String, Value> =
        names.iter().filter(|name| !COLUMNS.contains(name)).map(value).collect::<Option<_>>()?;
    (!object.is_empty()).then(|| Value::from(object).to_string().into())
}
