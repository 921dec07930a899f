//! The online shop: its pages, where its visitors come from, and words they search for.

pub use super::generated::web::WEB;

/// `data/web.toml`: [`WEB`].
#[derive(Debug)]
pub struct Web {
    pub own: Own,
    pub page: &'static [Page],
    pub source: &'static [Source],
    pub phrase: &'static [Phrase],
    /// Searches that find nothing.
    pub unmatched: &'static [&'static str],
}

/// The shop's address and the paths of the pages that every shop has.
#[derive(Debug)]
pub struct Own {
    pub address: &'static str,
    pub home: &'static str,
    pub sale: &'static str,
    pub cart: &'static str,
    pub search: &'static str,
}

/// A page beside the home page, the categories and the products.
#[derive(Debug)]
pub struct Page {
    pub path: &'static str,
    /// Share of the views of such pages, relative.
    pub weight: f64,
    /// Whether only signed-in visitors see it.
    pub signed_in: bool,
}

/// Where visitors come from.
#[derive(Debug)]
pub struct Source {
    /// The referrer; direct visits have none.
    pub url: Option<&'static str>,
    /// Share of sessions.
    pub weight: f64,
    /// Share of its visitors who are signed in.
    pub signed_in: f64,
    /// Relative weights of the first page: home, a category, a subcategory, the sale page.
    pub landing: &'static [f64],
}

/// A search in other words than the catalogue's.
#[derive(Debug)]
pub struct Phrase {
    pub words: &'static str,
    /// What it leads to.
    pub subcategory: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::catalogue::CATALOGUE;

    #[test]
    fn reaches_nobody_and_leads_to_subcategories_that_exist() {
        let urls = WEB.source.iter().filter_map(|source| source.url).chain([WEB.own.address]);
        for url in urls {
            let host = url.strip_prefix("https://").and_then(|rest| rest.split('/').next()).unwrap();
            let reserved = [".example", "example.com", "example.net", "example.org"];
            assert!(reserved.iter().any(|end| host.ends_with(end)), "{url}");
        }
        for phrase in WEB.phrase {
            let known =
                CATALOGUE.category.iter().any(|c| c.subcategory.iter().any(|sub| sub.name == phrase.subcategory));
            assert!(known, "{phrase:?}");
        }
        let shares: f64 = WEB.source.iter().map(|source| source.weight).sum();
        assert!((shares - 1.0).abs() < 1e-9, "{shares}");
    }
}
