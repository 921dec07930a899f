//! Products: their place in the catalogue, their life, their popularity, and their price and discount on any day.

mod assortment;
mod name;
mod popularity;
mod price;
mod shelf;

use std::sync::OnceLock;

use retailgen_synth::{
    Key, Seed,
    calendar::{Date, Weekday},
    distribution::power_law::TwoRegimePowerLaw,
    key::Stream,
};

pub use assortment::Style;
pub use name::NameWords;

use super::{
    currency::Currency,
    decoy::Decoys,
    growth::{GrowthCurve, PREDECESSOR},
    memo::Memo,
    promotion::{Promotions, Week},
    rates::Rates,
};
use crate::{
    parameters,
    reference::catalogue::{CATALOGUE, Category, Subcategory},
    window::{FIRST_DAY, LAST_DAY},
};
use assortment::{Assortment, Plan};
use name::Names;
use popularity::Scale;
use price::{Priced, Prices};
use shelf::{DAY_BITS, Life, NEVER, Ranged, Shelf};

/// Number of a product, from 0; the `product_id` is one more.
pub type ProductIndex = u64;
/// Number of a subcategory over the whole tree.
pub type SubcategoryId = usize;

/// Units of a price: 10⁻⁴ AUD, as the contract's decimals have it.
pub const PRICE_UNIT: i64 = 10_000;
/// Prices are whole cents.
pub const CENT: i64 = PRICE_UNIT / 100;

/// Draws of a style before a subcategory is taken to have none on sale.
const DRAWS: usize = 16;

/// The products of the world.
#[derive(Debug)]
pub struct Products {
    growth: GrowthCurve,
    /// Products at the end of 2024, a number that is exact.
    anchor_total: u64,
    /// For each subcategory: its category and itself in the catalogue.
    tree: Vec<(&'static Category, &'static Subcategory)>,
    /// For each subcategory, its share of all order lines.
    line_shares: Vec<f64>,
    assortment: Assortment,
    names: Names,
    /// For each subcategory, its styles by popularity.
    scales: Vec<Scale>,
    popularity: TwoRegimePowerLaw,
    prices: Prices,
    promotions: Promotions,
    parameters: parameters::Products,
    decoys: Decoys,
    lifetime: Key,
    lives: Memo,
    shelf: Shelf,
    /// Made when somebody asks for the day; there is one for each day, whatever the scale.
    days: Box<[OnceLock<Box<Day>>]>,
}

/// Who chooses among products, as far as that matters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chooser {
    /// How much a discount counts for, 1 on average.
    pub keenness: f64,
    /// The place of the own size among those that a subcategory comes in, in 0 to 1; none where it is for somebody else.
    pub size: Option<f64>,
}

impl Chooser {
    /// Somebody of whom nothing is known.
    pub const ANYBODY: Self = Self { keenness: 1.0, size: None };
}

/// What is known of a day, so that a draw need not ask again.
#[derive(Debug)]
struct Day {
    date: Date,
    /// Products introduced so far.
    known: u64,
    /// For each subcategory, its styles introduced so far.
    styles: Vec<u64>,
    week: Week,
}

/// A product that somebody takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub product: ProductIndex,
    /// Its discount on the day, in units of 10⁻⁴.
    pub discount: i64,
}

impl Products {
    /// The products, as many as `growth` says; `anchor_total` of them by the end of 2024.
    pub fn new(seed: Seed, growth: GrowthCurve, anchor_total: u64, parameters: &parameters::Products) -> Self {
        let key = seed.key("products");
        let categories = CATALOGUE.category;
        let tree: Vec<(&'static Category, &'static Subcategory)> = categories
            .iter()
            .flat_map(|category| category.subcategory.iter().map(move |entry| (category, entry)))
            .collect();
        let plan = |&(category, entry): &(&'static Category, &'static Subcategory)| {
            let total: f64 = category.subcategory.iter().map(|entry| entry.weight).sum();
            Plan {
                weight: entry.catalogue_weight,
                sales: category.line_share * entry.weight / total,
                articles: entry.articles(),
            }
        };
        let plans: Vec<Plan> = tree.iter().map(plan).collect();
        let scale = |subcategory| Scale::new(key.key("popularity").nth(subcategory));
        let days = LAST_DAY.days() - PREDECESSOR.days() + 1;
        Self {
            assortment: Assortment::new(
                key.key("subcategory"),
                &plans,
                parameters.sizes_a_style,
                parameters.styles_a_launch,
            ),
            line_shares: plans.iter().map(|plan| plan.sales).collect(),
            names: Names::new(key.key("name")),
            scales: (0..tree.len() as u64).map(scale).collect(),
            popularity: TwoRegimePowerLaw::new(
                parameters.head_slope,
                parameters.tail_slope,
                parameters.slope_break,
                1.0 / anchor_total as f64,
            ),
            prices: Prices::new(key, categories, parameters),
            promotions: Promotions::new(seed.key("promotions"), parameters),
            growth,
            anchor_total,
            tree,
            parameters: parameters.clone(),
            decoys: Decoys::new(seed),
            lifetime: key.key("discontinued_dt"),
            lives: Memo::new(Memo::OF_PRODUCTS),
            shelf: Shelf::new(plans.len()),
            days: (0..days).map(|_| OnceLock::new()).collect(),
        }
    }

    /// How many there will ever be.
    pub fn ever(&self) -> u64 {
        self.growth.ever()
    }

    /// How many subcategories there are.
    pub fn subcategories(&self) -> usize {
        self.tree.len()
    }

    /// The category and subcategory entry of a subcategory's number.
    #[inline]
    pub fn entry(&self, subcategory: SubcategoryId) -> (&'static Category, &'static Subcategory) {
        self.tree[subcategory]
    }

    /// The share of all order lines that a subcategory has but for its season.
    #[inline]
    pub fn line_share(&self, subcategory: SubcategoryId) -> f64 {
        self.line_shares[subcategory]
    }

    /// The subcategory of a product.
    #[inline]
    pub fn subcategory(&self, product: ProductIndex) -> SubcategoryId {
        self.assortment.subcategory(product)
    }

    /// The style of a product: itself in other sizes or colours.
    #[inline]
    pub fn style(&self, product: ProductIndex) -> Style {
        self.assortment.style_of(product)
    }

    /// Which of its subcategory's sizes a product has, or of the variants where there are no sizes.
    #[inline]
    pub fn article(&self, product: ProductIndex) -> usize {
        let style = self.style(product);
        self.names.first_article(style, self.entry(style.subcategory).1) + (product - style.first) as usize
    }

    /// The words that a product's name is made of.
    pub fn name_words(&self, product: ProductIndex) -> NameWords {
        let style = self.style(product);
        let (category, entry) = self.entry(style.subcategory);
        self.names.words(style, product - style.first, self.point(style), category, entry)
    }

    /// The style's place on its subcategory's scale of popularity.
    fn point(&self, style: Style) -> u32 {
        self.scales[style.subcategory].point_of(style.number)
    }

    /// How many products there are when `date` ends.
    pub fn known_by(&self, date: Date) -> u64 {
        // What would appear on a weekend comes on the Friday before.
        let ahead = match date.weekday() {
            Weekday::Friday => 2,
            Weekday::Saturday => 1,
            _ => 0,
        };
        let due = self.growth.by(date.plus_days(ahead).min(LAST_DAY));
        let Some(last) = due.checked_sub(1) else { return 0 };
        let end = self.assortment.launch(last).end;
        // A launch does not reach over the end of 2024, when their number is exact.
        if due <= self.anchor_total { end.min(self.anchor_total) } else { end.min(self.growth.ever()) }
    }

    /// The first day on which a product is on sale.
    pub fn introduced(&self, product: ProductIndex) -> Date {
        let first = self.assortment.launch(product).start;
        let first = if product < self.anchor_total { first } else { first.max(self.anchor_total) };
        let appears = self.growth.appearance(first).date;
        match appears.weekday() {
            Weekday::Saturday => appears.plus_days(-1),
            Weekday::Sunday => appears.plus_days(-2),
            _ => appears,
        }
    }

    /// The day from which a product is no longer sold, if that comes within the model's horizon.
    pub fn discontinued(&self, product: ProductIndex) -> Option<Date> {
        let life = self.life(self.style(product));
        (life.ends < NEVER).then(|| PREDECESSOR.plus_days(life.ends))
    }

    #[inline]
    fn life(&self, style: Style) -> Life {
        let work_out = || {
            let launched = self.introduced(style.first).days() - PREDECESSOR.days();
            (launched as u64) << DAY_BITS | self.end(style, launched) as u64
        };
        let remembered = self.lives.recall(style.first, style.first, work_out);
        Life { launched: (remembered >> DAY_BITS) as i32, ends: remembered as i32 & NEVER }
    }

    /// The day on which a style ends that was launched on day `launched`.
    fn end(&self, style: Style, launched: i32) -> i32 {
        if style.first < self.parameters.core_range {
            return NEVER;
        }
        let best = self.parameters.best_seller_ends;
        let unpopular = f64::from(self.point(style)) / 4_294_967_296.0;
        let a_year = self.parameters.discontinued_a_year * (best + 2.0 * (1.0 - best) * unpopular);
        let years = -libm::log(1.0 - self.lifetime.unit(style.first)) / a_year;
        // Half a year at least on the shelf. What the company took over when trading began counts from then.
        let from = launched.max(FIRST_DAY.days() - PREDECESSOR.days());
        from.saturating_add((365.25 * (0.5 + years)) as i32).min(NEVER)
    }

    /// Whether a product is on sale on `date`.
    #[inline]
    pub fn is_on_sale(&self, product: ProductIndex, date: Date) -> bool {
        product < self.day(date).known && date.days() - PREDECESSOR.days() < self.life(self.style(product)).ends
    }

    #[inline]
    fn day(&self, date: Date) -> &Day {
        self.days[(date.days() - PREDECESSOR.days()) as usize].get_or_init(|| {
            let known = self.known_by(date);
            let styles = |subcategory| self.assortment.styles_among(subcategory, known);
            let styles = (0..self.tree.len()).map(styles).collect();
            Box::new(Day { date, known, styles, week: self.promotions.week(date) })
        })
    }

    /// A product of `subcategory` on sale on `date`, popular and promoted ones more often; `None` where a few draws find
    /// none.
    pub fn sold_in(
        &self,
        subcategory: SubcategoryId,
        date: Date,
        chooser: &Chooser,
        stream: &mut Stream,
    ) -> Option<Taken> {
        let today = self.day(date);
        let wanted = self.wanted(today, subcategory, stream)?;
        let (style, discount) = self.tempted(today, wanted, chooser, stream);
        Some(Taken { product: self.article_for(today, style, chooser, stream), discount })
    }

    /// The same, whatever is on promotion.
    pub fn liked_in(
        &self,
        subcategory: SubcategoryId,
        date: Date,
        chooser: &Chooser,
        stream: &mut Stream,
    ) -> Option<ProductIndex> {
        let today = self.day(date);
        let style = self.wanted(today, subcategory, stream)?.style;
        Some(self.article_for(today, style, chooser, stream))
    }

    /// The article of a style that somebody takes: in the own size, or the one next to it, where it is to be worn.
    #[inline]
    fn article_for(&self, today: &Day, style: Style, chooser: &Chooser, stream: &mut Stream) -> ProductIndex {
        let entry = self.entry(style.subcategory).1;
        let article = match chooser.size {
            Some(size) if entry.is_worn() => {
                let own = (size * entry.sizes.len() as f64) as u64;
                own.saturating_sub(self.names.first_article(style, entry) as u64).min(style.articles - 1)
            }
            _ => popularity::article(style.articles, stream),
        };
        // The end of 2024 may cut a launch within a style.
        let product = style.first + article;
        if product < today.known { product } else { style.first }
    }

    /// A style on sale, popular ones more often.
    #[inline]
    fn wanted(&self, today: &Day, subcategory: SubcategoryId, stream: &mut Stream) -> Option<Ranged> {
        let known = today.styles[subcategory];
        if known == 0 {
            return None;
        }
        let now = today.date.days() - PREDECESSOR.days();
        let scale = self.scales[subcategory];
        (0..DRAWS).find_map(|_| {
            let point = (self.popularity.quantile(stream.unit()) * 4_294_967_296.0) as u32;
            let ranged = self.ranged(subcategory, scale.style_at(point, known));
            let age = now - ranged.life.launched;
            if age < self.parameters.build_up_days {
                let from = self.parameters.build_up_from;
                let reached = from + (1.0 - from) * f64::from(age) / f64::from(self.parameters.build_up_days);
                // Who does not know the newcomer yet takes what was there before it.
                if !stream.chance(reached)
                    && let Some(elder) = Scale::elder(ranged.style.number)
                {
                    let elder = self.ranged(subcategory, elder);
                    return (now < elder.life.ends).then_some(elder);
                }
            }
            (now < ranged.life.ends).then_some(ranged)
        })
    }

    /// The style with a number in its subcategory, and its life.
    #[inline]
    fn ranged(&self, subcategory: SubcategoryId, number: u64) -> Ranged {
        self.shelf.recall(subcategory, number, || {
            let style = self.assortment.style(subcategory, number);
            Ranged { style, life: self.life(style) }
        })
    }

    /// What is bought by who wants a style, and its discount: something else of the subcategory if that is on discount, and
    /// the other is not.
    #[inline]
    fn tempted(&self, today: &Day, wanted: Ranged, chooser: &Chooser, stream: &mut Stream) -> (Style, i64) {
        let discount = self.discount_of(today, wanted);
        if discount > 0 {
            return (wanted.style, discount);
        }
        let Style { subcategory, first, .. } = wanted.style;
        let looks = self.parameters.promotion_looks;
        let looks = looks as usize + usize::from(stream.chance(looks.fract()));
        for _ in 0..looks {
            if let Some(other) = self.wanted(today, subcategory, stream) {
                let discount = self.discount_of(today, other);
                if discount > 0 && stream.chance(chooser.keenness * self.appeal(discount)) {
                    return (other.style, discount);
                }
            }
        }
        let rate = self.entry(subcategory).1.promotion_rate;
        if today.week.had(first, rate)
            && stream.chance(self.parameters.dip_after_promotion)
            && let Some(other) = self.wanted(today, subcategory, stream)
        {
            return (other.style, self.discount_of(today, other));
        }
        (wanted.style, 0)
    }

    /// How much a discount appeals, as the chance that it changes an average mind.
    #[inline]
    pub fn appeal(&self, discount: i64) -> f64 {
        let depth = discount as f64 / (0.5 * PRICE_UNIT as f64);
        let squared = self.parameters.appeal_of_depth;
        self.parameters.half_price_appeal * depth * (1.0 - squared + squared * depth)
    }

    #[inline]
    fn discount_of(&self, today: &Day, Ranged { style, life }: Ranged) -> i64 {
        let rate = self.entry(style.subcategory).1.promotion_rate;
        let days_left = life.ends - (today.date.days() - PREDECESSOR.days());
        self.promotions.discount(style.first, rate, today.week, days_left)
    }

    /// The discount on a product on `date`, in units of 10⁻⁴; 0 where there is none.
    pub fn discount(&self, product: ProductIndex, date: Date) -> i64 {
        let style = self.style(product);
        self.discount_of(self.day(date), Ranged { style, life: self.life(style) })
    }

    /// Any product on sale on `date`, each as likely.
    pub fn any_on_sale(&self, date: Date, stream: &mut Stream) -> ProductIndex {
        let known = self.day(date).known;
        (0..64)
            .map(|_| stream.below(known))
            .find(|&product| self.is_on_sale(product, date))
            // The core range is never discontinued.
            .unwrap_or_else(|| stream.below(known.min(self.parameters.core_range)))
    }

    /// The shelf price on `date` in units of 10⁻⁴ AUD, tax included: the same for clothes of all sizes, more for a larger
    /// pack.
    pub fn price(&self, product: ProductIndex, date: Date) -> i64 {
        let style = self.style(product);
        let priced = || {
            let (category, entry) = self.entry(style.subcategory);
            (!self.decoys.costs_one_cent(product)).then(|| Priced {
                subcategory: style.subcategory,
                style: style.first,
                article: self.article(product),
                is_house_brand: self.names.is_house_brand(style, self.point(style), category, entry),
            })
        };
        self.prices.aud(product, style.first, date, priced)
    }

    /// The price in `currency` on the list of `date`, in units of 10⁻⁴, of a product that costs `price_aud` then.
    pub fn listed(&self, product: ProductIndex, price_aud: i64, date: Date, currency: Currency, rates: &Rates) -> i64 {
        self.prices.listed(price_aud, self.style(product).first, date, currency, rates)
    }
}

#[cfg(test)]
mod tests;
