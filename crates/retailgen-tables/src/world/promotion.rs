//! Promotions: which products are on discount in a week, and how deep.

use retailgen_synth::{Key, Seed, calendar::Date, distribution::alias::AliasTable};

use super::{
    product::{ProductIndex, SubcategoryId},
    season,
};
use crate::parameters;

/// The promotions of the world: by subcategory and week, with part of the products taking part.
#[derive(Debug)]
pub struct Promotions {
    week: Key,
    depth: Key,
    product: Key,
    depths: AliasTable,
    parameters: parameters::Products,
}

impl Promotions {
    /// The promotions that belong to `seed`.
    pub fn new(seed: Seed, parameters: &parameters::Products) -> Self {
        let key = seed.key("promotions");
        Self {
            week: key.key("week"),
            depth: key.key("depth"),
            product: key.key("product"),
            depths: AliasTable::new(parameters.depths.iter().map(|&(_, share)| share)),
            parameters: parameters.clone(),
        }
    }

    /// The discount on a product on `date`, in units of 10⁻⁴; 0 where there is none.
    ///
    /// `rate` is the share of the subcategory's product-weeks on discount.
    pub fn discount(&self, product: ProductIndex, subcategory: SubcategoryId, rate: f64, date: Date) -> i64 {
        // Weeks run from Wednesday, when Australian grocery promotions change; 1970-01-07 was one.
        let week = (date.days() - 6).div_euclid(7) as u64;
        let sales_day =
            season::is_black_friday_sale(date) || matches!((date.month(), date.day()), (12, 26..=31) | (1, 1..=7));
        let raise = if sales_day { self.parameters.sales_promotions } else { 1.0 };
        let chance = (rate / self.parameters.participation * raise).min(1.0);
        let on = self.week.nth(subcategory as u64).chance(week, chance)
            && self.product.nth(week).chance(product, self.parameters.participation);
        if !on {
            return 0;
        }
        let (depth, _) = self.parameters.depths[self.depths.pick(self.depth.nth(subcategory as u64).bits(week))];
        (depth * 10_000.0 + 0.5) as i64
    }
}
