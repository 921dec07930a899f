//! Names of shops within their places: no two alike, and no number but in a very large chain.

use std::collections::BTreeMap;

use retailgen_synth::{Key, permutation::Permutation};

use crate::{
    reference::{
        addresses::AddressForms,
        companies::{COMPANIES, StorePart},
    },
    text::push_number,
    world::geography::{Geography, PlaceId},
};

/// What shops of a place are called behind its name: after a part of the town, then after a street, then after both, and
/// with a number where these run out.
#[derive(Debug)]
pub struct ShopNames {
    key: Key,
    streets: &'static [&'static str],
    /// By place: how many others of its name come before it in the gazetteer, and how many bear it.
    namesakes: Vec<(u32, u32)>,
}

impl ShopNames {
    /// Names for shops in the places of `geography`.
    pub fn new(key: Key, geography: &Geography) -> Self {
        let mut bearers: BTreeMap<&str, u32> = BTreeMap::new();
        let before: Vec<u32> = geography
            .places()
            .iter()
            .map(|place| {
                let bearers = bearers.entry(place.name).or_default();
                *bearers += 1;
                *bearers - 1
            })
            .collect();
        let all = geography.places().iter().map(|place| bearers[place.name]);
        let streets = AddressForms::all().find(|forms| forms.country == "AU").map_or(&[][..], |forms| forms.names);
        Self { key, streets, namesakes: before.into_iter().zip(all).collect() }
    }

    /// Appends the name of the place `id` and what shop number `rank` there is called behind it.
    pub fn push(&self, geography: &Geography, id: PlaceId, rank: u64, out: &mut String) {
        let place = geography.place(id).name;
        out.push_str(place);
        out.push(' ');
        // Places of one name take turns; which of them it is is not in the shop's name.
        let (before, bearers) = self.namesakes[id];
        let number = rank * u64::from(bearers) + u64::from(before);
        let key = self.key.key(place);
        let parts = COMPANIES.store_part;
        let (parts_len, streets_len) = (parts.len() as u64, self.streets.len() as u64);
        let Some(beyond) = number.checked_sub(parts_len) else {
            out.push_str(likelier_first(parts, key)[number as usize].name);
            return;
        };
        let streets = Permutation::new(key, streets_len);
        out.push_str(self.streets[streets.at(beyond % streets_len) as usize]);
        out.push_str(" Street");
        let Some(beyond) = (beyond / streets_len).checked_sub(1) else { return };
        out.push(' ');
        out.push_str(parts[(beyond % parts_len) as usize].name);
        if let Some(more) = (beyond / parts_len).checked_sub(1) {
            out.push(' ');
            push_number(out, more + 2);
        }
    }
}

/// The parts in an order in which parts of more weight mostly come first.
fn likelier_first(parts: &'static [StorePart], key: Key) -> Vec<&'static StorePart> {
    let wait = |number: usize, part: &StorePart| -libm::log(1.0 - key.unit(number as u64)) / part.weight;
    let mut order: Vec<(f64, &StorePart)> =
        parts.iter().enumerate().map(|(number, part)| (wait(number, part), part)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    order.into_iter().map(|(_, part)| part).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use retailgen_synth::Seed;

    use super::*;
    use crate::reference::countries::Country;

    #[test]
    fn no_two_shops_have_one_name() {
        let geography = Geography::new(Country::all());
        let names = ShopNames::new(Seed(1).key("names"), &geography);
        let australian = geography.places().iter().enumerate().filter(|(_, place)| place.country == "AU");
        let mut all = BTreeSet::new();
        let mut count = 0;
        for (id, _) in australian {
            let ranks = if id < 3 { 6_000 } else { 40 };
            for rank in 0..ranks {
                let mut name = String::new();
                names.push(&geography, id, rank, &mut name);
                assert!(all.insert(name.clone()), "{name}");
                count += 1;
            }
        }
        assert_eq!(all.len(), count);
    }
}
