//! Baskets: the lines of an order, from how many there are to what each costs.

use retailgen_synth::{
    calendar::Date,
    distribution::{alias::AliasTable, negative_binomial::NegativeBinomial},
    key::Stream,
};

use super::{
    World,
    customer::{self, BASKET_CLASSES},
    mix::{self, Affinities},
    order::{Order, OrderBook, Purpose},
    product::{PRICE_UNIT, ProductIndex, Products, SubcategoryId},
};
use crate::parameters::{Baskets as Parameters, Parameters as All};

/// A line of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub product: ProductIndex,
    pub subcategory: SubcategoryId,
    pub quantity: i32,
    /// Shelf price on the day, in units of 10⁻⁴ AUD.
    pub price_aud: i64,
    /// Discount in units of 10⁻⁴.
    pub discount: i64,
}

impl Line {
    /// What the line comes to in units of 10⁻⁴ AUD, after the discount.
    pub fn total_aud(&self) -> i64 {
        let full = self.price_aud * i64::from(self.quantity);
        full - full * self.discount / PRICE_UNIT
    }
}

/// Draws baskets.
#[derive(Debug)]
pub struct Baskets {
    lines: Purpose,
    /// Lines beyond the first, by the customer's class of basket sizes.
    extra_lines: Vec<NegativeBinomial>,
    /// Units of lines that hold more than one: 2, 3, ...
    several_units: AliasTable,
    affinities: Affinities,
    parameters: Parameters,
    season_peak: f64,
}

/// What the orders of one date have in common, made once a day: the mix of what sells.
#[derive(Debug)]
pub struct DayMix {
    subcategories: AliasTable,
}

impl Baskets {
    /// The baskets of the orders in `book`.
    pub fn new(book: &OrderBook, products: &Products, parameters: &All) -> Self {
        let baskets = &parameters.baskets;
        let extra = baskets.mean_lines - 1.0;
        // The dispersion quoted includes the differences between customers; this takes them out again:
        // 1 + 1/r = (1 + cv²)(1 + 1/r').
        let between = libm::exp(baskets.customer_log_sd * baskets.customer_log_sd);
        let within = 1.0 / ((1.0 + 1.0 / baskets.line_dispersion) / between - 1.0);
        Self {
            lines: book.purpose("lines"),
            extra_lines: (0..BASKET_CLASSES)
                .map(|class| {
                    let mean = extra * customer::basket_multiplier(class, baskets.customer_log_sd);
                    NegativeBinomial::new(mean, within, baskets.most_lines - 1)
                })
                .collect(),
            several_units: AliasTable::new(baskets.units[1..].iter().copied()),
            affinities: Affinities::new(products),
            parameters: baskets.clone(),
            season_peak: parameters.products.season_peak,
        }
    }

    /// Lines that an order has on average: the parameter's mean less what the cut at the most lines takes off.
    pub fn mean_lines(&self) -> f64 {
        1.0 + self.extra_lines.iter().map(NegativeBinomial::mean).sum::<f64>() / BASKET_CLASSES as f64
    }

    /// The mix of `date`.
    pub fn mix(&self, world: &World, date: Date) -> DayMix {
        DayMix { subcategories: mix::of_day(&world.products, date, self.season_peak) }
    }

    /// Writes the lines of `order` into `lines`, replacing what is there.
    pub fn fill(&self, world: &World, mix: &DayMix, order: &Order, lines: &mut Vec<Line>) {
        lines.clear();
        let mut stream = self.lines.stream(order);
        let class = world.customers.basket_class(order.customer);
        let count = 1 + self.extra_lines[class].at(stream.unit());
        while lines.len() < count {
            let subcategory = self.subcategory(mix, lines, &mut stream);
            let line = self.line(world, order.date, subcategory, lines, &mut stream);
            lines.push(line);
        }
    }

    fn subcategory(&self, mix: &DayMix, lines: &[Line], stream: &mut Stream) -> SubcategoryId {
        let partner = (!lines.is_empty() && stream.chance(self.parameters.affinity_share))
            .then(|| lines[stream.below(lines.len() as u64) as usize].subcategory)
            .and_then(|earlier| self.affinities.partner(earlier, stream));
        partner.unwrap_or_else(|| mix.subcategories.pick(stream.bits()))
    }

    fn line(&self, world: &World, date: Date, subcategory: SubcategoryId, lines: &[Line], stream: &mut Stream) -> Line {
        let products = &world.products;
        let is_new = |product: &ProductIndex| lines.iter().all(|line| line.product != *product);
        // Small catalogues may not have the subcategory, or not another product of it.
        let product = (0..8)
            .find_map(|_| products.sold_in(subcategory, date, stream).filter(is_new))
            .or_else(|| (0..64).map(|_| products.any_on_sale(date, stream)).find(is_new))
            .or_else(|| (0..products.known_by(date)).find(|p| products.is_on_sale(*p, date) && is_new(p)))
            .expect("more products are on sale than an order has lines");
        let subcategory = products.subcategory(product);
        let (price_aud, discount) = (products.price(product, date), products.discount(product, date));
        let to_pay = price_aud - price_aud * discount / PRICE_UNIT;
        Line { product, subcategory, quantity: self.quantity(to_pay, stream), price_aud, discount }
    }

    /// Units of a line: cheap goods are bought in numbers, dear ones singly.
    fn quantity(&self, to_pay: i64, stream: &mut Stream) -> i32 {
        let relative = to_pay as f64 / (self.parameters.units_price_pivot * PRICE_UNIT as f64);
        let several = 1.0 - self.parameters.units[0];
        // A power by way of the logarithm: seven times faster than `pow`, and as portable.
        let factor = libm::exp(-self.parameters.units_price_slope * libm::log(relative));
        let chance = (several * factor).min(0.5);
        if stream.chance(chance) { 2 + self.several_units.pick(stream.bits()) as i32 } else { 1 }
    }
}
