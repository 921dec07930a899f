//! Mishaps: what warms the cabinets of a store for some hours, from goods that are brought in to a cooling that fails.

use retailgen_synth::{Key, calendar::Date};

use crate::parameters::{Cooling, Mishaps as Parameters, Outages as Law};

/// Hours in which the air of a cabinet comes within 1/e of what an open door lets in.
const DOOR_HOURS: f64 = 1.0;
/// Hours in which the warmth falls to a share of 1/e once the cause is gone.
const RECOVERY_HOURS: f64 = 1.6;
/// °C that nobody sees.
const LEAST: f64 = 0.02;

/// The mishaps of all stores and cabinets.
#[derive(Debug)]
pub struct Mishaps {
    parameters: Parameters,
    deliveries: Key,
    power_cuts: Key,
    failures: Key,
    open_doors: Key,
}

/// What goes on in a store on a day.
#[derive(Debug)]
pub struct InStore<'m> {
    mishaps: &'m Mishaps,
    date: Date,
    /// The day's and the day before's.
    deliveries: [Option<Delivery>; 2],
    power_cuts: [Option<Spell>; 2],
}

#[derive(Debug, Clone, Copy)]
struct Delivery {
    spell: Spell,
    /// Against a door that stays open.
    strength: f64,
}

/// From when until when, in hours from a day's midnight UTC.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spell {
    from: f64,
    until: f64,
}

impl Mishaps {
    /// Those below `key`.
    pub fn new(key: Key, parameters: &Parameters) -> Self {
        Self {
            parameters: parameters.clone(),
            deliveries: key.key("delivery"),
            power_cuts: key.key("power_cut"),
            failures: key.key("failure"),
            open_doors: key.key("open_door"),
        }
    }

    /// What goes on on `date` in `store`, whose clock is `hours_east` of UTC.
    pub fn in_store(&self, store: u64, hours_east: f64, date: Date) -> InStore<'_> {
        InStore {
            mishaps: self,
            date,
            deliveries: [0, 1].map(|days_ago| self.delivery(store, hours_east, date, days_ago)),
            power_cuts: spells(&self.parameters.power_cuts, self.power_cuts, store, date),
        }
    }

    /// The delivery of so many days before `date`, if there was one; the store's clock is `hours_east` of UTC.
    fn delivery(&self, store: u64, hours_east: f64, date: Date, days_ago: u8) -> Option<Delivery> {
        let mut draws = self.deliveries.nth((date.days() - i32::from(days_ago)) as u64).stream(store);
        if !draws.chance(self.parameters.delivery_share) {
            return None;
        }
        let mut between = |(low, high): (f64, f64)| low + (high - low) * draws.unit();
        let time = (between(self.parameters.delivery_hours) - hours_east).rem_euclid(24.0);
        let from = time - 24.0 * f64::from(days_ago);
        let takes = between(self.parameters.delivery_takes);
        let strength = between((0.0, self.parameters.delivery_strength));
        Some(Delivery { spell: Spell { from, until: from + takes }, strength })
    }
}

impl InStore<'_> {
    /// Adds what warms a cabinet at the day's readings, which are taken `within` of an hour past each full one.
    pub fn warm(&self, cabinet: &Cabinet, within: f64, readings: &mut [f64; 24]) {
        let Mishaps { parameters, failures, open_doors, .. } = self.mishaps;
        let Cabinet { number, exposure, cooling, below_shop_c } = cabinet;
        let door_c = cooling.open_c * exposure;
        for Delivery { spell, strength } in self.deliveries.into_iter().flatten() {
            spell.warm(door_c * strength, DOOR_HOURS, within, readings);
        }
        for spell in spells(&parameters.open_doors, *open_doors, *number, self.date).into_iter().flatten() {
            spell.warm(door_c, DOOR_HOURS, within, readings);
        }
        let failures = spells(&parameters.failures, *failures, *number, self.date);
        for spell in self.power_cuts.into_iter().chain(failures).flatten() {
            spell.warm(*below_shop_c, cooling.idle_hours, within, readings);
        }
    }
}

/// A cabinet as mishaps see it.
#[derive(Debug)]
pub struct Cabinet {
    /// Its sensor's number.
    pub number: u64,
    /// How strongly the probe feels what comes in at a door.
    pub exposure: f64,
    pub cooling: Cooling,
    /// By how much it is kept colder than the shop, in °C.
    pub below_shop_c: f64,
}

/// The spells of an entity that `date` feels: of that date's span of days, and of the one before where that is the
/// day before's. A spell and what follows it take less than a day.
fn spells(law: &Law, key: Key, entity: u64, date: Date) -> [Option<Spell>; 2] {
    let (days, span) = (i64::from(date.days()), i64::from(law.span_days));
    let own = days.div_euclid(span);
    let of = |number: i64| {
        let mut draws = key.nth(number as u64).stream(entity);
        if !draws.chance(law.chance) {
            return None;
        }
        let (shortest, longest) = law.hours;
        let u = draws.unit();
        let takes = f64::from(shortest) + f64::from(longest - shortest) * u * u;
        let from = ((number * span - days) as f64 + f64::from(law.span_days) * draws.unit()) * 24.0;
        Some(Spell { from, until: from + takes }).filter(|spell| spell.from < 24.0 && spell.until > -24.0)
    };
    [of(own), if days == own * span { of(own - 1) } else { None }]
}

impl Spell {
    /// Adds a warmth that goes towards `towards` °C, and is within 1/e of it after `hours`, while the spell lasts, and is
    /// cooled away after it.
    fn warm(self, towards: f64, hours: f64, within: f64, readings: &mut [f64; 24]) {
        let begun = |after: f64| towards * (1.0 - libm::exp(-after / hours));
        let peak = begun(self.until - self.from);
        let first = (self.from - within).ceil().clamp(0.0, 24.0);
        for (hour, reading) in readings.iter_mut().enumerate().skip(first as usize) {
            let at = hour as f64 + within;
            let warmth = if at < self.until {
                begun(at - self.from)
            } else {
                peak * libm::exp((self.until - at) / RECOVERY_HOURS)
            };
            if at >= self.until && warmth < LEAST {
                break;
            }
            *reading += warmth;
        }
    }
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;
    use crate::Parameters as All;

    fn cabinet(number: u64) -> Cabinet {
        let cooling = All::default().sensors.chilled.cooling.unwrap();
        Cabinet { number, exposure: 1.0, cooling, below_shop_c: 17.0 }
    }

    /// The hourly warmth of cabinets over a year, none of whose stores has deliveries or power cuts.
    fn warmth(parameters: &Parameters, cabinets: u64) -> Vec<Vec<f64>> {
        let mishaps = Mishaps::new(Seed(1).key("mishaps"), parameters);
        let of = |number| {
            let day = |day| {
                let mut readings = [0.0; 24];
                let date = Date::new(2024, 1, 1).plus_days(day);
                let (deliveries, power_cuts) = ([None; 2], [None; 2]);
                let in_store = InStore { mishaps: &mishaps, date, deliveries, power_cuts };
                in_store.warm(&cabinet(number), 0.5, &mut readings);
                readings
            };
            (0..366).flat_map(day).collect()
        };
        (0..cabinets).map(of).collect()
    }

    fn share_above(parameters: &Parameters, celsius: f64) -> f64 {
        let all: Vec<f64> = warmth(parameters, 200).concat();
        all.iter().filter(|&&warmth| warmth > celsius).count() as f64 / all.len() as f64
    }

    #[test]
    fn warmth_rises_and_goes_without_a_step_at_midnight() {
        let parameters = All::default().sensors.mishaps;
        for year in warmth(&parameters, 300) {
            for (hour, pair) in year.windows(2).enumerate() {
                // An open door brings 5 °C in its first hour at most, and a cabinet loses half its warmth in an hour.
                assert!(pair[1] - pair[0] < 5.0, "hour {hour}: {pair:?}");
                assert!(pair[1] > pair[0] * 0.5 - 2.0 * LEAST, "hour {hour}: {pair:?}");
            }
        }
    }

    #[test]
    fn failures_and_open_doors_come_as_often_as_they_are_asked_for() {
        let usual = All::default().sensors.mishaps;
        let often = |law: &Law| Law { span_days: law.span_days / 2, ..law.clone() };
        let (hot, warm) = (share_above(&usual, 5.0), share_above(&usual, 1.0));
        let failing = Parameters { failures: often(&usual.failures), ..usual.clone() };
        let ajar = Parameters { open_doors: often(&usual.open_doors), ..usual.clone() };
        assert!(hot > 0.00005 && hot < 0.001 && (0.001..0.01).contains(&warm), "{hot} {warm}");
        assert!((1.4..2.8).contains(&(share_above(&failing, 5.0) / hot)));
        assert!((1.3..2.2).contains(&(share_above(&ajar, 1.0) / warm)));
    }

    #[test]
    fn a_power_cut_warms_all_cabinets_of_a_store_at_once() {
        let law = |chance| Law { span_days: 20, chance, hours: (3, 3) };
        let usual = All::default().sensors.mishaps;
        let none = Law { chance: 0.0, ..usual.failures.clone() };
        let shared = |chance| {
            let parameters = Parameters {
                power_cuts: law(chance),
                delivery_share: 0.0,
                failures: none.clone(),
                open_doors: none.clone(),
                ..usual.clone()
            };
            let mishaps = Mishaps::new(Seed(3).key("mishaps"), &parameters);
            let dates = (0..400).map(|day| Date::new(2024, 1, 1).plus_days(day));
            let both = dates.flat_map(|date| {
                let in_store = mishaps.in_store(5, 10.0, date);
                let warmth = |number| {
                    let mut readings = [0.0; 24];
                    in_store.warm(&cabinet(number), 0.5, &mut readings);
                    readings
                };
                warmth(60).into_iter().zip(warmth(61)).collect::<Vec<_>>()
            });
            both.filter(|(one, other)| {
                assert_eq!(one.to_bits(), other.to_bits());
                *one > 1.0
            })
            .count()
        };
        // Twenty cuts of three hours, the first of which warms by less than a degree.
        assert_eq!(shared(0.0), 0);
        assert!((40..100).contains(&shared(1.0)), "{}", shared(1.0));
    }

    #[test]
    fn deliveries_come_to_all_cabinets_in_the_local_morning() {
        let parameters = All::default().sensors.mishaps;
        let mishaps = Mishaps::new(Seed(2).key("mishaps"), &parameters);
        let days = 2_000;
        let mut seen = 0;
        for date in (0..days).map(|day| Date::new(2024, 1, 1).plus_days(day)) {
            let Some(Delivery { spell, strength }) = mishaps.delivery(7, 10.0, date, 0) else { continue };
            seen += 1;
            let local = (spell.from + 10.0) % 24.0;
            assert!((5.0..9.0).contains(&local) && (0.0..0.4).contains(&strength));
            let next_day = mishaps.delivery(7, 10.0, date.plus_days(1), 1).unwrap();
            assert!((next_day.spell.from + 24.0 - spell.from).abs() < 1e-9);
        }
        let share = f64::from(seen) / f64::from(days);
        // Five standard deviations of 2,000 days.
        assert!((share - parameters.delivery_share).abs() < 0.056, "{share}");
        let none = Parameters { delivery_share: 0.0, ..parameters };
        assert!(Mishaps::new(Seed(2).key("mishaps"), &none).delivery(7, 10.0, Date::new(2024, 1, 1), 0).is_none());
    }
}
