//! Days of orders as a run takes them: which blocks hang on which days, and what of a day is drawn for all of them.

use retailgen_schema::Table;
use retailgen_synth::calendar::Date;

use super::{Extent, Part, order_slices::slices, returns, shipments};
use crate::{
    window::Window,
    world::{World, trading_day::ORDERS_KEPT},
};

/// Most days of a run of days.
const DAYS: usize = 8;

/// Cuts `window` into runs of days, each given by its first and its last day. Memory keeps the orders of a run and of the
/// run before it.
///
/// To draw each day once, whatever the tables, make the blocks of a run before the blocks of the next.
#[must_use]
pub fn runs_of_days(world: &World, window: Window) -> Vec<(Date, Date)> {
    let mut runs: Vec<(Date, Date)> = Vec::new();
    let mut orders = 0;
    for date in window.dates() {
        orders += world.demand.on(date);
        match runs.last_mut() {
            Some((first, last)) if date.days() - first.days() < DAYS as i32 && orders <= ORDERS_KEPT as u64 / 2 => {
                *last = date;
            }
            _ => {
                orders = world.demand.on(date);
                runs.push((date, date));
            }
        }
    }
    runs
}

/// For each block of `part`, the last day of orders that it hangs on; none for a file that hangs on no orders.
#[must_use]
pub fn order_days(world: &World, part: &Part) -> Vec<Date> {
    match &part.extent {
        Extent::Day(date) => vec![*date; part.blocks],
        Extent::Orders { .. } => shipments::slices(world, part).map(|slice| slice.date).collect(),
        Extent::Returns(file) => returns::last_days(world, file),
        Extent::Whole | Extent::StoreMonth { .. } => Vec::new(),
    }
}

/// Draws of the orders of `date` what the blocks of `tables` have in common, and keeps it for a while; that changes no value.
pub fn draw_orders(world: &World, date: Date, tables: &[Table]) {
    let orders = world.demand.on(date);
    // What is not kept would be drawn in vain.
    if orders == 0 || orders > ORDERS_KEPT as u64 {
        return;
    }
    let day = world.trading_day(date);
    if tables.contains(&Table::OrdersLines) || tables.contains(&Table::Returns) {
        day.draw_sales(world);
    }
    if tables.contains(&Table::Returns) {
        for slice in slices(world, date, date) {
            world.returns_of_slice(date, slice.start, slice.end);
        }
    }
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;
    use crate::{parts, world::trading_day::SLICE};

    #[test]
    fn runs_are_the_days_of_the_window_and_fit_what_is_kept() {
        let window = Window::default();
        for (scale, longest) in [("0.001", DAYS..=DAYS), ("1", DAYS..=DAYS), ("10", 3..=5), ("1000", 1..=1)] {
            let world = World::new(Seed(1), scale.parse().unwrap());
            let runs = runs_of_days(&world, window);
            let days = runs.iter().flat_map(|(first, last)| (first.days()..=last.days()).map(Date::from_days));
            assert!(days.eq(window.dates()));
            let length = |(first, last): &(Date, Date)| (last.days() - first.days() + 1) as usize;
            let found = runs.iter().map(length).max();
            assert!(found.is_some_and(|found| longest.contains(&found)), "{scale}: {found:?}");
            for run in runs.iter().filter(|run| length(run) > 1) {
                let orders = world.demand.before(run.1.plus_days(1)) - world.demand.before(run.0);
                assert!(orders <= ORDERS_KEPT as u64 / 2);
            }
        }
    }

    #[test]
    fn days_of_blocks_rise_within_a_file_and_lie_in_the_window() {
        let world = World::new(Seed(1), "0.05".parse().unwrap());
        let window = Window::new(Date::new(2024, 10, 20), 60).unwrap();
        for table in [Table::OrdersHeader, Table::OrdersLines, Table::Events, Table::Shipments, Table::Returns] {
            for part in parts(&world, window, table) {
                let days = order_days(&world, &part);
                assert_eq!(days.len(), part.blocks, "{part:?}");
                assert!(days.is_sorted() && days[0] >= window.first() && days[days.len() - 1] <= window.last());
            }
        }
        for table in [Table::Customers, Table::Sensors, Table::ExchangeRates] {
            assert!(parts(&world, window, table).iter().all(|part| order_days(&world, part).is_empty()));
        }
    }

    #[test]
    fn what_is_drawn_for_all_is_found_by_each() {
        let world = World::new(Seed(1), "0.05".parse().unwrap());
        let date = Date::new(2024, 5, 1);
        draw_orders(&world, date, &[Table::Events]);
        let day = world.trading_day(date);
        draw_orders(&world, date, &[Table::OrdersLines, Table::Returns]);
        assert!(std::sync::Arc::ptr_eq(&day, &world.trading_day(date)));
        let returns = world.returns_of_slice(date, 0, world.demand.on(date).min(SLICE));
        assert!(!returns.returns.is_empty());
        assert!(std::sync::Arc::ptr_eq(&returns, &world.returns_of_slice(date, 0, world.demand.on(date).min(SLICE))));
    }
}
