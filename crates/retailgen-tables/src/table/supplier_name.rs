//! Names of suppliers, no two alike: a family or an invented word as their country has them, and a trade.

use std::collections::BTreeSet;

use retailgen_synth::{Key, permutation::Permutation};

use crate::{
    reference::{
        companies::{COMPANIES, SupplierLanguage},
        names::NAMES,
    },
    text::push_number,
};

/// The choice of a name for each supplier.
#[derive(Debug)]
pub struct SupplierNames {
    /// First words where English is spoken.
    founders: Vec<String>,
    /// By country in the list: the language of its own first words.
    languages: Vec<Option<&'static SupplierLanguage>>,
    /// Which pair of a first word, by its number, and a trade is whose.
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
        let language = |code| COMPANIES.supplier_language.iter().find(|language| language.countries.contains(&code));
        let languages = COMPANIES.supplier_country.iter().map(|country| language(country.code)).collect();
        Self { order: Permutation::new(key, pairs as u64), languages, founders }
    }

    /// Appends the name of a supplier of a country, by its place on the list, without its legal form.
    pub fn push(&self, supplier: u64, country: usize, out: &mut String) {
        let (pair, round) = (self.pair(supplier), supplier / self.order.len());
        self.push_first_word(pair / COMPANIES.supplier_trades.len(), country, out);
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

    /// Appends the first word of a number. No two numbers have the same one, whatever their countries.
    fn push_first_word(&self, number: usize, country: usize, out: &mut String) {
        let Some(SupplierLanguage { starts, middles, ends, .. }) = self.languages[country] else {
            out.push_str(&self.founders[number]);
            return;
        };
        out.push_str(starts[number % starts.len()]);
        let number = number / starts.len();
        out.push_str(middles[number % middles.len()]);
        out.push_str(ends[number / middles.len()]);
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
        let countries = names.languages.len() as u64;
        let (mut all, mut first) = (BTreeSet::new(), BTreeSet::new());
        let round = names.order.len();
        let suppliers = (0..8_000).chain(round..round + 8_000).chain(90 * round..90 * round + 8_000);
        for supplier in suppliers {
            let mut name = String::new();
            names.push(supplier, (supplier % countries) as usize, &mut name);
            first.insert(name.split(' ').next().unwrap().to_owned());
            assert!(all.insert(name.clone()), "{name}");
        }
        assert!(first.len() > 4_000, "{}", first.len());
    }

    /// So no names are alike, whichever countries suppliers are of.
    #[test]
    fn no_first_word_comes_twice_in_any_language() {
        let names = SupplierNames::new(Seed(1).key("names"));
        let mut found: BTreeSet<String> = BTreeSet::new();
        let mut seen = Vec::new();
        for (country, language) in names.languages.iter().enumerate() {
            let countries = language.map_or(&[][..], |language| language.countries);
            if seen.contains(&countries) {
                continue;
            }
            seen.push(countries);
            for number in 0..names.founders.len() {
                let mut word = String::new();
                names.push_first_word(number, country, &mut word);
                assert!(found.insert(word.clone()), "{word}");
            }
        }
        assert_eq!(seen.len(), COMPANIES.supplier_language.len() + 1);
        let known = |code: &&str| COMPANIES.supplier_country.iter().any(|country| country.code == *code);
        assert!(COMPANIES.supplier_language.iter().flat_map(|language| language.countries).all(known));
    }
}
