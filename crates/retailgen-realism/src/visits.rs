//! Visits to the online shop: how far they go, how long they last, who comes when.

use retailgen_synth::calendar::{DAY, HOUR};

use crate::{
    Action, Facts, Figure, Visit,
    sample::{mean, quantile},
};

const SUBJECT: &str = "Visits to the online shop";
/// Queensland's clock, which knows no daylight saving.
const QUEENSLAND: i64 = 10 * HOUR;

/// The figures of visits; people's but for the share of robots.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let figure = Figure::of(SUBJECT);
    let (robots, people): (Vec<&Visit>, Vec<&Visit>) = facts.visits.iter().partition(|visit| visit.is_robots());
    let of_people = |keep: &dyn Fn(&Visit) -> bool| share(&people, keep);
    let reached = |action: Action| of_people(&|visit| visit.has(action));
    let (carts, purchases) = (reached(Action::AddToCart), reached(Action::Purchase));
    let buyers_on = |device: &str| {
        let on: Vec<&Visit> = people.iter().copied().filter(|visit| visit.device == device).collect();
        share(&on, |visit| visit.has(Action::Purchase))
    };
    let lengths: Vec<f64> = people.iter().map(|visit| visit.events.len() as f64).collect();
    let pauses: Vec<f64> = people.iter().flat_map(|visit| visit.pauses()).collect();
    let longest = facts.visits.iter().flat_map(Visit::pauses).fold(0.0, f64::max);
    let minutes: Vec<f64> =
        people.iter().filter(|visit| visit.events.len() > 1).map(|visit| visit.pauses().sum::<f64>() / 60.0).collect();
    let hours = hours(facts, &people);
    let web_orders = facts.orders.iter().filter(|order| order.web).count() as f64;
    let bought = facts.visits.iter().filter(|visit| visit.has(Action::Purchase)).count() as f64;
    vec![
        figure("visits with a product view", "most (published)", 0.60..=0.72, reached(Action::ProductView)),
        figure("visits with a cart", ".07 to .08 (published)", 0.07..=0.08, carts),
        figure("visits that reach the checkout", ".03 to .04 (published)", 0.03..=0.04, reached(Action::CheckoutStart)),
        figure("visits that buy", ".02 to .04 (published)", 0.02..=0.04, purchases),
        figure("carts abandoned", ".70 (Baymard)", 0.66..=0.74, 1.0 - purchases / carts),
        figure("visits on mobiles", "about two thirds (published)", 0.60..=0.68, of_people(&|v| v.device == "mobile")),
        figure(
            "share of visits that buy, desktop against mobile",
            "about 2 (published)",
            1.6..=2.5,
            buyers_on("desktop") / buyers_on("mobile"),
        ),
        figure(
            "visits of a single event",
            ".30 to .45 (published)",
            0.28..=0.45,
            share(&people, |v| v.events.len() == 1),
        ),
        figure(
            "events a visit, mean",
            "follows from the contract's number of events",
            4.5..=5.5,
            mean(lengths.clone()),
        ),
        figure(
            "events a visit, median",
            "fewer than the mean: right-skewed (model)",
            2.0..=4.0,
            quantile(&lengths, 0.5),
        ),
        figure(
            "minutes from the first event to the last, median of visits with two or more",
            "follows from steps and pauses (model)",
            1.8..=3.0,
            quantile(&minutes, 0.5),
        ),
        figure("seconds between events, median", "20 to 60 (published)", 20.0..=60.0, quantile(&pauses, 0.5)),
        figure(
            "longest pause within a visit, minutes",
            "below 30, where a visit ends (published)",
            10.0..=29.999,
            longest / 60.0,
        ),
        figure("visits signed in", "about a third (model)", 0.29..=0.37, of_people(&|v| v.customer.is_some())),
        figure("13h against the mean hour (Queensland time)", "1.51 (published)", 1.3..=1.75, hours[13]),
        figure("5h against the mean hour (Queensland time)", ".22 (published)", 0.1..=0.4, hours[5]),
        figure(
            "robots among all visits",
            ".015 (model)",
            0.012..=0.018,
            robots.len() as f64 / facts.visits.len() as f64,
        ),
        figure("web orders whose visit is on record", "about .01 (contract)", 0.009..=0.011, bought / web_orders),
    ]
}

fn share(visits: &[&Visit], keep: impl Fn(&Visit) -> bool) -> f64 {
    visits.iter().filter(|visit| keep(visit)).count() as f64 / visits.len() as f64
}

/// Visits by hour of signed-in Queensland customers, against the mean hour.
fn hours(facts: &Facts, people: &[&Visit]) -> [f64; 24] {
    let mut counts = [0.0; 24];
    let at_home = |visit: &&&Visit| {
        let customer = visit.customer.map(|customer| &facts.customers[customer]);
        customer.is_some_and(|customer| customer.country == "AU" && customer.state == "QLD")
    };
    for visit in people.iter().filter(at_home) {
        counts[((visit.events[0].at + QUEENSLAND).rem_euclid(DAY) / HOUR) as usize] += 1.0;
    }
    let total: f64 = counts.iter().sum();
    counts.map(|count| count / total * 24.0)
}
