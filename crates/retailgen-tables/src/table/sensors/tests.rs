//! Tests of `sensors` on the rows themselves.

use std::collections::BTreeMap;

use arrow_array::{
    cast::AsArray,
    types::{Decimal128Type, Int32Type, Int64Type, TimestampMicrosecondType},
};
use retailgen_synth::{
    Seed,
    calendar::{DAY, HOUR},
};

use super::*;
use crate::{parameters::Shelf, table, window::LAST_DAY, world::store::Site};

/// A row with the types taken off.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    at: i64,
    store: i64,
    shelf: String,
    temperature: f64,
    humidity: f64,
    battery: i32,
}

fn world(scale: &str) -> World {
    World::new(Seed(7), scale.parse().unwrap())
}

fn rows(batch: &RecordBatch) -> Vec<Row> {
    let decimal =
        |column: usize, row: usize| batch.column(column).as_primitive::<Decimal128Type>().value(row) as f64 / 100.0;
    (0..batch.num_rows())
        .map(|row| Row {
            at: batch.column(0).as_primitive::<TimestampMicrosecondType>().value(row),
            store: batch.column(1).as_primitive::<Int64Type>().value(row),
            shelf: batch.column(2).as_string::<i32>().value(row).to_owned(),
            temperature: decimal(3, row),
            humidity: decimal(4, row),
            battery: batch.column(5).as_primitive::<Int32Type>().value(row),
        })
        .collect()
}

/// The rows of a file.
fn of_file(world: &World, part: &Part) -> Vec<Row> {
    let file = open(world, part);
    (0..part.blocks).flat_map(|block| rows(&file.batch(block))).collect()
}

/// All readings in a window, sensor by sensor.
fn series(world: &World, window: Window) -> BTreeMap<(i64, String), Vec<Row>> {
    let mut sensors: BTreeMap<_, Vec<Row>> = BTreeMap::new();
    for row in parts(world, window).iter().flat_map(|part| of_file(world, part)) {
        sensors.entry((row.store, row.shelf.clone())).or_default().push(row);
    }
    sensors
}

fn shelf_of<'p>(world: &'p World, name: &str) -> &'p Shelf {
    let kinds = &world.parameters().sensors;
    let kinds = [&kinds.chilled, &kinds.frozen, &kinds.ambient];
    kinds.into_iter().find(|kind| name.starts_with(kind.prefix)).unwrap()
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let (a, b) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let sum = |f: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|p| f(p.0 - a, p.1 - b)).sum::<f64>();
    sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt()
}

#[test]
fn the_year_2024_has_its_volume_at_any_scale() {
    for (scale, target) in [("0.01", 70_000.0), ("0.0137", 95_900.0), ("0.1", 700_000.0)] {
        let world = world(scale);
        let parts = parts(&world, Window::default());
        let count: usize = parts
            .iter()
            .map(|part| {
                let file = open(&world, part);
                (0..part.blocks).map(|block| file.batch(block).num_rows()).sum::<usize>()
            })
            .sum();
        assert!((count as f64 / target - 1.0).abs() < 0.02, "{count} at {scale}");
        let planned: u64 = parts.iter().map(|part| part.rows.count()).sum();
        assert!((planned as f64 / count as f64 - 1.0).abs() < 0.01, "{planned} planned, {count} made at {scale}");
    }
}

#[test]
fn files_go_by_store_and_month_and_hold_nothing_else() {
    let world = world("0.05");
    let window = Window::new(Date::new(2024, 1, 20), 75).unwrap();
    let parts = parts(&world, window);
    let extents: Vec<_> = parts.iter().map(extent).collect();
    assert!(extents.is_sorted() && extents.len() >= 3 * 4);
    let paths: std::collections::BTreeSet<&str> = parts.iter().map(|part| part.path.as_str()).collect();
    assert_eq!(paths.len(), parts.len());
    let mut keys = std::collections::BTreeSet::new();
    for (part, (store, first, last)) in parts.iter().zip(extents) {
        let month = &first.to_string()[..7];
        assert_eq!(part.path, format!("sensors/store_id={}/month={month}/sensors.csv", store + 1));
        assert_ne!(world.stores.site(store), Site::Web);
        let rows = of_file(&world, part);
        assert!(!rows.is_empty());
        assert!(rows.is_sorted_by(|a, b| (a.at, &a.shelf) < (b.at, &b.shelf)), "{}", part.path);
        for row in rows {
            let date = Date::from_days(row.at.div_euclid(DAY) as i32);
            assert!(first <= date && date <= last && window.first() <= date && date <= window.last());
            assert!(row.store == store as i64 + 1 && world.stores.is_open(store, date));
            assert!(keys.insert((row.store, row.shelf, row.at)));
        }
    }
}

#[test]
fn a_day_is_the_same_in_any_window() {
    let world = world("0.05");
    let days = |start: Date, days: u32| -> BTreeMap<(StoreIndex, Date), RecordBatch> {
        let window = Window::new(start, days).unwrap();
        let blocks = parts(&world, window).into_iter().flat_map(|part| {
            let (file, (store, first, _)) = (open(&world, &part), extent(&part));
            let all = (0..part.blocks).map(|block| ((store, first.plus_days(block as i32)), file.batch(block)));
            all.collect::<Vec<_>>()
        });
        blocks.collect()
    };
    let long = days(Date::new(2023, 12, 1), 460);
    for (start, count) in [(Date::new(2024, 3, 5), 40), (Date::new(2024, 12, 31), 1), (Date::new(2025, 2, 28), 2)] {
        let short = days(start, count);
        let within = long.keys().filter(|(_, date)| (0..count as i32).contains(&(date.days() - start.days()))).count();
        assert_eq!(short.len(), within);
        for (place, batch) in short {
            assert_eq!(long[&place], batch, "{place:?}");
        }
    }
}

#[test]
fn no_file_of_a_single_day_is_empty() {
    let world = world("0.02");
    let hubs = world.fleet().outages();
    let mut failures = 0;
    for date in Window::default().dates() {
        for part in parts(&world, Window::new(date, 1).unwrap()) {
            failures += usize::from(!hubs.of_hub(extent(&part).0, date).is_empty());
            assert!(!of_file(&world, &part).is_empty(), "{}", part.path);
        }
    }
    assert!(failures > 0);
}

#[test]
fn blocks_tile_the_scale_of_days() {
    for scale in ["0.001", "0.01", "0.1"] {
        let world = world(scale);
        for date in [Date::new(2015, 1, 1), Date::new(2024, 2, 29), Date::new(2024, 12, 31), LAST_DAY] {
            let mut reached = table::rows_before(&world, Table::Sensors, date);
            let window = Window::new(date, 1).unwrap();
            for part in parts(&world, window) {
                let position = table::position(&world, window, &part, 0);
                assert_eq!((position.span.start, position.date), (reached, Some(date)));
                assert_eq!(position.first, reached as u64);
                assert!(open(&world, &part).batch(0).num_rows() as f64 <= position.span.end - position.span.start);
                reached = position.span.end;
            }
            let end = table::rows_before(&world, Table::Sensors, date.plus_days(1));
            // Whole numbers, so nothing is rounded.
            assert_eq!(reached as u64, end as u64, "{date} at {scale}");
        }
        // A block is the same place in any window.
        let (year, month) = (Window::default(), Window::new(Date::new(2024, 12, 5), 27).unwrap());
        let last = |window| {
            let part = parts(&world, window).pop()?;
            Some(table::position(&world, window, &part, part.blocks - 1))
        };
        assert_eq!(last(year), last(month));
    }
}

/// On every sensor that reads for a hundred days of the year or more.
#[test]
fn readings_behave_like_those_of_shelves() {
    let world = world("0.05");
    let sensors = series(&world, Window::default());
    let (mut kept, mut planned) = (0.0, 0.0);
    let mut chilled = (0.0, 0.0);
    for ((store, name), rows) in sensors.iter().filter(|(_, rows)| rows.len() > 2_400) {
        let shelf = shelf_of(&world, name);
        for row in rows {
            assert!((shelf.limits_c.0..=shelf.limits_c.1).contains(&row.temperature), "{row:?}");
            assert!((shelf.limits_pct.0..=shelf.limits_pct.1).contains(&row.humidity), "{row:?}");
            assert!((2_400..=3_800).contains(&row.battery), "{row:?}");
            if name.starts_with("CH") {
                chilled.0 += f64::from(u8::from(row.temperature <= 5.0));
                chilled.1 += 1.0;
            }
        }
        let mean = rows.iter().map(|row| row.temperature).sum::<f64>() / rows.len() as f64;
        // A bias of 2.5 standard deviations, and what the store's climate and a shelf's exposure add.
        assert!((mean - shelf.level_c).abs() < 2.0, "{store} {name}: {mean}");
        let hour = |row: &Row| row.at.div_euclid(HOUR);
        let next: Vec<(f64, f64)> = rows
            .windows(2)
            .filter(|pair| hour(&pair[1]) - hour(&pair[0]) == 1)
            .map(|pair| (pair[0].temperature, pair[1].temperature))
            .collect();
        assert!(correlation(&next) > 0.8, "{store} {name}: lag-1 {}", correlation(&next));
        let air: Vec<(f64, f64)> = rows.iter().map(|row| (row.temperature, row.humidity)).collect();
        assert!(correlation(&air) < -0.6, "{store} {name}: humidity {}", correlation(&air));
        // Every hour has its reading, but for outages: about half a per cent.
        let span = (hour(rows.last().unwrap()) - hour(&rows[0]) + 1) as f64;
        planned += span;
        kept += rows.len() as f64;
        assert!(1.0 - rows.len() as f64 / span < 0.015, "{store} {name}: {} of {span}", rows.len());
        let jumps = rows.windows(2).filter(|pair| pair[1].battery > pair[0].battery + 300).count();
        assert!(jumps <= 2, "{store} {name}: {jumps} changes in a year");
    }
    let lost = 1.0 - kept / planned;
    assert!((0.003..0.007).contains(&lost), "{lost}");
    assert!(chilled.0 / chilled.1 > 0.97, "{chilled:?}");
}

#[test]
fn shops_are_warmer_in_the_afternoon_and_in_january_and_cabinets_while_open() {
    let world = world("0.05");
    let mut by_hour: BTreeMap<(&str, i64), (f64, f64)> = BTreeMap::new();
    let mut by_month: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for ((store, name), rows) in &series(&world, Window::default()) {
        let place = world.stores.place(*store as u64 - 1, &world.geography);
        let zone = world.geography.place(place).zone;
        let kind = shelf_of(&world, name).prefix;
        for row in rows {
            let local = (row.at + zone.offset_at(row.at)).rem_euclid(DAY) / HOUR;
            let hour = by_hour.entry((kind, local)).or_default();
            *hour = (hour.0 + row.temperature, hour.1 + 1.0);
            if kind == "AM" {
                let month = by_month.entry(Date::from_days(row.at.div_euclid(DAY) as i32).month()).or_default();
                *month = (month.0 + row.temperature, month.1 + 1.0);
            }
        }
    }
    let mean = |&(sum, count): &(f64, f64)| sum / count;
    let at = |kind, hour| mean(&by_hour[&(kind, hour)]);
    let ambient = at("AM", 16) - at("AM", 4);
    assert!((1.8..3.2).contains(&ambient), "{ambient}");
    let (chilled, frozen) = (at("CH", 18) - at("CH", 4), at("FR", 18) - at("FR", 4));
    assert!((0.5..1.4).contains(&chilled) && (0.7..2.0).contains(&frozen), "{chilled} {frozen}");
    let season = mean(&by_month[&1]) - mean(&by_month[&7]);
    assert!((1.0..2.2).contains(&season), "{season}");
}

#[test]
fn a_heat_wave_is_felt_as_far_as_it_is_let_in() {
    let hottest = |heat_share| {
        let mut parameters = crate::Parameters::default();
        parameters.sensors.ambient.heat_share = heat_share;
        let world = World::with_parameters(Seed(7), "0.05".parse().unwrap(), parameters);
        let all = series(&world, Window::new(Date::new(2024, 1, 1), 60).unwrap()).into_values().flatten();
        all.filter(|row| row.shelf.starts_with("AM")).map(|row| row.temperature).fold(0.0, f64::max)
    };
    let (open, closed) = (hottest(0.3), hottest(0.0));
    assert!(open > closed + 0.5, "{open} {closed}");
}

#[test]
fn shelves_of_a_store_go_together_as_far_as_they_share_their_drift() {
    let together = |drift_shared| {
        let mut parameters = crate::Parameters::default();
        parameters.sensors.drift_shared = drift_shared;
        let world = World::with_parameters(Seed(7), "0.05".parse().unwrap(), parameters);
        let all = series(&world, Window::new(Date::new(2024, 3, 1), 60).unwrap());
        // Before the shops open nothing else differs from day to day.
        let nights = |name: &str| -> Vec<BTreeMap<i64, f64>> {
            let of_store = |rows: &Vec<Row>| {
                let night = rows.iter().filter(|row| row.at.rem_euclid(DAY) / HOUR == 15);
                night.map(|row| (row.at.div_euclid(DAY), row.temperature)).collect()
            };
            all.iter().filter(|((_, shelf), _)| shelf == name).map(|(_, rows)| of_store(rows)).collect()
        };
        let pairs = nights("CH-01").into_iter().zip(nights("AM-01")).map(|(chilled, ambient)| {
            let pairs: Vec<(f64, f64)> =
                chilled.iter().filter_map(|(day, one)| Some((*one, *ambient.get(day)?))).collect();
            correlation(&pairs)
        });
        let all: Vec<f64> = pairs.collect();
        all.iter().sum::<f64>() / all.len() as f64
    };
    let (usual, never) = (together(0.4), together(0.0));
    assert!(usual > never + 0.1, "{usual} {never}");
}
