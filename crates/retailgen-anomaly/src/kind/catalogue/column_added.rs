//! `column.added`: a column that nobody has announced.

use retailgen_schema::{Table, TableDefinition};
use retailgen_synth::Stream;
use retailgen_text::ColumnChange;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, columns, form, records};

pub const KIND: Kind = Kind {
    name: "column.added",
    meaning: "The file has a column, or its objects a key, too many.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Warn,
    breaks_type: true,
    example: ("id,state\\n7,WA", Some("id,batch_id,state\\n7,R2,WA")),
    fits: records::needs_text,
    spoil: Spoil::Columns(add),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None), (Table::ExchangeRates, None)],
    query: None,
};

/// Names that no table has, with a value, and whether that is text.
const COLUMNS: [(&str, &str, bool); 4] = [
    ("source_system", "erp2", true),
    ("batch_id", "R2", true),
    ("schema_version", "2", false),
    ("is_test", "false", false),
];

#[expect(clippy::unnecessary_wraps, reason = "the form of what a kind does")]
fn add(table: &TableDefinition, stream: &mut Stream) -> Option<ColumnChange> {
    let (name, value, is_text) = form::pick(&COLUMNS, stream);
    let last = columns::columns(table).len() as u64;
    // Loads that go by position fail only where it does not come last.
    let place = if stream.chance(0.5) { last } else { 1 + stream.below(last.max(2) - 1) };
    Some(ColumnChange::Added { name, value, is_text, place: place as usize })
}
