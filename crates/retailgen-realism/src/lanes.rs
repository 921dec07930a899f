//! Where parcels go: lanes, carriers' service levels, and the calendars and clocks of destinations.

use retailgen::Date;
use retailgen_schema::shipments::CARRIER_ACCEPTED;
use retailgen_synth::calendar::{
    DAY, Zone,
    holiday::{self, State},
};
use retailgen_tables::Parameters;

use crate::Customer;

/// Destinations with one service level, in the order of the generator's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// New South Wales, the Australian Capital Territory and Victoria.
    Near,
    /// Queensland and South Australia.
    Interstate,
    /// Western Australia, Tasmania and the Northern Territory.
    Far,
    NewZealand,
    Singapore,
    NorthAmerica,
    Europe,
}

impl Lane {
    fn of(state: State) -> Self {
        match state {
            State::Nsw | State::Act | State::Vic => Self::Near,
            State::Qld | State::Sa => Self::Interstate,
            State::Wa | State::Tas | State::Nt => Self::Far,
        }
    }

    pub fn is_abroad(self) -> bool {
        !matches!(self, Self::Near | Self::Interstate | Self::Far)
    }
}

/// The service levels of all carriers: business days within which they promise to deliver.
#[derive(Debug)]
pub struct ServiceLevels(Parameters);

impl ServiceLevels {
    /// Those that the generator keeps to.
    pub fn new() -> Self {
        Self(Parameters::default())
    }

    /// The level of a carrier's parcels on a lane.
    pub fn of(&self, carrier: &str, lane: Lane, express: bool) -> u32 {
        let place = CARRIER_ACCEPTED.iter().position(|&name| name == carrier).expect("the schema lists the carriers");
        let carrier = &self.0.deliveries.carriers[place];
        let level = if express { carrier.express_level[lane as usize] } else { carrier.standard_level[lane as usize] };
        assert!(level > 0, "carrier {place} does not serve {lane:?}");
        level
    }
}

/// The date at the warehouses, in Sydney and Melbourne, at an instant.
pub fn date_at_warehouse(instant: i64) -> Date {
    local_date(zone_of(State::Nsw), instant)
}

/// A customer's home as carriers see it.
#[derive(Debug, Clone, Copy)]
pub struct Destination {
    pub lane: Lane,
    state: Option<State>,
    zone: Zone,
}

impl Destination {
    pub fn of(customer: &Customer) -> Self {
        let state = Some(customer.state.as_str()).filter(|_| customer.country == "AU");
        let state = state.and_then(State::from_abbreviation);
        let (lane, zone) = match (customer.country.as_str(), state) {
            (_, Some(state)) => (Lane::of(state), zone_of(state)),
            ("NZ", _) => (Lane::NewZealand, zone("Pacific/Auckland")),
            ("SG", _) => (Lane::Singapore, zone("Asia/Singapore")),
            // Parcels arrive from 7:00 to 21:00, when it is the same date in Arizona from Newfoundland to Hawaii.
            ("US" | "CA", _) => (Lane::NorthAmerica, zone("America/Phoenix")),
            _ => (Lane::Europe, zone("Europe/Paris")),
        };
        Self { lane, state, zone }
    }

    /// The date there at an instant.
    pub fn local_date(&self, instant: i64) -> Date {
        local_date(self.zone, instant)
    }

    /// The last day of a service level: the `count`th business day after `date`.
    pub fn business_day_after(&self, date: Date, count: u32) -> Date {
        let mut date = date;
        for _ in 0..count {
            date = date.plus_days(1);
            while !self.is_business_day(date) {
                date = date.plus_days(1);
            }
        }
        date
    }

    /// Business days after `from`, up to and with `to`; so an arrival on a Saturday counts as the Friday before.
    pub fn business_days(&self, from: Date, to: Date) -> u32 {
        let days = (from.days() + 1..=to.days()).map(Date::from_days);
        days.filter(|&day| self.is_business_day(day)).count() as u32
    }

    /// Monday to Friday but for the state's public holidays, and abroad for Christmas Day and New Year's Day.
    fn is_business_day(&self, date: Date) -> bool {
        let is_holiday = match self.state {
            Some(state) => holiday::australian(date, state).is_some(),
            None => matches!((date.month(), date.day()), (12, 25) | (1, 1)),
        };
        !date.weekday().is_weekend() && !is_holiday
    }
}

/// The clock of a state, which is its capital's.
pub fn zone_of(state: State) -> Zone {
    zone(match state {
        State::Nsw | State::Act | State::Vic => "Australia/Sydney",
        State::Qld => "Australia/Brisbane",
        State::Sa => "Australia/Adelaide",
        State::Wa => "Australia/Perth",
        State::Tas => "Australia/Hobart",
        State::Nt => "Australia/Darwin",
    })
}

fn zone(name: &str) -> Zone {
    Zone::named(name).expect("the calendar has the zone")
}

fn local_date(zone: Zone, instant: i64) -> Date {
    Date::from_days((instant + zone.offset_at(instant)).div_euclid(DAY) as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn business_days_leave_out_weekends_and_the_states_own_holidays() {
        let home = |country: &str, state: &str| {
            let (country, state) = (country.to_owned(), state.to_owned());
            let (first_name, surname) = (String::new(), String::new());
            let born = Date::new(1990, 1, 1);
            Destination::of(&Customer { country, state, vip: false, joined: 0, first_name, surname, born })
        };
        // The Monday before Melbourne Cup Day 2024.
        let monday = Date::new(2024, 11, 4);
        assert_eq!(home("AU", "VIC").business_day_after(monday, 4), Date::new(2024, 11, 11));
        assert_eq!(home("AU", "WA").business_day_after(monday, 4), Date::new(2024, 11, 8));
        assert_eq!(home("AU", "WA").business_days(monday, Date::new(2024, 11, 10)), 4);
        assert_eq!(home("GB", "England").business_days(Date::new(2024, 12, 24), Date::new(2024, 12, 27)), 2);
    }
}
