//! E-mail addresses: derived from the name, unique, and only at domains reserved for examples.

use retailgen_synth::{Key, permutation::Permutation};

use crate::{
    reference::companies::EmailProvider,
    text::{push_folded, push_number},
};

/// Forms of the local part. Any two differ for all names of at least two letters, so that addresses of different forms
/// never meet; within a form the number tells them apart.
const FORMS: u64 = 5;

/// Gives every customer an address of their own, with no memory of those already given.
///
/// Customers are shuffled; a provider takes as many consecutive places as it has weight, and the place within them is
/// the form and the number of the address. So the largest provider's numbers run highest, as in life.
#[derive(Debug)]
pub struct Emails {
    order: Permutation,
    /// Domains and the place after their last.
    providers: Vec<(&'static str, u64)>,
}

impl Emails {
    /// Addresses for `customers` customers.
    pub fn new(key: Key, customers: u64, providers: &[EmailProvider]) -> Self {
        let total: f64 = providers.iter().map(|provider| provider.weight).sum();
        let mut sum = 0.0;
        let mut ends: Vec<(&'static str, u64)> = providers
            .iter()
            .map(|provider| {
                sum += provider.weight / total;
                (provider.domain, (sum * customers as f64) as u64)
            })
            .collect();
        if let Some(last) = ends.last_mut() {
            last.1 = customers;
        }
        Self { order: Permutation::new(key, customers), providers: ends }
    }

    /// Writes the address of `customer` into `out`, replacing what is there; with a `tag`, behind a plus sign.
    pub fn write(&self, customer: u64, first: &str, last: &str, tag: Option<&str>, out: &mut String) {
        out.clear();
        let place = self.order.at(customer);
        let provider = self.providers.partition_point(|&(_, end)| end <= place);
        let (domain, _) = &self.providers[provider];
        let start = if provider == 0 { 0 } else { self.providers[provider - 1].1 };
        let (number, form) = ((place - start) / FORMS, (place - start) % FORMS);
        push_folded(out, first);
        let separator = match form {
            0 => ".",
            1 => "",
            2 => "_",
            3 => {
                out.truncate(1);
                "."
            }
            _ => {
                out.truncate(1);
                "_"
            }
        };
        out.push_str(separator);
        push_folded(out, last);
        if number > 0 {
            push_number(out, number);
        }
        if let Some(tag) = tag {
            out.push('+');
            out.push_str(tag);
        }
        out.push('@');
        out.push_str(domain);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use retailgen_synth::Seed;

    use super::*;
    use crate::reference::companies::COMPANIES;

    #[test]
    fn namesakes_have_addresses_of_their_own() {
        let emails = Emails::new(Seed(1).key("email"), 20_000, COMPANIES.email_provider);
        let mut out = String::new();
        let all: BTreeSet<String> = (0..20_000)
            .map(|customer| {
                emails.write(customer, "Jo", "Li", None, &mut out);
                out.clone()
            })
            .collect();
        assert_eq!(all.len(), 20_000);
    }

    #[test]
    fn every_domain_is_reserved_for_examples() {
        for provider in COMPANIES.email_provider {
            let domain = provider.domain;
            let reserved = ["example.com", "example.net", "example.org"];
            assert!(reserved.contains(&domain) || domain.ends_with(".example"), "{domain}");
        }
    }
}
