//! Customers: when they join, where they live, how often and for how long they buy.

use retailgen_synth::{
    Key, Seed,
    calendar::{DAY, Date},
    distribution::{alias::AliasTable, gamma, normal},
    key::Stream,
    permutation::Permutation,
};

use super::{
    geography::{Geography, Home},
    growth::{Appearance, GrowthCurve},
};
use crate::{parameters, reference::countries::Country};

/// Number of a customer, from 0; the `customer_id` is one more.
pub type CustomerIndex = u64;
/// Number of a country in `data/countries.toml`.
pub type CountryId = usize;

/// Customers who share one tabulated distribution of order rates. The table is exact in its quantiles, so a cohort
/// has its heavy buyers at any scale; a thousand keep the largest within 1 % of the untabulated gamma's.
const COHORT: u64 = 1_024;
/// Classes of customers by basket size.
pub const BASKET_CLASSES: usize = 32;

/// The customers of the world.
#[derive(Debug)]
pub struct Customers {
    growth: GrowthCurve,
    cohort: u64,
    /// The choice of an activity rank within a cohort, by the order rates.
    rank: AliasTable,
    /// Share of customers still active after so many days.
    survival: Vec<f64>,
    /// When in the day sign-ups come: cumulative share by UTC hour.
    joining_hours: [f64; 25],
    countries: AliasTable,
    codes: Vec<&'static str>,
    parameters: parameters::Customers,
    keys: Keys,
}

#[derive(Debug)]
struct Keys {
    order: Key,
    join_ts: Key,
    country: Key,
    home: Key,
    lifetime: Key,
    moves: Key,
    online_only: Key,
    basket: Key,
}

impl Customers {
    /// The customers, as many as `growth` says. Sign-ups follow `web_hours` at the Australian east coast.
    pub fn new(
        seed: Seed,
        growth: GrowthCurve,
        anchor_total: u64,
        countries: &[Country],
        web_hours: &[f64; 24],
        parameters: &parameters::Customers,
    ) -> Self {
        let key = seed.key("customers");
        let cohort = COHORT.min(anchor_total);
        let rates = (0..cohort).map(|rank| gamma::quantile(parameters.rate_shape, (rank as f64 + 0.5) / cohort as f64));
        let days = (crate::window::LAST_DAY.days() - super::growth::FOUNDED.days() + 1) as usize;
        let survival = (0..days)
            .map(|age| libm::pow(1.0 + age as f64 / parameters.lifetime_days, -parameters.lifetime_shape))
            .collect();
        Self {
            growth,
            cohort,
            rank: AliasTable::new(rates),
            survival,
            joining_hours: cumulative_hours(web_hours),
            countries: AliasTable::new(countries.iter().map(|country| country.share)),
            codes: countries.iter().map(|country| country.code).collect(),
            parameters: parameters.clone(),
            keys: Keys {
                order: key.key("activity"),
                join_ts: key.key("join_ts"),
                country: key.key("country_code"),
                home: key.key("home"),
                lifetime: key.key("lifetime"),
                moves: key.key("moves"),
                online_only: key.key("online_only"),
                basket: key.key("basket_size"),
            },
        }
    }

    /// How their number grows.
    pub fn growth(&self) -> &GrowthCurve {
        &self.growth
    }

    /// When a customer joined, in microseconds UTC; it rises with the number.
    pub fn joined(&self, customer: CustomerIndex) -> i64 {
        let Appearance { date, rank, of } = self.growth.appearance(customer);
        // Of the day's sign-ups each has a stratum of its own and a place in it by chance. That spreads times as draws from
        // the curve would, and sorts them without a look at the day's others.
        let share = (rank as f64 + self.keys.join_ts.unit(customer)) / of as f64;
        let hour = self.joining_hours.partition_point(|&until| until <= share).clamp(1, 24);
        let (from, to) = (self.joining_hours[hour - 1], self.joining_hours[hour]);
        let within = (hour as f64 - 1.0 + (share - from) / (to - from)) / 24.0;
        // Whole milliseconds, as the company's systems record them.
        let micros = (within * (DAY / 1_000) as f64) as i64 * 1_000;
        date.midnight_utc() + micros.min(DAY - 1_000)
    }

    /// The country a customer lives in, for good.
    pub fn country(&self, customer: CustomerIndex) -> CountryId {
        self.countries.pick(self.keys.country.bits(customer))
    }

    /// The ISO 3166-1 code of a country.
    pub fn country_code(&self, country: CountryId) -> &str {
        self.codes[country]
    }

    /// Where a customer first lived. Moves stay within the area, so this also tells which stores are near.
    pub fn home(&self, customer: CustomerIndex, geography: &Geography) -> Home {
        let code = self.codes[self.country(customer)];
        geography.home(code, &mut self.keys.home.stream(customer))
    }

    /// How often a customer had moved by the end of `date`.
    pub fn moves(&self, customer: CustomerIndex, date: Date) -> u64 {
        let mut stream = self.keys.moves.stream(customer);
        let days = f64::from(date.days() - self.growth.appearance(customer).date.days());
        let mean_days = 365.25 / self.parameters.moves_a_year;
        let mut at = 0.0;
        let mut moves = 0;
        loop {
            at -= mean_days * libm::log(1.0 - stream.unit());
            if at > days {
                return moves;
            }
            moves += 1;
        }
    }

    /// Whether a customer still buys on `date`.
    pub fn is_active(&self, customer: CustomerIndex, date: Date) -> bool {
        let age = date.days() - self.growth.appearance(customer).date.days();
        self.survival.get(age.max(0) as usize).is_some_and(|&share| self.keys.lifetime.unit(customer) < share)
    }

    /// Whether a customer never visits a store, though Australian.
    pub fn is_online_only(&self, customer: CustomerIndex) -> bool {
        self.keys.online_only.chance(customer, self.parameters.online_only_share)
    }

    /// The class of basket sizes a customer belongs to, `0..BASKET_CLASSES`, smallest first.
    pub fn basket_class(&self, customer: CustomerIndex) -> usize {
        self.keys.basket.below(customer, BASKET_CLASSES as u64) as usize
    }

    /// Whether a customer is among the heaviest buyers, and still one on `date`.
    pub fn is_vip(&self, customer: CustomerIndex, date: Date) -> bool {
        let (cohort, member) = (customer / self.cohort, customer % self.cohort);
        let rank = self.ranking(cohort).index_of(member);
        let heaviest = (self.parameters.vip_share * self.cohort as f64 + 0.5) as u64;
        rank + heaviest >= self.cohort && self.is_active(customer, date)
    }

    /// Who places an order on `date`: an active customer, in proportion to the order rates.
    pub fn buyer(&self, date: Date, stream: &mut Stream) -> CustomerIndex {
        let known = self.growth.by(date);
        let cohorts = known.div_ceil(self.cohort);
        // With a third of all customers active, 64 draws miss with a chance of 10⁻¹²; whoever is drawn then buys.
        let mut last = 0;
        for _ in 0..64 {
            let cohort = stream.below(cohorts);
            let member = self.ranking(cohort).at(self.rank.pick(stream.bits()) as u64);
            let customer = cohort * self.cohort + member;
            if customer < known {
                last = customer;
                if self.is_active(customer, date) {
                    break;
                }
            }
        }
        last
    }

    /// Which member of a cohort has which activity rank; the last rank is the heaviest buyer.
    fn ranking(&self, cohort: u64) -> Permutation {
        Permutation::new(self.keys.order.nth(cohort), self.cohort)
    }
}

/// Cumulative shares by UTC hour of what follows `hours` on Australian eastern time.
fn cumulative_hours(hours: &[f64; 24]) -> [f64; 25] {
    let total: f64 = hours.iter().sum();
    let mut sums = [0.0; 25];
    for hour in 0..24 {
        sums[hour + 1] = sums[hour] + hours[(hour + 10) % 24] / total;
    }
    sums
}

/// The multiplier of the mean basket in class `class`: log-normal quantiles, scaled to mean 1.
pub fn basket_multiplier(class: usize, log_sd: f64) -> f64 {
    let p = (class as f64 + 0.5) / BASKET_CLASSES as f64;
    normal::log_normal_quantile(p, libm::exp(-log_sd * log_sd / 2.0), log_sd)
}

#[cfg(test)]
mod tests {
    use retailgen_synth::calendar::HOUR;

    use super::*;
    use crate::Parameters;

    fn customers(total: u64) -> Customers {
        let parameters = Parameters::default();
        let growth = GrowthCurve::new(total, 20, 0.2, 1.08);
        let countries = Country::all();
        Customers::new(Seed(1), growth, total, countries, &parameters.trade.web_hours, &parameters.customers)
    }

    #[test]
    fn joining_times_rise_with_the_number() {
        let customers = customers(3_000);
        let times: Vec<i64> = (0..customers.growth().ever()).map(|customer| customers.joined(customer)).collect();
        assert!(times.windows(2).all(|pair| pair[0] <= pair[1]));
    }

    #[test]
    fn customers_of_one_day_join_at_the_hours_of_the_web() {
        // A day at scale 1000.
        let customers = customers(80_000_000);
        let date = Date::new(2024, 12, 31);
        let of_day = customers.growth().before(date)..customers.growth().by(date);
        let times: Vec<i64> = of_day.map(|customer| customers.joined(customer) - date.midnight_utc()).collect();
        assert!(times.len() > 20_000 && times.is_sorted() && times[0] >= 0 && *times.last().unwrap() < DAY);
        // Sydney is ten hours ahead of UTC, in this model of sign-ups also in summer.
        let hours = Parameters::default().trade.web_hours;
        for hour in [0, 5, 13, 20] {
            let of_hour = times.iter().filter(|&time| (time / HOUR + 10) % 24 == hour).count() as f64;
            let expected = times.len() as f64 * hours[hour as usize] / hours.iter().sum::<f64>();
            assert!((of_hour - expected).abs() < 3.0, "{hour}: {of_hour}, {expected} expected");
        }
    }

    #[test]
    fn buyers_are_known_active_and_unevenly_keen() {
        let customers = customers(4_000);
        let date = Date::new(2024, 6, 1);
        let key = Seed(2).key("buyers");
        let mut orders = vec![0_u32; customers.growth().by(date) as usize];
        for order in 0..60_000 {
            let buyer = customers.buyer(date, &mut key.stream(order));
            assert!(customers.is_active(buyer, date));
            orders[buyer as usize] += 1;
        }
        orders.sort_unstable_by(|a, b| b.cmp(a));
        let buyers = orders.iter().filter(|&&count| count > 0).count();
        let top: u32 = orders[..buyers / 5].iter().sum();
        let share = f64::from(top) / 60_000.0;
        // A gamma of shape .5 gives its top fifth .65; buyers alone a little less.
        assert!((0.55..0.68).contains(&share), "{share}");
    }

    #[test]
    fn vips_are_the_heaviest_buyers() {
        let customers = customers(2_048);
        let date = Date::new(2024, 6, 1);
        let key = Seed(3).key("buyers");
        let of_vips =
            (0..20_000).filter(|&o| customers.is_vip(customers.buyer(date, &mut key.stream(o)), date)).count();
        // The top 4 % of a gamma of shape .5 hold about a fifth to a quarter of the orders.
        assert!((3_800..5_400).contains(&of_vips), "{of_vips}");
    }

    #[test]
    fn multipliers_average_one() {
        let mean = (0..BASKET_CLASSES).map(|class| basket_multiplier(class, 0.56)).sum::<f64>() / BASKET_CLASSES as f64;
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
    }
}
