//! `column.renamed`: a column that goes by another name from now on.

use retailgen_schema::{Table, TableDefinition};
use retailgen_synth::Stream;
use retailgen_text::ColumnChange;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, columns, form, records};

pub const KIND: Kind = Kind {
    name: "column.renamed",
    meaning: "A column or key has another name.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("id,home_state", Some("id,homeState")),
    fits: records::needs_text,
    spoil: Spoil::Columns(rename),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None), (Table::ExchangeRates, None)],
    query: None,
};

fn rename(table: &TableDefinition, stream: &mut Stream) -> Option<ColumnChange> {
    let compound: Vec<columns::Placed> =
        columns::columns(table).into_iter().filter(|(_, column)| column.name.contains('_')).collect();
    let (place, column) = (!compound.is_empty()).then(|| form::pick(&compound, stream))?;
    let now = match stream.below(3) {
        0 => columns::camel_case(column.name),
        1 => column.name.replace('_', "-"),
        _ => column.name.to_ascii_uppercase(),
    };
    Some(ColumnChange::Renamed { name: column.name, place, now })
}
