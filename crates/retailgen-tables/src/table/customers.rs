//! `customers`: who they are and where they live, as of a date.

use std::ops::Range;

use arrow_array::RecordBatch;
use retailgen_schema::{
    Date32, Table, TimestampMicros,
    customers::{self, CustomersBuilder, CustomersRow},
};
use retailgen_synth::{
    Key,
    calendar::Date,
    key::Stream,
    pattern::{CodeSpace, UniqueCodes},
};

use super::{
    BLOCK, PartRows,
    email::{Bearer, Emails, Given},
    entities::Entities,
};
use crate::{
    reference::{addresses::AddressForms, companies::COMPANIES, countries::Country, names::Names},
    text::{push_number, push_padded},
    window::Window,
    world::{
        World,
        customer::CountryId,
        geography::{Home, fill_pattern},
        postcode::Postcodes,
        revisions::{Revisions, revised},
    },
};

/// Countries whose customers the GDPR, or Britain's twin of it, protects.
const UNDER_GDPR: [&str; 4] = ["DE", "FR", "GB", "IE"];
/// Inhabitants of the largest city, and of one that has half an inner city's flats in the middle.
const LARGEST_CITY: f64 = 5_600_000.0;
const CITY: f64 = 400_000.0;
/// Where inner cities have come to an end: one flat in a thousand of theirs is left.
const OUTSKIRTS: f64 = 2.6;

/// All customers as of a date.
pub struct Customers {
    world: World,
    as_of: Date,
    entities: Entities,
    names: Names,
    addresses: Vec<AddressForms>,
    postcodes: Postcodes,
    emails: Emails,
    codes: UniqueCodes,
    asked: Revisions,
    new_phones: Revisions,
    marriages: Revisions,
    new_emails: Revisions,
    keys: Keys,
}

struct Keys {
    family: Key,
    person: Key,
    phone: Key,
    address: Key,
    consent: Key,
}

/// The texts of one customer, reused from row to row.
#[derive(Default)]
struct Texts {
    natural_key: String,
    last_name: String,
    /// The surname under which the account was opened.
    first_surname: String,
    email: String,
    phone: String,
    line1: String,
    line2: String,
}

impl Customers {
    pub fn new(world: &World, window: Window) -> Self {
        let key = world.seed().key("customers");
        let codes = || world.countries.iter().map(|country| country.code);
        let space = CodeSpace::parse(customers::NATURAL_KEY_PATTERN).expect("the schema's patterns are tested");
        let growth = world.customers.growth();
        let naming = &world.parameters().customers.naming;
        let forms: Vec<AddressForms> = AddressForms::all().collect();
        Self {
            world: world.clone(),
            as_of: window.last(),
            entities: Entities::of(world, window, Table::Customers),
            names: Names::new(codes(), naming),
            addresses: codes()
                .map(|code| {
                    let forms = forms.iter().find(|forms| forms.country == code);
                    forms.expect("the tests check that every country has addresses").clone()
                })
                .collect(),
            postcodes: Postcodes::new(&world.geography, world.countries),
            emails: Emails::new(key.key("email"), growth.ever(), COMPANIES.email_provider, naming),
            codes: UniqueCodes::new(space, key.key("natural_key")),
            asked: Revisions::new(key.key("consent_asked"), world.parameters().customers.consent_asked_a_year),
            new_phones: Revisions::new(key.key("new_phone"), world.parameters().customers.new_phone_a_year),
            marriages: Revisions::new(key.key("new_surname"), world.parameters().customers.new_surname_a_year),
            new_emails: Revisions::new(key.key("new_email"), world.parameters().customers.new_email_a_year),
            keys: Keys {
                family: key.key("family"),
                person: key.key("person"),
                phone: key.key("phone"),
                address: key.key("address"),
                consent: key.key("gdpr_consent"),
            },
        }
    }

    /// How many times as frequent flats are at a home as far from any large city.
    fn flats_at(&self, home: Home) -> f64 {
        let Some(area) = home.area else { return 1.0 };
        let (geography, parameters) = (&self.world.geography, &self.world.parameters().customers.households);
        let hub = geography.areas()[area].hub;
        let inhabitants = geography.place(hub).population;
        let reach = parameters.inner_km * (inhabitants / LARGEST_CITY).sqrt();
        let far = geography.distance(home.place, hub) / reach;
        if far > OUTSKIRTS {
            return 1.0;
        }
        let is_city = inhabitants / (inhabitants + CITY);
        1.0 + (parameters.inner_flats - 1.0) * is_city * libm::exp(-far * far)
    }

    /// What changes of a customer over time: homes, surnames, telephone numbers and e-mail addresses, standing and consent.
    fn state(&self, customer: u64, date: Date) -> (u64, u64, [u64; 2], bool, bool) {
        let customers = &self.world.customers;
        let moves = customers.moves(customers.household(customer), date);
        let shares_surname = self.shares_surname(&mut self.keys.person.stream(customer));
        let surnames = self.new_surnames(customer, shares_surname, date);
        let consents = self.consents(customer, customers.country(customer), date);
        let reached_by = [self.new_phones.by(customer, date), self.email_changes(customer, date)];
        (moves, surnames, reached_by, customers.is_vip(customer, date), consents)
    }

    /// Whether a customer has the surname of the household: the first draw about the person.
    fn shares_surname(&self, person: &mut Stream) -> bool {
        person.chance(self.world.parameters().customers.households.shared_surname)
    }

    /// How many surnames a customer has taken since the account was opened. In a household that has one already there are none.
    fn new_surnames(&self, customer: u64, shares_surname: bool, date: Date) -> u64 {
        let is_settled = shares_surname && !self.world.customers.is_alone(customer);
        if is_settled || !self.world.people.is_woman(customer) || self.world.decoys.surname(customer).is_some() {
            return 0;
        }
        let joined = self.world.customers.growth().appearance(customer).date;
        self.marriages.since(joined, customer, date)
    }

    /// How often a customer has changed the e-mail address since the account was opened.
    fn email_changes(&self, customer: u64, date: Date) -> u64 {
        let joined = self.world.customers.growth().appearance(customer).date;
        self.new_emails.since(joined, customer, date)
    }

    /// Writes the surname that a customer has taken last, after so many others.
    fn take_surname(&self, customer: u64, country: CountryId, taken: u64, out: &mut String) {
        // Who lives with others takes their name, and is settled then.
        let mut stream = if self.world.customers.is_alone(customer) {
            self.keys.family.nth(taken).stream(customer)
        } else {
            self.keys.family.stream(self.world.customers.household(customer))
        };
        self.names.family(country, &mut stream, out);
    }

    /// Whether a customer consents to marketing on a date.
    fn consents(&self, customer: u64, country: CountryId, date: Date) -> bool {
        let (under_gdpr, elsewhere) = self.world.parameters().customers.consent_share;
        let share = if UNDER_GDPR.contains(&self.world.countries[country].code) { under_gdpr } else { elsewhere };
        revised(self.keys.consent, self.asked.by(customer, date)).chance(customer, share)
    }

    /// Gives customers their addresses without a row of theirs.
    fn pass_over(&self, customers: Range<u64>, texts: &mut Texts, given: &mut Given) {
        let mut rows = CustomersBuilder::with_capacity(0);
        customers.for_each(|customer| self.push(customer, &mut rows, texts, given));
    }

    fn push(&self, customer: u64, rows: &mut CustomersBuilder, texts: &mut Texts, given: &mut Given) {
        let (customers, geography) = (&self.world.customers, &self.world.geography);
        let country_id = customers.country(customer);
        let country = &self.world.countries[country_id];
        let joined = customers.joined(customer);
        let birth_date = self.world.people.born(customer, customers.growth().appearance(customer).date);
        let mut person = self.keys.person.stream(customer);
        let household = customers.household(customer);
        let shares_surname = self.shares_surname(&mut person);
        let mut of_household = self.keys.family.stream(household);
        let family = if shares_surname { &mut of_household } else { &mut person };
        let origin = self.names.family(country_id, family, &mut texts.first_surname);
        let is_woman = self.world.people.is_woman(customer);
        let first_name = self.names.first_name(origin, birth_date.year(), is_woman, &mut person);
        let decoys = &self.world.decoys;
        if let Some(surname) = decoys.surname(customer) {
            texts.first_surname.clear();
            texts.first_surname.push_str(surname);
        }
        match self.new_surnames(customer, shares_surname, self.as_of) {
            0 => texts.last_name.clone_from(&texts.first_surname),
            taken => self.take_surname(customer, country_id, taken, &mut texts.last_name),
        }
        let bearer = Bearer {
            customer,
            first: first_name,
            last: &texts.first_surname,
            birth_year: birth_date.year(),
            tag: decoys.email_tag(customer),
            changes: self.email_changes(customer, self.as_of),
        };
        self.emails.write(given, bearer, &mut texts.email);
        self.codes.write(customer, &mut texts.natural_key);
        let (home, moves) = customers.home_on(household, self.as_of, geography);
        let place = geography.place(home.place);
        let (latitude, longitude) = geography.coordinates(home.place, home.spot);
        // Who lives together has one address.
        let mut stream = self.keys.address.nth(moves).stream(household);
        let forms = &self.addresses[country_id];
        write_line1(forms, &mut stream, &mut texts.line1);
        let has_unit = stream.chance(forms.unit_share * self.flats_at(home));
        if has_unit {
            write_line2(forms, &mut stream, &mut texts.line2);
        }
        let line2 = decoys.address_line2(customer).or_else(|| has_unit.then_some(texts.line2.as_str()));
        // A landline moves with its owner, a mobile number stays.
        let phone = revised(self.keys.phone, self.new_phones.by(customer, self.as_of));
        write_phone(country, place.region, &mut phone.stream(customer), &mut texts.phone);
        rows.push(&CustomersRow {
            customer_id: customer as i64 + 1,
            natural_key: &texts.natural_key,
            first_name,
            last_name: &texts.last_name,
            email: &texts.email,
            phone: &texts.phone,
            address_line1: &texts.line1,
            address_line2: line2,
            city: place.name,
            state_region: place.region,
            postcode: self.postcodes.of(home.place),
            country_code: country.code,
            latitude,
            longitude,
            birth_date: Date32(birth_date.days()),
            join_ts: TimestampMicros(joined),
            is_vip: customers.is_vip(customer, self.as_of),
            gdpr_consent: self.consents(customer, country_id, self.as_of),
        });
    }
}

impl PartRows for Customers {
    fn batch(&self, block: usize) -> RecordBatch {
        let range = self.entities.of_block(block);
        let mut rows = CustomersBuilder::with_capacity((range.end - range.start) as usize);
        let mut texts = Texts::default();
        // Which addresses are taken goes by the blocks of a whole table, of which this one may be a part or have a few rows.
        let mut of_addresses = range.start / BLOCK;
        let (mut given, mut next) = (Given::none(of_addresses), of_addresses * BLOCK);
        let is_there = |&customer: &u64| self.world.customers.erased(customer).is_none_or(|date| date > self.as_of);
        for customer in self.entities.sent(block, |customer, date| self.state(customer, date)).filter(is_there) {
            if customer / BLOCK != of_addresses {
                of_addresses = customer / BLOCK;
                (given, next) = (Given::none(of_addresses), of_addresses * BLOCK);
            }
            self.pass_over(next..customer, &mut texts, &mut given);
            self.push(customer, &mut rows, &mut texts, &mut given);
            next = customer + 1;
        }
        rows.finish()
    }
}

/// Writes number and street in the country's form.
fn write_line1(forms: &AddressForms, stream: &mut Stream, out: &mut String) {
    out.clear();
    let form = forms.lines.pick(stream.bits());
    // Small numbers are commoner: most streets are short.
    let number = 1 + (forms.number_max as f64 * stream.unit() * stream.unit()) as u64;
    let street = &forms.names[stream.below(forms.names.len() as u64) as usize];
    for piece in form.split_inclusive('}') {
        let (text, slot) = piece.split_once('{').unwrap_or((piece, ""));
        out.push_str(text);
        match slot {
            "number}" => push_number(out, number),
            "street}" => {
                out.push_str(street);
                if let Some(types) = &forms.types {
                    out.push(' ');
                    out.push_str(types.pick(stream.bits()));
                }
            }
            _ => {}
        }
    }
}

/// Writes the unit, level or the like in the country's form.
fn write_line2(forms: &AddressForms, stream: &mut Stream, out: &mut String) {
    out.clear();
    let form = forms.units.pick(stream.bits());
    for piece in form.split_inclusive('}') {
        let (text, slot) = piece.split_once('{').unwrap_or((piece, ""));
        out.push_str(text);
        match slot {
            "n}" => push_number(out, 1 + stream.below(forms.most_units(form))),
            // A door on the floor, as in Singapore: two digits.
            "m}" => push_padded(out, 1 + stream.below(99), 2),
            _ => {}
        }
    }
}

/// Writes a mobile number, or a landline of the region where the country has no mobile prefix or the customer gave one.
fn write_phone(country: &Country, region: &str, stream: &mut Stream, out: &mut String) {
    out.clear();
    let landlines = Country::of_region(country.landline, region);
    let mobile = stream.chance(country.mobile_share) && !country.mobile.is_empty();
    let patterns = if mobile { country.mobile } else { landlines };
    let pattern = &patterns[stream.below(patterns.len() as u64) as usize];
    fill_pattern(pattern, country.letters, stream, out);
}
