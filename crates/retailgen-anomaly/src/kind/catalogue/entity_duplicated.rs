//! `entity.duplicated`: a person a second time under another key, as somebody else might be.
//!
//! What differs between two records of one person, and how often, follows the generators with which record linkage is tried
//! (Christen, "Data Matching", 2012, chapter 2): misspelt, short and new names before other addresses and telephone numbers.

use retailgen_schema::{ColumnType, Role, Table, TableDefinition};
use retailgen_synth::{Stream, calendar::Date};

use super::row_repeated::{identifying, other_address, other_phone};
use crate::kind::{
    Action, Change, Clean, Detectability, Dirty, Hit, Kind, Level, Site, Spoil, UnusedKeys, mailbox, names::Names,
};

pub const KIND: Kind = Kind {
    name: "entity.duplicated",
    meaning: "A person comes again under another key: the name misspelt, shortened, swapped or new, another e-mail address, \
              often another telephone number or address.",
    level: Level::Row,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("9,…,Elizabeth,Longwick,…,1968-02-01", Some("1209,…,Liz,Longwick,…,1968-02-01")),
    fits: |table, column| match column {
        Some(_) => Err("it adds whole rows: leave out `column`"),
        None if [Role::GivenName, Role::FamilyName, Role::Email].iter().all(|role| with(table, *role).is_some()) => {
            Ok(())
        }
        None => Err("it needs a table of people, with columns of the roles given_name, family_name and email"),
    },
    spoil: Spoil::Row { relies_on: identifying, hit: second_account },
    cases: &[],
    misfits: &[(Table::Suppliers, None), (Table::OrdersHeader, None), (Table::Customers, Some("email"))],
    query: None,
};

/// Share of the copies with another telephone number, with the address of another household, with another house number.
const OTHER_PHONE: f64 = 0.6;
const MOVED: f64 = 0.4;
const OTHER_NUMBER: f64 = 0.2;
/// Share of the copies with a date of birth that is a day off.
const BORN_A_DAY_OFF: f64 = 0.06;

/// The number of the column with a role.
fn with(table: &TableDefinition, role: Role) -> Option<usize> {
    table.columns.iter().position(|column| column.role == Some(role))
}

fn second_account(site: &Site, stream: &mut Stream) -> Option<Hit> {
    let (table, rows) = (site.table, site.batch.num_rows());
    let mut changed: Vec<(usize, Dirty)> =
        site.identity?(site.row).into_iter().map(|(cell, value)| (cell, Some(value))).collect();
    if changed.is_empty() {
        return None;
    }
    let after = site.row + stream.below((rows - site.row) as u64) as usize;
    let text = |cell: Option<usize>| cell.and_then(|cell| site.text(site.row, cell));
    let mut write = |cell: Option<usize>, value: Option<String>| {
        changed.extend(cell.zip(value).map(|(cell, value)| (cell, Some(value))));
    };
    let [given, family, email] = [Role::GivenName, Role::FamilyName, Role::Email].map(|role| with(table, role));
    let another = stream.below(rows as u64) as usize;
    let others = Names { given: text(given)?, family: text(family)? };
    let others = others.drifted(family.and_then(|family| site.text(another, family)), stream);
    write(given, Some(others.given));
    write(family, Some(others.family));
    write(email, mailbox::another(&text(email)?, stream));
    let (phone, street) = (with(table, Role::Phone), with(table, Role::Street));
    let of_column =
        |cell: usize, text: &Option<String>, make: fn(&Clean, &mut Stream) -> Option<String>, stream: &mut _| {
            make(&Clean { column: &table.columns[cell], text: text.as_deref(), unused: &UnusedKeys::NONE }, stream)
        };
    if stream.chance(OTHER_PHONE) {
        write(phone, phone.and_then(|cell| of_column(cell, &text(phone), other_phone, stream)));
    }
    for (cell, column) in table.columns.iter().enumerate() {
        match column.column_type {
            // As in the row above, so that rows stay in the order in which accounts were opened.
            ColumnType::TimestampMicros | ColumnType::Bool => write(Some(cell), site.text(after, cell)),
            ColumnType::Date32 if stream.chance(BORN_A_DAY_OFF) => write(Some(cell), a_day_off(&text(Some(cell))?)),
            _ => {}
        }
    }
    match stream.unit() {
        draw if draw < MOVED => changed.extend(address(site, stream)),
        draw if draw < MOVED + OTHER_NUMBER => {
            let other = street.and_then(|cell| of_column(cell, &text(street), other_address, stream));
            changed.extend(street.zip(other).map(|(cell, value)| (cell, Some(value))));
        }
        _ => {}
    }
    let relied_on = identifying(table).into_iter().map(|cell| (site.row, cell)).collect();
    Some(Hit { change: Change::Copy { after, changed }, relied_on })
}

/// How many rows are looked at for one in the same country.
const LOOKED_AT: usize = 64;

/// The address of another row in the same country: all columns from the street to the longitude.
fn address(site: &Site, stream: &mut Stream) -> Vec<(usize, Dirty)> {
    let table = site.table;
    let Some((street, longitude)) = with(table, Role::Street).zip(with(table, Role::Longitude)) else {
        return Vec::new();
    };
    let country = |row: usize| with(table, Role::Country).and_then(|cell| site.text(row, cell));
    let (rows, here) = (site.batch.num_rows(), country(site.row));
    let first = stream.below(rows as u64) as usize;
    let mut tried = (first..rows).chain(0..first).take(LOOKED_AT);
    let there = tried.find(|&row| row != site.row && country(row) == here);
    there.map_or_else(Vec::new, |row| (street..=longitude).map(|cell| (cell, site.text(row, cell))).collect())
}

/// The day before or after, as far as it lies in the same month.
fn a_day_off(date: &str) -> Option<String> {
    let date: Date = date.parse().ok()?;
    [1, -1]
        .into_iter()
        .map(|days| date.plus_days(days))
        .find(|day| day.month() == date.month())
        .map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_off_is_another_day_of_the_month() {
        for (date, wanted) in [("1968-02-01", "1968-02-02"), ("1968-02-29", "1968-02-28"), ("1999-12-31", "1999-12-30")]
        {
            assert_eq!(a_day_off(date).as_deref(), Some(wanted));
        }
    }

    #[test]
    fn only_customers_are_people() {
        let with_people = Table::ALL.into_iter().filter(|table| KIND.fits(table.definition(), None).is_ok());
        assert_eq!(with_people.collect::<Vec<_>>(), [Table::Customers]);
    }
}
