//! What holds of stores and of who visits them.

use super::*;
use crate::{Parameters, reference::countries::Country, window::FIRST_DAY, world::growth::Stock};

const DATE: Date = Date::new(2024, 6, 1);

fn stores_with(total: u64, parameters: &parameters::Stores) -> (Stores, Geography) {
    let geography = Geography::new(Country::all());
    let growth = Parameters::default().growth;
    let stock = Stock { total, floor: 4, opening_share: growth.stores_at_opening };
    let growth = GrowthCurve::of_stores(Seed(5).key("growth"), stock, &growth);
    (Stores::new(Seed(5), growth, &geography, parameters), geography)
}

fn stores(total: u64) -> (Stores, Geography) {
    stores_with(total, &parameters::Stores::default())
}

fn homes(geography: &Geography, count: u64) -> impl Iterator<Item = (u64, Home)> {
    let key = Seed(6).key("homes");
    (0..count).map(move |household| (household, geography.home("AU", &mut key.stream(household))))
}

/// Kilometres from a home to a store.
fn distance(home: Home, store: StoreIndex, stores: &Stores, geography: &Geography) -> f64 {
    let (a, b) = geography.coordinates(home.place, home.spot);
    let (c, d) = geography.coordinates(stores.place(store, geography), stores.spot(store, geography));
    let (north, east) = (a - c, (b - d) * 0.82);
    111.2 * (north * north + east * east).sqrt()
}

#[test]
fn every_visit_finds_an_open_store_of_its_channel() {
    for total in [4, 50, 5_000, 5_000_000] {
        let (stores, geography) = stores(total);
        let key = Seed(6).key("visits");
        for date in [FIRST_DAY, DATE, crate::window::LAST_DAY] {
            for (household, home) in homes(&geography, 300) {
                let mut stream = key.stream(household);
                let shop = stores.visited(household, home, date, &geography, &mut stream);
                assert!(stores.is_open(shop, date) && stores.site(shop) != Site::Web);
                let web = stores.storefront(household, date, &mut stream);
                assert!(stores.is_open(web, date) && stores.site(web) == Site::Web);
            }
        }
    }
}

#[test]
fn a_shop_is_found_again_by_its_place_and_number_there() {
    let (stores, geography) = stores(20_000);
    let near = stores.nearby(0, &geography);
    for spread in stores.near.get().into_iter().flat_map(|near| &near.spreads).step_by(7) {
        assert_eq!(spread.first, stores.shop(spread, 0, &geography));
        for rank in 0..spread.grid.shops() {
            let store = stores.shop(spread, rank, &geography);
            assert_eq!(stores.place(store, &geography), spread.place);
            assert_eq!(stores.rank_in_place(store, &geography), rank);
        }
    }
    assert!(near.by_distance().is_sorted_by(|a, b| a.1 <= b.1));
}

/// Share of households whose favourite is among the five nearest of all open shops.
fn near_favourites(total: u64, parameters: &parameters::Stores) -> f64 {
    let parameters = parameters::Stores { favourite_share: 1.0, journeys_a_year: 0.0, ..parameters.clone() };
    let (stores, geography) = stores_with(total, &parameters);
    let mut stream = Seed(8).key("visits").stream(0);
    let open: Vec<StoreIndex> = (0..stores.growth().by(DATE))
        .filter(|&store| stores.is_open(store, DATE) && stores.site(store) != Site::Web)
        .collect();
    let near = homes(&geography, 200).filter(|&(household, home)| {
        let favourite = stores.visited(household, home, DATE, &geography, &mut stream);
        let far = distance(home, favourite, &stores, &geography);
        open.iter().filter(|&&store| distance(home, store, &stores, &geography) < far).count() < 5
    });
    near.count() as f64 / 200.0
}

#[test]
fn favourites_are_near_at_any_scale() {
    for total in [50, 1_000, 5_000, 40_000] {
        let share = near_favourites(total, &parameters::Stores::default());
        assert!(share > 0.5, "{share} of {total}");
    }
}

#[test]
fn favourites_are_nearer_the_faster_visits_fall_off_and_the_sooner_distances_count() {
    let with = |distance_decay, indifference| {
        near_favourites(1_000, &parameters::Stores { distance_decay, indifference, ..Default::default() })
    };
    let (slow, fast) = (with(1.0, 0.4), with(4.0, 0.4));
    assert!(slow + 0.2 < fast, "{slow} {fast}");
    let (late, soon) = (with(2.5, 2.0), with(2.5, 0.0));
    assert!(late + 0.1 < soon, "{late} {soon}");
}

#[test]
fn most_trips_go_to_one_store() {
    let most = |favourite_share| {
        let (stores, geography) =
            stores_with(5_000, &parameters::Stores { favourite_share, journeys_a_year: 0.0, ..Default::default() });
        let key = Seed(7).key("visits");
        let trips = |(household, home)| {
            let stream = |trip| key.nth(household).stream(trip);
            let visit = |trip| stores.visited(household, home, DATE, &geography, &mut stream(trip));
            let mut visits: Vec<StoreIndex> = (0..20).map(visit).collect();
            visits.sort_unstable();
            visits.chunk_by(|a, b| a == b).map(<[_]>::len).max().unwrap_or_default()
        };
        homes(&geography, 200).map(trips).sum::<usize>() as f64 / 4_000.0
    };
    let (few, many) = (most(0.3), most(parameters::Stores::default().favourite_share));
    assert!((0.65..0.85).contains(&many) && few < 0.6, "{few} {many}");
}

#[test]
fn journeys_lead_to_other_states_most_in_january() {
    let elsewhere = |journeys_a_year, date| {
        let (stores, geography) = stores_with(1_000, &parameters::Stores { journeys_a_year, ..Default::default() });
        let mut stream = Seed(9).key("visits").stream(0);
        let is_elsewhere = |&(household, home): &(u64, Home)| {
            let store = stores.visited(household, home, date, &geography, &mut stream);
            geography.place(stores.place(store, &geography)).region != geography.place(home.place).region
        };
        homes(&geography, 8_000).filter(is_elsewhere).count() as f64 / 8_000.0
    };
    let january = Date::new(2024, 1, 10);
    let (none, some) = (elsewhere(0.0, january), elsewhere(2.0, january));
    assert!((0.001..0.02).contains(&none), "{none}: over the border");
    assert!(none + 0.03 < some && elsewhere(2.0, DATE) < some, "{none} {some}");
}

#[test]
fn who_lives_far_from_any_shop_seldom_goes_to_one() {
    let (stores, geography) = stores(200);
    let place = |name| geography.places().iter().position(|place| place.name == name).unwrap();
    let goes = |name| stores.goes_shopping(place(name), DATE, &geography);
    assert!(goes("Parramatta") > 0.7 && goes("Coober Pedy") < 0.3);
    let least = parameters::Stores { trips_by_distance: (30.0, 0.5), ..Default::default() };
    let (stores, geography) = stores_with(200, &least);
    assert!((stores.goes_shopping(place("Coober Pedy"), DATE, &geography) - 0.5).abs() < 1e-12);
}

#[test]
fn larger_stores_have_more_visits_the_more_sizes_differ() {
    let log_sd = |size_log_sd| {
        let (stores, geography) = stores_with(300, &parameters::Stores { size_log_sd, ..Default::default() });
        let mut stream = Seed(10).key("visits").stream(0);
        let mut visits = vec![0_u32; stores.growth().ever() as usize];
        for (household, home) in homes(&geography, 30_000) {
            visits[stores.visited(household, home, DATE, &geography, &mut stream) as usize] += 1;
        }
        let logs: Vec<f64> = visits.iter().filter(|&&n| n > 0).map(|&n| libm::log(f64::from(n))).collect();
        let mean = logs.iter().sum::<f64>() / logs.len() as f64;
        (logs.iter().map(|log| (log - mean) * (log - mean)).sum::<f64>() / logs.len() as f64).sqrt()
    };
    let (alike, unlike) = (log_sd(0.0), log_sd(0.8));
    assert!(alike + 0.1 < unlike, "{alike} {unlike}");
}
