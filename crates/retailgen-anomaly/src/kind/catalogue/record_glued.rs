//! `record.glued`: two records on one line.

use retailgen_schema::Table;
use retailgen_synth::Stream;
use retailgen_text::Splice;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "record.glued",
    meaning: "The line end between two records is missing.",
    level: Level::Record,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("7,WA\\n8,NSW", Some("7,WA8,NSW")),
    fits: records::needs_text,
    spoil: Spoil::Record(glue),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None), (Table::ExchangeRates, None)],
    query: None,
};

fn glue(records: &Records, row: usize, _: &mut Stream) -> Option<Damage> {
    let end = records.span(row).end;
    (row + 1 < records.count())
        .then(|| Damage { splice: Splice { at: end - 1, len: 1, dirty: Vec::new() }, rows: row..row + 2 })
}
