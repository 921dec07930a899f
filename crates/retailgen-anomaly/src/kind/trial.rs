//! Trials of kinds: what they make of a value, and whether an independent reader casts it.

use std::sync::Arc;

use arrow_schema::{Field, Schema};
use retailgen_schema::{ColumnDefinition, Role, Table};
use retailgen_synth::Seed;

use super::{Clean, Dirty, Kind, UnusedKeys};

/// The first number that no table gives as a key, in trials.
pub const UNUSED_FROM: i64 = 200_000;

/// Numbers below that are not given again.
pub const GAPS: [i64; 3] = [17, 1_204, 90_311];

/// What 300 draws of `kind` make of a cell; draws that leave it alone are not among them.
pub fn spoiled(kind: &Kind, table: Table, column: &str, clean: Option<&str>) -> Vec<Dirty> {
    assert!(kind.spoil.is_of_value(), "{} takes more than a value", kind.name);
    let definition = table.definition();
    let unused = UnusedKeys { from: UNUSED_FROM, gaps: GAPS.to_vec() };
    let cell =
        Clean { column: &definition.cells[definition.cell_number(column).unwrap()], text: clean, unused: &unused };
    let key = Seed(11).key(kind.name);
    let dirty: Vec<Dirty> =
        (0..300).filter_map(|draw| kind.spoil.of_value(&cell, None, &mut key.stream(draw))).collect();
    assert!(dirty.iter().all(|dirty| dirty.as_deref() != clean), "{} changes nothing in {clean:?}", kind.name);
    dirty
}

/// Whether arrow-csv, which shares no code with the files' writer, takes the text for a value of the column's type.
///
/// A line of JSON is one that parses, and an instant in it is RFC 3339.
pub fn casts(column: &ColumnDefinition, text: Option<&str>) -> bool {
    match (column.name, column.role, text) {
        ("json", _, Some(line)) => return serde_json::from_str::<serde_json::Value>(line).is_ok(),
        (_, Some(Role::Instant), Some(text)) => {
            let order_ts = Table::OrdersHeader.definition().column("order_ts").unwrap();
            return text.strip_suffix('Z').is_some_and(|instant| casts(order_ts, Some(instant)));
        }
        _ => {}
    }
    let field = |name: &str, data_type| Field::new(name, data_type, true);
    let schema = Schema::new(vec![
        field("value", column.column_type.data_type()),
        // A line of one null would be an empty line, which is no row.
        field("other", arrow_schema::DataType::Utf8),
    ]);
    let quoted = text.map_or_else(String::new, |text| format!("\"{}\"", text.replace('"', "\"\"")));
    let line = format!("{quoted},x\n");
    let reader = arrow_csv::ReaderBuilder::new(Arc::new(schema)).build(line.as_bytes()).unwrap();
    reader.into_iter().all(|batch| batch.is_ok_and(|batch| batch.num_rows() == 1))
}
