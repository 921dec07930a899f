//! What was reported, held against what is to be found.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
};

/// What was reported, held against what is to be found: whatever a place is (a row of a batch, a cell, a file), and whatever is
/// known by it. [`Detection`](crate::Detection) and the scorer rest on it.
///
/// The same place counts once, however often it is reported; `Report` is what is kept of the first report of a place at which
/// nothing is to be found.
///
/// ```
/// use retailgen_truth::Matching;
///
/// let mut matching = Matching::default();
/// matching.report("row 3", Some(["null in row 3", "repeated row 3"]), 0);
/// matching.report("row 4", None::<[&str; 0]>, 1);
/// matching.report("row 4", None::<[&str; 0]>, 2);
/// assert!(matching.is_found(&"repeated row 3") && !matching.is_found(&"null in row 5"));
/// assert_eq!(matching.unexpected().collect::<Vec<_>>(), [(&"row 4", &1)]);
/// ```
#[derive(Debug)]
pub struct Matching<Place, Item, Report = ()> {
    found: HashSet<Item>,
    unexpected: HashMap<Place, Report>,
}

impl<Place, Item, Report> Default for Matching<Place, Item, Report> {
    fn default() -> Self {
        Self { found: HashSet::new(), unexpected: HashMap::new() }
    }
}

impl<Place: Eq + Hash, Item: Eq + Hash, Report> Matching<Place, Item, Report> {
    /// Takes a place that was reported, with what is to be found there, as far as it was not found before; none where nothing is.
    pub fn report(&mut self, place: Place, there: Option<impl IntoIterator<Item = Item>>, report: Report) {
        match there {
            Some(items) => self.found.extend(items),
            None => drop(self.unexpected.entry(place).or_insert(report)),
        }
    }

    /// Whether something was found.
    pub fn is_found(&self, item: &Item) -> bool {
        self.found.contains(item)
    }

    /// The places that were reported and at which nothing is to be found, in no order, each with its first report.
    #[must_use]
    pub fn unexpected(&self) -> impl ExactSizeIterator<Item = (&Place, &Report)> {
        self.unexpected.iter()
    }
}
