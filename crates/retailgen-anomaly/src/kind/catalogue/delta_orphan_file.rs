//! `delta.orphan_file`: a data file in the folder of a Delta table that no commit names.

use retailgen_schema::Table;

use crate::kind::{Action, DeltaFault, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "delta.orphan_file",
    meaning: "A file that no commit of a Delta table names lies beside its data files, with the rows of one of them: its writer died before the commit.",
    level: Level::File,
    detectability: Detectability::CrossRow,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("part-00000-1c….parquet", Some("and part-00000-9f….parquet")),
    fits: records::needs_delta,
    spoil: Spoil::Delta(DeltaFault::OrphanFile),
    cases: &[],
    misfits: &[(Table::Returns, Some("qty")), (Table::Shipments, None), (Table::Customers, None)],
    query: None,
};
