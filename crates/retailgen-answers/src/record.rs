//! Rows as questions see them: what the lenient casts of their SQL make of the cells.

use retailgen_schema::Table;
use retailgen_synth::calendar::Date;
use retailgen_text::parse::{date, fixed, instant, number};
use serde::Deserialize;

use crate::cells::Cells;

/// Decimals of an exchange rate.
pub(crate) const RATE_PLACES: u32 = 8;
/// Decimals of a price and of a discount.
pub(crate) const PRICE_PLACES: u32 = 4;
/// Decimals of a fee, a cost and a temperature.
pub(crate) const CENT_PLACES: u32 = 2;

/// A row. Amounts are numbers of their last place, days count from 1970-01-01 and instants are microseconds since then. What
/// does not cast is nothing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Record<'r> {
    Customer { country: Option<&'r str>, consents: bool, has_phone: bool },
    Product { product_id: Option<i64>, sku: Option<&'r str>, name: Option<&'r str>, category: Option<&'r str> },
    Store { store_id: Option<i64>, name: Option<&'r str>, state: Option<&'r str> },
    Rate { day: Option<i32>, currency: Option<&'r str>, rate: Option<i64> },
    Order(Order<'r>),
    Line { order_id: Option<i64>, product_id: Option<i64>, qty: Option<i64>, price: Option<i64>, discount: Option<i64> },
    Event { session: Option<&'r str>, is_purchase: bool, device: Option<String> },
    Reading { store_id: Option<i64>, shelf: Option<&'r str>, temperature: Option<i64> },
    Parcel { order_id: Option<i64>, carrier: Option<&'r str>, delivered: Option<i64>, cost: Option<i64> },
    Return { product_id: Option<i64>, qty: Option<i64> },
}

/// A row of `orders_header`.
#[expect(clippy::struct_field_names, reason = "they are the names of the columns")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Order<'r> {
    pub order_id: Option<i64>,
    pub placed: Option<i64>,
    pub day: Option<i32>,
    pub customer_id: Option<i64>,
    pub store_id: Option<i64>,
    pub channel: Option<&'r str>,
    pub fee: Option<i64>,
    pub currency: Option<&'r str>,
}

/// What `DuckDB` casts to true.
fn is_yes(text: &str) -> bool {
    ["true", "t", "1", "yes", "y"].iter().any(|yes| text.eq_ignore_ascii_case(yes))
}

/// What a question looks at of a payload.
#[derive(Debug, Default, Deserialize)]
struct Payload {
    #[serde(default)]
    device: Option<String>,
}

impl<'r> Record<'r> {
    /// Reads a row of a table; none where no question is about the table.
    pub fn read(table: Table, cells: &'r Cells<'r>) -> Option<Self> {
        let text = |column| cells.get(column);
        let whole = |column| number(cells.get(column)?.as_bytes());
        let amount = |column, places: u32| fixed(cells.get(column)?.as_bytes(), places as usize);
        let day = |column| date(cells.get(column)?.as_bytes()).map(Date::days);
        let moment = |column| instant(cells.get(column)?.as_bytes());
        Some(match table {
            Table::Customers => Self::Customer {
                country: text("country_code"),
                consents: text("gdpr_consent").is_some_and(is_yes),
                has_phone: text("phone").is_some(),
            },
            Table::Products => Self::Product {
                product_id: whole("product_id"),
                sku: text("sku"),
                name: text("name"),
                category: text("category"),
            },
            Table::Stores => Self::Store { store_id: whole("store_id"), name: text("name"), state: text("state") },
            Table::ExchangeRates => {
                Self::Rate { day: day("date"), currency: text("currency"), rate: amount("rate_to_aud", RATE_PLACES) }
            }
            Table::OrdersHeader => Self::Order(Order {
                order_id: whole("order_id"),
                placed: moment("order_ts"),
                day: day("order_dt_local"),
                customer_id: whole("customer_id"),
                store_id: whole("store_id"),
                channel: text("channel"),
                fee: amount("shipping_fee", CENT_PLACES),
                currency: text("currency"),
            }),
            Table::OrdersLines => Self::Line {
                order_id: whole("order_id"),
                product_id: whole("product_id"),
                qty: whole("qty"),
                price: amount("unit_price", PRICE_PLACES),
                discount: amount("line_discount_pct", PRICE_PLACES),
            },
            Table::Events => Self::Event {
                session: text("session_id"),
                is_purchase: text("event_type") == Some("purchase"),
                device: text("payload").and_then(|text| serde_json::from_str::<Payload>(text).ok()?.device),
            },
            Table::Sensors => Self::Reading {
                store_id: whole("store_id"),
                shelf: text("shelf_id"),
                temperature: amount("temperature_c", CENT_PLACES),
            },
            Table::Shipments => Self::Parcel {
                order_id: whole("order_id"),
                carrier: text("carrier"),
                delivered: moment("delivered_at"),
                cost: amount("ship_cost", CENT_PLACES),
            },
            Table::Returns => Self::Return { product_id: whole("product_id"), qty: whole("qty") },
            Table::Suppliers => return None,
        })
    }
}
