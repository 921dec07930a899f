//! Goods of the year's orders that came back.

use arrow_array::{
    RecordBatch,
    types::{Int32Type, Int64Type, TimestampMicrosecondType},
};
use retailgen::{Dataset, Table};
use retailgen_synth::Seed;
use retailgen_tables::{World, open, parts};

use super::{Order, column, text};

/// A returned order line.
#[derive(Debug, Clone)]
pub struct Returned {
    /// Row of the order in [`super::Facts::orders`].
    pub order: usize,
    /// Number of the line in the order, from 0.
    pub line: usize,
    /// Microseconds UTC.
    pub booked: i64,
    /// Units brought back.
    pub units: i32,
    /// `reason`.
    pub reason: String,
}

/// The returns of `orders`, the first of which has the id `first_order`, in the table's latest version.
///
/// The dataset's window ends so much later than the orders that all that ever comes back has come.
pub(super) fn read(dataset: &Dataset, first_order: i64, orders: &[Order]) -> Vec<Returned> {
    let scenario = dataset.scenario();
    let world = World::new(Seed(scenario.seed()), scenario.scale());
    let files = parts(&world, scenario.window(), Table::Returns);
    let latest = files.iter().filter(|file| file.life().is_some_and(|life| life.removed.is_none()));
    let mut returns = Vec::new();
    for file in latest {
        let rows = open(&world, scenario.window(), file);
        for block in 0..file.blocks {
            returns.extend(rows_of(&rows.batch(block), first_order, orders));
        }
    }
    returns
}

/// The returns of a batch that are of these orders.
fn rows_of(batch: &RecordBatch, first_order: i64, orders: &[Order]) -> Vec<Returned> {
    let (order, product) = (column::<Int64Type>(batch, "order_id"), column::<Int64Type>(batch, "product_id"));
    let booked = column::<TimestampMicrosecondType>(batch, "return_ts");
    let (units, reason) = (column::<Int32Type>(batch, "qty"), text(batch, "reason"));
    let returned = |row: usize| {
        let number = usize::try_from(order.value(row) - first_order).ok()?;
        let bought = product.value(row) as usize - 1;
        // An order has a product once.
        let line = orders.get(number)?.lines.iter().position(|line| line.product == bought)?;
        let (booked, units, reason) = (booked.value(row), units.value(row), reason.value(row).to_owned());
        Some(Returned { order: number, line, booked, units, reason })
    };
    (0..batch.num_rows()).filter_map(returned).collect()
}
