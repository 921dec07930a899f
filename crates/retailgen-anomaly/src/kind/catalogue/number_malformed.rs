//! `number.malformed`: text in a column of numbers that is no number.

use retailgen_schema::{ColumnType, Table};
use retailgen_synth::Stream;

use crate::kind::form::{self, Form};
use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "number.malformed",
    meaning: "A decimal comma, a currency sign, a minus behind, O or l for a digit, an error of a spreadsheet.",
    level: Level::Cell,
    detectability: Detectability::Type,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("9.95", Some("9,95")),
    fits: |table, column| match column {
        Some(column) if table.document.is_none() && is_number(column.column_type) => Ok(()),
        _ => Err("it needs a column of numbers"),
    },
    spoil: Spoil::Forms { takes: |_| true, forms: FORMS },
    cases: &[(Table::OrdersHeader, "shipping_fee", "10.95", &[Some("10,95"), Some("$10.95"), Some("1O.95")])],
    misfits: &[(Table::Customers, Some("birth_date")), (Table::Events, Some("user_id"))],
    query: None,
};

const FORMS: &[Form] = &[
    Form::new("comma", 2, comma),
    Form::new("currency_sign", 1, sign),
    Form::new("trailing_minus", 1, minus_behind),
    Form::new("letter", 1, letter),
    Form::new("sheet_error", 1, sheet_error),
];

fn is_number(column_type: ColumnType) -> bool {
    use ColumnType::{Decimal128, Float64, Int32, Int64};
    matches!(column_type, Int32 | Int64 | Float64 | Decimal128 { .. })
}

fn comma(text: &str, _: &mut Stream) -> Option<String> {
    text.contains('.').then(|| text.replace('.', ","))
}

fn sign(text: &str, _: &mut Stream) -> Option<String> {
    (!text.is_empty()).then(|| ["$", text].concat())
}

fn minus_behind(text: &str, _: &mut Stream) -> Option<String> {
    (!text.is_empty()).then(|| [text.trim_start_matches('-'), "-"].concat())
}

fn letter(text: &str, _: &mut Stream) -> Option<String> {
    let letters = [('0', "O"), ('1', "l")];
    letters.iter().find(|(digit, _)| text.contains(*digit)).map(|(digit, letter)| text.replacen(*digit, letter, 1))
}

#[expect(clippy::unnecessary_wraps, reason = "what a form is")]
fn sheet_error(_: &str, stream: &mut Stream) -> Option<String> {
    Some(form::pick(&["#N/A", "#REF!", "#VALUE!"], stream).to_owned())
}
