//! `footer.total`: a line below the last record.

use retailgen_schema::Table;
use retailgen_synth::Stream;
use retailgen_text::Splice;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "footer.total",
    meaning: "The file ends with a line that is no record, such as a total.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("8,NSW\\n", Some("8,NSW\\nTOTAL,\\n")),
    fits: records::needs_csv,
    spoil: Spoil::FileEnd(foot),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};

fn foot(records: &Records, row: usize, stream: &mut Stream) -> Option<Damage> {
    let dirty = match stream.below(3) {
        0 => format!("TOTAL{}\n", ",".repeat(records.table.columns.len() - 1)),
        1 => "-- end of file\n".to_owned(),
        _ => format!("Total\n{}\n", "=".repeat(10)),
    };
    let at = records.text.len();
    (row + 1 == records.count())
        .then(|| Damage { splice: Splice { at, len: 0, dirty: dirty.into_bytes() }, rows: row..row + 1 })
}
