//! The retailer itself, its storefronts and suppliers, and the e-mail providers of its customers.

use super::Weighted;
pub use super::generated::companies::COMPANIES;

/// `data/companies.toml`: [`COMPANIES`].
#[derive(Debug)]
pub struct Companies {
    pub retailer: Retailer,
    pub email_provider: &'static [EmailProvider],
    pub store_part: &'static [StorePart],
    pub specialist: &'static [Specialist],
    pub supplier_stems: &'static [&'static str],
    pub supplier_trades: &'static [&'static str],
    /// Trades whose goods do not stand weeks at sea.
    pub supplier_fresh_trades: &'static [&'static str],
    pub supplier_regions: &'static [&'static str],
    pub supplier_country: &'static [SupplierCountry],
    pub supplier_language: &'static [SupplierLanguage],
}

/// The company whose data this is; invented.
#[derive(Debug)]
pub struct Retailer {
    pub name: &'static str,
    /// What stands for the region of a web storefront.
    pub web_region: &'static str,
    pub web_names: &'static [&'static str],
    /// Stand behind its name where a shop has been renamed.
    pub formats: &'static [&'static str],
}

/// A provider of mailboxes, at a domain reserved for examples.
#[derive(Debug)]
pub struct EmailProvider {
    pub domain: &'static str,
    pub weight: f64,
    /// Where those who leave it go, one after the other: domains that nobody else comes to.
    pub later: &'static [&'static str],
}

impl EmailProvider {
    /// The domain of who has changed the provider so many times.
    pub fn after(&self, changes: u64) -> &'static str {
        let places = self.later.len().max(1) as u64;
        let later = changes.checked_sub(1).and_then(|place| self.later.get((place % places) as usize));
        later.copied().unwrap_or(self.domain)
    }
}

/// A web storefront that is named after what it mostly sells.
#[derive(Debug)]
pub struct Specialist {
    pub storefront: &'static str,
    pub categories: &'static [&'static str],
}

/// A part of a store's name.
#[derive(Debug)]
pub struct StorePart {
    pub name: &'static str,
    pub weight: f64,
}

/// A country that suppliers come from.
#[derive(Debug)]
pub struct SupplierCountry {
    pub code: &'static str,
    /// Whether it supplies fresh goods.
    pub near: bool,
    pub share: f64,
    /// Median days from order to receipt, before the surcharge.
    pub lead_time_days: f64,
    /// Mean extra days for port, customs and late sailings.
    pub surcharge_days: f64,
    pub suffixes: &'static [Weighted],
}

/// What the first words of some countries' suppliers are made of: a start, a middle and an end.
#[derive(Debug)]
pub struct SupplierLanguage {
    pub countries: &'static [&'static str],
    pub starts: &'static [&'static str],
    pub middles: &'static [&'static str],
    pub ends: &'static [&'static str],
}
