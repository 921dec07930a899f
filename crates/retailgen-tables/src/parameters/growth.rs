//! Growth: how the numbers of customers, products, stores and suppliers rise, and in what bursts.

/// Numbers of entities over the company's life.
///
/// All but suppliers come in bursts: accounts when people buy, products in ranges, stores in waves. Bursts move when
/// something appears, never how many there are by the end of 2024.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Growth {
    /// Share of the 2024 customers who had joined when trading began (model: members of the club
    /// that came with the first stores).
    pub customers_at_opening: f64,
    /// Yearly growth of the number of new customers, as a factor (model: a little below the growth of orders).
    pub customers_yearly: f64,
    /// New accounts an order from Black Friday to Cyber Monday, against other days (model: what is advertised brings
    /// strangers; November's accounts are to be 1.2 to 4 times October's).
    pub customers_in_sales: f64,
    /// How far new accounts an order differ from day to day, as a share up or down, all as likely (model: campaigns).
    pub customers_swing: f64,
    /// Share of the 2024 products introduced before trading began.
    pub products_at_opening: f64,
    /// Yearly growth of the number of new products, as a factor.
    pub products_yearly: f64,
    /// Share of weeks in which a new range comes into the shops (model: a range review about once a month).
    pub range_weeks: f64,
    /// New products in such a week against one without (model).
    pub range_factor: f64,
    /// Share of the 2024 stores open on the first day.
    pub stores_at_opening: f64,
    /// Yearly growth of the number of new stores, as a factor.
    pub stores_yearly: f64,
    /// How unevenly stores open over the quarters, as an exponent of a uniform draw (model: chains expand in waves; at 0
    /// every quarter is alike, at 3 a quarter of the quarters has nearly three quarters of the openings).
    pub store_waves: f64,
    /// Share of store openings by weekday, Monday first (model: Thursdays, ahead of the weekend).
    pub opening_weekdays: [f64; 7],
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
            customers_in_sales: 1.5,
            customers_swing: 0.5,
            products_at_opening: 0.35,
            products_yearly: 1.04,
            range_weeks: 0.25,
            range_factor: 5.0,
            stores_at_opening: 0.40,
            stores_yearly: 1.02,
            store_waves: 3.0,
            opening_weekdays: [0.03, 0.06, 0.18, 0.46, 0.12, 0.14, 0.01],
            suppliers_at_opening: 0.50,
            suppliers_yearly: 1.02,
        }
    }
}
