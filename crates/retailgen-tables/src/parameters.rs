//! The figures that the world is made from, in one place, each with its unit and its source.
//!
//! Sources by their short names: **CJ** the Complete Journey panel of 2,469 grocery households (its provenance is
//! disputed: shapes only); **CD** the CDNOW panel of 23,570 online customers, 1997 and 1998; **pub** published surveys
//! of Australian and American retail; **model** an assumption of this project, argued in the field's comment.

mod deliveries;
mod returns;
mod sensors;
mod visits;

pub use deliveries::Deliveries;
pub use returns::{GOODS, Returns};
pub use sensors::{Battery, Outages, Outdoors, Sensors, Shelf};
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
}

/// Trade by year, month, weekday, holiday and hour.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Trade {
    /// Share of orders placed on the web (contract: about three in four).
    pub web_share: f64,
    /// Growth of orders a year, as a factor (model: a chain that triples in a decade).
    pub yearly_growth: f64,
    /// Demand of each month against an average one, January first (pub: December 1.2, November and December together
    /// 18 to 22 % of the year, June raised by end-of-year sales). The sales days below come on top.
    pub months: [f64; 12],
    /// Store demand by weekday, Monday first (CJ, as shares of the week).
    pub store_weekdays: [f64; 7],
    /// Web demand by weekday, Monday first (pub, mean 1).
    pub web_weekdays: [f64; 7],
    /// Store demand by local hour (CJ, %); only the hours within opening times count.
    pub store_hours: [f64; 24],
    /// Web demand by the customer's local hour (pub, mean 100; the hours not published are interpolated).
    pub web_hours: [f64; 24],
    /// First and last opening hour of stores (from, to) on weekdays, in local time (model: usual Australian hours).
    pub weekday_opening: (u32, u32),
    /// The same for Saturday, Sunday and public holidays.
    pub weekend_opening: (u32, u32),
    /// Opening hours on Anzac Day, when shops may not trade before 13:00.
    pub anzac_opening: (u32, u32),
    /// Web demand from Black Friday to Cyber Monday, as a factor (pub: at least 2.5 times October's same weekdays).
    pub black_friday_web: f64,
    /// Store demand on those days, as a factor (pub: the sales are mainly online).
    pub black_friday_store: f64,
    /// Demand on Boxing Day and the four days after, both channels, as a factor that falls off linearly (pub: a peak).
    pub boxing_day: f64,
    /// Store demand on other public holidays, as a factor (model: like a Sunday, in fewer shops).
    pub public_holiday_store: f64,
    /// Demand in the two weeks before Christmas at its height, as a factor rising linearly (pub).
    pub christmas_rush: f64,
    /// Web demand on Christmas Day, as a factor (model).
    pub christmas_day_web: f64,
    /// Standard deviation of the log of demand that drifts over about three weeks (model: daily counts are neither
    /// independent nor Poisson; with the daily part the ratio of variance to mean is far above 1).
    pub slow_noise: f64,
    /// Standard deviation of the log of demand that is new each day (model).
    pub daily_noise: f64,
}

impl Default for Trade {
    fn default() -> Self {
        Self {
            web_share: 0.75,
            yearly_growth: 1.12,
            months: [0.94, 0.90, 0.97, 0.96, 0.98, 1.03, 0.97, 0.95, 0.96, 0.99, 1.08, 0.89],
            store_weekdays: [0.143, 0.134, 0.131, 0.133, 0.136, 0.160, 0.164],
            web_weekdays: [0.97, 0.94, 0.95, 1.02, 1.13, 0.97, 1.02],
            store_hours: [
                0.8, 0.4, 0.5, 0.2, 0.1, 0.2, 0.6, 1.3, 1.9, 2.8, 4.3, 5.9, 6.6, 6.8, 7.1, 7.7, 9.0, 10.1, 9.5, 8.1,
                6.6, 4.9, 3.1, 1.6,
            ],
            web_hours: [
                104.0, 72.0, 48.0, 33.0, 25.0, 22.0, 28.0, 42.0, 58.0, 75.0, 103.0, 126.0, 142.0, 151.0, 149.0, 146.0,
                142.0, 136.0, 131.0, 130.0, 132.0, 134.0, 133.0, 123.0,
            ],
            weekday_opening: (7, 21),
            weekend_opening: (9, 18),
            anzac_opening: (13, 20),
            black_friday_web: 2.9,
            black_friday_store: 1.6,
            boxing_day: 2.0,
            public_holiday_store: 0.8,
            christmas_rush: 1.25,
            christmas_day_web: 0.55,
            slow_noise: 0.07,
            daily_noise: 0.055,
        }
    }
}

/// Numbers of entities over the company's life.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Growth {
    /// Share of the 2024 customers who had joined when trading began (model: members taken over with the first stores).
    pub customers_at_opening: f64,
    /// Yearly growth of the number of new customers, as a factor (model: a little below the growth of orders).
    pub customers_yearly: f64,
    /// Share of the 2024 products introduced before trading began.
    pub products_at_opening: f64,
    /// Yearly growth of the number of new products, as a factor.
    pub products_yearly: f64,
    /// Share of the 2024 stores open on the first day.
    pub stores_at_opening: f64,
    /// Yearly growth of the number of new stores, as a factor.
    pub stores_yearly: f64,
    /// Share of the 2024 suppliers under contract on the first day.
    pub suppliers_at_opening: f64,
    /// Yearly growth of the number of new suppliers, as a factor.
    pub suppliers_yearly: f64,
}

impl Default for Growth {
    fn default() -> Self {
        Self {
            customers_at_opening: 0.20,
            customers_yearly: 1.08,
            products_at_opening: 0.35,
            products_yearly: 1.04,
            stores_at_opening: 0.40,
            stores_yearly: 1.02,
            suppliers_at_opening: 0.50,
            suppliers_yearly: 1.02,
        }
    }
}

/// Customers' behaviour.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Customers {
    /// Shape of the gamma distribution of order rates over customers (CD .27 to CJ 1.14; .5 suits the contract's
    /// fifteen orders a customer and year).
    pub rate_shape: f64,
    /// Shape of the Pareto distribution of customers' lifetimes (CD .6 to 2 by model; the tail of loyal ones).
    pub lifetime_shape: f64,
    /// Scale of that distribution in days (model: 89 % are still active after a year, 62 % after five).
    pub lifetime_days: f64,
    /// Share of Australian customers who never visit a store (model).
    pub online_only_share: f64,
    /// Share of members, the heaviest buyers, who are VIPs (model).
    pub vip_share: f64,
    /// Share who consented to marketing, in countries under the GDPR and elsewhere (model).
    pub consent_share: (f64, f64),
    /// Moves a customer and year, within the area (pub: some 15 % of Australians move in a year, most of them nearby).
    pub moves_a_year: f64,
    /// Mean age on joining in years, and its standard deviation; cut at 18 and 95 (pub: online shoppers, about 44).
    pub joining_age: (f64, f64),
}

impl Default for Customers {
    fn default() -> Self {
        Self {
            rate_shape: 0.5,
            lifetime_shape: 1.0,
            lifetime_days: 2_922.0,
            online_only_share: 0.25,
            vip_share: 0.04,
            consent_share: (0.83, 0.69),
            moves_a_year: 0.08,
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
    /// Standard deviation of the log of customers' own basket sizes (CJ: between customers .56).
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
            mean_lines: 3.08,
            line_dispersion: 0.56,
            customer_log_sd: 0.56,
            most_lines: 30,
            units: [0.80, 0.147, 0.026, 0.016, 0.004, 0.007],
            units_price_slope: 0.9,
            units_price_pivot: 9.5,
            affinity_share: 0.14,
        }
    }
}

/// Products, prices and promotions.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Products {
    /// Slope of sales over rank among the best sellers of a subcategory (CJ: .65 over ranks 1 to 1,000 of all products;
    /// lower here, since subcategories differ in sales a product, which steepens the whole).
    pub head_slope: f64,
    /// Slope beyond them (CJ: 1.10 over all products, see above).
    pub tail_slope: f64,
    /// Where the slopes change, as a share of the assortment (CJ: rank 1,000, of the contract's 25,000).
    pub slope_break: f64,
    /// Share of products discontinued a year (model: about a quarter of the list is discontinued in 2024).
    pub discontinued_a_year: f64,
    /// Products that are never discontinued, the first in the list: keeps the smallest catalogue larger than a basket.
    pub core_range: u64,
    /// Days between two revisions of a shelf price, shortest and longest (model).
    pub revision_days: (u32, u32),
    /// Growth of prices a year, as a factor (pub: Australian consumer prices, mean of 2015 to 2024 about 2.7 %).
    pub yearly_inflation: f64,
    /// Standard deviation of the log of a price at a revision around its trend (CJ: .017 on the shelf).
    pub revision_log_sd: f64,
    /// Price endings in cents and their shares (CJ: .99 on 34 %, any 9 in the last digit on 74 to 79 %).
    pub endings: [(u32, f64); 11],
    /// Depths of promotions and their shares (CJ: mean 27 %).
    pub depths: [(f64, f64); 8],
    /// Raises the chance of a promotion from Black Friday to Cyber Monday and from Boxing Day on, as a factor (model).
    pub sales_promotions: f64,
    /// Share of a subcategory's products that take part in its promotion (model).
    pub participation: f64,
    /// Height of a product season at its peak, as a factor (model).
    pub season_peak: f64,
}

impl Default for Products {
    fn default() -> Self {
        Self {
            head_slope: 0.45,
            tail_slope: 0.85,
            slope_break: 0.04,
            discontinued_a_year: 0.05,
            core_range: 40,
            revision_days: (150, 420),
            yearly_inflation: 1.027,
            revision_log_sd: 0.017,
            endings: [
                (99, 0.34),
                (49, 0.13),
                (79, 0.08),
                (89, 0.07),
                (29, 0.05),
                (69, 0.05),
                (59, 0.04),
                (0, 0.11),
                (50, 0.07),
                (95, 0.04),
                (25, 0.02),
            ],
            depths: [
                (0.10, 0.12),
                (0.15, 0.10),
                (0.20, 0.20),
                (0.25, 0.14),
                (0.30, 0.16),
                (0.35, 0.07),
                (0.40, 0.10),
                (0.50, 0.11),
            ],
            sales_promotions: 1.8,
            participation: 0.5,
            season_peak: 1.8,
        }
    }
}

/// Stores.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Stores {
    /// Share of stores that are web storefronts (model).
    pub web_share: f64,
    /// Standard deviation of the log of a store's size within its area (pub: .53 over stores of a chain; the areas'
    /// own differences make up the rest).
    pub size_log_sd: f64,
    /// Share of a customer's trips that go to the favourite store (CJ: three quarters).
    pub favourite_share: f64,
    /// Share of stores closed a year (model).
    pub closed_a_year: f64,
    /// Stores that never close, the first in the list: at least one of each channel is always open.
    pub never_closed: u64,
}

impl Default for Stores {
    fn default() -> Self {
        Self { web_share: 0.01, size_log_sd: 0.38, favourite_share: 0.75, closed_a_year: 0.012, never_closed: 4 }
    }
}

/// Payment, coupons and shipping fees.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Checkout {
    /// Share of orders with a coupon (CJ: 5.7 %); it applies to one line.
    pub coupon_share: f64,
    /// Shares of cash, debit card, credit card and phone wallet in stores (pub, RBA: cash 16 %, debit before credit).
    pub store_payments: [f64; 4],
    /// Shares of debit card, credit card, `PayPal`, phone wallet and buy-now-pay-later on the web (pub: the last about
    /// 11 % of orders; more want it, since only orders of some values may have it).
    pub web_payments: [f64; 5],
    /// Order values in AUD for which buy-now-pay-later is offered (pub).
    pub bnpl_range: (f64, f64),
    /// Order value in AUD from which delivery is free, at home and abroad (model).
    pub free_shipping_from: (f64, f64),
    /// Share of web orders that pay for express delivery (model).
    pub express_share: f64,
}

impl Default for Checkout {
    fn default() -> Self {
        Self {
            coupon_share: 0.057,
            store_payments: [0.16, 0.44, 0.24, 0.16],
            web_payments: [0.22, 0.22, 0.18, 0.12, 0.26],
            bnpl_range: (50.0, 400.0),
            free_shipping_from: (75.0, 150.0),
            express_share: 0.12,
        }
    }
}
