//! What sells where and when: stores against the web, weekends against weekdays, home against abroad.

use crate::{Facts, Figure, Line, Order};

const SUBJECT: &str = "Outlets and weekends";

/// The figures of outlets.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let figure = Figure::of(SUBJECT);
    let share = |categories: &[&str], counts: &dyn Fn(&Order) -> bool| {
        let of = |line: &Line| categories.contains(&facts.products[line.product].category.as_str());
        let lines: Vec<bool> =
            facts.orders.iter().filter(|order| counts(order)).flat_map(|order| &order.lines).map(of).collect();
        lines.iter().filter(|is| **is).count() as f64 / lines.len() as f64
    };
    let fresh = ["Fresh Food", "Dairy and Frozen"];
    let abroad = |order: &Order| order.web && facts.customers[order.customer].country != "AU";
    let is_weekend = |order: &Order| order.date.weekday().is_weekend();
    vec![
        figure("fresh food, stores against the web", "chosen by hand (model)", 1.4..=2.0, {
            share(&fresh, &|order| !order.web) / share(&fresh, &|order| order.web)
        }),
        figure("electronics, the web against stores", "ordered (model)", 1.7..=2.7, {
            share(&["Electronics"], &|order| order.web) / share(&["Electronics"], &|order| !order.web)
        }),
        figure("fresh food sent abroad, share of lines", "none: border controls", 0.0..=0.0, share(&fresh, &abroad)),
        figure("garden and hardware, weekends against weekdays", "time for it (model)", 1.25..=1.75, {
            share(&["Garden and Hardware"], &is_weekend) / share(&["Garden and Hardware"], &|order| !is_weekend(order))
        }),
    ]
}
