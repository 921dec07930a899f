//! `text.padded`: what does not show on a screen.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use super::text_typo::needs_words;
use crate::kind::form::Form;
use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "text.padded",
    meaning: "A space before, behind or too many within, or one that no screen shows.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("Marrabee Goolwa Plaza", Some("Marrabee  Goolwa Plaza")),
    fits: needs_words,
    spoil: Spoil::Forms { takes: |_| true, forms: FORMS },
    cases: &[(Table::Stores, "name", "Goolwa", &[Some("Goolwa "), Some(" Goolwa"), Some("Goolwa\u{a0}")])],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, Some("session_id"))],
    query: None,
};

/// A space behind is the commonest by far: forms and fixed-width files leave it.
const FORMS: &[Form] = &[
    Form::new("trailing", 3, behind),
    Form::new("doubled", 1, doubled),
    Form::new("leading", 1, before),
    Form::new("no_break", 1, no_break),
    Form::new("zero_width", 1, zero_width),
];

fn behind(text: &str, _: &mut Stream) -> Option<String> {
    (!text.is_empty()).then(|| [text, " "].concat())
}

fn before(text: &str, _: &mut Stream) -> Option<String> {
    (!text.is_empty()).then(|| [" ", text].concat())
}

fn doubled(text: &str, _: &mut Stream) -> Option<String> {
    text.contains(' ').then(|| text.replacen(' ', "  ", 1))
}

/// U+00A0, which web pages paste.
fn no_break(text: &str, _: &mut Stream) -> Option<String> {
    (!text.is_empty()).then(|| [text, "\u{a0}"].concat())
}

/// U+200B after the first letter, which word processors paste.
fn zero_width(text: &str, _: &mut Stream) -> Option<String> {
    let first = text.chars().next()?;
    let (head, tail) = text.split_at(first.len_utf8());
    Some([head, "\u{200b}", tail].concat())
}
