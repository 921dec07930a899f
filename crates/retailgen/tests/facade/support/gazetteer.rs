//! The reference data that addresses come from, read a second time and in another way than the generator does.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
};

use regex::Regex;

/// A populated place.
#[derive(Debug, Clone)]
pub struct Place {
    pub country: String,
    pub region: String,
    pub name: String,
    pub latitude: f64,
    pub longitude: f64,
    pub zone: String,
    /// Empty where it is made up.
    pub postcode: String,
}

impl Place {
    /// Whether a point is no more than `degrees` away in either direction.
    pub fn is_near(&self, latitude: f64, longitude: f64, degrees: f64) -> bool {
        (self.latitude - latitude).abs() <= degrees && (self.longitude - longitude).abs() <= degrees
    }
}

/// All places of both files.
pub fn places() -> Vec<Place> {
    ["places.csv", "more_places.csv"].into_iter().flat_map(read).collect()
}

/// The same by country, region and name.
pub fn places_by_name() -> HashMap<(String, String, String), Vec<Place>> {
    let mut by_name: HashMap<_, Vec<Place>> = HashMap::new();
    for place in places() {
        by_name.entry((place.country.clone(), place.region.clone(), place.name.clone())).or_default().push(place);
    }
    by_name
}

fn data(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../retailgen-tables/data");
    fs::read_to_string(folder.join(file)).unwrap()
}

fn read(file: &str) -> Vec<Place> {
    data(file)
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            let [country, region, name, latitude, longitude, _, zone, postcode] = fields[..] else { panic!("{line}") };
            let [country, region, name, zone, postcode] = [country, region, name, zone, postcode].map(str::to_owned);
            let [latitude, longitude] = [latitude, longitude].map(|degrees| degrees.parse().unwrap());
            Place { country, region, name, latitude, longitude, zone, postcode }
        })
        .collect()
}

/// The forms of telephone numbers and postcodes of a country.
#[derive(Debug)]
pub struct Forms {
    letters: String,
    mobile: Vec<Regex>,
    landline: BTreeMap<String, Vec<Regex>>,
    postcodes: BTreeMap<String, Vec<Postcode>>,
    postcodes_by_place: BTreeMap<String, Vec<Postcode>>,
}

#[derive(Debug)]
enum Postcode {
    Range(String, String),
    Form(Regex),
}

impl Forms {
    /// The forms of every country, by code.
    pub fn load() -> HashMap<String, Self> {
        let file: toml::Table = data("countries.toml").parse().unwrap();
        let countries = file["country"].as_array().unwrap();
        countries.iter().map(|country| (country["code"].as_str().unwrap().to_owned(), Self::of(country))).collect()
    }

    fn of(country: &toml::Value) -> Self {
        let letters = country["letters"].as_str().unwrap().to_owned();
        let texts = |list: &toml::Value| -> Vec<String> {
            list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        let forms = |list: &toml::Value| texts(list).iter().map(|form| pattern(form, &letters)).collect();
        let postcodes = |key: &str| -> BTreeMap<String, Vec<Postcode>> {
            let Some(table) = country.get(key) else { return BTreeMap::new() };
            let entries = table.as_table().unwrap().iter();
            entries
                .map(|(place, list)| {
                    let codes = list.as_array().unwrap().iter().map(|item| match &texts(item)[..] {
                        [form] => Postcode::Form(pattern(form, &letters)),
                        [low, high] => Postcode::Range(low.clone(), high.clone()),
                        other => panic!("{other:?}"),
                    });
                    (place.clone(), codes.collect())
                })
                .collect()
        };
        Self {
            mobile: forms(&country["mobile"]),
            landline: {
                let entries = country["landline"].as_table().unwrap().iter();
                entries.map(|(region, list)| (region.clone(), forms(list))).collect()
            },
            postcodes: postcodes("postcodes"),
            postcodes_by_place: postcodes("postcodes_by_place"),
            letters,
        }
    }

    /// Whether `phone` is a mobile number of the country, or a landline of `region`.
    pub fn has_phone(&self, region: &str, phone: &str) -> bool {
        let landline = self.landline.get(region).or_else(|| self.landline.get("*")).unwrap();
        self.mobile.iter().chain(landline).any(|form| form.is_match(phone))
    }

    /// Whether `code` is a made-up postcode of `place` in `region`.
    pub fn has_postcode(&self, region: &str, place: &str, code: &str) -> bool {
        let of_region = || self.postcodes.get(region).or_else(|| self.postcodes.get("*")).unwrap();
        let forms = self.postcodes_by_place.get(place).unwrap_or_else(of_region);
        forms.iter().any(|form| match form {
            Postcode::Range(low, high) => {
                code.len() == low.len()
                    && code.bytes().all(|b| b.is_ascii_digit())
                    && (&**low..=&**high).contains(&code)
            }
            Postcode::Form(form) => form.is_match(code),
        })
    }
}

/// The regular expression of a form: `#` is any digit, `%` one from 1 to 9, `@` one of `letters`.
fn pattern(form: &str, letters: &str) -> Regex {
    let mut text = String::from("^");
    for letter in form.chars() {
        match letter {
            '#' => text.push_str("[0-9]"),
            '%' => text.push_str("[1-9]"),
            '@' => text.extend(["[", letters, "]"]),
            other => text.push_str(&regex::escape(&other.to_string())),
        }
    }
    text.push('$');
    Regex::new(&text).unwrap()
}
