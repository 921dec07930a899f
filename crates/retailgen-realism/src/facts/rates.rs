//! Exchange rates, day by day.

use std::collections::BTreeMap;

use arrow_array::types::{Date32Type, Decimal128Type};
use retailgen::{Dataset, Date, Table};

use super::{column, each, text};

/// The rates of each foreign currency by its code, in AUD for one unit, with their dates in order.
pub type Rates = BTreeMap<String, Vec<(Date, f64)>>;

pub(super) fn read(dataset: &Dataset) -> Rates {
    let mut rates = Rates::new();
    each(dataset, Table::ExchangeRates, |batch| {
        let (date, currency) = (column::<Date32Type>(batch, "date"), text(batch, "currency"));
        let rate = column::<Decimal128Type>(batch, "rate_to_aud");
        for row in (0..batch.num_rows()).filter(|&row| currency.value(row) != "AUD") {
            let day = (Date::from_days(date.value(row)), rate.value(row) as f64 / 1e8);
            rates.entry(currency.value(row).to_owned()).or_default().push(day);
        }
    });
    rates
}
