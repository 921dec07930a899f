//! `coordinates.impossible`: a latitude or longitude that is nowhere on Earth.

use retailgen_schema::Table;

use crate::kind::coordinate::{DEGREE, SCALE};
use crate::kind::{Action, Clean, Detectability, Kind, Level, Spoil, coordinate, fixed_point, form};
use retailgen_synth::Stream;

pub const KIND: Kind = Kind {
    name: "coordinates.impossible",
    meaning: "A latitude is beyond 90 degrees or a longitude beyond 180: moved by one digit or six, up to half too \
              large, or 999, -999, 9999.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("-35.437390", Some("-354.373900")),
    fits: |_, column| coordinate::needs(column),
    spoil: Spoil::Cell(|cell, stream| spoil(cell, stream).map(Some)),
    cases: &[],
    misfits: &[(Table::Stores, Some("name")), (Table::Customers, Some("birth_date"))],
    query: Some("select count(*) from {table} where abs({column}::double) > {maximum}"),
};

/// The point moved by one digit or by six, a value a few degrees too far, or a number that stands for "none".
fn spoil(cell: &Clean, stream: &mut Stream) -> Option<String> {
    let farthest = coordinate::farthest(cell.column)?;
    let clean = fixed_point::parse(cell.text?, SCALE)?;
    let sign = if clean < 0 { -1 } else { 1 };
    let candidates = [
        clean * 10,
        clean * DEGREE,
        sign * (farthest + 1 + stream.below(farthest as u64 / 2) as i64),
        form::pick(&[999 * DEGREE, -999 * DEGREE, 9_999 * DEGREE], stream),
    ];
    let first = stream.below(candidates.len() as u64) as usize;
    // A value near zero may stay possible however the point moves.
    let beyond = (0..candidates.len()).map(|n| candidates[(first + n) % candidates.len()]);
    let spoiled = beyond.into_iter().find(|value| value.abs() > farthest)?;
    Some(fixed_point::text(spoiled, SCALE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::trial::spoiled;

    #[test]
    fn every_value_lies_off_the_earth_and_is_still_a_number() {
        for (column, limit) in [("latitude", 90.0), ("longitude", 180.0)] {
            for clean in ["-35.437390", "149.074426", "0.000000", "-0.000001", "180.000000", "-90.000000"] {
                let dirty = spoiled(&KIND, Table::Stores, column, Some(clean));
                assert_eq!(dirty.len(), 300);
                for text in dirty {
                    let value: f64 = text.as_deref().unwrap().parse().unwrap();
                    assert!(value.abs() > limit && value.is_finite(), "{clean} as {value}");
                }
            }
        }
    }
}
