//! The range of products: how it is made up, what it costs, how it sells, and its promotions.

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
    /// Share of a subcategory's sizes, or of its colours where there are no sizes, that a style comes in (model).
    pub sizes_a_style: f64,
    /// Most styles of a subcategory that come on one day (model: ranges are launched in batches).
    pub styles_a_launch: u64,
    /// Days after its launch until a style sells as it will (model).
    pub build_up_days: i32,
    /// What it sells of that on the first day (model).
    pub build_up_from: f64,
    /// Share of products discontinued a year (model: about a quarter of the list is discontinued in 2024).
    pub discontinued_a_year: f64,
    /// The best sellers' chance to be discontinued against the mean (model: a best seller stays).
    pub best_seller_ends: f64,
    /// Products that are never discontinued, the first in the list: keeps the smallest catalogue larger than a basket.
    pub core_range: u64,
    /// Days between two revisions of a shelf price, shortest and longest (model).
    pub revision_days: (u32, u32),
    /// Growth of prices a year, as a factor (pub: Australian consumer prices, mean of 2015 to 2024 about 2.7 %).
    pub yearly_inflation: f64,
    /// Standard deviation of the log of a price at a revision around its trend (CJ: .017 on the shelf).
    pub revision_log_sd: f64,
    /// Share of revisions after which a price ends as the style's prices mostly do; another ending of the category is drawn
    /// for the others (model).
    pub kept_ending: f64,
    /// By how much of a price its ending may move it (model).
    pub ending_tolerance: f64,
    /// Growth of the price with the size of the pack within a style, as an exponent (model: twice as much costs 1.37
    /// times as much).
    pub pack_price_slope: f64,
    /// Prices of the retailer's own brand against others', as a factor (pub: a fifth to a third below).
    pub house_price: f64,
    /// Depths of promotions and their shares (CJ: mean 27 % over the lines; deep ones sell more, so less over the weeks).
    pub depths: [(f64, f64); 8],
    /// Raises the chance of a promotion from Black Friday to Cyber Monday and from Boxing Day on, as a factor (model).
    pub sales_promotions: f64,
    /// Other goods of the subcategory at which a shopper looks who has something without a discount in mind: the more, the
    /// more of the promoted ones sell instead (CJ: a product has 1.85 times its orders in weeks of promotion).
    pub promotion_looks: f64,
    /// Appeal of goods at half price to who looks at them: the chance that they change the mind of an average customer,
    /// and more than sure for keen ones (model).
    pub half_price_appeal: f64,
    /// Share of the appeal that grows with the square of the depth, the rest growing in proportion: 5 % off moves
    /// nobody, and the deepest cuts draw a crowd (model).
    pub appeal_of_depth: f64,
    /// Share of the demand for a product that is lost in the week after its promotion to others of the subcategory (model:
    /// cupboards are full).
    pub dip_after_promotion: f64,
    /// Days before the end in which a style is sold off (model).
    pub clearance_days: i32,
    /// Share of the styles that end with a clearance (model).
    pub clearance_share: f64,
    /// Depths of clearances and their shares (model).
    pub clearance_depths: [(f64, f64); 3],
    /// Times a year that packaged goods are relaunched under a changed name (model: once in thirty years a style; most goods are new
    /// instead).
    pub relaunched_a_year: f64,
    /// Times a year that a style of some subcategories is listed under another one, or back under its own (model: range reviews).
    pub reclassified_a_year: f64,
    /// Height of a product season at its peak, as a factor (model).
    pub season_peak: f64,
}

impl Default for Products {
    fn default() -> Self {
        Self {
            head_slope: 0.45,
            tail_slope: 0.76,
            slope_break: 0.04,
            sizes_a_style: 0.65,
            styles_a_launch: 3,
            build_up_days: 90,
            build_up_from: 0.25,
            discontinued_a_year: 0.05,
            best_seller_ends: 0.05,
            core_range: 40,
            revision_days: (150, 420),
            yearly_inflation: 1.027,
            revision_log_sd: 0.022,
            kept_ending: 0.5,
            ending_tolerance: 0.06,
            pack_price_slope: 0.45,
            house_price: 0.78,
            depths: [
                (0.10, 0.12),
                (0.15, 0.12),
                (0.20, 0.22),
                (0.25, 0.15),
                (0.30, 0.16),
                (0.35, 0.07),
                (0.40, 0.08),
                (0.50, 0.08),
            ],
            sales_promotions: 1.8,
            promotion_looks: 2.0,
            half_price_appeal: 1.9,
            appeal_of_depth: 0.7,
            dip_after_promotion: 0.1,
            clearance_days: 45,
            clearance_share: 0.8,
            clearance_depths: [(0.30, 0.4), (0.40, 0.3), (0.50, 0.3)],
            relaunched_a_year: 0.03,
            reclassified_a_year: 0.05,
            season_peak: 1.8,
        }
    }
}
