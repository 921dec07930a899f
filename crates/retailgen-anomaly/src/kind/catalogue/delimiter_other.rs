//! `delimiter.other`: a record with another delimiter.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::form;
use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "delimiter.other",
    meaning: "Semicolons, tabs or vertical bars separate the fields of one record.",
    level: Level::Record,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("7,Perth,WA,AU", Some("7;Perth;WA;AU")),
    fits: records::needs_csv,
    spoil: Spoil::Record(separate_otherwise),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};

fn separate_otherwise(records: &Records, row: usize, stream: &mut Stream) -> Option<Damage> {
    let delimiter: &[u8] = form::pick(&[b";", b";", b"\t", b"|"], stream);
    let fields: Vec<&[u8]> = records.fields(row).into_iter().map(|field| &records.text[field]).collect();
    (fields.len() > 1).then(|| records.rewritten(row, fields.join(delimiter)))
}
