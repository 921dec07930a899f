//! Carriers: who takes a parcel, how long it is on its way, and by when it was promised.

use retailgen_schema::shipments::CARRIER_ACCEPTED;
use retailgen_synth::{
    calendar::{Date, HOUR, SECOND, holiday},
    distribution::{alias::AliasTable, normal},
    key::Stream,
};

use super::{
    destination::{Destination, Lane},
    workdays::{business_day_after, is_working_saturday},
};
use crate::{
    parameters::Deliveries as Parameters,
    window::{FIRST_DAY, LAST_DAY},
};

/// A company that delivers, in the schema's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    AustraliaPost,
    StarTrack,
    Aramex,
    CouriersPlease,
    FedEx,
    Dhl,
}

impl Carrier {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::AustraliaPost, Self::StarTrack, Self::Aramex, Self::CouriersPlease, Self::FedEx, Self::Dhl];

    /// As it stands in the data.
    pub fn name(self) -> &'static str {
        CARRIER_ACCEPTED[self as usize]
    }
}

/// Most business days that a parcel is on its way; what takes longer is found again by then.
const LONGEST_TRANSIT: f64 = 40.0;
/// The days that these take at most, with weekends and the densest holidays.
pub(super) const LONGEST_WAY: i32 = 63;

/// Chooses carriers and times their deliveries.
#[derive(Debug)]
pub struct Carriers {
    /// By the destination's class, standard and express.
    choice: [[AliasTable; 2]; 3],
    arrival_hours: AliasTable,
    /// How much longer the way takes for what leaves on each day of the company's life.
    congestion: Vec<f64>,
    parameters: Parameters,
}

/// The way of a parcel from despatch to the door.
#[derive(Debug, Clone, Copy)]
pub struct Transit {
    /// When it arrives, microseconds UTC; `None` where it is lost.
    pub arrival: Option<i64>,
    /// The end of the last day of the service level at the destination, microseconds UTC.
    pub promised_by: i64,
}

impl Carriers {
    /// The carriers that `parameters` describe.
    pub fn new(parameters: &Parameters) -> Self {
        let days = FIRST_DAY.days()..=LAST_DAY.days() + super::despatch::LONGEST_WAIT;
        let choice =
            |class: usize| [parameters.standard_shares[class], parameters.express_shares[class]].map(AliasTable::new);
        Self {
            choice: [choice(0), choice(1), choice(2)],
            arrival_hours: AliasTable::new(parameters.arrival_hours),
            congestion: days.map(|day| congestion(Date::from_days(day), parameters.congestion)).collect(),
            parameters: parameters.clone(),
        }
    }

    /// Who takes a parcel.
    pub fn choose(&self, destination: &Destination, express: bool, bits: u64) -> Carrier {
        Carrier::ALL[self.choice[destination.class()][usize::from(express)].pick(bits)]
    }

    /// The service level: business days at the destination, after the date of despatch at the warehouse, by the end of
    /// which a parcel is to arrive.
    pub fn service_level(&self, carrier: Carrier, lane: Lane, express: bool) -> u32 {
        let figures = &self.parameters.carriers[carrier as usize];
        if express { figures.express_level[lane as usize] } else { figures.standard_level[lane as usize] }
    }

    /// The way of a parcel that left on `despatched` along `lane`, which may be longer than its destination's own.
    pub fn transit(
        &self,
        carrier: Carrier,
        destination: &Destination,
        lane: Lane,
        express: bool,
        despatched: Date,
        stream: &mut Stream,
    ) -> Transit {
        let level = self.service_level(carrier, destination.lane, express);
        let promised = business_day_after(despatched, level, destination.holidays);
        let promised_by = destination.zone.instant_of(promised.plus_days(1).midnight_utc());
        let days = self.days(carrier, destination, lane, express, despatched, stream.unit());
        let mut date = business_day_after(despatched, days, destination.holidays);
        let on_saturday = stream.chance(self.parameters.saturday_share)
            && self.parameters.carriers[carrier as usize].saturdays
            && destination.is_large_centre
            && !destination.lane.is_abroad();
        let saturday = date.plus_days(-2);
        if on_saturday && is_working_saturday(saturday, destination.holidays) && saturday > despatched {
            date = saturday;
        }
        let hour = 7 + self.arrival_hours.pick(stream.bits()) as i64;
        let time = hour * HOUR + stream.below((HOUR / SECOND) as u64) as i64 * SECOND;
        let arrives = !stream.chance(self.parameters.lost);
        Transit { arrival: arrives.then(|| destination.zone.instant_of(date.midnight_utc() + time)), promised_by }
    }

    /// Business days in transit, of which the share `p` of parcels take fewer.
    fn days(
        &self,
        carrier: Carrier,
        destination: &Destination,
        lane: Lane,
        express: bool,
        despatched: Date,
        p: f64,
    ) -> u32 {
        let parameters = &self.parameters;
        let (standard, express_pace) = parameters.carriers[carrier as usize].pace;
        let (pace, medians) =
            if express { (express_pace, &parameters.express_days) } else { (standard, &parameters.standard_days) };
        let (standard_sd, express_sd, abroad_sd) = parameters.transit_log_sd;
        let (at_home, abroad, express_abroad) = parameters.fewest_days;
        let (log_sd, fewest) = match (lane.is_abroad(), express) {
            (false, false) => (standard_sd, at_home),
            (false, true) => (express_sd, at_home),
            (true, false) => (abroad_sd, abroad),
            (true, true) => (abroad_sd, express_abroad),
        };
        let congestion = self.congestion.get((despatched.days() - FIRST_DAY.days()) as usize).copied().unwrap_or(1.0);
        let median = lane.figure(medians, destination.is_large_centre) * pace * congestion;
        let days = normal::log_normal_quantile(p, median, log_sd).min(LONGEST_TRANSIT);
        ((days + 0.5) as u32).max(fewest)
    }
}

/// The factor on days in transit for what leaves on `date`: it rises from Black Friday to its peak on 9 December, stays
/// until Christmas Eve and is gone after the first week of January.
fn congestion(date: Date, peak: f64) -> f64 {
    let (year, month, day) = date.civil();
    let share = match (month, day) {
        (11, 22..) | (12, ..9) => {
            let begins = holiday::black_friday(year);
            let rises = f64::from(Date::new(year, 12, 9).days() - begins.days());
            (f64::from(date.days() - begins.days()) / rises).max(0.0)
        }
        (12, ..=24) => 1.0,
        (12, day) => f64::from(39 - day) / 15.0,
        (1, ..=7) => f64::from(8 - day) / 15.0,
        _ => 0.0,
    };
    1.0 + (peak - 1.0) * share
}

#[cfg(test)]
mod tests {
    use retailgen_synth::calendar::holiday::State;

    use super::*;
    use crate::world::delivery::workdays::Holidays;

    #[test]
    fn names_are_the_schemas() {
        assert_eq!(Carrier::ALL.map(Carrier::name), CARRIER_ACCEPTED);
        assert_eq!((Carrier::FedEx.name(), Carrier::Dhl.name()), ("FedEx", "DHL"));
    }

    #[test]
    fn no_way_takes_longer_than_the_longest() {
        let kept = State::ALL.map(Holidays::of).into_iter().chain([Holidays::ABROAD]);
        let longest = kept.flat_map(|holidays| {
            let dates = (FIRST_DAY.days()..=LAST_DAY.days()).map(Date::from_days);
            dates.map(move |date| business_day_after(date, LONGEST_TRANSIT as u32, holidays).days() - date.days())
        });
        assert_eq!(longest.max(), Some(LONGEST_WAY));
    }

    #[test]
    fn whoever_is_chosen_serves_the_lane() {
        let parameters = Parameters::default();
        for (carrier, figures) in Carrier::ALL.into_iter().zip(parameters.carriers) {
            for lane in 0..figures.standard_level.len() {
                let classes = if lane < 3 { 0..2 } else { 2..3 };
                for class in classes {
                    let shares = (parameters.standard_shares[class], parameters.express_shares[class]);
                    let chosen = (shares.0[carrier as usize] > 0.0, shares.1[carrier as usize] > 0.0);
                    let served = (figures.standard_level[lane] > 0, figures.express_level[lane] > 0);
                    assert_eq!(chosen, served, "{carrier:?} on lane {lane}");
                }
            }
        }
    }

    #[test]
    fn the_rush_before_christmas_comes_and_goes() {
        let at = |month, day| (congestion(Date::new(2024, month, day), 1.15) * 1e6) as u32;
        assert_eq!(
            [at(6, 30), at(11, 28), at(12, 9), at(12, 24), at(1, 8)],
            [1_000_000, 1_000_000, 1_150_000, 1_150_000, 1_000_000]
        );
        assert!(at(11, 30) > at(11, 29) && at(12, 8) < at(12, 9) && at(12, 31) > at(1, 1) && at(1, 1) > at(1, 7));
    }
}
