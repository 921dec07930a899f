//! The assortment: which product numbers belong to which subcategory and style, and which come together.

use std::ops::Range;

use retailgen_synth::{Key, key::Stream};

use super::{ProductIndex, SubcategoryId};

/// Products after which as many of every subcategory have come again.
const PERIOD: u64 = 2_048;
/// Orders in which a period can be laid out.
const LAYOUTS: u64 = 4;
/// Periods for which a layout is chosen; then the choices come again.
const CHOICES: u64 = 256;

/// What an assortment is made of, by subcategory.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Number of products, relative.
    pub weight: f64,
    /// Sales, relative.
    pub sales: f64,
    /// Most articles a style can have.
    pub articles: usize,
}

/// A style: articles of one kind that differ in size or colour, with consecutive numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub subcategory: SubcategoryId,
    /// Its number within the subcategory.
    pub number: u64,
    /// The first of its products.
    pub first: ProductIndex,
    /// How many there are.
    pub articles: u64,
}

/// The numbers of products, laid out in styles and launches.
///
/// A core of one product a subcategory comes first, those that sell most in front, so that the smallest company has them.
/// Periods follow, in each of which every subcategory has its share of products and styles, laid out in one of a few orders
/// that the period's key chooses. So "the style of product n" and "the k-th style of a subcategory" take no search.
#[derive(Debug)]
pub struct Assortment {
    /// The subcategories of the core, in order, and the place of each in it.
    core: Vec<SubcategoryId>,
    core_places: Vec<u64>,
    /// For each subcategory, the styles of it and of all before it in a period, one entry more than there are.
    styles_before: Vec<u32>,
    layouts: Vec<Layout>,
    choices: Vec<u8>,
}

#[derive(Debug)]
struct Layout {
    /// The style of each of the period's products.
    places: Vec<Place>,
    /// For each style, by subcategory and in order: its first product within the period.
    firsts: Vec<u16>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    /// The style's number in `Layout::firsts`.
    style: u16,
    subcategory: u16,
    first: u16,
    articles: u16,
    /// What comes on the same day: products of the subcategory in a row.
    launch: u16,
    launch_end: u16,
}

impl Assortment {
    /// An assortment of the `plans`; styles have the share `fill` of the articles they can have, a launch has up to
    /// `launch` styles.
    pub fn new(key: Key, plans: &[Plan], fill: f64, launch: u64) -> Self {
        let total: f64 = plans.iter().map(|plan| plan.weight).sum();
        // Rounded where they are summed up, so that the period has its length.
        let mut below = 0.0;
        let products: Vec<u64> = plans
            .iter()
            .map(|plan| {
                let until = |weight: f64| (weight / total * PERIOD as f64 + 0.5).floor() as u64;
                let first = until(below);
                below += plan.weight;
                until(below) - first
            })
            .collect();
        let styles = plans.iter().zip(&products).map(|(plan, &products)| {
            let most = plan.articles as u64;
            let wanted = (products as f64 / (fill * most as f64).max(1.0) + 0.5) as u64;
            wanted.clamp(products.div_ceil(most), products) as u32
        });
        let mut styles_before = vec![0];
        styles.for_each(|styles| styles_before.push(styles_before[styles_before.len() - 1] + styles));
        let rank = |subcategory: usize| {
            // A little disorder, so that numbers do not tell the sales.
            plans[subcategory].sales * (0.6 + 0.8 * key.key("core").unit(subcategory as u64))
        };
        let mut core: Vec<SubcategoryId> = (0..plans.len()).collect();
        core.sort_by(|&a, &b| rank(b).total_cmp(&rank(a)));
        let mut core_places = vec![0; plans.len()];
        core.iter().zip(0..).for_each(|(&subcategory, place)| core_places[subcategory] = place);
        let layout = |number| {
            let mut stream = key.key("layout").stream(number);
            Layout::new(plans, &products, &styles_before, launch, &mut stream)
        };
        Self {
            layouts: (0..LAYOUTS).map(layout).collect(),
            choices: (0..CHOICES).map(|period| key.key("choice").below(period, LAYOUTS) as u8).collect(),
            core,
            core_places,
            styles_before,
        }
    }

    #[inline]
    fn layout(&self, period: u64) -> &Layout {
        &self.layouts[usize::from(self.choices[(period % CHOICES) as usize])]
    }

    /// Styles that a subcategory has in each period.
    #[inline]
    fn styles_a_period(&self, subcategory: SubcategoryId) -> u64 {
        u64::from(self.styles_before[subcategory + 1] - self.styles_before[subcategory])
    }

    /// Where a product beyond the core stands: the first product of its period, its layout and its place there.
    #[inline]
    fn place(&self, product: ProductIndex) -> Option<(u64, &Layout, Place)> {
        let beyond = product.checked_sub(self.core.len() as u64)?;
        let layout = self.layout(beyond / PERIOD);
        let place = (beyond % PERIOD) as usize;
        Some((product - place as u64, layout, layout.places[place]))
    }

    /// The style of a product.
    #[inline]
    pub fn style_of(&self, product: ProductIndex) -> Style {
        let Some((start, _, place)) = self.place(product) else {
            return Style { subcategory: self.core[product as usize], number: 0, first: product, articles: 1 };
        };
        let subcategory = usize::from(place.subcategory);
        let within = u64::from(place.style) - u64::from(self.styles_before[subcategory]);
        let period = (start - self.core.len() as u64) / PERIOD;
        Style {
            subcategory,
            number: 1 + period * self.styles_a_period(subcategory) + within,
            first: start + u64::from(place.first),
            articles: u64::from(place.articles),
        }
    }

    /// The subcategory of a product.
    #[inline]
    pub fn subcategory(&self, product: ProductIndex) -> SubcategoryId {
        let beyond = |(_, _, place): (u64, &Layout, Place)| usize::from(place.subcategory);
        self.place(product).map_or_else(|| self.core[product as usize], beyond)
    }

    /// The style with a number in its subcategory.
    #[inline]
    pub fn style(&self, subcategory: SubcategoryId, number: u64) -> Style {
        let Some(beyond) = number.checked_sub(1) else {
            return Style { subcategory, number, first: self.core_places[subcategory], articles: 1 };
        };
        let styles = self.styles_a_period(subcategory) as u32;
        // Numbers of styles fit 32 bits at any scale, and so divide in a third of the time.
        let (period, within) = (beyond as u32 / styles, beyond as u32 % styles);
        let layout = self.layout(u64::from(period));
        let first = layout.firsts[(self.styles_before[subcategory] + within) as usize];
        let articles = u64::from(layout.places[usize::from(first)].articles);
        Style {
            subcategory,
            number,
            first: self.core.len() as u64 + u64::from(period) * PERIOD + u64::from(first),
            articles,
        }
    }

    /// How many styles of a subcategory have a product among the first `len`.
    pub fn styles_among(&self, subcategory: SubcategoryId, len: u64) -> u64 {
        let Some(beyond) = len.checked_sub(self.core.len() as u64) else {
            return u64::from(self.core_places[subcategory] < len);
        };
        let own = self.styles_before[subcategory] as usize..self.styles_before[subcategory + 1] as usize;
        let (period, rest) = (beyond / PERIOD, beyond % PERIOD);
        let within = self.layout(period).firsts[own].partition_point(|&first| u64::from(first) < rest);
        1 + period * self.styles_a_period(subcategory) + within as u64
    }

    /// The products that come on the same day as `product`.
    pub fn launch(&self, product: ProductIndex) -> Range<ProductIndex> {
        let Some((start, _, place)) = self.place(product) else { return product..product + 1 };
        start + u64::from(place.launch)..start + u64::from(place.launch_end)
    }
}

impl Layout {
    fn new(plans: &[Plan], products: &[u64], styles_before: &[u32], launch: u64, stream: &mut Stream) -> Self {
        // Each launch as its subcategory and the sizes of its styles.
        let mut launches: Vec<(usize, Vec<u16>)> = Vec::new();
        for (subcategory, plan) in plans.iter().enumerate() {
            let styles = (styles_before[subcategory + 1] - styles_before[subcategory]) as usize;
            let mut sizes = vec![1_u16; styles];
            for _ in styles as u64..products[subcategory] {
                let start = stream.below(styles as u64) as usize;
                // The next one that has room, of which there is one.
                let turns = (start..styles).chain(0..start);
                if let Some(style) = turns.into_iter().find(|&style| usize::from(sizes[style]) < plan.articles) {
                    sizes[style] += 1;
                }
            }
            let mut rest = &sizes[..];
            while !rest.is_empty() {
                let (now, later) = rest.split_at((1 + stream.below(launch) as usize).min(rest.len()));
                launches.push((subcategory, now.to_vec()));
                rest = later;
            }
        }
        for last in (1..launches.len()).rev() {
            launches.swap(last, stream.below(last as u64 + 1) as usize);
        }
        let mut places = Vec::with_capacity(PERIOD as usize);
        let mut seen = styles_before.to_vec();
        let mut firsts = vec![0; *styles_before.last().unwrap_or(&0) as usize];
        for (subcategory, sizes) in launches {
            let launch = places.len() as u16;
            let launch_end = launch + sizes.iter().sum::<u16>();
            for articles in sizes {
                let (style, first) = (seen[subcategory] as u16, places.len() as u16);
                seen[subcategory] += 1;
                firsts[usize::from(style)] = first;
                let place = Place { style, subcategory: subcategory as u16, first, articles, launch, launch_end };
                places.extend((0..articles).map(|_| place));
            }
        }
        Self { places, firsts }
    }
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    fn plans() -> Vec<Plan> {
        (0..109)
            .map(|n| Plan { weight: 0.6 + f64::from(n) / 10.0, sales: f64::from(n % 7), articles: 1 + n as usize % 8 })
            .collect()
    }

    #[test]
    fn styles_are_found_by_product_and_by_number() {
        let assortment = Assortment::new(Seed(1).key("a"), &plans(), 0.6, 3);
        let mut seen = vec![0; 109];
        let mut product = 0;
        while product < 10_000 {
            let style = assortment.style_of(product);
            assert_eq!((style.first, style.number), (product, seen[style.subcategory]));
            assert_eq!(assortment.style(style.subcategory, style.number), style);
            assert!(style.articles <= plans()[style.subcategory].articles as u64);
            let launch = assortment.launch(product);
            for article in product..product + style.articles {
                assert_eq!(assortment.style_of(article), style);
                assert_eq!(assortment.subcategory(article), style.subcategory);
                assert_eq!(assortment.launch(article), launch);
            }
            assert!(launch.start <= product && product + style.articles <= launch.end);
            seen[style.subcategory] += 1;
            product += style.articles;
            for (subcategory, &styles) in seen.iter().enumerate() {
                assert_eq!(assortment.styles_among(subcategory, product), styles);
            }
        }
    }

    #[test]
    fn shares_are_those_of_the_weights_and_numbers_do_not_tell_the_subcategory() {
        let plans = plans();
        let assortment = Assortment::new(Seed(2).key("a"), &plans, 0.6, 3);
        let mut counts = vec![0_u64; plans.len()];
        (0..50_000).for_each(|product| counts[assortment.subcategory(product)] += 1);
        let total: f64 = plans.iter().map(|plan| plan.weight).sum();
        for (count, plan) in counts.iter().zip(&plans) {
            assert!((*count as f64 / 50_000.0 - plan.weight / total).abs() < 0.001, "{count} {plan:?}");
        }
        for period in [1_000, PERIOD] {
            let again = (200..20_000).filter(|n| assortment.subcategory(*n) == assortment.subcategory(*n + period));
            assert!(again.count() < 19_800 / 2);
        }
    }
}
