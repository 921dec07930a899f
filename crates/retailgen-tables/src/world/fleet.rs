//! The fleet: which stores have shelf sensors, since when, and how many.

mod battery;
pub mod climate;
mod clock;
mod defrost;
mod mishap;
pub mod outage;
pub mod sensor;

use std::ops::Range;

use retailgen_synth::{Key, Scale, Seed, calendar::Date, permutation::Permutation};

use super::{
    World,
    store::{Site, StoreIndex, Stores},
};
use crate::{
    parameters::Sensors as Parameters,
    window::{FIRST_DAY, LAST_DAY},
};
use climate::Climate;
use clock::MOST_IN_STORE;
use mishap::{InStore, Mishaps};
use outage::Outages;
use sensor::{Keys, Sensor};

/// Readings at scale 1 over 2024 (contract).
const READINGS_IN_2024: u64 = 7_000_000;
/// Sensors that are put up together: a store gets its own in one to three steps.
const KIT: u32 = 4;

/// Which stores have sensors. The roll-out goes by store number, through a part of the stores of the first day which
/// never close, so the stores with sensors on a day are the first of one list, and all but the last have all of theirs.
///
/// The list takes 8 bytes for each store that ever has sensors: 2 kB at scale 1, 2 MB at the largest.
#[derive(Debug)]
pub struct Fleet {
    /// The stores, in the order of their numbers.
    stores: Vec<u32>,
    /// Sensors in the stores before each one when these have all of theirs, and in all of them.
    before: Vec<u32>,
    /// Sensors in use on each day of the company's life.
    in_use: Vec<u32>,
    /// Days of use of all sensors before each of these days, and in all.
    used: Vec<u64>,
    outages: Outages,
    mishaps: Mishaps,
    sensors: Keys,
    weather: Key,
}

impl Fleet {
    /// The fleet that belongs to `seed` at `scale`, in some of `stores`.
    pub fn new(seed: Seed, scale: Scale, stores: &Stores, parameters: &Parameters) -> Self {
        let key = seed.key("sensors");
        let outages = Outages::new(key.key("outage"), parameters);
        let mishaps = Mishaps::new(key.key("mishap"), &parameters.mishaps);
        let readings_a_day = 24.0 * (1.0 - outages.expected_loss());
        let target = scale.rows(READINGS_IN_2024) as f64 / readings_a_day;
        let growth = growth_against_2024(parameters.yearly_growth);
        // Kits are whole, so the curve lies above the number in use by up to one kit.
        let on_average = target / anchor().len() as f64;
        let most = (on_average + f64::from(KIT)) * growth.last().copied().unwrap_or(1.0);
        let (stores, before) = equipped_stores(key, stores, most, parameters.per_store);
        let in_use = roll_out(&before, &growth, target);
        let mut sum = 0;
        let used = std::iter::once(0)
            .chain(in_use.iter().map(|&sensors| {
                sum += u64::from(sensors);
                sum
            }))
            .collect();
        Self { stores, before, in_use, used, outages, mishaps, sensors: Keys::new(key), weather: key.key("weather") }
    }

    /// The stores that have sensors by the end of `date`, in the order of their numbers.
    pub fn stores_on(&self, date: Date) -> impl Iterator<Item = StoreIndex> + '_ {
        let in_use = self.in_use[day_index(date)];
        let count = self.before.partition_point(|&before| before < in_use);
        self.stores[..count.min(self.stores.len())].iter().map(|&store| StoreIndex::from(store))
    }

    /// Whether a store has sensors by the end of `date`.
    pub fn has_sensors(&self, store: StoreIndex, date: Date) -> bool {
        let rank = self.stores.binary_search_by_key(&store, |&store| StoreIndex::from(store));
        rank.is_ok_and(|rank| self.before[rank] < self.in_use[day_index(date)])
    }

    /// The first day on which a store of the fleet has sensors.
    pub fn since(&self, store: StoreIndex) -> Date {
        self.first_day_above(self.before[self.rank(store)])
    }

    /// How many sensors the stores with smaller numbers have on `date`, and how many `store` has.
    pub fn sensors_on(&self, store: StoreIndex, date: Date) -> (u64, u64) {
        let (rank, in_use) = (self.rank(store), self.in_use[day_index(date)]);
        let (before, by) = (self.before[rank].min(in_use), self.before[rank + 1].min(in_use));
        (u64::from(before), u64::from(by - before))
    }

    /// Days of use of all sensors before `date`, from the company's first day on.
    pub fn sensor_days_before(&self, date: Date) -> u64 {
        self.used[day_index(date)]
    }

    /// The silences.
    pub fn outages(&self) -> &Outages {
        &self.outages
    }

    /// What warms the cabinets of a store with this climate on a day, beyond the trade.
    pub fn mishaps(&self, store: StoreIndex, climate: &Climate, date: Date) -> InStore<'_> {
        self.mishaps.in_store(store, climate.hours_east(date), date)
    }

    /// The sensors that a store of the fleet has by the end of `date`, in the order in which they send in an hour.
    pub fn sensors(&self, parameters: &Parameters, store: StoreIndex, date: Date) -> Vec<Sensor> {
        let first = self.before[self.rank(store)];
        let (_, count) = self.sensors_on(store, date);
        let since: Vec<Date> = (0..count as u32).map(|place| self.first_day_above(first + place)).collect();
        self.sensors.sensors(parameters, store, &since)
    }

    /// What surrounds the shelves of a store.
    pub fn climate(&self, world: &World, store: StoreIndex) -> Climate {
        Climate::new(world, self.weather, store)
    }

    /// The first day with more than `sensors` in use.
    fn first_day_above(&self, sensors: u32) -> Date {
        FIRST_DAY.plus_days(self.in_use.partition_point(|&in_use| in_use <= sensors) as i32)
    }

    fn rank(&self, store: StoreIndex) -> usize {
        let rank = self.stores.binary_search_by_key(&store, |&store| StoreIndex::from(store));
        rank.expect("stores of sensors come from the fleet's own list")
    }
}

fn day_index(date: Date) -> usize {
    (date.days() - FIRST_DAY.days()) as usize
}

/// The days of 2024, which must meet the contract's volume.
fn anchor() -> Range<usize> {
    day_index(Date::new(2024, 1, 1))..day_index(Date::new(2025, 1, 1))
}

/// A curve over the company's life that grows by `yearly` a year, with mean 1 over 2024.
fn growth_against_2024(yearly: f64) -> Vec<f64> {
    let daily = libm::log(yearly) / 365.25;
    let middle = f64::midpoint(anchor().start as f64, anchor().end as f64);
    let growth: Vec<f64> = (0..=day_index(LAST_DAY)).map(|day| libm::exp(daily * (day as f64 - middle))).collect();
    let mean = growth[anchor()].iter().sum::<f64>() / anchor().len() as f64;
    growth.into_iter().map(|growth| growth / mean).collect()
}

/// Sensors in use on each day: whole kits below a multiple of `growth`, with `target` days of use in 2024.
fn roll_out(before: &[u32], growth: &[f64], target: f64) -> Vec<u32> {
    let in_2024 = |level: f64| -> f64 {
        let sensors = growth[anchor()].iter().map(|growth| u64::from(whole_kits(before, growth * level)));
        sensors.sum::<u64>() as f64
    };
    // The sum rises with the level in steps of one kit for one day, so there is a level that meets the target to half
    // a step; sixty halvings leave nothing between the two ends.
    let (mut low, mut high) = (0.0, target / anchor().len() as f64 + 2.0 * f64::from(KIT));
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if in_2024(middle) < target {
            low = middle;
        } else {
            high = middle;
        }
    }
    let level = if target - in_2024(low) < in_2024(high) - target { low } else { high };
    growth.iter().map(|growth| whole_kits(before, growth * level)).collect()
}

/// Stores for at least `most` sensors, in the order of their numbers, and the sensors before each of them.
///
/// Chosen by a shuffle among the shops that are open on the first day and never close in the company's life: the
/// simplest rule under which no sensor ever outlives its store. A quarter of the first day's shops close; of the rest
/// a seventh is needed at most. At the smallest scales, with three such shops, the fleet stops growing when they are
/// full.
fn equipped_stores(key: Key, stores: &Stores, most: f64, sizes: (u64, u64)) -> (Vec<u32>, Vec<u32>) {
    let (size, order) = (key.key("per_store"), key.key("stores"));
    let count = |store: u32| {
        let (fewest, most) = sizes;
        let most = most.min(MOST_IN_STORE);
        let half = (most - fewest) / 2;
        // Two draws make the middle sizes the most common.
        let mut stream = size.stream(u64::from(store));
        fewest + stream.below(half + 1) + stream.below(most - fewest - half + 1)
    };
    let fits = |store: &u64| {
        stores.site(*store) != Site::Web
            && stores.opened(*store) <= FIRST_DAY
            && stores.closes(*store).is_none_or(|closed| closed > LAST_DAY)
    };
    let shuffle = Permutation::new(order, stores.growth().before(FIRST_DAY));
    let mut sum = 0.0;
    let mut chosen: Vec<u32> = (0..shuffle.len())
        .map(|place| shuffle.at(place))
        .filter(fits)
        .map(|store| store as u32)
        .take_while(|&store| {
            let needed = sum < most;
            sum += count(store) as f64;
            needed
        })
        .collect();
    chosen.sort_unstable();
    let mut before = vec![0];
    before.extend(chosen.iter().scan(0, |sum, &store| {
        *sum += count(store) as u32;
        Some(*sum)
    }));
    (chosen, before)
}

/// The largest number of sensors up to `sensors` at which the store that is being equipped has whole kits or all.
fn whole_kits(before: &[u32], sensors: f64) -> u32 {
    let sensors = sensors as u32;
    let store = before.partition_point(|&before| before <= sensors) - 1;
    if store + 1 == before.len() { before[store] } else { before[store] + (sensors - before[store]) / KIT * KIT }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn world(scale: &str) -> World {
        World::new(Seed(11), scale.parse().unwrap())
    }

    fn days() -> impl Iterator<Item = Date> {
        (0..=day_index(LAST_DAY) as i32).map(|day| FIRST_DAY.plus_days(day))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_scale_meets_its_volume(seed: u64, nanos in 10_000_000_u64..1_500_000_000) {
            let scale = Scale::new(nanos as f64 / 1e9).unwrap();
            let world = World::new(Seed(seed), scale);
            let fleet = world.fleet();
            let days = fleet.sensor_days_before(Date::new(2025, 1, 1)) - fleet.sensor_days_before(Date::new(2024, 1, 1));
            let expected = days as f64 * 24.0 * (1.0 - fleet.outages().expected_loss());
            // Half a kit's day of a year's 2,930 days of use at scale .01; what outages lose by chance comes on top.
            let target = scale.rows(READINGS_IN_2024) as f64;
            prop_assert!((expected / target - 1.0).abs() < 0.001, "{expected} {target}");
        }
    }

    #[test]
    fn sensors_are_only_in_open_shops() {
        for scale in ["0.0001", "0.001", "0.01", "0.1", "1"] {
            let world = world(scale);
            let last: Vec<StoreIndex> = world.fleet().stores_on(LAST_DAY).collect();
            assert!(!last.is_empty() && last.is_sorted());
            for store in last {
                assert_ne!(world.stores.site(store), Site::Web);
                for date in days().filter(|&date| date >= world.fleet().since(store)) {
                    assert!(world.stores.is_open(store, date), "{store} on {date} at {scale}");
                }
            }
        }
    }

    #[test]
    fn stores_have_four_to_twelve_and_fill_one_after_the_other() {
        let world = world("0.1");
        let fleet = world.fleet();
        let mut last = 0;
        for date in days() {
            let mut sum = 0;
            for store in fleet.stores_on(date) {
                let (before, count) = fleet.sensors_on(store, date);
                assert_eq!(before, sum);
                assert!((4..=MOST_IN_STORE).contains(&count), "{count} in {store} on {date}");
                sum += count;
            }
            assert_eq!(sum, fleet.sensor_days_before(date.plus_days(1)) - fleet.sensor_days_before(date));
            assert!(sum >= last);
            last = sum;
        }
        let of_2024 = fleet.stores_on(Date::new(2024, 7, 1)).count();
        assert!((8..=12).contains(&of_2024), "{of_2024}");
    }

    #[test]
    fn the_smallest_scale_has_a_few_sensors_by_the_end() {
        let world = world("0.0001");
        assert!(world.fleet().sensor_days_before(LAST_DAY.plus_days(1)) > 0);
    }
}
