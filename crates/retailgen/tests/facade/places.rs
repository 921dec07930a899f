//! People and stores are where they say: places, coordinates, postcodes, telephone numbers; and people's ages.

use std::collections::BTreeMap;

use crate::support::{
    batches,
    gazetteer::{Forms, places, places_by_name},
    rows::{Customer, Day, Store, Supplier},
    scenario, window,
};
use jiff::{ToSpan, civil};
use regex::Regex;
use retailgen::{Dataset, Date, Table};

/// Degrees that a point may lie from the centre of its place: about 11 km.
const NEAR: f64 = 0.1;

/// Snapshots of a few thousand customers, early and late, so that many of the late ones have moved.
fn snapshots() -> Vec<Dataset> {
    [(42, "0.1", "2024-12-31"), (1, "0.1", "2015-01-01"), (2, "0.05", "2039-12-31")]
        .into_iter()
        .map(|(seed, scale, end)| scenario(seed, scale, window(end, 1)).dataset())
        .collect()
}

fn customers(dataset: &Dataset) -> Vec<Customer> {
    Customer::read(&batches(dataset, Table::Customers))
}

fn civil_date(day: Day) -> civil::Date {
    let (year, month, day) = Date::from_days(day.0).civil();
    civil::date(year as i16, month as i8, day as i8)
}

#[test]
fn customers_live_in_real_places_at_their_coordinates_and_australians_under_their_postcodes() {
    let places = places_by_name();
    for dataset in snapshots() {
        for customer in customers(&dataset) {
            let key = (customer.country_code.clone(), customer.state_region.clone(), customer.city.clone());
            let here = places.get(&key).unwrap_or_else(|| panic!("no such place: {customer:?}"));
            assert!(here.iter().all(|place| place.postcode.is_empty() == (place.country != "AU")), "{here:?}");
            let is_here = here.iter().any(|place| {
                place.is_near(customer.latitude, customer.longitude, NEAR)
                    && (place.postcode.is_empty() || place.postcode == customer.postcode)
            });
            assert!(is_here, "{customer:?} is not at {here:?}");
        }
    }
}

#[test]
fn postcodes_and_phones_are_of_the_country_and_region() {
    let forms = Forms::load();
    let mut countries: BTreeMap<String, usize> = BTreeMap::new();
    for dataset in snapshots() {
        for customer in customers(&dataset) {
            let forms = &forms[&customer.country_code];
            let region = &customer.state_region;
            if customer.country_code != "AU" {
                assert!(forms.has_postcode(region, &customer.city, &customer.postcode), "{customer:?}");
            }
            assert!(forms.has_phone(region, &customer.phone), "{customer:?}");
            *countries.entry(customer.country_code).or_default() += 1;
        }
    }
    assert_eq!(countries.len(), forms.len(), "{countries:?}");
}

#[test]
fn some_postcodes_begin_with_zeros() {
    let dataset = &snapshots()[0];
    let zeros = customers(dataset).iter().filter(|customer| customer.postcode.starts_with('0')).count();
    assert!(zeros > 20, "{zeros}");
}

#[test]
fn customers_join_between_18_and_95() {
    for dataset in snapshots() {
        let mut youngest = i16::MAX;
        for customer in customers(&dataset) {
            let (born, joined) = (civil_date(customer.birth_date), civil_date(customer.join_ts.day()));
            assert!(born + 18.years() <= joined, "{customer:?}");
            assert!(joined < born + 96.years(), "{customer:?}");
            youngest = youngest.min(joined.year() - born.year());
        }
        assert!(youngest < 20, "nobody joins before {youngest}");
    }
}

#[test]
fn email_addresses_are_well_formed_and_at_reserved_domains() {
    let form =
        Regex::new(r"^[a-z0-9]+([._-][a-z0-9]+)*(\+[a-z]+)?@([a-z0-9-]+\.)*(example|example\.(com|net|org))$").unwrap();
    let (mut all, mut of_other_names) = (0, 0);
    for dataset in snapshots() {
        for customer in customers(&dataset) {
            assert!(form.is_match(&customer.email), "{customer:?}");
            let initials = [&customer.first_name, &customer.last_name]
                .map(|name| name.chars().next().unwrap().to_ascii_lowercase());
            // Names that begin with a letter beyond ASCII are spelled out, so only the others can be told apart.
            let is_known = initials.iter().all(char::is_ascii);
            all += 1;
            of_other_names += usize::from(is_known && !customer.email.starts_with(initials));
        }
    }
    // An address stays when its owner takes another surname.
    assert!((1..all / 50).contains(&of_other_names), "{of_other_names} of {all}");
}

#[test]
fn stores_stand_in_their_state_near_the_place_they_are_named_after() {
    let places: Vec<_> = places().into_iter().filter(|place| place.country == "AU").collect();
    for dataset in snapshots() {
        let stores = Store::read(&batches(&dataset, Table::Stores));
        for store in &stores {
            let mut near = places
                .iter()
                .filter(|place| place.region == store.state && place.is_near(store.latitude, store.longitude, NEAR));
            let named_after = |name: &str| store.name.contains(&format!(" {name} "));
            let fits = near.any(|place| store.channel == "web" || named_after(&place.name));
            assert!(fits, "{store:?}");
        }
        assert!(stores.iter().any(|store| store.channel == "pos"));
    }
}

#[test]
fn goods_from_further_away_take_longer() {
    let dataset = &snapshots()[0];
    let suppliers = Supplier::read(&batches(dataset, Table::Suppliers));
    let mean = |at_home: bool| {
        let days: Vec<f64> = suppliers
            .iter()
            .filter(|supplier| (supplier.country_code == "AU") == at_home)
            .map(|supplier| f64::from(supplier.lead_time_days))
            .collect();
        days.iter().sum::<f64>() / days.len() as f64
    };
    assert!(mean(true) * 2.0 < mean(false), "{} at home, {} abroad", mean(true), mean(false));
}
