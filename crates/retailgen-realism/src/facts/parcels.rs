//! Parcels of the year's orders.

use arrow_array::{
    Array,
    types::{Decimal128Type, Int64Type, TimestampMicrosecondType},
};
use retailgen::{Dataset, Table};

use super::{column, each, text};

/// A parcel.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// Row of the order in [`super::Facts::orders`].
    pub order: usize,
    /// `carrier`.
    pub carrier: String,
    /// Microseconds UTC.
    pub shipped: i64,
    /// Microseconds UTC; none for a lost parcel.
    pub delivered: Option<i64>,
    /// `ship_cost` in AUD.
    pub cost: f64,
}

/// The parcels of `orders` orders, the first of which has the id `first_order`.
///
/// The dataset's window ends so much later than the orders that a parcel without an arrival is lost.
pub(super) fn read(dataset: &Dataset, first_order: i64, orders: usize) -> Vec<Parcel> {
    let mut parcels = Vec::new();
    each(dataset, Table::Shipments, |batch| {
        let (order, carrier) = (column::<Int64Type>(batch, "order_id"), text(batch, "carrier"));
        let shipped = column::<TimestampMicrosecondType>(batch, "shipped_at");
        let delivered = column::<TimestampMicrosecondType>(batch, "delivered_at");
        let cost = column::<Decimal128Type>(batch, "ship_cost");
        let parcel = |row: usize| Parcel {
            order: (order.value(row) - first_order) as usize,
            carrier: carrier.value(row).to_owned(),
            shipped: shipped.value(row),
            delivered: delivered.is_valid(row).then(|| delivered.value(row)),
            cost: cost.value(row) as f64 / 100.0,
        };
        parcels.extend((0..batch.num_rows()).map(parcel).filter(|parcel| parcel.order < orders));
    });
    parcels
}
