//! The tables of one file: customers, products, stores, suppliers, exchange rates.

use std::collections::BTreeMap;

use retailgen_schema::{Table, TableDefinition};
use retailgen_synth::calendar::{DAY, Date};

use super::MOST_COUNTED;
use crate::{
    ReportError,
    figures::{CHANNELS, Figures, Masters, WHOLE_ROW},
    read::{self, CsvRecords, cells},
    source::Source,
};

/// The part of the earth that the map shows: degrees of longitude and of latitude, with three squares to a degree.
pub const MAP: ([f64; 2], [f64; 2]) = ([112.5, 154.5], [-44.0, -10.0]);
/// Squares of the map to a degree.
pub const SQUARES: f64 = 3.0;
/// The category of a product that is not known.
pub const NO_CATEGORY: u8 = u8::MAX;

/// Reads them.
pub fn read(source: &Source, figures: &mut Figures) -> Result<Masters, ReportError> {
    let mut masters = Masters::default();
    products(source, &mut masters, figures)?;
    customers(source, &mut masters, figures)?;
    stores(source, &mut masters, figures)?;
    suppliers(source, &mut masters, figures)?;
    for file in source.files(Table::ExchangeRates) {
        masters.rates.extend(read::rates(
            &source.path(file),
            Table::ExchangeRates.name(),
            &source.undoing(file).sheet,
        )?);
    }
    for rate in &masters.rates {
        let table = Table::ExchangeRates;
        let date = figures.readable(table, "date", rate.date);
        let currency = figures.readable(table, "currency", rate.currency.clone());
        let price = figures.readable(table, "rate_to_aud", rate.price);
        if let (Some(date), Some(currency), Some(price)) = (date, currency, price)
            && (0.0..1e6).contains(&price)
        {
            masters.rate_on.entry((date, currency)).or_insert((price * 1e8).round() as i64);
        }
    }
    Ok(masters)
}

/// Hands over the cells of each record of a table of one file; records of another number of cells are counted.
fn rows<const N: usize>(
    source: &Source,
    table: Table,
    figures: &mut Figures,
    mut take: impl FnMut([&[u8]; N], &mut Figures),
) -> Result<(), ReportError> {
    let definition: &TableDefinition = table.definition();
    for file in source.files(table) {
        let mut records = CsvRecords::of(source.text(file)?, definition)?;
        while let Some(record) = records.next()? {
            match cells::<N>(record) {
                Some(cells) => take(cells, figures),
                None => figures.refuse(table, WHOLE_ROW),
            }
        }
    }
    Ok(())
}

fn products(source: &Source, masters: &mut Masters, figures: &mut Figures) -> Result<(), ReportError> {
    let table = Table::Products;
    let most = source.rows(table).min(MOST_COUNTED) as usize;
    let mut found: BTreeMap<Vec<u8>, u8> = BTreeMap::new();
    let mut category_of = vec![NO_CATEGORY; if source.has(table) { most + 1 } else { 0 }];
    rows::<10>(source, table, figures, |cells, figures| {
        let [id, _, _, category, _, price, _, discontinued, ..] = cells;
        masters.on_sale.1 += 1;
        masters.on_sale.0 += u64::from(read::boolean(discontinued) == Some(false));
        if let Some(price) = figures.readable(table, "current_price", read::fixed(price, 4))
            && price > 0
        {
            masters.prices.push(price);
        }
        let Some(id) = figures.readable(table, "product_id", read::number(id)) else { return };
        let number = found.len() as u8;
        // More categories than fit into a byte are none of ours.
        let number = match found.get(category) {
            Some(number) => *number,
            None if found.len() < usize::from(NO_CATEGORY) => *found.entry(category.to_owned()).or_insert(number),
            None => NO_CATEGORY,
        };
        if let Some(place) = usize::try_from(id).ok().and_then(|id| category_of.get_mut(id)) {
            *place = number;
        }
    })?;
    masters.prices.sort_unstable();
    // By name, whatever the order of the products is.
    let order: BTreeMap<u8, u8> = found.values().enumerate().map(|(new, old)| (*old, new as u8)).collect();
    for category in &mut category_of {
        *category = order.get(category).copied().unwrap_or(NO_CATEGORY);
    }
    masters.categories = found.keys().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    masters.category_of = category_of;
    Ok(())
}

fn customers(source: &Source, masters: &mut Masters, figures: &mut Figures) -> Result<(), ReportError> {
    let table = Table::Customers;
    let known = ["NSW", "VIC", "QLD", "WA", "SA", "TAS", "ACT", "NT"];
    rows::<18>(source, table, figures, |cells, figures| {
        let [.., state, _, country, latitude, longitude, birth, joined, vip, consent] = cells;
        masters.customers.2 += 1;
        masters.customers.0 += u64::from(read::boolean(vip) == Some(true));
        masters.customers.1 += u64::from(read::boolean(consent) == Some(true));
        let state = String::from_utf8_lossy(state);
        let home = match country {
            b"AU" if known.contains(&&*state) => state.into_owned(),
            [first, second] if country != b"AU" && [first, second].iter().all(|letter| letter.is_ascii_uppercase()) => {
                "abroad".to_owned()
            }
            _ => "unknown".to_owned(),
        };
        *masters.homes.entry(home).or_default() += 1;
        if let Some(square) = square(latitude, longitude) {
            *masters.squares.entry(square).or_default() += 1;
        }
        figures.readable(table, "birth_date", read::date(birth));
        if let Some(joined) = figures.readable(table, "join_ts", read::instant(joined)) {
            let year = Date::from_days(joined.div_euclid(DAY) as i32).year();
            *masters.joined.entry(year).or_default() += 1;
        }
    })
}

fn stores(source: &Source, masters: &mut Masters, figures: &mut Figures) -> Result<(), ReportError> {
    let table = Table::Stores;
    rows::<10>(source, table, figures, |cells, figures| {
        let [_, _, _, channel, _, _, latitude, longitude, _, closed] = cells;
        let place = CHANNELS.iter().position(|name| name.as_bytes() == channel);
        let Some(channel) = figures.readable(table, "channel", place) else { return };
        masters.stores[channel] += 1;
        masters.closed += u64::from(!closed.is_empty());
        if let Some(square) = square(latitude, longitude).filter(|_| channel == 1) {
            masters.shops.insert(square);
        }
    })
}

fn suppliers(source: &Source, masters: &mut Masters, figures: &mut Figures) -> Result<(), ReportError> {
    let table = Table::Suppliers;
    rows::<6>(source, table, figures, |cells, figures| {
        let [_, _, _, country, lead_time, _] = cells;
        let Some(days) = figures.readable(table, "lead_time_days", read::number(lead_time)) else { return };
        let is_code = country.len() == 2 && country.iter().all(u8::is_ascii_uppercase);
        if is_code && (1..=1_000).contains(&days) {
            let sums = masters.suppliers.entry(String::from_utf8_lossy(country).into_owned()).or_default();
            *sums = (sums.0 + 1, sums.1 + days);
        }
    })
}

/// The square of the map that a place is in; nothing abroad.
fn square(latitude: &[u8], longitude: &[u8]) -> Option<(u8, u8)> {
    let degrees = |text: &[u8]| std::str::from_utf8(text).ok()?.parse::<f64>().ok();
    let (latitude, longitude) = (degrees(latitude)?, degrees(longitude)?);
    let ([west, east], [south, north]) = MAP;
    let is_on_it = (west..east).contains(&longitude) && (south..north).contains(&latitude);
    is_on_it.then_some((((longitude - west) * SQUARES) as u8, ((north - latitude) * SQUARES) as u8))
}
