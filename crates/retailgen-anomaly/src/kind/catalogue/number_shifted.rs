//! `number.shifted`: a sensor that is off by the same amount for some hours.
//!
//! Constant, drifting and stuck readings and outliers are what faulty sensors show (Ni et al., "Sensor network data fault
//! types", ACM TOSN 5, 2009).

use retailgen_schema::{ColumnDefinition, ColumnType, Table, TableDefinition};
use retailgen_synth::Stream;

use crate::kind::{Action, Clean, Detectability, Kind, Level, Run, Spoil, fixed_point, number};

pub const KIND: Kind = Kind {
    name: "number.shifted",
    meaning: "A run of measurements is off by one amount, 7 to 12 % of the range, in humid air 12 to 18.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("4.20", Some("12.75")),
    fits: |table, column| match column.and_then(reach) {
        Some(_) if is_series(table) => Ok(()),
        _ => Err("it needs measurements with a minimum and a maximum, as sensors.temperature_c"),
    },
    spoil: Spoil::Run(|cell, run, stream| offset(cell, run, stream).map(Some)),
    cases: &[],
    misfits: &[(Table::OrdersLines, Some("line_discount_pct")), (Table::Sensors, Some("shelf_id"))],
    query: None,
};

/// Whether the rows are measurements that follow one another: an instant is part of what identifies them.
pub fn is_series(table: &TableDefinition) -> bool {
    let is_instant = |name: &&str| table.column(name).is_some_and(|key| key.column_type == ColumnType::TimestampMicros);
    table.primary_key.len() > 1 && table.primary_key.iter().any(is_instant)
}

/// Width of the range of a column that has one, in units of the last digit.
pub fn reach(column: &ColumnDefinition) -> Option<i64> {
    let greatest = number::parse(column, column.maximum?)?;
    number::limit(column).filter(|limit| greatest < *limit)?;
    Some(greatest - number::least(column)?)
}

/// Which way a run goes: at random, but where it would leave the range the other way round, whole runs alike.
pub fn goes_up(cell: &Clean, run: &Run, farthest: i64, stream: &mut Stream) -> Option<bool> {
    let first = number::parse(cell.column, run.first)?;
    let (least, greatest) = (number::least(cell.column)?, number::parse(cell.column, cell.column.maximum?)?);
    // A reading is a few steps from the first one.
    let room = farthest + farthest / 4;
    let up = stream.chance(0.5);
    Some(if up { first + room <= greatest || first - room < least } else { first - room < least })
}

/// How far off a run is, in hundredths of the range: at least, and at most so much more. Humid air varies by more than
/// temperatures and supplies do, and what is within its variation is no fault that anybody can see.
pub fn hundredths(column: &ColumnDefinition) -> (i64, i64) {
    if column.unit == Some("percent") { (12, 6) } else { (7, 5) }
}

/// The value of a run that is off by one amount: the same for all that is drawn from one state of the stream.
fn offset(cell: &Clean, run: &Run, stream: &mut Stream) -> Option<String> {
    let (reach, (least, more)) = (reach(cell.column)?, hundredths(cell.column));
    let away = reach * least / 100 + stream.below((reach * more / 100).max(1) as u64) as i64;
    let up = goes_up(cell, run, away, stream)?;
    moved(cell, away, up)
}

/// The value so much higher or lower; the other way round where it would leave the range.
pub fn moved(cell: &Clean, away: i64, up: bool) -> Option<String> {
    let (scale, least) = (number::scale(cell.column)?, number::least(cell.column)?);
    let greatest = number::parse(cell.column, cell.column.maximum?)?;
    let clean = number::parse(cell.column, cell.text?)?;
    let ways = if up { [clean + away, clean - away] } else { [clean - away, clean + away] };
    let value = ways.into_iter().find(|value| (least..=greatest).contains(value) && *value != clean)?;
    Some(fixed_point::text(value, scale))
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;
    use crate::kind::UnusedKeys;

    #[test]
    fn a_run_is_off_by_one_amount() {
        let column = Table::Sensors.definition().column("temperature_c").unwrap();
        for draw in 0..50 {
            let away = |text: &str| {
                let cell = Clean { column, text: Some(text), unused: &UnusedKeys::NONE };
                let run = Run { first: "4.20", nth: 0, length: 12 };
                let dirty = offset(&cell, &run, &mut Seed(11).key(KIND.name).stream(draw)).unwrap();
                number::parse(column, &dirty).unwrap() - number::parse(column, text).unwrap()
            };
            assert_eq!(away("4.20"), away("3.95"));
            assert!((700..1_200).contains(&away("4.20").abs()), "{}", away("4.20"));
        }
    }
}
