//! `column.retyped`: a column whose values are written as of another type from now on.

use retailgen_schema::Table;
use retailgen_text::ColumnChange;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, columns, form, records};

pub const KIND: Kind = Kind {
    name: "column.retyped",
    meaning: "A column is of another type: 42.0, decimal comma, day first, no T, Y and N, JSON numbers as text.",
    level: Level::File,
    detectability: Detectability::Type,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("id,fee\\n7,4.90", Some("id,fee\\n7,\"4,90\"")),
    fits: |table, column| {
        records::needs_text(table, column)?;
        let has_column = !columns::retypable(table).is_empty();
        has_column.then_some(()).ok_or("it needs a column besides the key that is no text")
    },
    spoil: Spoil::Columns(|table, stream| {
        let ways = columns::retypable(table);
        let ((place, column), form) = (!ways.is_empty()).then(|| form::pick(&ways, stream))?;
        Some(ColumnChange::Retyped { name: column.name, place, form })
    }),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None), (Table::ExchangeRates, None)],
    query: None,
};
