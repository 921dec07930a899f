//! `quote.unclosed`: a quote that does not close where it should.

use retailgen_schema::Table;
use retailgen_synth::Stream;
use retailgen_text::Splice;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "quote.unclosed",
    meaning: "A quote opens a field and closes in a later one, up to eight rows down.",
    level: Level::Record,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("7,Perth,WA", Some(r#"7,"Perth,WA"#)),
    fits: records::needs_csv,
    spoil: Spoil::Record(leave_open),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};

/// The most rows below within which the next quote stands. In files without any the fault brings a closing quote along:
/// a quote that stays open would take the whole rest of the file.
const REACH: usize = 8;

fn leave_open(records: &Records, row: usize, stream: &mut Stream) -> Option<Damage> {
    let texts = records.bare_texts(row);
    let open = texts.get(stream.below(texts.len().max(1) as u64) as usize)?.start;
    let last = (row + REACH).min(records.count() - 1);
    let reach = &records.text[open..records.span(last).end];
    if let Some(next) = memchr::memchr(b'"', reach) {
        let closing = records.starts[..=last + 1].partition_point(|start| *start <= open + next) - 1;
        let splice = Splice { at: open, len: 0, dirty: b"\"".to_vec() };
        return Some(Damage { splice, rows: row..closing + 1 });
    }
    let closing = row + 1 + stream.below(last.checked_sub(row).filter(|below| *below > 0)? as u64) as usize;
    let fields = records.fields(closing);
    let close = fields[stream.below(fields.len() as u64) as usize].end;
    let dirty = [b"\"", &records.text[open..close], b"\""].concat();
    Some(Damage { splice: Splice { at: open, len: close - open, dirty }, rows: row..closing + 1 })
}
