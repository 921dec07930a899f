//! `fraction.over_one`: a share of more than the whole.

use retailgen_schema::{ColumnDefinition, Table};
use retailgen_synth::Stream;

use crate::kind::{Action, Clean, Detectability, Kind, Level, Spoil, fixed_point, number};

pub const KIND: Kind = Kind {
    name: "fraction.over_one",
    meaning: "A fraction is above one: a percentage, a factor, a slip.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("0.0500", Some("5.0000")),
    fits: |_, column| match column.and_then(form) {
        Some(_) => Ok(()),
        None => Err("it needs a decimal column of fractions with room for more than one"),
    },
    spoil: Spoil::Cell(|cell, stream| spoil(cell, stream).map(Some)),
    cases: &[],
    misfits: &[(Table::OrdersLines, Some("unit_price"))],
    query: Some("select count(*) from {table} where {column}::double > 1"),
};

/// Digits after the point and the limit of the type, of a column of fractions.
fn form(column: &ColumnDefinition) -> Option<(u8, i64)> {
    let (scale, limit) = (number::scale(column)?, number::limit(column)?);
    let one = 10_i64.checked_pow(u32::from(scale))?;
    let fits = column.unit == Some("fraction") && number::parse(column, column.maximum?)? == one;
    (fits && scale >= 2 && limit > one * 2).then_some((scale, limit))
}

/// Five per cent as 5, a factor of 1.05, or a slip of the keys.
fn spoil(cell: &Clean, stream: &mut Stream) -> Option<String> {
    let (scale, limit) = form(cell.column)?;
    let one = 10_i64.pow(u32::from(scale));
    let clean = number::parse(cell.column, cell.text?).filter(|value| (0..=one).contains(value))?;
    let twentieths = 21 + stream.below((limit * 20 / one).min(190) as u64 - 20) as i64;
    let candidates = [clean * 100, one + clean, twentieths * one / 20];
    let first = stream.below(candidates.len() as u64) as usize;
    let spoiled = (0..candidates.len())
        .map(|n| candidates[(first + n) % candidates.len()])
        .find(|value| (one + 1..=limit).contains(value))?;
    Some(fixed_point::text(spoiled, scale))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::trial::spoiled;

    #[test]
    fn every_value_is_over_one_and_fits_the_type() {
        for clean in ["0.0000", "0.0001", "0.0500", "0.2500", "1.0000"] {
            let dirty = spoiled(&KIND, Table::OrdersLines, "line_discount_pct", Some(clean));
            assert_eq!(dirty.len(), 300);
            for text in dirty {
                let text = text.unwrap();
                let value: f64 = text.parse().unwrap();
                assert!(value > 1.0 && value < 10.0 && text.len() == 6, "{clean} as {text}");
            }
        }
    }
}
