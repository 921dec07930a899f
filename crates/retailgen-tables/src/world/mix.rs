//! What sells on a day: the mix of subcategories by season, outlet and buyer, and which are bought together.

use std::sync::OnceLock;

use retailgen_synth::{calendar::Date, distribution::alias::AliasTable, key::Stream};

use super::{
    person::Segment,
    product::{Products, SubcategoryId},
};
use crate::{
    Parameters,
    reference::{
        catalogue::{CATALOGUE, Category, Season, Subcategory},
        companies::{COMPANIES, Specialist},
    },
};

/// Number of a department.
pub type DepartmentId = usize;

/// What sells to whom, the same on all days.
#[derive(Debug)]
pub struct Mixes {
    /// By segment and subcategory: the share of lines on an ordinary day.
    shares: Vec<Vec<f64>>,
    seasons: Vec<Season>,
    season_peak: f64,
    /// By subcategory: how it sells when and where it sells best, against all days and outlets.
    peaks: Vec<f64>,
    /// By subcategory: how much sells where, against all outlets.
    outlets: Vec<[f64; OUTLETS]>,
    /// By subcategory: how much sells on weekdays and on weekends, against the whole week.
    weekends: Vec<[f64; 2]>,
    department_of: Vec<DepartmentId>,
    /// The subcategories of each department.
    departments: Vec<Vec<SubcategoryId>>,
    partners: Vec<Option<Choice>>,
    /// What each specialist among the storefronts is named after.
    specialists: Vec<Choice>,
}

/// A choice among some subcategories.
#[derive(Debug)]
struct Choice {
    subcategories: Vec<SubcategoryId>,
    pick: AliasTable,
}

/// Where goods are sold, as far as it matters what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlet {
    /// At the till.
    Store,
    /// On the web, to be sent within the country.
    Web,
    /// On the web, to be sent abroad.
    Abroad,
}

const OUTLETS: usize = 3;

/// What sells on one date.
#[derive(Debug)]
pub struct DayMix([OutletMix; OUTLETS]);

/// What sells on one date at one outlet.
#[derive(Debug)]
pub struct OutletMix {
    /// By subcategory: how much sells that day at this outlet, against all days and outlets.
    factors: Vec<f64>,
    /// By segment.
    segments: Vec<SegmentMix>,
    /// By subcategory: how its sales stand to its best days' at its best outlet.
    favours: Vec<f64>,
}

/// What sells to one segment on one date, made when somebody draws from it: a day of a small company draws from few of its
/// 264 tables, which take more than all of its orders.
#[derive(Debug)]
struct SegmentMix {
    departments: OnceLock<AliasTable>,
    /// By department, the choice among its subcategories.
    within: Vec<OnceLock<AliasTable>>,
}

impl SegmentMix {
    fn new(departments: usize) -> Self {
        Self { departments: OnceLock::new(), within: (0..departments).map(|_| OnceLock::new()).collect() }
    }
}

impl Mixes {
    /// The mixes of the catalogue.
    pub fn new(products: &Products, parameters: &Parameters) -> Self {
        let entries = || (0..products.subcategories()).map(|subcategory| products.entry(subcategory));
        let department_of: Vec<DepartmentId> = entries()
            .map(|(category, _)| {
                let department =
                    CATALOGUE.department.iter().position(|found| found.categories.contains(&category.name));
                department.expect("the tests check that each category is in a department")
            })
            .collect();
        let in_department = |department| {
            (0..department_of.len()).filter(|&subcategory| department_of[subcategory] == department).collect()
        };
        let age_shares = &parameters.tastes.age_shares;
        let season_peak = parameters.products.season_peak;
        let outlets: Vec<_> = entries().map(|(category, _)| outlets(category, parameters.trade.web_share)).collect();
        let weekends: Vec<_> = entries().map(|(category, _)| weekends(category)).collect();
        let peak = |(subcategory, (_, entry)): (usize, (_, &Subcategory))| {
            let season = if matches!(entry.season, Season::Flat) { 1.0 } else { season_peak };
            let highest = |factors: &[f64]| factors.iter().copied().fold(0.0, f64::max);
            season * highest(&outlets[subcategory]) * highest(&weekends[subcategory])
        };
        Self {
            peaks: entries().enumerate().map(peak).collect(),
            shares: Segment::all()
                .map(|segment| {
                    let factors = entries().map(|(_, entry)| taste(entry.name, segment, age_shares));
                    factors.enumerate().map(|(subcategory, factor)| products.line_share(subcategory) * factor).collect()
                })
                .collect(),
            seasons: entries().map(|(_, entry)| entry.season).collect(),
            outlets,
            weekends,
            season_peak,
            departments: (0..CATALOGUE.department.len()).map(in_department).collect(),
            department_of,
            specialists: COMPANIES.specialist.iter().map(|specialist| specialties(specialist, products)).collect(),
            partners: partners(&entries().map(|(_, entry)| entry.name).collect::<Vec<_>>()),
        }
    }

    /// What sells on `date`.
    pub fn of_day(&self, date: Date) -> DayMix {
        let by_season = Season::ALL.map(|season| season_factor(season, date, self.season_peak));
        let is_weekend = usize::from(date.weekday().is_weekend());
        DayMix([Outlet::Store, Outlet::Web, Outlet::Abroad].map(|outlet| {
            let factor = |subcategory: SubcategoryId| {
                by_season[self.seasons[subcategory] as usize]
                    * self.outlets[subcategory][outlet as usize]
                    * self.weekends[subcategory][is_weekend]
            };
            let factors: Vec<f64> = (0..self.seasons.len()).map(factor).collect();
            let favours = factors.iter().enumerate().map(|(subcategory, factor)| factor / self.peaks[subcategory]);
            let favours = favours.collect();
            let segments = self.shares.iter().map(|_| SegmentMix::new(self.departments.len())).collect();
            OutletMix { factors, segments, favours }
        }))
    }

    /// What a segment buys on the best days of each subcategory at its best outlet, as weights.
    pub fn usual(&self, segment: Segment) -> impl Iterator<Item = f64> {
        self.shares[segment.number()].iter().enumerate().map(|(subcategory, share)| share * self.peaks[subcategory])
    }

    /// How much of a subcategory's lines `outlet` sells, against all outlets.
    pub fn at_outlet(&self, subcategory: SubcategoryId, outlet: Outlet) -> f64 {
        self.outlets[subcategory][outlet as usize]
    }

    /// The department of a subcategory.
    pub fn department(&self, subcategory: SubcategoryId) -> DepartmentId {
        self.department_of[subcategory]
    }

    /// A subcategory that goes with `subcategory`, if the catalogue knows one.
    pub fn partner(&self, subcategory: SubcategoryId, stream: &mut Stream) -> Option<SubcategoryId> {
        Some(self.partners[subcategory].as_ref()?.draw(stream))
    }

    /// A subcategory that a specialist is named after.
    pub fn specialty(&self, specialist: usize, stream: &mut Stream) -> SubcategoryId {
        self.specialists[specialist].draw(stream)
    }

    /// A subcategory that sells to people of `segment` where and when `mix` says.
    pub fn pick(&self, mix: &OutletMix, segment: Segment, stream: &mut Stream) -> SubcategoryId {
        let made = mix.segments[segment.number()].departments.get_or_init(|| {
            let within = self.departments.iter();
            AliasTable::new(within.map(|within| self.weights(mix, segment, within).sum()))
        });
        let department = made.pick(stream.bits());
        self.pick_in(mix, segment, department, stream)
    }

    /// The same within a department.
    pub fn pick_in(
        &self,
        mix: &OutletMix,
        segment: Segment,
        department: DepartmentId,
        stream: &mut Stream,
    ) -> SubcategoryId {
        let within = &self.departments[department];
        let made = mix.segments[segment.number()].within[department]
            .get_or_init(|| AliasTable::new(self.weights(mix, segment, within)));
        within[made.pick(stream.bits())]
    }

    /// What a segment buys of some subcategories where and when `mix` says.
    fn weights(&self, mix: &OutletMix, segment: Segment, of: &[SubcategoryId]) -> impl Iterator<Item = f64> {
        let shares = &self.shares[segment.number()];
        of.iter().map(|&subcategory| shares[subcategory] * mix.factors[subcategory])
    }
}

impl DayMix {
    /// What sells at `outlet`.
    pub fn at(&self, outlet: Outlet) -> &OutletMix {
        &self.0[outlet as usize]
    }
}

impl OutletMix {
    /// How a subcategory's sales stand to its best days' at its best outlet, 1 at most and 0 for what is not sold here.
    pub fn favours(&self, subcategory: SubcategoryId) -> f64 {
        self.favours[subcategory]
    }

    /// Whether a subcategory is sold here at all.
    pub fn sells(&self, subcategory: SubcategoryId) -> bool {
        self.favours[subcategory] > 0.0
    }
}

impl Choice {
    fn new(weights: impl IntoIterator<Item = (SubcategoryId, f64)>) -> Self {
        let (subcategories, weights): (Vec<SubcategoryId>, Vec<f64>) = weights.into_iter().unzip();
        Self { subcategories, pick: AliasTable::new(weights) }
    }

    fn draw(&self, stream: &mut Stream) -> SubcategoryId {
        self.subcategories[self.pick.pick(stream.bits())]
    }
}

/// How much of a category's lines each outlet sells, against all of them, when the web has `web_share` of the orders.
fn outlets(category: &Category, web_share: f64) -> [f64; OUTLETS] {
    let on_web = (1.0 - (1.0 - web_share) * category.in_stores) / web_share;
    [category.in_stores, on_web, if category.is_perishable { 0.0 } else { on_web }]
}

/// How much of a category's lines sell on weekdays and on weekends, against the whole week.
fn weekends(category: &Category) -> [f64; 2] {
    [(7.0 - 2.0 * category.on_weekends) / 5.0, category.on_weekends]
}

/// The subcategories that a specialist is named after.
fn specialties(specialist: &Specialist, products: &Products) -> Choice {
    let all = (0..products.subcategories()).map(|subcategory| (subcategory, products.line_share(subcategory)));
    Choice::new(all.filter(|&(subcategory, _)| specialist.categories.contains(&products.entry(subcategory).0.name)))
}

/// For each of the subcategories called `names`, those bought with it; each pair of the catalogue works both ways.
fn partners(names: &[&str]) -> Vec<Option<Choice>> {
    let find = |name: &str| names.iter().position(|&other| other == name);
    let mut lists: Vec<Vec<(SubcategoryId, f64)>> = vec![Vec::new(); names.len()];
    for pair in CATALOGUE.affinity {
        if let (Some(a), Some(b)) = (find(pair.a), find(pair.b)) {
            lists[a].push((b, pair.strength));
            lists[b].push((a, pair.strength));
        }
    }
    lists.into_iter().map(|list| (!list.is_empty()).then(|| Choice::new(list))).collect()
}

/// How much more often than all buyers a segment takes the subcategory called `name`; 1 on average over the segments.
fn taste(name: &str, segment: Segment, age_shares: &[f64; 4]) -> f64 {
    let Some(taste) = CATALOGUE.taste.iter().find(|taste| taste.subcategories.contains(&name)) else { return 1.0 };
    let women = taste.women;
    let sex = if segment.is_woman { 2.0 * women / (1.0 + women) } else { 2.0 / (1.0 + women) };
    let of_all: f64 = taste.ages.iter().zip(age_shares).map(|(factor, share)| factor * share).sum();
    sex * taste.ages[segment.ages] * age_shares.iter().sum::<f64>() / of_all
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

    #[test]
    fn outlets_and_weekends_move_goods_and_keep_totals() {
        let web_share = Parameters::default().trade.web_share;
        for category in CATALOGUE.category {
            let [stores, web, abroad] = outlets(category, web_share);
            assert!(((1.0 - web_share) * stores + web_share * web - 1.0).abs() < 1e-12 && web > 0.0);
            let expected = if category.is_perishable { 0.0 } else { web };
            assert!((abroad - expected).abs() < f64::EPSILON);
            let [weekdays, weekend] = weekends(category);
            assert!((5.0 * weekdays + 2.0 * weekend - 7.0).abs() < 1e-12 && weekdays > 0.0);
        }
    }

    #[test]
    fn tastes_average_one_and_differ() {
        let shares = Parameters::default().tastes.age_shares;
        for name in ["Nappies", "Dresses", "Men's Shirts", "Bread and Rolls"] {
            let mean: f64 = Segment::all().map(|segment| taste(name, segment, &shares) * shares[segment.ages]).sum();
            assert!((mean / 2.0 - shares.iter().sum::<f64>()).abs() < 1e-9, "{name}: {mean}");
        }
        let of = |is_woman, ages| taste("Nappies", Segment { is_woman, ages }, &shares);
        assert!(of(true, 1) > 3.0 * of(true, 3) && of(true, 1) > of(false, 1));
    }
}
