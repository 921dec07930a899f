//! Personal names by origin, sex and year of birth.

use std::collections::BTreeMap;

use super::{Weighted, WeightedTexts, generated::names::NAMES};
use retailgen_synth::{distribution::alias::AliasTable, key::Stream};

/// `data/names.toml`.
#[derive(Debug)]
pub struct PersonalNames {
    pub surname_tail_share: f64,
    pub surname_prefixes: &'static [&'static str],
    pub surname_suffixes: &'static [&'static str],
    pub origin: &'static [Origin],
}

/// What the file says of the names of one origin.
#[derive(Debug)]
pub struct Origin {
    pub name: &'static str,
    pub share: f64,
    pub share_by_country: &'static [(&'static str, f64)],
    pub anglo_first_name_share: f64,
    pub surnames: &'static [Weighted],
    pub female: Option<&'static [&'static str]>,
    pub male: Option<&'static [&'static str]>,
    pub female_1930: Option<&'static [&'static str]>,
    pub female_1960: Option<&'static [&'static str]>,
    pub female_1980: Option<&'static [&'static str]>,
    pub female_2000: Option<&'static [&'static str]>,
    pub male_1930: Option<&'static [&'static str]>,
    pub male_1960: Option<&'static [&'static str]>,
    pub male_1980: Option<&'static [&'static str]>,
    pub male_2000: Option<&'static [&'static str]>,
}

/// A list of first names for each of the four birth cohorts: before 1950, to 1969, to 1989, from 1990.
type Cohorts = [WeightedTexts; 4];

#[derive(Debug)]
struct OriginNames {
    anglo_first_names: f64,
    surnames: WeightedTexts,
    /// Female and male; `None` where the anglo lists serve.
    first_names: [Option<Cohorts>; 2],
}

/// Names for people of every country.
#[derive(Debug)]
pub struct Names {
    origins: Vec<OriginNames>,
    /// Which of `origins` is the anglo one.
    anglo: usize,
    by_country: BTreeMap<&'static str, AliasTable>,
}

impl Names {
    /// The names of the crate, for customers of `countries`.
    pub fn new(countries: impl IntoIterator<Item = &'static str>) -> Self {
        let origins = NAMES.origin;
        let of_country = |country: &'static str| {
            let share = |origin: &Origin| match country {
                "AU" => origin.share,
                other => {
                    origin.share_by_country.iter().find(|(code, _)| *code == other).map_or(0.0, |(_, share)| *share)
                }
            };
            (country, AliasTable::new(origins.iter().map(share)))
        };
        let anglo = origins.iter().position(|origin| origin.name == "anglo");
        Self {
            by_country: countries.into_iter().map(of_country).collect(),
            anglo: anglo.expect("data/names.toml has the origin anglo"),
            origins: origins.iter().map(OriginNames::new).collect(),
        }
    }

    /// Draws a person of `country` born in `birth_year`: returns the first name and writes the surname.
    pub fn person(&self, country: &str, birth_year: i32, stream: &mut Stream, surname: &mut String) -> &'static str {
        let origin_id = self.by_country.get(country).map_or(self.anglo, |table| table.pick(stream.bits()));
        let origin = &self.origins[origin_id];
        surname.clear();
        if origin_id == self.anglo && stream.chance(NAMES.surname_tail_share) {
            for parts in [NAMES.surname_prefixes, NAMES.surname_suffixes] {
                surname.push_str(parts[stream.below(parts.len() as u64) as usize]);
            }
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

impl OriginNames {
    fn new(origin: &Origin) -> Self {
        type List = Option<&'static [&'static str]>;
        let lists = |all: List, cohorts: [List; 4]| -> Option<Cohorts> {
            let [a, b, c, d] = cohorts.map(|cohort| cohort.or(all).map(commonest_first));
            Some([a?, b?, c?, d?])
        };
        let Origin { female, male, .. } = *origin;
        Self {
            anglo_first_names: origin.anglo_first_name_share,
            surnames: WeightedTexts::new(origin.surnames.iter().copied()),
            first_names: [
                lists(female, [origin.female_1930, origin.female_1960, origin.female_1980, origin.female_2000]),
                lists(male, [origin.male_1930, origin.male_1960, origin.male_1980, origin.male_2000]),
            ],
        }
    }
}

/// Weights that fall off with the rank, as for first names within a cohort: the first about five times as
/// common as the thirtieth.
fn commonest_first(names: &[&'static str]) -> WeightedTexts {
    WeightedTexts::new(names.iter().enumerate().map(|(rank, &name)| (name, 1.0 / (rank as f64 + 7.0))))
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn smith_is_as_common_as_the_register_says() {
        let names = Names::new(["AU"]);
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
