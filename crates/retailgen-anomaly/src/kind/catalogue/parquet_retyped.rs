//! `parquet.retyped`: a Parquet file with a column of another type.

use retailgen_schema::Table;
use retailgen_text::TypedFault;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, columns, form, records};

pub const KIND: Kind = Kind {
    name: "parquet.retyped",
    meaning: "A column of a Parquet file has another type: nanoseconds, float, a longer integer, text.",
    level: Level::File,
    detectability: Detectability::Type,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("ship_cost: decimal128(12,2)", Some("ship_cost: float64")),
    fits: |table, column| {
        records::needs_parquet_columns(table, column)?;
        (!columns::castable(table).is_empty()).then_some(()).ok_or("it needs a column besides the key that is no text")
    },
    spoil: Spoil::Typed(|table, stream| {
        let forms = columns::castable(table);
        let (column, form) = (!forms.is_empty()).then(|| form::pick(&forms, stream))?;
        Some(TypedFault::Retyped { name: column.name, form })
    }),
    cases: &[],
    misfits: &[(Table::Shipments, Some("carrier")), (Table::Customers, None), (Table::Events, None)],
    query: None,
};
