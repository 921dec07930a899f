//! The data that the crate carries: catalogue, names, places, countries and companies, as they stand in `data/`.
//!
//! What is TOML there is made into constants by `cargo xtask codegen`. Places are compiled in as text and checked by this
//! module's tests, so reading them cannot fail in use.

pub mod addresses;
pub mod catalogue;
pub mod companies;
pub mod countries;
mod generated;
pub mod names;
pub mod places;
pub mod web;

use retailgen_synth::distribution::alias::AliasTable;

/// A choice and its relative weight, written `[choice, weight]` in the data.
pub type Weighted = (&'static str, f64);

/// A weighted choice among texts.
#[derive(Debug, Clone)]
pub struct WeightedTexts {
    texts: Vec<&'static str>,
    table: AliasTable,
}

impl WeightedTexts {
    /// The choice among `weighted`.
    pub fn new(weighted: impl IntoIterator<Item = Weighted>) -> Self {
        let (texts, weights): (Vec<&str>, Vec<f64>) = weighted.into_iter().unzip();
        Self { texts, table: AliasTable::new(weights) }
    }

    /// The text that 64 random bits stand for.
    pub fn pick(&self, bits: u64) -> &'static str {
        self.texts[self.table.pick(bits)]
    }
}
