//! `newline.crlf`: a line end of two bytes.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "newline.crlf",
    meaning: "One line ends with CR and LF, the others with LF.",
    level: Level::Record,
    detectability: Detectability::Domain,
    expected_action: Action::Warn,
    breaks_type: true,
    example: ("7,Perth,WA", Some("7,Perth,WA␍")),
    fits: records::needs_text,
    spoil: Spoil::Record(end_otherwise),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None), (Table::ExchangeRates, None)],
    query: None,
};

#[expect(clippy::unnecessary_wraps, reason = "the form of what a kind does")]
fn end_otherwise(records: &Records, row: usize, _: &mut Stream) -> Option<Damage> {
    Some(Records::damage(row, records.starts[row] + records.body(row).len(), 0, "\r"))
}
