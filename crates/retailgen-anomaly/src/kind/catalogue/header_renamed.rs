//! `header.renamed`: a column under another name.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, columns, records};

pub const KIND: Kind = Kind {
    name: "header.renamed",
    meaning: "A column has another name: camel case, spaces, hyphens, run together.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("id,home_state", Some("id,homeState")),
    fits: records::needs_csv,
    spoil: Spoil::FileStart(rename),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};

fn rename(records: &Records, stream: &mut Stream) -> Option<Damage> {
    let mut names: Vec<String> = records.names().into_iter().map(str::to_owned).collect();
    let compound: Vec<usize> = (0..names.len()).filter(|place| names[*place].contains('_')).collect();
    let place = *compound.get(stream.below(compound.len().max(1) as u64) as usize)?;
    names[place] = match stream.below(4) {
        0 => columns::camel_case(&names[place]),
        1 => names[place].replace('_', " "),
        2 => names[place].replace('_', "-"),
        _ => names[place].replace('_', ""),
    };
    Some(records.renamed(&names))
}
