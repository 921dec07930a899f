//! Decoys: right values that naive checks reject. Those in a batch are found by their looks, planted or not, so that a check's
//! precision can be measured.

use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    types::{Date32Type, Decimal128Type},
};
use retailgen_schema::Table;
use retailgen_synth::calendar::Date;

/// A kind of decoy, and where it stands.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct DecoyKind {
    /// Its name in the truth, such as `decoy.apostrophe`.
    pub name: &'static str,
    /// The columns that have it.
    pub places: &'static [(Table, &'static str)],
    /// What is right about it, in one sentence.
    pub meaning: &'static str,
    /// How it is told.
    looks: Looks,
}

/// What a value must look like.
#[derive(Debug, Clone, Copy)]
enum Looks {
    Text(fn(&str) -> bool),
    /// A decimal of so many of its smallest units.
    Decimal(i128),
    Date(fn(Date) -> bool),
}

/// Every kind of decoy. What is common is none of them, such as a temperature below zero or a line without tax.
pub const DECOY_KINDS: [DecoyKind; 11] = [
    DecoyKind {
        name: "decoy.apostrophe",
        places: &[(Table::Customers, "last_name"), (Table::Customers, "city"), (Table::Products, "name")],
        meaning: "A name with an apostrophe, as in O'Brien.",
        looks: Looks::Text(|text| text.contains('\'')),
    },
    DecoyKind {
        name: "decoy.beyond_ascii",
        places: &[(Table::Customers, "first_name"), (Table::Customers, "last_name"), (Table::Customers, "city")],
        meaning: "A name with letters beyond ASCII, as in Núñez.",
        looks: Looks::Text(|text| !text.is_ascii()),
    },
    DecoyKind {
        name: "decoy.two_names",
        places: &[(Table::Customers, "last_name")],
        meaning: "A surname with a space or a hyphen, as in de la Cruz.",
        looks: Looks::Text(|text| text.contains([' ', '-'])),
    },
    DecoyKind {
        name: "decoy.short_name",
        places: &[(Table::Customers, "first_name"), (Table::Customers, "last_name")],
        meaning: "A name of one letter or two, as in Ng.",
        looks: Looks::Text(|text| text.chars().count() <= 2),
    },
    DecoyKind {
        name: "decoy.null_name",
        places: &[(Table::Customers, "last_name")],
        meaning: "A surname that reads like a missing value: Null.",
        looks: Looks::Text(|text| text.eq_ignore_ascii_case("null")),
    },
    DecoyKind {
        name: "decoy.plus_tag",
        places: &[(Table::Customers, "email")],
        meaning: "An e-mail address with a tag behind a plus sign.",
        looks: Looks::Text(|text| text.contains('+')),
    },
    DecoyKind {
        name: "decoy.line_break",
        places: &[(Table::Customers, "address_line2")],
        meaning: "A line break within a quoted field.",
        looks: Looks::Text(|text| text.contains('\n')),
    },
    DecoyKind {
        name: "decoy.leading_zero",
        places: &[(Table::Customers, "postcode")],
        meaning: "A postcode that begins with 0, as in the north.",
        looks: Looks::Text(|text| text.starts_with('0')),
    },
    DecoyKind {
        name: "decoy.leap_day",
        places: &[(Table::Customers, "birth_date")],
        meaning: "A birthday on 29 February.",
        looks: Looks::Date(|date| (date.month(), date.day()) == (2, 29)),
    },
    DecoyKind {
        name: "decoy.one_cent",
        places: &[(Table::Products, "current_price")],
        meaning: "A price of one cent, as for a carrier bag.",
        looks: Looks::Decimal(100),
    },
    DecoyKind {
        name: "decoy.full_discount",
        places: &[(Table::OrdersLines, "line_discount_pct")],
        meaning: "A line that costs nothing: the discount is all.",
        looks: Looks::Decimal(10_000),
    },
];

/// A decoy in a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decoy {
    /// The row in the batch.
    pub row: usize,
    /// Its kind's name.
    pub kind: &'static str,
    /// The column.
    pub column: &'static str,
}

/// All decoys among the clean rows of a batch of `table`, by row.
#[must_use]
pub fn decoys(table: Table, batch: &RecordBatch) -> Vec<Decoy> {
    let mut found = Vec::new();
    for kind in &DECOY_KINDS {
        for (_, column) in kind.places.iter().filter(|(other, _)| *other == table) {
            let Some(values) = batch.column_by_name(column) else { continue };
            let rows = rows_with(kind.looks, values.as_ref());
            found.extend(rows.map(|row| Decoy { row, kind: kind.name, column }));
        }
    }
    found.sort_by_key(|decoy| decoy.row);
    found
}

/// The rows whose values have these looks.
fn rows_with(looks: Looks, values: &dyn Array) -> Box<dyn Iterator<Item = usize> + '_> {
    let rows = (0..values.len()).filter(|&row| values.is_valid(row));
    match looks {
        Looks::Text(is_odd) => {
            let texts = values.as_string::<i32>();
            Box::new(rows.filter(move |&row| is_odd(texts.value(row))))
        }
        Looks::Decimal(odd) => {
            let numbers = values.as_primitive::<Decimal128Type>();
            Box::new(rows.filter(move |&row| numbers.value(row) == odd))
        }
        Looks::Date(is_odd) => {
            let dates = values.as_primitive::<Date32Type>();
            Box::new(rows.filter(move |&row| is_odd(Date::from_days(dates.value(row)))))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use retailgen_synth::Seed;

    use super::*;
    use crate::{Window, World, open, parts};

    #[test]
    fn every_place_has_decoys_and_they_are_few() {
        let world = World::new(Seed(5), "0.2".parse().unwrap());
        let window = Window::new("2024-12-01".parse().unwrap(), 31).unwrap();
        let mut found: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        let mut rows: BTreeMap<Table, u64> = BTreeMap::new();
        for table in [Table::Customers, Table::Products, Table::OrdersLines] {
            for part in parts(&world, window, table) {
                for block in 0..part.blocks {
                    let batch = open(&world, window, &part).batch(block);
                    *rows.entry(table).or_default() += batch.num_rows() as u64;
                    for decoy in decoys(table, &batch) {
                        *found.entry((decoy.kind, decoy.column)).or_default() += 1;
                    }
                }
            }
        }
        for kind in &DECOY_KINDS {
            for (table, column) in kind.places {
                let count = found.get(&(kind.name, *column)).copied().unwrap_or_default();
                assert!(count > 0, "{} in {table}.{column}", kind.name);
                assert!(count <= rows[table] / 20, "{} in {table}.{column}: {count} in {}", kind.name, rows[table]);
            }
        }
    }
}
