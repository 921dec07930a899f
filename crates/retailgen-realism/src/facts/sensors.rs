//! Readings, sensor by sensor.

use std::collections::BTreeMap;

use arrow_array::types::{Decimal128Type, Int32Type, Int64Type, TimestampMicrosecondType};
use retailgen::{Dataset, Table};

use super::{column, each, text};

/// A sensor with what it read in the year.
#[derive(Debug, Clone)]
pub struct Sensor {
    /// `store_id`.
    pub store: i64,
    /// `shelf_id`, which begins with the kind of shelf.
    pub shelf: String,
    /// In the order of time.
    pub readings: Vec<Reading>,
}

/// A reading.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// Microseconds UTC.
    pub at: i64,
    /// `temperature_c`.
    pub celsius: f64,
    /// `humidity_pct`.
    pub humidity: f64,
    /// `battery_mv`.
    pub millivolts: i32,
}

pub(super) fn read(dataset: &Dataset) -> Vec<Sensor> {
    let mut sensors: BTreeMap<(i64, String), Vec<Reading>> = BTreeMap::new();
    each(dataset, Table::Sensors, |batch| {
        let (at, store) =
            (column::<TimestampMicrosecondType>(batch, "sensor_ts"), column::<Int64Type>(batch, "store_id"));
        let (shelf, battery) = (text(batch, "shelf_id"), column::<Int32Type>(batch, "battery_mv"));
        let celsius = column::<Decimal128Type>(batch, "temperature_c");
        let humidity = column::<Decimal128Type>(batch, "humidity_pct");
        for row in 0..batch.num_rows() {
            sensors.entry((store.value(row), shelf.value(row).to_owned())).or_default().push(Reading {
                at: at.value(row),
                celsius: celsius.value(row) as f64 / 100.0,
                humidity: humidity.value(row) as f64 / 100.0,
                millivolts: battery.value(row),
            });
        }
    });
    let sensor = |((store, shelf), readings)| Sensor { store, shelf, readings };
    sensors.into_iter().map(sensor).collect()
}
