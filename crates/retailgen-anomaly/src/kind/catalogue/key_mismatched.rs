//! `key.mismatched`: a foreign key to a row that exists and does not belong here.

use arrow_array::{Array, cast::AsArray, types::Int64Type};
use retailgen_schema::{ColumnType, Table};
use retailgen_synth::Stream;

use crate::kind::{Action, Change, Detectability, Hit, Kind, Level, Site, Spoil};

pub const KIND: Kind = Kind {
    name: "key.mismatched",
    meaning: "A foreign key names a row that exists and does not belong here.",
    level: Level::Cell,
    detectability: Detectability::CrossTable,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("16439", Some("17334")),
    fits: |_, column| match column {
        Some(column) if column.column_type == ColumnType::Int64 && column.decided_by.is_some() => Ok(()),
        _ => Err("it needs a foreign key that another foreign key of the row decides, as returns.product_id"),
    },
    spoil: Spoil::Row { relies_on: |_| Vec::new(), hit: name_stranger },
    cases: &[],
    misfits: &[(Table::Returns, Some("order_id")), (Table::OrdersLines, Some("product_id"))],
    query: Some("select count(distinct return_id) from returned where line_qty is null and is_of_whole_order"),
};

/// Rows, and then keys, that are tried for one that does not belong to a row. An order has thirty products at most.
const MOST_ASKED: usize = 64;

/// Names a key that exists and does not belong here: the key of another row or, where the block has none that will do, a
/// smaller number, since products, which such a column names, are numbered from 1 without gaps.
fn name_stranger(site: &Site, stream: &mut Stream) -> Option<Hit> {
    let (column, belongs) = (site.column?, site.belongs?);
    let owner = site.table.cell_number(site.table.cells[column].decided_by?)?;
    let keys = site.batch.columns().get(column)?.as_primitive_opt::<Int64Type>()?;
    if site.is_taken(site.row, owner) || keys.is_null(site.row) {
        return None;
    }
    let own = keys.value(site.row);
    let start = stream.below(keys.len() as u64) as usize;
    let rows = (start..keys.len()).chain(0..start).filter(|&other| keys.is_valid(other));
    let smaller = std::iter::repeat_with(|| 1 + stream.below((own - 1).max(0) as u64) as i64);
    let mut tried = rows.map(|other| keys.value(other)).take(MOST_ASKED).chain(smaller.take(MOST_ASKED));
    // Whatever the model says: a key that is the row's own is no fault.
    let stranger = tried.find(|&key| key != own && !belongs(site.row, key))?;
    // The key that decides is taken too: were it spoiled afterwards, nobody could tell what belongs.
    let dirty = Some(stranger.to_string());
    Some(Hit { change: Change::Cell { dirty, copied_from: None }, relied_on: vec![(site.row, owner)] })
}
