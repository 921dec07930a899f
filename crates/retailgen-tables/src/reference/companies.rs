//! The retailer itself, its storefronts and suppliers, and the e-mail providers of its customers.

use serde::Deserialize;

use super::Weighted;

/// `data/companies.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Companies {
    pub retailer: Retailer,
    pub email_provider: Vec<EmailProvider>,
    pub store_part: Vec<StorePart>,
    pub supplier_stems: Vec<String>,
    pub supplier_trades: Vec<String>,
    pub supplier_country: Vec<SupplierCountry>,
}

/// The company whose data this is; invented.
#[derive(Debug, Deserialize)]
pub struct Retailer {
    pub name: String,
    /// What stands for the region of a web storefront.
    pub web_region: String,
    pub web_names: Vec<String>,
}

/// A provider of mailboxes, at a domain reserved for examples.
#[derive(Debug, Deserialize)]
pub struct EmailProvider {
    pub domain: String,
    pub weight: f64,
}

/// A part of a store's name.
#[derive(Debug, Deserialize)]
pub struct StorePart {
    pub name: String,
    pub weight: f64,
}

/// A country that suppliers come from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupplierCountry {
    pub code: String,
    pub share: f64,
    /// Median days from order to receipt, before the surcharge.
    pub lead_time_days: f64,
    /// Mean extra days for port, customs and late sailings.
    pub surcharge_days: f64,
    pub suffixes: Vec<Weighted>,
}

impl Companies {
    /// The companies of the crate.
    pub fn load() -> Self {
        super::parse("companies.toml", include_str!("../../data/companies.toml"))
    }
}
