//! `delta.stale_checkpoint`: a Delta table whose log points to a checkpoint that is not there.

use retailgen_schema::Table;

use crate::kind::{Action, DeltaFault, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "delta.stale_checkpoint",
    meaning: "`_last_checkpoint` in the log of a Delta table names a checkpoint that is not there; all commits are.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("00000000000000000003.json", Some("and _last_checkpoint: {\"size\":6,\"version\":2}")),
    fits: records::needs_delta,
    spoil: Spoil::Delta(DeltaFault::StaleCheckpoint),
    cases: &[],
    misfits: &[(Table::Returns, Some("qty")), (Table::Shipments, None), (Table::Customers, None)],
    query: None,
};
