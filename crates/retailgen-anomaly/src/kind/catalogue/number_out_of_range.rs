//! `number.out_of_range`: a measurement that cannot be.

use retailgen_schema::{ColumnDefinition, Table};
use retailgen_synth::Stream;

use crate::kind::{Action, Clean, Detectability, Kind, Level, Spoil, fixed_point, form, number};

pub const KIND: Kind = Kind {
    name: "number.out_of_range",
    meaning: "A measurement is beyond what can be measured: what a broken sensor reports, or up to a quarter of \
              the range too far.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("4.20", Some("-127.00")),
    fits: |_, column| match column.and_then(range) {
        Some(_) => Ok(()),
        None => Err("it needs an integer or decimal column with a minimum and a maximum"),
    },
    spoil: Spoil::Cell(|cell, stream| spoil(cell, stream).map(Some)),
    cases: &[(Table::Sensors, "temperature_c", "cold", &[])],
    misfits: &[(Table::OrdersLines, Some("unit_price"))],
    query: Some("select count(*) from {table} where {column}::double not between {minimum} and {maximum}"),
};

/// Least and greatest clean value, and the limit of the type, in units of the last digit.
fn range(column: &ColumnDefinition) -> Option<(i64, i64, i64)> {
    let limit = number::limit(column)?;
    let (least, greatest) = (number::least(column)?, number::parse(column, column.maximum?)?);
    (greatest < limit).then_some((least, greatest, limit))
}

/// What digital sensors report when something is wrong: 85 after a reset, -127 without a sensor (Maxim's data sheet of
/// the DS18B20 and the driver that most use with it), all bits set, and nines.
const REPORTED: [i64; 6] = [85, -127, 255, -99, 999, -999];

fn spoil(cell: &Clean, stream: &mut Stream) -> Option<String> {
    let (least, greatest, limit) = range(cell.column)?;
    let scale = number::scale(cell.column)?;
    number::parse(cell.column, cell.text?)?;
    let unit = 10_i64.pow(u32::from(scale));
    let fits = |value: &i64| !(least..=greatest).contains(value) && (-limit..=limit).contains(value);
    let width = ((greatest - least) as u64 / 4).max(1);
    let too_far = 1 + stream.below(width) as i64;
    let near =
        if stream.chance(0.5) { [greatest + too_far, least - too_far] } else { [least - too_far, greatest + too_far] };
    let reported = form::pick(&REPORTED, stream) * unit;
    let first = if stream.chance(0.5) { reported } else { near[0] };
    let value = [first, near[0], near[1]].into_iter().find(fits)?;
    Some(fixed_point::text(value, scale))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::kind::trial::spoiled;

    #[test]
    fn every_value_is_outside_and_fits_its_type() {
        for (column, least, greatest) in
            [("temperature_c", -40.0, 60.0), ("humidity_pct", 0.0, 100.0), ("battery_mv", 0.0, 5_000.0)]
        {
            let clean = if column == "battery_mv" { "2980" } else { "4.20" };
            let dirty: BTreeSet<_> = spoiled(&KIND, Table::Sensors, column, Some(clean)).into_iter().collect();
            assert!(dirty.len() > 50, "{column}: {}", dirty.len());
            for text in dirty {
                let value: f64 = text.as_deref().unwrap().parse().unwrap();
                assert!(!(least..=greatest).contains(&value), "{column}: {value}");
            }
        }
    }
}
