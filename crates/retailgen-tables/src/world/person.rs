//! Who a customer is beyond the account: sex and date of birth.

use retailgen_synth::{Key, Seed, calendar::Date, distribution::normal, key::Stream};

use super::{
    decoy::{self, Decoys},
    memo::Memo,
};
use crate::parameters;

/// Ages at joining that the contract allows, in years.
const YOUNGEST: f64 = 18.0;
const OLDEST: f64 = 94.0;
/// Days since 1970 of a day before which nobody was born: 1895-02-18.
const EARLIEST_BIRTH: i32 = -27_345;
/// First ages of the bands beyond the first.
const BANDS: [i32; 3] = [25, 40, 60];

/// Sexes and ages of the world's customers.
#[derive(Debug)]
pub struct People {
    sex: Key,
    birth: Key,
    joining_age: (f64, f64),
    decoys: Decoys,
    /// Days of birth, counted from the earliest, which every order asks for.
    births: Memo,
}

/// People of one sex and band of ages, who have tastes in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    pub is_woman: bool,
    /// 0 under 25, 1 to 39, 2 to 59, 3 beyond.
    pub ages: usize,
}

impl Segment {
    /// All of them, by number.
    pub fn all() -> impl Iterator<Item = Self> {
        [false, true].into_iter().flat_map(|is_woman| (0..=BANDS.len()).map(move |ages| Self { is_woman, ages }))
    }

    /// Any of them, each as likely.
    pub fn any(stream: &mut Stream) -> Self {
        Self { is_woman: stream.chance(0.5), ages: stream.below(BANDS.len() as u64 + 1) as usize }
    }

    /// The number of a segment, from 0 on.
    pub fn number(self) -> usize {
        usize::from(self.is_woman) * (BANDS.len() + 1) + self.ages
    }
}

impl People {
    /// The people of `seed`.
    pub fn new(seed: Seed, parameters: &parameters::Customers) -> Self {
        let key = seed.key("customers");
        Self {
            sex: key.key("sex"),
            birth: key.key("birth_date"),
            joining_age: parameters.joining_age,
            decoys: Decoys::new(seed),
            births: Memo::new(Memo::OF_CUSTOMERS),
        }
    }

    /// Whether a customer is a woman; half are.
    pub fn is_woman(&self, customer: u64) -> bool {
        self.sex.chance(customer, 0.5)
    }

    /// The date of birth of a customer who joined on `joined`: an age, and a day within that year of life.
    pub fn born(&self, customer: u64, joined: Date) -> Date {
        let mut stream = self.birth.stream(customer);
        let (mean, sd) = self.joining_age;
        // Redrawn, not clamped, so that 18 and 94 are not over-full.
        let age = std::iter::repeat_with(|| mean + sd * normal::quantile(stream.unit()))
            .find(|age| (YOUNGEST + 0.01..OLDEST).contains(age))
            .expect("the iterator does not end");
        let date = joined.plus_days(-(age * 365.25) as i32 - 1);
        if !self.decoys.is_born_on_leap_day(customer) {
            return date;
        }
        decoy::leap_day_near(date, age < OLDEST - decoy::LEAP_DAYS_APART)
    }

    /// The segment to which a customer belongs on `date` who joined when `joined` says.
    pub fn segment(&self, customer: u64, joined: impl FnOnce() -> Date, date: Date) -> Segment {
        let work_out = || (self.born(customer, joined()).days() - EARLIEST_BIRTH) as u64;
        let born = self.births.recall(customer, customer, work_out) as i32 + EARLIEST_BIRTH;
        let age = (f64::from(date.days() - born) / 365.25) as i32;
        Segment { is_woman: self.is_woman(customer), ages: BANDS.iter().filter(|&&from| age >= from).count() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_follow_age_and_sex() {
        let people = People::new(Seed(3), &parameters::Customers::default());
        let joined = Date::new(2020, 1, 1);
        for customer in 0..2_000 {
            let born = people.born(customer, joined);
            let Segment { is_woman, ages } = people.segment(customer, || joined, joined);
            assert_eq!(is_woman, people.is_woman(customer));
            let age = f64::from(joined.days() - born.days()) / 365.25;
            let from = [18.0, 25.0, 40.0, 60.0, 96.0];
            assert!((from[ages]..from[ages + 1]).contains(&age), "{age} {ages}");
        }
        let numbers: Vec<usize> = Segment::all().map(Segment::number).collect();
        assert_eq!(numbers, (0..8).collect::<Vec<_>>());
    }
}
