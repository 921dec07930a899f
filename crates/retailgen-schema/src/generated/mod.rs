//! The list of tables.
//!
//! Generated from `schemas/*.toml` by `cargo xtask codegen`: edit that and run this.

pub mod customers;
pub mod events;
pub mod exchange_rates;
pub mod orders_header;
pub mod orders_lines;
pub mod products;
pub mod returns;
pub mod sensors;
pub mod shipments;
pub mod stores;
pub mod suppliers;

#[cfg(test)]
mod tests;

/// The row struct of every table.
pub(crate) mod row_structs {
    pub use super::customers::CustomersRow;
    pub use super::events::EventsRow;
    pub use super::exchange_rates::ExchangeRatesRow;
    pub use super::orders_header::OrdersHeaderRow;
    pub use super::orders_lines::OrdersLinesRow;
    pub use super::products::ProductsRow;
    pub use super::returns::ReturnsRow;
    pub use super::sensors::SensorsRow;
    pub use super::shipments::ShipmentsRow;
    pub use super::stores::StoresRow;
    pub use super::suppliers::SuppliersRow;
}

use crate::TableDefinition;

/// One of the tables, in the order of the data dictionary.
///
/// ```
/// use retailgen_schema::Table;
///
/// assert_eq!(Table::ALL.len(), 11);
/// let table: Table = "customers".parse()?;
/// assert_eq!(table, Table::Customers);
/// assert_eq!(table.name(), "customers");
/// assert_eq!(table.definition().primary_key, ["customer_id"]);
/// # Ok::<(), retailgen_schema::UnknownTable>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// People who have an account with the retailer, as the customer system knows them at the as-of time.
    Customers,
    /// Articles that are or were on sale, with the price on the as-of date.
    Products,
    /// Places of sale: shops with tills (`pos`) and online shops (`web`).
    Stores,
    /// Companies the retailer buys from.
    Suppliers,
    /// Orders, one row each, in one file a day of trade. About three in four are `web`.
    OrdersHeader,
    /// Lines of the orders, in the same daily partitions as `orders_header` and with the same orders in each.
    OrdersLines,
    /// What visitors did in the online shop: one JSON object a line, in one file a UTC day, ordered by `event_ts`.
    Events,
    /// Hourly readings of the shelf sensors in some of the `pos` stores, one file a store and month.
    Sensors,
    /// Daily rates of seven currencies for the three years that end with the window, on a sheet named `exchange_rates`.
    ExchangeRates,
    /// Parcels of the window's web orders that have left by the as-of time. Above 4 million planned rows the path is a folder of parts.
    Shipments,
    /// Goods sent or brought back, as a Delta table with a history: base rows, an added column, a merge and a delete.
    Returns,
}

impl Table {
    /// Every table, in the order of the data dictionary.
    pub const ALL: [Self; 11] = [
        Self::Customers,
        Self::Products,
        Self::Stores,
        Self::Suppliers,
        Self::OrdersHeader,
        Self::OrdersLines,
        Self::Events,
        Self::Sensors,
        Self::ExchangeRates,
        Self::Shipments,
        Self::Returns,
    ];

    /// Name of the table, in snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Products => "products",
            Self::Stores => "stores",
            Self::Suppliers => "suppliers",
            Self::OrdersHeader => "orders_header",
            Self::OrdersLines => "orders_lines",
            Self::Events => "events",
            Self::Sensors => "sensors",
            Self::ExchangeRates => "exchange_rates",
            Self::Shipments => "shipments",
            Self::Returns => "returns",
        }
    }

    /// What is known about the table.
    #[must_use]
    pub fn definition(self) -> &'static TableDefinition {
        match self {
            Self::Customers => &customers::DEFINITION,
            Self::Products => &products::DEFINITION,
            Self::Stores => &stores::DEFINITION,
            Self::Suppliers => &suppliers::DEFINITION,
            Self::OrdersHeader => &orders_header::DEFINITION,
            Self::OrdersLines => &orders_lines::DEFINITION,
            Self::Events => &events::DEFINITION,
            Self::Sensors => &sensors::DEFINITION,
            Self::ExchangeRates => &exchange_rates::DEFINITION,
            Self::Shipments => &shipments::DEFINITION,
            Self::Returns => &returns::DEFINITION,
        }
    }
}
