//! The year: orders a day, hours, months, what was paid.

use std::collections::BTreeMap;

use maud::{Markup, html};
use retailgen_schema::Table;
use retailgen_synth::calendar::{Date, holiday};

use super::{Page, absent, figure, legend, listed, section};
use crate::{
    draw::{self, Label, Line, Mark, Name, Plot, count, dollars, plot, plural, step_even},
    figures::{Day, MONEY},
};

/// The most places of an axis of days; longer windows have several days at each.
const MOST_PLACES: i32 = 400;
/// Names of the months.
pub const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The days of the folder on an axis.
struct Axis {
    first: Date,
    days: i32,
    /// Days at each place.
    each: i32,
}

impl Axis {
    fn new(first: Date, last: Date) -> Self {
        let days = last.days() - first.days() + 1;
        Self { first, days, each: (days + MOST_PLACES - 1) / MOST_PLACES }
    }

    fn places(&self) -> usize {
        ((self.days + self.each - 1) / self.each) as usize
    }

    fn place(&self, date: Date) -> usize {
        ((date.days() - self.first.days()) / self.each) as usize
    }

    /// The middle of a day, as a share of the width.
    fn middle(&self, date: Date) -> f64 {
        (self.place(date) as f64 + 0.5) / self.places() as f64
    }

    /// The first days of months, or of years, or all days, as many as there is room for.
    fn labels(&self) -> Vec<Label> {
        let label = |date: Date, text: String, is_wide: bool| Label {
            at: self.place(date) as f64 / self.places() as f64,
            text,
            is_wide,
        };
        let all = (0..self.days).map(|day| self.first.plus_days(day));
        if self.days <= 10 {
            return all
                .map(|date| {
                    label(
                        date,
                        format!("{} {}", date.day(), MONTHS[date.month() as usize - 1]),
                        date != self.first && self.days > 4,
                    )
                })
                .collect();
        }
        if self.days <= 70 {
            return all
                .filter(|date| (date.days() - self.first.days()) % 7 == 0)
                .map(|date| {
                    let narrow = (date.days() - self.first.days()) % 21 == 0;
                    label(date, format!("{} {}", date.day(), MONTHS[date.month() as usize - 1]), !narrow)
                })
                .collect();
        }
        if self.days <= 800 {
            let firsts = all.filter(|date| date.day() == 1);
            return firsts
                .map(|date| {
                    label(date, MONTHS[date.month() as usize - 1].to_owned(), !(date.month() - 1).is_multiple_of(3))
                })
                .collect();
        }
        let years = all.filter(|date| date.day_of_year() == 1);
        years.map(|date| label(date, date.year().to_string(), date.year() % 5 != 0)).collect()
    }
}

impl Page<'_> {
    /// The section.
    pub fn year(&self) -> Markup {
        let lead = "When people buy. Days are the shops’ own; hours are Sydney’s.";
        let Some((first, last)) = self.source.days() else {
            let why = "There are no daily files in this folder, so there is no year to show.";
            return section(1, lead, &absent("Orders a day", why));
        };
        let axis = Axis::new(first, last);
        let content = html! {
            (self.orders_a_day(&axis))
            div.two { (self.months()) (self.hours()) }
        };
        section(1, lead, &content)
    }

    fn orders_a_day(&self, axis: &Axis) -> Markup {
        let title = "Orders a day";
        if !self.source.has(Table::OrdersHeader) {
            return absent(title, "The table orders_header is not in this folder.");
        }
        let days = &self.gathered.figures.days;
        let mut places = vec![[0_u64; 2]; axis.places()];
        for (date, day) in days {
            if let Some(place) = places.get_mut(axis.place(*date)) {
                place[0] += day.orders[0];
                place[1] += day.orders[1];
            }
        }
        let values =
            |channel: usize| places.iter().map(|place| Some(place[channel] as f64 / f64::from(axis.each))).collect();
        let named = Self::named_days(axis);
        let bad = self.faults.map(|faults| &faults.bad_days);
        let width = (1.0 / axis.places() as f64).max(0.004);
        let marks: Vec<Mark> = bad
            .into_iter()
            .flat_map(BTreeMap::keys)
            .map(|date| Mark { at: axis.middle(*date) - width / 2.0, width })
            .collect();
        let says = self.says_of_days(axis);
        let chart = Plot {
            alt: format!("Stacked bars of orders a day by channel. {says}"),
            bars: vec![Line { class: "web", values: values(0) }, Line { class: "pos", values: values(1) }],
            labels: axis.labels(),
            names: named
                .iter()
                .map(|(date, name)| Name {
                    at: axis.middle(*date),
                    text: (*name).to_owned(),
                    value: orders_of(days, *date) as f64,
                })
                .collect(),
            marks,
            ..Plot::default()
        };
        let mut entries = vec![("web", "online"), ("pos", "in shops")];
        if !chart.marks.is_empty() {
            entries.push(("bad", "a day with an incident, see What is wrong"));
        }
        let rows: Vec<Vec<String>> = self.days_in_rows(axis);
        let table = draw::numbers("Orders and what was paid", &["Days", "Online", "In shops", "Paid"], &rows);
        let content = html! {
            (legend(&entries))
            (plot(&chart))
            @if !named.is_empty() {
                p.narrow-only { @for (date, name) in &named { span.pair { (name) " " b { (count(orders_of(days, *date))) } } " " } }
            }
            (draw::in_a_table("The same as numbers", &table))
        };
        figure("wide-figure", title, &says, &content)
    }

    fn says_of_days(&self, axis: &Axis) -> String {
        let days = &self.gathered.figures.days;
        let mut numbers: Vec<(u64, Date)> = days.iter().map(|(date, day)| (day.orders.iter().sum(), *date)).collect();
        numbers.sort_unstable();
        let (Some((fewest, quiet)), Some((most, busy))) = (numbers.first().copied(), numbers.last().copied()) else {
            return "No day has an order.".to_owned();
        };
        let (usual, _) = numbers[numbers.len() / 2];
        let online: u64 = days.values().map(|day| day.orders[0]).sum();
        let all: u64 = days.values().flat_map(|day| day.orders).sum();
        if axis.days == 1 {
            return format!("{} on this day, {} of them online.", plural(all, "order"), draw::percent(online, all));
        }
        let mut text = format!(
            "A usual day has {}, {} of all come online. The busiest is {busy} with {}, the quietest {quiet} with {}.",
            plural(usual, "order"),
            draw::percent(online, all),
            count(most),
            count(fewest)
        );
        if axis.each > 1 {
            draw::add(
                &mut text,
                format_args!(" Each bar is the mean of {}.", plural(axis.each.unsigned_abs().into(), "day")),
            );
        }
        text
    }

    /// The days that have a name, where each has a place of its own.
    fn named_days(axis: &Axis) -> Vec<(Date, &'static str)> {
        if axis.each > 1 {
            return Vec::new();
        }
        let year = axis.first.year();
        let last = axis.first.plus_days(axis.days - 1);
        let of_year = |year: i32| {
            [
                (Date::new(year, 1, 1), "New Year’s Day"),
                (holiday::easter(year).plus_days(-2), "Good Friday"),
                (Date::new(year, 4, 25), "Anzac Day"),
                (holiday::black_friday(year), "Black Friday"),
                (Date::new(year, 12, 25), "Christmas Day"),
                (Date::new(year, 12, 26), "Boxing Day"),
            ]
        };
        (year..=last.year()).flat_map(of_year).filter(|(date, _)| (axis.first..=last).contains(date)).collect()
    }

    fn days_in_rows(&self, axis: &Axis) -> Vec<Vec<String>> {
        let by_week = axis.days > 40;
        let mut sums: BTreeMap<String, Day> = BTreeMap::new();
        for (date, day) in &self.gathered.figures.days {
            let name = if by_week { format!("{}-{:02}", date.year(), date.month()) } else { date.to_string() };
            let sum = sums.entry(name).or_default();
            for channel in 0..2 {
                sum.orders[channel] += day.orders[channel];
                sum.revenue[channel] += day.revenue[channel];
            }
        }
        let row = |(name, day): (String, Day)| {
            vec![name, count(day.orders[0]), count(day.orders[1]), dollars(day.revenue.iter().sum())]
        };
        sums.into_iter().map(row).collect()
    }

    fn months(&self) -> Markup {
        let title = "What was paid for goods";
        if !self.source.has(Table::OrdersLines) || !self.source.has(Table::OrdersHeader) {
            return absent(title, "That takes orders_header and orders_lines, and this folder does not have both.");
        }
        let mut months: BTreeMap<(i32, u32), [i128; 2]> = BTreeMap::new();
        for (date, day) in &self.gathered.figures.days {
            let sum = months.entry((date.year(), date.month())).or_default();
            sum[0] += day.revenue[0];
            sum[1] += day.revenue[1];
        }
        // Of long windows, years.
        let by_year = months.len() > 36;
        if by_year {
            let mut years: BTreeMap<(i32, u32), [i128; 2]> = BTreeMap::new();
            for ((year, _), sums) in months {
                let sum = years.entry((year, 1)).or_default();
                sum[0] += sums[0];
                sum[1] += sums[1];
            }
            months = years;
        }
        let values = |channel: usize| months.values().map(|sums| Some(sums[channel] as f64 / MONEY as f64)).collect();
        let places = months.len() as f64;
        let labels = months.keys().enumerate().map(|(at, (year, month))| Label {
            at: (at as f64 + 0.5) / places - 0.01,
            text: if by_year { year.to_string() } else { MONTHS[*month as usize - 1].to_owned() },
            is_wide: months.len() > 6 && at % 3 != 0,
        });
        let figures = &self.gathered.figures;
        let all: i128 = figures.days.values().flat_map(|day| day.revenue).sum();
        let mut says = format!("{} in all, in Australian dollars, before returns.", dollars(all));
        if figures.left_out > 0 {
            draw::add(
                &mut says,
                format_args!(
                    " {} left out: their order, currency, pieces or discount make no sense.",
                    plural(figures.left_out, "line")
                ),
            );
        }
        if !self.source.has(Table::ExchangeRates) {
            says.push_str(" Without exchange_rates only orders in Australian dollars count.");
        }
        let chart = Plot {
            alt: format!("Stacked bars of what was paid, by channel. {says}"),
            bars: vec![Line { class: "web", values: values(0) }, Line { class: "pos", values: values(1) }],
            labels: labels.collect(),
            ..Plot::default()
        };
        let rows: Vec<Vec<String>> = months
            .iter()
            .map(|((year, month), sums)| {
                let name = if by_year { year.to_string() } else { format!("{year}-{month:02}") };
                vec![name, dollars(sums[0]), dollars(sums[1])]
            })
            .collect();
        let table = draw::numbers("What was paid", &["Time", "Online", "In shops"], &rows);
        let content = html! {
            (legend(&[("web", "online"), ("pos", "in shops")]))
            (plot(&chart))
            (draw::in_a_table("The same as numbers", &table))
        };
        figure("", title, &says, &content)
    }

    fn hours(&self) -> Markup {
        let title = "The hours of the week";
        if !self.source.has(Table::OrdersHeader) {
            return absent(title, "The table orders_header is not in this folder.");
        }
        let hours = &self.gathered.figures.hours;
        let heat = |channel: usize, name: &str| {
            let most = hours[channel].iter().flatten().copied().max().unwrap_or(0);
            html! {
                div.week {
                    h4 { (name) }
                    table.heat {
                        thead { tr { th { span.hidden { "Day" } } @for hour in 0..24 { th scope="col" { @if hour % 6 == 0 { (hour) } @else { span.hidden { (hour) } } } } } }
                        tbody {
                            @for (weekday, row) in hours[channel].iter().enumerate() {
                                tr {
                                    th scope="row" { (WEEKDAYS[weekday]) }
                                    @for (hour, number) in row.iter().enumerate() {
                                        td class=(format!("a{}", step_even(*number, most))) title=(format!("{} {hour}:00, {}", WEEKDAYS[weekday], plural(*number, "order"))) { span.hidden { (number) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        };
        let peak = |channel: usize| {
            let all = (0..7).flat_map(|day| (0..24).map(move |hour| (day, hour)));
            let (day, hour) =
                all.max_by_key(|(day, hour)| (hours[channel][*day][*hour], 24 - *hour)).unwrap_or_default();
            format!("{} at {hour}:00", WEEKDAYS[day])
        };
        let mut parts = Vec::new();
        for (channel, name) in [(0, "online"), (1, "in shops")] {
            if hours[channel].iter().flatten().any(|number| *number > 0) {
                parts.push(format!("{name} {}", peak(channel)));
            }
        }
        let says = format!("The stronger the colour, the busier. The busiest hours: {}.", listed(&parts));
        figure("", title, &says, &html! { (heat(0, "Online")) (heat(1, "In shops")) })
    }
}

fn orders_of(days: &BTreeMap<Date, Day>, date: Date) -> u64 {
    days.get(&date).map_or(0, |day| day.orders.iter().sum())
}
