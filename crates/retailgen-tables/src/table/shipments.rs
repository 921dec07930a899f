//! `shipments`: parcels of the window's web orders.
//!
//! A row is a parcel that left before the as-of time, 24:00 UTC of the window's last day. How many there are hangs on
//! baskets and warehouses, so plans go by an estimate: [`Plan`].

use std::ops::Range;

use arrow_array::RecordBatch;
use retailgen_schema::{
    Decimal, Table, TimestampMicros,
    shipments::{ShipmentsBuilder, ShipmentsRow},
};
use retailgen_synth::calendar::Date;

use super::{
    Extent, Oddities, Part, PartRows, Position, Rows,
    order_slices::{self, FILE, Slice, files_of_whole_days},
};
use crate::{
    window::Window,
    world::{
        World,
        delivery::{LONGEST_DELIVERY, LONGEST_WAIT, Parcel},
        order::Channel,
    },
};

/// The files of the table in `window`: one, or a folder of parts where it would be too large.
pub fn parts(world: &World, window: Window) -> Vec<Part> {
    let plan = Plan::new(world, window);
    let path = Table::Shipments.definition().path;
    if window.sends_changes_only() {
        // Those that leave on the day, and those that arrive.
        let rows = Rows::About((2.0 * world.demand.on(window.last()) as f64 * rows_an_order(world)).round() as u64);
        return vec![Part { rows, ..plan.part(path.to_owned(), window.first(), window.last()) }];
    }
    if plan.before(window.last().plus_days(1)) <= FILE {
        return vec![plan.part(path.to_owned(), window.first(), window.last())];
    }
    let name = |(number, (first, last))| plan.part(format!("{path}/part-{number:05}.parquet"), first, last);
    let files = files_of_whole_days(window.first(), window.last(), |date| plan.before(date));
    files.into_iter().enumerate().map(name).collect()
}

/// Where a block stands in the table.
pub fn position(world: &World, window: Window, part: &Part, block: usize) -> Position {
    let slice = slices(world, part).nth(block).expect("the part has the block");
    if window.sends_changes_only() {
        return Position::of_changes(window.last(), world.demand.before(slice.date) + slice.start);
    }
    let counted = if window.is_increment() { None } else { Some(counted(world, window, slice)) };
    Position { counted, ..position_on_its_day(world, slice) }
}

/// The rows of a block among those of the table, and how many these are.
fn counted(world: &World, window: Window, slice: Slice) -> (Range<f64>, u64) {
    let plan = Plan::new(world, window);
    let total = plan.before(window.last().plus_days(1));
    // A table with orders counts a row at least, so that its blocks stand somewhere.
    let rows = total.round().max(1.0);
    let end = slice.date.plus_days(1);
    let at = |order: u64| {
        let orders = world.demand.on(slice.date);
        if order < orders {
            let (from, to) = (plan.before(slice.date), plan.before(end));
            (from + (to - from) * order as f64 / orders as f64) / total * rows
        } else if plan.before(end) < total {
            plan.before(end) / total * rows
        } else {
            // Exactly, and so for days at the end on which nothing leaves.
            rows
        }
    };
    let span = if total > 0.0 { at(slice.start)..at(slice.end) } else { 0.0..rows };
    (span, rows as u64)
}

/// Where a block stands on the day of its orders, so that faults stay with their rows as parcels of later orders come.
fn position_on_its_day(world: &World, slice: Slice) -> Position {
    let first = world.demand.before(slice.date) + slice.start;
    let orders = first as f64..(first + slice.end - slice.start) as f64;
    let rows = rows_an_order(world);
    Position::on_day(slice.date, first, orders.start * rows..orders.end * rows)
}

/// Rows to expect of the orders before a date, all parcels that ever leave among them.
pub fn rows_before(world: &World, date: Date) -> f64 {
    world.demand.before(date) as f64 * rows_an_order(world)
}

fn rows_an_order(world: &World) -> f64 {
    world.deliveries.parcels_an_order() * world.parameters().trade.web_share
}

/// How many of the first blocks of a part have the same rows in any longer window: those of orders whose parcels have all arrived
/// or will never.
pub fn settled_blocks(world: &World, part: &Part) -> usize {
    let Extent::Orders { last, .. } = part.extent else { return 0 };
    slices(world, part).take_while(|slice| slice.date.days() + LONGEST_DELIVERY <= last.days()).count()
}

/// Makes ready to generate the rows of a file.
pub fn open(world: &World, window: Window, part: &Part) -> Box<dyn PartRows> {
    let as_of = window.last().plus_days(1).midnight_utc();
    let known = window.sends_changes_only().then(|| window.last().midnight_utc());
    Box::new(Shipments { world: world.clone(), as_of, known, slices: slices(world, part).collect() })
}

/// How many rows to expect. Days long before the as-of time have all their parcels; the last ones have not yet.
struct Plan<'w> {
    world: &'w World,
    window: Window,
}

impl<'w> Plan<'w> {
    fn new(world: &'w World, window: Window) -> Self {
        Self { world, window }
    }

    /// Rows of the window's orders before `date`, which lies in the window or follows it.
    fn before(&self, date: Date) -> f64 {
        let (first, last) = (self.window.first(), self.window.last());
        let Self { world, .. } = self;
        let settled = last.plus_days(-LONGEST_WAIT).clamp(first, date.max(first));
        let orders = (world.demand.before(settled) - world.demand.before(first)) as f64;
        let recent = (settled.days()..date.days()).map(Date::from_days);
        let rows = orders * world.deliveries.parcels_an_order()
            + recent.map(|day| world.demand.on(day) as f64 * world.deliveries.parcels_left(day, last)).sum::<f64>();
        rows * world.parameters().trade.web_share
    }

    fn part(&self, path: String, first: Date, last: Date) -> Part {
        let rows = (self.before(last.plus_days(1)) - self.before(first)).round() as u64;
        let extent = Extent::Orders { first, last };
        let part = Part::new(Table::Shipments, path, Rows::About(rows), 0, extent);
        Part { blocks: slices(self.world, &part).count(), ..part }
    }
}

/// The blocks of a part.
pub fn slices<'w>(world: &'w World, part: &Part) -> impl Iterator<Item = Slice> + 'w {
    let Extent::Orders { first, last } = part.extent else {
        unreachable!("the files of the shipments have the orders of some days")
    };
    order_slices::slices(world, first, last)
}

/// The parcels of some days' orders.
struct Shipments {
    world: World,
    as_of: i64,
    /// Where only changes are sent: the time up to which all is known.
    known: Option<i64>,
    slices: Vec<Slice>,
}

impl Shipments {
    /// Whether a parcel has a row.
    fn is_sent(&self, parcel: &Parcel) -> bool {
        let state = |as_of| (parcel.has_left(as_of), parcel.delivered_at(as_of));
        parcel.has_left(self.as_of) && self.known.is_none_or(|known| state(known) != state(self.as_of))
    }
}

/// The ids of the parcels of an order, those included that have not left yet; none where there is no such order.
pub fn shipments_of_order(world: &World, order_id: i64) -> Vec<i64> {
    let Some((date, place)) = world.demand.place_of(order_id) else { return Vec::new() };
    let day = world.trading_day(date);
    let order = &day.orders()[place as usize];
    if order.channel != Channel::Web {
        return Vec::new();
    }
    let (mut lines, mut parcels) = (Vec::new(), Vec::new());
    day.sale(world, order, &mut lines);
    world.deliveries.fill(world, order, &lines, &mut parcels);
    let ids = world.deliveries.numbers(&world.demand, date);
    parcels.iter().map(|parcel| ids.of(order, parcel) as i64).collect()
}

impl PartRows for Shipments {
    fn batch(&self, block: usize) -> RecordBatch {
        self.batch_with_oddities(block, &mut Oddities::default())
    }

    fn batch_with_oddities(&self, block: usize, oddities: &mut Oddities) -> RecordBatch {
        let Slice { date, start, end } = self.slices[block];
        let day = self.world.trading_day(date);
        let orders = &day.orders()[start as usize..end as usize];
        let mut rows = ShipmentsBuilder::with_capacity(orders.len());
        let ids = self.world.deliveries.numbers(&self.world.demand, date);
        let (mut lines, mut parcels) = (Vec::new(), Vec::new());
        for order in orders.iter().filter(|order| order.channel == Channel::Web) {
            day.sale(&self.world, order, &mut lines);
            self.world.deliveries.fill(&self.world, order, &lines, &mut parcels);
            for parcel in parcels.iter().filter(|parcel| self.is_sent(parcel)) {
                if let Some(kind) = oddity(parcel, self.as_of) {
                    oddities.count(kind);
                }
                rows.push(&ShipmentsRow {
                    shipment_id: ids.of(order, parcel) as i64,
                    order_id: order.id as i64,
                    carrier: parcel.carrier.name(),
                    shipped_at: TimestampMicros(parcel.shipped_at),
                    delivered_at: parcel.delivered_at(self.as_of).map(TimestampMicros),
                    ship_cost: Decimal(parcel.cost),
                });
            }
        }
        rows.finish()
    }
}

/// What is odd about a parcel that has left: that it is lost, still under way or came late.
fn oddity(parcel: &Parcel, as_of: i64) -> Option<&'static str> {
    match parcel {
        _ if parcel.is_lost() => Some("delivery.lost"),
        _ if parcel.is_in_transit(as_of) => Some("delivery.in_transit"),
        _ if parcel.is_late() => Some("delivery.late"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use arrow_array::{
        Array, Int64Array,
        cast::AsArray,
        types::{Decimal128Type, Int64Type, TimestampMicrosecondType},
    };
    use proptest::prelude::*;
    use retailgen_synth::Seed;

    use super::*;
    use crate::world::trading_day::SLICE;

    fn world(scale: &str) -> World {
        World::new(Seed(11), scale.parse().unwrap())
    }

    /// The rows of a window, each as id, order, departure, arrival and charge.
    fn rows(world: &World, window: Window) -> Vec<(i64, i64, i64, Option<i64>, i128)> {
        let mut rows = Vec::new();
        for part in parts(world, window) {
            let open = open(world, window, &part);
            for block in 0..part.blocks {
                let batch = open.batch(block);
                let (ids, orders): (&Int64Array, &Int64Array) =
                    (batch.column(0).as_primitive::<Int64Type>(), batch.column(1).as_primitive());
                let left = batch.column(3).as_primitive::<TimestampMicrosecondType>();
                let arrived = batch.column(4).as_primitive::<TimestampMicrosecondType>();
                let cost = batch.column(5).as_primitive::<Decimal128Type>();
                rows.extend((0..batch.num_rows()).map(|row| {
                    let arrival = arrived.is_valid(row).then(|| arrived.value(row));
                    (ids.value(row), orders.value(row), left.value(row), arrival, cost.value(row))
                }));
            }
        }
        rows
    }

    fn as_of(window: Window) -> i64 {
        window.last().plus_days(1).midnight_utc()
    }

    #[test]
    fn rows_are_the_parcels_that_left_and_no_others() {
        let (world, window) = (world("0.01"), Window::default());
        let rows = rows(&world, window);
        assert!(rows.is_sorted_by_key(|row| row.1) && !rows.is_sorted_by_key(|row| row.0));
        for &(id, order, left, arrival, cost) in &rows {
            // A parcel's number tells the day of its order.
            let date = world.demand.date_of(order as u64).unwrap();
            let before = 3 * world.demand.before(date) as i64;
            assert!((before + 1..=before + 3 * world.demand.on(date) as i64).contains(&id), "{id} of {order}");
            assert!(left < as_of(window) && cost > 0);
            assert!(arrival.is_none_or(|arrival| left < arrival && arrival < as_of(window)));
        }
        let (mut lines, mut parcels, mut expected) = (Vec::new(), Vec::new(), BTreeSet::new());
        for date in window.dates() {
            let (day, ids) = (world.trading_day(date), world.deliveries.numbers(&world.demand, date));
            for order in day.orders().iter().filter(|order| order.channel == Channel::Web) {
                day.sale(&world, order, &mut lines);
                world.deliveries.fill(&world, order, &lines, &mut parcels);
                let left = parcels.iter().filter(|parcel| parcel.shipped_at < as_of(window));
                expected.extend(left.map(|parcel| ids.of(order, parcel) as i64));
            }
        }
        assert_eq!(expected.len(), rows.len());
        assert_eq!(rows.iter().map(|row| row.0).collect::<BTreeSet<_>>(), expected);
    }

    #[test]
    fn volumes_keep_to_the_contract_and_to_the_plan() {
        for scale in ["0.01", "0.0137", "0.1"] {
            let world = world(scale);
            let (volume, window) = (Table::Shipments.definition().volume, Window::default());
            let found = rows(&world, window).len() as u64;
            let band = world.scale().rows(volume.low)..=world.scale().rows(volume.high);
            assert!(band.contains(&found), "{found} at {scale}, not in {band:?}");
            let planned = parts(&world, window)[0].rows.count();
            assert!(planned.abs_diff(found) * 50 < found, "planned {planned}, found {found} at {scale}");
        }
    }

    #[test]
    fn a_short_windows_plan_knows_what_has_not_left_yet() {
        let world = world("0.1");
        for (start, days) in [("2024-06-05", 1), ("2024-06-08", 2), ("2024-12-23", 4), ("2024-03-01", 10)] {
            let window = Window::new(start.parse().unwrap(), days).unwrap();
            let planned = parts(&world, window)[0].rows.count() as f64;
            let found = rows(&world, window).len() as f64;
            // A fifth, and what one in five of a day's 250 orders may do.
            assert!((planned - found).abs() < 0.2 * found + 25.0, "{start} {days}: planned {planned}, found {found}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn a_later_as_of_time_adds_rows_and_arrivals_and_changes_nothing(
            start in 0_i32..9_000, days in 1_u32..40, more in 1_u32..30,
        ) {
            let world = world("0.002");
            let first = crate::window::FIRST_DAY.plus_days(start);
            let (early, late) = (Window::new(first, days).unwrap(), Window::new(first, days + more).unwrap());
            let known_early = |arrival: Option<i64>| arrival.filter(|&arrival| arrival < as_of(early));
            let last_order = world.demand.before(early.last().plus_days(1)) as i64;
            let expected: Vec<_> = rows(&world, late)
                .into_iter()
                .filter(|row| row.1 <= last_order && row.2 < as_of(early))
                .map(|(id, order, left, arrival, cost)| (id, order, left, known_early(arrival), cost))
                .collect();
            prop_assert_eq!(rows(&world, early), expected);
        }

        #[test]
        fn spans_tile_the_planned_rows(
            start in 0_i32..9_000, days in 1_u32..100,
            scale in prop_oneof![Just("0.0001"), Just("0.01"), Just("1"), Just("60"), Just("1000")],
        ) {
            let world = world(scale);
            let window = Window::new(crate::window::FIRST_DAY.plus_days(start), days).unwrap();
            let mut end = 0.0;
            let mut first = None;
            let mut total = None;
            for part in parts(&world, window) {
                for block in 0..part.blocks {
                    let position = position(&world, window, &part, block);
                    let (span, rows) = position.counted.clone().unwrap();
                    prop_assert_eq!(span.start.to_bits(), f64::to_bits(end));
                    prop_assert!(span.start <= span.end);
                    prop_assert!(first.is_none_or(|first| first < position.first));
                    // On its day it stands where it does in any other window.
                    let alone = slices(&world, &part).nth(block).unwrap();
                    prop_assert_eq!(position.span, position_on_its_day(&world, alone).span);
                    (end, first, total) = (span.end, Some(position.first), Some(rows));
                }
            }
            if let Some(total) = total {
                prop_assert_eq!(end.to_bits(), (total as f64).to_bits());
            }
        }
    }

    #[test]
    fn large_tables_are_folders_of_whole_days() {
        let window = Window::default();
        assert_eq!(parts(&world("3.9"), window).len(), 1);
        for scale in ["4.2", "60", "1000"] {
            let world = world(scale);
            let parts = parts(&world, window);
            let mut next = window.first();
            for (number, part) in parts.iter().enumerate() {
                assert_eq!(part.path, format!("shipments.parquet/part-{number:05}.parquet"));
                let Extent::Orders { first, last } = part.extent else { panic!("{:?}", part.extent) };
                assert_eq!(first, next);
                assert!(part.rows.count() <= 4_000_000 || first == last, "{part:?}");
                let slices: Vec<Slice> = slices(&world, part).collect();
                assert_eq!(slices.len(), part.blocks);
                assert!(slices.iter().all(|slice| slice.start < slice.end && slice.end - slice.start <= SLICE));
                next = last.plus_days(1);
            }
            assert_eq!(next, window.last().plus_days(1));
            assert!(parts.len() > 1);
        }
    }

    #[test]
    fn slices_of_a_day_make_up_the_day() {
        let world = world("0.01");
        let window = Window::new(Date::new(2024, 5, 1), 1).unwrap();
        let orders = world.demand.on(window.first());
        let of = |slices: &[(u64, u64)]| -> Vec<RecordBatch> {
            let slices: Vec<Slice> =
                slices.iter().map(|&(start, end)| Slice { date: window.first(), start, end }).collect();
            let shipments = Shipments { world: world.clone(), as_of: as_of(window) + (1 << 40), known: None, slices };
            (0..shipments.slices.len()).map(|block| shipments.batch(block)).collect()
        };
        let whole = of(&[(0, orders)]).remove(0);
        let mut row = 0;
        for piece in of(&[(0, 7), (7, 7), (7, orders)]) {
            assert_eq!(piece, whole.slice(row, piece.num_rows()));
            row += piece.num_rows();
        }
        assert_eq!(row, whole.num_rows());
    }
}
