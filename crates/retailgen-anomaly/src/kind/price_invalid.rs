//! `price.invalid`: a price that is missing, zero or negative.

use retailgen_schema::{ColumnDefinition, ColumnType};

use super::{Action, Clean, Detectability, Dirty, Kind, Level, Spoil, fixed_point};
use retailgen_synth::Stream;

pub const KIND: Kind = Kind {
    name: "price.invalid",
    meaning: "The price is null, zero or negative.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("19.5900", Some("-19.5900")),
    fits: |_, column| match column {
        Some(column) if scale(column).is_some() && column.required => Ok(()),
        _ => Err("it needs a required decimal column in a currency whose clean values are above zero"),
    },
    spoil: Spoil::Cell(spoil),
};

/// The decimals of a price column.
fn scale(column: &ColumnDefinition) -> Option<u8> {
    match column.column_type {
        ColumnType::Decimal128 { scale, .. } if column.unit == Some("currency") => {
            let scale = u8::try_from(scale).ok()?;
            (fixed_point::parse(column.minimum?, scale)? > 0).then_some(scale)
        }
        _ => None,
    }
}

fn spoil(cell: &Clean, stream: &mut Stream) -> Option<Dirty> {
    let scale = scale(cell.column)?;
    let price = fixed_point::parse(cell.text?, scale).filter(|price| *price > 0)?;
    Some(match stream.below(3) {
        0 => None,
        1 => Some(fixed_point::text(0, scale)),
        _ => Some(fixed_point::text(-price, scale)),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use retailgen_schema::Table;

    use super::*;
    use crate::kind::trial::spoiled;

    #[test]
    fn a_price_becomes_null_zero_or_negative() {
        let dirty: BTreeSet<_> =
            spoiled(&KIND, Table::Products, "current_price", Some("19.5900")).into_iter().collect();
        assert_eq!(dirty, [None, Some("-19.5900".to_owned()), Some("0.0000".to_owned())].into());
    }

    #[test]
    fn what_is_no_price_is_left_alone() {
        for clean in [None, Some("0.0000"), Some("-1.0000"), Some("abc")] {
            assert!(spoiled(&KIND, Table::Products, "current_price", clean).is_empty());
        }
    }
}
