//! The countries customers live in: shares, currencies, telephone numbers, postcodes and sales tax.

use retailgen_synth::calendar::Date;

use super::generated::countries::COUNTRIES;

/// A list of telephone patterns, or of postcode forms, by region; `*` serves every region not named.
pub type ByRegion<T> = &'static [(&'static str, &'static [T])];

/// `data/countries.toml`.
#[derive(Debug)]
pub struct Countries {
    pub country: &'static [Country],
}

/// A country that the company sells to.
#[derive(Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    /// Share of customers.
    pub share: f64,
    /// ISO 4217.
    pub currency: &'static str,
    /// Share of customers who give a mobile number.
    pub mobile_share: f64,
    /// What `@` may stand for in postcodes.
    pub letters: &'static str,
    /// Patterns of mobile numbers, each equally likely.
    pub mobile: &'static [&'static str],
    /// Patterns of landline numbers.
    pub landline: ByRegion<&'static str>,
    /// A pair is a range of digits, both ends included; a single text is a pattern.
    pub postcodes: ByRegion<&'static [&'static str]>,
    /// The same by place, looked up before the region.
    pub postcodes_by_place: ByRegion<&'static [&'static str]>,
    /// From a date on: the standard rate and the rate of basic food.
    pub(super) sales_tax: &'static [(&'static str, f64, f64)],
}

/// Sales tax rates in units of 10⁻⁴, from a date on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SalesTax {
    /// The first day.
    pub from: Date,
    /// The rate of most goods.
    pub standard: i64,
    /// The rate of basic food.
    pub basic_food: i64,
}

impl Country {
    /// All countries.
    pub fn all() -> &'static [Self] {
        COUNTRIES.country
    }

    /// The history of sales tax, oldest first.
    pub fn sales_tax(&self) -> Vec<SalesTax> {
        let units = |rate: f64| (rate * 10_000.0 + 0.5).floor() as i64;
        self.sales_tax
            .iter()
            .map(|(from, standard, basic_food)| SalesTax {
                from: from.parse().unwrap_or_else(|error| panic!("data/countries.toml: {error}")),
                standard: units(*standard),
                basic_food: units(*basic_food),
            })
            .collect()
    }

    /// The entry for `region`, or the one for all others.
    pub fn of_region<T>(by_region: ByRegion<T>, region: &str) -> &'static [T] {
        Self::named(by_region, region).or_else(|| Self::named(by_region, "*")).unwrap_or_default()
    }

    /// The entry for exactly that region, or place.
    pub fn named<T>(by_region: ByRegion<T>, name: &str) -> Option<&'static [T]> {
        let found = by_region.binary_search_by_key(&name, |(name, _)| name);
        found.ok().map(|index| by_region[index].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{reference::places::Place, window::FIRST_DAY, world::rates::Currency};

    #[test]
    fn every_place_has_numbers_postcodes_and_tax() {
        let countries = Country::all();
        let total: f64 = countries.iter().map(|country| country.share).sum();
        assert!((total - 1.0).abs() < 1e-9, "{total}");
        for country in countries {
            assert!(Currency::from_code(country.currency).is_some(), "{}", country.code);
            assert!(country.sales_tax()[0].from <= FIRST_DAY);
        }
        for place in Place::load() {
            let country = countries.iter().find(|country| country.code == place.country).unwrap();
            assert!(!Country::of_region(country.landline, place.region).is_empty(), "{place:?}");
            let has_range = !Country::of_region(country.postcodes, place.region).is_empty();
            assert!(place.postcode.is_some() || has_range, "{place:?}");
        }
    }
}
