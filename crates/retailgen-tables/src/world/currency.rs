//! The currencies that the company trades in.

use std::{fmt, str::FromStr};

/// A currency of the company's trade; in order of the codes.
///
/// ```
/// use retailgen_tables::Currency;
///
/// assert_eq!("NZD".parse(), Ok(Currency::Nzd));
/// assert_eq!(Currency::Nzd.to_string(), "NZD");
/// assert!("CHF".parse::<Currency>().is_err());
///
/// assert_eq!(Currency::ALL.map(Currency::code), ["AUD", "EUR", "GBP", "JPY", "NZD", "SGD", "USD"]);
/// assert_eq!(Currency::from_code("nzd"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Currency {
    /// Australian dollar: the currency of the books, and of every store.
    Aud,
    /// Euro.
    Eur,
    /// Pound sterling.
    Gbp,
    /// Yen.
    Jpy,
    /// New Zealand dollar.
    Nzd,
    /// Singapore dollar.
    Sgd,
    /// United States dollar.
    Usd,
}

/// A code that is none of the company's currencies.
///
/// ```
/// use retailgen_tables::Currency;
///
/// let refused = "nzd".parse::<Currency>().unwrap_err();
/// assert_eq!(refused.code, "nzd");
/// assert!(refused.to_string().starts_with("no rates for the currency \"nzd\": write NZD; "));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no rates for the currency {code:?}: {}the currencies are {}", upper_case_hint(code), known_codes())]
#[non_exhaustive]
pub struct UnknownCurrency {
    /// The code as given.
    pub code: String,
}

fn known_codes() -> String {
    Currency::ALL.map(Currency::code).join(", ")
}

/// What to say of a code that is only spelt otherwise.
fn upper_case_hint(code: &str) -> String {
    match Currency::from_code(&code.trim().to_ascii_uppercase()) {
        Some(currency) => format!("write {currency}; "),
        None => String::new(),
    }
}

impl Currency {
    /// All seven, in the order of their codes.
    pub const ALL: [Self; 7] = [Self::Aud, Self::Eur, Self::Gbp, Self::Jpy, Self::Nzd, Self::Sgd, Self::Usd];

    /// The ISO 4217 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Aud => "AUD",
            Self::Eur => "EUR",
            Self::Gbp => "GBP",
            Self::Jpy => "JPY",
            Self::Nzd => "NZD",
            Self::Sgd => "SGD",
            Self::Usd => "USD",
        }
    }

    /// The currency of an ISO 4217 code, if the company trades in it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|currency| currency.code() == code)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(code: &str) -> Result<Self, UnknownCurrency> {
        Self::from_code(code).ok_or_else(|| UnknownCurrency { code: code.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back_and_others_are_explained() {
        for currency in Currency::ALL {
            assert_eq!(currency.to_string().parse(), Ok(currency));
        }
        assert_eq!(
            "CHF".parse::<Currency>().unwrap_err().to_string(),
            "no rates for the currency \"CHF\": the currencies are AUD, EUR, GBP, JPY, NZD, SGD, USD"
        );
        assert_eq!(
            "eur".parse::<Currency>().unwrap_err().to_string(),
            "no rates for the currency \"eur\": write EUR; the currencies are AUD, EUR, GBP, JPY, NZD, SGD, USD"
        );
    }
}
