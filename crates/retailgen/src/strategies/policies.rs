//! Policies by chance: rules that fit the schema, few or many, some of them for the same cells.

use std::{collections::BTreeMap, fmt::Write as _};

use proptest::{
    collection::vec,
    option::weighted as of,
    prelude::*,
    sample::{Index, select},
};
use retailgen_anomaly::{Policy, kind::CATALOGUE};
use retailgen_schema::{ColumnDefinition, ColumnType, Role, Table, TableDefinition};

/// The most rules of a policy.
const MOST_RULES: usize = 12;
/// The most rows that a rule asks for by number. Every table that takes a number has more, however small it is.
const MOST_ROWS: u64 = 3;

/// The greatest rate of a rule, in thousandths.
const MOST_THOUSANDTHS: u32 = 300;

/// A rule that a policy can have, but for its id and amount.
#[derive(Debug, Clone)]
struct Shape {
    text: String,
    /// What it hits, as a policy names it.
    place: (Table, Option<&'static str>),
    /// Whether it can ask for a number of rows: it finds them whatever rules there are for other cells.
    takes_count: bool,
    /// The greatest rate, in thousandths.
    most: u32,
    /// Lines that choose entities, and lines that choose forms.
    narrowings: [Vec<String>; 2],
}

/// Policies of up to twelve rules for `tables`, of any kind that fits, at rates up to 30 %.
///
/// Every rule that a policy can have comes up, but for its exact amounts. They shrink towards fewer rules and lower rates;
/// a rule keeps its hits while others go, since its id stays. The policy is called `random`.
///
/// ```
/// use proptest::prelude::*;
/// use retailgen::{Policy, Table, strategies};
///
/// proptest! {
///     # #![proptest_config(ProptestConfig::with_cases(2))]
///     # /*
///     #[test]
///     # */
///     fn a_policy_reads_back(policy in strategies::policies([Table::Customers, Table::Events])) {
///         let again = Policy::parse(policy.to_toml(), "again.toml")?;
///         prop_assert_eq!(again.rules(), policy.rules());
///     }
/// }
/// # a_policy_reads_back();
/// ```
pub fn policies(tables: impl IntoIterator<Item = Table>) -> impl Strategy<Value = Policy> + Clone {
    of_shapes(shapes(tables, false))
}

/// The same without rules whose values do not cast to their column's type, so that record batches can hold them.
///
/// ```
/// use proptest::prelude::*;
/// use retailgen::{Scenario, Table, strategies};
///
/// proptest! {
///     # #![proptest_config(ProptestConfig::with_cases(2))]
///     # /*
///     #[test]
///     # */
///     fn record_batches_hold_them(policy in strategies::castable_policies([Table::Stores])) {
///         prop_assert!(policy.rules().iter().all(|rule| !rule.kind.breaks_type));
///         let dataset = Scenario::new(7).with_scale("0.001".parse()?).with_anomalies(policy).dataset();
///         prop_assert!(dataset.dirty_batches(Table::Stores).is_ok());
///     }
/// }
/// # record_batches_hold_them();
/// ```
pub fn castable_policies(tables: impl IntoIterator<Item = Table>) -> impl Strategy<Value = Policy> + Clone {
    of_shapes(shapes(tables, true))
}

fn of_shapes(shapes: Vec<Shape>) -> impl Strategy<Value = Policy> + Clone {
    let rule = (
        any::<Index>(),
        1..=MOST_THOUSANDTHS,
        select(vec![None, Some(1), Some(2), Some(MOST_ROWS)]),
        any::<u32>().no_shrink(),
        [of(0.25, any::<Index>()), of(0.4, any::<Index>())],
    );
    let most = if shapes.is_empty() { 0 } else { MOST_RULES };
    vec(rule, 0..=most).prop_map(move |rules| {
        // By id, so that two of the same one are one rule.
        let rules: BTreeMap<u32, _> = rules
            .into_iter()
            .map(|(shape, thousandths, count, id, narrowing)| (id, (shape.get(&shapes), thousandths, count, narrowing)))
            .collect();
        let mut text = String::new();
        for (id, (shape, thousandths, count, narrowing)) in &rules {
            let is_alone = rules.values().filter(|(other, ..)| other.place == shape.place).count() == 1;
            let lines = shape.narrowings.iter().zip(narrowing).filter(|(lines, _)| !lines.is_empty());
            let narrowed: String =
                lines.filter_map(|(lines, drawn)| Some(drawn.as_ref()?.get(lines).as_str())).collect();
            let amount = match count.filter(|_| shape.takes_count && is_alone && narrowed.is_empty()) {
                Some(count) => format!("count = {count}"),
                None => format!("rate = {}", f64::from((*thousandths).min(shape.most)) / 1_000.0),
            };
            // Writing to a String cannot fail.
            let _ = write!(text, "[[rule]]\nid = \"r{id:08x}\"\n{}{amount}\n{narrowed}", shape.text);
        }
        Policy::parse(&text, "random").unwrap_or_else(|error| panic!("{error}\n{text}"))
    })
}

/// Every table, column, kind and mechanism that go together: those that a policy accepts.
fn shapes(tables: impl IntoIterator<Item = Table>, casts: bool) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for table in tables {
        let definition = table.definition();
        for kind in CATALOGUE.iter().filter(|kind| !(casts && kind.breaks_type)) {
            for column in definition.cells.iter().map(Some).chain([None]) {
                if kind.fits(definition, column).is_err() {
                    continue;
                }
                let place = (table, column.map(|column| column.name));
                let takes_count =
                    !CHOOSY.contains(&kind.name) && column.is_some_and(|column| takes_count(definition, column));
                let column = column.map_or_else(String::new, |column| format!("column = \"{}\"\n", column.name));
                for mechanism in mechanisms(definition) {
                    let text = format!("table = \"{table}\"\n{column}kind = \"{}\"\n{mechanism}", kind.name);
                    let accepted = |thousandths: u32, more: &str| {
                        let rate = f64::from(thousandths) / 1_000.0;
                        Policy::parse(format!("[[rule]]\nid = \"a\"\n{text}rate = {rate}\n{more}"), "a").is_ok()
                    };
                    // Incidents at tills reach few rows of a day.
                    if let Some(most) = [MOST_THOUSANDTHS, 30].into_iter().find(|most| accepted(*most, "")) {
                        // Few stores have sensors, and some scenarios the rates of one currency.
                        let is_sure = ![Table::Sensors, Table::ExchangeRates].contains(&table);
                        let columns = definition.cells.iter().filter(|_| is_sure);
                        let entities = columns.map(|column| format!("entities = {{ {} = 1 }}\n", column.name));
                        let forms: Vec<&str> = kind.forms().map(|(form, _)| form).collect();
                        let pairs =
                            forms.windows(2).map(|pair| format!("weights = {{ {} = 1, {} = 3 }}\n", pair[0], pair[1]));
                        let narrowings = [entities.filter(|line| accepted(10, line)).collect(), pairs.collect()];
                        shapes.push(Shape { text, place, takes_count, most, narrowings });
                    }
                }
            }
        }
    }
    shapes
}

/// Ways for hits to lie that the table may know; not every kind can come in every one.
fn mechanisms(definition: &TableDefinition) -> &'static [&'static str] {
    match definition.partitions {
        [] => &["", "mechanism = \"even\"\n"],
        [day] if day.column_type == ColumnType::Date32 => {
            &["", "mechanism = \"even\"\n", "mechanism = \"incident\"\ndays_share = 0.4\n"]
        }
        _ => &["", "mechanism = \"even\"\n", "mechanism = \"run\"\nlength = 5\n"],
    }
}

/// Kinds that leave many values alone: a day beyond the twelfth, a word of three letters or of ASCII alone, a row like the one above.
const CHOOSY: [&str; 14] = [
    "date.swapped",
    "digits.transposed",
    "email.domain_typo",
    "key.default",
    "null.disguised",
    "text.case",
    "text.escaped",
    "text.homoglyph",
    "text.mojibake",
    "text.typo",
    "unit.mistaken",
    "value.copied_down",
    "value.mixed_up",
    "zero.lost",
];

/// Whether a table is one file with a few rows in the smallest scenario, and any of them can be hit in a column, whatever
/// rules there are for other cells: repeated rows keep hits off what identifies them, and a rate of 1 has no inverse.
fn takes_count(definition: &TableDefinition, column: &ColumnDefinition) -> bool {
    let volume = definition.volume;
    let least = if volume.scaled { volume.floor } else { volume.low };
    let identifies = column.unique || definition.primary_key.contains(&column.name);
    let any_row = column.required && !identifies && column.role != Some(Role::Rate);
    definition.partitions.is_empty() && least >= MOST_ROWS && any_row
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The laws hold for no more than what is tried.
    #[test]
    fn every_kind_comes_up_and_those_that_do_not_cast_only_where_they_may() {
        let all = shapes(Table::ALL, false);
        let castable = shapes(Table::ALL, true);
        for kind in CATALOGUE {
            let named = format!("kind = \"{}\"\n", kind.name);
            let is_of_kind = |shape: &Shape| shape.text.contains(&named);
            assert!(all.iter().any(is_of_kind), "{}", kind.name);
            assert_eq!(castable.iter().any(is_of_kind), !kind.breaks_type, "{}", kind.name);
        }
        for mechanism in ["incident", "run"] {
            assert!(all.iter().any(|shape| shape.text.contains(mechanism)), "{mechanism}");
        }
        assert!(all.iter().any(|shape| shape.takes_count) && all.iter().any(|shape| !shape.takes_count));
        for named in ["store_id = 1", "carrier = 1", "comma = 1, trailing_delimiter = 3"] {
            let is_named = |shape: &Shape| shape.narrowings.iter().flatten().any(|line| line.contains(named));
            assert!(all.iter().any(is_named), "{named}");
        }
    }

    #[test]
    fn no_table_has_rules_of_another() {
        assert!(shapes([Table::Stores], false).iter().all(|shape| shape.text.contains("table = \"stores\"")));
        assert!(shapes([], false).is_empty());
    }

    /// `fits` and the mechanisms are looked up here; a policy has the last word on both.
    #[test]
    fn no_rule_that_a_policy_accepts_is_missing() {
        let known: Vec<String> = shapes(Table::ALL, false).into_iter().map(|shape| shape.text).collect();
        for table in Table::ALL {
            for mechanism in [
                "",
                "mechanism = \"even\"\n",
                "mechanism = \"incident\"\ndays_share = 0.4\n",
                "mechanism = \"run\"\nlength = 5\n",
            ] {
                for kind in CATALOGUE {
                    for cell in table.definition().cells.iter().map(Some).chain([None]) {
                        let column = cell.map_or_else(String::new, |cell| format!("column = \"{}\"\n", cell.name));
                        let text = format!("table = \"{table}\"\n{column}kind = \"{}\"\n{mechanism}", kind.name);
                        let accepted = Policy::parse(format!("[[rule]]\nid = \"a\"\n{text}rate = 0.03\n"), "a").is_ok();
                        assert_eq!(known.contains(&text), accepted, "{text}");
                    }
                }
            }
        }
    }
}
