//! Forms of a kind: the ways in which it can be wrong, each with a name, by which a rule may weight it, and a usual weight.
//!
//! One is drawn, and where it does not suit the value, another one is tried.

use std::iter::repeat_n;

use retailgen_synth::Stream;

use super::{Clean, Dirty};

/// Forms by name with the weights of a rule; the others do not come.
pub type Weights = [(&'static str, u64)];

/// A way of being wrong.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Its name in policies, unique in its kind.
    pub name: &'static str,
    /// How often it comes, against the other forms of the kind.
    pub weight: u64,
    make: Make,
}

/// What a form makes of a cell; `None` where the value does not allow it.
#[derive(Debug, Clone, Copy)]
enum Make {
    Text(fn(&str, &mut Stream) -> Option<String>),
    Cell(fn(&Clean) -> Option<Dirty>),
}

impl Form {
    /// A form that follows from the text of a cell.
    pub const fn new(name: &'static str, weight: u64, make: fn(&str, &mut Stream) -> Option<String>) -> Self {
        Self { name, weight, make: Make::Text(make) }
    }

    /// A form that looks at the column, too, or leaves null.
    pub const fn of_cell(name: &'static str, weight: u64, make: fn(&Clean) -> Option<Dirty>) -> Self {
        Self { name, weight, make: Make::Cell(make) }
    }

    /// What it makes of a cell that has a text; never the text itself.
    pub fn make(&self, cell: &Clean, stream: &mut Stream) -> Option<Dirty> {
        let dirty = match self.make {
            Make::Text(make) => make(cell.text?, stream).map(Some),
            Make::Cell(make) => make(cell),
        };
        dirty.filter(|dirty| dirty.as_deref() != cell.text)
    }

    /// What it makes of a text, in tests.
    #[cfg(test)]
    pub fn of(&self, text: &str, stream: &mut Stream) -> Option<String> {
        match self.make {
            Make::Text(make) => make(text, stream),
            Make::Cell(_) => panic!("{} takes more than a text", self.name),
        }
    }
}

/// The cell as one of the forms leaves it, by the weights of a rule or the usual ones.
pub fn draw(forms: &[Form], weights: Option<&Weights>, cell: &Clean, stream: &mut Stream) -> Option<Dirty> {
    match weights {
        None => usual(forms, cell, stream),
        Some(weights) => weighted(forms, weights, cell, stream),
    }
}

/// By the usual weights. The forms lie in a circle, each in as many places as its weight says: from a place drawn, the next one
/// that suits the value.
fn usual(forms: &[Form], cell: &Clean, stream: &mut Stream) -> Option<Dirty> {
    let circle = forms.iter().flat_map(|form| repeat_n(form, form.weight as usize));
    let first = stream.below(forms.iter().map(|form| form.weight).sum()) as usize;
    let mut tried = circle.clone().skip(first).chain(circle.take(first));
    tried.find_map(|form| form.make(cell, stream))
}

/// By the weights of a rule, those that suit the value in proportion to each other.
fn weighted(forms: &[Form], weights: &Weights, cell: &Clean, stream: &mut Stream) -> Option<Dirty> {
    let mut left: Vec<(&Form, u64)> = weights
        .iter()
        .filter_map(|(name, weight)| Some((forms.iter().find(|form| form.name == *name)?, *weight)))
        .collect();
    loop {
        let total: u64 = left.iter().map(|(_, weight)| weight).sum();
        if total == 0 {
            return None;
        }
        let mut place = stream.below(total);
        let drawn = left.iter_mut().find(|(_, weight)| {
            let is_it = place < *weight;
            place = place.wrapping_sub(if is_it { 0 } else { *weight });
            is_it
        });
        // The place lies below the total.
        let (form, weight) = drawn?;
        *weight = 0;
        let form = *form;
        if let Some(dirty) = form.make(cell, stream) {
            return Some(dirty);
        }
    }
}

/// An entry of a list that is not empty, each equally likely.
pub fn pick<T: Copy>(list: &[T], stream: &mut Stream) -> T {
    list[stream.below(list.len() as u64) as usize]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use retailgen_schema::Table;
    use retailgen_synth::Seed;

    use super::*;
    use crate::kind::{self, Kind, Spoil, UnusedKeys};

    const DRAWS: u64 = 20_000;

    /// How often a value becomes what.
    fn drawn(kind: &Kind, column: &str, text: &str, weights: Option<&Weights>) -> BTreeMap<String, u64> {
        let cell = Clean {
            column: Table::Customers.definition().column(column).unwrap(),
            text: Some(text),
            unused: &UnusedKeys::NONE,
        };
        let mut counts = BTreeMap::new();
        for draw in 0..DRAWS {
            let dirty = kind.spoil.of_value(&cell, weights, &mut Seed(6).key(kind.name).stream(draw));
            *counts.entry(dirty.flatten().unwrap_or_else(|| "-".to_owned())).or_default() += 1;
        }
        counts
    }

    /// Pearson's statistic of counts against shares, which must be all there is.
    fn chi_square(counts: &BTreeMap<String, u64>, shares: &[(&str, f64)]) -> f64 {
        assert_eq!(counts.len(), shares.len(), "{counts:?}");
        let of = |(text, share): &(&str, f64)| {
            let due = share * DRAWS as f64;
            let found = counts.get(*text).copied().unwrap_or_default() as f64;
            (found - due) * (found - due) / due
        };
        shares.iter().map(of).sum()
    }

    #[test]
    fn forms_come_as_often_as_their_weights_say_and_others_never() {
        let kind = kind::find("email.malformed").unwrap();
        let weights: &Weights = &[("missing_at", 5), ("doubled_at", 3), ("comma", 2)];
        let counts = drawn(kind, "email", "a@b.example", Some(weights));
        let shares = [("ab.example", 0.5), ("a@@b.example", 0.3), ("a@b,example", 0.2)];
        // Two degrees of freedom: chance exceeds this once in a thousand times.
        assert!(chi_square(&counts, &shares) < 13.82, "{counts:?}");
        let one: &Weights = &[("missing_at", 7)];
        assert_eq!(drawn(kind, "email", "a@b.example", Some(one)), BTreeMap::from([("ab.example".to_owned(), DRAWS)]));
    }

    /// A date without zeros has no letter for one: the two others share its draws as they share their own.
    #[test]
    fn a_form_that_does_not_suit_leaves_its_share_to_the_others_by_their_weights() {
        let kind = kind::find("date.malformed").unwrap();
        let weights: &Weights = &[("no_such_month", 1), ("zeros", 3), ("letter_o", 6)];
        let counts = drawn(kind, "birth_date", "1978-11-12", Some(weights));
        assert!(chi_square(&counts, &[("0000-00-00", 0.75), ("1978-13-12", 0.25)]) < 10.83, "{counts:?}");
        let none: &Weights = &[("letter_o", 1)];
        assert_eq!(drawn(kind, "birth_date", "1978-11-12", Some(none)), BTreeMap::from([("-".to_owned(), DRAWS)]));
    }

    #[test]
    fn without_weights_of_a_rule_forms_have_those_of_the_kind() {
        let kind = kind::find("text.padded").unwrap();
        assert!(matches!(kind.spoil, Spoil::Forms { .. }));
        let counts = drawn(kind, "city", "Old Perth", None);
        let seventh = 1.0 / 7.0;
        let shares = [
            ("Old Perth ", 3.0 * seventh),
            ("Old  Perth", seventh),
            (" Old Perth", seventh),
            ("Old Perth\u{a0}", seventh),
            ("O\u{200b}ld Perth", seventh),
        ];
        assert!(chi_square(&counts, &shares) < 18.47, "{counts:?}");
    }
}
