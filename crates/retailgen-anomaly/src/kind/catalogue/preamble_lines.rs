//! `preamble.lines`: lines above the header.

use retailgen_schema::Table;
use retailgen_synth::Stream;
use retailgen_text::Splice;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "preamble.lines",
    meaning: "A title, or the delimiter as spreadsheets want it told, stands above the header.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("id,state", Some("sep=,\\nid,state")),
    fits: records::needs_csv,
    spoil: Spoil::FileStart(head),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};

#[expect(clippy::unnecessary_wraps, reason = "the form of what a kind does")]
fn head(records: &Records, stream: &mut Stream) -> Option<Damage> {
    let dirty = match stream.below(3) {
        0 => "sep=,\n".to_owned(),
        1 => format!("Export of {}\n\n", records.table.name),
        _ => format!("Report: {}\nPage 1 of 1\n\n", records.table.name),
    };
    Some(Damage { splice: Splice { at: 0, len: 0, dirty: dirty.into_bytes() }, rows: 0..0 })
}
