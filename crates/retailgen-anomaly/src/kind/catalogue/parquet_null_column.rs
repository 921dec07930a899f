//! `parquet.null_column`: a Parquet file that has lost the values of a column.

use retailgen_schema::Table;
use retailgen_text::TypedFault;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, columns, form, records};

pub const KIND: Kind = Kind {
    name: "parquet.null_column",
    meaning: "A column of a Parquet file is null in every row; the label has its fields.",
    level: Level::File,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("carrier\\nDHL\\nAramex", Some("")),
    fits: |table, column| {
        records::needs_parquet_columns(table, column)?;
        let has_column = !columns::with_values(table).is_empty();
        has_column.then_some(()).ok_or("it needs a column besides the key that has a value in every row")
    },
    spoil: Spoil::Typed(|table, stream| {
        let columns = columns::with_values(table);
        let column = (!columns.is_empty()).then(|| form::pick(&columns, stream))?;
        Some(TypedFault::NullColumn { name: column.name })
    }),
    cases: &[],
    misfits: &[(Table::Shipments, Some("carrier")), (Table::Customers, None), (Table::Events, None)],
    query: None,
};
