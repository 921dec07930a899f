//! `delta.broken_commit`: an entry in the log of a Delta table that is cut.

use retailgen_schema::Table;

use crate::kind::{Action, DeltaFault, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "delta.broken_commit",
    meaning: "The last commit of the first load of a Delta table ends within its last action; versions before it can be read.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("{\"remove\":{\"path\":\"part-00001…", Some("{\"remo")),
    fits: records::needs_delta,
    spoil: Spoil::Delta(DeltaFault::BrokenCommit),
    cases: &[],
    misfits: &[(Table::Returns, Some("qty")), (Table::Shipments, None), (Table::Customers, None)],
    query: None,
};
