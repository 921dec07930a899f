//! `line.comment`: a line that is no record.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::form;
use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "line.comment",
    meaning: "A line between two records is none: a comment, a page number, a warning.",
    level: Level::Record,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("7,WA\\n8,NSW", Some("7,WA\\n# page 2\\n8,NSW")),
    fits: records::needs_csv,
    spoil: Spoil::Record(comment),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};

/// Things that exports and the programs around them leave between records.
const LINES: &[&str] = &[
    "# page 2\n",
    "-- continued\n",
    "(more rows follow)\n",
    "Warning: truncated value at position 0\n",
    "----------\n",
];

fn comment(records: &Records, row: usize, stream: &mut Stream) -> Option<Damage> {
    records.inserted_above(row, form::pick(LINES, stream))
}
