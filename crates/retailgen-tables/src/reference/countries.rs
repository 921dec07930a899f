//! The countries customers live in: shares, currencies, telephone numbers, postcodes and sales tax.

use std::collections::BTreeMap;

use retailgen_synth::calendar::Date;
use serde::Deserialize;

/// A list of telephone patterns, or of postcode forms, by region; `*` serves every region not named.
pub type ByRegion<T> = BTreeMap<String, Vec<T>>;

#[derive(Debug, Deserialize)]
struct File {
    country: Vec<Country>,
}

/// A country that the company sells to.
#[derive(Debug, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// Share of customers.
    pub share: f64,
    /// ISO 4217.
    pub currency: String,
    /// Share of customers who give a mobile number.
    pub mobile_share: f64,
    /// What `@` may stand for in postcodes.
    pub letters: String,
    /// Patterns of mobile numbers, each equally likely.
    pub mobile: Vec<String>,
    /// Patterns of landline numbers.
    pub landline: ByRegion<String>,
    /// A pair is a range of digits, both ends included; a single text is a pattern.
    pub postcodes: ByRegion<Vec<String>>,
    /// The same by place, looked up before the region.
    #[serde(default)]
    pub postcodes_by_place: ByRegion<Vec<String>>,
    sales_tax: Vec<TaxRates>,
}

/// From a date on: the standard rate and that of basic food.
#[derive(Debug, Deserialize)]
struct TaxRates(String, f64, f64);

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
    pub fn load() -> Vec<Self> {
        let file: File = super::parse("countries.toml", include_str!("../../data/countries.toml"));
        file.country
    }

    /// The history of sales tax, oldest first.
    pub fn sales_tax(&self) -> Vec<SalesTax> {
        let units = |rate: f64| (rate * 10_000.0 + 0.5).floor() as i64;
        self.sales_tax
            .iter()
            .map(|TaxRates(from, standard, basic_food)| SalesTax {
                from: from.parse().unwrap_or_else(|error| panic!("data/countries.toml: {error}")),
                standard: units(*standard),
                basic_food: units(*basic_food),
            })
            .collect()
    }

    /// The entry for `region`, or the one for all others.
    pub fn of_region<'a, T>(by_region: &'a ByRegion<T>, region: &str) -> &'a [T] {
        by_region.get(region).or_else(|| by_region.get("*")).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{reference::places::Place, window::FIRST_DAY, world::rates::Currency};

    #[test]
    fn every_place_has_numbers_postcodes_and_tax() {
        let countries = Country::load();
        let total: f64 = countries.iter().map(|country| country.share).sum();
        assert!((total - 1.0).abs() < 1e-9, "{total}");
        for country in &countries {
            assert!(Currency::from_code(&country.currency).is_some(), "{}", country.code);
            assert!(country.sales_tax()[0].from <= FIRST_DAY);
        }
        for place in Place::load() {
            let country = countries.iter().find(|country| country.code == place.country).unwrap();
            assert!(!Country::of_region(&country.landline, place.region).is_empty(), "{place:?}");
            assert!(!Country::of_region(&country.postcodes, place.region).is_empty(), "{place:?}");
        }
    }
}
