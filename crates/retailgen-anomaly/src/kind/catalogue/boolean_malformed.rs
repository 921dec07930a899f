//! `boolean.malformed`: yes and no in another language than the files'.

use retailgen_schema::{ColumnType, Table};

use crate::kind::{Action, Detectability, Kind, Level, Spoil, variants};

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
    spoil: Spoil::Cell(|cell, stream| {
        let pair = variants::pick(&[("Y", "N"), ("yes", "no"), ("1", "0"), ("on", "off")], stream);
        match cell.text? {
            "true" => Some(Some(pair.0.to_owned())),
            "false" => Some(Some(pair.1.to_owned())),
            _ => None,
        }
    }),
    cases: &[(Table::Customers, "is_vip", "false", &[Some("N"), Some("no"), Some("0"), Some("off")])],
    misfits: &[(Table::Customers, Some("country_code"))],
    query: None,
};
