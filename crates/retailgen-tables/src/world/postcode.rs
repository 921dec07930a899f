//! Postcodes: the real one of each Australian place; elsewhere one made up for each, inside its region's range.

use std::collections::BTreeMap;

use retailgen_synth::{Key, Seed};

use super::geography::{Geography, PlaceId, fill_pattern};
use crate::reference::countries::Country;

/// A postcode for each place; the same for every seed, as places are.
#[derive(Debug)]
pub struct Postcodes(Vec<String>);

impl Postcodes {
    /// The postcodes of all places of `geography`, as `countries` write them.
    pub fn new(geography: &Geography, countries: &[Country]) -> Self {
        let places = geography.places();
        let key = Seed(0).key("postcodes");
        let mut codes = vec![String::new(); places.len()];
        let mut regions: BTreeMap<(&str, &str), Vec<PlaceId>> = BTreeMap::new();
        for (id, place) in places.iter().enumerate() {
            match place.postcode {
                Some(code) => code.clone_into(&mut codes[id]),
                None => regions.entry((place.country, place.region)).or_default().push(id),
            }
        }
        for ((code, region), here) in regions {
            let Some(country) = countries.iter().find(|country| country.code == code) else { continue };
            let forms = Country::of_region(country.postcodes, region);
            let ranges: Vec<(u64, u64)> = forms.iter().filter_map(|form| range(form)).collect();
            let width = forms[0][0].len();
            for (rank, &id) in here.iter().enumerate() {
                let by_place = Country::named(country.postcodes_by_place, places[id].name);
                codes[id] = match by_place.unwrap_or(forms) {
                    forms if forms.iter().all(|form| form.len() == 2) && by_place.is_none() => {
                        spread(&ranges, rank, here.len(), width)
                    }
                    forms => from_forms(forms, country.letters, key, id),
                };
            }
        }
        Self(codes)
    }

    /// The postcode of a place.
    pub fn of(&self, place: PlaceId) -> &str {
        &self.0[place]
    }
}

fn range(form: &[&str]) -> Option<(u64, u64)> {
    match form {
        [low, high] => Some((low.parse().ok()?, high.parse().ok()?)),
        _ => None,
    }
}

/// The code of rank `rank` among `count` places, spread evenly over the ranges.
fn spread(ranges: &[(u64, u64)], rank: usize, count: usize, width: usize) -> String {
    let total: u64 = ranges.iter().map(|(low, high)| high - low + 1).sum();
    let mut offset = rank as u64 * total / count as u64;
    for (low, high) in ranges {
        let len = high - low + 1;
        if offset < len {
            return format!("{:0width$}", low + offset);
        }
        offset -= len;
    }
    unreachable!("the offset is below the ranges' total")
}

/// A code from one of several patterns or ranges.
fn from_forms(forms: &[&[&str]], letters: &str, key: Key, id: PlaceId) -> String {
    let mut stream = key.stream(id as u64);
    let form = forms[stream.below(forms.len() as u64) as usize];
    if let Some((low, high)) = range(form) {
        return format!("{:0width$}", low + stream.below(high - low + 1), width = form[0].len());
    }
    let mut code = String::new();
    fill_pattern(form[0], letters, &mut stream, &mut code);
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::places::Place;

    #[test]
    fn postcodes_are_of_their_place_and_keep_leading_zeros() {
        let countries = Country::all();
        let geography = Geography::new(countries);
        let postcodes = Postcodes::new(&geography, countries);
        let of = |region, name| {
            let is_wanted = |place: &Place| (place.country, place.region, place.name) == ("AU", region, name);
            postcodes.of(geography.places().iter().position(is_wanted).unwrap())
        };
        assert_eq!([of("NSW", "Medowie"), of("NT", "Darwin"), of("TAS", "Hobart")], ["2318", "0800", "7000"]);
        // On a border the office that delivers may stand in the other state.
        let across = ["Barooga", "Jervis Bay Village", "Pukatja"];
        for (id, place) in geography.places().iter().enumerate() {
            let code = postcodes.of(id);
            let ok = match (place.country, place.region) {
                ("AU", _) if across.contains(&place.name) => code.len() == 4,
                ("AU", "NT") => code.len() == 4 && code.starts_with("08"),
                ("AU", "VIC") => code.len() == 4 && code.starts_with('3'),
                ("AU", "TAS") => ("7000".."7800").contains(&code),
                ("AU", "QLD") => code.len() == 4 && code.starts_with('4'),
                ("AU", "SA") => code.len() == 4 && code.starts_with('5'),
                ("AU", "WA") => code.len() == 4 && code.starts_with('6'),
                ("AU", _) => code.len() == 4 && code.starts_with('2'),
                ("NZ", _) => code.len() == 4,
                ("SG", _) => code.len() == 6,
                ("US" | "DE" | "FR", _) => code.len() == 5,
                _ => code.len() >= 6,
            };
            assert!(ok, "{place:?}: {code}");
        }
    }
}
