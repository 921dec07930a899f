//! The life of one incident: what it hit, what hangs on that in other tables, what a pipeline makes of it.

use maud::{Markup, html};
use retailgen_schema::Table;

use super::{Page, absent, figure, wrong::pair};
use crate::{
    draw::{count, dollars, plural, shown},
    faults::{Faults, Incident},
    source::day_of,
};

impl Page<'_> {
    /// The incident that the truth names with the most labels in orders, or else in any table.
    pub fn incident(&self, faults: &Faults) -> Markup {
        let title = "The life of one incident";
        let (number, Some(incident)) = &faults.incidents else {
            return absent(title, "No faults belong together in this folder: each one stands alone.");
        };
        let says = format!(
            "Some faults come together, as when a till sends wrong times for a day or a sensor breaks. There are {} here; this is {}.",
            plural(*number, "such incident"),
            match incident.table {
                _ if *number == 1 => "it",
                Table::OrdersHeader => "the largest one among orders, on which other tables hang",
                _ => "the largest",
            }
        );
        let content = html! {
            ol.life {
                li {
                    h4 { (self.when(incident)) }
                    table.pairs {
                        thead { tr { th scope="col" { "Where" } th scope="col" { "Should be" } th scope="col" { "Is" } } }
                        tbody { @for row in &incident.rows { (pair(row)) } }
                    }
                    @if incident.count > incident.rows.len() as u64 { p.at { "and " (count(incident.count - incident.rows.len() as u64)) " more" } }
                }
                @for (head, text) in self.consequences(incident) { li { h4 { (head) } p { (text) } } }
            }
        };
        figure("wide-figure", title, &says, &content)
    }

    fn when(&self, incident: &Incident) -> String {
        let what = format!("the rule {} hits {}", shown(&incident.rule), plural(incident.count, "row"));
        match day_of(&incident.file) {
            Some(day) => {
                let orders: u64 = self.gathered.figures.days.get(&day).map_or(0, |day| day.orders.iter().sum());
                let of = if incident.table == Table::OrdersHeader && orders > 0 {
                    format!(" of the day’s {}", plural(orders, "order"))
                } else {
                    String::new()
                };
                format!("{day}: {what} of {}{of}", incident.table.name())
                    .replace(&format!("{} of the day", incident.table.name()), "the day")
            }
            None => format!("In {}: {what}", shown(&incident.file)),
        }
    }

    fn consequences(&self, incident: &Incident) -> Vec<(String, String)> {
        let mut told = Vec::new();
        if incident.orders.is_empty() {
            told.push((
                "Nothing hangs on these rows".to_owned(),
                format!(
                    "No other table refers to a row of {}: the incident ends where it began.",
                    incident.table.name()
                ),
            ));
            return told;
        }
        let followed = self.gathered.figures.followed;
        let orders = plural(incident.orders.len() as u64, "order");
        if self.source.has(Table::OrdersLines) {
            told.push((
                format!("The same {orders} have {} in orders_lines", plural(followed.lines, "line")),
                format!(
                    "They are as they should be, and come to {}. Whoever drops the orders leaves them without one.",
                    dollars(followed.revenue)
                ),
            ));
        }
        if self.source.has(Table::Shipments) {
            told.push((
                format!("{} in shipments", plural(followed.parcels, "parcel")),
                match followed.parcels {
                    0 => "Orders from tills leave no parcel, so deliveries do not notice.".to_owned(),
                    _ => "They left all the same. Their time from order to departure cannot be told.".to_owned(),
                },
            ));
        }
        if self.source.has(Table::Events) && followed.purchases > 0 {
            told.push((
                format!("{} in events", plural(followed.purchases, "purchase")),
                "They tell the right time of the order.".to_owned(),
            ));
        }
        if self.source.has(Table::Returns) {
            told.push((
                format!("{} in returns", plural(followed.returns, "returned line")),
                match followed.returns {
                    0 => "Nothing of these orders came back.".to_owned(),
                    _ => "A return without its order looks like an orphan, which it is not.".to_owned(),
                },
            ));
        }
        told
    }
}
