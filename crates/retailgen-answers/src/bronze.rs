//! Bronze: what a strict reader takes in of each file.

use std::collections::BTreeMap;

use retailgen_schema::{ColumnDefinition, ColumnType, Role, Table};
use retailgen_text::parse::{boolean, date, fixed, instant, number};
use serde::Serialize;

use crate::{
    cells::WHOLE_LINE,
    pass::{Seen, Visitor},
};

/// What a strict reader takes in of a file.
///
/// ```
/// use retailgen_answers::BronzeFile;
///
/// fn rejected(file: &BronzeFile) -> u64 {
///     file.rows - file.cast
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BronzeFile {
    /// The table.
    #[serde(serialize_with = "name")]
    pub table: Table,
    /// The path below the folder; of a Delta table only the files of the latest version.
    pub file: String,
    /// The rows that stand there.
    pub rows: u64,
    /// Those that parse: a line of JSON is an object, every row of another format does.
    pub parsed: u64,
    /// Those whose cells all cast to the types of their columns. Null does.
    pub cast: u64,
    /// The rows that do not, by the reason; a row with several counts under each.
    pub rejects: BTreeMap<String, u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
pub(crate) fn name<S: serde::Serializer>(table: &Table, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(table.name())
}

/// The files being counted.
#[derive(Default)]
pub(crate) struct Bronze {
    pub files: Vec<BronzeFile>,
    /// The columns of the table whose texts can fail to cast.
    columns: Vec<&'static ColumnDefinition>,
}

impl Visitor for Bronze {
    fn file(&mut self, table: Table, path: &str) {
        let columns = table.definition().cells.iter();
        self.columns = columns.filter(|column| column.name != WHOLE_LINE && can_fail(column)).collect();
        let (file, rejects) = (path.to_owned(), BTreeMap::new());
        self.files.push(BronzeFile { table, file, rows: 0, parsed: 0, cast: 0, rejects });
    }

    fn row(&mut self, seen: &Seen) {
        let Some(file) = self.files.last_mut() else { return };
        file.rows += 1;
        if seen.is_broken {
            *file.rejects.entry("no JSON object".to_owned()).or_default() += 1;
            return;
        }
        file.parsed += 1;
        let mut is_cast = true;
        for column in &self.columns {
            if seen.dirty.get(column.name).is_some_and(|text| !casts(column, text)) {
                is_cast = false;
                *file.rejects.entry(format!("{} is no {}", column.name, type_name(column))).or_default() += 1;
            }
        }
        file.cast += u64::from(is_cast);
    }
}

fn can_fail(column: &ColumnDefinition) -> bool {
    column.column_type != ColumnType::Utf8 || column.role == Some(Role::Instant)
}

fn type_name(column: &ColumnDefinition) -> String {
    match column.role {
        Some(Role::Instant) => "instant".to_owned(),
        _ => column.column_type.to_string(),
    }
}

fn casts(column: &ColumnDefinition, text: &str) -> bool {
    let bytes = text.as_bytes();
    match column.column_type {
        ColumnType::Int64 => number(bytes).is_some(),
        ColumnType::Int32 => number(bytes).is_some_and(|number| i32::try_from(number).is_ok()),
        ColumnType::Float64 => text.parse::<f64>().is_ok(),
        ColumnType::Bool => boolean(bytes).is_some(),
        ColumnType::Date32 => date(bytes).is_some(),
        ColumnType::TimestampMicros => instant(bytes).is_some(),
        ColumnType::Decimal128 { precision, scale } => {
            let places = usize::from(scale.unsigned_abs());
            let largest = 10_i64.checked_pow(precision.into());
            fixed(bytes, places).is_some_and(|units| largest.is_none_or(|largest| units.abs() < largest))
        }
        _ => column.role != Some(Role::Instant) || (text.ends_with('Z') && instant(bytes).is_some()),
    }
}
