//! Homes and stores: where they are, and what people and companies are called.

use arrow_array::{
    Array, RecordBatch,
    types::{Date32Type, Float64Type},
};
use retailgen::{Dataset, Date, Table};

use super::{column, each, text};

/// A point on the earth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

impl Point {
    /// Kilometres to another point, as if the earth were flat around it.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        let north = self.latitude - other.latitude;
        let east = (self.longitude - other.longitude) * libm::cos(self.latitude.to_radians());
        111.2 * (north * north + east * east).sqrt()
    }
}

/// A customer's home and names.
#[derive(Debug, Clone)]
pub struct Resident {
    /// `latitude` and `longitude`.
    pub home: Point,
    /// Both address lines, city and postcode.
    pub address: String,
    /// `postcode` with the country before it.
    pub postcode: String,
    /// Whether the address has a second line.
    pub lives_in_flat: bool,
    /// `first_name`.
    pub first_name: String,
    /// The year of `birth_date`.
    pub birth_year: i32,
    /// What stands before the `@`, and before a tag.
    pub mailbox: String,
}

/// A store.
#[derive(Debug, Clone)]
pub struct Store {
    /// `name`.
    pub name: String,
    /// Whether it is a storefront on the web.
    pub web: bool,
    /// `state`.
    pub state: String,
    /// `latitude` and `longitude`.
    pub at: Point,
    /// `open_dt`.
    pub opened: Date,
    /// `close_dt`.
    pub closed: Option<Date>,
}

/// All that stands on a map.
#[derive(Debug)]
pub struct Places {
    /// In the order of the customers.
    pub residents: Vec<Resident>,
    /// In the order of their ids.
    pub stores: Vec<Store>,
    /// `name` of each supplier.
    pub supplier_names: Vec<String>,
}

pub fn read(dataset: &Dataset) -> Places {
    let mut places = Places { residents: Vec::new(), stores: Vec::new(), supplier_names: Vec::new() };
    each(dataset, Table::Customers, |batch| residents(batch, &mut places.residents));
    each(dataset, Table::Stores, |batch| stores(batch, &mut places.stores));
    each(dataset, Table::Suppliers, |batch| {
        let name = text(batch, "name");
        places.supplier_names.extend((0..batch.num_rows()).map(|row| name.value(row).to_owned()));
    });
    places
}

fn points(batch: &RecordBatch) -> impl Fn(usize) -> Point {
    let (latitude, longitude) = (column::<Float64Type>(batch, "latitude"), column::<Float64Type>(batch, "longitude"));
    |row| Point { latitude: latitude.value(row), longitude: longitude.value(row) }
}

fn residents(batch: &RecordBatch, residents: &mut Vec<Resident>) {
    let (line1, line2) = (text(batch, "address_line1"), text(batch, "address_line2"));
    let (city, postcode, country) = (text(batch, "city"), text(batch, "postcode"), text(batch, "country_code"));
    let (first_name, email) = (text(batch, "first_name"), text(batch, "email"));
    let (born, home) = (column::<Date32Type>(batch, "birth_date"), points(batch));
    residents.extend((0..batch.num_rows()).map(|row| {
        let parts = [line1, line2, city, postcode].map(|part| if part.is_valid(row) { part.value(row) } else { "" });
        Resident {
            home: home(row),
            address: parts.join("|"),
            postcode: format!("{} {}", country.value(row), postcode.value(row)),
            lives_in_flat: line2.is_valid(row),
            first_name: first_name.value(row).to_owned(),
            birth_year: Date::from_days(born.value(row)).year(),
            mailbox: email.value(row).split(['@', '+']).next().unwrap_or_default().to_owned(),
        }
    }));
}

fn stores(batch: &RecordBatch, stores: &mut Vec<Store>) {
    let name = text(batch, "name");
    let (channel, state, at) = (text(batch, "channel"), text(batch, "state"), points(batch));
    let (opened, closed) = (column::<Date32Type>(batch, "open_dt"), column::<Date32Type>(batch, "close_dt"));
    stores.extend((0..batch.num_rows()).map(|row| Store {
        name: name.value(row).to_owned(),
        web: channel.value(row) == "web",
        state: state.value(row).to_owned(),
        at: at(row),
        opened: Date::from_days(opened.value(row)),
        closed: closed.is_valid(row).then(|| Date::from_days(closed.value(row))),
    }));
}
