//! Promotions: which styles are on discount in a week, and how deep.

use retailgen_synth::{Key, calendar::Date, distribution::alias::AliasTable};

use super::season;
use crate::parameters;

/// Weeks run from Wednesday, when Australian grocery promotions change; 1970-01-07 was one.
const WEEKDAY: i32 = 6;

/// The promotions of the world: week by week, all articles of a style together.
#[derive(Debug)]
pub struct Promotions {
    week: Key,
    clearance: Key,
    depths: AliasTable,
    clearances: AliasTable,
    parameters: parameters::Products,
}

/// What the promotions of a date have in common.
#[derive(Debug, Clone, Copy)]
pub struct Week {
    now: Key,
    before: Key,
    /// By how much the sales days raise the chance.
    raise: f64,
}

impl Promotions {
    /// The promotions that belong to `key`.
    pub fn new(key: Key, parameters: &parameters::Products) -> Self {
        let shares = |depths: &[(f64, f64)]| AliasTable::new(depths.iter().map(|&(_, share)| share));
        Self {
            week: key.key("week"),
            clearance: key.key("clearance"),
            depths: shares(&parameters.depths),
            clearances: shares(&parameters.clearance_depths),
            parameters: parameters.clone(),
        }
    }

    /// The week of `date`.
    pub fn week(&self, date: Date) -> Week {
        let week = (date.days() - WEEKDAY).div_euclid(7) as u64;
        let sales_day =
            season::is_black_friday_sale(date) || matches!((date.month(), date.day()), (12, 26..=31) | (1, 1..=7));
        let raise = if sales_day { self.parameters.sales_promotions } else { 1.0 };
        Week { now: self.week.nth(week), before: self.week.nth(week - 1), raise }
    }

    /// The discount on a style, known by its first product, in units of 10⁻⁴; 0 where there is none.
    ///
    /// `rate` is the share of the subcategory's weeks on discount, `days_left` how long the style will still be sold.
    #[inline]
    pub fn discount(&self, style: u64, rate: f64, week: Week, days_left: i32) -> i64 {
        let bits = week.now.bits(style);
        let promoted = if retailgen_synth::key::unit(bits) < rate * week.raise {
            // The lower half, which hardly has a say in the chance.
            in_units(self.parameters.depths[self.depths.pick(bits << 32)].0)
        } else {
            0
        };
        if days_left > self.parameters.clearance_days {
            return promoted;
        }
        promoted.max(self.clearance(style))
    }

    /// The discount on what is sold off.
    fn clearance(&self, style: u64) -> i64 {
        if !self.clearance.chance(style, self.parameters.clearance_share) {
            return 0;
        }
        in_units(self.parameters.clearance_depths[self.clearances.pick(self.clearance.nth(1).bits(style))].0)
    }
}

impl Week {
    /// Whether a style was on promotion the week before.
    #[inline]
    pub fn had(self, style: u64, rate: f64) -> bool {
        self.before.chance(style, rate)
    }
}

fn in_units(share: f64) -> i64 {
    (share * 10_000.0 + 0.5) as i64
}
