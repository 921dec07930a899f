//! Street addresses by country.

use serde::Deserialize;

use super::{Weighted, WeightedTexts};

#[derive(Debug, Deserialize)]
struct File {
    country: Vec<CountryFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountryFile {
    code: String,
    names: Vec<String>,
    types: Vec<Weighted>,
    lines: Vec<Weighted>,
    number_max: u64,
    unit_share: f64,
    units: Vec<Unit>,
}

/// A form of the second address line, its weight and the highest number in it.
#[derive(Debug, Clone, Deserialize)]
struct Unit(String, f64, u64);

/// How addresses are written in one country.
#[derive(Debug, Clone)]
pub struct AddressForms {
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// Street names, whole where `types` is `None`.
    pub names: Vec<String>,
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
    unit_max: Vec<(String, u64)>,
}

impl AddressForms {
    /// The forms of all countries.
    pub fn load() -> Vec<Self> {
        let file: File = super::parse("addresses.toml", include_str!("../../data/addresses.toml"));
        file.country
            .into_iter()
            .map(|country| Self {
                country: country.code,
                names: country.names,
                types: (!country.types.is_empty()).then(|| WeightedTexts::new(country.types)),
                lines: WeightedTexts::new(country.lines),
                number_max: country.number_max,
                unit_share: country.unit_share,
                unit_max: country.units.iter().map(|Unit(form, _, most)| (form.clone(), *most)).collect(),
                units: WeightedTexts::new(
                    country.units.into_iter().map(|Unit(form, weight, _)| Weighted(form, weight)),
                ),
            })
            .collect()
    }

    /// The highest number that a form of the second line may have.
    pub fn most_units(&self, form: &str) -> u64 {
        self.unit_max.iter().find(|(name, _)| name == form).map_or(1, |(_, most)| *most)
    }
}
