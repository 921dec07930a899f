//! Names of suppliers, no two alike: a family or an invented word, and a trade.

use std::collections::BTreeSet;

use retailgen_synth::{Key, permutation::Permutation};

use crate::{
    reference::{companies::COMPANIES, names::NAMES},
    text::push_number,
};

/// The choice of a name for each supplier.
#[derive(Debug)]
pub struct SupplierNames {
    /// First words.
    founders: Vec<String>,
    /// Which pair of a first word and a trade is whose.
    order: Permutation,
}

impl SupplierNames {
    /// The names that belong to `key`.
    pub fn new(key: Key) -> Self {
        let listed = NAMES.origin.iter().flat_map(|origin| origin.surnames).map(|&(name, _)| name);
        // Two parts of an English surname make a company's name as well.
        let english = &NAMES.origin[0];
        let made = english.tail_starts.iter().flat_map(|start| english.tail_ends.iter().map(move |end| (start, end)));
        let founders: BTreeSet<String> = COMPANIES
            .supplier_stems
            .iter()
            .copied()
            .chain(listed)
            .map(str::to_owned)
            .chain(made.map(|(start, end)| format!("{start}{end}")))
            .collect();
        let founders: Vec<String> = founders.into_iter().collect();
        let pairs = founders.len() * COMPANIES.supplier_trades.len();
        Self { order: Permutation::new(key, pairs as u64), founders }
    }

    /// Appends the name of a supplier, without its legal form.
    pub fn push(&self, supplier: u64, out: &mut String) {
        let (pair, round) = (self.pair(supplier), supplier / self.order.len());
        out.push_str(&self.founders[pair / COMPANIES.supplier_trades.len()]);
        out.push(' ');
        // Where all pairs are taken, at scales beyond ten, sister companies come.
        if let Some(sister) = round.checked_sub(1) {
            let regions = COMPANIES.supplier_regions;
            out.push_str(regions[(sister % regions.len() as u64) as usize]);
            out.push(' ');
            if let Some(more) = (sister / regions.len() as u64).checked_sub(1) {
                push_number(out, more + 2);
                out.push(' ');
            }
        }
        out.push_str(self.trade(supplier));
    }

    /// What a supplier deals in, by its name.
    pub fn trade(&self, supplier: u64) -> &'static str {
        let trades = COMPANIES.supplier_trades;
        trades[self.pair(supplier) % trades.len()]
    }

    fn pair(&self, supplier: u64) -> usize {
        self.order.at(supplier % self.order.len()) as usize
    }
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn no_two_suppliers_have_one_name_and_first_words_vary() {
        let names = SupplierNames::new(Seed(1).key("names"));
        let (mut all, mut first) = (BTreeSet::new(), BTreeSet::new());
        let round = names.order.len();
        let suppliers = (0..8_000).chain(round..round + 8_000).chain(90 * round..90 * round + 8_000);
        for supplier in suppliers {
            let mut name = String::new();
            names.push(supplier, &mut name);
            first.insert(name.split(' ').next().unwrap().to_owned());
            assert!(all.insert(name.clone()), "{name}");
        }
        assert!(first.len() > 4_000, "{}", first.len());
    }
}
