//! The columns of a label, once for `labels.parquet`, for labels put aside and for reading both back: name, type, and where
//! a value comes from and goes.

use std::{borrow::Cow, str::FromStr, sync::Arc};

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use retailgen_anomaly::{Action, Detectability, Level};
use retailgen_schema::Table;

use crate::Label;

/// The type of a column, how a label fills it, and what becomes of a value read back.
pub(crate) enum Column {
    /// Text, or null. A text that the label cannot hold is refused.
    Text(for<'l> fn(&'l Label) -> Option<&'l str>, SetText),
    /// A count from 0, or null.
    Number(fn(&Label) -> Option<u64>, fn(&mut Label, Option<u64>)),
    /// Yes or no; never null.
    Flag(fn(&Label) -> bool, fn(&mut Label, bool)),
}

/// Puts a text into a label.
pub(crate) type SetText = for<'l> fn(&mut Label<'l>, Option<Cow<'l, str>>) -> Result<(), Refused>;

/// The text is no value of the column.
#[derive(Debug)]
pub(crate) struct Refused;

/// The column of a text that is missing now and then.
macro_rules! optional {
    ($field:ident) => {
        Column::Text(
            |label| label.$field.as_deref(),
            |label, text| {
                label.$field = text;
                Ok(())
            },
        )
    };
}

/// The column of a text that is always there.
macro_rules! text {
    ($field:ident) => {
        Column::Text(
            |label| Some(&label.$field),
            |label, text| {
                label.$field = text.ok_or(Refused)?;
                Ok(())
            },
        )
    };
}

/// The column of a value that has a name.
macro_rules! named {
    ($field:ident: $type:ident, $find:expr) => {
        Column::Text(
            |label| Some(label.$field.name()),
            |label, text| {
                let found: Option<$type> = text.and_then(|name| $find(&name));
                label.$field = found.ok_or(Refused)?;
                Ok(())
            },
        )
    };
    ($field:ident: $type:ident) => {
        named!($field: $type, |name: &str| $type::ALL.iter().copied().find(|known| known.name() == name))
    };
}

macro_rules! number {
    ($field:ident) => {
        Column::Number(|label| label.$field, |label, number| label.$field = number)
    };
}

macro_rules! flag {
    ($field:ident) => {
        Column::Flag(|label| label.$field, |label, flag| label.$field = flag)
    };
}

/// The name of the column before these, which only the file has: the number of the label in it.
pub(crate) const LABEL_ID: &str = "label_id";

/// All columns of a label, in the order of the file.
pub(crate) const COLUMNS: [(&str, Column); 24] = [
    ("incident_id", optional!(incident_id)),
    ("rule_id", optional!(rule_id)),
    ("kind", text!(kind)),
    ("level", named!(level: Level)),
    ("decoy", flag!(decoy)),
    ("table", named!(table: Table, |name: &str| Table::from_str(name).ok())),
    ("file", text!(file)),
    ("line", number!(line)),
    ("row", number!(row)),
    ("byte", number!(byte)),
    ("byte_end", number!(byte_end)),
    ("rows", number!(rows)),
    ("cell", optional!(cell)),
    ("delta_version", number!(delta_version)),
    ("key", optional!(key)),
    ("column", optional!(column)),
    ("clean_value", optional!(clean_value)),
    ("dirty_value", optional!(dirty_value)),
    ("related_file", optional!(related_file)),
    ("related_row", number!(related_row)),
    ("related_key", optional!(related_key)),
    ("breaks_type", flag!(breaks_type)),
    ("detectability", named!(detectability: Detectability)),
    ("expected_action", named!(expected_action: Action)),
];

/// A column of `labels.parquet`, with the value of one label and of another.
pub type Differing = (&'static str, Option<String>, Option<String>);

/// The columns of `labels.parquet` in which two labels differ, and `collateral` where they drag other rows along.
///
/// ```
/// use retailgen_anomaly::Level;
/// use retailgen_schema::Table;
/// use retailgen_truth::{Label, differing_columns};
///
/// let label = Label::new(Table::Stores, "stores.csv", "null", Level::Cell);
/// let mut other = label.clone();
/// other.row = Some(3);
/// assert_eq!(differing_columns(&label, &other).collect::<Vec<_>>(), [("row", None, Some("3".to_owned()))]);
/// ```
pub fn differing_columns(one: &Label, other: &Label) -> impl Iterator<Item = Differing> {
    let differing = COLUMNS.iter().filter(|(_, column)| match column {
        Column::Text(read, _) => read(one) != read(other),
        Column::Number(read, _) => read(one) != read(other),
        Column::Flag(read, _) => read(one) != read(other),
    });
    let columns = differing.map(|(name, column)| (*name, column.text(one), column.text(other)));
    let is_other = one.collateral != other.collateral;
    columns.chain(is_other.then(|| ("collateral", collateral_text(one), collateral_text(other))))
}

/// What a label drags along, in one text.
fn collateral_text(label: &Label) -> Option<String> {
    let all = label.collateral.iter().map(|one| {
        let column = one.column.map(|column| format!(" {column}")).unwrap_or_default();
        format!("{} {}{column}: {}", one.table, one.key, one.why.name())
    });
    let all: Vec<String> = all.collect();
    (!all.is_empty()).then(|| all.join("; "))
}

impl Column {
    /// What a label has in the column, as text.
    fn text(&self, label: &Label) -> Option<String> {
        match self {
            Self::Text(read, _) => read(label).map(str::to_owned),
            Self::Number(read, _) => read(label).map(|number| number.to_string()),
            Self::Flag(read, _) => Some(read(label).to_string()),
        }
    }
}

/// A label to fill column by column.
pub(crate) fn blank() -> Label<'static> {
    Label::new(Table::ALL[0], "", "", Level::Cell)
}

/// The columns as Arrow has them, every one nullable, as in the data.
pub(crate) fn schema() -> SchemaRef {
    let of_labels = COLUMNS.iter().map(|(name, column)| {
        let data_type = match column {
            Column::Text(..) => DataType::Utf8,
            Column::Number(..) => DataType::Int64,
            Column::Flag(..) => DataType::Boolean,
        };
        Field::new(*name, data_type, true)
    });
    let fields = [Field::new(LABEL_ID, DataType::Int64, true)].into_iter().chain(of_labels);
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}
