//! The pages of the shop that are not products'.

use retailgen_synth::{distribution::alias::AliasTable, key::Stream};

use super::event::PageId;
use crate::{
    reference::{catalogue::CATALOGUE, web::WEB},
    world::product::SubcategoryId,
};

/// The home page.
pub const HOME: PageId = 0;
/// The page of what is reduced.
pub const SALE: PageId = 1;
/// The cart.
pub const CART: PageId = 2;
/// The results of a search, where visitors come from but which is an event of its own.
pub const SEARCH: PageId = 3;
/// The first of the others.
const OTHERS: PageId = 4;

/// The pages, by number.
#[derive(Debug)]
pub struct Pages {
    paths: Vec<String>,
    anyone: AliasTable,
    members: AliasTable,
    /// For each subcategory, the pages of its category and of itself.
    goods: Vec<(PageId, PageId)>,
}

impl Pages {
    /// The pages of the shop and of its catalogue.
    pub fn new() -> Self {
        let own = &WEB.own;
        let mut paths: Vec<String> = [own.home, own.sale, own.cart, own.search].map(str::to_owned).into();
        paths.extend(WEB.page.iter().map(|page| page.path.to_owned()));
        let mut goods = Vec::new();
        for category in CATALOGUE.category {
            let above = format!("/c/{}", slug(category.name));
            let number = paths.len() as PageId;
            paths.push(above.clone());
            for subcategory in category.subcategory {
                goods.push((number, paths.len() as PageId));
                paths.push(format!("{above}/{}", slug(subcategory.name)));
            }
        }
        Self {
            paths,
            anyone: AliasTable::new(WEB.page.iter().map(|page| if page.signed_in { 0.0 } else { page.weight })),
            members: AliasTable::new(WEB.page.iter().map(|page| page.weight)),
            goods,
        }
    }

    /// The path of a page.
    pub fn path(&self, page: PageId) -> &str {
        &self.paths[usize::from(page)]
    }

    /// The page of the category that a subcategory belongs to.
    pub fn category(&self, subcategory: SubcategoryId) -> PageId {
        self.goods[subcategory].0
    }

    /// The page of a subcategory.
    pub fn subcategory(&self, subcategory: SubcategoryId) -> PageId {
        self.goods[subcategory].1
    }

    /// A page that is neither home, cart nor of the catalogue.
    pub fn other(&self, signed_in: bool, stream: &mut Stream) -> PageId {
        let pages = if signed_in { &self.members } else { &self.anyone };
        OTHERS + pages.pick(stream.bits()) as PageId
    }
}

/// A name as it stands in an address: small ASCII letters and hyphens.
fn slug(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '\'');
    let words = words.filter(|word| !word.is_empty()).map(|word| word.replace('\'', "").to_ascii_lowercase());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_subcategory_has_a_page_below_its_category() {
        let pages = Pages::new();
        let mut seen = BTreeSet::new();
        let mut subcategory = 0;
        for category in CATALOGUE.category {
            for entry in category.subcategory {
                let above = pages.path(pages.category(subcategory));
                let path = pages.path(pages.subcategory(subcategory));
                assert_eq!(above, format!("/c/{}", slug(category.name)));
                assert_eq!(path, format!("{above}/{}", slug(entry.name)));
                assert!(seen.insert(path.to_owned()), "{path}");
                subcategory += 1;
            }
        }
        assert_eq!(slug("Women's Pants and Skirts"), "womens-pants-and-skirts");
    }
}
