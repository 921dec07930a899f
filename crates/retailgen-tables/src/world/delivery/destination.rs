//! Where a parcel goes, as carriers see it: a lane, a place in or out of a large centre, and a calendar.

use retailgen_synth::calendar::{Zone, holiday::State};

use super::workdays::Holidays;
use crate::{
    parameters::Deliveries as Parameters,
    reference::countries::Country,
    world::{
        customer::CountryId,
        geography::{Geography, Home},
    },
};

/// A class of destinations with one service level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// New South Wales, the Australian Capital Territory and Victoria, where the warehouses are.
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
    fn of_state(state: State) -> Self {
        match state {
            State::Nsw | State::Act | State::Vic => Self::Near,
            State::Qld | State::Sa => Self::Interstate,
            State::Wa | State::Tas | State::Nt => Self::Far,
        }
    }

    fn abroad(country: &str) -> Self {
        match country {
            "NZ" => Self::NewZealand,
            "SG" => Self::Singapore,
            "US" | "CA" => Self::NorthAmerica,
            _ => Self::Europe,
        }
    }

    /// Whether it ends outside Australia.
    pub fn is_abroad(self) -> bool {
        !matches!(self, Self::Near | Self::Interstate | Self::Far)
    }

    /// The lane of a parcel from the warehouse that does not usually serve the destination.
    pub fn by_the_other_warehouse(self) -> Self {
        if self == Self::Near { Self::Interstate } else { self }
    }

    /// Of a pair of figures by place, the one for here.
    pub fn figure(self, by_lane: &[(f64, f64)], is_large_centre: bool) -> f64 {
        let (large_centre, elsewhere) = by_lane[self as usize];
        if is_large_centre { large_centre } else { elsewhere }
    }
}

/// A customer's home as a carrier sees it.
#[derive(Debug, Clone, Copy)]
pub struct Destination {
    pub lane: Lane,
    /// Whether it is in or around a large centre; abroad always.
    pub is_large_centre: bool,
    pub holidays: Holidays,
    pub zone: Zone,
}

impl Destination {
    /// 0 for large centres, 1 for other places in Australia, 2 abroad.
    pub fn class(&self) -> usize {
        if self.lane.is_abroad() { 2 } else { usize::from(!self.is_large_centre) }
    }
}

/// Looks destinations up.
#[derive(Debug)]
pub struct Destinations {
    /// For each area, everything but the place's own zone.
    areas: Vec<(Lane, bool, Holidays)>,
    /// For each country.
    countries: Vec<Lane>,
}

impl Destinations {
    /// Those of a geography.
    pub fn new(geography: &Geography, countries: &[Country], parameters: &Parameters) -> Self {
        let areas = geography.areas().iter().map(|area| {
            let is_large_centre = geography.place(area.hub).population >= parameters.large_centre;
            (Lane::of_state(area.state), is_large_centre, Holidays::of(area.state))
        });
        Self { areas: areas.collect(), countries: countries.iter().map(|country| Lane::abroad(country.code)).collect() }
    }

    /// The destination that a home in `country` is. Customers move within their area only, so that it does not matter
    /// when.
    pub fn of(&self, country: CountryId, home: Home, geography: &Geography) -> Destination {
        let (lane, is_large_centre, holidays) = match home.area {
            Some(area) => self.areas[area],
            None => (self.countries[country], true, Holidays::ABROAD),
        };
        Destination { lane, is_large_centre, holidays, zone: geography.place(home.place).zone }
    }
}
