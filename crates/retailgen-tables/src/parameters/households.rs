//! Who lives together, and where.

/// Households and their homes.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Households {
    /// Shares of customers who live in a household of two, three and four customers; the others live with none (model: every
    /// second household of several adults has one account, some two).
    pub shares: [f64; 3],
    /// Share of a household's members who bear its surname (model: couples with two names, flatmates).
    pub shared_surname: f64,
    /// Moves a household and year, within the area (pub: some 15 % of Australians move in a year, most of them nearby).
    pub moves_a_year: f64,
    /// How many times as frequent flats are in the middle of a large city as far from any (pub, ABS: flats are about 10 % of
    /// Australian homes but most of those in inner Sydney).
    pub inner_flats: f64,
    /// Kilometres from the centre of the largest city in which that falls off; with the root of the population elsewhere
    /// (pub: the inner ring of Sydney).
    pub inner_km: f64,
}

impl Default for Households {
    fn default() -> Self {
        Self { shares: [0.17, 0.04, 0.02], shared_surname: 0.88, moves_a_year: 0.08, inner_flats: 6.0, inner_km: 8.0 }
    }
}
