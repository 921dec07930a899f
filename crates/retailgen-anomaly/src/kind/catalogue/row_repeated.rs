//! `row.repeated`: a whole row again, later in the file.

use retailgen_schema::{ColumnDefinition, Role, Table, TableDefinition};
use retailgen_synth::Stream;

use crate::kind::{
    Action, Change, Clean, Detectability, Hit, Kind, Level, Site, Spoil, UnusedKeys, fixed_point, number,
};

pub const KIND: Kind = Kind {
    name: "row.repeated",
    meaning: "A row comes again later in the file under the same key; address, telephone number and price may have \
              moved on.",
    level: Level::Row,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("1042,SKU-WIRNUG,…,19.5900", Some("1042,SKU-WIRNUG,…,20.5700")),
    fits: |_, column| match column {
        None => Ok(()),
        Some(_) => Err("it repeats whole rows: leave out `column`"),
    },
    spoil: Spoil::Row { relies_on: identifying, hit: repeat },
    cases: &[],
    misfits: &[(Table::Customers, Some("customer_id"))],
    query: Some("select count(*) - count(distinct ({key})) from {table} where {has_key}"),
};

/// How many rows a copy may stand behind: its original and the clean rows right below it. Copies of other rows may come
/// between the two.
const FARTHEST_COPY: u64 = 64;

/// The cells that identify a row. No other rule may spoil them in the original: the copy would then repeat nothing.
pub fn identifying(table: &TableDefinition) -> Vec<usize> {
    let identifies = |cell: &ColumnDefinition| cell.unique || table.primary_key.contains(&cell.name);
    (0..table.cells.len()).filter(|&cell| identifies(&table.cells[cell])).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "the form of what a kind does")]
fn repeat(site: &Site, stream: &mut Stream) -> Option<Hit> {
    let below = (site.batch.num_rows() - site.row) as u64;
    let after = site.row + stream.below(below.min(FARTHEST_COPY)) as usize;
    let is_key = |column: &ColumnDefinition| {
        column.unique || column.references.is_some() || site.table.primary_key.contains(&column.name)
    };
    let mut changed = Vec::new();
    for (number, column) in site.table.columns.iter().enumerate().filter(|(_, column)| column.drifts && !is_key(column))
    {
        let clean = site.text(site.row, number);
        changed.extend(
            drift(&Clean { column, text: clean.as_deref(), unused: &UnusedKeys::NONE }, stream)
                .map(|dirty| (number, Some(dirty))),
        );
    }
    let relied_on = identifying(site.table).into_iter().map(|cell| (site.row, cell)).collect();
    Some(Hit { change: Change::Copy { after, changed }, relied_on })
}

/// Share of the copies in which a given column has changed since the original was written.
const CHANGED: f64 = 0.4;

/// What a column that changes over time may have become in a copy; `None`, as mostly, where it is as it was. Whatever it is,
/// it would be right in a row of its own.
fn drift(cell: &Clean, stream: &mut Stream) -> Option<String> {
    let changed: fn(&Clean, &mut Stream) -> Option<String> = match cell.column.role? {
        Role::Phone => other_phone,
        Role::Street => other_address,
        Role::Price => other_price,
        _ => return None,
    };
    if !stream.chance(CHANGED) {
        return None;
    }
    changed(cell, stream).filter(|text| Some(text.as_str()) != cell.text)
}

/// The same number as another system writes it, or another last digit.
pub fn other_phone(cell: &Clean, stream: &mut Stream) -> Option<String> {
    let text = cell.text?;
    if stream.chance(0.5) {
        return Some(text.replace(' ', ""));
    }
    let (at, digit) = text.char_indices().rev().find_map(|(at, letter)| Some((at, letter.to_digit(10)?)))?;
    let mut other = text[..at].to_owned();
    other.extend(char::from_digit((digit + 1 + stream.below(9) as u32) % 10, 10));
    other.push_str(&text[at + 1..]);
    Some(other)
}

/// Another house number, or the street's kind shortened.
pub fn other_address(cell: &Clean, stream: &mut Stream) -> Option<String> {
    const SHORT: [(&str, &str); 6] = [
        (" Street", " St"),
        (" Road", " Rd"),
        (" Avenue", " Ave"),
        (" Drive", " Dr"),
        (" Court", " Ct"),
        (" Crescent", " Cres"),
    ];
    let text = cell.text?;
    let short = SHORT.iter().find_map(|(long, short)| Some([text.strip_suffix(long)?, short].concat()));
    if short.is_some() && stream.chance(0.5) {
        return short;
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u32 = text[..digits].parse().ok()?;
    Some(format!("{}{}", number + 2 + 2 * stream.below(20) as u32, &text[digits..]))
}

/// Up to a tenth dearer or cheaper.
fn other_price(cell: &Clean, stream: &mut Stream) -> Option<String> {
    let (scale, limit) = (number::scale(cell.column)?, number::limit(cell.column)?);
    let price = number::parse(cell.column, cell.text?)?;
    let cents = 10_i64.pow(u32::from(scale.saturating_sub(2)));
    let percent = 1 + stream.below(10) as i64;
    let change = (price / cents * percent / 100).max(1) * cents;
    let change = if stream.chance(0.7) { change } else { -change };
    // The other way where the type's end or zero is in the way.
    let other = [price.checked_add(change)?, price.checked_sub(change)?];
    other.into_iter().find(|other| (1..=limit).contains(other)).map(|other| fixed_point::text(other, scale))
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;
    use crate::kind::trial::casts;

    #[test]
    fn what_drifts_still_fits_its_column() {
        for (table, column, clean) in [
            (Table::Customers, "phone", "(02) 7010 8854"),
            (Table::Customers, "address_line1", "7 Station Avenue"),
            (Table::Products, "current_price", "19.5900"),
            (Table::Products, "current_price", "0.0100"),
            (Table::Products, "current_price", "99999999.9900"),
        ] {
            let column = table.definition().column(column).unwrap();
            assert!(column.drifts);
            let cell = Clean { column, text: Some(clean), unused: &UnusedKeys::NONE };
            let draws = (0..300).filter_map(|draw| drift(&cell, &mut Seed(11).key(KIND.name).stream(draw)));
            let copies: Vec<String> = draws.collect();
            assert!(copies.len() > 50, "{}: {}", column.name, copies.len());
            for copy in copies {
                assert_ne!(copy, clean);
                assert!(casts(column, Some(&copy)), "{copy}");
                assert!(!copy.starts_with('-') && copy != "0.0000", "{copy}");
            }
        }
    }
}
