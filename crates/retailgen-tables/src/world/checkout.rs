//! The checkout: coupon, shipping fee, currency, tax and payment of an order.

use retailgen_synth::{Key, Seed, calendar::Date, distribution::alias::AliasTable, key::below};

use super::{
    World,
    basket::Line,
    customer::CountryId,
    order::{Channel, Order, OrderBook, Purpose},
    product::PRICE_UNIT,
    rates::Currency,
    taste::KEENEST,
};
use crate::{
    parameters::Checkout as Parameters,
    reference::{
        catalogue::TaxClass,
        countries::{Country, SalesTax},
    },
};

const STORE_PAYMENTS: [&str; 4] = ["cash", "debit_card", "credit_card", "digital_wallet"];
const WEB_PAYMENTS: [&str; 5] = ["debit_card", "credit_card", "paypal", "digital_wallet", "bnpl"];
const BNPL: &str = "bnpl";
/// What a code takes off, in per cent.
const PERCENTS: [i64; 4] = [10, 15, 20, 25];
/// Days after joining in which a welcome code is good.
const WELCOME_DAYS: i32 = 1;
/// An order is raised to pass the value from which delivery is free if it lacks this share of it at most.
const WITHIN_REACH: f64 = 0.2;

/// Decides what an order costs beyond its lines.
#[derive(Debug)]
pub struct Checkout {
    coupons: Purpose,
    offers: Key,
    payments: Purpose,
    habit: Key,
    shipping: Purpose,
    pull: Purpose,
    store_payments: AliasTable,
    web_payments: AliasTable,
    currencies: Vec<Currency>,
    taxes: Vec<Vec<SalesTax>>,
    parameters: Parameters,
}

/// A coupon on an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coupon {
    /// The campaign's word, such as `SPRING`.
    pub campaign: &'static str,
    /// Per cent off.
    pub percent: i64,
}

impl Checkout {
    /// The checkout for customers of `countries`.
    pub fn new(seed: Seed, book: &OrderBook, countries: &[Country], parameters: &Parameters) -> Self {
        let customers = seed.key("customers");
        Self {
            coupons: book.purpose("coupon_code"),
            offers: seed.key("coupons"),
            payments: book.purpose("payment_method"),
            habit: customers.key("payment_method"),
            shipping: book.purpose("shipping_fee"),
            pull: book.purpose("free_shipping"),
            store_payments: AliasTable::new(parameters.store_payments),
            web_payments: AliasTable::new(parameters.web_payments),
            currencies: countries
                .iter()
                .map(|country| Currency::from_code(country.currency).expect("the tests check every country's currency"))
                .collect(),
            taxes: countries.iter().map(Country::sales_tax).collect(),
            parameters: parameters.clone(),
        }
    }

    /// The currency of an order: AUD in stores, the customer's on the web.
    pub fn currency(&self, order: &Order) -> Currency {
        match order.channel {
            Channel::Pos => Currency::Aud,
            Channel::Web => self.currencies[order.country],
        }
    }

    /// The sales tax on goods of `class` sold to `country` on `date`, in units of 10⁻⁴.
    pub fn tax(&self, country: CountryId, class: TaxClass, date: Date) -> i64 {
        let history = &self.taxes[country];
        let rates = history.iter().rev().find(|rates| rates.from <= date).unwrap_or(&history[0]);
        match class {
            TaxClass::Standard => rates.standard,
            TaxClass::BasicFood => rates.basic_food,
        }
    }

    /// The coupon of an order, if it has one.
    pub fn coupon(&self, world: &World, order: &Order) -> Option<Coupon> {
        let mut stream = self.coupons.stream(order);
        let (share, roll) = (self.parameters.coupon_share, stream.unit());
        let is_new = || {
            let joined = world.customers.growth().appearance(order.customer).date;
            order.date.days() - joined.days() <= WELCOME_DAYS
        };
        if roll < self.parameters.welcome_share && is_new() {
            return Some(Coupon { campaign: "WELCOME", percent: 10 });
        }
        let is_used = || roll < share * world.tastes.keenness(order.customer);
        // Most orders are without, which shows before the logarithm.
        if roll >= share * KEENEST || !is_used() {
            return None;
        }
        let campaign = match (order.date.month(), order.date.day()) {
            (11, 20..) => "BLACKFRIDAY",
            (12, 1..=24) => "XMAS",
            (12 | 1..=2, _) => "SUMMER",
            (3..=5, _) => "AUTUMN",
            (6, _) => "EOFY",
            (7..=8, _) => "WINTER",
            _ => "SPRING",
        };
        // One code is in the newsletter of the month; some customers have an offer of their own.
        let is_personal = stream.chance(self.parameters.personal_share);
        let month = (order.date.year() * 12 + order.date.month() as i32) as u64;
        let bits = if is_personal { stream.bits() } else { self.offers.bits(month) };
        Some(Coupon { campaign, percent: PERCENTS[below(bits, PERCENTS.len() as u64) as usize] })
    }

    /// Applies a coupon to all lines whose own discount it beats.
    pub fn apply(coupon: Coupon, lines: &mut [Line]) {
        for line in lines {
            line.discount = line.discount.max(coupon.percent * 100);
        }
    }

    /// Whether an order is to come by express, which the customer paid for.
    pub fn is_express(&self, order: &Order) -> bool {
        order.channel == Channel::Web && self.shipping.stream(order).chance(self.parameters.express_share)
    }

    /// The shipping fee in hundredths of the order's currency; 0 in stores and above the free limit.
    pub fn shipping_fee(&self, world: &World, order: &Order, total_aud: i64) -> i64 {
        if order.channel == Channel::Pos {
            return 0;
        }
        // Standard and express, in the currency's own round figures; express is never free (model).
        let (standard, express) = match self.currency(order) {
            Currency::Aud => (995, 1_495),
            Currency::Nzd | Currency::Gbp => (1_495, 2_495),
            Currency::Sgd => (1_695, 2_795),
            Currency::Usd => (1_995, 3_495),
            Currency::Eur => (1_795, 2_995),
            Currency::Jpy => (200_000, 350_000),
        };
        if self.is_express(order) {
            return express;
        }
        if total_aud >= self.free_shipping_from(world, order) { 0 } else { standard }
    }

    /// The order value from which delivery is free, in units of 10⁻⁴ AUD.
    fn free_shipping_from(&self, world: &World, order: &Order) -> i64 {
        let (at_home, abroad) = self.parameters.free_shipping_from;
        let limit = if world.customers.country_code(order.country) == "AU" { at_home } else { abroad };
        (limit * PRICE_UNIT as f64) as i64
    }

    /// Raises an order that is almost worth free delivery by one unit, as some customers do.
    pub fn reach_free_shipping(&self, world: &World, order: &Order, lines: &mut [Line]) {
        if order.channel == Channel::Pos {
            return;
        }
        let total: i64 = lines.iter().map(Line::total_aud).sum();
        let limit = self.free_shipping_from(world, order);
        let lacks = limit - total;
        if lacks <= 0
            || lacks as f64 > limit as f64 * WITHIN_REACH
            || !self.pull.stream(order).chance(self.parameters.free_shipping_pull)
        {
            return;
        }
        let another = |line: &Line| Line { quantity: line.quantity + 1, ..*line }.total_aud() - line.total_aud();
        // Nobody takes more pieces for that than anybody does.
        let most = world.parameters().baskets.units.len() as i32;
        let enough = |line: &&mut Line| line.quantity < most && another(line) >= lacks;
        let cheapest = lines.iter_mut().filter(enough).min_by_key(|line| another(line));
        if let Some(line) = cheapest {
            line.quantity += 1;
        }
    }

    /// How an order of `total_aud` (units of 10⁻⁴ AUD) is paid.
    pub fn payment_method(&self, order: &Order, total_aud: i64) -> &'static str {
        let mut stream = self.payments.stream(order);
        let is_usual = stream.chance(self.parameters.payment_habit);
        let draw = if is_usual { self.habit.nth(order.channel as u64).bits(order.customer) } else { stream.bits() };
        if order.channel == Channel::Pos {
            return STORE_PAYMENTS[self.store_payments.pick(draw)];
        }
        let (least, most) = self.parameters.bnpl_range;
        let allowed = (least..=most).contains(&(total_aud as f64 / PRICE_UNIT as f64));
        let method = WEB_PAYMENTS[self.web_payments.pick(draw)];
        // Who wanted to pay later and may not, mostly takes the card.
        if method == BNPL && !allowed { "credit_card" } else { method }
    }
}
