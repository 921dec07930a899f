//! Street addresses by country.

use super::{Weighted, WeightedTexts, generated::addresses::ADDRESSES};

/// `data/addresses.toml`.
#[derive(Debug)]
pub struct Addresses {
    pub country: &'static [CountryAddresses],
}

/// What the file says of one country.
#[derive(Debug)]
pub struct CountryAddresses {
    pub code: &'static str,
    pub names: &'static [&'static str],
    pub types: &'static [Weighted],
    pub lines: &'static [Weighted],
    pub number_max: u64,
    pub unit_share: f64,
    /// A form of the second address line, its weight and the highest number in it.
    pub units: &'static [(&'static str, f64, u64)],
}

/// How addresses are written in one country.
#[derive(Debug, Clone)]
pub struct AddressForms {
    /// ISO 3166-1 alpha-2 code.
    pub country: &'static str,
    /// Street names, whole where `types` is `None`.
    pub names: &'static [&'static str],
    /// Street types.
    pub types: Option<WeightedTexts>,
    /// Forms of the first line, with `{number}` and `{street}`.
    pub lines: WeightedTexts,
    /// The highest house number.
    pub number_max: u64,
    /// Share of addresses with a second line.
    pub unit_share: f64,
    /// Forms of the second line, with `{n}` and `{m}`.
    pub units: WeightedTexts,
    /// The highest `{n}` of each form, in the order of the forms.
    unit_max: Vec<(&'static str, u64)>,
}

impl AddressForms {
    /// The forms of all countries.
    pub fn all() -> impl Iterator<Item = Self> {
        ADDRESSES.country.iter().map(|country| Self {
            country: country.code,
            names: country.names,
            types: (!country.types.is_empty()).then(|| WeightedTexts::new(country.types.iter().copied())),
            lines: WeightedTexts::new(country.lines.iter().copied()),
            number_max: country.number_max,
            unit_share: country.unit_share,
            unit_max: country.units.iter().map(|&(form, _, most)| (form, most)).collect(),
            units: WeightedTexts::new(country.units.iter().map(|&(form, weight, _)| (form, weight))),
        })
    }

    /// The highest number that a form of the second line may have.
    pub fn most_units(&self, form: &str) -> u64 {
        self.unit_max.iter().find(|(name, _)| *name == form).map_or(1, |(_, most)| *most)
    }
}
