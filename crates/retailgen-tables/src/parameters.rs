//! The figures that the world is made from, in one place, each with its unit and its source.
//!
//! Sources by their short names: **CJ** the Complete Journey panel of 2,469 grocery households (its provenance is
//! disputed: shapes only); **CD** the CDNOW panel of 23,570 online customers, 1997 and 1998; **pub** published surveys
//! of Australian and American retail; **model** an assumption of this project, argued in the field's comment.

mod deliveries;
mod growth;
mod households;
mod naming;
mod products;
mod rates;
mod returns;
mod sensors;
mod stores;
mod tastes;
mod trade;
mod visits;

pub use deliveries::{Backlog, Deliveries};
pub use growth::Growth;
pub use households::Households;
pub use naming::Naming;
pub use products::Products;
pub use rates::Rates;
pub use returns::{GOODS, Returns};
pub use sensors::{Battery, Cooling, Mishaps, Outages, Outdoors, Sensors, Shelf};
pub use stores::Stores;
pub use tastes::Tastes;
pub(crate) use trade::ShopDay;
pub use trade::Trade;
pub use visits::Visits;

/// Every adjustable figure of the clean layer.
///
/// Catalogue, names, places and countries are data and stand in the crate's `data/` folder instead.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Parameters {
    /// How much the company trades, and when.
    pub trade: Trade,
    /// How the numbers of customers, products, stores and suppliers grow.
    pub growth: Growth,
    /// Who buys, how often and for how long.
    pub customers: Customers,
    /// What an order holds.
    pub baskets: Baskets,
    /// What customers like, and how an order hangs together.
    pub tastes: Tastes,
    /// What products cost and how they sell.
    pub products: Products,
    /// How stores are chosen and how long they last.
    pub stores: Stores,
    /// What an order costs beyond its lines, and how it is paid.
    pub checkout: Checkout,
    /// Parcels and carriers.
    pub deliveries: Deliveries,
    /// Goods brought back.
    pub returns: Returns,
    /// Visits to the online shop.
    pub visits: Visits,
    /// Shelf sensors.
    pub sensors: Sensors,
    /// How exchange rates move.
    pub rates: Rates,
}

/// Customers' behaviour.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Customers {
    /// Shape of the gamma distribution of order rates over customers (CD .27 to CJ 1.14; .55 suits the contract's
    /// fifteen orders a customer and year).
    pub rate_shape: f64,
    /// Share of newcomers who lose interest in the first months, and after how many days on average (CD: half of all
    /// customers never come back, and a cohort's orders fall within half a year).
    pub trial: (f64, f64),
    /// Share of the time in which a customer hardly buys, how long such a time lasts in days, and the share of the usual
    /// orders that remains (model: people travel, move and shop elsewhere for a while; who bought much in one quarter
    /// buys a little less in the next).
    pub quiet: (f64, i32, f64),
    /// Shape of the Pareto distribution of the others' lifetimes (CD .6 to 2 by model; the tail of loyal ones).
    pub lifetime_shape: f64,
    /// Scale of that distribution in days (model: of those who stay 93 % are still active after a year, 73 % after five).
    pub lifetime_days: f64,
    /// Share of accounts that are opened with a first order (CD: all of them, by its definition; model: some look round
    /// first).
    pub first_order_share: f64,
    /// Share of these orders placed in a store, where the customer goes to stores and one is open (model).
    pub first_in_store: f64,
    /// Median minutes from opening an account to the first order, and standard deviation of the log (model: a checkout).
    pub first_order_minutes: (f64, f64),
    /// Share of Australian customers who never visit a store (model).
    pub online_only_share: f64,
    /// Share of members, the heaviest buyers, who become VIPs when they have bought for a year (model).
    pub vip_share: f64,
    /// How far a year's luck moves a customer among the members, up or down, as a share of them, when VIPs are chosen
    /// (model: points come from one year's purchases, and rates are not all there is to them).
    pub vip_luck: f64,
    /// Days for which a VIP remains one without buying (model: the scheme strikes off who bought nothing for two years).
    pub vip_keeps_days: u32,
    /// Share who consented to marketing, in countries under the GDPR and elsewhere (model).
    pub consent_share: (f64, f64),
    /// Times a customer and year that the consent is asked for again, when it is given or withheld as by anybody (model: banners,
    /// unsubscribing, new terms).
    pub consent_asked_a_year: f64,
    /// New telephone numbers a customer and year (model: most Australians keep theirs when they change the carrier).
    pub new_phone_a_year: f64,
    /// New surnames a woman and year, of those who live without another customer of their name (ABS: 118,439 marriages of 2023
    /// among 13.4 million women; model: four brides in five take the other's name).
    pub new_surname_a_year: f64,
    /// New e-mail addresses a customer and year (pub: people keep a mailbox for ten years and more; most change it with the provider).
    pub new_email_a_year: f64,
    /// One customer in so many buys nothing and asks for erasure, from 2 on; `u64::MAX` for none (contract: at most 1 % of the numbers
    /// are gaps).
    pub erased_one_in: u64,
    /// Days from joining until the data is erased, on average; all goes before the year ends (model; the GDPR leaves a month for the
    /// request alone).
    pub erased_after_days: f64,
    /// Who lives together.
    pub households: Households,
    /// What they are called.
    pub naming: Naming,
    /// Mean age on joining in years, and its standard deviation; cut at 18 and 95 (pub: online shoppers, about 44).
    pub joining_age: (f64, f64),
}

impl Default for Customers {
    fn default() -> Self {
        Self {
            rate_shape: 0.55,
            trial: (0.5, 60.0),
            quiet: (0.25, 120, 0.1),
            lifetime_shape: 1.0,
            lifetime_days: 5_000.0,
            first_order_share: 0.7,
            first_in_store: 0.3,
            first_order_minutes: (4.0, 1.2),
            online_only_share: 0.25,
            vip_share: 0.05,
            vip_luck: 0.15,
            vip_keeps_days: 730,
            consent_share: (0.83, 0.69),
            consent_asked_a_year: 0.1,
            new_phone_a_year: 0.04,
            new_surname_a_year: 0.007,
            new_email_a_year: 0.03,
            erased_one_in: 100,
            erased_after_days: 60.0,
            households: Households::default(),
            naming: Naming::default(),
            joining_age: (43.0, 15.0),
        }
    }
}

/// What is in an order.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Baskets {
    /// Mean lines an order (contract: 3.4 to 4.0 M lines on 1.2 M orders).
    pub mean_lines: f64,
    /// Dispersion of the lines beyond the first, customers' own sizes included (CJ: r = .66; a little lower here, since
    /// log-normal sizes instead of gamma ones would leave too few orders of a single line).
    pub line_dispersion: f64,
    /// Standard deviation of the log of the sizes of customers' baskets beyond the first line (CJ: .56 of whole baskets,
    /// which takes more beyond the first line, since every basket has that).
    pub customer_log_sd: f64,
    /// Most lines an order can have (model: keeps one order far below the smallest catalogue on sale).
    pub most_lines: usize,
    /// Shares of lines with 1, 2, 3, 4, 5, 6 units (CJ 1 to 4; the rest of the mass on 5 and 6, even favoured).
    pub units: [f64; 6],
    /// How strongly cheap lines are bought in numbers: exponent of price over the median (CJ: log price and quantity
    /// correlate at -.29).
    pub units_price_slope: f64,
    /// Price in AUD at which a line has several units as often as the mean line (model: near the median line's).
    pub units_price_pivot: f64,
    /// Share of lines after the first that go with an earlier line of the order (CJ: real pairs have lifts of 4 to 10).
    pub affinity_share: f64,
}

impl Default for Baskets {
    fn default() -> Self {
        Self {
            mean_lines: 3.1,
            line_dispersion: 0.52,
            customer_log_sd: 0.7,
            most_lines: 30,
            units: [0.80, 0.147, 0.026, 0.016, 0.004, 0.007],
            units_price_slope: 0.9,
            units_price_pivot: 8.4,
            affinity_share: 0.125,
        }
    }
}

/// Payment, coupons and shipping fees.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Checkout {
    /// Share of orders with a coupon, welcome codes apart (CJ: 5.7 % in all). Customers differ in
    /// their liking for coupons by an exponential law (CJ: who used one uses one again 2.1 times as often as others).
    pub coupon_share: f64,
    /// Share of coupons that are personal offers; the others are the month's one code (model).
    pub personal_share: f64,
    /// Share of the orders on the day of joining, and the day after, that take a welcome code (model).
    pub welcome_share: f64,
    /// Shares of cash, debit card, credit card and phone wallet in stores (pub, RBA: cash 16 %, debit before credit).
    pub store_payments: [f64; 4],
    /// Shares of debit card, credit card, `PayPal`, phone wallet and buy-now-pay-later on the web (pub: the last about
    /// 11 % of orders; more want it, since only orders of some values may have it).
    pub web_payments: [f64; 5],
    /// Share of orders that are paid as the customer is used to, the others being paid by any method (model: of two
    /// orders of a customer, more than half are paid alike).
    pub payment_habit: f64,
    /// Order values in AUD for which buy-now-pay-later is offered (pub).
    pub bnpl_range: (f64, f64),
    /// Order value in AUD from which delivery is free, at home and abroad (model).
    pub free_shipping_from: (f64, f64),
    /// Share of orders that are raised by a unit to pass that value, of those so little below it that one unit will do
    /// (model).
    pub free_shipping_pull: f64,
    /// Share of web orders that pay for express delivery (model).
    pub express_share: f64,
}

impl Default for Checkout {
    fn default() -> Self {
        Self {
            coupon_share: 0.055,
            personal_share: 0.25,
            welcome_share: 0.4,
            store_payments: [0.16, 0.44, 0.24, 0.16],
            web_payments: [0.22, 0.22, 0.18, 0.12, 0.26],
            payment_habit: 0.7,
            bnpl_range: (50.0, 400.0),
            free_shipping_from: (75.0, 150.0),
            free_shipping_pull: 0.25,
            express_share: 0.12,
        }
    }
}
