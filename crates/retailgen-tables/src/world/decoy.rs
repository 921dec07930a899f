//! Decoys: right values that naive checks reject, planted so that a check's precision can be measured.

use arrow_array::{
    RecordBatch,
    cast::AsArray,
    types::{Int32Type, Int64Type},
};
use retailgen_schema::Table;
use retailgen_synth::{Key, Seed, calendar::Date};

use super::World;

/// One entity in so many is a decoy of a kind, at a keyed place in each run of so many: .02 %.
const EVERY: u64 = 5_000;
/// One in so many postcodes that begin with 0 is listed; they need no planting, since about 3.5 % of customers have one.
const LEADING_ZEROS_LISTED: u64 = 100;

/// The most years between two leap days, around a year such as 1900.
pub const LEAP_DAYS_APART: f64 = 8.0;

const SURNAMES_WITH_APOSTROPHE: [&str; 6] = ["O'Brien", "O'Connor", "O'Neill", "D'Angelo", "O'Sullivan", "N'Diaye"];
const SURNAMES_BEYOND_ASCII: [&str; 8] =
    ["Núñez", "Müller", "Søndergaard", "Çelik", "Nguyễn", "Wójcik", "Dvořák", "Þórsdóttir"];
const TAGS: [&str; 4] = ["shop", "orders", "marrabee", "news"];
const TWO_LINES: [&str; 4] =
    ["Level 3\nRear entrance", "Unit 4\nLeave with neighbour", "Suite 12\nRing bell twice", "Flat 2\nc/o reception"];

/// A kind of decoy, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecoyKind {
    /// Its name in the truth, such as `decoy.apostrophe`.
    pub name: &'static str,
    /// The table.
    pub table: Table,
    /// The column.
    pub column: &'static str,
    /// What is right about it, in one sentence.
    pub meaning: &'static str,
    /// Its place in [`DECOY_KINDS`].
    number: usize,
}

const fn kind(
    number: usize,
    name: &'static str,
    table: Table,
    column: &'static str,
    meaning: &'static str,
) -> DecoyKind {
    DecoyKind { name, table, column, meaning, number }
}

const APOSTROPHE: DecoyKind =
    kind(0, "decoy.apostrophe", Table::Customers, "last_name", "A surname with an apostrophe, as in O'Brien.");
const BEYOND_ASCII: DecoyKind =
    kind(1, "decoy.beyond_ascii", Table::Customers, "last_name", "A surname with letters beyond ASCII, as in Núñez.");
const PLUS_TAG: DecoyKind =
    kind(2, "decoy.plus_tag", Table::Customers, "email", "An e-mail address with a tag behind a plus sign.");
const LINE_BREAK: DecoyKind =
    kind(3, "decoy.line_break", Table::Customers, "address_line2", "A line break within a quoted field.");
const LEADING_ZERO: DecoyKind =
    kind(4, "decoy.leading_zero", Table::Customers, "postcode", "A postcode that begins with 0, as in the north.");
const LEAP_DAY: DecoyKind = kind(5, "decoy.leap_day", Table::Customers, "birth_date", "A birthday on 29 February.");
const ONE_CENT: DecoyKind =
    kind(6, "decoy.one_cent", Table::Products, "current_price", "A price of one cent, as for a carrier bag.");
const FULL_DISCOUNT: DecoyKind = kind(
    7,
    "decoy.full_discount",
    Table::OrdersLines,
    "line_discount_pct",
    "A line that costs nothing: the discount is all.",
);

/// Every kind of decoy, by table and column.
pub const DECOY_KINDS: [DecoyKind; 8] =
    [APOSTROPHE, BEYOND_ASCII, PLUS_TAG, LINE_BREAK, LEADING_ZERO, LEAP_DAY, ONE_CENT, FULL_DISCOUNT];

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

/// Which entities are decoys, by their numbers from 0.
#[derive(Debug)]
pub struct Decoys {
    /// By the kind's number; derived once, since every order line asks.
    kinds: [Key; DECOY_KINDS.len()],
    text: Key,
    postcode: Key,
}

impl Decoys {
    /// The decoys that belong to `seed`.
    pub fn new(seed: Seed) -> Self {
        let key = seed.key("decoys");
        Self { kinds: DECOY_KINDS.map(|kind| key.key(kind.name)), text: key.key("text"), postcode: key.key("postcode") }
    }

    fn has(&self, kind: DecoyKind, entity: u64) -> bool {
        self.kinds[kind.number].below(entity / EVERY, EVERY) == entity % EVERY
    }

    /// One of `texts` for an entity that is a decoy of `kind`.
    fn text(&self, kind: DecoyKind, entity: u64, texts: &[&'static str]) -> Option<&'static str> {
        let pick = || texts[self.text.below(entity, texts.len() as u64) as usize];
        self.has(kind, entity).then(pick)
    }

    /// The surname of a customer who has a planted one.
    pub fn surname(&self, customer: u64) -> Option<&'static str> {
        self.text(APOSTROPHE, customer, &SURNAMES_WITH_APOSTROPHE)
            .or_else(|| self.text(BEYOND_ASCII, customer, &SURNAMES_BEYOND_ASCII))
    }

    /// The tag in the e-mail address of a customer who has a planted one.
    pub fn email_tag(&self, customer: u64) -> Option<&'static str> {
        self.text(PLUS_TAG, customer, &TAGS)
    }

    /// The second address line of a customer who has a planted one.
    pub fn address_line2(&self, customer: u64) -> Option<&'static str> {
        self.text(LINE_BREAK, customer, &TWO_LINES)
    }

    /// Whether a customer was born on 29 February by design.
    pub fn is_born_on_leap_day(&self, customer: u64) -> bool {
        self.has(LEAP_DAY, customer)
    }

    /// Whether a product costs one cent.
    pub fn costs_one_cent(&self, product: u64) -> bool {
        self.has(ONE_CENT, product)
    }

    /// Whether the first line of an order is free.
    pub fn is_first_line_free(&self, order_id: u64) -> bool {
        self.has(FULL_DISCOUNT, order_id)
    }

    fn of_customer(&self, customer: u64, postcode: &str) -> impl Iterator<Item = DecoyKind> {
        let surname = [APOSTROPHE, BEYOND_ASCII].into_iter().find(|kind| self.has(*kind, customer));
        let planted = [PLUS_TAG, LINE_BREAK, LEAP_DAY].into_iter().filter(move |kind| self.has(*kind, customer));
        let listed = postcode.starts_with('0') && self.postcode.below(customer, LEADING_ZEROS_LISTED) == 0;
        surname.into_iter().chain(planted).chain(listed.then_some(LEADING_ZERO))
    }
}

/// The decoys among the clean rows of a batch of `table`, by row.
#[must_use]
pub fn decoys(world: &World, table: Table, batch: &RecordBatch) -> Vec<Decoy> {
    if !DECOY_KINDS.iter().any(|kind| kind.table == table) {
        return Vec::new();
    }
    let decoys = &world.decoys;
    let ids = |name: &str| batch.column_by_name(name).map(AsArray::as_primitive::<Int64Type>);
    let decoy = |row, kind: DecoyKind| Decoy { row, kind: kind.name, column: kind.column };
    match (table, ids("customer_id"), ids("product_id"), ids("order_id")) {
        (Table::Customers, Some(ids), ..) => {
            let Some(postcodes) = batch.column_by_name("postcode").map(AsArray::as_string::<i32>) else {
                return Vec::new();
            };
            (0..ids.len())
                .flat_map(|row| {
                    let of_customer = decoys.of_customer(ids.value(row) as u64 - 1, postcodes.value(row));
                    of_customer.map(move |kind| decoy(row, kind))
                })
                .collect()
        }
        (Table::Products, _, Some(ids), _) => (0..ids.len())
            .filter(|&row| decoys.costs_one_cent(ids.value(row) as u64 - 1))
            .map(|row| decoy(row, ONE_CENT))
            .collect(),
        (Table::OrdersLines, _, _, Some(ids)) => {
            let Some(numbers) = batch.column_by_name("line_number").map(AsArray::as_primitive::<Int32Type>) else {
                return Vec::new();
            };
            (0..ids.len())
                .filter(|&row| numbers.value(row) == 1 && decoys.is_first_line_free(ids.value(row) as u64))
                .map(|row| decoy(row, FULL_DISCOUNT))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The nearest 29 February before `date`, or after it.
pub fn leap_day_near(date: Date, before: bool) -> Date {
    let step = if before { -1 } else { 1 };
    let days = (LEAP_DAYS_APART * 366.0) as i32;
    (0..=days)
        .map(|day| date.plus_days(day * step))
        .find(|date| (date.month(), date.day()) == (2, 29))
        .expect("there is a leap day within eight years")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{Window, open, parts};

    #[test]
    fn kinds_are_numbered_by_their_places() {
        assert!(DECOY_KINDS.iter().enumerate().all(|(place, kind)| kind.number == place));
    }

    #[test]
    fn decoys_are_rare_and_every_kind_stands_where_it_says() {
        let world = World::new(Seed(5), "0.2".parse().unwrap());
        let window = Window::new("2024-12-01".parse().unwrap(), 31).unwrap();
        let mut found: BTreeMap<&str, (usize, u64)> = BTreeMap::new();
        for table in [Table::Customers, Table::Products, Table::OrdersLines] {
            let mut rows = 0;
            for part in parts(&world, window, table) {
                for block in 0..part.blocks {
                    let batch = open(&world, window, &part).batch(block);
                    rows += batch.num_rows() as u64;
                    for decoy in decoys(&world, table, &batch) {
                        let column = batch.column_by_name(decoy.column).unwrap();
                        let text = || column.as_string::<i32>().value(decoy.row);
                        let decimal = || column.as_primitive::<arrow_array::types::Decimal128Type>().value(decoy.row);
                        match decoy.kind {
                            "decoy.apostrophe" => assert!(text().contains('\'')),
                            "decoy.beyond_ascii" => assert!(!text().is_ascii()),
                            "decoy.plus_tag" => assert!(text().contains('+')),
                            "decoy.line_break" => assert!(text().contains('\n')),
                            "decoy.leading_zero" => assert!(text().starts_with('0')),
                            "decoy.leap_day" => {
                                let days = column.as_primitive::<arrow_array::types::Date32Type>().value(decoy.row);
                                let date = retailgen_synth::calendar::Date::from_days(days);
                                assert_eq!((date.month(), date.day()), (2, 29));
                            }
                            "decoy.one_cent" => assert_eq!(decimal(), 100),
                            "decoy.full_discount" => assert_eq!(decimal(), 10_000),
                            other => panic!("{other}"),
                        }
                        found.entry(decoy.kind).or_default().0 += 1;
                    }
                }
            }
            for kind in DECOY_KINDS.iter().filter(|kind| kind.table == table) {
                found.entry(kind.name).or_default().1 = rows;
            }
        }
        for (kind, (count, rows)) in found {
            assert!(count > 0, "{kind}");
            // One more than the share, since the last run of rows may be a short one; those that are only listed come by
            // chance, three in 10,000, and three standard deviations above that are allowed.
            let most = if kind == "decoy.leading_zero" { 1 + rows / 1_250 } else { 1 + rows / EVERY };
            assert!(count as u64 <= most, "{kind}: {count} in {rows}");
        }
    }
}
