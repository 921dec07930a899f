//! `key.orphan`: a foreign key to nothing.

use std::ops::RangeInclusive;

use retailgen_schema::{ColumnType, Table};

use crate::kind::{Action, Detectability, Kind, Level, Spoil, fixed_point};

/// The keys that only orphans have: no table's own keys ever reach them.
///
/// The largest real keys are return ids, `order_id · 64 + line`: some 10¹² at scale 1000 after 25 years. Thirteen digits
/// also survive readers that hold numbers as doubles.
pub const ORPHAN_KEYS: RangeInclusive<i64> = 9_000_000_000_000..=9_999_999_999_999;

pub const KIND: Kind = Kind {
    name: "key.orphan",
    meaning: "A foreign key names a row that does not exist and never did.",
    level: Level::Cell,
    detectability: Detectability::CrossTable,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("49567", Some("9481920637714")),
    fits: |_, column| match column {
        Some(column) if column.references.is_some() && column.column_type == ColumnType::Int64 => Ok(()),
        _ => Err("it needs a foreign key of type int64"),
    },
    spoil: Spoil::Cell(|cell, stream| {
        let real = fixed_point::parse(cell.text?, 0)?;
        let (first, last) = ORPHAN_KEYS.into_inner();
        let orphan = first + stream.below((last - first) as u64 + 1) as i64;
        (!ORPHAN_KEYS.contains(&real)).then(|| Some(orphan.to_string()))
    }),
    cases: &[(Table::OrdersHeader, "customer_id", "9000000000000", &[])],
    misfits: &[(Table::Customers, Some("customer_id"))],
    query: Some(
        "select count(*) from {table} where {column}::bigint not in (select {other_column}::bigint from \
         {other_table})",
    ),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::trial::spoiled;

    #[test]
    fn orphans_have_keys_of_their_own() {
        let dirty = spoiled(&KIND, Table::OrdersHeader, "customer_id", Some("49567"));
        assert_eq!(dirty.len(), 300);
        for key in dirty {
            assert!(ORPHAN_KEYS.contains(&key.unwrap().parse().unwrap()));
        }
    }
}
