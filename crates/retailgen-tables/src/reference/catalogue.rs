//! The product catalogue: categories, subcategories, brands and what is bought together.

use serde::Deserialize;

/// `data/catalogue.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// The upper level.
    pub category: Vec<Category>,
    /// Pairs of subcategories that are bought together.
    pub affinity: Vec<Affinity>,
}

/// A category of products.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub name: String,
    /// Share of all order lines.
    pub line_share: f64,
    pub brands: Vec<String>,
    pub subcategory: Vec<Subcategory>,
}

/// A subcategory of products.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subcategory {
    pub name: String,
    /// Share of the category's lines, relative.
    pub weight: f64,
    /// Number of products, relative over the whole tree.
    pub catalogue_weight: f64,
    /// AUD.
    pub price_median: f64,
    /// Standard deviation of the log of the price.
    pub price_sigma: f64,
    pub tax: TaxClass,
    /// Share of its products' weeks on promotion.
    pub promotion_rate: f64,
    pub season: Season,
    pub stems: Vec<String>,
    pub variants: Vec<String>,
    pub sizes: Vec<String>,
}

/// How a product is taxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxClass {
    Standard,
    BasicFood,
}

/// When a subcategory sells above its average.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    Flat,
    Summer,
    Winter,
    Gift,
    Eofy,
    BoxingDay,
    School,
}

/// Two subcategories that are bought together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Affinity {
    pub a: String,
    pub b: String,
    /// Relative to the other partners of the same subcategory.
    pub strength: f64,
}

impl Catalogue {
    /// The catalogue of the crate.
    pub fn load() -> Self {
        super::parse("catalogue.toml", include_str!("../../data/catalogue.toml"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn is_a_consistent_tree() {
        let catalogue = Catalogue::load();
        let names: Vec<&str> =
            catalogue.category.iter().flat_map(|c| c.subcategory.iter().map(|s| s.name.as_str())).collect();
        let unique: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(names.len(), unique.len());
        for pair in &catalogue.affinity {
            assert!(unique.contains(pair.a.as_str()) && unique.contains(pair.b.as_str()), "{pair:?}");
        }
        let shares: f64 = catalogue.category.iter().map(|category| category.line_share).sum();
        assert!((shares - 1.0).abs() < 1e-9, "{shares}");
        assert!(catalogue.category.iter().all(|category| !category.brands.is_empty()));
    }
}
