//! Rare right values that naive checks reject, planted so that every dataset has some: see [`decoys`](crate::decoys).

use retailgen_synth::{Key, Seed, calendar::Date};

/// One entity in so many has a planted value of a kind, at a keyed place in each run of so many: .02 %.
const EVERY: u64 = 5_000;
/// The most years between two leap days, around a year such as 1900.
pub const LEAP_DAYS_APART: f64 = 8.0;

const SURNAMES_WITH_APOSTROPHE: [&str; 6] = ["O'Brien", "O'Connor", "O'Neill", "D'Angelo", "O'Sullivan", "N'Diaye"];
const SURNAMES_BEYOND_ASCII: [&str; 8] =
    ["Núñez", "Müller", "Søndergaard", "Çelik", "Nguyễn", "Wójcik", "Dvořák", "Þórsdóttir"];
/// Surnames that are rare and real: [Null](https://en.wikipedia.org/wiki/Null_(surname)), and of one letter in Korea and Burma.
const SURNAMES_LIKE_NONE: [&str; 1] = ["Null"];
const SURNAMES_OF_ONE_LETTER: [&str; 3] = ["O", "U", "E"];
const TAGS: [&str; 4] = ["shop", "orders", "marrabee", "news"];
const TWO_LINES: [&str; 4] =
    ["Level 3\nRear entrance", "Unit 4\nLeave with neighbour", "Suite 12\nRing bell twice", "Flat 2\nc/o reception"];

/// What is planted.
#[derive(Debug, Clone, Copy)]
enum Planted {
    Apostrophe,
    BeyondAscii,
    LikeNone,
    OneLetter,
    PlusTag,
    LineBreak,
    LeapDay,
    OneCent,
    FullDiscount,
}

/// Where the randomness of each comes from, in the order of [`Planted`].
const NAMES: [&str; 9] = [
    "decoy.apostrophe",
    "decoy.beyond_ascii",
    "decoy.null_name",
    "decoy.one_letter",
    "decoy.plus_tag",
    "decoy.line_break",
    "decoy.leap_day",
    "decoy.one_cent",
    "decoy.full_discount",
];

/// Which entities have planted values, by their numbers from 0.
#[derive(Debug)]
pub struct Decoys {
    /// By what is planted; derived once, since every order line asks.
    kinds: [Key; NAMES.len()],
    text: Key,
}

impl Decoys {
    /// Those that belong to `seed`.
    pub fn new(seed: Seed) -> Self {
        let key = seed.key("decoys");
        Self { kinds: NAMES.map(|name| key.key(name)), text: key.key("text") }
    }

    fn has(&self, kind: Planted, entity: u64) -> bool {
        self.kinds[kind as usize].below(entity / EVERY, EVERY) == entity % EVERY
    }

    /// One of `texts` for an entity that is a decoy of `kind`.
    fn text(&self, kind: Planted, entity: u64, texts: &[&'static str]) -> Option<&'static str> {
        let pick = || texts[self.text.below(entity, texts.len() as u64) as usize];
        self.has(kind, entity).then(pick)
    }

    /// The surname of a customer who has a planted one.
    pub fn surname(&self, customer: u64) -> Option<&'static str> {
        self.text(Planted::Apostrophe, customer, &SURNAMES_WITH_APOSTROPHE)
            .or_else(|| self.text(Planted::BeyondAscii, customer, &SURNAMES_BEYOND_ASCII))
            .or_else(|| self.text(Planted::LikeNone, customer, &SURNAMES_LIKE_NONE))
            .or_else(|| self.text(Planted::OneLetter, customer, &SURNAMES_OF_ONE_LETTER))
    }

    /// The tag in the e-mail address of a customer who has a planted one.
    pub fn email_tag(&self, customer: u64) -> Option<&'static str> {
        self.text(Planted::PlusTag, customer, &TAGS)
    }

    /// The second address line of a customer who has a planted one.
    pub fn address_line2(&self, customer: u64) -> Option<&'static str> {
        self.text(Planted::LineBreak, customer, &TWO_LINES)
    }

    /// Whether a customer was born on 29 February by design.
    pub fn is_born_on_leap_day(&self, customer: u64) -> bool {
        self.has(Planted::LeapDay, customer)
    }

    /// Whether a product costs one cent.
    pub fn costs_one_cent(&self, product: u64) -> bool {
        self.has(Planted::OneCent, product)
    }

    /// Whether the first line of an order is free.
    pub fn is_first_line_free(&self, order_id: u64) -> bool {
        self.has(Planted::FullDiscount, order_id)
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
    use super::*;

    #[test]
    fn one_entity_in_every_run_has_a_planted_value_of_each_kind() {
        let decoys = Decoys::new(Seed(5));
        for run in 0..20 {
            let entities = run * EVERY..(run + 1) * EVERY;
            assert_eq!(entities.clone().filter(|&customer| decoys.email_tag(customer).is_some()).count(), 1);
            assert_eq!(entities.filter(|&order| decoys.is_first_line_free(order)).count(), 1);
        }
    }

    #[test]
    fn every_surname_is_planted() {
        let decoys = Decoys::new(Seed(5));
        let planted: std::collections::BTreeSet<_> = (0..400 * EVERY).filter_map(|one| decoys.surname(one)).collect();
        let lists =
            [&SURNAMES_WITH_APOSTROPHE[..], &SURNAMES_BEYOND_ASCII, &SURNAMES_LIKE_NONE, &SURNAMES_OF_ONE_LETTER];
        assert!(lists.concat().iter().all(|name| planted.contains(name)), "{planted:?}");
    }
}
