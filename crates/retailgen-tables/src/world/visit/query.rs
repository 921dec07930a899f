//! Searches: what visitors type, with their slips, and how many products the shop finds.

use retailgen_synth::{Key, Seed, calendar::Date, distribution::alias::AliasTable, key::Stream};

use super::Goods;
use crate::{
    parameters::Visits as Parameters,
    reference::{
        catalogue::{Category, Subcategory},
        web::WEB,
    },
    world::product::{Products, SubcategoryId},
};

/// A search, without its text. What is typed follows from the product that the visitor has in mind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    /// The product in mind, or the number of the phrase.
    subject: u32,
    /// Where and how the fingers slipped; 0 where they did not.
    slip: u16,
    form: Form,
    casing: Casing,
    /// Whether the shop finds anything.
    pub finds: bool,
}

impl Query {
    /// The same search, with success.
    pub fn that_finds(self) -> Self {
        Self { finds: true, ..self }
    }
}

/// Which words of the product are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Stem,
    VariantStem,
    BrandStem,
    Brand,
    StemSize,
    Subcategory,
    /// A phrase of the data file.
    Phrase,
    /// A phrase that nothing answers to.
    Unmatched,
}

/// The forms in the catalogue's words and their shares (model: most queries are one or two words).
const FORMS: [(Form, f64); 6] = [
    (Form::Stem, 0.42),
    (Form::VariantStem, 0.20),
    (Form::BrandStem, 0.13),
    (Form::Brand, 0.09),
    (Form::StemSize, 0.08),
    (Form::Subcategory, 0.08),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Casing {
    Lower,
    AsWritten,
    Upper,
}

/// Draws searches and writes them.
#[derive(Debug)]
pub struct Queries {
    forms: AliasTable,
    phrases: Vec<(&'static str, SubcategoryId)>,
    /// For each subcategory, its share of all products and its category's.
    shares: Vec<(f64, f64)>,
    /// The share of all products that bear the retailer's own name.
    house_share: f64,
    typo_share: f64,
    typo_fails: f64,
    phrase_share: f64,
    found: Key,
}

/// Texts in the making, reused from search to search.
#[derive(Debug, Default)]
pub struct Draft {
    plain: String,
    letters: Vec<char>,
}

impl Queries {
    /// The searches for `products`.
    pub fn new(seed: Seed, products: &Products, parameters: &Parameters) -> Self {
        let entries = || (0..products.subcategories()).map(|subcategory| products.entry(subcategory));
        let total: f64 = entries().map(|(_, entry)| entry.catalogue_weight).sum();
        let find = |name: &str| entries().position(|(_, entry)| entry.name == name);
        let share = |(category, entry): (&Category, &Subcategory)| {
            let all: f64 = category.subcategory.iter().map(|entry| entry.catalogue_weight).sum();
            (entry.catalogue_weight / total, all / total)
        };
        Self {
            forms: AliasTable::new(FORMS.iter().map(|&(_, share)| share)),
            phrases: WEB.phrase.iter().filter_map(|phrase| Some((phrase.words, find(phrase.subcategory)?))).collect(),
            shares: entries().map(share).collect(),
            house_share: entries().map(|(category, entry)| category.house_share * entry.catalogue_weight / total).sum(),
            typo_share: parameters.typo_share,
            typo_fails: parameters.typo_fails,
            phrase_share: parameters.phrase_share,
            found: seed.key("events").key("results"),
        }
    }

    /// A search in words of the data file, and the subcategory it leads to if it finds anything; not every search is.
    pub fn phrase(&self, stream: &mut Stream) -> Option<(Query, Option<SubcategoryId>)> {
        if !stream.chance(self.phrase_share) {
            return None;
        }
        let among = self.phrases.len() + WEB.unmatched.len();
        let number = stream.below(among as u64) as usize;
        let plain =
            Query { subject: number as u32, slip: 0, form: Form::Phrase, casing: Casing::AsWritten, finds: true };
        let phrase = self.phrases.get(number).map(|&(_, subcategory)| (plain, Some(subcategory)));
        Some(phrase.unwrap_or_else(|| {
            let subject = (number - self.phrases.len()) as u32;
            (Query { subject, form: Form::Unmatched, finds: false, ..plain }, None)
        }))
    }

    /// A search by someone who has `product` in mind.
    pub fn for_product(&self, product: Goods, stream: &mut Stream) -> Query {
        let form = FORMS[self.forms.pick(stream.bits())].0;
        let casing = match stream.below(20) {
            0 => Casing::Upper,
            1..=3 => Casing::AsWritten,
            _ => Casing::Lower,
        };
        let slip = if stream.chance(self.typo_share) { 1 + stream.below(u64::from(u16::MAX)) as u16 } else { 0 };
        let finds = slip == 0 || !stream.chance(self.typo_fails);
        Query { subject: product, slip, form, casing, finds }
    }

    /// Replaces `out` by what is typed, and returns how many products are found on `date`.
    ///
    /// The same words find the same number on the same day, whoever types them.
    pub fn write(&self, products: &Products, date: Date, query: Query, draft: &mut Draft, out: &mut String) -> u64 {
        draft.plain.clear();
        let share = self.compose(products, query, &mut draft.plain);
        out.clear();
        match query.casing {
            Casing::AsWritten => out.push_str(&draft.plain),
            Casing::Lower => out.extend(draft.plain.chars().flat_map(char::to_lowercase)),
            Casing::Upper => out.extend(draft.plain.chars().flat_map(char::to_uppercase)),
        }
        if query.slip > 0 {
            draft.letters.clear();
            draft.letters.extend(out.chars());
            slip(query.slip, &mut draft.letters);
            out.clear();
            out.extend(&draft.letters);
        }
        if !query.finds {
            return 0;
        }
        // Words match a little more or less than their share of the catalogue, and at least what was in mind.
        let spread = 0.6 + 0.8 * self.found.key(&draft.plain).unit(0);
        ((products.known_by(date) as f64 * share * spread + 0.5) as u64).max(1)
    }

    /// Appends the words as the catalogue writes them, and returns the share of all products that they stand for.
    fn compose(&self, products: &Products, query: Query, out: &mut String) -> f64 {
        let number = query.subject as usize;
        match query.form {
            Form::Phrase => {
                let (words, subcategory) = &self.phrases[number];
                out.push_str(words);
                return self.shares[*subcategory].0 / 5.0;
            }
            Form::Unmatched => {
                out.push_str(WEB.unmatched[number]);
                return 0.0;
            }
            _ => {}
        }
        let subcategory = products.subcategory(u64::from(query.subject));
        let (category, entry) = products.entry(subcategory);
        let (own, above) = self.shares[subcategory];
        let words = products.name_words(u64::from(query.subject));
        let (stems, variants) = (entry.stems.len() as f64, entry.variants.len() as f64);
        // The retailer's own brand goes through all categories.
        let (of_brand, all_of_brand) = if words.is_house_brand() {
            (category.house_share, self.house_share)
        } else {
            let one = (1.0 - category.house_share) / category.brands.len() as f64;
            (one, above * one)
        };
        let (first, second, of_all) = match query.form {
            // Some subcategories are called what one of their products is: the words then stand for all of it.
            Form::Stem if words.stem != entry.name => (words.stem, "", 1.0 / stems),
            Form::VariantStem => (words.variant, words.stem, 1.0 / (stems * variants)),
            Form::BrandStem => (words.brand, words.stem, of_brand / stems),
            Form::StemSize => (words.stem, words.size, 1.0 / (stems * entry.sizes.len().max(1) as f64)),
            Form::Brand => {
                out.push_str(words.brand);
                return all_of_brand;
            }
            _ => (entry.name, "", 1.0),
        };
        out.push_str(first);
        if !second.is_empty() {
            out.push(' ');
            out.push_str(second);
        }
        own * of_all
    }
}

/// Lets the fingers slip once: two letters change places, one is missing, or one comes twice.
fn slip(bits: u16, letters: &mut Vec<char>) {
    if letters.len() < 4 {
        return;
    }
    // The first letter is right as a rule.
    let at = 1 + usize::from(bits >> 2) % (letters.len() - 2);
    match bits & 3 {
        0 | 1 => letters.swap(at, at + 1),
        2 => {
            letters.remove(at);
        }
        _ => letters.insert(at, letters[at]),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::World;

    #[test]
    fn the_same_words_find_the_same_number_and_failures_none() {
        let world = World::new(Seed(5), "0.1".parse().unwrap());
        let queries = Queries::new(Seed(5), &world.products, &world.parameters().visits);
        let (mut draft, mut text, mut found) = (Draft::default(), String::new(), BTreeMap::new());
        let mut stream = Seed(6).key("queries").stream(1);
        let mut failed = 0;
        for _ in 0..20_000 {
            let query = match queries.phrase(&mut stream) {
                Some((query, _)) => query,
                None => queries.for_product(stream.below(2_000) as u32, &mut stream),
            };
            let results = queries.write(&world.products, Date::new(2024, 5, 1), query, &mut draft, &mut text);
            assert_eq!(results > 0, query.finds);
            assert!(!text.is_empty() && results < 2_500);
            failed += u32::from(results == 0);
            if query.slip == 0 {
                assert_eq!(*found.entry(draft.plain.clone()).or_insert(results), results, "{text}");
            }
        }
        // Of 94 % in the catalogue's words 7 % have a slip, of which 45 % fail; of 6 % phrases 14 in 64: .0296 + .013.
        assert!((750..960).contains(&failed), "{failed}");
        assert!(found.len() > 2_000);
    }

    #[test]
    fn fingers_slip_by_one_letter() {
        let slipped = |bits| {
            let mut letters: Vec<char> = "münze".chars().collect();
            slip(bits, &mut letters);
            letters.into_iter().collect::<String>()
        };
        assert_eq!([slipped(0), slipped(2), slipped(3 | 1 << 2)], ["mnüze", "mnze", "münnze"]);
    }
}
