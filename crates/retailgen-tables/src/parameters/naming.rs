//! What customers are called, and what they make of it in their e-mail addresses.

/// Names and addresses of customers.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Naming {
    /// Standard deviation in years of how far a first name is behind the fashion of its bearer's year of birth or ahead of it
    /// (model: the year of birth explains a third of the variance of the years in which bearers of a name were born).
    pub fashion_years: f64,
    /// How uneven surnames beyond the lists are: the power of an even draw that gives the rank (model: a few hundred are
    /// common, half of all are borne by one customer in thousands).
    pub surname_skew: u32,
    /// Share of double surnames among English ones (pub: one or two in a hundred).
    pub double_surnames: f64,
    /// Share of customers who put two or four digits behind the name in the e-mail address (model: with
    /// namesakes at one provider, nearly every second address has digits).
    pub mail_digits: f64,
    /// Share of these for whom they are the year of birth (model; the others like some number of two digits).
    pub mail_birth_years: f64,
}

impl Default for Naming {
    fn default() -> Self {
        Self { fashion_years: 14.0, surname_skew: 3, double_surnames: 0.015, mail_digits: 0.4, mail_birth_years: 0.65 }
    }
}
