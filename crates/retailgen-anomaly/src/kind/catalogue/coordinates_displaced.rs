//! `coordinates.displaced`: a point on Earth, and far from where it should be.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::coordinate::{DEGREE, SCALE};
use crate::kind::{Action, Clean, Detectability, Kind, Level, Spoil, coordinate, fixed_point};

pub const KIND: Kind = Kind {
    name: "coordinates.displaced",
    meaning: "One of the whole degrees has a wrong digit: the point is hundreds of kilometres away.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("-33.398714", Some("-38.398714")),
    fits: |_, column| coordinate::needs(column),
    spoil: Spoil::Cell(|cell, stream| displaced(cell, stream).map(Some)),
    cases: &[
        (Table::Customers, "latitude", "-33.398714", &[Some("-38.398714"), Some("-30.398714")]),
        (Table::Customers, "longitude", "151.260430", &[Some("154.260430"), Some("156.260430")]),
    ],
    misfits: &[(Table::Stores, Some("name")), (Table::Sensors, Some("temperature_c"))],
    query: None,
};

/// Another digit for the last of the whole degrees, three to six away: what is nearer is hardly noticed in a wide country.
fn displaced(cell: &Clean, stream: &mut Stream) -> Option<String> {
    let farthest = coordinate::farthest(cell.column)?;
    let clean = fixed_point::parse(cell.text?, SCALE)?;
    let digit = clean.abs() / DEGREE % 10;
    let others: Vec<i64> = (0..10)
        .filter(|other: &i64| (3..=6).contains(&(other - digit).abs()))
        .map(|other| clean.signum() * (clean.abs() + (other - digit) * DEGREE))
        .filter(|value| value.abs() <= farthest)
        .collect();
    let other = *others.get(stream.below(others.len().max(1) as u64) as usize)?;
    (other != clean).then(|| fixed_point::text(other, SCALE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::trial::spoiled;

    #[test]
    fn every_point_is_on_earth_and_three_degrees_away_at_least() {
        for (column, limit) in [("latitude", 90.0), ("longitude", 180.0)] {
            for clean in ["-35.437390", "89.074426", "4.000000"] {
                for text in spoiled(&KIND, Table::Stores, column, Some(clean)) {
                    let value: f64 = text.as_deref().unwrap().parse().unwrap();
                    let moved = (value - clean.parse::<f64>().unwrap()).abs();
                    assert!(value.abs() <= limit && (2.9..6.1).contains(&moved), "{clean} as {value}");
                }
            }
        }
    }
}
