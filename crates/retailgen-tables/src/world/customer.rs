//! Customers: when they join, where they live, how often and for how long they buy.

mod buying;
mod erasure;

use retailgen_synth::{
    Key, Seed,
    calendar::Date,
    distribution::{alias::AliasTable, normal},
    key::Stream,
    splitting,
};

use super::{
    geography::{Geography, Home},
    growth::{Appearance, GrowthCurve},
    hours::HourCurve,
    household::{HouseholdId, Households},
};
use crate::{parameters, reference::countries::Country};
use buying::Buying;
pub use erasure::Erasures;

/// Number of a customer, from 0; the `customer_id` is one more.
pub type CustomerIndex = u64;
/// Number of a country in `data/countries.toml`.
pub type CountryId = usize;

/// Days between two reviews of who is a VIP.
const YEAR: i32 = 365;
/// Classes of customers by basket size.
pub const BASKET_CLASSES: usize = 32;

/// The customers of the world.
#[derive(Debug)]
pub struct Customers {
    growth: GrowthCurve,
    households: Households,
    buying: Buying,
    erasures: Erasures,
    /// When in the day sign-ups come, UTC.
    joining_hours: HourCurve,
    countries: AliasTable,
    codes: Vec<&'static str>,
    parameters: parameters::Customers,
    keys: Keys,
}

#[derive(Debug)]
struct Keys {
    join_ts: Key,
    country: Key,
    home: Key,
    later_home: Key,
    online_only: Key,
    basket: Key,
    vip: Key,
}

impl Customers {
    /// The customers, as many as `growth` says. Sign-ups follow the web's hours at the Australian east
    /// coast.
    pub fn new(
        seed: Seed,
        growth: GrowthCurve,
        anchor_total: u64,
        countries: &[Country],
        trade: &parameters::Trade,
        parameters: &parameters::Customers,
    ) -> Self {
        let key = seed.key("customers");
        let buying = Buying::new(key, &growth, anchor_total, trade, parameters);
        // Sydney is ten hours ahead of UTC, in this model of sign-ups also in summer.
        let utc_hours = std::array::from_fn(|hour| trade.web_hours[(hour + 10) % 24]);
        Self {
            households: Households::new(key.key("households"), growth.ever(), &parameters.households),
            growth,
            buying,
            erasures: Erasures::new(seed, parameters),
            joining_hours: HourCurve::new(&utc_hours),
            countries: AliasTable::new(countries.iter().map(|country| country.share)),
            codes: countries.iter().map(|country| country.code).collect(),
            parameters: parameters.clone(),
            keys: Keys {
                join_ts: key.key("join_ts"),
                country: key.key("country_code"),
                home: key.key("home"),
                later_home: key.key("later_home"),
                online_only: key.key("online_only"),
                basket: key.key("basket_size"),
                vip: key.key("is_vip"),
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
        let share = splitting::place(self.keys.join_ts.nth(date.days() as u64), of, rank);
        date.midnight_utc() + self.joining_hours.time_at(share)
    }

    /// The day from which a customer's data is erased; none for nearly all, who never ask. Who will ask neither buys nor signs in.
    pub fn erased(&self, customer: CustomerIndex) -> Option<Date> {
        let date = || self.erasures.date(customer, self.growth.appearance(customer).date);
        self.erasures.asks(customer).then(date)
    }

    /// Whether a customer may buy: everybody but who will ask for erasure.
    #[inline]
    pub fn may_buy(&self, customer: CustomerIndex) -> bool {
        !self.erasures.asks(customer)
    }

    /// How many of the first so many customers never ask for erasure. When a year ends, these are the ones that have rows.
    pub fn staying(&self, customers: u64) -> u64 {
        customers - self.erasures.among(customers)
    }

    /// Customers who were erased before the year that begins on a day: all who had joined by then and asked.
    pub fn erased_before(&self, year: Date) -> impl Iterator<Item = CustomerIndex> {
        self.erasures.of(0..self.growth.before(year))
    }

    /// How many of the customers that are known by `date` have been erased then.
    pub fn erased_by(&self, date: Date) -> u64 {
        // Those of earlier years all have.
        let earlier = self.growth.before(Date::new(date.year(), 1, 1));
        let of_year = self.erasures.of(earlier..self.growth.by(date));
        let erased = of_year.filter(|&customer| self.erased(customer).is_some_and(|erased| erased <= date));
        self.erasures.among(earlier) + erased.count() as u64
    }

    /// The household that a customer belongs to, for good.
    pub fn household(&self, customer: CustomerIndex) -> HouseholdId {
        self.households.of(customer)
    }

    /// Whether a customer is the only one of the household.
    pub fn is_alone(&self, customer: CustomerIndex) -> bool {
        self.households.is_alone(customer)
    }

    /// The country a customer lives in, for good.
    pub fn country(&self, customer: CustomerIndex) -> CountryId {
        self.country_of(self.household(customer))
    }

    /// The country that a household lives in, for good.
    pub fn country_of(&self, household: HouseholdId) -> CountryId {
        self.countries.pick(self.keys.country.bits(household))
    }

    /// The ISO 3166-1 code of a country.
    pub fn country_code(&self, country: CountryId) -> &str {
        self.codes[country]
    }

    /// The first home of a customer's household. Moves stay within the area: later homes have its area and country.
    pub fn home(&self, customer: CustomerIndex, geography: &Geography) -> Home {
        self.country_and_home(customer, geography).1
    }

    /// A customer's country and first home.
    pub fn country_and_home(&self, customer: CustomerIndex, geography: &Geography) -> (CountryId, Home) {
        let household = self.household(customer);
        let country = self.country_of(household);
        (country, self.first_home(household, country, geography))
    }

    fn first_home(&self, household: HouseholdId, country: CountryId, geography: &Geography) -> Home {
        geography.home(self.codes[country], &mut self.keys.home.stream(household))
    }

    /// How often a household had moved by `date`.
    pub fn moves(&self, household: HouseholdId, date: Date) -> u64 {
        self.households.moves(household, date)
    }

    /// Where a household lives on `date`, and how many homes it had before.
    pub fn home_on(&self, household: HouseholdId, date: Date, geography: &Geography) -> (Home, u64) {
        let first = self.first_home(household, self.country_of(household), geography);
        let moves = self.households.moves(household, date);
        if moves == 0 {
            return (first, 0);
        }
        let mut stream = self.keys.later_home.nth(moves).stream(household);
        let home = match first.area {
            Some(area) => geography.home_in(area, &mut stream),
            None => geography.home(self.codes[self.country_of(household)], &mut stream),
        };
        (home, moves)
    }

    /// Whether a customer still buys on `date`.
    #[cfg(test)]
    fn is_active(&self, customer: CustomerIndex, date: Date) -> bool {
        let age = date.days() - self.growth.appearance(customer).date.days();
        self.buying.is_active(customer, age)
    }

    /// Whether a customer never visits a store, though Australian.
    pub fn is_online_only(&self, customer: CustomerIndex) -> bool {
        self.keys.online_only.chance(customer, self.parameters.online_only_share)
    }

    /// The class of basket sizes a customer belongs to, `0..BASKET_CLASSES`, smallest first.
    pub fn basket_class(&self, customer: CustomerIndex) -> usize {
        // Dealt by rank, so that each class has its heavy and its light buyers: few customers buy as many lines as many do.
        self.buying.dealt(customer, self.keys.basket, BASKET_CLASSES)
    }

    /// Whether a customer is a VIP on `date`: one of the heaviest buyers, by the review on the last anniversary of joining.
    /// So the status comes late, and outlasts the buying by a while.
    pub fn is_vip(&self, customer: CustomerIndex, date: Date) -> bool {
        let member_for = date.days() - self.growth.appearance(customer).date.days();
        let years = member_for / YEAR;
        if years == 0 {
            return false;
        }
        let luck = self.parameters.vip_luck * (2.0 * self.keys.vip.nth(years as u64).unit(customer) - 1.0);
        let bought_until = (years * YEAR - self.parameters.vip_keeps_days as i32).max(YEAR / 2);
        self.buying.standing(customer) + luck >= 1.0 - self.parameters.vip_share
            && self.buying.is_active(customer, bought_until)
    }

    /// Who places an order on `date` when the share `time` of the day's trade has happened: an active customer who joined
    /// on an earlier day, in proportion to the order rates and by habit.
    pub fn buyer(&self, date: Date, time: f64, stream: &mut Stream) -> CustomerIndex {
        self.buying.draw(&self.growth, &self.erasures, date, time, stream)
    }
}

/// The multiplier of the mean basket in class `class`: log-normal quantiles, scaled to mean 1.
pub fn basket_multiplier(class: usize, log_sd: f64) -> f64 {
    let p = (class as f64 + 0.5) / BASKET_CLASSES as f64;
    normal::log_normal_quantile(p, libm::exp(-log_sd * log_sd / 2.0), log_sd)
}

#[cfg(test)]
mod tests {
    use retailgen_synth::calendar::{DAY, HOUR};

    use super::*;
    use crate::{
        Parameters,
        world::growth::{FOUNDED, Stock},
    };

    fn customers(total: u64) -> Customers {
        customers_with(total, &Parameters::default())
    }

    fn customers_with(total: u64, parameters: &Parameters) -> Customers {
        let stock = Stock { total, floor: 20, opening_share: 0.2 };
        let growth = GrowthCurve::new(Seed(1).key("growth"), stock, FOUNDED, |_| 1.0);
        Customers::new(Seed(1), growth, total, Country::all(), &parameters.trade, &parameters.customers)
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
        assert!(times.len() > 15_000 && times.is_sorted() && times[0] >= 0 && *times.last().unwrap() < DAY);
        let hours = Parameters::default().trade.web_hours;
        for hour in [0, 5, 13, 20] {
            let of_hour = times.iter().filter(|&time| (time / HOUR + 10) % 24 == hour).count() as f64;
            let expected = times.len() as f64 * hours[hour as usize] / hours.iter().sum::<f64>();
            // Five standard deviations of draws by chance.
            assert!((of_hour - expected).abs() < 5.0 * expected.sqrt(), "{hour}: {of_hour}, {expected} expected");
        }
    }

    #[test]
    fn accounts_are_opened_at_times_of_their_own() {
        let customers = customers(16_000);
        let of_day = |customer| customers.joined(customer).rem_euclid(DAY);
        let times: std::collections::BTreeSet<i64> = (0..16_000).map(of_day).collect();
        assert!(times.len() > 15_900, "{}", times.len());
    }

    /// Who places order number `order` on some day and hour of the first week of June 2024.
    fn buyer_in_june(customers: &Customers, key: Key, order: u64) -> CustomerIndex {
        let date = Date::new(2024, 6, 1).plus_days((order % 7) as i32);
        customers.buyer(date, key.key("time").unit(order), &mut key.stream(order))
    }

    #[test]
    fn buyers_are_known_active_and_unevenly_keen() {
        let customers = customers(4_000);
        let date = Date::new(2024, 6, 1);
        let key = Seed(2).key("buyers");
        let mut orders = vec![0_u32; customers.growth().by(date.plus_days(7)) as usize];
        for order in 0..60_000 {
            let buyer = buyer_in_june(&customers, key, order);
            assert!(customers.growth().appearance(buyer).date < date.plus_days(7));
            orders[buyer as usize] += 1;
        }
        orders.sort_unstable_by(|a, b| b.cmp(a));
        let buyers = orders.iter().filter(|&&count| count > 0).count();
        let top: u32 = orders[..buyers / 5].iter().sum();
        let share = f64::from(top) / 60_000.0;
        // A gamma of shape .55 gives its top fifth .63; buyers alone a little less.
        assert!((0.55..0.68).contains(&share), "{share}");
    }

    #[test]
    fn vips_are_heavy_buyers_who_were_there_a_year() {
        let customers = customers(2_048);
        let date = Date::new(2024, 6, 1);
        let key = Seed(3).key("buyers");
        let of_vips = (0..20_000).filter(|&o| customers.is_vip(buyer_in_june(&customers, key, o), date)).count();
        // The top 5 % of a gamma of shape .55 hold about a quarter of the orders; luck and newcomers take some.
        assert!((3_000..5_400).contains(&of_vips), "{of_vips}");
        let vips = || (0..customers.growth().by(date)).filter(|&customer| customers.is_vip(customer, date));
        assert!(vips().all(|customer| customers.growth().appearance(customer).date < Date::new(2023, 6, 3)));
        let lapsed = vips().filter(|&customer| !customers.is_active(customer, date)).count();
        assert!(lapsed > 0, "status outlasts buying");
        let mut strict = Parameters::default();
        strict.customers.vip_keeps_days = 0;
        let strict = customers_with(2_048, &strict);
        assert!(vips().count() > (0..customers.growth().by(date)).filter(|&c| strict.is_vip(c, date)).count());
        let mut sure = Parameters::default();
        sure.customers.vip_luck = 0.0;
        let sure = customers_with(2_048, &sure);
        let lowest = |customers: &Customers| {
            let vips = (0..customers.growth().by(date)).filter(|&customer| customers.is_vip(customer, date));
            vips.map(|customer| customers.buying.standing(customer)).fold(1.0, f64::min)
        };
        assert!(lowest(&sure) >= 0.95 && lowest(&customers) < 0.9, "{} {}", lowest(&sure), lowest(&customers));
    }

    #[test]
    fn customers_have_quiet_times() {
        // Of those who bought often in a quarter of a year, how much less they buy in the next.
        let falls_by = |share: f64| {
            let mut parameters = Parameters::default();
            parameters.customers.quiet.0 = share;
            let customers = customers_with(2_048, &parameters);
            let key = Seed(5).key("buyers");
            let mut orders = vec![[0.0; 2]; 2_048];
            for order in 0..40_000_u64 {
                let quarter = order % 2;
                let date = Date::new(2024, 1, 1).plus_days((91 * quarter + order / 2 % 91) as i32);
                let buyer = customers.buyer(date, key.key("time").unit(order), &mut key.stream(order));
                orders[buyer as usize][quarter as usize] += 1.0;
            }
            let often = orders.iter().filter(|quarters| quarters[0] >= 30.0);
            let [first, second] = often.fold([0.0, 0.0], |sum, quarters| [sum[0] + quarters[0], sum[1] + quarters[1]]);
            1.0 - second / first
        };
        let (usual, never) = (falls_by(0.2), falls_by(0.0));
        assert!(usual > never + 0.04, "{usual} {never}");
    }

    #[test]
    fn habits_of_weekday_and_time_are_as_strong_as_their_figures() {
        // Pairs of a customer's orders that share something, against pairs of anybody's.
        let lifts = |weekday_habit: f64, hour_habit: f64| {
            let mut parameters = Parameters::default();
            (parameters.trade.weekday_habit, parameters.trade.hour_habit) = (weekday_habit, hour_habit);
            let customers = customers_with(2_048, &parameters);
            let key = Seed(5).key("habits");
            let mut of = std::collections::BTreeMap::<u64, ([u64; 7], [u64; 8])>::new();
            for order in 0..60_000 {
                let time = key.key("time").unit(order);
                let (weekdays, times) = of.entry(buyer_in_june(&customers, key, order)).or_default();
                weekdays[(order % 7) as usize] += 1;
                times[(time * 8.0) as usize] += 1;
            }
            let pairs = |count: u64| count * count.saturating_sub(1);
            let all: u64 = of.values().map(|(weekdays, _)| pairs(weekdays.iter().sum())).sum();
            let same_weekday: u64 = of.values().flat_map(|(weekdays, _)| weekdays).copied().map(pairs).sum();
            let same_time: u64 = of.values().flat_map(|(_, times)| times).copied().map(pairs).sum();
            (same_weekday as f64 / all as f64 * 7.0, same_time as f64 / all as f64 * 8.0)
        };
        let (weekday, time) = lifts(0.28, 0.45);
        assert!((1.3..1.7).contains(&weekday) && (2.0..2.9).contains(&time), "{weekday} {time}");
        let (weekday, time) = lifts(0.0, 0.0);
        assert!((0.97..1.03).contains(&weekday) && (0.97..1.03).contains(&time), "{weekday} {time}");
    }

    #[test]
    fn buying_fades_by_its_figures() {
        let active = |share: f64, days: f64, after: i32| {
            let mut parameters = Parameters::default();
            parameters.customers.trial = (share, days);
            let customers = customers_with(4_000, &parameters);
            let still = |&customer: &u64| {
                customers.is_active(customer, customers.growth().appearance(customer).date.plus_days(after))
            };
            (0..4_000).filter(still).count() as f64 / 4_000.0
        };
        // Half a year is three times the mean trial: 5 % of those who try are left.
        let left = active(0.5, 60.0, 183);
        assert!((left - 0.5 * 0.965 - 0.5 * 0.05).abs() < 0.03, "{left}");
        assert!(active(0.0, 60.0, 183) > 0.94 && active(0.5, 500.0, 183) > active(0.5, 60.0, 183) + 0.1);
    }

    #[test]
    fn multipliers_average_one() {
        let mean = (0..BASKET_CLASSES).map(|class| basket_multiplier(class, 0.56)).sum::<f64>() / BASKET_CLASSES as f64;
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
    }
}
