//! `parquet.cut_footer`: a Parquet file without its end.

use retailgen_schema::Table;
use retailgen_text::{FooterCut, TypedFault};

use crate::kind::{Action, Detectability, Kind, Level, Spoil, form, records};

pub const KIND: Kind = Kind {
    name: "parquet.cut_footer",
    meaning: "The file ends before its footer, or in the middle of it: no reader opens it.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("… footer, length, PAR1", Some("… footer")),
    fits: records::needs_parquet,
    spoil: Spoil::Typed(|_, stream| {
        let cut = form::pick(&[FooterCut::Magic, FooterCut::Half], stream);
        Some(TypedFault::CutFooter(cut))
    }),
    cases: &[],
    misfits: &[(Table::Shipments, Some("carrier")), (Table::Customers, None), (Table::Returns, None)],
    query: None,
};
