//! What happens behind the shops: parcels, returns, visits, shelves, rates.

use std::collections::BTreeMap;

use maud::{Markup, html};
use retailgen_schema::Table;
use retailgen_synth::calendar::Date;

use super::{Page, absent, figure, legend, section, share};
use crate::{
    draw::{self, Bar, Label, Line, Mark, Plot, bars, count, fixed, plot, plural, spark},
    figures::{Carrier, TENTHS},
};

impl Page<'_> {
    /// The section.
    pub fn operations(&self) -> Markup {
        let content = html! {
            (self.deliveries())
            div.two { (self.returns()) (self.visits()) }
            (self.shelves())
            (self.rates())
        };
        section(3, "What follows from orders, and what goes on besides.", &content)
    }

    fn deliveries(&self) -> Markup {
        let title = "How long parcels take";
        let carriers = &self.gathered.figures.carriers;
        let all: u64 = carriers.values().map(parcels).sum();
        if all == 0 {
            let why = if self.source.has(Table::Shipments) {
                "No parcel has left in these days."
            } else {
                "The table shipments is not in this folder."
            };
            return absent(title, why);
        }
        let mut sorted: Vec<(&String, &Carrier)> = carriers.iter().collect();
        sorted.sort_by_key(|(name, carrier)| (std::cmp::Reverse(parcels(carrier)), (*name).clone()));
        let longest = sorted.iter().map(|(_, carrier)| point(carrier, 0.9)).fold(1.0, f64::max);
        let open: u64 = carriers.values().map(|carrier| carrier.open).sum();
        let says = format!(
            "{}. The bar spans the middle eight of ten parcels, the line in it is the middle one. {} have no arrival: under way, or lost.",
            plural(all, "parcel"),
            share(open, all)
        );
        let content = html! {
            div.scroll tabindex="0" role="region" aria-label=(title) {
                table.bars.spans {
                    thead { tr {
                        th scope="col" { "Carrier" } th.bar { span.hidden { "picture" } }
                        th.n scope="col" { "Middle" } th.n scope="col" { "9 of 10 within" } th.n scope="col" { "Parcels" } th.n scope="col" { "No arrival" } th.n scope="col" { "Mean cost" }
                    } }
                    tbody { @for (name, carrier) in &sorted {
                        tr {
                            th scope="row" { (name) }
                            td.bar { (span(carrier, longest)) }
                            td.n { (fixed(point(carrier, 0.5), 1)) " days" }
                            td.n { (fixed(point(carrier, 0.9), 1)) " days" }
                            td.n { (count(parcels(carrier))) }
                            td.n { (count(carrier.open)) }
                            td.n { @if carrier.costs.0 > 0 { "A$ " (format!("{:.2}", carrier.costs.1 as f64 / 100.0 / carrier.costs.0 as f64)) } @else { "–" } }
                        }
                    } }
                }
            }
        };
        figure("wide-figure", title, &says, &content)
    }

    fn returns(&self) -> Markup {
        let title = "What comes back";
        let (figures, masters) = (&self.gathered.figures, &self.gathered.masters);
        let all: u64 = figures.reasons.values().sum();
        if all == 0 {
            let why = if self.source.has(Table::Returns) {
                "Nothing has come back in these days."
            } else {
                "The table returns is not in this folder."
            };
            return absent(title, why);
        }
        let mut reasons: Vec<(&String, &u64)> = figures.reasons.iter().collect();
        reasons.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let reasons: Vec<Bar> = reasons
            .into_iter()
            .map(|(name, number)| Bar {
                name: name.clone(),
                parts: vec![("pos", *number as f64)],
                values: vec![count(*number), share(*number, all)],
            })
            .collect();
        let mut rates: Vec<(&String, u64, u64)> = masters
            .categories
            .iter()
            .zip(figures.returned.iter().zip(&figures.sold))
            .map(|(name, (returned, sold))| (name, *returned, *sold))
            .filter(|(_, _, sold)| *sold > 0)
            .collect();
        rates.sort_by(|a, b| {
            (u128::from(b.1) * u128::from(a.2)).cmp(&(u128::from(a.1) * u128::from(b.2))).then(a.0.cmp(b.0))
        });
        let rates: Vec<Bar> = rates
            .into_iter()
            .map(|(name, returned, sold)| Bar {
                name: name.clone(),
                parts: vec![("web", returned as f64 / sold as f64)],
                values: vec![share(returned, sold)],
            })
            .collect();
        let sold: u64 = figures.days.values().map(|day| day.lines).sum();
        let mut says = format!("{} in the latest version of the table", plural(all, "return"));
        if sold > 0 {
            draw::add(&mut says, format_args!(", {} of the lines sold", share(all, sold)));
        }
        says.push('.');
        let content = html! {
            (bars("Reason", &["Returns", "Share"], &reasons))
            @if !rates.is_empty() { h4 { "Lines returned, by category" } (bars("Category", &["Returned"], &rates)) }
        };
        figure("", title, &says, &content)
    }

    fn visits(&self) -> Markup {
        let title = "From a visit to an order";
        let figures = &self.gathered.figures;
        let funnel = figures.funnel;
        if funnel.visits == 0 {
            let why = if self.source.has(Table::Events) {
                "No visit is on record."
            } else {
                "The table events is not in this folder."
            };
            return absent(title, why);
        }
        let names = ["look at a product", "put one into the cart", "begin the checkout", "order"];
        let steps = [("all visits", funnel.visits)].into_iter().chain(names.into_iter().zip(funnel.steps));
        let rows: Vec<Bar> = steps
            .map(|(name, number)| Bar {
                name: name.to_owned(),
                parts: vec![("web", number as f64)],
                values: vec![count(number), share(number, funnel.visits)],
            })
            .collect();
        let views: u64 = figures.devices.values().sum();
        let devices: Vec<Bar> = figures
            .devices
            .iter()
            .map(|(name, number)| Bar {
                name: name.clone(),
                parts: vec![("web", *number as f64)],
                values: vec![count(*number), share(*number, views)],
            })
            .collect();
        let hours: Vec<Option<f64>> = figures.event_hours.iter().map(|number| Some(*number as f64)).collect();
        let busiest = figures.event_hours.iter().enumerate().max_by_key(|(hour, number)| (**number, 24 - hour));
        let busiest = busiest.map_or(0, |(hour, _)| hour);
        let labels =
            [0, 6, 12, 18].map(|hour| Label { at: f64::from(hour) / 24.0, text: format!("{hour}:00"), is_wide: false });
        let chart = Plot {
            alt: format!("Events by hour of the day in Sydney; most at {busiest}:00."),
            bars: vec![Line { class: "web", values: hours }],
            labels: labels.into(),
            ..Plot::default()
        };
        let says =
            "Only a part of the online orders can be traced to the visit they came from, so few visits end in one.";
        let content = html! {
            (bars("Visits that", &["Visits", "Share"], &rows))
            h4 { "Events by hour in Sydney" }
            (plot(&chart))
            @if !devices.is_empty() { h4 { "Page views by device" } (bars("Device", &["Views", "Share"], &devices)) }
        };
        figure("", title, says, &content)
    }

    fn shelves(&self) -> Markup {
        let title = "A week on the shelves";
        let Some(week) = &self.gathered.week else {
            let why = if self.source.has(Table::Sensors) {
                "The first file of sensors has no reading."
            } else {
                "The table sensors is not in this folder."
            };
            return absent(title, why);
        };
        let degrees =
            |hours: &[Option<i64>]| hours.iter().map(|value| value.map(|value| value as f64 / 100.0)).collect();
        let class = |kind: &str| match kind {
            "chilled" => "web",
            "frozen" => "frozen",
            _ => "pos",
        };
        let last = week.first.plus_days(week.days - 1);
        let hours = f64::from(week.days) * 24.0;
        let known = || week.shelves.iter().flat_map(|shelf| &shelf.hours).flatten().map(|value| *value as f64 / 100.0);
        let (low, high) = (known().fold(0.0, f64::min), known().fold(10.0, f64::max));
        let marks = week.shelves.iter().flat_map(|shelf| &shelf.impossible);
        let marks: Vec<Mark> =
            marks.map(|hour| Mark { at: *hour as f64 / hours, width: (1.0 / hours).max(0.005) }).collect();
        let mut says = format!(
            "Store {}, {}: the first shelf of each kind. Peaks are defrosts, deliveries and open doors. {} sensors in this folder.",
            week.store,
            draw::span_of(week.first, last),
            if week.stores == 1 {
                "1 store has".to_owned()
            } else {
                format!("{} stores have", count(week.stores as u64))
            }
        );
        if week.impossible > 0 {
            draw::add(
                &mut says,
                format_args!(" {} beyond what a sensor can measure, marked below.", plural(week.impossible, "reading")),
            );
        }
        let labels = (0..week.days).map(|day| {
            let date = week.first.plus_days(day);
            Label {
                at: f64::from(day) / f64::from(week.days),
                text: format!("{} {}", &format!("{:?}", date.weekday())[..3], date.day()),
                is_wide: day % 2 == 1,
            }
        });
        let chart = Plot {
            alt: format!("Lines of temperature over the hours. {says}"),
            lines: week
                .shelves
                .iter()
                .map(|shelf| Line { class: class(shelf.kind), values: degrees(&shelf.hours) })
                .collect(),
            range: Some((low, high)),
            unit: " °C",
            labels: labels.collect(),
            marks,
            ..Plot::default()
        };
        let rows: Vec<Vec<String>> = week
            .shelves
            .iter()
            .map(|shelf| {
                let read: Vec<f64> = shelf.hours.iter().flatten().map(|value| *value as f64 / 100.0).collect();
                let (low, high) =
                    (read.iter().copied().fold(f64::MAX, f64::min), read.iter().copied().fold(f64::MIN, f64::max));
                let mean = read.iter().sum::<f64>() / read.len().max(1) as f64;
                let text = |value: f64| if read.is_empty() { "–".to_owned() } else { format!("{value:.1} °C") };
                vec![
                    format!("{} ({})", shelf.name, shelf.kind),
                    count(read.len() as u64),
                    text(low),
                    text(mean),
                    text(high),
                    count(shelf.impossible.len() as u64),
                ]
            })
            .collect();
        let names: Vec<(&str, String)> =
            week.shelves.iter().map(|shelf| (class(shelf.kind), format!("{} ({})", shelf.kind, shelf.name))).collect();
        let mut entries: Vec<(&str, &str)> = names.iter().map(|(class, name)| (*class, name.as_str())).collect();
        if week.impossible > 0 {
            entries.push(("bad", "an impossible reading"));
        }
        let heads = ["Shelf", "Readings", "Coldest", "Mean", "Warmest", "Impossible"];
        let content = html! {
            (legend(&entries))
            (plot(&chart))
            (draw::in_a_table("The same as numbers", &draw::numbers("Readings", &heads, &rows)))
        };
        figure("wide-figure", title, &says, &content)
    }

    fn rates(&self) -> Markup {
        let title = "What other money costs";
        // The middle rate of each week: one that is wrong is left aside.
        let mut weeks: BTreeMap<&str, BTreeMap<i32, Vec<f64>>> = BTreeMap::new();
        let (mut first, mut last) = (None::<Date>, None::<Date>);
        for rate in &self.gathered.masters.rates {
            let (Some(date), Some(code), Some(price)) = (rate.date, rate.currency.as_deref(), rate.price) else {
                continue;
            };
            if code == "AUD" || code.len() != 3 || !code.bytes().all(|letter| letter.is_ascii_uppercase()) {
                continue;
            }
            first = Some(first.map_or(date, |first| first.min(date)));
            last = Some(last.map_or(date, |last| last.max(date)));
            weeks.entry(code).or_default().entry(date.days() / 7).or_default().push(price);
        }
        // A code that stands on a few rows only is a fault.
        weeks.retain(|_, weeks| weeks.len() > 1 || self.gathered.masters.rates.len() < 60);
        let (Some(first), Some(last)) = (first, last) else {
            return absent(title, "The table exchange_rates is not in this folder.");
        };
        let series: Vec<(&str, Vec<f64>)> = weeks
            .into_iter()
            .map(|(code, weeks)| {
                let middle = weeks.into_values().map(|mut week| {
                    week.sort_by(f64::total_cmp);
                    week[week.len() / 2]
                });
                (code, middle.collect())
            })
            .take(12)
            .collect();
        let says = format!(
            "Australian dollars for one unit, the middle rate of each week, {}. Each line has a scale of its own.",
            draw::span_of(first, last)
        );
        let content = html! {
            div.sparks {
                @for (code, values) in &series {
                    @let (begin, end) = (values.first().copied().unwrap_or(0.0), values.last().copied().unwrap_or(0.0));
                    div {
                        h4 { (code) }
                        (spark("web", &format!("{code} from {} to {} Australian dollars", fixed(begin, 4), fixed(end, 4)), values))
                        p { (fixed(begin, 4)) " → " b { (fixed(end, 4)) } }
                    }
                }
            }
            (draw::in_a_table("The same as numbers", &draw::numbers("Rates", &["Currency", "First", "Least", "Greatest", "Last"], &series.iter().map(|(code, values)| {
                let (low, high) = (values.iter().copied().fold(f64::MAX, f64::min), values.iter().copied().fold(f64::MIN, f64::max));
                let ends = [values.first().copied().unwrap_or(0.0), low, high, values.last().copied().unwrap_or(0.0)];
                [vec![(*code).to_owned()], ends.map(|value| fixed(value, 4)).to_vec()].concat()
            }).collect::<Vec<_>>())))
        };
        figure("wide-figure", title, &says, &content)
    }
}

fn parcels(carrier: &Carrier) -> u64 {
    carrier.tenths.iter().sum::<u64>() + carrier.open
}

/// The days within which a share of the parcels has arrived.
fn point(carrier: &Carrier, share: f64) -> f64 {
    let arrived: u64 = carrier.tenths.iter().sum();
    let wanted = (arrived as f64 * share).ceil().max(1.0) as u64;
    let mut sum = 0;
    for (tenth, number) in carrier.tenths.iter().enumerate() {
        sum += number;
        if sum >= wanted {
            return tenth as f64 / 10.0;
        }
    }
    TENTHS as f64 / 10.0
}

/// The middle eight of ten parcels, and the middle one.
fn span(carrier: &Carrier, longest: f64) -> Markup {
    let at = |share: f64| point(carrier, share) / longest * 100.0;
    html! {
        span.range style=(format!("left:{:.1}%;width:{:.1}%", at(0.1), (at(0.9) - at(0.1)).max(0.5))) {}
        span.middle style=(format!("left:{:.1}%", at(0.5))) {}
    }
}
