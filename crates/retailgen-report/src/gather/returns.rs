//! Returned goods: the files of the latest version of the Delta table that can be read, as far as they are there.

use std::collections::BTreeSet;

use arrow_array::{
    Array as _,
    cast::AsArray,
    types::{Int64Type, TimestampMicrosecondType},
};
use retailgen_read::{ParquetUndoing, delta::Snapshot};
use retailgen_schema::Table;
use retailgen_synth::calendar::{DAY, Date};

use super::{Context, masters::NO_CATEGORY};
use crate::{ReportError, figures::Figures, read::ParquetRows};

/// Reads the table.
pub fn table(context: &Context, figures: &mut Figures) -> Result<(), ReportError> {
    let table = Table::Returns;
    figures.returned.resize(context.masters.categories.len(), 0);
    let accepted = table.definition().column("reason").map_or(&[][..], |column| column.accepted);
    let columns = ["order_id", "product_id", "return_ts", "reason"];
    let folder = context.source.folder_of(table);
    let snapshot = Snapshot::load_readable(&folder).map_err(ReportError::of_reader(&folder))?;
    let delivered: BTreeSet<_> = context.source.files(table).iter().map(|file| context.source.path(file)).collect();
    for file in snapshot.files.iter().filter(|file| delivered.contains(&file.path)) {
        let mut rows = ParquetRows::open(&file.path, table.definition(), &columns, ParquetUndoing::default())?;
        while let Some(batch) = rows.next()? {
            let [Some(order), Some(product), Some(at), Some(reason)] = columns.map(|name| batch.column_by_name(name))
            else {
                continue;
            };
            let [order, product] = [order, product].map(AsArray::as_primitive::<Int64Type>);
            let at = at.as_primitive::<TimestampMicrosecondType>();
            let reason = reason.as_string::<i32>();
            for row in 0..batch.num_rows() {
                figures.followed.returns +=
                    u64::from(order.is_valid(row) && context.orders.contains(&order.value(row)));
                if at.is_valid(row) {
                    let (year, month, _) = Date::from_days(at.value(row).div_euclid(DAY) as i32).civil();
                    *figures.return_months.entry(year * 12 + month as i32 - 1).or_default() += 1;
                }
                let name = accepted.iter().find(|name| reason.is_valid(row) && reason.value(row) == **name);
                if let Some(name) = figures.readable(table, "reason", name) {
                    *figures.reasons.entry((*name).to_owned()).or_default() += 1;
                }
                let product = if product.is_valid(row) { usize::try_from(product.value(row)).ok() } else { None };
                let category = product.and_then(|number| context.masters.category_of.get(number)).copied();
                if let Some(category) = category.filter(|number| *number != NO_CATEGORY) {
                    figures.returned[usize::from(category)] += 1;
                }
            }
        }
    }
    Ok(())
}
