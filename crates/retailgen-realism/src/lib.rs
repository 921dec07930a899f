//! Statistics of the generated data, held against the figures it is calibrated on.
//!
//! [`measure`] generates a dataset in memory and computes every [`Figure`]; the tests hold each to its band, and
//! `cargo xtask realism` writes them into `docs/realism.md`. Not published: nothing depends on it.

mod arrivals;
mod baskets;
mod buyers;
mod deliveries;
mod facts;
mod goods;
mod habits;
mod lanes;
mod outlets;
mod places;
mod promotions;
mod ranges;
mod rates;
mod returners;
mod returns;
mod sample;
mod shelves;
mod ties;
mod trade;
mod visits;

pub use facts::{
    Action, Customer, Event, Facts, Line, Order, Parcel, Places, Point, Product, Rates, Reading, Resident, Returned,
    Sensor, Store, Visit,
};
pub use sample::{
    chi_square, correlation, dispersion, kolmogorov_smirnov, log_sd, mean, quantile, sd, share, slope, top_share,
};

/// One measured figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The subject it belongs to, a heading in the document.
    pub subject: &'static str,
    /// What is measured.
    pub what: String,
    /// The figure aimed at, and where it comes from.
    pub target: &'static str,
    /// The band that the tests allow.
    pub allowed: std::ops::RangeInclusive<f64>,
    /// What came out.
    pub measured: f64,
}

impl Figure {
    /// Makes the figures of a subject, each from what is measured, the figure aimed at, the band and what came out.
    fn of(subject: &'static str) -> impl Fn(&str, &'static str, std::ops::RangeInclusive<f64>, f64) -> Self {
        move |what, target, allowed, measured| Self { subject, what: what.to_owned(), target, allowed, measured }
    }

    /// Whether the measured value lies within the band.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.allowed.contains(&self.measured)
    }
}

/// Seed of the measured dataset.
pub const SEED: u64 = 42;
/// Its scale factor: 300,000 orders, large enough for the shares below and small enough for a test.
pub const SCALE: &str = "0.25";

/// Every figure of the eleven tables.
#[must_use]
pub fn measure(facts: &Facts) -> Vec<Figure> {
    [
        trade::figures(facts),
        arrivals::figures(facts),
        baskets::figures(facts),
        buyers::figures(facts),
        ties::figures(facts),
        habits::figures(facts),
        outlets::figures(facts),
        places::figures(facts),
        goods::figures(facts),
        ranges::figures(facts),
        promotions::figures(facts),
        deliveries::figures(facts),
        returns::figures(facts),
        returners::figures(facts),
        visits::figures(facts),
        shelves::figures(facts),
        rates::figures(facts),
    ]
    .concat()
}

/// The figures as Markdown, a table a subject.
#[must_use]
pub fn to_markdown(figures: &[Figure]) -> String {
    let row = |figure: &Figure, before: Option<&Figure>| {
        let (low, high) = (figure.allowed.start(), figure.allowed.end());
        let is_same = before.is_some_and(|before| before.target == figure.target);
        let target = if is_same { "″" } else { figure.target };
        // Without spaces at the bars, which `wc` would take for words.
        format!("|{}|{target}|{low}…{high}|{:.3}|\n", figure.what, figure.measured)
    };
    let table = |figures: &[Figure]| {
        let before = std::iter::once(None).chain(figures.iter().map(Some));
        let rows: String = figures.iter().zip(before).map(|(figure, before)| row(figure, before)).collect();
        format!("\n### {}\n\n|figure|aimed at|allowed|came out|\n|---|---|---|---|\n{rows}", figures[0].subject)
    };
    figures.chunk_by(|a, b| a.subject == b.subject).map(table).collect()
}
