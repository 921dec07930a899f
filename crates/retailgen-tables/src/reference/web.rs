//! The online shop: its pages, where its visitors come from, and words they search for.

use serde::Deserialize;

/// `data/web.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Web {
    pub own: Own,
    pub page: Vec<Page>,
    pub source: Vec<Source>,
    pub phrase: Vec<Phrase>,
    /// Searches that find nothing.
    pub unmatched: Vec<String>,
}

/// The shop's address and the paths of the pages that every shop has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Own {
    pub address: String,
    pub home: String,
    pub sale: String,
    pub cart: String,
    pub search: String,
}

/// A page beside the home page, the categories and the products.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    pub path: String,
    /// Share of the views of such pages, relative.
    pub weight: f64,
    /// Whether only signed-in visitors see it.
    #[serde(default)]
    pub signed_in: bool,
}

/// Where visitors come from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The referrer; direct visits have none.
    pub url: Option<String>,
    /// Share of sessions.
    pub weight: f64,
    /// Share of its visitors who are signed in.
    pub signed_in: f64,
    /// Relative weights of the first page: home, a category, a subcategory, the sale page.
    pub landing: [f64; 4],
}

/// A search in other words than the catalogue's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    pub words: String,
    /// What it leads to.
    pub subcategory: String,
}

impl Web {
    /// The shop of the crate.
    pub fn load() -> Self {
        super::parse("web.toml", include_str!("../../data/web.toml"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::catalogue::Catalogue;

    #[test]
    fn reaches_nobody_and_leads_to_subcategories_that_exist() {
        let web = Web::load();
        let urls = web.source.iter().filter_map(|source| source.url.as_deref()).chain([web.own.address.as_str()]);
        for url in urls {
            let host = url.strip_prefix("https://").and_then(|rest| rest.split('/').next()).unwrap();
            let reserved = [".example", "example.com", "example.net", "example.org"];
            assert!(reserved.iter().any(|end| host.ends_with(end)), "{url}");
        }
        let catalogue = Catalogue::load();
        for phrase in &web.phrase {
            let known =
                catalogue.category.iter().any(|c| c.subcategory.iter().any(|sub| sub.name == phrase.subcategory));
            assert!(known, "{phrase:?}");
        }
        let shares: f64 = web.source.iter().map(|source| source.weight).sum();
        assert!((shares - 1.0).abs() < 1e-9, "{shares}");
    }
}
