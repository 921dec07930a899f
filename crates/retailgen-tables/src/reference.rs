//! The data that the crate carries: catalogue, names, places, countries and companies, as read from `data/`.
//!
//! The files are compiled in and checked by this module's tests, so reading them cannot fail in use.

pub mod addresses;
pub mod catalogue;
pub mod companies;
pub mod countries;
pub mod names;
pub mod places;
pub mod web;

use retailgen_synth::distribution::alias::AliasTable;
use serde::{Deserialize, de::DeserializeOwned};

/// A choice and its relative weight, written `[choice, weight]` in the data.
#[derive(Debug, Clone, Deserialize)]
pub struct Weighted(pub String, pub f64);

/// A weighted choice among texts.
#[derive(Debug, Clone)]
pub struct WeightedTexts {
    texts: Vec<String>,
    table: AliasTable,
}

impl WeightedTexts {
    /// The choice among `weighted`.
    pub fn new(weighted: impl IntoIterator<Item = Weighted>) -> Self {
        let (texts, weights): (Vec<String>, Vec<f64>) =
            weighted.into_iter().map(|Weighted(text, weight)| (text, weight)).unzip();
        Self { texts, table: AliasTable::new(weights) }
    }

    /// The text that 64 random bits stand for.
    pub fn pick(&self, bits: u64) -> &str {
        &self.texts[self.table.pick(bits)]
    }
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("data/{file}, which is compiled in, does not parse: {error}"))
}
