//! The product catalogue: categories, subcategories, brands and what is bought together.

pub use super::generated::catalogue::CATALOGUE;

/// `data/catalogue.toml`: [`CATALOGUE`].
#[derive(Debug)]
pub struct Catalogue {
    /// Names of ranges, for goods that come in no sizes.
    pub collections: &'static [&'static str],
    /// The upper level.
    pub category: &'static [Category],
    /// Pairs of subcategories that are bought together.
    pub affinity: &'static [Affinity],
    /// Categories that one errand covers; each category is in one.
    pub department: &'static [Department],
    /// Subcategories whose goods are now and then listed under another one.
    pub reclassified: &'static [Reclassified],
    /// Subcategories that some people buy more often than others.
    pub taste: &'static [Taste],
}

/// A category of products.
#[derive(Debug)]
pub struct Category {
    pub name: &'static str,
    /// Share of all order lines.
    pub line_share: f64,
    /// Share of its styles that bear the retailer's own name.
    pub house_share: f64,
    /// How much more of its lines sell in stores than over both channels.
    pub in_stores: f64,
    /// How much more of its lines sell on Saturdays and Sundays than over the week.
    pub on_weekends: f64,
    /// Whether it spoils, and so is never sent abroad.
    pub is_perishable: bool,
    /// Stand behind the names of packaged goods that have been relaunched, one after the other.
    pub relaunched: &'static [&'static str],
    pub endings: &'static [Ending],
    pub brands: &'static [&'static str],
    pub subcategory: &'static [Subcategory],
}

/// How shelf prices end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ending {
    pub cents: i64,
    /// Cents after which the ending comes again: 100 for `.99`, 10 for a last digit 9.
    pub step: i64,
    /// Share of the category's prices.
    pub share: f64,
}

/// A subcategory of products.
#[derive(Debug)]
pub struct Subcategory {
    pub name: &'static str,
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
    /// What is sold, staples first.
    pub stems: &'static [&'static str],
    pub variants: &'static [&'static str],
    /// Sizes, each with how much it holds, smallest first.
    pub sizes: &'static [(&'static str, f64)],
}

impl Subcategory {
    /// Whether its sizes are the wearer's, who has one of them; other sizes are of packs, which hold more or less.
    pub fn is_worn(&self) -> bool {
        matches!(self.sizes, [(_, least), .., (_, most)] if least >= most)
    }

    /// Whether it comes in packs of several sizes.
    pub fn is_packaged(&self) -> bool {
        !self.sizes.is_empty() && !self.is_worn()
    }

    /// How many articles a style can have: one a size or, where there are no sizes, one a variant.
    pub fn articles(&self) -> usize {
        if self.sizes.is_empty() { self.variants.len() } else { self.sizes.len() }
    }
}

/// How a product is taxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaxClass {
    Standard,
    BasicFood,
}

/// When a subcategory sells above its average.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Season {
    Flat,
    Summer,
    Winter,
    Gift,
    Eofy,
    BoxingDay,
    School,
}

impl Season {
    /// All of them, in order.
    pub const ALL: [Self; 7] =
        [Self::Flat, Self::Summer, Self::Winter, Self::Gift, Self::Eofy, Self::BoxingDay, Self::School];
}

/// Two subcategories that are bought together.
#[derive(Debug)]
pub struct Affinity {
    pub a: &'static str,
    pub b: &'static str,
    /// Relative to the other partners of the same subcategory.
    pub strength: f64,
}

/// Two subcategories of one category and tax, under either of which the goods of the first can be listed.
#[derive(Debug)]
pub struct Reclassified {
    pub from: &'static str,
    pub to: &'static str,
}

/// Categories that one errand covers.
#[derive(Debug)]
pub struct Department {
    pub categories: &'static [&'static str],
    /// Share of further lines that stay in the department of the first.
    pub mission: f64,
}

/// How much more often some people buy certain subcategories.
#[derive(Debug)]
pub struct Taste {
    pub subcategories: &'static [&'static str],
    /// Odds of women against men.
    pub women: f64,
    /// Factors by age: under 25, 25 to 39, 40 to 59, from 60 on.
    pub ages: &'static [f64],
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn is_a_consistent_tree() {
        let catalogue = &CATALOGUE;
        let names: Vec<&str> = catalogue.category.iter().flat_map(|c| c.subcategory.iter().map(|s| s.name)).collect();
        let unique: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(names.len(), unique.len());
        for pair in catalogue.affinity {
            assert!(unique.contains(pair.a) && unique.contains(pair.b), "{pair:?}");
        }
        let shares: f64 = catalogue.category.iter().map(|category| category.line_share).sum();
        assert!((shares - 1.0).abs() < 1e-9, "{shares}");
        assert!(catalogue.category.iter().all(|category| !category.brands.is_empty()));
        let mut covered: Vec<&str> = catalogue.department.iter().flat_map(|d| d.categories).copied().collect();
        let mut categories: Vec<&str> = catalogue.category.iter().map(|category| category.name).collect();
        covered.sort_unstable();
        categories.sort_unstable();
        assert_eq!(covered, categories);
        let tasted: Vec<&str> = catalogue.taste.iter().flat_map(|taste| taste.subcategories).copied().collect();
        assert_eq!(tasted.len(), tasted.iter().collect::<BTreeSet<_>>().len());
        assert!(tasted.iter().all(|name| unique.contains(name)), "{tasted:?}");
        assert!(catalogue.taste.iter().all(|taste| taste.ages.len() == 4));
        for subcategory in catalogue.category.iter().flat_map(|category| category.subcategory) {
            assert!(subcategory.sizes.is_sorted_by_key(|(_, holds)| *holds), "{}", subcategory.name);
            assert!(!subcategory.stems.is_empty() && !subcategory.variants.is_empty(), "{}", subcategory.name);
        }
    }
}
