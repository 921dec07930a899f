//! `boolean.malformed`: yes and no in another language than the files'.

use retailgen_schema::{ColumnType, Table};

use crate::kind::{Action, Detectability, Kind, Level, Spoil, form::Form};

pub const KIND: Kind = Kind {
    name: "boolean.malformed",
    meaning: "The truth value is Y or N, yes or no, 1 or 0, on or off.",
    level: Level::Cell,
    detectability: Detectability::Type,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("true", Some("Y")),
    fits: |_, column| match column {
        Some(column) if column.column_type == ColumnType::Bool => Ok(()),
        _ => Err("it needs a column of type bool"),
    },
    spoil: Spoil::Forms { takes: |_| true, forms: FORMS },
    cases: &[(Table::Customers, "is_vip", "false", &[Some("N"), Some("no"), Some("0"), Some("off")])],
    misfits: &[(Table::Customers, Some("country_code"))],
    query: None,
};

const FORMS: &[Form] = &[
    Form::new("letter", 1, |text, _| in_words(text, "Y", "N")),
    Form::new("word", 1, |text, _| in_words(text, "yes", "no")),
    Form::new("digit", 1, |text, _| in_words(text, "1", "0")),
    Form::new("switch", 1, |text, _| in_words(text, "on", "off")),
];

fn in_words(text: &str, yes: &str, no: &str) -> Option<String> {
    match text {
        "true" => Some(yes.to_owned()),
        "false" => Some(no.to_owned()),
        _ => None,
    }
}
