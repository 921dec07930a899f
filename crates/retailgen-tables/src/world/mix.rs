//! What sells on a day: the mix of subcategories by season, and which are bought together.

use retailgen_synth::{calendar::Date, distribution::alias::AliasTable, key::Stream};

use super::product::{Products, SubcategoryId};
use crate::reference::catalogue::{CATALOGUE, Season};

/// For each subcategory, those bought with it.
#[derive(Debug)]
pub struct Affinities {
    partners: Vec<Option<(Vec<SubcategoryId>, AliasTable)>>,
}

impl Affinities {
    /// The affinities of the catalogue; each pair works both ways.
    pub fn new(products: &Products) -> Self {
        let names: Vec<&str> =
            (0..products.subcategories()).map(|subcategory| products.entry(subcategory).1.name).collect();
        let find = |name: &str| names.iter().position(|&other| other == name);
        let mut lists: Vec<Vec<(SubcategoryId, f64)>> = vec![Vec::new(); names.len()];
        for pair in CATALOGUE.affinity {
            if let (Some(a), Some(b)) = (find(pair.a), find(pair.b)) {
                lists[a].push((b, pair.strength));
                lists[b].push((a, pair.strength));
            }
        }
        let partners = lists
            .into_iter()
            .map(|list| {
                let pick = (!list.is_empty()).then(|| AliasTable::new(list.iter().map(|&(_, strength)| strength)))?;
                Some((list.into_iter().map(|(partner, _)| partner).collect(), pick))
            })
            .collect();
        Self { partners }
    }

    /// A subcategory that goes with `subcategory`, if the catalogue knows one.
    pub fn partner(&self, subcategory: SubcategoryId, stream: &mut Stream) -> Option<SubcategoryId> {
        let (partners, pick) = self.partners[subcategory].as_ref()?;
        Some(partners[pick.pick(stream.bits())])
    }
}

/// The subcategories' shares of order lines on `date`.
pub fn of_day(products: &Products, date: Date, season_peak: f64) -> AliasTable {
    let factors = Season::ALL.map(|season| season_factor(season, date, season_peak));
    AliasTable::new(
        (0..products.subcategories()).map(|subcategory| {
            products.line_share(subcategory) * factors[products.entry(subcategory).1.season as usize]
        }),
    )
}

/// How much a season raises sales on `date`: `peak` within it, falling to 1 over the two weeks around.
fn season_factor(season: Season, date: Date, peak: f64) -> f64 {
    // First and last day at the peak, as month and day.
    let (from, to) = match season {
        Season::Flat => return 1.0,
        Season::Summer => ((12, 10), (2, 15)),
        Season::Winter => ((6, 10), (8, 15)),
        Season::Gift => ((11, 25), (12, 24)),
        Season::Eofy => ((6, 8), (6, 30)),
        Season::BoxingDay => ((12, 26), (1, 12)),
        Season::School => ((1, 16), (2, 2)),
    };
    let distance = [-1, 0, 1]
        .into_iter()
        .map(|years| {
            let year = date.year() + years;
            let start = Date::new(year, from.0, from.1);
            let end = Date::new(if from > to { year + 1 } else { year }, to.0, to.1);
            (start.days() - date.days()).max(date.days() - end.days()).max(0)
        })
        .min()
        .unwrap_or(i32::MAX);
    1.0 + (peak - 1.0) * (1.0 - f64::from(distance) / 14.0).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seasons_are_listed_in_order() {
        assert!(Season::ALL.iter().enumerate().all(|(place, season)| *season as usize == place));
    }

    #[test]
    fn seasons_peak_when_they_should() {
        let at = |season, month, day| season_factor(season, Date::new(2024, month, day), 2.0);
        assert!((at(Season::Summer, 1, 10) - 2.0).abs() < 1e-12);
        assert!((at(Season::Summer, 7, 1) - 1.0).abs() < 1e-12);
        assert!((at(Season::Gift, 12, 20) - 2.0).abs() < 1e-12);
        assert!((at(Season::BoxingDay, 1, 5) - 2.0).abs() < 1e-12);
        assert!((at(Season::Eofy, 6, 1) - 1.5).abs() < 1e-12);
    }
}
