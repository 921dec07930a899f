//! `date.malformed`: text in a date column that is no date.

use retailgen_schema::{ColumnType, Table};
use retailgen_synth::{Stream, calendar::Date};

use crate::kind::form::{self, Form};
use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "date.malformed",
    meaning: "Not ISO 8601, or no date: another order, a month's name, a day that does not exist, zeros, O for 0, \
              a word.",
    level: Level::Cell,
    detectability: Detectability::Type,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("1978-03-08", Some("08/03/1978")),
    fits: |_, column| match column {
        Some(column) if column.column_type == ColumnType::Date32 => Ok(()),
        _ => Err("it needs a column of type date32"),
    },
    spoil: Spoil::Forms { takes: |_| true, forms: FORMS },
    cases: &[(Table::Customers, "birth_date", "31/02/2024", &[])],
    misfits: &[(Table::Customers, Some("email")), (Table::Suppliers, Some("name"))],
    query: Some(
        "select count(*) from {table} where not regexp_full_match({column}, '\\d{4}-\\d{2}-\\d{2}') or \
         try_cast({column} as date) is null",
    ),
};

// `20240305`, `2024-3-5`, `2024-03` and bare years or day numbers are left out: some readers take them for dates.
const FORMS: &[Form] = &[
    Form::new("day_first", 1, day_month_year),
    Form::new("no_such_day", 1, no_such_day),
    Form::new("no_such_month", 1, no_such_month),
    Form::new("short_year", 1, two_digit_year),
    Form::new("zeros", 1, all_zero),
    Form::new("letter_o", 1, letter_for_zero),
    Form::new("word", 1, word),
];

pub const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn civil(text: &str) -> Option<(i32, u32, u32)> {
    text.parse::<Date>().ok().map(Date::civil)
}

fn day_month_year(text: &str, stream: &mut Stream) -> Option<String> {
    let (year, month, day) = civil(text)?;
    let separator = form::pick(&["/", "."], stream);
    Some(format!("{day:02}{separator}{month:02}{separator}{year:04}"))
}

/// 30 or 31 February, or the 31st of a month of thirty days.
fn no_such_day(text: &str, stream: &mut Stream) -> Option<String> {
    let (year, month, _) = civil(text)?;
    let month = if matches!(month, 4 | 6 | 9 | 11) { month } else { 2 };
    let day = if month == 2 { 30 + stream.below(2) } else { 31 };
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// Day and month swapped where the day cannot be a month; else month 13, as some ledgers have it.
fn no_such_month(text: &str, _: &mut Stream) -> Option<String> {
    let (year, month, day) = civil(text)?;
    Some(if day > 12 { format!("{year:04}-{day:02}-{month:02}") } else { format!("{year:04}-13-{day:02}") })
}

/// As a spreadsheet shows it. With digits for the month some readers would find an early year in it.
fn two_digit_year(text: &str, _: &mut Stream) -> Option<String> {
    let (year, month, day) = civil(text)?;
    Some(format!("{day}-{}-{:02}", MONTHS[month as usize - 1], year % 100))
}

/// How one database writes a date it does not have.
fn all_zero(text: &str, _: &mut Stream) -> Option<String> {
    civil(text)?;
    Some("0000-00-00".to_owned())
}

/// As text recognition reads it from a form.
fn letter_for_zero(text: &str, _: &mut Stream) -> Option<String> {
    civil(text)?;
    text.contains('0').then(|| text.replace('0', "O"))
}

/// None of the words that readers take for null, such as `n/a`.
fn word(text: &str, stream: &mut Stream) -> Option<String> {
    civil(text)?;
    Some(form::pick(&["unknown", "not given", "tbc", "?", "see notes"], stream).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::trial::casts;

    #[test]
    fn no_form_of_any_day_casts() {
        let column = Table::Customers.definition().column("birth_date").unwrap();
        for day in 0..800 {
            let date = Date::new(2011, 1, 1).plus_days(day).to_string();
            for form in FORMS {
                let dirty = form.of(&date, &mut retailgen_synth::Seed(1).key("date").stream(day as u64));
                let Some(dirty) = dirty else { continue };
                assert!(!casts(column, Some(&dirty)), "{date} as {dirty}");
                assert!(dirty.parse::<Date>().is_err(), "{date} as {dirty}");
            }
        }
    }
}
