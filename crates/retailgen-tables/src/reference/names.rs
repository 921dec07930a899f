//! Personal names by origin, sex and year of birth.

use retailgen_synth::{Seed, distribution::alias::AliasTable, key::Stream, permutation::Permutation};

pub use super::generated::names::NAMES;
use super::{Weighted, WeightedTexts};
use crate::parameters;

/// `data/names.toml`.
#[derive(Debug)]
pub struct PersonalNames {
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
    pub tail_share: f64,
    pub tail_starts: &'static [&'static str],
    pub tail_ends: &'static [&'static str],
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

/// Where draws of the rank of a surname beyond the lists begin: below lie those that would be commoner than most of the list.
const COMMONEST: f64 = 0.15;

/// A list of first names for each of the four birth cohorts: before 1950, to 1969, to 1989, from 1990.
type Cohorts = [WeightedTexts; 4];

/// Number of an origin.
pub type OriginId = usize;

#[derive(Debug)]
struct OriginNames {
    anglo_first_names: f64,
    surnames: WeightedTexts,
    /// The share of surnames made of two parts, the parts, and which pairs of them are common.
    tail: Option<(f64, [&'static [&'static str]; 2], Permutation)>,
    /// Female and male; `None` where the anglo lists serve.
    first_names: [Option<Cohorts>; 2],
}

/// Names for people of every country.
#[derive(Debug)]
pub struct Names {
    origins: Vec<OriginNames>,
    /// Which of `origins` is the anglo one.
    anglo: OriginId,
    by_country: Vec<AliasTable>,
    parameters: parameters::Naming,
}

impl Names {
    /// The names of the crate, for customers of `countries`.
    pub fn new(countries: impl IntoIterator<Item = &'static str>, parameters: &parameters::Naming) -> Self {
        let origins = NAMES.origin;
        let of_country = |country: &'static str| {
            let share = |origin: &Origin| match country {
                "AU" => origin.share,
                other => {
                    origin.share_by_country.iter().find(|(code, _)| *code == other).map_or(0.0, |(_, share)| *share)
                }
            };
            AliasTable::new(origins.iter().map(share))
        };
        let anglo = origins.iter().position(|origin| origin.name == "anglo");
        Self {
            by_country: countries.into_iter().map(of_country).collect(),
            anglo: anglo.expect("data/names.toml has the origin anglo"),
            origins: origins.iter().map(OriginNames::new).collect(),
            parameters: parameters.clone(),
        }
    }

    /// Draws a family of the country at place `country` of the list: its origin, and its surname into `out`.
    pub fn family(&self, country: usize, stream: &mut Stream, out: &mut String) -> OriginId {
        let origin = self.by_country[country].pick(stream.bits());
        out.clear();
        self.push_surname(origin, stream, out);
        if origin == self.anglo && stream.chance(self.parameters.double_surnames) {
            out.push('-');
            self.push_surname(origin, stream, out);
        }
        origin
    }

    fn push_surname(&self, origin: OriginId, stream: &mut Stream, out: &mut String) {
        let names = &self.origins[origin];
        let Some((_, [starts, ends], order)) = names.tail.as_ref().filter(|(share, ..)| stream.chance(*share)) else {
            out.push_str(names.surnames.pick(stream.bits()));
            return;
        };
        // A power law gives the rank of a pair, and the order tells which pair has it.
        let skewed = |share: f64| (0..self.parameters.surname_skew).fold(order.len() as f64, |rank, _| rank * share);
        let rank = skewed(COMMONEST + (1.0 - COMMONEST) * stream.unit()) - skewed(COMMONEST);
        let pair = order.at((rank as u64).min(order.len() - 1)) as usize;
        let (start, end) = (starts[pair / ends.len()], ends[pair % ends.len()]);
        out.push_str(start);
        let mut letters = end.chars();
        match letters.next() {
            Some(first) if !start.ends_with(char::is_alphabetic) => {
                out.extend(first.to_uppercase());
                out.push_str(letters.as_str());
            }
            _ => out.push_str(end),
        }
    }

    /// Draws the first name of somebody of a family of `origin` born in `birth_year`.
    pub fn first_name(&self, origin: OriginId, birth_year: i32, is_woman: bool, stream: &mut Stream) -> &'static str {
        // Parents lag behind the fashion or run ahead of it; three even draws are near enough to a bell.
        let off = (stream.unit() + stream.unit() + stream.unit() - 1.5) * 2.0 * self.parameters.fashion_years;
        let cohort = match birth_year + off as i32 {
            ..1950 => 0,
            1950..1970 => 1,
            1970..1990 => 2,
            _ => 3,
        };
        let sex = usize::from(!is_woman);
        let names = &self.origins[origin];
        let anglo_name = stream.chance(names.anglo_first_names);
        let own = names.first_names[sex].as_ref().filter(|_| !anglo_name);
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
            tail: (origin.tail_share > 0.0).then(|| {
                let pairs = (origin.tail_starts.len() * origin.tail_ends.len()) as u64;
                // Names are the same for every seed.
                let order = Permutation::new(Seed(0).key("surnames").key(origin.name), pairs);
                (origin.tail_share, [origin.tail_starts, origin.tail_ends], order)
            }),
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
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    const DRAWS: u64 = 100_000;

    fn surnames(parameters: &parameters::Naming) -> BTreeMap<String, u32> {
        let names = Names::new(["AU"], parameters);
        let key = Seed(1).key("people");
        let (mut surname, mut counts) = (String::new(), BTreeMap::new());
        for entity in 0..DRAWS {
            names.family(0, &mut key.stream(entity), &mut surname);
            *counts.entry(surname.clone()).or_default() += 1;
        }
        counts
    }

    #[test]
    fn smith_is_as_common_as_the_register_says() {
        let smiths = surnames(&parameters::Naming::default())["Smith"];
        // 1.2 % of 100,000, give or take five standard deviations.
        assert!((1_030..1_370).contains(&smiths), "{smiths}");
    }

    #[test]
    fn surnames_have_a_long_tail_the_longer_the_less_skewed() {
        let once = |surname_skew, double_surnames| {
            let counts = surnames(&parameters::Naming { surname_skew, double_surnames, ..Default::default() });
            counts.values().filter(|&&count| count == 1).count()
        };
        let parameters = parameters::Naming::default();
        assert!(once(parameters.surname_skew, parameters.double_surnames) > 2_000);
        assert!(once(2, 0.0) > once(6, 0.0));
        assert!(once(3, 0.05) > once(3, 0.0) + 1_000);
    }

    #[test]
    fn ends_of_surnames_begin_with_a_capital_where_a_word_begins() {
        let counts = surnames(&parameters::Naming::default());
        let made = |name: &&String| ["O'", "Al-", "van "].iter().any(|start| name.starts_with(start));
        for name in counts.keys().filter(made) {
            let last = name.rsplit([' ', '-', '\'']).next().unwrap();
            assert!(last.starts_with(char::is_uppercase), "{name}");
        }
    }

    #[test]
    fn first_names_follow_the_fashion_the_closer_the_less_parents_differ() {
        let of_both = |fashion_years| {
            let names = Names::new(["AU"], &parameters::Naming { fashion_years, ..Default::default() });
            let key = Seed(2).key("people");
            let names_of = |year| -> BTreeSet<&str> {
                (0..4_000)
                    .map(|n| names.first_name(names.anglo, year, true, &mut key.nth(year as u64).stream(n)))
                    .collect()
            };
            names_of(1935).intersection(&names_of(1995)).count()
        };
        let (strict, loose) = (of_both(0.0), of_both(25.0));
        assert!(strict + 10 < loose, "{strict} {loose}");
    }
}
