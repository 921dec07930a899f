//! Prices: what a product costs on any day, in Australian dollars and on foreign lists.

use retailgen_synth::{
    Key,
    calendar::Date,
    distribution::{alias::AliasTable, normal},
    key::below,
};

use super::{CENT, PRICE_UNIT, ProductIndex, SubcategoryId};
use crate::{
    parameters,
    reference::catalogue::{Category, Ending, Subcategory},
    world::{currency::Currency, growth::FOUNDED, memo::Memo, rates::Rates},
};

/// The day on which products cost what the catalogue says.
const LEVEL_DAY: Date = Date::new(2024, 7, 1);
/// Revisions that a price can have between the first and the last day.
const MOST_REVISIONS: u64 = 128;

/// Prices products.
#[derive(Debug)]
pub struct Prices {
    subcategories: Vec<Level>,
    endings: Vec<Endings>,
    revisions: Key,
    levels: Key,
    choices: Key,
    log_inflation: f64,
    parameters: parameters::Products,
    memo: Memo,
}

/// What a product's price hangs on beside the day.
#[derive(Debug, Clone, Copy)]
pub struct Priced {
    pub subcategory: SubcategoryId,
    /// First product of its style, all of which are revised together.
    pub style: ProductIndex,
    /// Which of the subcategory's sizes it has.
    pub article: usize,
    pub is_house_brand: bool,
}

/// The prices of a subcategory.
#[derive(Debug)]
struct Level {
    /// In [`Prices::endings`].
    endings: usize,
    /// Of a style over its subcategory's, for the middle of the sizes.
    median: f64,
    log_sd: f64,
    /// By size, what it costs against the middle.
    sizes: Vec<f64>,
}

/// The price endings of a category.
#[derive(Debug)]
struct Endings {
    list: &'static [Ending],
    pick: AliasTable,
}

/// A price between two revisions.
#[derive(Debug, Clone, Copy)]
struct Revision {
    number: u64,
    /// The day on which it was set.
    day: Date,
}

impl Prices {
    /// The prices of goods in the subcategories of `categories`, in order.
    pub fn new(key: Key, categories: &'static [Category], parameters: &parameters::Products) -> Self {
        let endings = |category: &'static Category| Endings {
            list: category.endings,
            pick: AliasTable::new(category.endings.iter().map(|ending| ending.share)),
        };
        let level = |endings, entry: &Subcategory| Level::new(endings, entry, parameters.pack_price_slope);
        let levels = categories.iter().enumerate().flat_map(|(number, category)| {
            let entries = category.subcategory.iter();
            entries.map(move |entry| level(number, entry))
        });
        Self {
            subcategories: levels.collect(),
            endings: categories.iter().map(endings).collect(),
            revisions: key.key("price_revision"),
            levels: key.key("price_level"),
            choices: key.key("price_ending"),
            log_inflation: libm::log(parameters.yearly_inflation),
            parameters: parameters.clone(),
            memo: Memo::new(Memo::OF_PRODUCTS),
        }
    }

    /// The shelf price of a product of `style` on `date` in units of 10⁻⁴ AUD; `priced` says what else it hangs on.
    ///
    /// A price stands until the next revision of its style, some months later.
    #[inline]
    pub fn aud(
        &self,
        product: ProductIndex,
        style: ProductIndex,
        date: Date,
        priced: impl FnOnce() -> Option<Priced>,
    ) -> i64 {
        let revision = self.revision(style, date);
        // What costs a cent does so for good.
        let work_out = || priced().map_or(1, |priced| self.cents(priced, revision) as u64);
        self.memo.recall(product, product * MOST_REVISIONS + revision.number, work_out) as i64 * CENT
    }

    /// What a product of `style` that costs `price_aud` on `date` costs then on the list in another currency: a price of that
    /// currency's kind, made of the shelf price at the rate of the day on which that was set.
    pub fn listed(&self, price_aud: i64, style: ProductIndex, date: Date, currency: Currency, rates: &Rates) -> i64 {
        if currency == Currency::Aud {
            return price_aud;
        }
        let local = rates.convert_aud(price_aud, self.revision(style, date).day, currency);
        if price_aud <= CENT {
            return local.max(1);
        }
        let (unit, ending) = price_points(currency);
        // Yen have no cents; their list moves in whole ones.
        let hundredths = local as f64 / unit as f64;
        snapped(hundredths, ending, self.parameters.ending_tolerance) * unit
    }

    /// The revision that holds on `date`.
    #[inline]
    fn revision(&self, style: ProductIndex, date: Date) -> Revision {
        let (shortest, longest) = self.parameters.revision_days;
        let bits = self.revisions.bits(style);
        let period = shortest + below(bits, u64::from(longest - shortest + 1)) as u32;
        let phase = below(bits << 32, u64::from(period)) as u32;
        let since = (date.days() - FOUNDED.days()) as u32 + phase;
        let number = since / period;
        let day = FOUNDED.plus_days((number * period) as i32 - phase as i32);
        Revision { number: u64::from(number), day }
    }

    /// Whether the prices of a style are set anew on `date`.
    #[cfg(test)]
    pub fn is_revised_on(&self, style: ProductIndex, date: Date) -> bool {
        self.revision(style, date).day == date
    }

    fn cents(&self, priced: Priced, revision: Revision) -> i64 {
        let Priced { subcategory, style, article, is_house_brand } = priced;
        let Level { endings, median, log_sd, sizes } = &self.subcategories[subcategory];
        let parameters = &self.parameters;
        let level = normal::log_normal_quantile(self.levels.unit(style), *median, *log_sd)
            * sizes.get(article).copied().unwrap_or(1.0)
            * if is_house_brand { parameters.house_price } else { 1.0 };
        let years = f64::from(revision.day.days() - LEVEL_DAY.days()) / 365.25;
        let own = self.revisions.nth(style).bits(revision.number);
        let noise = parameters.revision_log_sd * normal::quantile(retailgen_synth::key::unit(own));
        let target = 100.0 * level * libm::exp(self.log_inflation * years + noise);
        let choices = self.choices.nth(style);
        let keeps = choices.chance(MOST_REVISIONS + revision.number, parameters.kept_ending);
        let choice = choices.bits(if keeps { MOST_REVISIONS } else { revision.number });
        let Endings { list, pick } = &self.endings[*endings];
        snapped(target, list[pick.pick(choice)], parameters.ending_tolerance)
    }
}

impl Level {
    fn new(endings: usize, entry: &Subcategory, slope: f64) -> Self {
        let logs: Vec<f64> = entry.sizes.iter().map(|(_, holds)| slope * libm::log(*holds)).collect();
        let count = logs.len().max(1) as f64;
        let middle = logs.iter().sum::<f64>() / count;
        let variance = logs.iter().map(|log| (log - middle) * (log - middle)).sum::<f64>() / count;
        // The spread that sizes bring is part of the subcategory's; at least a third is the styles' own.
        let sigma = entry.price_sigma;
        let log_sd = (sigma * sigma - variance).max(sigma * sigma / 3.0).sqrt();
        Self {
            endings,
            median: entry.price_median,
            log_sd,
            sizes: logs.iter().map(|log| libm::exp(log - middle)).collect(),
        }
    }
}

/// How prices of a currency end, and the unit of which the ending counts hundredths, in units of 10⁻⁴.
fn price_points(currency: Currency) -> (i64, Ending) {
    let (unit, cents) = match currency {
        Currency::Jpy => (PRICE_UNIT, 80),
        Currency::Sgd => (CENT, 90),
        Currency::Eur => (CENT, 95),
        _ => (CENT, 99),
    };
    (unit, Ending { cents, step: 100, share: 1.0 })
}

/// The price nearest to `target` cents that has the ending; dear goods end in a whole 9 dollars besides.
///
/// Where the ending would move the price by more than the share `tolerance`, its last digit alone is kept.
fn snapped(target: f64, ending: Ending, tolerance: f64) -> i64 {
    let cents = (target + 0.5).floor() as i64;
    // From 100 dollars on the dollars end in 9 (149.99, 289.00), from 1,000 on in 99.
    let (step, tail) = match cents {
        ..9_950 => (ending.step, ending.cents),
        9_950..99_500 => (1_000, 900 + dear(ending)),
        _ => (10_000, 9_900 + dear(ending)),
    };
    let nearest = (cents - tail + step / 2).div_euclid(step) * step + tail;
    if step == 100 && (nearest - cents).abs() as f64 > tolerance * target {
        return snapped(target, Ending { cents: ending.cents % 10, step: 10, share: ending.share }, tolerance);
    }
    nearest.max(if tail > 0 { tail } else { step })
}

/// The cents of a price of more than 100 dollars.
fn dear(ending: Ending) -> i64 {
    if ending.step < 100 { 90 + ending.cents } else { ending.cents }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ending(cents: i64, step: i64) -> Ending {
        Ending { cents, step, share: 1.0 }
    }

    #[test]
    fn prices_end_as_asked_and_stay_positive() {
        let snap = |target, cents, step| snapped(target, ending(cents, step), 0.06);
        assert_eq!([snap(1_234.0, 99, 100), snap(1_260.0, 99, 100)], [1_199, 1_299]);
        // Half a dollar is too much for what costs three.
        assert_eq!([snap(350.0, 99, 100), snap(290.0, 99, 100), snap(320.0, 0, 100)], [349, 299, 320]);
        assert_eq!([snap(3.0, 99, 100), snap(3.0, 0, 100), snap(1.0, 9, 10)], [9, 10, 9]);
        assert_eq!(
            [snap(15_100.0, 99, 100), snap(153_000.0, 0, 100), snap(20_000.0, 9, 10)],
            [14_999, 149_900, 19_999]
        );
        assert_eq!([snap(2_345.0, 9, 10), snap(455.0, 50, 100)], [2_349, 450]);
    }

    #[test]
    fn prices_rise_with_what_they_are_made_of() {
        for ending in [ending(99, 100), ending(50, 100), ending(0, 100), ending(9, 10), ending(95, 100)] {
            let prices: Vec<i64> = (1..200_000).map(|cents| snapped(f64::from(cents), ending, 0.06)).collect();
            assert!(prices.is_sorted(), "{ending:?}");
        }
    }
}
