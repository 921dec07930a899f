//! `number.drifting`: a sensor that is off by a little more with every reading.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use super::number_shifted::{goes_up, hundredths, is_series, moved, reach};
use crate::kind::{Action, Clean, Detectability, Kind, Level, Run, Spoil};

pub const KIND: Kind = Kind {
    name: "number.drifting",
    meaning: "A run of measurements drifts, twice as far in the end as in `number.shifted`.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("4.20", Some("9.33")),
    fits: |table, column| match column.and_then(reach) {
        Some(_) if is_series(table) => Ok(()),
        _ => Err("it needs measurements with a minimum and a maximum, as sensors.temperature_c"),
    },
    spoil: Spoil::Run(|cell, run, stream| drifted(cell, run, stream).map(Some)),
    cases: &[],
    misfits: &[(Table::OrdersLines, Some("line_discount_pct")), (Table::Sensors, Some("shelf_id"))],
    query: None,
};

fn drifted(cell: &Clean, run: &Run, stream: &mut Stream) -> Option<String> {
    let (reach, (least, more)) = (reach(cell.column)?, hundredths(cell.column));
    // Twice as far in the end as what is off by one amount, so that it is as far on average.
    let end = reach * least / 50 + stream.below((reach * more / 50).max(1) as u64) as i64;
    let up = goes_up(cell, run, end, stream)?;
    let (nth, length) = (i64::try_from(run.nth).ok()? + 1, i64::try_from(run.length).ok()?);
    moved(cell, (end * nth / length.max(1)).max(1), up)
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;
    use crate::kind::UnusedKeys;

    #[test]
    fn a_run_is_off_by_more_and_more() {
        let column = Table::Sensors.definition().column("battery_mv").unwrap();
        let off = |nth| {
            let cell = Clean { column, text: Some("2500"), unused: &UnusedKeys::NONE };
            let run = Run { first: "2500", nth, length: 12 };
            let dirty = drifted(&cell, &run, &mut Seed(11).key(KIND.name).stream(1)).unwrap();
            (dirty.parse::<i64>().unwrap() - 2_500).abs()
        };
        assert!((0..11).all(|nth| off(nth) < off(nth + 1)));
        assert!((700..1_200).contains(&off(11)), "{}", off(11));
    }
}
