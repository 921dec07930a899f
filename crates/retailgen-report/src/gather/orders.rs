//! A day's orders and their lines, read one after the other.

use std::sync::atomic::Ordering;

use retailgen_folder::ManifestFile;
use retailgen_schema::Table;
use retailgen_synth::calendar::Date;

use super::{Context, masters::NO_CATEGORY};
use crate::{
    ReportError,
    figures::{CHANNELS, Day, Figures, MOST_LINES, WHOLE_ROW},
    read::{self, CsvRecords, cells},
};

/// What the lines need to know of their order.
#[derive(Debug, Clone, Copy)]
struct Order {
    id: i64,
    channel: Option<usize>,
    /// The price of its currency, in hundred millionths of an Australian dollar.
    rate: Option<i64>,
}

/// The most pieces of a line and its highest price, in ten thousandths, that count: far beyond any shop's.
const MOST_PIECES: i64 = 10_000;
const MOST_PRICE: i64 = 10_000_000_000;
/// One Australian dollar in its own parts.
const PAR: i64 = 100_000_000;

/// The files of a day: mostly one of each, more where one came twice or lies in the wrong folder.
#[derive(Debug, Default)]
pub struct DayFiles<'s> {
    pub orders: Vec<&'s ManifestFile>,
    pub lines: Vec<&'s ManifestFile>,
}

/// Reads a day.
pub fn day(context: &Context, date: Date, files: &DayFiles, figures: &mut Figures) -> Result<(), ReportError> {
    let mut day = figures.days.remove(&date).unwrap_or_default();
    let mut known = Vec::new();
    for file in &files.orders {
        known.extend(headers(context, file, date, &mut day, figures)?);
    }
    known.sort_by_key(|order| order.id);
    for file in &files.lines {
        read_lines(context, file, date, &known, &mut day, figures)?;
    }
    figures.days.insert(date, day);
    Ok(())
}

fn headers(
    context: &Context,
    file: &ManifestFile,
    date: Date,
    day: &mut Day,
    figures: &mut Figures,
) -> Result<Vec<Order>, ReportError> {
    let table = Table::OrdersHeader;
    let customers = i64::try_from(context.source.rows(Table::Customers)).unwrap_or(i64::MAX);
    let mut rates: Vec<(Vec<u8>, Option<i64>)> = Vec::new();
    let mut known = Vec::new();
    let mut records = CsvRecords::of(context.source.text(file)?, table.definition())?;
    while let Some(record) = records.next()? {
        let Some([id, at, _, customer, _, channel, payment, coupon, _, currency]) = cells::<10>(record) else {
            figures.refuse(table, WHOLE_ROW);
            continue;
        };
        let place = CHANNELS.iter().position(|name| name.as_bytes() == channel);
        let channel = figures.readable(table, "channel", place);
        if let Some(channel) = channel {
            day.orders[channel] += 1;
            match figures.payments.get_mut(&*String::from_utf8_lossy(payment)) {
                Some(numbers) => numbers[channel] += 1,
                None if is_accepted(table, "payment_method", payment) => {
                    figures.payments.entry(String::from_utf8_lossy(payment).into_owned()).or_default()[channel] += 1;
                }
                None => figures.refuse(table, "payment_method"),
            }
            if let Some(instant) = figures.readable(table, "order_ts", read::instant(at)) {
                let (weekday, hour) = context.local(instant);
                figures.hours[channel][weekday][hour] += 1;
            }
        }
        figures.coupons += u64::from(!coupon.is_empty());
        if let Some(customer) = figures.readable(table, "customer_id", read::number(customer)) {
            let counted = usize::try_from(customer).ok().and_then(|number| context.shared.orders_of.get(number));
            match counted {
                Some(orders) => drop(orders.fetch_add(1, Ordering::Relaxed)),
                None => figures.unknown_customers += u64::from(customers > 0 && !(1..=customers).contains(&customer)),
            }
        }
        let found = rates.iter().find(|(code, _)| code == currency).map(|(_, rate)| *rate);
        let rate = found.unwrap_or_else(|| {
            let rate = rate_on(context, date, currency);
            rates.push((currency.to_owned(), rate));
            rate
        });
        if is_accepted(table, "currency", currency) {
            let code = String::from_utf8_lossy(currency);
            match figures.currencies.get_mut(&*code) {
                Some(number) => *number += 1,
                None => drop(figures.currencies.insert(code.into_owned(), 1)),
            }
        } else {
            figures.refuse(table, "currency");
        }
        if let Some(id) = figures.readable(table, "order_id", read::number(id)) {
            known.push(Order { id, channel, rate });
        }
    }
    Ok(known)
}

/// The price of a currency: the day's, or the last one of the ten days before.
fn rate_on(context: &Context, date: Date, currency: &[u8]) -> Option<i64> {
    if currency == b"AUD" {
        return Some(PAR);
    }
    let code = String::from_utf8_lossy(currency).into_owned();
    (0..10).find_map(|back| context.masters.rate_on.get(&(date.plus_days(-back), code.clone())).copied())
}

fn is_accepted(table: Table, column: &str, value: &[u8]) -> bool {
    table.definition().column(column).is_some_and(|column| column.accepted.iter().any(|name| name.as_bytes() == value))
}

fn read_lines(
    context: &Context,
    file: &ManifestFile,
    date: Date,
    known: &[Order],
    day: &mut Day,
    figures: &mut Figures,
) -> Result<(), ReportError> {
    let table = Table::OrdersLines;
    let categories = context.masters.categories.len();
    figures.seasons.resize(categories, [0; 12]);
    figures.sold.resize(categories, 0);
    let month = date.month() as usize - 1;
    let mut basket: Option<(i64, usize)> = None;
    let close = |figures: &mut Figures, basket: Option<(i64, usize)>| {
        if let Some((_, lines)) = basket {
            figures.baskets[lines.clamp(1, MOST_LINES) - 1] += 1;
        }
    };
    let mut at = 0;
    let mut records = CsvRecords::of(context.source.text(file)?, table.definition())?;
    while let Some(record) = records.next()? {
        let Some([id, _, product, pieces, price, discount, _]) = cells::<7>(record) else {
            figures.refuse(table, WHOLE_ROW);
            continue;
        };
        day.lines += 1;
        let id = figures.readable(table, "order_id", read::number(id));
        let product = figures.readable(table, "product_id", read::number(product));
        let pieces = figures.readable(table, "qty", read::number(pieces));
        let price = figures.readable(table, "unit_price", read::fixed(price, 4));
        let discount = figures.readable(table, "line_discount_pct", read::fixed(discount, 4));
        let (Some(id), Some(product), Some(pieces), Some(price), Some(discount)) =
            (id, product, pieces, price, discount)
        else {
            continue;
        };
        match &mut basket {
            Some((order, lines)) if *order == id => *lines += 1,
            _ => close(figures, basket.replace((id, 1))),
        }
        day.discounted += u64::from(discount > 0);
        let product = usize::try_from(product).ok();
        let category = product.and_then(|number| context.masters.category_of.get(number)).copied();
        let category = category.filter(|number| *number != NO_CATEGORY).map(usize::from);
        if let Some(category) = category {
            figures.sold[category] += 1;
            figures.seasons[category][month] += pieces.clamp(0, 1_000) as u64;
        }
        let followed = context.orders.contains(&id);
        figures.followed.lines += u64::from(followed);
        let order = order_of(known, id, &mut at);
        // Within these bounds nothing that follows can overflow.
        let sane = (1..=MOST_PIECES).contains(&pieces)
            && (0..=MOST_PRICE).contains(&price)
            && (0..=10_000).contains(&discount);
        let paid = order.filter(|_| sane).and_then(|order| Some((order.channel?, order.rate?)));
        let Some((channel, rate)) = paid else {
            figures.left_out += u64::from(!known.is_empty());
            continue;
        };
        // Pieces, ten thousandths of the price, ten thousandths that are paid, hundred millionths of the currency.
        let all = i128::from(pieces) * i128::from(price) * i128::from(10_000 - discount) * i128::from(rate);
        let revenue = all / 1_000_000_000_000;
        day.revenue[channel] += revenue;
        if followed {
            figures.followed.revenue += revenue;
        }
        if let Some(sum) = product.and_then(|number| context.shared.revenue_of.get(number)) {
            sum.fetch_add(u64::try_from(revenue).unwrap_or(0), Ordering::Relaxed);
        }
    }
    close(figures, basket);
    Ok(())
}

/// The order of that number. Lines stand in the order of their orders, so it is mostly where the last one was, or next.
fn order_of(known: &[Order], id: i64, at: &mut usize) -> Option<Order> {
    for place in [*at, *at + 1] {
        if let Some(order) = known.get(place).filter(|order| order.id == id) {
            *at = place;
            return Some(*order);
        }
    }
    *at = known.binary_search_by_key(&id, |order| order.id).ok()?;
    known.get(*at).copied()
}
