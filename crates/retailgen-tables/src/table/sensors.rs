//! `sensors`: hourly readings of the shelves' sensors.

use arrow_array::RecordBatch;
use retailgen_schema::{
    Decimal, Table, TimestampMicros,
    sensors::{SensorsBuilder, SensorsRow},
};
use retailgen_synth::calendar::{Date, date::days_in_month};

use super::{Extent, Part, PartRows, Position, Rows};
use crate::{
    window::Window,
    world::{
        World,
        fleet::{climate::Climate, sensor::Sensor},
        store::StoreIndex,
    },
};

const HOURS: u64 = 24;

/// The files of the table in `window`: one a store and month, a block a day.
pub fn parts(world: &World, window: Window) -> Vec<Part> {
    let months = months(window);
    let of_store = |store: StoreIndex| {
        let since = world.fleet().since(store);
        let months = months.iter().filter(move |month| month.last >= since);
        months.map(move |month| part(world, store, month, since.max(month.first)))
    };
    world.fleet().stores_on(window.last()).flat_map(of_store).collect()
}

/// The days of a month that lie in the window.
struct Month {
    name: String,
    first: Date,
    last: Date,
}

fn months(window: Window) -> Vec<Month> {
    let mut months = Vec::new();
    let mut first = window.first();
    while first <= window.last() {
        let (year, month, day) = first.civil();
        let last = first.plus_days((days_in_month(year, month) - day) as i32).min(window.last());
        months.push(Month { name: first.to_string()[..7].to_owned(), first, last });
        first = last.plus_days(1);
    }
    months
}

/// The file of a store and month, whose first day with sensors is `first`.
fn part(world: &World, store: StoreIndex, month: &Month, first: Date) -> Part {
    let table = Table::Sensors;
    let id = (store + 1).to_string();
    let path = table.definition().path_for(&[("store_id", &id), ("month", &month.name)]);
    let blocks = (month.last.days() - first.days() + 1) as usize;
    let sensor_days: u64 = (0..blocks as i32).map(|day| world.fleet().sensors_on(store, first.plus_days(day)).1).sum();
    let kept = 1.0 - world.fleet().outages().expected_loss();
    let path = path.expect("the sensors are partitioned by store and month");
    let rows = Rows::About(((sensor_days * HOURS) as f64 * kept) as u64);
    Part::new(table, path, rows, blocks, Extent::StoreMonth { store, first, last: month.last })
}

/// The store and the first day of a file.
fn extent(part: &Part) -> (StoreIndex, Date, Date) {
    match part.extent {
        Extent::StoreMonth { store, first, last } => (store, first, last),
        _ => unreachable!("the files of the sensors have a store and month each"),
    }
}

/// Where a block stands in the table: days follow each other, and within a day stores, each with all its hours.
pub fn position(world: &World, part: &Part, block: usize) -> Position {
    let (store, first, _) = extent(part);
    let date = first.plus_days(block as i32);
    let (before, here) = world.fleet().sensors_on(store, date);
    let start = (world.fleet().sensor_days_before(date) + before) * HOURS;
    Position::on_day(date, start, start as f64..(start + here * HOURS) as f64)
}

/// Rows before a date, on the scale of [`Position::span`]: 24 a sensor and day, outages not taken off.
pub fn rows_before(world: &World, date: Date) -> f64 {
    (world.fleet().sensor_days_before(date) * HOURS) as f64
}

/// Makes ready to generate the rows of a file.
pub fn open(world: &World, part: &Part) -> Box<dyn PartRows> {
    let (store, first, last) = extent(part);
    Box::new(Sensors {
        world: world.clone(),
        store,
        first,
        climate: world.fleet().climate(world, store),
        mounted: world.fleet().sensors(&world.parameters().sensors, store, last),
    })
}

/// The readings of one store and month.
struct Sensors {
    world: World,
    store: StoreIndex,
    first: Date,
    climate: Climate,
    /// In the order in which they send within an hour; the last of them may not be up on the first days.
    mounted: Vec<Sensor>,
}

impl PartRows for Sensors {
    fn batch(&self, block: usize) -> RecordBatch {
        let fleet = self.world.fleet();
        let date = self.first.plus_days(block as i32);
        let (_, count) = fleet.sensors_on(self.store, date);
        let conditions = self.climate.on(date);
        let mishaps = fleet.mishaps(self.store, &self.climate, date);
        let hub = fleet.outages().of_hub(self.store, date);
        let days: Vec<_> = self
            .mounted
            .iter()
            .filter(|sensor| sensor.place < count)
            .map(|sensor| {
                let silent = fleet.outages().of_sensor(sensor.number, date, &hub);
                (sensor, silent, sensor.day(date, &conditions, &mishaps))
            })
            .collect();
        let mut rows = SensorsBuilder::with_capacity(days.len() * HOURS as usize);
        for hour in 0..HOURS as usize {
            for (sensor, _, readings) in days.iter().filter(|(_, silent, _)| !silent.contains(&hour)) {
                let reading = readings[hour];
                rows.push(&SensorsRow {
                    sensor_ts: TimestampMicros(reading.at),
                    store_id: self.store as i64 + 1,
                    shelf_id: &sensor.shelf_id,
                    temperature_c: Decimal(reading.temperature),
                    humidity_pct: Decimal(reading.humidity),
                    battery_mv: reading.battery,
                });
            }
        }
        rows.finish()
    }
}

#[cfg(test)]
mod tests;
