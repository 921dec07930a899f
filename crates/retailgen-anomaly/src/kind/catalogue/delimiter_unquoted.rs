//! `delimiter.unquoted`: a comma in a field without quotes.

use retailgen_schema::Table;
use retailgen_synth::Stream;
use std::ops::Range;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "delimiter.unquoted",
    meaning: "A text with a comma stands in no quotes: it is two fields.",
    level: Level::Record,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: (r#"7,"12 King St, Perth",AU"#, Some("7,12 King St, Perth,AU")),
    fits: records::needs_csv,
    spoil: Spoil::Record(bare),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};

fn bare(records: &Records, row: usize, stream: &mut Stream) -> Option<Damage> {
    let quoted = |field: &Range<usize>| match &records.text[field.clone()] {
        [b'"', inner @ .., b'"'] => inner.contains(&b',') && !inner.contains(&b'"') && !inner.contains(&b'\n'),
        _ => false,
    };
    let fields: Vec<Range<usize>> = records.fields(row).into_iter().filter(quoted).collect();
    if let Some(field) = fields.get(stream.below(fields.len().max(1) as u64) as usize) {
        let bare = &records.text[field.start + 1..field.end - 1];
        return Some(Records::damage(row, field.start, field.len(), bare));
    }
    // Few texts of the retailer hold a comma: one is typed where there is a space.
    let spaces = |field: Range<usize>| field.filter(|at| records.text[*at] == b' ');
    let spaces: Vec<usize> = records.bare_texts(row).into_iter().flat_map(spaces).collect();
    let at = *spaces.get(stream.below(spaces.len().max(1) as u64) as usize)?;
    Some(Records::damage(row, at, 0, ","))
}
