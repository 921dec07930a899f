//! Visits to the online shop: how many, from where, and how far they go.

/// Visits to the online shop: how many, from where, and how far they go.
///
/// The shares are set so that of 100 visitors' sessions 7 to 8 have a cart, 3 to 4 reach the checkout and 2 to 4 buy,
/// and that about 70 % of carts are abandoned (pub). Buyers are the tracked orders, so that the number of sessions, and
/// with it their mean length, follows from the contract's number of events.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Visits {
    /// Share of web orders whose visit is on record (contract: about 1 %).
    pub tracked_share: f64,
    /// Least time in seconds for a tracked visit, from UTC midnight, from joining and from the end of the customer's
    /// last tracked visit; an order placed sooner is not tracked (model: two seconds a step for a list of thirty).
    pub shortest_tracked: u32,
    /// Minutes without an event after which a session ends (pub: the usual 30).
    pub idle_minutes: u32,
    /// Shares of sessions on mobile, desktop and tablet, other than tracked ones (pub: mobile about two thirds).
    pub devices: [f64; 3],
    /// The same among tracked orders (pub: mobile converts about half as often as desktop).
    pub buyer_devices: [f64; 3],
    /// Share of visits by somebody who is about to order (model: who means to buy looks around first; the week before a
    /// purchase has about twice the visits of other weeks).
    pub before_purchase: f64,
    /// Days within which they do.
    pub purchase_days: u32,
    /// How much more often they, and others, sign in than visitors from the same source on average (model: a basket is
    /// kept for those who are known).
    pub signs_in: (f64, f64),
    /// Share of visits on the customer's usual device, the others being on any (model: of two visits of a customer about
    /// four in five are on the same device).
    pub device_habit: f64,
    /// Share of sessions that see the landing page only (pub: 30 to 45 % in retail; the contract's short sessions leave
    /// room for the lower end).
    pub bounce_share: f64,
    /// Mean number of events after the landing page and the first step, of those who stay and put nothing in a cart
    /// (model: sets the number of sessions).
    pub mean_steps: f64,
    /// Dispersion of that number, as of a negative binomial (model: nearly geometric).
    pub step_dispersion: f64,
    /// Shares of sessions on mobile, desktop and tablet that fill a cart without buying (pub: 7 to 8 % with buyers).
    pub cart_shares: [f64; 3],
    /// Mean number of further products in such a cart (model: a geometric law).
    pub further_cart_lines: f64,
    /// Share of these carts that reach the checkout and no further (pub: 3 to 4 % of sessions reach it with buyers).
    pub checkout_share: f64,
    /// Chance that a line of a cart is taken out again, in part or whole (model).
    pub removal_share: f64,
    /// Share of a visitor's steps that are searches (model).
    pub search_share: f64,
    /// Share of a visitor's steps that are pages of categories or others (model).
    pub page_share: f64,
    /// Chance that a visitor turns to other goods before a step (model).
    pub wander_share: f64,
    /// Share of searches in words of the data file rather than of the catalogue (model).
    pub phrase_share: f64,
    /// Share of searches with a slip of the fingers (pub: some 6 to 10 % of queries).
    pub typo_share: f64,
    /// Share of these that find nothing (model).
    pub typo_fails: f64,
    /// Median time in seconds between two events, and standard deviation of its log (model: pages are left after 20 to
    /// 60 s in published surveys).
    pub pause: (f64, f64),
    /// Share of sessions that are robots' (model: those that a filter leaves in).
    pub bot_share: f64,
    /// Products that a robot fetches, fewest and most (model).
    pub bot_views: (u64, u64),
    /// Seconds between two fetches of a robot, shortest and longest; each robot keeps its own within 3 % (model).
    pub bot_pause: (f64, f64),
}

impl Default for Visits {
    fn default() -> Self {
        Self {
            tracked_share: 0.01,
            shortest_tracked: 180,
            idle_minutes: 30,
            devices: [0.63, 0.32, 0.05],
            buyer_devices: [0.46, 0.48, 0.06],
            before_purchase: 0.65,
            purchase_days: 7,
            signs_in: (1.25, 0.53),
            device_habit: 0.8,
            bounce_share: 0.30,
            mean_steps: 4.2,
            step_dispersion: 0.9,
            cart_shares: [0.049, 0.066, 0.055],
            further_cart_lines: 1.1,
            checkout_share: 0.21,
            removal_share: 0.09,
            search_share: 0.13,
            page_share: 0.21,
            wander_share: 0.18,
            phrase_share: 0.06,
            typo_share: 0.07,
            typo_fails: 0.45,
            pause: (24.0, 1.05),
            bot_share: 0.015,
            bot_views: (12, 30),
            bot_pause: (0.8, 4.0),
        }
    }
}
