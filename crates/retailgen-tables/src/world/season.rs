//! Season: what months, weekdays, holidays, sales and the days before presents do to a day's trade.

use retailgen_synth::calendar::{
    Date,
    holiday::{self, Holiday, State},
};

use crate::parameters::Trade;

/// Shares of the population by state (ABS, 2024: NSW 31.2 %, VIC 25.7 %, ...), in the order of [`State::ALL`].
pub const STATE_SHARES: [f64; 8] = [0.312, 0.257, 0.205, 0.109, 0.069, 0.021, 0.017, 0.009];

/// The shares' sum, 1 but for rounding: nineteen days of twenty are no holiday anywhere.
const ALL_OPEN: f64 = {
    let [a, b, c, d, e, f, g, h] = STATE_SHARES;
    a + b + c + d + e + f + g + h
};
/// In December: the first day of the rush, the web's highest, and the stores' highest.
const RUSH_BEGINS: u32 = 4;
const WEB_PEAK: u32 = 20;
const STORE_PEAK: u32 = 23;
/// What is left of the web's rush a day after its peak, against the day before.
const LATE_PARCELS: f64 = 0.96;

/// How much the web sells on `date`, against an ordinary day, months and presents apart.
pub fn web(trade: &Trade, date: Date) -> f64 {
    let weekday = trade.web_weekdays[date.weekday() as usize];
    let sale = if is_black_friday_sale(date) { trade.black_friday_web } else { 1.0 };
    let (_, month, day) = date.civil();
    let christmas = match (month, day) {
        (12, RUSH_BEGINS..=24) => {
            let days_late = day.saturating_sub(WEB_PEAK);
            let peak = (0..days_late).fold(trade.christmas_rush_web, |rush, _| rush * LATE_PARCELS);
            rising(peak.max(1.0), day.min(WEB_PEAK), WEB_PEAK)
        }
        (12, 25) => trade.christmas_day_web,
        _ => 1.0,
    };
    weekday * sale * christmas
}

/// How much the stores sell on `date`, against an ordinary day, months and presents apart.
pub fn stores(trade: &Trade, date: Date) -> f64 {
    let weekday = trade.store_weekdays[date.weekday() as usize] * 7.0;
    let sale = if is_black_friday_sale(date) { trade.black_friday_store } else { 1.0 };
    let (year, month, day) = date.civil();
    let christmas = match (month, day) {
        (12, RUSH_BEGINS..=24) => rising(trade.christmas_rush_store, day.min(STORE_PEAK), STORE_PEAK),
        (3 | 4, _) if date.days() - holiday::easter(year).days() == -3 => trade.eve_of_closure,
        _ => 1.0,
    };
    let open = states(trade, date)
        .map_or(ALL_OPEN, |factors| STATE_SHARES.iter().zip(factors).map(|(share, factor)| share * factor).sum());
    weekday * sale * christmas * open
}

/// Whether `date` lies between Black Friday and Cyber Monday.
pub fn is_black_friday_sale(date: Date) -> bool {
    let (year, month, _) = date.civil();
    // It begins on 23 November at the earliest and ends on 2 December at the latest.
    month >= 11 && (0..=3).contains(&(date.days() - holiday::black_friday(year).days()))
}

/// How much stores of each state trade on `date` against an ordinary day; none where it is one everywhere.
pub fn states(trade: &Trade, date: Date) -> Option<[f64; 8]> {
    let observance = holiday::observance(date)?;
    let factor = match observance.holiday {
        Holiday::BoxingDay => 1.0,
        Holiday::Closed => 0.0,
        // Half a day at most, and fewer shops.
        Holiday::Anzac => trade.public_holiday_store * 0.6,
        _ => trade.public_holiday_store,
    };
    Some(State::ALL.map(|state| if observance.states.contains(&state) { factor } else { 1.0 }))
}

/// What both channels share: months, the sales from Boxing Day on, and the weeks before days of presents.
pub fn shared(trade: &Trade, date: Date) -> f64 {
    let (year, month, day) = date.civil();
    let boxing_day = match (month, day) {
        (12, 26..=30) => 1.0 + (trade.boxing_day - 1.0) * f64::from(31 - day) / 5.0,
        _ => 1.0,
    };
    // The week before may begin in the month before.
    let near = trade.gift_days.iter().filter(|gift| month == gift.month || month + 1 == gift.month);
    let gifts: f64 = near
        .map(|gift| match gift.in_year(year).days() - date.days() {
            days @ 1..=7 => 1.0 + (gift.factor - 1.0) * f64::from(8 - days) / 7.0,
            _ => 1.0,
        })
        .product();
    month_factor(&trade.months, month, day) * boxing_day * gifts
}

/// A rush on its way to `peak` on day `highest` of December: by the square of the days gone, so that most of it comes late.
fn rising(peak: f64, day: u32, highest: u32) -> f64 {
    let part = f64::from(day + 1 - RUSH_BEGINS) / f64::from(highest + 1 - RUSH_BEGINS);
    1.0 + (peak - 1.0) * part * part
}

/// The months' levels joined in straight lines from mid-month to mid-month, so that no month begins with a step.
fn month_factor(months: &[f64; 12], month: u32, day: u32) -> f64 {
    let month = month as usize - 1;
    let position = (f64::from(day) - 15.5) / 30.5;
    let other = if position < 0.0 { (month + 11) % 12 } else { (month + 1) % 12 };
    let weight = position.abs().min(0.5);
    months[month] * (1.0 - weight) + months[other] * weight
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parameters;

    /// The day against the mean of the same weekday four and eight weeks before.
    fn against_before(of_channel: fn(&Trade, Date) -> f64, trade: &Trade, date: Date) -> f64 {
        let level = |trade: &Trade, date| shared(trade, date) * of_channel(trade, date);
        2.0 * level(trade, date) / (level(trade, date.plus_days(-28)) + level(trade, date.plus_days(-56)))
    }

    #[test]
    fn days_before_presents_and_closures_sell_more_by_their_figures() {
        let usual = Parameters::default().trade;
        let mut flat = usual.clone();
        (flat.christmas_rush_web, flat.christmas_rush_store, flat.eve_of_closure) = (1.0, 1.0, 1.0);
        flat.gift_days.iter_mut().for_each(|gift| gift.factor = 1.0);
        let (eve, mother) = (Date::new(2024, 3, 28), Date::new(2024, 5, 11));
        for (level, date, least) in [
            (stores as fn(&Trade, Date) -> f64, Date::new(2024, 12, 23), 1.6),
            (web, Date::new(2024, 12, 20), 1.25),
            (stores, eve, 1.3),
            (stores, mother, 1.25),
            (web, mother, 1.25),
        ] {
            let (with, without) = (against_before(level, &usual, date), against_before(level, &flat, date));
            assert!(with > least && with > without * 1.2, "{date}: {with}, {without}");
        }
        assert_eq!(usual.gift_days[1].in_year(2024), Date::new(2024, 5, 12));
        assert_eq!(usual.gift_days[2].in_year(2024), Date::new(2024, 9, 1));
    }
}
