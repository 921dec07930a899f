//! `delta.missing_file`: a data file of a Delta table that is gone.

use retailgen_schema::Table;

use crate::kind::{Action, DeltaFault, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "delta.missing_file",
    meaning: "A data file that the log of a Delta table names is not in the folder, as after a vacuum with too short a retention.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("return_id,qty\\n7,1\\n", Some("")),
    fits: records::needs_delta,
    spoil: Spoil::Delta(DeltaFault::MissingFile),
    cases: &[],
    misfits: &[(Table::Returns, Some("qty")), (Table::Shipments, None), (Table::Customers, None)],
    query: None,
};
