//! Hours: at which time of day people buy, on the web and in the stores of each state.

use retailgen_synth::calendar::{Date, HOUR, holiday::State};

use crate::parameters::{ShopDay, Trade};

/// A day's trade by local time: what share of it has happened by when.
#[derive(Debug, Clone)]
pub struct HourCurve {
    /// The share before each hour, and before the next day.
    before: [f64; 25],
}

impl HourCurve {
    /// The curve of a day whose hours sell as `hours` says.
    pub fn new(hours: &[f64; 24]) -> Self {
        let mut before = [0.0; 25];
        for (hour, share) in hours.iter().enumerate() {
            before[hour + 1] = before[hour] + share;
        }
        let total = before[24];
        Self { before: before.map(|sum| sum / total) }
    }

    /// The time of day by which a share (below 1) of the trade has happened, in microseconds after midnight and whole
    /// milliseconds, as the company's systems record them.
    pub fn time_at(&self, share: f64) -> i64 {
        let hour = self.before.partition_point(|&before| before <= share).clamp(1, 24) - 1;
        let (from, to) = (self.before[hour], self.before[hour + 1]);
        let within = ((share - from) / (to - from) * (HOUR / 1_000) as f64) as i64;
        hour as i64 * HOUR + within.min(HOUR / 1_000 - 1) * 1_000
    }
}

/// When people buy, on every kind of day.
#[derive(Debug)]
pub struct Hours {
    web_weekday: HourCurve,
    web_weekend: HourCurve,
    /// For each state and kind of day, in the order of [`ShopDay`].
    stores: [[HourCurve; 4]; 8],
}

impl Hours {
    /// The hours that `trade` says.
    pub fn new(trade: &Trade) -> Self {
        let total: f64 = trade.web_hours.iter().sum();
        let weekend = product(&trade.web_hours, &trade.web_weekend_hours);
        let rescale = total / weekend.iter().sum::<f64>();
        let [.., saturday, sunday] = trade.web_weekdays;
        let share = (saturday + sunday) / trade.web_weekdays.iter().sum::<f64>();
        // Weekdays sell what is missing, so that the week as a whole keeps its curve.
        let weekday: [f64; 24] = std::array::from_fn(|hour| {
            (trade.web_hours[hour] - share * rescale * weekend[hour]).max(0.0) / (1.0 - share)
        });
        let store_weekend = product(&trade.store_hours, &trade.store_weekend_hours);
        let within = |hours: &[f64; 24], (from, to): (u32, u32)| {
            let open = |hour: usize| (from..to).contains(&(hour as u32));
            HourCurve::new(&std::array::from_fn(|hour| if open(hour) { hours[hour] } else { 0.0 }))
        };
        let of_state = |[weekday, saturday, sunday]: [(u32, u32); 3]| {
            let anzac = within(&trade.store_hours, trade.anzac_opening);
            [
                within(&trade.store_hours, weekday),
                within(&store_weekend, saturday),
                within(&store_weekend, sunday),
                anzac,
            ]
        };
        Self {
            web_weekday: HourCurve::new(&weekday),
            web_weekend: HourCurve::new(&weekend),
            stores: trade.opening_hours.map(of_state),
        }
    }

    /// The web's hours on `date`, on the customers' own clocks.
    pub fn web(&self, date: Date) -> &HourCurve {
        if date.weekday().is_weekend() { &self.web_weekend } else { &self.web_weekday }
    }

    /// The hours of stores in `state` on `date`; none on a day on which they are shut.
    pub fn stores(&self, date: Date, state: State) -> Option<&HourCurve> {
        ShopDay::of(date, state).map(|kind| &self.stores[state as usize][kind as usize])
    }
}

fn product(hours: &[f64; 24], factors: &[f64; 24]) -> [f64; 24] {
    std::array::from_fn(|hour| hours[hour] * factors[hour])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parameters;

    /// Shares of the hours of a curve.
    fn shares(curve: &HourCurve) -> [f64; 24] {
        std::array::from_fn(|hour| curve.before[hour + 1] - curve.before[hour])
    }

    /// Half the sum of differences between the hours of Wednesday and Sunday.
    fn distance(of: &dyn Fn(Date) -> [f64; 24]) -> f64 {
        let (wednesday, sunday) = (of(Date::new(2024, 6, 12)), of(Date::new(2024, 6, 16)));
        wednesday.iter().zip(sunday).map(|(a, b)| (a - b).abs()).sum::<f64>() / 2.0
    }

    #[test]
    fn weekends_differ_by_their_figures_and_the_week_keeps_its_curve() {
        let usual = Parameters::default().trade;
        let mut flat = usual.clone();
        (flat.web_weekend_hours, flat.store_weekend_hours) = ([1.0; 24], [1.0; 24]);
        flat.opening_hours = [[(7, 21); 3]; 8];
        let (usual_hours, flat_hours) = (Hours::new(&usual), Hours::new(&flat));
        assert!((0.03..0.15).contains(&distance(&|date| shares(usual_hours.web(date)))));
        assert!(distance(&|date| shares(flat_hours.web(date))) < 1e-9);
        let in_victoria = |hours: &Hours| distance(&|date| shares(hours.stores(date, State::Vic).unwrap()));
        assert!((0.03..0.2).contains(&in_victoria(&usual_hours)) && in_victoria(&flat_hours) < 1e-9);

        let weekend: f64 = (usual.web_weekdays[5] + usual.web_weekdays[6]) / usual.web_weekdays.iter().sum::<f64>();
        let total: f64 = usual.web_hours.iter().sum();
        let (of_weekday, of_weekend) = (shares(&usual_hours.web_weekday), shares(&usual_hours.web_weekend));
        for hour in 0..24 {
            let of_week = weekend * of_weekend[hour] + (1.0 - weekend) * of_weekday[hour];
            assert!((of_week - usual.web_hours[hour] / total).abs() < 1e-3, "{hour}: {of_week}");
        }
    }

    #[test]
    fn times_keep_to_the_hours() {
        let hours = Hours::new(&Parameters::default().trade);
        let perths_sunday = hours.stores(Date::new(2024, 6, 16), State::Wa).unwrap();
        for share in [0.0, 1e-12, 0.2, 0.5, 0.999, 1.0 - f64::EPSILON] {
            let time = perths_sunday.time_at(share);
            assert!((11 * HOUR..17 * HOUR).contains(&time) && time % 1_000 == 0, "{share}: {time}");
        }
        assert!(hours.stores(Date::new(2024, 12, 25), State::Wa).is_none());
    }
}
