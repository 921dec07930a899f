//! `column.dropped`: a column that is delivered no more.

use retailgen_schema::Table;
use retailgen_text::ColumnChange;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, columns, form, records};

pub const KIND: Kind = Kind {
    name: "column.dropped",
    meaning: "A column is gone; the label has its fields.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("id,channel\\n7,web", Some("id\\n7")),
    fits: records::needs_csv,
    spoil: Spoil::Columns(|table, stream| {
        let droppable = columns::droppable(table);
        let (place, column) = (!droppable.is_empty()).then(|| form::pick(&droppable, stream))?;
        Some(ColumnChange::Dropped { name: column.name, place })
    }),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};
