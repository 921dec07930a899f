//! `text.case`: a value in capitals, or without any.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use super::text_typo::needs_words;
use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "text.case",
    meaning: "All letters are capitals, or none is.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("Marrabee Goolwa Plaza", Some("MARRABEE GOOLWA PLAZA")),
    fits: needs_words,
    spoil: Spoil::Cell(|cell, stream| shifted(cell.text?, stream).map(Some)),
    cases: &[
        (Table::Customers, "last_name", "O'Brien", &[Some("O'BRIEN"), Some("o'brien")]),
        (Table::OrdersHeader, "coupon_code", "AUTUMN20", &[Some("autumn20")]),
        (Table::Customers, "last_name", "李", &[]),
    ],
    misfits: &[(Table::Customers, Some("email")), (Table::Products, Some("sku"))],
    query: None,
};

fn shifted(text: &str, stream: &mut Stream) -> Option<String> {
    // Old forms and card readers have capitals alone; people leave them out less often.
    let forms = if stream.chance(2.0 / 3.0) {
        [text.to_uppercase(), text.to_lowercase()]
    } else {
        [text.to_lowercase(), text.to_uppercase()]
    };
    forms.into_iter().find(|form| form != text)
}
