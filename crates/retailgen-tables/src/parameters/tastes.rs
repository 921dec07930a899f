//! The figures of what people like, and how an order hangs together.

/// Customers' tastes, and the errands that orders are for.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Tastes {
    /// Share of lines that are drawn from what the customer likes rather than from what sells that day, where errand and
    /// season allow it (CJ: two lines of a customer share the subcategory 1.8 times as often as two of strangers).
    pub own_share: f64,
    /// Share of these lines that are the very product again, the others being another one of its kind (CJ: two lines of a
    /// customer are the same product 7.3 times as often as two of strangers).
    pub again_share: f64,
    /// How often somebody who means to buy a liked product that has no discount looks whether another one has: the chance
    /// for the average customer, and more for keener ones (CJ: a product has 1.85 times its orders in weeks of promotion).
    pub stock_up: f64,
    /// Products that a customer likes at a time (model: some dozens).
    pub likings: u64,
    /// How much dearer the first of them are to the customer: number `likings · uⁿ` is bought, `u` even in 0 to 1 (model).
    pub likings_skew: u32,
    /// Days until likings are others, shortest and longest by customer (model: a year, give or take half of one).
    pub likings_days: (u32, u32),
    /// How far customers differ in their level of prices: the share of choices in which those at either end take the
    /// dearer, or the cheaper, of two kinds of goods; towards the middle customers choose more and more regardless (CJ: a
    /// quarter of the variance of the log of order values lies between customers).
    pub level_spread: f64,
    /// Share of clothes and shoes that are bought for somebody else, in any size (model: for the family, and as presents).
    pub for_others: f64,
    /// Share of further lines that take another product of an earlier line's subcategory (CJ: two lines of an order share
    /// it 3.07 times as often as two of strangers).
    pub same_subcategory: f64,
    /// Shares of the ages under 25, 25 to 39, 40 to 59 and from 60 on among buyers: what the likings by age are relative to
    /// (follows from the ages at joining and the years since).
    pub age_shares: [f64; 4],
}

impl Default for Tastes {
    fn default() -> Self {
        Self {
            own_share: 0.66,
            again_share: 0.9,
            stock_up: 0.9,
            likings: 24,
            likings_skew: 3,
            likings_days: (180, 540),
            level_spread: 1.0,
            for_others: 0.25,
            same_subcategory: 0.04,
            age_shares: [0.08, 0.27, 0.41, 0.24],
        }
    }
}
