//! Parcels: how long they took, and what they cost.

use arrow_array::{
    Array as _,
    cast::AsArray,
    types::{Decimal128Type, Int64Type, TimestampMicrosecondType},
};
use retailgen_folder::ManifestFile;
use retailgen_schema::Table;
use retailgen_synth::calendar::DAY;

use super::Context;
use crate::{
    ReportError,
    figures::{Carrier, Figures, TENTHS},
    read::ParquetRows,
};

/// The most carriers that are told apart.
const MOST_CARRIERS: usize = 20;

/// Reads a file.
pub fn file(context: &Context, file: &ManifestFile, figures: &mut Figures) -> Result<(), ReportError> {
    let table = Table::Shipments;
    let columns = ["order_id", "carrier", "shipped_at", "delivered_at", "ship_cost"];
    let undoing = context.source.undoing(file).parquet;
    let mut rows = ParquetRows::open(&context.source.path(file), table.definition(), &columns, undoing)?;
    while let Some(batch) = rows.next()? {
        let [order, carrier, shipped, delivered, cost] = columns.map(|name| batch.column_by_name(name));
        let (Some(order), Some(carrier), Some(shipped), Some(delivered), Some(cost)) =
            (order, carrier, shipped, delivered, cost)
        else {
            continue;
        };
        let order = order.as_primitive::<Int64Type>();
        let carrier = carrier.as_string::<i32>();
        let [shipped, delivered] = [shipped, delivered].map(AsArray::as_primitive::<TimestampMicrosecondType>);
        let cost = cost.as_primitive::<Decimal128Type>();
        for row in 0..batch.num_rows() {
            let follows = order.is_valid(row) && context.orders.contains(&order.value(row));
            figures.followed.parcels += u64::from(follows);
            let name = carrier.is_valid(row).then(|| carrier.value(row));
            let Some(name) = figures.readable(table, "carrier", name) else { continue };
            if !figures.carriers.contains_key(name) {
                if figures.carriers.len() >= MOST_CARRIERS {
                    figures.refuse(table, "carrier");
                    continue;
                }
                figures.carriers.insert(name.to_owned(), Carrier::default());
            }
            let Some(of_carrier) = figures.carriers.get_mut(name) else { continue };
            if delivered.is_null(row) {
                of_carrier.open += 1;
            } else if shipped.is_valid(row) {
                let took = delivered.value(row).saturating_sub(shipped.value(row)).max(0);
                let tenths = usize::try_from(took / (DAY / 10)).unwrap_or(TENTHS);
                of_carrier.tenths[tenths.min(TENTHS)] += 1;
            }
            if cost.is_valid(row)
                && let Ok(cents) = i64::try_from(cost.value(row))
                && (1..100_000_000).contains(&cents)
            {
                of_carrier.costs = (of_carrier.costs.0 + 1, of_carrier.costs.1 + cents);
            }
        }
    }
    Ok(())
}
