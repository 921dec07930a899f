//! Baskets: the lines of an order, from how many there are to what each costs.

mod several;

use retailgen_synth::{
    calendar::Date,
    distribution::{alias::AliasTable, negative_binomial::NegativeBinomial},
    key::Stream,
};

use super::{
    World,
    customer::{self, BASKET_CLASSES},
    mix::{DayMix, DepartmentId, Outlet, OutletMix},
    order::{Channel, Order, OrderBook, Purpose},
    person::Segment,
    product::{PRICE_UNIT, ProductIndex, SubcategoryId, Taken},
    taste::{Liking, Likings},
};
use crate::{
    parameters::{Baskets as Parameters, Parameters as All, Tastes},
    reference::catalogue::CATALOGUE,
};
use several::Several;

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
    several: Several,
    parameters: Parameters,
    tastes: Tastes,
}

/// Who fills a basket, and from what.
struct Shopper<'a> {
    world: &'a World,
    mix: &'a OutletMix,
    date: Date,
    segment: Segment,
    likings: Likings,
    /// The specialist that the order is placed with, if it is with one.
    specialist: Option<usize>,
}

impl Baskets {
    /// The baskets of the orders in `book`.
    pub fn new(book: &OrderBook, parameters: &All) -> Self {
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
            several: Several::new(baskets),
            parameters: baskets.clone(),
            tastes: parameters.tastes.clone(),
        }
    }

    /// Lines that an order has on average: the parameter's mean less what the cut at the most lines takes off.
    pub fn mean_lines(&self) -> f64 {
        1.0 + self.extra_lines.iter().map(NegativeBinomial::mean).sum::<f64>() / BASKET_CLASSES as f64
    }

    /// Writes the lines of `order` into `lines`, replacing what is there.
    pub fn fill(&self, world: &World, mix: &DayMix, order: &Order, lines: &mut Vec<Line>) {
        lines.clear();
        let mut stream = self.lines.stream(order);
        let class = world.customers.basket_class(order.customer);
        let count = 1 + self.extra_lines[class].at(stream.unit());
        let segment = world.segment(order.customer, order.date);
        let likings = world.tastes.likings(order.customer, segment, order.date);
        let specialist = world.stores.specialist(order.store);
        let mix = mix.at(Self::outlet(world, order));
        let shopper = Shopper { world, mix, date: order.date, segment, likings, specialist };
        while lines.len() < count {
            let wanted = self.wanted(&shopper, lines, &mut stream);
            let line = self.line(&shopper, wanted, lines, &mut stream);
            lines.push(line);
        }
    }

    fn outlet(world: &World, order: &Order) -> Outlet {
        match order.channel {
            Channel::Pos => Outlet::Store,
            Channel::Web if world.customers.country_code(order.country) == "AU" => Outlet::Web,
            Channel::Web => Outlet::Abroad,
        }
    }

    /// What the next line is to be: something that goes with an earlier line, or for the same errand, or anything.
    fn wanted(&self, shopper: &Shopper<'_>, lines: &[Line], stream: &mut Stream) -> Liking {
        let Some(first) = lines.first() else { return self.by_taste(shopper, None, stream) };
        let mixes = &shopper.world.mixes;
        let roll = stream.unit();
        if roll < self.parameters.affinity_share + self.tastes.same_subcategory {
            let earlier = lines[stream.below(lines.len() as u64) as usize].subcategory;
            let partner =
                if roll < self.parameters.affinity_share { mixes.partner(earlier, stream) } else { Some(earlier) };
            if let Some(subcategory) = partner.filter(|&partner| shopper.mix.sells(partner)) {
                return Liking { subcategory, product: None };
            }
        }
        let department = mixes.department(first.subcategory);
        let stays = stream.chance(CATALOGUE.department[department].mission);
        self.by_taste(shopper, stays.then_some(department), stream)
    }

    /// Something that the shopper likes, or that sells that day; of one department, where an errand is for that.
    fn by_taste(&self, shopper: &Shopper<'_>, department: Option<DepartmentId>, stream: &mut Stream) -> Liking {
        let Shopper { world, mix, segment, likings, specialist, .. } = shopper;
        if let Some(specialist) = specialist
            && stream.chance(world.parameters().stores.specialist_share)
        {
            let subcategory = world.mixes.specialty(*specialist, stream);
            if mix.sells(subcategory) {
                return Liking { subcategory, product: None };
            }
        }
        if stream.chance(self.tastes.own_share) {
            let liked = world.tastes.any(likings, &world.products, stream.unit());
            let is_for_errand = |subcategory: SubcategoryId| {
                department.is_none_or(|wanted| world.mixes.department(subcategory) == wanted)
            };
            if is_for_errand(liked.subcategory) && stream.chance(mix.favours(liked.subcategory)) {
                if !stream.chance(self.tastes.again_share) {
                    return Liking { subcategory: liked.subcategory, product: None };
                }
                let liking = liked.with_product(likings, &world.products);
                let other = self.on_offer(shopper, &liking, stream);
                let fits = |other: &Liking| is_for_errand(other.subcategory) && mix.sells(other.subcategory);
                return other.filter(fits).unwrap_or(liking);
            }
        }
        let subcategory = likings.choice(&world.products, stream, |stream| match department {
            Some(department) => world.mixes.pick_in(mix, *segment, department, stream),
            None => world.mixes.pick(mix, *segment, stream),
        });
        Liking { subcategory, product: None }
    }

    /// Another liking than `liking`, taken because it has a discount and the other has none.
    fn on_offer(&self, shopper: &Shopper<'_>, liking: &Liking, stream: &mut Stream) -> Option<Liking> {
        let &Shopper { world, date, ref likings, .. } = shopper;
        let discount = |liking: &Liking| {
            let on_sale = liking.product.filter(|&product| world.products.is_on_sale(product, date));
            on_sale.map_or(0, |product| world.products.discount(product, date))
        };
        // Chance first: it is the cheapest question.
        if !stream.chance(self.tastes.stock_up * likings.keenness()) || discount(liking) > 0 {
            return None;
        }
        let other = world.tastes.any(likings, &world.products, stream.unit()).with_product(likings, &world.products);
        stream.chance(world.products.appeal(discount(&other))).then_some(other)
    }

    fn line(&self, shopper: &Shopper<'_>, wanted: Liking, lines: &[Line], stream: &mut Stream) -> Line {
        let &Shopper { world, mix, date, ref likings, .. } = shopper;
        let products = &world.products;
        let is_new = |product: &ProductIndex| lines.iter().all(|line| line.product != *product);
        let is_sold = |product: &ProductIndex| mix.sells(products.subcategory(*product));
        let is_on_sale = |product: &ProductIndex| products.is_on_sale(*product, date);
        // Small catalogues may not have the subcategory, or not another product of it.
        let with_discount = |product| Taken { product, discount: products.discount(product, date) };
        let Taken { product, discount } = wanted
            .product
            .filter(|product| is_on_sale(product) && is_new(product))
            .map(with_discount)
            .or_else(|| {
                let chooser = likings.chooser(self.tastes.for_others, stream);
                let draws = (0..8).map(|_| products.sold_in(wanted.subcategory, date, &chooser, stream));
                draws.flatten().find(|taken| is_new(&taken.product))
            })
            .or_else(|| {
                let draws = (0..64).map(|_| products.any_on_sale(date, stream));
                draws.into_iter().find(|found| is_new(found) && is_sold(found)).map(with_discount)
            })
            .or_else(|| {
                let known = 0..products.known_by(date);
                known.into_iter().find(|product| is_on_sale(product) && is_new(product)).map(with_discount)
            })
            .expect("more products are on sale than an order has lines");
        let subcategory = products.subcategory(product);
        let price_aud = products.price(product, date);
        let to_pay = price_aud - price_aud * discount / PRICE_UNIT;
        Line { product, subcategory, quantity: self.quantity(to_pay, stream), price_aud, discount }
    }

    /// Units of a line: cheap goods are bought in numbers, dear ones singly.
    fn quantity(&self, to_pay: i64, stream: &mut Stream) -> i32 {
        let drawn = stream.unit();
        if self.several.holds(to_pay, drawn) { 2 + self.several_units.pick(stream.bits()) as i32 } else { 1 }
    }
}
