//! Personal names by origin, sex and year of birth.

use std::collections::BTreeMap;

use retailgen_synth::{distribution::alias::AliasTable, key::Stream};
use serde::Deserialize;

use super::{Weighted, WeightedTexts};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    surname_tail_share: f64,
    surname_prefixes: Vec<String>,
    surname_suffixes: Vec<String>,
    origin: Vec<OriginFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OriginFile {
    name: String,
    share: f64,
    #[serde(default)]
    share_by_country: BTreeMap<String, f64>,
    anglo_first_name_share: f64,
    surnames: Vec<Weighted>,
    female: Option<Vec<String>>,
    male: Option<Vec<String>>,
    female_1930: Option<Vec<String>>,
    female_1960: Option<Vec<String>>,
    female_1980: Option<Vec<String>>,
    female_2000: Option<Vec<String>>,
    male_1930: Option<Vec<String>>,
    male_1960: Option<Vec<String>>,
    male_1980: Option<Vec<String>>,
    male_2000: Option<Vec<String>>,
}

/// A list of first names for each of the four birth cohorts: before 1950, to 1969, to 1989, from 1990.
type Cohorts = [WeightedTexts; 4];

#[derive(Debug)]
struct Origin {
    anglo_first_names: f64,
    surnames: WeightedTexts,
    /// Female and male; `None` where the anglo lists serve.
    first_names: [Option<Cohorts>; 2],
}

/// Names for people of every country.
#[derive(Debug)]
pub struct Names {
    prefixes: Vec<String>,
    suffixes: Vec<String>,
    tail_share: f64,
    origins: Vec<Origin>,
    /// Which of `origins` is the anglo one.
    anglo: usize,
    by_country: BTreeMap<String, AliasTable>,
}

impl Names {
    /// The names of the crate, for customers of `countries`.
    pub fn load(countries: &[String]) -> Self {
        let file: File = super::parse("names.toml", include_str!("../../data/names.toml"));
        let by_country = countries
            .iter()
            .map(|country| {
                let share = |origin: &OriginFile| match country.as_str() {
                    "AU" => origin.share,
                    other => origin.share_by_country.get(other).copied().unwrap_or(0.0),
                };
                (country.clone(), AliasTable::new(file.origin.iter().map(share)))
            })
            .collect();
        let anglo = file.origin.iter().position(|origin| origin.name == "anglo");
        Self {
            prefixes: file.surname_prefixes,
            suffixes: file.surname_suffixes,
            tail_share: file.surname_tail_share,
            by_country,
            anglo: anglo.expect("data/names.toml, which is compiled in, has the origin anglo"),
            origins: file.origin.into_iter().map(Origin::new).collect(),
        }
    }

    /// Draws a person of `country` born in `birth_year`: returns the first name and writes the surname.
    pub fn person(&self, country: &str, birth_year: i32, stream: &mut Stream, surname: &mut String) -> &str {
        let origin_id = self.by_country.get(country).map_or(self.anglo, |table| table.pick(stream.bits()));
        let origin = &self.origins[origin_id];
        surname.clear();
        if origin_id == self.anglo && stream.chance(self.tail_share) {
            surname.push_str(&self.prefixes[stream.below(self.prefixes.len() as u64) as usize]);
            surname.push_str(&self.suffixes[stream.below(self.suffixes.len() as u64) as usize]);
        } else {
            surname.push_str(origin.surnames.pick(stream.bits()));
        }
        let sex = stream.below(2) as usize;
        let cohort = match birth_year {
            ..1950 => 0,
            1950..1970 => 1,
            1970..1990 => 2,
            _ => 3,
        };
        let anglo_name = stream.chance(origin.anglo_first_names);
        let own = origin.first_names[sex].as_ref().filter(|_| !anglo_name);
        let lists = own.or(self.origins[self.anglo].first_names[sex].as_ref());
        lists.map_or("", |lists| lists[cohort].pick(stream.bits()))
    }
}

impl Origin {
    fn new(file: OriginFile) -> Self {
        let lists = |all: Option<Vec<String>>, cohorts: [Option<Vec<String>>; 4]| -> Option<Cohorts> {
            let [a, b, c, d] = cohorts.map(|cohort| cohort.or_else(|| all.clone()).map(commonest_first));
            Some([a?, b?, c?, d?])
        };
        Self {
            anglo_first_names: file.anglo_first_name_share,
            surnames: WeightedTexts::new(file.surnames),
            first_names: [
                lists(file.female, [file.female_1930, file.female_1960, file.female_1980, file.female_2000]),
                lists(file.male, [file.male_1930, file.male_1960, file.male_1980, file.male_2000]),
            ],
        }
    }
}

/// Weights that fall off with the rank as those of first names do within a cohort: the first about five times as
/// common as the thirtieth.
fn commonest_first(names: Vec<String>) -> WeightedTexts {
    WeightedTexts::new(names.into_iter().enumerate().map(|(rank, name)| Weighted(name, 1.0 / (rank as f64 + 7.0))))
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn smith_is_as_common_as_the_register_says() {
        let names = Names::load(&["AU".to_owned()]);
        let key = Seed(1).key("people");
        let mut surname = String::new();
        let draws = 200_000_u64;
        let mut smiths = 0_u32;
        for entity in 0..draws {
            let first = names.person("AU", 1980, &mut key.stream(entity), &mut surname);
            assert!(!first.is_empty() && !surname.is_empty());
            smiths += u32::from(surname == "Smith");
        }
        // 1.2 % of 200,000, give or take five standard deviations.
        assert!((2_155..2_645).contains(&smiths), "{smiths}");
    }
}
