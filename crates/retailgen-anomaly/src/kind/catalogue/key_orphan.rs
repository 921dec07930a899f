//! `key.orphan`: a foreign key to nothing.

use retailgen_schema::{ColumnType, Table};
use retailgen_synth::Stream;

use crate::kind::{Action, Clean, Detectability, Dirty, Kind, Level, Spoil, UnusedKeys, fixed_point};

/// Keys that no test system would give, in hundredths of the orphans: a default of another system, a hash.
const ABSURD: f64 = 0.03;
/// Share of the others that name a row of long ago, where the table has numbers that it will never give again (model).
const ERASED: f64 = 0.25;
/// Share of the others that a slip of the finger made out of the real key, where that gives a key of nothing.
const MISTYPED: f64 = 0.3;
/// The first absurd key. Thirteen digits survive readers that hold numbers as doubles.
const FIRST_ABSURD: i64 = 9_000_000_000_000;
/// The fewest keys beyond the last one that orphans are drawn from.
const FEWEST: i64 = 1_000;

pub const KIND: Kind = Kind {
    name: "key.orphan",
    meaning: "A foreign key names a row that never exists: beyond the last, erased, mistyped, rarely absurd.",
    level: Level::Cell,
    detectability: Detectability::CrossTable,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("49567", Some("495567")),
    fits: |_, column| match column {
        Some(column) if column.references.is_some() && column.column_type == ColumnType::Int64 => Ok(()),
        _ => Err("it needs a foreign key of type int64"),
    },
    spoil: Spoil::Cell(orphan),
    cases: &[(Table::OrdersHeader, "customer_id", "9000000000000", &[])],
    misfits: &[(Table::Customers, Some("customer_id"))],
    query: Some(
        "select count(*) from {table} where {column}::bigint not in (select {other_column}::bigint from \
         {other_table})",
    ),
};

fn orphan(cell: &Clean, stream: &mut Stream) -> Option<Dirty> {
    let UnusedKeys { from, ref gaps } = *cell.unused;
    let real = fixed_point::parse(cell.text?, 0)?;
    if real >= from {
        return None;
    }
    let key = if stream.chance(ABSURD) {
        FIRST_ABSURD + stream.below(FIRST_ABSURD as u64 / 9) as i64
    } else if !gaps.is_empty() && stream.chance(ERASED) {
        gaps[stream.below(gaps.len() as u64) as usize]
    } else if stream.chance(MISTYPED)
        && let Some(mistyped) = mistyped(cell.text?, stream)
        && (from..FIRST_ABSURD).contains(&mistyped)
    {
        mistyped
    } else {
        from + stream.below((from / 4).max(FEWEST) as u64) as i64
    };
    Some(Some(key.to_string()))
}

/// A key with one of its digits typed twice.
fn mistyped(key: &str, stream: &mut Stream) -> Option<i64> {
    let place = stream.below(key.len() as u64) as usize;
    let (head, tail) = key.split_at_checked(place + 1)?;
    [head, &head[place..], tail].concat().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::trial::{GAPS, UNUSED_FROM, spoiled};

    #[test]
    fn orphans_have_keys_of_their_own_like_real_ones() {
        let dirty = spoiled(&KIND, Table::OrdersHeader, "customer_id", Some("149567"));
        let keys: Vec<i64> = dirty.into_iter().map(|key| key.unwrap().parse().unwrap()).collect();
        assert!(keys.len() == 300 && keys.iter().all(|key| *key >= UNUSED_FROM || GAPS.contains(key)));
        let erased = keys.iter().filter(|key| GAPS.contains(key)).count();
        assert!((50..100).contains(&erased), "{erased}");
        let absurd = keys.iter().filter(|&&key| key >= FIRST_ABSURD).count();
        assert!((1..30).contains(&absurd), "{absurd}");
        assert!(keys.iter().any(|key| key.to_string() == "1495677"));
    }
}
