//! Homes and shops: who shops where, who lives together, and what people, stores and suppliers are called.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Facts, Figure, Point, Resident, Store,
    sample::{mean, quantile},
};

const SUBJECT: &str = "Homes, shops and names";
/// Customers with fewer store trips than this say nothing about a usual shop.
const FEWEST_TRIPS: u32 = 5;
/// Bearers of a first name without whom the name says nothing about years of birth.
const FEWEST_BEARERS: usize = 20;
/// Kilometres around a capital's centre that are inner city.
const INNER_KM: f64 = 5.0;
/// Centres of the five largest cities.
const CENTRES: [Point; 5] = [
    Point { latitude: -33.868, longitude: 151.207 },
    Point { latitude: -37.814, longitude: 144.963 },
    Point { latitude: -27.468, longitude: 153.028 },
    Point { latitude: -31.952, longitude: 115.861 },
    Point { latitude: -34.929, longitude: 138.600 },
];

/// The figures of homes, shops and names.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let figure = Figure::of(SUBJECT);
    let trips = Trips::new(facts);
    let residents = &facts.places.residents;
    let share = |keep: &dyn Fn(&Resident) -> bool| {
        residents.iter().filter(|resident| keep(resident)).count() as f64 / residents.len() as f64
    };
    let households = households(facts);
    let together: usize = households.values().map(Vec::len).filter(|&size| size > 1).sum();
    let one_name = households.values().filter(|names| names.len() > 1).map(|names| {
        let differ = names.iter().any(|name| name != &names[0]);
        f64::from(u8::from(!differ))
    });
    let names: Vec<&str> = facts.places.stores.iter().map(|store| store.name.as_str()).collect();
    let suppliers: Vec<&str> = facts.places.supplier_names.iter().map(String::as_str).collect();
    let first_words: Vec<&str> = suppliers.iter().filter_map(|name| name.split(' ').next()).collect();
    vec![
        figure(
            "store trips: km travelled over km to the nearest shop, median",
            "1 to 4 (model)",
            1.2..=1.8,
            quantile(&trips.detours, 0.5),
        ),
        figure("usual shop among the five nearest", "above .5 (model)", 0.75..=0.92, trips.share(&|rank| rank < 5)),
        figure("usual shop the nearest", "below .6 (model)", 0.30..=0.52, trips.share(&|rank| rank == 0)),
        figure(
            "store orders in another state than home",
            "some .03: journeys, and towns on a border (Tourism Research Australia)",
            0.024..=0.045,
            trips.elsewhere,
        ),
        figure(
            "web share of orders beyond 16 km from any shop over within 4 km",
            "above 1 (model)",
            1.08..=1.25,
            trips.web_beyond(16.0, f64::INFINITY) / trips.web_beyond(0.0, 4.0),
        ),
        figure(
            "homes: km from the middle of the postcode's homes, median",
            "a few (map of postcodes)",
            0.5..=2.5,
            quantile(&from_middle(residents), 0.5),
        ),
        figure(
            "customers who share an address",
            ".02 to .5 (model)",
            0.19..=0.27,
            together as f64 / residents.len() as f64,
        ),
        figure("households with one surname", "about .75 (model)", 0.70..=0.82, mean(one_name)),
        figure("flats in inner cities over elsewhere", "2 to 8 (ABS)", 2.8..=4.6, inner_flats(facts)),
        figure(
            "e-mail addresses with digits",
            "about .4 (model)",
            0.36..=0.46,
            share(&|resident| resident.mailbox.contains(|letter: char| letter.is_ascii_digit())),
        ),
        figure("e-mail addresses with the year of birth", "a quarter (model)", 0.22..=0.30, share(&names_birth_year)),
        figure("year of birth explained by the first name, R²", "a third (model)", 0.29..=0.43, of_fashion(residents)),
        figure("surnames borne once among surnames", "about half (registers)", 0.48..=0.62, borne_once(facts)),
        figure("stores that share their name", "none (law)", 0.0..=0.0, shared(&names)),
        figure("suppliers that share their name", "none (law)", 0.0..=0.0, shared(&suppliers)),
        figure(
            "suppliers' first words, different ones",
            "most (registers)",
            0.75..=1.0,
            first_words.iter().collect::<BTreeSet<_>>().len() as f64 / first_words.len() as f64,
        ),
    ]
}

/// Who went to which shop.
struct Trips {
    /// Kilometres travelled over kilometres to the nearest shop, of each trip.
    detours: Vec<f64>,
    /// How many shops are nearer than the usual one, of each customer with enough trips.
    ranks: Vec<usize>,
    /// The share of trips to another state.
    elsewhere: f64,
    /// Kilometres to the nearest shop and whether it was placed on the web, of each Australian's order.
    orders: Vec<(f64, bool)>,
}

impl Trips {
    fn new(facts: &Facts) -> Self {
        let (first, last) = (facts.orders[0].date, facts.orders[facts.orders.len() - 1].date);
        let is_shop = |store: &&Store| !store.web && store.opened <= first && store.closed.is_none_or(|day| day > last);
        let shops: Vec<Point> = facts.places.stores.iter().filter(is_shop).map(|store| store.at).collect();
        let home = |customer: usize| facts.places.residents[customer].home;
        let nearer =
            |customer: usize, far: f64| shops.iter().filter(|shop| home(customer).distance(**shop) < far).count();
        let mut nearest = vec![None; facts.customers.len()];
        let mut trips: BTreeMap<usize, BTreeMap<i64, u32>> = BTreeMap::new();
        let (mut detours, mut orders, mut elsewhere) = (Vec::new(), Vec::new(), 0);
        for order in facts.orders.iter().filter(|order| facts.customers[order.customer].country == "AU") {
            let near = *nearest[order.customer].get_or_insert_with(|| {
                shops.iter().map(|&shop| home(order.customer).distance(shop)).fold(f64::INFINITY, f64::min)
            });
            orders.push((near, order.web));
            if order.web {
                continue;
            }
            let store = &facts.places.stores[order.store as usize - 1];
            detours.push(home(order.customer).distance(store.at) / near);
            elsewhere += u32::from(store.state != facts.customers[order.customer].state);
            *trips.entry(order.customer).or_default().entry(order.store).or_default() += 1;
        }
        let usual = trips.into_iter().filter(|(_, stores)| stores.values().sum::<u32>() >= FEWEST_TRIPS);
        let ranks = usual.filter_map(|(customer, stores)| {
            let (&store, _) = stores.iter().max_by_key(|(_, count)| **count)?;
            let far = home(customer).distance(facts.places.stores[store as usize - 1].at);
            Some(nearer(customer, far))
        });
        Self { ranks: ranks.collect(), elsewhere: f64::from(elsewhere) / detours.len() as f64, detours, orders }
    }

    fn share(&self, keep: &dyn Fn(usize) -> bool) -> f64 {
        self.ranks.iter().filter(|rank| keep(**rank)).count() as f64 / self.ranks.len() as f64
    }

    /// The web share of orders of those who have a shop between so many kilometres away and so many.
    fn web_beyond(&self, from: f64, to: f64) -> f64 {
        let there = self.orders.iter().filter(|(near, _)| (from..to).contains(near));
        mean(there.map(|&(_, web)| f64::from(u8::from(web))))
    }
}

/// The surnames at each address.
fn households(facts: &Facts) -> BTreeMap<&str, Vec<&str>> {
    let mut households: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (resident, customer) in facts.places.residents.iter().zip(&facts.customers) {
        households.entry(&resident.address).or_default().push(&customer.surname);
    }
    households
}

/// Kilometres from the mean of their postcode's homes, of homes in postcodes with a few.
fn from_middle(residents: &[Resident]) -> Vec<f64> {
    let mut postcodes: BTreeMap<&str, Vec<Point>> = BTreeMap::new();
    for resident in residents {
        postcodes.entry(&resident.postcode).or_default().push(resident.home);
    }
    let several = postcodes.values().filter(|homes| homes.len() >= 5);
    let distances = several.flat_map(|homes| {
        let latitude = mean(homes.iter().map(|home| home.latitude));
        let middle = Point { latitude, longitude: mean(homes.iter().map(|home| home.longitude)) };
        homes.iter().map(move |home| home.distance(middle))
    });
    distances.collect()
}

fn inner_flats(facts: &Facts) -> f64 {
    let flats = |inner: bool| {
        let residents =
            facts.places.residents.iter().zip(&facts.customers).filter(|(_, customer)| customer.country == "AU");
        let here = residents
            .filter(|(resident, _)| CENTRES.iter().any(|centre| resident.home.distance(*centre) < INNER_KM) == inner);
        mean(here.map(|(resident, _)| f64::from(u8::from(resident.lives_in_flat))))
    };
    flats(true) / flats(false)
}

fn names_birth_year(resident: &Resident) -> bool {
    let start = resident.mailbox.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
    let digits = &resident.mailbox[start..];
    let year = resident.birth_year.to_string();
    digits == year || digits == &year[2..]
}

/// The share of the variance of years of birth that lies between first names.
fn of_fashion(residents: &[Resident]) -> f64 {
    let mut years: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for resident in residents {
        years.entry(&resident.first_name).or_default().push(f64::from(resident.birth_year));
    }
    years.retain(|_, years| years.len() >= FEWEST_BEARERS);
    let all = || years.values().flatten().copied();
    let centre = mean(all());
    let square = |value: f64| (value - centre) * (value - centre);
    let between = years.values().map(|years| years.len() as f64 * square(mean(years.iter().copied()))).sum::<f64>();
    between / all().map(square).sum::<f64>()
}

fn borne_once(facts: &Facts) -> f64 {
    let mut bearers: BTreeMap<&str, u32> = BTreeMap::new();
    for customer in &facts.customers {
        *bearers.entry(&customer.surname).or_default() += 1;
    }
    bearers.values().filter(|&&count| count == 1).count() as f64 / bearers.len() as f64
}

/// The share of names that stand more than once.
fn shared(names: &[&str]) -> f64 {
    let distinct: BTreeSet<&&str> = names.iter().collect();
    1.0 - distinct.len() as f64 / names.len() as f64
}
