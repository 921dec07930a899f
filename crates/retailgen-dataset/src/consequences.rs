//! What a fault drags along in other rows and tables: which sound rows a right check reports because of it.

use std::{fmt::Display, iter};

use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    types::{Int32Type, Int64Type},
};
use retailgen_anomaly::Effect;
use retailgen_schema::Table;
use retailgen_tables::{World, products_of_order, returns_of_order, shipments_of_order};
use retailgen_truth::{Collateral, Consequence};

/// Finds the sound rows that a fault drags along, in the tables of a run.
#[derive(Debug)]
pub struct Consequences {
    world: World,
    tables: Vec<Table>,
}

impl Consequences {
    /// Those in `tables`.
    pub fn new(world: &World, tables: &[Table]) -> Self {
        Self { world: world.clone(), tables: tables.to_vec() }
    }

    /// What an effect on a row of the clean batch drags along.
    pub fn of(&self, table: Table, batch: &RecordBatch, effect: &Effect) -> Vec<Collateral> {
        let Some(column) = effect.column.map(|cell| table.definition().cells[cell].name) else { return Vec::new() };
        let row = effect.of;
        let mut all = match (table, column) {
            (Table::OrdersLines, "order_id") => self.of_moved_line(batch, row),
            (Table::OrdersLines, "product_id") => self.returns_of_line(batch, row, Consequence::ReturnNotSold),
            (Table::OrdersLines, "qty") if is_less(effect) => {
                let returns = self.returns_of_line(batch, row, Consequence::ReturnOverSold);
                returns.into_iter().map(|one| one.in_column("qty")).collect()
            }
            (Table::Shipments, "order_id") => {
                let order = order_of(batch, row);
                let lacks = order.map(|order| of_order(order, Consequence::OrderLacksParcel));
                lacks.into_iter().chain(self.early_returns(order)).collect()
            }
            (Table::Shipments, "shipped_at" | "delivered_at") if casts(effect) => {
                self.early_returns(order_of(batch, row)).collect()
            }
            (Table::OrdersHeader, "order_ts" | "order_dt_local") if casts(effect) => {
                let order = order_of(batch, row);
                self.early_parcels(order).chain(self.early_returns(order)).collect()
            }
            (Table::Events, "user_id") => purchase_of(batch, row)
                .map(|order| of_order(order, Consequence::OrderOfOtherUser).in_column("customer_id"))
                .into_iter()
                .collect(),
            _ => Vec::new(),
        };
        all.retain(|one| self.tables.contains(&one.table));
        all
    }

    /// What a file that does not arrive drags along with some of its rows.
    pub fn of_missing(&self, table: Table, batch: &RecordBatch) -> Vec<Collateral> {
        let mut orders: Vec<i64> = (0..batch.num_rows()).filter_map(|row| order_of(batch, row)).collect();
        orders.dedup();
        let of_one = |order: i64| match table {
            Table::OrdersLines => {
                let returns =
                    self.returns_of(order).into_iter().map(|(_, id)| of_return(id, Consequence::ReturnNotSold));
                iter::once(of_order(order, Consequence::OrderLacksLine)).chain(returns).collect()
            }
            Table::OrdersHeader => self.without_order(order),
            _ => Vec::new(),
        };
        let mut all: Vec<Collateral> = orders.into_iter().flat_map(of_one).collect();
        all.retain(|one| self.tables.contains(&one.table));
        all
    }

    /// The rows that name an order.
    fn without_order(&self, order: i64) -> Vec<Collateral> {
        let why = Consequence::OrderMissing;
        let wants = |table| self.tables.contains(&table);
        let lines = if wants(Table::OrdersLines) { products_of_order(&self.world, order).len() } else { 0 };
        let parcels = if wants(Table::Shipments) { shipments_of_order(&self.world, order) } else { Vec::new() };
        let lines = (1..=lines).map(|line| Collateral::new(Table::OrdersLines, line_key(order, line), why));
        let parcels = parcels.into_iter().map(|id| Collateral::new(Table::Shipments, parcel_key(id), why));
        let returns = self.returns_of(order).into_iter().map(|(_, id)| of_return(id, why));
        lines.chain(parcels).chain(returns).map(|one| one.in_column("order_id")).collect()
    }

    /// Of a line that names another order.
    fn of_moved_line(&self, batch: &RecordBatch, row: usize) -> Vec<Collateral> {
        let Some(order) = order_of(batch, row) else { return Vec::new() };
        let here = |other: &usize| order_of(batch, *other) == Some(order);
        let before = (0..row).rev().take_while(here);
        let siblings = before.chain((row + 1..batch.num_rows()).take_while(here));
        let gaps = siblings.filter_map(|other| line_of(batch, other)).map(|line| gap(order, line));
        iter::once(of_order(order, Consequence::OrderLacksLine))
            .chain(gaps)
            .chain(self.returns_of_line(batch, row, Consequence::ReturnNotSold))
            .collect()
    }

    fn returns_of_line(&self, batch: &RecordBatch, row: usize, why: Consequence) -> Vec<Collateral> {
        let Some((order, line)) = order_of(batch, row).zip(line_of(batch, row)) else { return Vec::new() };
        let returns = self.returns_of(order).into_iter().filter(|(number, _)| *number == line);
        returns.map(|(_, id)| of_return(id, why)).collect()
    }

    fn early_returns(&self, order: Option<i64>) -> impl Iterator<Item = Collateral> {
        let returns = order.map(|order| self.returns_of(order)).unwrap_or_default();
        returns.into_iter().map(|(_, id)| of_return(id, Consequence::ReturnTooEarly).in_column("return_ts"))
    }

    fn early_parcels(&self, order: Option<i64>) -> impl Iterator<Item = Collateral> {
        let is_wanted = self.tables.contains(&Table::Shipments);
        let parcels = order.filter(|_| is_wanted).map(|order| shipments_of_order(&self.world, order));
        parcels.into_iter().flatten().map(|id| {
            Collateral::new(Table::Shipments, parcel_key(id), Consequence::ParcelTooEarly).in_column("shipped_at")
        })
    }

    /// The returns of an order, which would be drawn in vain where they are not wanted.
    fn returns_of(&self, order: i64) -> Vec<(i32, i64)> {
        let is_wanted = self.tables.contains(&Table::Returns);
        if is_wanted { returns_of_order(&self.world, order) } else { Vec::new() }
    }
}

fn of_order(order: i64, why: Consequence) -> Collateral {
    Collateral::new(Table::OrdersHeader, format!("{{\"order_id\":{order}}}"), why)
}

fn of_return(id: i64, why: Consequence) -> Collateral {
    Collateral::new(Table::Returns, format!("{{\"return_id\":{id}}}"), why)
}

fn gap(order: i64, line: i32) -> Collateral {
    Collateral::new(Table::OrdersLines, line_key(order, line), Consequence::LineNumberGap).in_column("line_number")
}

fn line_key(order: i64, line: impl Display) -> String {
    format!("{{\"line_number\":{line},\"order_id\":{order}}}")
}

fn parcel_key(id: impl Display) -> String {
    format!("{{\"shipment_id\":{id}}}")
}

fn order_of(batch: &RecordBatch, row: usize) -> Option<i64> {
    let orders = batch.column_by_name("order_id")?.as_primitive_opt::<Int64Type>()?;
    orders.is_valid(row).then(|| orders.value(row))
}

fn line_of(batch: &RecordBatch, row: usize) -> Option<i32> {
    let lines = batch.column_by_name("line_number")?.as_primitive_opt::<Int32Type>()?;
    lines.is_valid(row).then(|| lines.value(row))
}

/// The order that an event is the purchase of.
fn purchase_of(batch: &RecordBatch, row: usize) -> Option<i64> {
    let line = batch.column(0).as_string_opt::<i32>()?.value(row);
    // Most events are no purchases: those are not read for this.
    let purchase: serde_json::Value =
        line.contains("\"purchase\"").then(|| serde_json::from_str(line).ok()).flatten()?;
    (purchase["event_type"] == "purchase").then(|| purchase["payload"]["order_id"].as_i64()).flatten()
}

/// Whether a number has become less, or none at all.
fn is_less(effect: &Effect) -> bool {
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<i64>().ok());
    number(effect.dirty.as_deref()) < number(effect.clean.as_deref())
}

/// Whether the dirty value can still be compared.
fn casts(effect: &Effect) -> bool {
    effect.dirty.is_some() && !effect.kind.breaks_type
}
