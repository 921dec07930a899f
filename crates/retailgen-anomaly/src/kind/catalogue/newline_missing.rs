//! `newline.missing`: a last line without an end.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "newline.missing",
    meaning: "The last line of the file has no line end.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Warn,
    breaks_type: true,
    example: ("8,NSW\\n", Some("8,NSW")),
    fits: records::needs_text,
    spoil: Spoil::FileEnd(leave_off),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None), (Table::ExchangeRates, None)],
    query: None,
};

fn leave_off(records: &Records, row: usize, _: &mut Stream) -> Option<Damage> {
    (row + 1 == records.count()).then(|| Records::damage(row, records.text.len() - 1, 1, ""))
}
