//! Buying: how often each customer orders, for how long, and on which weekday and at what time by habit.

use retailgen_synth::{
    Key,
    calendar::Date,
    distribution::{alias::AliasTable, gamma},
    key::{Stream, below, unit},
    permutation::Permutation,
};

use super::{CustomerIndex, Erasures};
use crate::{
    parameters,
    window::LAST_DAY,
    world::growth::{CLUB, GrowthCurve},
};

/// Customers who share one tabulated distribution of order rates. The table is exact in its quantiles, so a cohort
/// has its heavy buyers at any scale; a thousand keep the largest within 1 % of the untabulated gamma's.
const COHORT: u64 = 1_024;
/// Days of the week, and stretches of the day with equal trade, that a customer may have a habit of.
const WEEKDAYS: usize = 7;
const TIMES: usize = 8;
/// A habit needs so many customers of a cohort to choose from; with fewer it is left out.
const FEWEST: usize = 8;
/// Stretches of customers whose first dates are kept, at most.
const STRETCHES: u64 = 1_024;
/// Bits of the number of a quiet time, of which there are some dozens a lifetime.
const TIME_BITS: u32 = 16;
/// Draws until whoever comes buys, active or not: with a third of all customers active they all miss with a chance of
/// 10⁻¹¹.
const TRIES: u32 = 64;

/// How much, how long and when customers buy.
///
/// A customer is a member of a cohort and has a rank in it by its order rate. Lifetime and habits hang on cohort and rank,
/// so that a draw by rate looks at them before it asks which member that is.
#[derive(Debug)]
pub struct Buying {
    /// Customers in a cohort.
    size: u64,
    /// A shuffle of a cohort, and its inverse; each cohort has its own turn of it.
    shuffle: Vec<u16>,
    unshuffle: Vec<u16>,
    turns: Key,
    lifetime: Key,
    quiet: Key,
    quiet_times: (f64, i32, f64),
    any: Choice,
    /// By weekday, by time of day, by both; empty where cohorts are too small.
    by_weekday: Vec<Choice>,
    by_time: Vec<Choice>,
    by_both: Vec<Choice>,
    weekday_habit: f64,
    time_habit: f64,
    /// Share of customers still active after so many days.
    survival: Vec<f64>,
    /// Cohorts in a stretch, and for each stretch the day on which its first customer joined.
    stretch: u64,
    joined: Vec<i32>,
}

/// A choice among some ranks, by their order rates.
#[derive(Debug)]
struct Choice {
    pick: AliasTable,
    ranks: Vec<u16>,
}

impl Choice {
    fn new(rates: &[f64], keep: impl Fn(usize) -> bool) -> Self {
        let ranks: Vec<u16> = (0..rates.len()).filter(|&rank| keep(rank)).map(|rank| rank as u16).collect();
        Self { pick: AliasTable::new(ranks.iter().map(|&rank| rates[usize::from(rank)])), ranks }
    }

    /// One choice for each of so many classes of ranks; none where a class would be too small to choose from.
    fn of_classes(rates: &[f64], classes: usize, class: impl Fn(usize) -> usize) -> Vec<Self> {
        if rates.len() < classes * FEWEST {
            return Vec::new();
        }
        (0..classes).map(|wanted| Self::new(rates, |rank| class(rank) == wanted)).collect()
    }

    fn rank(&self, bits: u64) -> u64 {
        u64::from(self.ranks[self.pick.pick(bits)])
    }
}

/// How a cohort differs from others: how its shuffle is turned and its habits are dealt.
#[derive(Debug, Clone, Copy)]
struct Turn {
    from: u64,
    to: u64,
    habits: u64,
}

impl Buying {
    /// The buying of the customers of `growth`, keyed below `key`.
    pub fn new(
        key: Key,
        growth: &GrowthCurve,
        anchor_total: u64,
        trade: &parameters::Trade,
        parameters: &parameters::Customers,
    ) -> Self {
        let size = COHORT.min(anchor_total);
        let rate = |rank| gamma::quantile(parameters.rate_shape, (rank as f64 + 0.5) / size as f64);
        let rates: Vec<f64> = (0..size).map(rate).collect();
        let permutation = Permutation::new(key.key("activity"), size);
        let shuffle: Vec<u16> = (0..size).map(|place| permutation.at(place) as u16).collect();
        let mut unshuffle = vec![0; shuffle.len()];
        shuffle.iter().zip(0..).for_each(|(&member, place)| unshuffle[usize::from(member)] = place);
        let ever = growth.ever();
        let stretch = ever.div_ceil(size).div_ceil(STRETCHES).max(1);
        let firsts = (0..ever).step_by((stretch * size) as usize);
        let joined = firsts.map(|first| growth.appearance(first).date.days()).chain([LAST_DAY.days()]);
        Self {
            size,
            shuffle,
            unshuffle,
            turns: key.key("cohort"),
            lifetime: key.key("lifetime"),
            quiet: key.key("quiet"),
            quiet_times: parameters.quiet,
            any: Choice::new(&rates, |_| true),
            // Neighbours in rank have different habits, so that each habit has its heavy and its light buyers.
            by_weekday: Choice::of_classes(&rates, WEEKDAYS, |rank| rank % WEEKDAYS),
            by_time: Choice::of_classes(&rates, TIMES, |rank| rank / WEEKDAYS % TIMES),
            by_both: Choice::of_classes(&rates, WEEKDAYS * TIMES, |rank| rank % (WEEKDAYS * TIMES)),
            weekday_habit: trade.weekday_habit,
            time_habit: trade.hour_habit,
            survival: survival(parameters),
            stretch,
            joined: joined.collect(),
        }
    }

    /// Who buys on `date` when the share `time` of the day's trade has happened, among those who joined before `date` and are not
    /// among the `erasures`.
    pub fn draw(
        &self,
        growth: &GrowthCurve,
        erasures: &Erasures,
        date: Date,
        time: f64,
        stream: &mut Stream,
    ) -> CustomerIndex {
        let known = growth.before(date);
        let cohorts = known.div_ceil(self.size);
        let habits = stream.bits();
        // Two draws from one: the halves of 64 bits.
        let by_weekday = unit(habits) < self.weekday_habit && !self.by_weekday.is_empty();
        let by_time = unit(habits << 32) < self.time_habit && !self.by_time.is_empty();
        let weekday = date.weekday() as usize;
        let time = ((time * TIMES as f64) as usize).min(TIMES - 1);
        let mut last = 0;
        for _ in 0..TRIES {
            let cohort = stream.below(cohorts);
            let turn = self.turn(cohort);
            let choice = match (by_weekday, by_time && !(by_weekday && self.by_both.is_empty())) {
                (false, false) => &self.any,
                (true, false) => &self.by_weekday[turn.weekday(weekday)],
                (false, true) => &self.by_time[turn.time(time)],
                (true, true) => &self.by_both[turn.weekday(weekday) + WEEKDAYS * turn.time(time)],
            };
            let rank = choice.rank(stream.bits());
            let member = cohort * self.size + rank;
            let lifetime = self.lifetime.unit(member);
            // Most draws are settled by the ages of the stretch's first customer and the next one's.
            let first = (cohort / self.stretch) as usize;
            let still = |joined: i32| self.survival[(date.days() - joined).max(0) as usize];
            if lifetime >= still(self.joined[first + 1]) {
                continue;
            }
            let customer = cohort * self.size + self.member(turn, rank);
            if customer >= known || erasures.asks(customer) {
                continue;
            }
            if self.is_quiet(member, date) && !stream.chance(self.quiet_times.2) {
                continue;
            }
            last = customer;
            if lifetime < still(self.joined[first]) || lifetime < still(growth.appearance(customer).date.days()) {
                break;
            }
        }
        last
    }

    /// Whether a member of a cohort hardly buys around `date`. Each has such times at days of its own.
    fn is_quiet(&self, member: u64, date: Date) -> bool {
        let (share, days, _) = self.quiet_times;
        let phase = below(member.wrapping_mul(0x9E37_79B9_7F4A_7C15), days as u64) as i32;
        let time = ((date.days() + phase) / days) as u64;
        self.quiet.chance(member << TIME_BITS | time, share)
    }

    /// Whether a customer still buys when so many days have gone by since joining.
    pub fn is_active(&self, customer: CustomerIndex, days: i32) -> bool {
        let (cohort, rank) = self.rank(customer);
        let still = self.survival.get(days.max(0) as usize);
        still.is_some_and(|&share| self.lifetime.unit(cohort * self.size + rank) < share)
    }

    /// Where a customer stands among members by order rate: the share of them who order less often.
    pub fn standing(&self, customer: CustomerIndex) -> f64 {
        (self.rank(customer).1 as f64 + 0.5) / self.size as f64
    }

    /// One of so many `classes`, a power of two, dealt to the members of each cohort by rank: neighbours in rank have classes
    /// far apart.
    pub fn dealt(&self, customer: CustomerIndex, key: Key, classes: usize) -> usize {
        let (cohort, rank) = self.rank(customer);
        let place = (rank + key.below(cohort, classes as u64)) as usize % classes;
        place.reverse_bits() >> (usize::BITS - classes.ilog2())
    }

    fn turn(&self, cohort: u64) -> Turn {
        let bits = self.turns.bits(cohort);
        Turn { from: below(bits, self.size), to: below(bits << 20, self.size), habits: bits & 0xFF_FFFF }
    }

    /// The member of a cohort who has `rank`; the last rank is the heaviest buyer.
    fn member(&self, turn: Turn, rank: u64) -> u64 {
        let turned = around(rank + turn.from, self.size);
        around(u64::from(self.shuffle[turned as usize]) + turn.to, self.size)
    }

    /// A customer's cohort and rank in it.
    fn rank(&self, customer: CustomerIndex) -> (u64, u64) {
        let (cohort, member) = (customer / self.size, customer % self.size);
        let turn = self.turn(cohort);
        let turned = self.unshuffle[around(member + self.size - turn.to, self.size) as usize];
        (cohort, around(u64::from(turned) + self.size - turn.from, self.size))
    }
}

impl Turn {
    /// The class of ranks whose weekday is `weekday`.
    fn weekday(self, weekday: usize) -> usize {
        (weekday + (self.habits & 0xFFF) as usize) % WEEKDAYS
    }

    /// The class of ranks whose time is `time`.
    fn time(self, time: usize) -> usize {
        (time + (self.habits >> 12) as usize) % TIMES
    }
}

/// `value`, below twice the size, modulo the size.
fn around(value: u64, size: u64) -> u64 {
    if value >= size { value - size } else { value }
}

/// The share of customers who still buy so many days after joining, for every day of the longest membership.
fn survival(parameters: &parameters::Customers) -> Vec<f64> {
    let (trial_share, trial_days) = parameters.trial;
    let days = LAST_DAY.days() - CLUB.days() + 1;
    let share = |age: i32| {
        let age = f64::from(age);
        let stays = libm::pow(1.0 + age / parameters.lifetime_days, -parameters.lifetime_shape);
        (1.0 - trial_share) * stays + trial_share * libm::exp(-age / trial_days)
    };
    (0..days).map(share).collect()
}
