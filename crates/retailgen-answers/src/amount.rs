//! Exact sums and quotients, and how they are written.

use std::cmp::Ordering;

use crate::record::{PRICE_PLACES, RATE_PLACES};

/// Decimals of what a line brings in, in its own currency.
pub(crate) const TURNOVER_PLACES: u32 = 2 * PRICE_PLACES;
/// Decimals of what a line brings in, in Australian dollars.
pub(crate) const AUD_PLACES: u32 = TURNOVER_PLACES + RATE_PLACES;

/// Quantity × price × (1 - discount); nothing where one of them is nothing.
pub(crate) fn turnover(qty: Option<i64>, price: Option<i64>, discount: Option<i64>) -> Option<i128> {
    let whole = 10_i128.pow(PRICE_PLACES);
    product(product(qty?.into(), price?.into())?, whole - i128::from(discount?))
}

/// An amount at an exchange rate; nothing where one of them is nothing.
pub(crate) fn converted(amount: Option<i128>, rate: Option<i64>) -> Option<i128> {
    product(amount?, rate?.into())
}

/// No number that a file holds is so large, unless somebody has put it there: then it counts as nothing.
fn product(left: i128, right: i128) -> Option<i128> {
    left.checked_mul(right)
}

/// A sum, as SQL has it: nothing where nothing was added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum(pub Option<i128>);

impl Sum {
    pub fn add(&mut self, value: Option<i128>) {
        if let Some(value) = value {
            self.0 = self.0.unwrap_or(0).checked_add(value);
        }
    }

    /// The sum rounded from so many decimals to so many, halves away from zero.
    pub fn rounded(self, from: u32, to: u32) -> Option<i128> {
        let unit = 10_i128.pow(from - to);
        let sum = self.0?;
        let (whole, rest) = (sum / unit, sum % unit);
        Some(whole + if rest.abs() * 2 >= unit { rest.signum() } else { 0 })
    }
}

/// The share of `part` in `whole` in basis points, hundredths of a per cent, cut off below; nothing of nothing.
pub(crate) fn basis_points(part: i128, whole: i128) -> Option<i128> {
    (part * 10_000).checked_div(whole)
}

/// A number of the last of so many decimals as text.
pub(crate) fn decimal(units: i128, places: u32) -> String {
    let digits = format!("{:0>1$}", units.unsigned_abs(), places as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places as usize);
    let sign = if units < 0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// A value that rows are grouped by; null comes last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Group<T> {
    Of(T),
    Null,
}

impl Group<String> {
    pub fn of(text: Option<&str>) -> Self {
        text.map_or(Self::Null, |text| Self::Of(text.to_owned()))
    }
}

impl<T: ToString> Group<T> {
    pub fn cell(&self) -> Option<String> {
        match self {
            Self::Of(value) => Some(value.to_string()),
            Self::Null => None,
        }
    }
}

/// The order of `desc`: the greatest first, null last.
pub(crate) fn descending<T: Ord>(left: Option<T>, right: Option<T>) -> Ordering {
    match (left, right) {
        (Some(left), Some(right)) => right.cmp(&left),
        (left, right) => right.is_some().cmp(&left.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_away_from_zero() {
        let rounded = |units| Sum(Some(units)).rounded(4, 2).map(|units| decimal(units, 2));
        let cases =
            [(12_349, "1.23"), (12_350, "1.24"), (-12_350, "-1.24"), (-12_349, "-1.23"), (-49, "0.00"), (50, "0.01")];
        for (units, text) in cases {
            assert_eq!(rounded(units).as_deref(), Some(text));
        }
        assert_eq!(Sum::default().rounded(4, 2), None);
    }

    #[test]
    fn what_is_too_large_is_nothing() {
        assert_eq!(turnover(Some(3), Some(20_000), Some(2_500)), Some(450_000_000));
        assert_eq!(converted(turnover(Some(i64::MAX), Some(i64::MAX), Some(0)), Some(i64::MAX)), None);
        assert_eq!((basis_points(1, 3), basis_points(1, 0)), (Some(3_333), None));
    }

    #[test]
    fn null_comes_last_in_either_order() {
        let mut groups = [Group::Null, Group::of(Some("b")), Group::of(Some("a"))];
        groups.sort();
        assert_eq!(groups.map(|group| group.cell()), [Some("a".to_owned()), Some("b".to_owned()), None]);
        let mut sums = [None, Some(1), Some(2)];
        sums.sort_by(|left, right| descending(*left, *right));
        assert_eq!(sums, [Some(2), Some(1), None]);
    }
}
