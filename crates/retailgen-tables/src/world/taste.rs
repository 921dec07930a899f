//! Taste: what a customer likes, and buys again.

use retailgen_synth::{
    Key, Seed,
    calendar::Date,
    distribution::alias::AliasTable,
    key::{self, Stream},
};

use super::{
    customer::CustomerIndex,
    mix::Mixes,
    person::Segment,
    product::{Chooser, ProductIndex, Products, SubcategoryId},
};
use crate::{parameters::Tastes as Parameters, window::FIRST_DAY};

/// Customers are so many times as keen as the average at most: one in three thousand would be keener.
pub const KEENEST: f64 = 8.0;

/// Draws likings.
#[derive(Debug)]
pub struct Tastes {
    /// What a segment likes, by its number.
    usual: Vec<AliasTable>,
    period: Key,
    liking: Key,
    level: Key,
    keenness: Key,
    size: Key,
    parameters: Parameters,
}

/// What a customer likes at a time.
#[derive(Debug, Clone, Copy)]
pub struct Likings {
    segment: Segment,
    /// The first day on which the customer liked these.
    since: Date,
    key: Key,
    /// Share of choices that go to the dearer (positive) or the cheaper (negative) of two; the others take any.
    level: f64,
    chooser: Chooser,
}

impl Likings {
    /// How keen the customer is on discounts.
    pub fn keenness(&self) -> f64 {
        self.chooser.keenness
    }

    /// Who chooses: for the customer, or in a `share` of choices for somebody else of other size.
    pub fn chooser(&self, share: f64, stream: &mut Stream) -> Chooser {
        Chooser { size: self.chooser.size.filter(|_| !stream.chance(share)), ..self.chooser }
    }

    /// The dearer or the cheaper of two subcategories that `draw` gives, as the customer's level has it; or the first.
    pub fn choice(
        &self,
        products: &Products,
        stream: &mut Stream,
        draw: impl Fn(&mut Stream) -> SubcategoryId,
    ) -> SubcategoryId {
        let one = draw(stream);
        if !stream.chance(self.level.abs()) {
            return one;
        }
        let other = draw(stream);
        let price = |subcategory| products.entry(subcategory).1.price_median;
        if (price(other) > price(one)) == (self.level > 0.0) { other } else { one }
    }
}

/// One of the likings, whose product is drawn when somebody asks for it: half of them are not, and it takes twice as long as
/// the subcategory.
#[derive(Debug)]
pub struct Liked {
    pub subcategory: SubcategoryId,
    stream: Stream,
}

impl Liked {
    /// The liking with its product, from those of `likings`.
    pub fn with_product(mut self, likings: &Likings, products: &Products) -> Liking {
        let Self { subcategory, ref mut stream } = self;
        Liking { subcategory, product: products.liked_in(subcategory, likings.since, &likings.chooser, stream) }
    }
}

/// One thing that a customer likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Liking {
    pub subcategory: SubcategoryId,
    /// The product, where it was to be had when the customer came to like it.
    pub product: Option<ProductIndex>,
}

impl Tastes {
    /// The tastes of `seed`, for what `mixes` says that segments buy.
    pub fn new(seed: Seed, mixes: &Mixes, parameters: &Parameters) -> Self {
        let key = seed.key("tastes");
        Self {
            usual: Segment::all().map(|segment| AliasTable::new(mixes.usual(segment))).collect(),
            period: key.key("period"),
            liking: key.key("liking"),
            level: key.key("level"),
            keenness: key.key("keenness"),
            size: key.key("size"),
            parameters: parameters.clone(),
        }
    }

    /// What a customer of `segment` likes on `date`.
    pub fn likings(&self, customer: CustomerIndex, segment: Segment, date: Date) -> Likings {
        let (shortest, longest) = self.parameters.likings_days;
        let bits = self.period.bits(customer);
        let days = i64::from(shortest) + (bits % u64::from(longest - shortest + 1)) as i64;
        let phase = key::below(bits, days as u64) as i64;
        let period = (i64::from(date.days()) + phase).div_euclid(days);
        let since = Date::from_days((period * days - phase) as i32).max(FIRST_DAY);
        // A level that is even over customers: as many prefer the dear as the cheap.
        let level = (self.level.unit(customer) * 2.0 - 1.0) * self.parameters.level_spread;
        let key = self.liking.nth(customer).nth(period as u64);
        let chooser = Chooser { keenness: self.keenness(customer), size: Some(self.size(customer)) };
        Likings { segment, since, key, level, chooser }
    }

    /// How keen a customer is on coupons and discounts, by an exponential law with mean 1.
    pub fn keenness(&self, customer: CustomerIndex) -> f64 {
        (-libm::log(1.0 - self.keenness.unit(customer))).min(KEENEST)
    }

    /// The place of a customer's size among those that clothes come in, those in the middle being the commonest.
    fn size(&self, customer: CustomerIndex) -> f64 {
        0.5 * (self.size.unit(customer) + self.size.nth(1).unit(customer))
    }

    /// One of the likings, those first on the list more often.
    pub fn any(&self, likings: &Likings, products: &Products, share: f64) -> Liked {
        let number = (0..self.parameters.likings_skew).fold(self.parameters.likings as f64, |number, _| number * share);
        let mut stream = likings.key.stream(number as u64);
        let subcategory =
            likings.choice(products, &mut stream, |stream| self.usual[likings.segment.number()].pick(stream.bits()));
        Liked { subcategory, stream }
    }
}

#[cfg(test)]
mod tests;
