//! `key.missing`: a JSON object without a key that it must have.

use super::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "key.missing",
    meaning: "A key that every object of the file has is missing from its line; the rest of the line is whole.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("page_view", None),
    fits: |table, column| match column {
        Some(column) if table.document.is_some() && table.column(column.name).is_none() && column.required => Ok(()),
        _ => Err("it needs a required key of the envelope of a table of JSON lines"),
    },
    spoil: Spoil::Cell(|cell, _| cell.text.map(|_| None)),
};

#[cfg(test)]
mod tests {
    use retailgen_schema::Table;

    use super::*;
    use crate::kind::trial::spoiled;

    #[test]
    fn any_key_goes_missing_and_only_required_ones_may() {
        assert!(spoiled(&KIND, Table::Events, "session_id", Some("s1")).iter().all(Option::is_none));
        assert!(spoiled(&KIND, Table::Events, "session_id", None).is_empty());
        let events = Table::Events.definition();
        let fits =
            |name: &str| events.cell_number(name).map(|cell| KIND.fits(events, Some(&events.cells[cell])).is_ok());
        assert_eq!((fits("session_id"), fits("user_id"), fits("json")), (Some(true), Some(false), Some(false)));
    }
}
