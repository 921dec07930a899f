//! `file.truncated`: a file that breaks off.

use retailgen_schema::Table;
use retailgen_synth::Stream;
use retailgen_text::Splice;

use crate::kind::form;
use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "file.truncated",
    meaning: "The file breaks off within a record, up to sixty from its end.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("7,Perth,WA\\n8,Sydney,NSW\\n", Some("7,Perth,WA\\n8,Syd")),
    fits: records::needs_text,
    spoil: Spoil::FileEnd(cut),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None), (Table::ExchangeRates, None)],
    query: None,
};

fn cut(records: &Records, row: usize, stream: &mut Stream) -> Option<Damage> {
    let body = records.starts[row]..records.starts[row] + records.body(row).len();
    let text = std::str::from_utf8(&records.text[body.clone()]).ok()?;
    let wide: Vec<usize> =
        text.char_indices().filter(|(at, letter)| *at > 0 && letter.len_utf8() > 1).map(|(at, _)| at).collect();
    // The span begins with the letter that was cut, so that what is missing is text.
    let (at, dirty) = match wide.as_slice() {
        [] => (records.place_within(body, stream)?, Vec::new()),
        wide => {
            let at = body.start + form::pick(wide, stream);
            (at, vec![records.text[at]])
        }
    };
    let splice = Splice { at, len: records.text.len() - at, dirty };
    Some(Damage { splice, rows: row..records.count() })
}
