//! Products: their place in the catalogue, their life, their popularity and their price on any day.

use retailgen_synth::{
    Key, Seed,
    calendar::Date,
    distribution::{alias::AliasTable, normal, power_law::TwoRegimePowerLaw},
    key::Stream,
    permutation::Permutation,
    proportional::ProportionalSequence,
};

use super::{decoy::Decoys, growth::GrowthCurve};
use crate::{
    parameters,
    reference::catalogue::{CATALOGUE, Category, Subcategory},
};

/// Number of a product, from 0; the `product_id` is one more.
pub type ProductIndex = u64;
/// Number of a subcategory over the whole tree.
pub type SubcategoryId = usize;

/// Units of a price: 10⁻⁴ AUD, as the contract's decimals have it.
pub const PRICE_UNIT: i64 = 10_000;
const CENT: i64 = PRICE_UNIT / 100;

/// The products of the world.
#[derive(Debug)]
pub struct Products {
    growth: GrowthCurve,
    /// For each subcategory: the numbers of its category and of itself within it.
    tree: Vec<(usize, usize)>,
    sequence: ProportionalSequence,
    popularity: TwoRegimePowerLaw,
    /// For each subcategory, which of its products, of all that there will ever be, has which popularity rank.
    rankings: Vec<Permutation>,
    endings: AliasTable,
    parameters: parameters::Products,
    decoys: Decoys,
    keys: Keys,
}

/// The words of a product's name; some may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameWords {
    pub brand: &'static str,
    pub variant: &'static str,
    pub stem: &'static str,
    pub size: &'static str,
}

#[derive(Debug)]
struct Keys {
    name: Key,
    lifetime: Key,
    level: Key,
    revision: Key,
    ending: Key,
}

impl Products {
    /// The products, as many as `growth` says; `anchor_total` of them by the end of 2024.
    pub fn new(seed: Seed, growth: GrowthCurve, anchor_total: u64, parameters: &parameters::Products) -> Self {
        let key = seed.key("products");
        let tree: Vec<(usize, usize)> = CATALOGUE
            .category
            .iter()
            .enumerate()
            .flat_map(|(category, entry)| (0..entry.subcategory.len()).map(move |sub| (category, sub)))
            .collect();
        let weights: Vec<f64> =
            tree.iter().map(|&(c, s)| CATALOGUE.category[c].subcategory[s].catalogue_weight).collect();
        let sequence = ProportionalSequence::new(key.key("subcategory"), &weights);
        let popularity = key.key("popularity");
        let ranking = |id| Permutation::new(popularity.nth(id as u64), sequence.count_before(id, growth.ever()));
        Self {
            rankings: (0..tree.len()).map(ranking).collect(),
            growth,
            sequence,
            popularity: TwoRegimePowerLaw::new(
                parameters.head_slope,
                parameters.tail_slope,
                parameters.slope_break,
                1.0 / anchor_total as f64,
            ),
            endings: AliasTable::new(parameters.endings.iter().map(|&(_, share)| share)),
            tree,
            parameters: parameters.clone(),
            decoys: Decoys::new(seed),
            keys: Keys {
                name: key.key("name"),
                lifetime: key.key("discontinued_dt"),
                level: key.key("price_level"),
                revision: key.key("price_revision"),
                ending: key.key("price_ending"),
            },
        }
    }

    /// How their number grows.
    pub fn growth(&self) -> &GrowthCurve {
        &self.growth
    }

    /// How many subcategories there are.
    pub fn subcategories(&self) -> usize {
        self.tree.len()
    }

    /// The category and subcategory entry of a subcategory's number.
    pub fn entry(&self, subcategory: SubcategoryId) -> (&'static Category, &'static Subcategory) {
        let (category, sub) = self.tree[subcategory];
        let category = &CATALOGUE.category[category];
        (category, &category.subcategory[sub])
    }

    /// The subcategory of a product.
    #[inline]
    pub fn subcategory(&self, product: ProductIndex) -> SubcategoryId {
        self.sequence.class_of(product)
    }

    /// The words that a product's name is made of.
    pub fn name_words(&self, product: ProductIndex) -> NameWords {
        let (category, entry) = self.entry(self.subcategory(product));
        let mut stream = self.keys.name.stream(product);
        NameWords {
            brand: pick_word(category.brands, &mut stream),
            variant: pick_word(entry.variants, &mut stream),
            stem: pick_word(entry.stems, &mut stream),
            size: pick_word(entry.sizes, &mut stream),
        }
    }

    /// The first day on which a product is on sale.
    pub fn introduced(&self, product: ProductIndex) -> Date {
        self.growth.appearance(product).date
    }

    /// The day from which a product is no longer sold, if that comes within the model's horizon.
    pub fn discontinued(&self, product: ProductIndex) -> Option<Date> {
        if product < self.parameters.core_range {
            return None;
        }
        let years = -libm::log(1.0 - self.keys.lifetime.unit(product)) / self.parameters.discontinued_a_year;
        // Half a year at least on the shelf; beyond a century the date would leave the calendar's range.
        // What the company took over when trading began counts from then.
        let from = || self.introduced(product).max(crate::window::FIRST_DAY);
        (years < 100.0).then(|| from().plus_days((365.25 * (0.5 + years)) as i32))
    }

    /// Whether a product is on sale on `date`.
    #[inline]
    pub fn is_on_sale(&self, product: ProductIndex, date: Date) -> bool {
        product < self.growth.by(date) && self.discontinued(product).is_none_or(|end| date < end)
    }

    /// A product of `subcategory` on sale on `date`, popular ones more often; `None` where a few draws find none.
    pub fn sold_in(&self, subcategory: SubcategoryId, date: Date, stream: &mut Stream) -> Option<ProductIndex> {
        let ranking = &self.rankings[subcategory];
        if ranking.is_empty() {
            return None;
        }
        // Popularity ranks run over all products that there will ever be, so that a best seller stays one.
        (0..16).find_map(|_| {
            let rank = (self.popularity.quantile(stream.unit()) * ranking.len() as f64) as u64;
            let product = self.sequence.nth(subcategory, ranking.at(rank.min(ranking.len() - 1)));
            self.is_on_sale(product, date).then_some(product)
        })
    }

    /// Any product on sale on `date`, each as likely.
    pub fn any_on_sale(&self, date: Date, stream: &mut Stream) -> ProductIndex {
        let known = self.growth.by(date);
        (0..64)
            .map(|_| stream.below(known))
            .find(|&product| self.is_on_sale(product, date))
            // The core range is never discontinued.
            .unwrap_or_else(|| stream.below(known.min(self.parameters.core_range)))
    }

    /// The shelf price on `date` in units of 10⁻⁴ AUD, tax included.
    ///
    /// A price stands until its next revision, some months later; the level follows inflation, and the ending in cents
    /// stays the product's own.
    pub fn price(&self, product: ProductIndex, date: Date) -> i64 {
        if self.decoys.costs_one_cent(product) {
            return CENT;
        }
        let entry = self.entry(self.subcategory(product)).1;
        let (shortest, longest) = self.parameters.revision_days;
        let bits = self.keys.revision.bits(product);
        let period = i64::from(shortest) + (bits % u64::from(longest - shortest + 1)) as i64;
        let phase = retailgen_synth::key::below(bits, period as u64) as i64;
        let revision = (i64::from(date.days()) + phase).div_euclid(period);
        let revised = revision * period - phase;
        let years = (revised - i64::from(Date::new(2024, 7, 1).days())) as f64 / 365.25;
        let level = normal::log_normal_quantile(self.keys.level.unit(product), entry.price_median, entry.price_sigma);
        let drift = libm::log(self.parameters.yearly_inflation) * years;
        let own =
            self.parameters.revision_log_sd * normal::quantile(self.keys.revision.nth(product).unit(revision as u64));
        let (ending, _) = self.parameters.endings[self.endings.pick(self.keys.ending.bits(product))];
        with_ending(level * libm::exp(drift + own), i64::from(ending))
    }
}

/// One of `words`; empty where there are none.
fn pick_word(words: &[&'static str], stream: &mut Stream) -> &'static str {
    match words {
        [] => "",
        _ => words[stream.below(words.len() as u64) as usize],
    }
}

/// The price nearest to `target` AUD that ends in `ending` cents; dear goods end in a whole 9 dollars besides.
fn with_ending(target: f64, ending: i64) -> i64 {
    let cents = (target * 100.0 + 0.5).floor() as i64;
    // Above 100 dollars the dollars end in 9 (149.99, 289.00), above 1,000 in 99.
    let (step, lead) = match cents {
        ..10_000 => (100, 0),
        10_000..100_000 => (1_000, 900),
        _ => (10_000, 9_900),
    };
    let tail = lead + ending;
    let nearest = (cents - tail + step / 2).div_euclid(step) * step + tail;
    nearest.max(if tail < step && tail >= 25 { tail } else { step }) * CENT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Parameters, world::growth::Stock};

    fn products(total: u64) -> Products {
        let parameters = Parameters::default();
        let stock = Stock { total, floor: 60, opening_share: 0.35 };
        let growth = GrowthCurve::of_products(Seed(1).key("growth"), stock, &parameters.growth);
        Products::new(Seed(1), growth, total, &parameters.products)
    }

    #[test]
    fn prices_end_as_asked_and_stay_positive() {
        assert_eq!(with_ending(12.34, 99), 119_900);
        assert_eq!(with_ending(12.60, 99), 129_900);
        assert_eq!(with_ending(0.10, 99), 9_900);
        assert_eq!(with_ending(0.10, 0), 10_000);
        assert_eq!(with_ending(151.0, 99), 1_499_900);
        assert_eq!(with_ending(1_530.0, 0), 14_990_000);
    }

    #[test]
    fn a_price_stands_for_months() {
        let products = products(1_000);
        let start = Date::new(2020, 1, 1);
        for product in 0..200 {
            let prices: Vec<i64> = (0..1_461).map(|day| products.price(product, start.plus_days(day))).collect();
            let changes = prices.windows(2).filter(|pair| pair[0] != pair[1]).count();
            assert!(changes <= 1_461 / 150 + 1, "{changes}");
            assert!(prices.iter().all(|&price| price > 0));
        }
    }

    #[test]
    fn sells_only_what_is_on_sale() {
        let products = products(60);
        let key = Seed(2).key("sales");
        for date in [crate::window::FIRST_DAY, Date::new(2024, 6, 1), crate::window::LAST_DAY] {
            for sale in 0..500 {
                let mut stream = key.stream(sale);
                let subcategory = stream.below(products.subcategories() as u64) as usize;
                if let Some(product) = products.sold_in(subcategory, date, &mut stream) {
                    assert!(products.is_on_sale(product, date) && products.introduced(product) <= date);
                    assert_eq!(products.subcategory(product), subcategory);
                }
                assert!(products.is_on_sale(products.any_on_sale(date, &mut stream), date));
            }
        }
    }
}
