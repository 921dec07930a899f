//! Names of products: brand, variant, what it is, and size.

use std::fmt;

use retailgen_synth::{Key, permutation::Permutation};

use super::assortment::Style;
use crate::reference::{
    catalogue::{CATALOGUE, Category, Subcategory},
    companies::COMPANIES,
};

/// The scale of popularity is cut into so many parts, of which each has its stem.
const PARTS: u64 = 64;

/// The words of a product's name; some may be empty. No two products have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameWords {
    pub brand: &'static str,
    /// The range within the brand, of goods that come in no sizes.
    pub collection: &'static str,
    pub variant: &'static str,
    pub stem: &'static str,
    pub size: &'static str,
    /// 1, or which product with these words it is.
    pub edition: u64,
}

impl NameWords {
    /// Whether the product bears the retailer's own name.
    pub fn is_house_brand(&self) -> bool {
        self.brand == COMPANIES.retailer.name
    }
}

impl fmt::Display for NameWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { brand, collection, variant, stem, size, edition } = *self;
        f.write_str(brand)?;
        for word in [collection, variant, stem, size].into_iter().filter(|word| !word.is_empty()) {
            f.write_str(" ")?;
            f.write_str(word)?;
        }
        if edition > 1 { write!(f, " Series {edition}") } else { Ok(()) }
    }
}

/// What a style is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct StyleName {
    stem: &'static str,
    /// Nothing for the retailer's own.
    brand: Option<&'static str>,
    /// The variant, or the collection where there are no sizes.
    kind: &'static str,
    edition: u64,
}

/// Gives styles and articles their names.
#[derive(Debug)]
pub struct Names {
    /// Which combination of brand and variant a style has.
    words: Key,
    house: Key,
    first_article: Key,
}

impl Names {
    /// The names that belong to `key`.
    pub fn new(key: Key) -> Self {
        Self { words: key.key("words"), house: key.key("house"), first_article: key.key("first") }
    }

    /// Which of its subcategory's sizes (or variants) the first article of a style has; the others follow.
    #[inline]
    pub fn first_article(&self, style: Style, entry: &Subcategory) -> usize {
        self.first_article.below(style.first, entry.articles() as u64 - style.articles + 1) as usize
    }

    /// Whether a style bears the retailer's own name.
    pub fn is_house_brand(&self, style: Style, point: u32, category: &Category, entry: &Subcategory) -> bool {
        self.rank(style, point, category, entry).1.is_none()
    }

    /// The words for an article of a style that stands at `point` of its subcategory's scale of popularity.
    pub fn words(&self, style: Style, article: u64, point: u32, category: &Category, entry: &Subcategory) -> NameWords {
        let StyleName { stem, brand, kind, edition } = self.style(style, point, category, entry);
        let article = self.first_article(style, entry) + article as usize;
        let brand = brand.unwrap_or(COMPANIES.retailer.name);
        match entry.sizes.get(article) {
            Some((size, _)) => NameWords { brand, collection: "", variant: kind, stem, size, edition },
            None => NameWords { brand, collection: kind, variant: entry.variants[article], stem, size: "", edition },
        }
    }

    /// Number of the style's stem, and the style's rank among the stem's styles of other brands, or of the own one.
    fn rank(&self, style: Style, point: u32, category: &Category, entry: &Subcategory) -> (u64, Option<u64>, u64) {
        let stems = entry.stems.len() as u64;
        // The best sellers' parts have the first stems, which are the staples.
        let part = (u64::from(point) * PARTS) >> 32;
        let stem = part % stems;
        // Styles of one part differ in what is above its bits; the parts of a stem take turns.
        let parts = (PARTS - stem).div_ceil(stems);
        let rank = style.number / PARTS * parts + part / stems;
        let phase = self.house.nth(style.subcategory as u64).unit(stem);
        let own = |ranks: u64| (ranks as f64 * category.house_share + phase) as u64;
        let (before, after) = (own(rank), own(rank + 1));
        if after > before { (stem, None, before) } else { (stem, Some(rank - before), before) }
    }

    fn style(&self, style: Style, point: u32, category: &Category, entry: &Subcategory) -> StyleName {
        let (stem, others, own) = self.rank(style, point, category, entry);
        let kinds = if entry.sizes.is_empty() { CATALOGUE.collections } else { entry.variants };
        let key = self.words.nth(style.subcategory as u64).nth(stem);
        // Of another brand each brand has each kind, of the own brand there are the kinds.
        let (brands, rank) = others.map_or((1, own), |rank| (category.brands.len(), rank));
        let combinations = (brands * kinds.len()) as u64;
        let number = Permutation::new(key.nth(brands as u64), combinations).at(rank % combinations) as usize;
        StyleName {
            stem: entry.stems[stem as usize],
            brand: others.map(|_| category.brands[number % brands]),
            kind: kinds[number / brands],
            edition: 1 + rank / combinations,
        }
    }
}
