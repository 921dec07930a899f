//! Parcels: how many, how long they take, how many are late or lost, and what they cost.

use retailgen_synth::calendar::{DAY, Weekday, holiday};

use crate::{
    Facts, Figure, Parcel,
    lanes::{Destination, Lane, ServiceLevels, date_at_warehouse},
    sample::{mean, quantile},
};

const SUBJECT: &str = "Deliveries";
/// Lanes, as the document names them, with the 10, 50 and 90 % points of business days in transit, standard.
///
/// Published: 2 to 4 in cities and 3 to 6 in the country, longer to Western Australia, Tasmania and the Northern
/// Territory, 4 to 12 abroad.
const DAYS_BY_LANE: [(&str, IsThere, &str, [Band; 3]); 4] = [
    (
        "NSW, ACT, VIC",
        |lane| lane == Lane::Near,
        "2 to 4 in cities, 3 to 6 elsewhere (published)",
        [(1.0, 2.0), (2.0, 3.0), (4.0, 5.0)],
    ),
    (
        "QLD, SA",
        |lane| lane == Lane::Interstate,
        "2 to 4 in cities, 3 to 6 elsewhere (published)",
        [(2.0, 3.0), (3.0, 4.0), (5.0, 6.0)],
    ),
    ("WA, TAS, NT", |lane| lane == Lane::Far, "longer (published)", [(2.0, 3.0), (4.0, 5.0), (6.0, 8.0)]),
    ("abroad", Lane::is_abroad, "4 to 12 (published)", [(3.0, 5.0), (5.0, 8.0), (8.0, 12.0)]),
];
/// Carriers with the lane on which they are compared, and the 10, 50 and 90 % points of days from departure to the
/// door, standard. The bands are narrower than a carrier's distance from the lane's pace.
const DAYS_BY_CARRIER: [(&str, Lane, &str, [Band; 3]); 6] = [
    ("Australia Post", Lane::Near, "the lane's pace (model)", [(1.5, 2.1), (3.4, 4.2), (6.2, 7.2)]),
    ("StarTrack", Lane::Near, "a fifth faster (model)", [(0.9, 1.5), (2.5, 3.3), (5.0, 6.1)]),
    ("Aramex", Lane::Near, "the lane's pace (model)", [(1.5, 2.1), (3.4, 4.2), (5.5, 6.8)]),
    ("CouriersPlease", Lane::Near, "a tenth slower (model)", [(1.6, 2.2), (3.6, 4.4), (6.2, 7.4)]),
    ("FedEx", Lane::Near, "a fifth faster (model)", [(0.8, 1.4), (2.5, 3.3), (4.5, 5.7)]),
    ("DHL", Lane::Europe, "a quarter faster than the post (model)", [(5.5, 7.0), (7.6, 9.3), (11.0, 13.5)]),
];

type Band = (f64, f64);
type IsThere = fn(Lane) -> bool;

/// A parcel on its way.
struct Delivery<'f> {
    parcel: &'f Parcel,
    lane: Lane,
    express: bool,
    /// Month of despatch.
    month: u32,
    arrival: Option<Arrival>,
}

#[derive(Clone, Copy)]
struct Arrival {
    /// Since departure.
    days: f64,
    business_days: f64,
    is_sunday: bool,
    is_late: bool,
}

impl<'f> Delivery<'f> {
    fn new(facts: &Facts, levels: &ServiceLevels, parcel: &'f Parcel) -> Self {
        let order = &facts.orders[parcel.order];
        let destination = Destination::of(&facts.customers[order.customer]);
        let despatched = date_at_warehouse(parcel.shipped);
        let arrival = parcel.delivered.map(|delivered| {
            let date = destination.local_date(delivered);
            let level = levels.of(&parcel.carrier, destination.lane, order.express);
            Arrival {
                days: (delivered - parcel.shipped) as f64 / DAY as f64,
                business_days: f64::from(destination.business_days(despatched, date)),
                is_sunday: date.weekday() == Weekday::Sunday,
                is_late: date > destination.business_day_after(despatched, level),
            }
        });
        Self { parcel, lane: destination.lane, express: order.express, month: despatched.month(), arrival }
    }
}

/// Whether a parcel arrived after its carrier's service level; none where it did not arrive.
pub fn is_late(facts: &Facts, levels: &ServiceLevels, parcel: &Parcel) -> Option<bool> {
    Delivery::new(facts, levels, parcel).arrival.map(|arrival| arrival.is_late)
}

/// The figures of parcels.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let levels = ServiceLevels::new();
    let all: Vec<Delivery> = facts.parcels.iter().map(|parcel| Delivery::new(facts, &levels, parcel)).collect();
    let arrivals = |keep: &dyn Fn(&Delivery) -> bool| -> Vec<Arrival> {
        all.iter().filter(|delivery| keep(delivery)).filter_map(|delivery| delivery.arrival).collect()
    };
    let late = |keep: &dyn Fn(&Delivery) -> bool| share(&arrivals(keep), |arrival| arrival.is_late);
    let web_orders = facts.orders.iter().filter(|order| order.web).count() as f64;
    let express_orders = facts.orders.iter().filter(|order| order.express).count() as f64;
    let mut figures = vec![
        figure("parcels an order".to_owned(), "about 1.1 (contract)", (1.08, 1.13), all.len() as f64 / web_orders),
        figure(
            "web orders that pay for express".to_owned(),
            ".12 (model)",
            (0.115, 0.125),
            express_orders / web_orders,
        ),
    ];
    let points = |name: &str, unit: &str, values: &[f64], target, bands: &[Band; 3]| {
        let row = |(percent, band): (u32, &Band)| {
            let at = quantile(values, f64::from(percent) / 100.0);
            figure(format!("{name}: {unit}, p{percent}"), target, *band, at)
        };
        [10, 50, 90].into_iter().zip(bands).map(row).collect::<Vec<Figure>>()
    };
    for (name, is_here, target, bands) in &DAYS_BY_LANE {
        let days: Vec<f64> =
            arrivals(&|one| is_here(one.lane) && !one.express).iter().map(|arrival| arrival.business_days).collect();
        figures.extend(points(name, "business days, standard", &days, *target, bands));
    }
    for (name, lane, target, bands) in &DAYS_BY_CARRIER {
        let here = arrivals(&|one| one.parcel.carrier == *name && one.lane == *lane && !one.express);
        let place = if lane.is_abroad() { "Europe" } else { "NSW, ACT, VIC" };
        let days: Vec<f64> = here.iter().map(|arrival| arrival.days).collect();
        figures.extend(points(&format!("{name}, {place}"), "days, standard", &days, *target, bands));
    }
    let east = arrivals(&|one| matches!(one.lane, Lane::Near | Lane::Interstate) && one.express);
    figures.extend([
        figure(
            "express to the eastern states and SA: the next business day".to_owned(),
            "most (published: in cities)",
            (0.78, 0.88),
            share(&east, |arrival| arrival.business_days <= 1.0),
        ),
        figure("express against standard, mean business days at home".to_owned(), "about .4 (model)", (0.35, 0.45), {
            let mean_days = |express: bool| {
                mean(
                    arrivals(&|o| !o.lane.is_abroad() && o.express == express)
                        .iter()
                        .map(|arrival| arrival.business_days),
                )
            };
            mean_days(true) / mean_days(false)
        }),
        figure(
            "deliveries on a Sunday".to_owned(),
            "none (published)",
            (0.0, 0.0),
            arrivals(&|_| true).iter().filter(|arrival| arrival.is_sunday).count() as f64,
        ),
    ]);
    let calm = |delivery: &Delivery| (2..=11).contains(&delivery.month);
    for (name, ..) in &DAYS_BY_CARRIER {
        let by = |delivery: &Delivery| delivery.parcel.carrier == *name;
        figures.push(figure(
            format!("{name}: late, February to November"),
            ".05 to .10 (published)",
            (0.05, 0.10),
            late(&|delivery| by(delivery) && calm(delivery)),
        ));
    }
    for (name, ..) in &DAYS_BY_CARRIER {
        let by = |delivery: &Delivery| delivery.parcel.carrier == *name;
        figures.push(figure(
            format!("{name}: late in December, against that"),
            "up to double (published)",
            // The smallest carrier has some 200 late parcels in December: a standard deviation of about .15.
            (1.4, 2.5),
            late(&|delivery| by(delivery) && delivery.month == 12) / late(&|delivery| by(delivery) && calm(delivery)),
        ));
    }
    figures.extend(waits(facts, &all));
    figures.push(figure(
        "parcels lost".to_owned(),
        ".002 (published)",
        // Some 500 parcels, so that five standard deviations are .0005.
        (0.0015, 0.0025),
        1.0 - arrivals(&|_| true).len() as f64 / all.len() as f64,
    ));
    figures.extend(costs(&all));
    figures
}

/// How long parcels lie in the warehouse after a peak, against the rest of the year: standard ones, from the order.
fn waits(facts: &Facts, deliveries: &[Delivery]) -> Vec<Figure> {
    let black_friday = holiday::black_friday(facts.orders[0].date.year());
    // Mean days from order to departure, by days from Black Friday.
    let wait = |keep: &dyn Fn(i32) -> bool| {
        let orders = || deliveries.iter().filter(|one| !one.express).map(|one| (one, &facts.orders[one.parcel.order]));
        let kept = orders().filter(|(_, order)| keep(order.date.days() - black_friday.days()));
        mean(kept.map(|(one, order)| (one.parcel.shipped - order.placed) as f64 / DAY as f64))
    };
    let calm = wait(&|days| (-120..-10).contains(&days));
    let after = |what: &str, target, band, from: i32, to: i32| {
        let measured = wait(&|days| (from..to).contains(&days)) - calm;
        figure(format!("days to departure, standard, ordered {what}, beyond August to October"), target, band, measured)
    };
    vec![
        after("from Cyber Monday, four days", "about a day: backlog (model)", (0.5, 1.5), 3, 7),
        after("10 to 17 days after Black Friday", "about none: worked off (model)", (-0.2, 0.3), 10, 18),
    ]
}

fn costs(deliveries: &[Delivery]) -> Vec<Figure> {
    let mut figures = Vec::new();
    for (place, is_abroad, target, bands) in [
        ("at home", false, "7 to 25 (published)", [(6.5, 9.0), (9.0, 14.0), (18.0, 27.0)]),
        ("abroad", true, "25 to 90 (published)", [(22.0, 30.0), (35.0, 60.0), (75.0, 120.0)]),
    ] {
        let here = deliveries.iter().filter(|delivery| delivery.lane.is_abroad() == is_abroad);
        let costs: Vec<f64> = here.map(|delivery| delivery.parcel.cost).collect();
        for (percent, band) in [5, 50, 95].into_iter().zip(bands) {
            let at = quantile(&costs, f64::from(percent) / 100.0);
            figures.push(figure(format!("cost of a parcel {place} in AUD, p{percent}"), target, band, at));
        }
    }
    figures
}

fn figure(what: String, target: &'static str, (low, high): Band, measured: f64) -> Figure {
    Figure { subject: SUBJECT, what, target, allowed: low..=high, measured }
}

fn share(arrivals: &[Arrival], is: impl Fn(&Arrival) -> bool) -> f64 {
    arrivals.iter().filter(|arrival| is(arrival)).count() as f64 / arrivals.len() as f64
}
