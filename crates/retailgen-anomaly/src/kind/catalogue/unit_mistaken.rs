//! `unit.mistaken`: the right quantity in another unit.
//!
//! The most expensive one was pound-seconds for newton-seconds (NASA, Mars Climate Orbiter Mishap Investigation Board,
//! 1999); shops have cents for dollars.

use retailgen_schema::{ColumnDefinition, Role, Table};

use crate::kind::{Action, Clean, Detectability, Kind, Level, Spoil, fixed_point, number};

pub const KIND: Kind = Kind {
    name: "unit.mistaken",
    meaning: "The value is right in another unit, and in range: Fahrenheit, cents.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("4.20", Some("39.56")),
    fits: |_, column| match column.and_then(unit) {
        Some(_) => Ok(()),
        None => Err("it needs a price or a temperature in degrees Celsius"),
    },
    spoil: Spoil::Cell(|cell, _| mistaken(cell).map(Some)),
    cases: &[
        (Table::Sensors, "temperature_c", "-18.10", &[Some("-0.58")]),
        (Table::Sensors, "temperature_c", "20.34", &[]),
        (Table::Products, "current_price", "19.5900", &[Some("1959.0000")]),
        (Table::Products, "current_price", "99999999.9999", &[]),
    ],
    misfits: &[(Table::Sensors, Some("humidity_pct")), (Table::OrdersLines, Some("qty"))],
    query: None,
};

#[derive(Clone, Copy)]
enum Unit {
    Celsius,
    Money,
}

fn unit(column: &ColumnDefinition) -> Option<Unit> {
    number::scale(column)?;
    match (column.role, column.unit) {
        (_, Some("degree Celsius")) => Some(Unit::Celsius),
        (Some(Role::Price), _) => Some(Unit::Money),
        _ => None,
    }
}

fn mistaken(cell: &Clean) -> Option<String> {
    let scale = number::scale(cell.column)?;
    let clean = number::parse(cell.column, cell.text?)?;
    let one = 10_i64.pow(u32::from(scale));
    let value = match unit(cell.column)? {
        // Rounded half up, as thermometers do.
        Unit::Celsius => (clean * 18 + 5).div_euclid(10) + 32 * one,
        Unit::Money => clean.checked_mul(100)?,
    };
    let least = number::least(cell.column)?;
    let greatest = cell.column.maximum.and_then(|maximum| number::parse(cell.column, maximum));
    let greatest = greatest.or(number::limit(cell.column))?;
    ((least..=greatest).contains(&value) && value != clean).then(|| fixed_point::text(value, scale))
}
