//! Trade: how much is sold by year, month, weekday, holiday and hour.

use retailgen_synth::calendar::{
    Date, Weekday,
    holiday::{self, Holiday, State},
};

/// Trade by year, month, weekday, holiday and hour.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Trade {
    /// Share of orders placed on the web (contract: about three in four).
    pub web_share: f64,
    /// Growth of orders a year, as a factor (model: a chain that triples in a decade).
    pub yearly_growth: f64,
    /// Demand of each month against an average one, January first (pub: December 1.2, November and December together
    /// 18 to 22 % of the year, June raised by end-of-year sales). The days below come on top.
    pub months: [f64; 12],
    /// Store demand by weekday, Monday first (CJ, as shares of the week).
    pub store_weekdays: [f64; 7],
    /// Web demand by weekday, Monday first (pub, mean 1).
    pub web_weekdays: [f64; 7],
    /// Store demand by local hour (CJ, %); only the hours within opening times count.
    pub store_hours: [f64; 24],
    /// What becomes of it on Saturdays, Sundays and holidays, as a factor of each hour (CJ: flatter, from midday on).
    pub store_weekend_hours: [f64; 24],
    /// Web demand by the customer's local hour (pub, mean 100; the hours not published are interpolated).
    pub web_hours: [f64; 24],
    /// Web demand at weekends against the whole week's, as a factor of each hour (model: people sleep longer, and their
    /// lunch break is no longer when they shop). Weekdays make up for it.
    pub web_weekend_hours: [f64; 24],
    /// First and last opening hour of stores (from, to) in local time, by state in the order of [`State::ALL`]: Monday
    /// to Friday, Saturday, and Sunday with public holidays (pub: no limits in NSW, VIC, TAS and the territories, shorter
    /// weekends by law in WA, SA and QLD).
    pub opening_hours: [[(u32, u32); 3]; 8],
    /// Opening hours on Anzac Day, when shops may not trade before 13:00.
    pub anzac_opening: (u32, u32),
    /// Web demand from Black Friday to Cyber Monday, as a factor (pub: at least 2.5 times October's same weekdays).
    pub black_friday_web: f64,
    /// Store demand on those days, as a factor (pub: the sales are mainly online).
    pub black_friday_store: f64,
    /// Demand on Boxing Day and the four days after, both channels, as a factor that falls off linearly (pub: a peak).
    pub boxing_day: f64,
    /// Store demand on other public holidays, as a factor (model: like a Sunday, in fewer shops).
    pub public_holiday_store: f64,
    /// Web demand on 20 December, as a factor; it rises from the 4th on, more steeply towards the end, and falls a little
    /// each day after, when parcels may come late (pub: a peak in the week before Christmas).
    pub christmas_rush_web: f64,
    /// Store demand on 23 and 24 December, as a factor that rises in the same way (pub: the year's busiest days in shops).
    pub christmas_rush_store: f64,
    /// Store demand on the day before Good Friday, as a factor (pub: shops are full before they shut).
    pub eve_of_closure: f64,
    /// Demand in the week before days of presents.
    pub gift_days: [GiftDay; 3],
    /// Web demand on Christmas Day, as a factor (model).
    pub christmas_day_web: f64,
    /// Standard deviation of the log of demand that drifts over about three weeks (model: daily counts are neither
    /// independent nor Poisson; with the daily part the ratio of variance to mean is far above 1).
    pub slow_noise: f64,
    /// Standard deviation of the log of demand that is new each day (model).
    pub daily_noise: f64,
    /// Share of orders whose hour is the customer's own, an eighth of the day's trade, rather than any (model; payment
    /// cards show times of day that stay for years).
    pub hour_habit: f64,
    /// Share of orders whose weekday is the customer's own (model).
    pub weekday_habit: f64,
}

/// A day of presents and what the week before it sells.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct GiftDay {
    /// Its month.
    pub month: u32,
    /// Its day of the month; for a Sunday that moves, the earliest it can be.
    pub earliest: u32,
    /// Whether it is the first Sunday from that day on.
    pub is_sunday: bool,
    /// Demand on the day before, both channels, as a factor that rises linearly over a week.
    pub factor: f64,
}

impl GiftDay {
    /// The date in a year.
    pub(crate) fn in_year(&self, year: i32) -> Date {
        let earliest = Date::new(year, self.month, self.earliest);
        let to_sunday = if self.is_sunday { Weekday::Sunday as i32 - earliest.weekday() as i32 } else { 0 };
        earliest.plus_days(to_sunday)
    }
}

impl Trade {
    /// The hours (from, to) in which stores of `state` trade on `date`; none on a day on which they are shut.
    ///
    /// ```
    /// use retailgen_synth::calendar::{Date, holiday::State};
    /// use retailgen_tables::Parameters;
    ///
    /// let trade = Parameters::default().trade;
    /// assert_eq!(trade.opening_on(Date::new(2024, 6, 16), State::Wa), Some((11, 17)));
    /// assert_eq!(trade.opening_on(Date::new(2024, 12, 25), State::Wa), None);
    /// ```
    #[must_use]
    pub fn opening_on(&self, date: Date, state: State) -> Option<(u32, u32)> {
        let hours = self.opening_hours[state as usize];
        Some(match ShopDay::of(date, state)? {
            ShopDay::Anzac => self.anzac_opening,
            kind => hours[kind as usize],
        })
    }
}

/// A day by the hours that shops keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShopDay {
    /// Monday to Friday.
    Weekday,
    Saturday,
    /// Sundays and public holidays.
    Sunday,
    Anzac,
}

impl ShopDay {
    /// What `date` is in `state`; none where shops are shut.
    pub(crate) fn of(date: Date, state: State) -> Option<Self> {
        match (holiday::australian(date, state), date.weekday()) {
            (Some(Holiday::Closed), _) => None,
            (Some(Holiday::Anzac), _) => Some(Self::Anzac),
            (Some(_), _) | (None, Weekday::Sunday) => Some(Self::Sunday),
            (None, Weekday::Saturday) => Some(Self::Saturday),
            (None, _) => Some(Self::Weekday),
        }
    }
}

impl Default for Trade {
    fn default() -> Self {
        let unlimited = [(7, 21), (7, 21), (8, 20)];
        let [qld, wa, sa] = [[(7, 21), (7, 21), (9, 18)], [(8, 21), (8, 18), (11, 17)], [(7, 21), (8, 18), (11, 17)]];
        Self {
            web_share: 0.75,
            yearly_growth: 1.12,
            months: [0.95, 0.91, 0.98, 0.96, 0.98, 1.04, 0.98, 0.96, 0.96, 1.00, 1.06, 0.75],
            store_weekdays: [0.143, 0.134, 0.131, 0.133, 0.136, 0.160, 0.164],
            web_weekdays: [0.97, 0.94, 0.95, 1.02, 1.13, 0.97, 1.02],
            store_hours: [
                0.8, 0.4, 0.5, 0.2, 0.1, 0.2, 0.6, 1.3, 1.9, 2.8, 4.3, 5.9, 6.6, 6.8, 7.1, 7.7, 9.0, 10.1, 9.5, 8.1,
                6.6, 4.9, 3.1, 1.6,
            ],
            store_weekend_hours: [
                1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.8, 1.0, 1.2, 1.2, 1.12, 1.08, 1.06, 1.03, 1.0, 0.98, 0.96, 0.96,
                0.94, 0.9, 0.9, 0.9, 1.0,
            ],
            web_hours: [
                104.0, 72.0, 48.0, 33.0, 25.0, 22.0, 28.0, 42.0, 58.0, 75.0, 103.0, 126.0, 142.0, 151.0, 149.0, 146.0,
                142.0, 136.0, 131.0, 130.0, 132.0, 134.0, 133.0, 123.0,
            ],
            web_weekend_hours: [
                1.15, 1.2, 1.2, 1.15, 1.05, 0.9, 0.7, 0.65, 0.8, 1.05, 1.15, 1.1, 0.92, 0.85, 0.9, 0.98, 1.05, 1.05,
                1.0, 1.0, 1.02, 1.03, 1.0, 1.02,
            ],
            opening_hours: [unlimited, unlimited, qld, wa, sa, unlimited, unlimited, unlimited],
            anzac_opening: (13, 20),
            black_friday_web: 2.9,
            black_friday_store: 1.6,
            boxing_day: 2.0,
            public_holiday_store: 0.8,
            christmas_rush_web: 1.9,
            christmas_rush_store: 2.2,
            eve_of_closure: 1.4,
            gift_days: [
                // Valentine's Day, Mother's Day, Father's Day (pub: the second of them is the largest after Christmas).
                GiftDay { month: 2, earliest: 14, is_sunday: false, factor: 1.1 },
                GiftDay { month: 5, earliest: 8, is_sunday: true, factor: 1.35 },
                GiftDay { month: 9, earliest: 1, is_sunday: true, factor: 1.2 },
            ],
            christmas_day_web: 0.55,
            slow_noise: 0.07,
            daily_noise: 0.055,
            hour_habit: 0.45,
            weekday_habit: 0.28,
        }
    }
}
