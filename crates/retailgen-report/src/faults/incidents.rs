//! Faults that belong together, and the one incident whose life is told.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use retailgen_schema::Table;
use retailgen_truth::Label;

use super::Example;

/// The most incidents that are told apart, so that memory does not grow with the scale.
const MOST: usize = 200_000;
/// Rows of the told one that are shown, and the most that are followed.
const SHOWN: usize = 6;
const FOLLOWED: usize = 5_000;

/// The incident that is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// Its rule and kind.
    pub rule: String,
    /// The kind.
    pub kind: String,
    /// The table and the file that it is in.
    pub table: Table,
    /// The file.
    pub file: String,
    /// How many labels it has.
    pub count: u64,
    /// The first of its rows.
    pub rows: Vec<Example>,
    /// The orders that it hit.
    pub orders: BTreeSet<i64>,
}

/// Incidents being counted.
#[derive(Debug, Default)]
pub struct Incidents {
    /// By id, for telling them apart.
    seen: HashSet<String>,
    /// Beyond the most.
    more: bool,
    /// Incidents in orders, which hang together with other tables.
    of_orders: BTreeMap<String, Incident>,
    /// The longest of all others.
    others: Option<(String, Incident)>,
    current: Option<(String, Incident)>,
}

impl Incidents {
    /// Looks at a label. Labels of one incident mostly follow each other.
    pub fn add(&mut self, label: &Label) {
        let Some(id) = label.incident_id.as_deref() else { return };
        if self.seen.len() < MOST {
            if !self.seen.contains(id) {
                self.seen.insert(id.to_owned());
            }
        } else {
            self.more = true;
        }
        if label.table == Table::OrdersHeader {
            let known = self.of_orders.len() < MOST || self.of_orders.contains_key(id);
            if known {
                self.of_orders.entry(id.to_owned()).or_insert_with(|| Incident::new(label)).add(label);
            }
            return;
        }
        match &mut self.current {
            Some((current, incident)) if current == id => incident.add(label),
            _ => {
                self.close();
                let mut incident = Incident::new(label);
                incident.add(label);
                self.current = Some((id.to_owned(), incident));
            }
        }
    }

    fn close(&mut self) {
        if let Some(closed) = self.current.take()
            && self.others.as_ref().is_none_or(|(_, longest)| closed.1.count > longest.count)
        {
            self.others = Some(closed);
        }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.seen.len() as u64
    }

    /// The longest one of the orders, or else of all others; the first of several.
    pub fn longest(mut self) -> Option<Incident> {
        self.close();
        let longest = |a: Incident, b: Incident| if (b.count, &a.file) > (a.count, &b.file) { b } else { a };
        self.of_orders.into_values().reduce(longest).or(self.others.map(|(_, incident)| incident))
    }
}

impl Incident {
    fn new(label: &Label) -> Self {
        Self {
            rule: label.rule_id.as_deref().unwrap_or_default().to_owned(),
            kind: label.kind.clone().into_owned(),
            table: label.table,
            file: label.file.clone().into_owned(),
            count: 0,
            rows: Vec::new(),
            orders: BTreeSet::new(),
        }
    }

    fn add(&mut self, label: &Label) {
        self.count += 1;
        if self.rows.len() < SHOWN {
            self.rows.push(Example::new(label));
        }
        if self.orders.len() < FOLLOWED
            && let Some(order) = label.key.as_deref().and_then(order_of)
        {
            self.orders.insert(order);
        }
    }
}

/// The order that the key of a row names.
fn order_of(key: &str) -> Option<i64> {
    serde_json::from_str::<serde_json::Value>(key).ok()?.get("order_id")?.as_i64()
}
